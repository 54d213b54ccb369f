package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// settings are the flags that the environment and the configuration file can set as well.
var settings = []string{"abstain", "color", "data", "max-file", "top"}

const maxConfig = 64 << 10 // bytes of a configuration file

const configHelp = `A setting is taken from the first of these that has it:

  1. a flag                   --top 10
  2. an environment variable  DOSSIER_TOP=10
  3. the configuration file   top = 10

The settings are abstain, color, data, max-file and top; each is the flag of
that name, for every command that has the flag. Variables are in capitals, with
_ for -: DOSSIER_MAX_FILE.

The configuration file is $DOSSIER_CONFIG, else dossier/config in the user's
configuration directory (~/.config on Linux). It has one setting a line; a line
that begins with # is a comment.

The index is in the directory that data names, else in dossier in the user's
data directory (~/.local/share on Linux). NO_COLOR and TERM=dumb turn colours
off.`

// setting is a value and where it came from.
type setting struct{ value, origin string }

// configure gives each setting of the command that no flag has set its value from the environment or the file.
func (a *app) configure(c *cobra.Command) error {
	file, err := a.readConfig()
	if err != nil {
		return err
	}
	for _, name := range settings {
		flag := c.Flags().Lookup(name)
		if flag == nil || flag.Changed {
			continue
		}
		s := file[name]
		variable := "DOSSIER_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		if v := a.getenv(variable); v != "" {
			s = setting{v, "$" + variable}
		}
		if s.value == "" {
			continue
		}
		if err := flag.Value.Set(s.value); err != nil {
			return misuse("dossier help configuration explains the settings", "%s: invalid %s %q: %w", s.origin, name, s.value, err)
		}
	}
	return nil
}

// readConfig reads the configuration file. Only one that the user has named has to exist.
func (a *app) readConfig() (map[string]setting, error) {
	path := a.getenv("DOSSIER_CONFIG")
	named := path != ""
	if !named {
		dir := userDir(a.goos, a.getenv, configDirs)
		if dir == "" {
			return nil, nil
		}
		path = filepath.Join(dir, "dossier", "config")
	}
	f, err := os.Open(path)
	if err != nil {
		if !named && absent(err) {
			return nil, nil
		}
		return nil, &failure{
			err:  fmt.Errorf("reading the configuration: %w", err),
			hint: "correct or unset $DOSSIER_CONFIG, or create the file", code: exitMisuse,
		}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	if len(text) > maxConfig {
		return nil, misuse("is it the right file?", "reading the configuration %q: it is longer than %s", path, byteCount(maxConfig))
	}
	return parseConfig(path, text)
}

// parseConfig reads lines of the form "key = value". Anything else is an error that names the line.
func parseConfig(name string, text []byte) (map[string]setting, error) {
	const hint = "a line is `key = value`; dossier help configuration lists the keys"
	all := make(map[string]setting)
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		origin := fmt.Sprintf("%s:%d", name, n)
		key, value, ok := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if quoted, err := strconv.Unquote(value); err == nil {
			value = quoted
		}
		switch {
		case !ok || value == "":
			return nil, misuse(hint, "%s: %q gives no value", origin, line)
		case !slices.Contains(settings, key):
			return nil, misuse(fmt.Sprintf("did you mean %q? %s", nearest(key, settings, 1)[0], hint), "%s: unknown key %q", origin, key)
		case all[key].origin != "":
			return nil, misuse("keep one of the two", "%s: %q is set already at %s", origin, key, all[key].origin)
		}
		all[key] = setting{value, origin}
	}
	if lines.Err() != nil {
		return nil, misuse(hint, "%s:%d: %w", name, n+1, lines.Err())
	}
	return all, nil
}

// absent reports whether an error means that there is no such file.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotDir)
}

// choice is a flag whose value is one of a few words.
type choice struct {
	value *string
	among []string
}

func (c *choice) String() string { return *c.value }
func (c *choice) Type() string   { return "word" }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.among, s) {
		return fmt.Errorf("it is one of %s", strings.Join(c.among, ", "))
	}
	*c.value = s
	return nil
}

// within is a flag whose value is a whole number from 1 to max.
type within struct {
	value *int
	max   int
}

func (w *within) String() string { return strconv.Itoa(*w.value) }
func (w *within) Type() string   { return "n" }

func (w *within) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > w.max {
		return fmt.Errorf("it is a whole number from 1 to %d", w.max)
	}
	*w.value = n
	return nil
}

// size is a flag whose value is a number of bytes, with k, M or G (powers of 1024) and B if you like: 64M, 1.5 GB.
type size struct{ value *int64 }

func (s *size) Type() string { return "size" }

func (s *size) String() string {
	if *s.value == 0 {
		return ""
	}
	return strings.ReplaceAll(byteCount(*s.value), " ", "")
}

func (s *size) Set(text string) error {
	digits := strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(text)), "B"), "I")
	unit := 1.0
	if n := len(digits); n > 0 {
		if i := strings.IndexByte("KMG", digits[n-1]); i >= 0 {
			unit = float64(int64(1) << (10 * (i + 1)))
			digits = strings.TrimSpace(digits[:n-1])
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || !(n*unit >= 1 && n*unit <= 1<<50) {
		return errors.New("it is a number of bytes such as 500k, 64M or 1G")
	}
	*s.value = int64(n * unit)
	return nil
}

// byteCount writes a number of bytes for people.
func byteCount[T ~int | ~int64](n T) string {
	v, unit := float64(n), "B"
	for _, u := range []string{"kB", "MB", "GB"} {
		if v < 1024 {
			break
		}
		v, unit = v/1024, u
	}
	if v >= 10 || v == float64(int(v)) {
		return fmt.Sprintf("%.0f %s", v, unit)
	}
	return fmt.Sprintf("%.1f %s", v, unit)
}
