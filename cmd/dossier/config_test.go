package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestConfigure(t *testing.T) {
	for _, tt := range []struct {
		name      string
		file, env string
		args      []string
		want      int
		wantErr   string // a part of it
	}{
		{name: "default", want: 20},
		{name: "file", file: "# how many\ntop = 5\n", want: 5},
		{name: "quoted value", file: `top = "5"`, want: 5},
		{name: "other commands' settings", file: "max-file = 1M\ntop=5", want: 5},
		{name: "environment over file", file: "top = 5", env: "7", want: 7},
		{name: "flag over environment", file: "top = 5", env: "7", args: []string{"--top", "9"}, want: 9},
		{name: "a flag hides a bad value", env: "many", args: []string{"--top", "9"}, want: 9},
		{name: "bad variable", env: "many", wantErr: `$DOSSIER_TOP: invalid top "many": it is a whole number from 1 to 200`},
		{name: "bad value in the file", file: "\n\ntop = 0", wantErr: `config:3: invalid top "0"`},
		{name: "unknown key", file: "topp = 5", wantErr: `config:1: unknown key "topp"`},
		{name: "no value", file: "top", wantErr: `config:1: "top" gives no value`},
		{name: "key twice", file: "top = 5\ntop = 6", wantErr: `config:2: "top" is set already at`},
		{name: "too long", file: strings.Repeat("#", maxConfig+1), wantErr: "longer than 64 kB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config")
			if err := os.WriteFile(path, []byte(tt.file), 0o600); err != nil {
				t.Fatal(err)
			}
			a := &app{goos: "linux", getenv: environment(map[string]string{"DOSSIER_CONFIG": path, "DOSSIER_TOP": tt.env})}
			top := 20
			c := &cobra.Command{}
			c.Flags().Var(&within{&top, 200}, "top", "")
			if err := c.ParseFlags(tt.args); err != nil {
				t.Fatal(err)
			}
			err := a.configure(c)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Errorf("error %v, want one with %q", err, tt.wantErr)
				}
				if exitCode(err) != exitMisuse || hintOf(err) == "" {
					t.Errorf("exit code %d, hint %q; want a misuse with a hint", exitCode(err), hintOf(err))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if top != tt.want {
				t.Errorf("top = %d, want %d", top, tt.want)
			}
		})
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("# comment\ntop = 5\nabstain=\"strict\"\n"))
	f.Add([]byte("\ufefftop\x00=\xff\n=\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := parseConfig("config", text)
		for key, s := range all {
			if err != nil || s.value == "" || !strings.HasPrefix(s.origin, "config:") {
				t.Errorf("%q: %+v, error %v", key, s, err)
			}
		}
	})
}

func TestSize(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64 // 0 is an error
	}{
		{"1", 1}, {"500k", 500 << 10}, {"64M", 64 << 20}, {"64 MB", 64 << 20}, {"64MiB", 64 << 20}, {"1.5G", 3 << 29},
		{"200mb", 200 << 20}, {"", 0}, {"0", 0}, {"-1", 0}, {"M", 0}, {"many", 0}, {"1e99", 0}, {"NaN", 0}, {"Inf", 0},
	} {
		t.Run(tt.in, func(t *testing.T) {
			var n int64
			err := (&size{&n}).Set(tt.in)
			if n != tt.want || (err == nil) != (tt.want > 0) {
				t.Errorf("Set(%q) gives %d, %v; want %d", tt.in, n, err, tt.want)
			}
		})
	}
}

func TestUserDir(t *testing.T) {
	for _, tt := range []struct {
		name, goos string
		env        map[string]string
		want       string
	}{
		{"linux", "linux", map[string]string{"HOME": "/h"}, "/h/.local/share"},
		{"linux with XDG", "linux", map[string]string{"HOME": "/h", "XDG_DATA_HOME": "/d"}, "/d"},
		{"a relative XDG directory is ignored", "linux", map[string]string{"HOME": "/h", "XDG_DATA_HOME": "d"}, "/h/.local/share"},
		{"mac", "darwin", map[string]string{"HOME": "/h"}, "/h/Library/Application Support"},
		{"windows", "windows", map[string]string{"LocalAppData": "/l"}, "/l"},
		{"nothing known", "linux", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := userDir(tt.goos, environment(tt.env), dataDirs); got != filepath.FromSlash(tt.want) {
				t.Errorf("userDir = %q, want %q", got, tt.want)
			}
		})
	}
}
