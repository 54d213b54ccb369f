package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/corpus"
	"dossier/rag/index"
)

// folder makes a directory with a document in it.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestTwoIngests starts one while another is in the middle of its work. The second is told so, questions are answered
// meanwhile, and the first ends well.
func TestTwoIngests(t *testing.T) {
	data, docs := t.TempDir(), folder(t, "The lighthouse of Kullen is white.")
	if _, errs, code := program(t, nil, "ingest", "--data", data, docs); code != exitOK {
		t.Fatalf("exit code %d, errors %q", code, errs)
	}
	idx, err := index.Open(t.Context(), filepath.Join(data, indexFile), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer idx.Close()
	slow := func(yield func(corpus.Document, error) bool) {
		if !yield(corpus.Document{ID: "b.txt", Text: "The harbour is old."}, nil) {
			return
		}
		_, errs, code := program(t, nil, "ingest", "--data", data, folder(t, "The ferry is late."))
		if code != exitFailure || !strings.Contains(errs, "hint: ") {
			t.Errorf("a second ingest: exit code %d, errors %q", code, errs)
		}
		out, errs, code := program(t, nil, "ask", "--data", data, "--abstain", "never", "What colour is the lighthouse of Kullen?")
		if code != exitOK || !strings.Contains(out, "white") {
			t.Errorf("a question meanwhile: exit code %d, output %q, errors %q", code, out, errs)
		}
	}
	if _, err := idx.Sync(t.Context(), "slow", slow, index.SyncOptions{}); err != nil {
		t.Errorf("the first ingest: %v", err)
	}
	out, _, _ := program(t, nil, "sources", "--data", data)
	if !strings.Contains(out, "a.txt") || !strings.Contains(out, "b.txt") || strings.Count(out, "\n") != 2 {
		t.Errorf("afterwards the index holds %q", out)
	}
}

// TestIngestInterrupted leaves the index as it was.
func TestIngestInterrupted(t *testing.T) {
	data := t.TempDir()
	if _, errs, code := program(t, nil, "ingest", "--data", data, folder(t, "The lighthouse of Kullen is white.")); code != exitOK {
		t.Fatalf("exit code %d, errors %q", code, errs)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	a := &app{stdout: &out, stderr: &errs, goos: "linux", getenv: environment(nil)}
	if code := a.run(ctx, []string{"ingest", "--data", data, folder(t, "The ferry is late.")}); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	if errs.String() != "dossier: interrupted\n" {
		t.Errorf("errors %q", errs.String())
	}
	if out, _, _ := program(t, nil, "sources", "--data", data); strings.Count(out, "\n") != 1 {
		t.Errorf("afterwards the index holds %q", out)
	}
}

// TestManyFailures are cut to what somebody reads, unless they want all.
func TestManyFailures(t *testing.T) {
	data, docs := t.TempDir(), folder(t, "The lighthouse of Kullen is white.")
	for i := range maxFailuresShown + 5 {
		if err := os.WriteFile(filepath.Join(docs, strings.Repeat("x", i+1)+".txt"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, errs, code := program(t, nil, "ingest", "--data", data, docs)
	if code != exitPartial || strings.Count(errs, "hint: ") != maxFailuresShown+1 || !strings.Contains(errs, "dossier: 5 more documents failed") {
		t.Errorf("exit code %d, errors %q", code, errs)
	}
	_, errs, _ = program(t, nil, "ingest", "-v", "--data", data, docs)
	if n := strings.Count(errs, "hint: "); n != maxFailuresShown+5 {
		t.Errorf("--verbose shows %d failures, want %d", n, maxFailuresShown+5)
	}
}
