package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dossier/corpus/starter"
)

const bundledQuestion = "When did Italy and the United States establish diplomatic relations?"

// TestBundledIndex starts from each state that the cached index of the bundled briefs can be in. The answer is the same,
// and what is left is one whole index.
func TestBundledIndex(t *testing.T) {
	name := "starter-" + starter.Version() + ".db"
	dir := t.TempDir()
	ask := func(t *testing.T) string {
		t.Helper()
		out, errs, code := program(t, nil, "ask", "--data", dir, bundledQuestion)
		if code != exitOK || !strings.Contains(out, "1861") || strings.Count(errs, "\n") != 1 {
			t.Fatalf("exit code %d, output %q, errors %q", code, out, errs)
		}
		return out
	}
	write := func(t *testing.T, name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := ask(t)
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T)
	}{
		{"it is there", func(*testing.T) {}},
		{"it is missing", func(t *testing.T) { os.Remove(filepath.Join(dir, name)) }},
		{"it is empty", func(t *testing.T) { write(t, name, "") }},
		{"it is another file", func(t *testing.T) { write(t, name, strings.Repeat("no index ", 1000)) }},
		{"it is cut short", func(t *testing.T) { os.Truncate(filepath.Join(dir, name), 5000) }},
		{"an older one is there", func(t *testing.T) {
			os.Remove(filepath.Join(dir, name))
			write(t, "starter-000000000000.db", "old")
		}},
		{"one was killed while it made it", func(t *testing.T) {
			os.Remove(filepath.Join(dir, name))
			os.Mkdir(filepath.Join(dir, "starter-123"), 0o700)
			write(t, "starter-123/index.db", "half")
			yesterday := time.Now().Add(-24 * time.Hour)
			os.Chtimes(filepath.Join(dir, "starter-123"), yesterday, yesterday)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.prepare(t)
			if got := ask(t); got != want {
				t.Errorf("answers %q, want %q", got, want)
			}
			var left []string
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if !strings.HasSuffix(e.Name(), "-wal") && !strings.HasSuffix(e.Name(), "-shm") {
					left = append(left, e.Name())
				}
			}
			if !slices.Equal(left, []string{name}) {
				t.Errorf("the directory holds %q, want %q alone", left, name)
			}
		})
	}
}

// TestBundledIndexAtOnce has many programs start for the first time. All answer, and one index is left for the next.
func TestBundledIndexAtOnce(t *testing.T) {
	dir := t.TempDir()
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			if out, errs, code := program(t, nil, "ask", "--data", dir, bundledQuestion); code != exitOK || !strings.Contains(out, "1861") {
				t.Errorf("exit code %d, output %q, errors %q", code, out, errs)
			}
		})
	}
	running.Wait()
	left, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(left) != 1 {
		t.Errorf("the directory holds %q, want one index", left)
	}
}

// TestEmptyIndex asks after everything has been removed from the index.
func TestEmptyIndex(t *testing.T) {
	dir, docs := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(docs, "a.txt"), []byte("The lighthouse is white."), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"ingest", docs}, {"sources", "--remove", docs}} {
		if _, errs, code := program(t, nil, append(args, "--data", dir)...); code != exitOK {
			t.Fatalf("%q: exit code %d, errors %q", args, code, errs)
		}
	}
	out, errs, code := program(t, nil, "ask", "--data", dir, bundledQuestion)
	if code != exitOK || !strings.Contains(out, "1861") || !strings.Contains(errs, "using the bundled briefs") {
		t.Errorf("exit code %d, output %q, errors %q", code, out, errs)
	}
}

// TestNoDataDirectory runs where the environment does not tell where data belongs.
func TestNoDataDirectory(t *testing.T) {
	nowhere := func(a *app) { a.getenv = environment(nil) }
	_, errs, code := program(t, nowhere, "ask", bundledQuestion)
	if code != exitMisuse || !strings.Contains(errs, "hint: name it by --data") {
		t.Errorf("exit code %d, errors %q", code, errs)
	}
}

// TestInterrupted ends the program while it waits for a question that never comes.
func TestInterrupted(t *testing.T) {
	for _, args := range [][]string{{"ask"}, {"ask", "--batch", "-"}, {"search"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			dir := t.TempDir()
			if _, _, code := program(t, nil, "sources", "--data", dir); code != exitOK {
				t.Fatal("the bundled briefs cannot be indexed")
			}
			synctest.Test(t, func(t *testing.T) {
				r, w := io.Pipe()
				var out, errs bytes.Buffer
				a := &app{stdin: r, stdout: &out, stderr: &errs, goos: "linux", getenv: environment(map[string]string{"HOME": dir})}
				ctx, cancel := context.WithCancel(t.Context())
				code := make(chan int, 1)
				go func() { code <- a.run(ctx, append(args, "--data", dir)) }()
				synctest.Wait()
				cancel()
				if got := <-code; got != exitInterrupted {
					t.Errorf("exit code %d, want %d", got, exitInterrupted)
				}
				if !strings.HasSuffix(errs.String(), "dossier: interrupted\n") {
					t.Errorf("errors %q", errs.String())
				}
				w.Close() // lets go of the read that was left behind
			})
		})
	}
}

// TestOutputThatCannotBeWritten must not end as if all were well.
func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"ask", bundledQuestion}, {"ask", "--json", bundledQuestion}} {
		t.Run(strings.Join(args[:len(args)-1], " "), func(t *testing.T) {
			_, errs, code := program(t, func(a *app) { a.stdout = fullDisk{} }, args...)
			if code != exitFailure || !strings.Contains(errs, "no space left on device") {
				t.Errorf("exit code %d, errors %q", code, errs)
			}
		})
	}
}

// TestExitCodesAreDocumented looks each code up in the help.
func TestExitCodesAreDocumented(t *testing.T) {
	for err, want := range map[error]int{
		nil:                             0,
		errors.New("any"):               1,
		misuse("", "x"):                 2,
		status(exitNotSaid):             3,
		status(exitPartial):             4,
		&failure{code: exitInterrupted}: 130,
		&failure{}:                      1,
	} {
		if got := exitCode(err); got != want {
			t.Errorf("exitCode(%v) = %d, want %d", err, got, want)
		}
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^ +%d  `, want)).MatchString(exitCodesHelp) {
			t.Errorf("the help does not explain exit code %d", want)
		}
	}
}
