package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"dossier": main}) }

// TestScript runs the stories in testdata/script with the program itself.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_DATA_HOME", "")
			e.Setenv("XDG_CONFIG_HOME", "")
			e.Setenv("LocalAppData", filepath.Join(e.WorkDir, "home"))
			e.Setenv("AppData", filepath.Join(e.WorkDir, "home"))
			e.Setenv("ESC", "\x1b[2J")
			return os.WriteFile(filepath.Join(e.WorkDir, "long.txt"), bytes.Repeat([]byte("why? "), 20_000), 0o600)
		},
	})
}

// exits is the script command "exits CODE PROGRAM ARGS...": the program has to end with that code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("running %q: %v", args[1], err)
		}
		code = strconv.Itoa(exit.ExitCode())
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// program runs the program in a new home directory and returns what it said. A function may change the app before.
func program(t *testing.T, change func(*app), args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	home := t.TempDir()
	a := &app{
		stdin:  strings.NewReader(""),
		stdout: &out,
		stderr: &err,
		goos:   "linux",
		getenv: environment(map[string]string{"HOME": home}),
	}
	if change != nil {
		change(a)
	}
	code = a.run(context.Background(), args)
	return out.String(), err.String(), code
}

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

// golden compares text with a file of testdata/golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; -update rewrites it (-want +got):\n%s", path, diff)
	}
}
