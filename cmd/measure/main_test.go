package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// printed runs f and returns what it writes to standard output.
func printed(t *testing.T, f func() error) (string, error) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdout := os.Stdout
	os.Stdout = file
	failed := f()
	os.Stdout = stdout
	out, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(out), failed
}

func TestMeasure(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ships")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"corpus.jsonl": `{"id":"a","lang":"en","text":"The Aurora was launched at Genoa in 1798."}` + "\n" +
			`{"id":"b","lang":"en","text":"The Borea was launched at Venice in 1801."}` + "\n",
		"questions.jsonl": `{"id":"1","question":"When was the Aurora launched?","answers":["1798"],"evidence":[{"doc":"a","quote":"in 1798"}],"answerable":true,"type":"when"}` + "\n" +
			`{"id":"2","question":"When was the Borea launched?","answers":["1802"],"evidence":[{"doc":"b","quote":"in 1801"}],"answerable":true,"type":"when"}` + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name      string
		limit     int
		half      int
		retrieval bool
		want, not []string
	}{
		{"passages only", 0, -1, true, []string{"ships", "n=2 hit@1 1.000"}, []string{"never", "bad citations"}},
		{"one half", 0, 1, true, []string{"n=1 hit@1 1.000"}, nil},
		{"some", 1, -1, true, []string{"n=1 hit@1 1.000"}, nil},
		{"answers", 0, -1, false, []string{"never    when", "balanced when", "strict   when", "bad citations 0", `gold ["1802"]`}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, err := printed(t, func() error { return measure(t.Context(), dir, test.limit, test.half, true, test.retrieval) })
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range test.want {
				if !strings.Contains(out, s) {
					t.Errorf("%q is not printed:\n%s", s, out)
				}
			}
			for _, s := range test.not {
				if strings.Contains(out, s) {
					t.Errorf("%q is printed:\n%s", s, out)
				}
			}
		})
	}
	t.Run("no such folder", func(t *testing.T) {
		if err := measure(t.Context(), filepath.Join(dir, "none"), 0, -1, false, true); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error %v", err)
		}
	})
}
