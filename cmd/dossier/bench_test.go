package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// BenchmarkAsk runs a built program as a process: with the index of the bundled briefs there, and without it.
func BenchmarkAsk(b *testing.B) {
	program := filepath.Join(b.TempDir(), "dossier")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, ".").CombinedOutput(); err != nil {
		b.Skipf("building the program: %v\n%s", err, out)
	}
	ask := func(b *testing.B, data string) {
		b.Helper()
		c := exec.Command(program, "ask", "--data", data, bundledQuestion)
		c.Env = append(os.Environ(), "DOSSIER_CONFIG=", "DOSSIER_TOP=", "DOSSIER_ABSTAIN=")
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	b.Run("index=present", func(b *testing.B) {
		data := b.TempDir()
		ask(b, data)
		for b.Loop() {
			ask(b, data)
		}
	})
	b.Run("index=missing", func(b *testing.B) {
		for b.Loop() {
			ask(b, b.TempDir())
		}
	})
}
