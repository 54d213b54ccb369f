package main

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"dossier/corpus"
)

// TestColour asks on a terminal and on a pipe, with everything that has a say in colour.
func TestColour(t *testing.T) {
	for _, tt := range []struct {
		name     string
		terminal bool
		env      map[string]string
		args     []string
		want     bool
	}{
		{"terminal", true, nil, nil, true},
		{"pipe", false, nil, nil, false},
		{"NO_COLOR", true, map[string]string{"NO_COLOR": "1"}, nil, false},
		{"empty NO_COLOR", true, map[string]string{"NO_COLOR": ""}, nil, true},
		{"dumb terminal", true, map[string]string{"TERM": "dumb"}, nil, false},
		{"never", true, nil, []string{"--color", "never"}, false},
		{"never by the environment", true, map[string]string{"DOSSIER_COLOR": "never"}, nil, false},
		{"always, on a pipe", false, map[string]string{"NO_COLOR": "1"}, []string{"--color", "always"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := map[string]string{"HOME": t.TempDir(), "TERM": "xterm"}
			maps.Copy(env, tt.env)
			out, errs, code := program(t, func(a *app) {
				a.tty = terminals{in: tt.terminal, out: tt.terminal, err: tt.terminal}
				a.getenv = environment(env)
				if tt.terminal {
					a.width = 60
				}
			}, append([]string{"ask", bundledQuestion}, tt.args...)...)
			if code != exitOK {
				t.Fatalf("exit code %d, errors %q", code, errs)
			}
			for stream, text := range map[string]string{"stdout": out, "stderr": errs} {
				if got := strings.Contains(text, "\x1b["); got != tt.want {
					t.Errorf("%s: colour %t, want %t: %q", stream, got, tt.want, text)
				}
			}
		})
	}
}

// TestProgress draws the bar for a folder that is read.
func TestProgress(t *testing.T) {
	files := fstest.MapFS{
		"a.txt":          {Data: bytes.Repeat([]byte("a"), 600)},
		"deep/b.jsonl":   {Data: bytes.Repeat([]byte("b"), 200)},
		".hidden/c.txt":  {Data: bytes.Repeat([]byte("c"), 10_000)},
		"picture.png":    {Data: bytes.Repeat([]byte("d"), 10_000)},
		"evil\x1b[2J.md": {Data: bytes.Repeat([]byte("e"), 200)},
	}
	var out bytes.Buffer
	a := &app{tty: terminals{err: true}, stderr: &out, getenv: environment(nil), width: 80}
	p := newProgress(a, "/home/somebody/notes")
	p.redraw = 0
	p.measure(files)
	if p.total != 1000 {
		t.Errorf("%d bytes to read, want 1000", p.total)
	}
	docs := []corpus.Document{
		{ID: "a.txt", Text: "a"},                  // a file
		{ID: "j1", Text: strings.Repeat("j", 90)}, // lines of one
		{ID: "j2", Text: strings.Repeat("j", 90)},
		{ID: "evil\x1b[2J.md"}, // one that gave no text
	}
	i := 0
	for d := range p.follow(func(yield func(corpus.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}) {
		name := d.ID
		out.Reset()
		p.document(i+1, name)
		got := out.String()
		if want := fmt.Sprintf("%3d %%", []int{60, 69, 78, 100}[i]); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
		if strings.Contains(got, "\x1b[2J") || strings.Contains(got, "\n") {
			t.Errorf("%q does more than draw a line", got)
		}
		if n := columnsOf(strings.TrimPrefix(strings.TrimPrefix(got, "\r"), "\x1b[K")); n >= 80 {
			t.Errorf("%q is %d columns wide", got, n)
		}
		i++
	}
	if i != len(docs) {
		t.Errorf("%d documents come through, want %d", i, len(docs))
	}
	out.Reset()
	p.clear()
	if got := out.String(); got != "\r\x1b[K" {
		t.Errorf("clear writes %q", got)
	}
}

// TestProgressNarrow leaves away what does not fit, so that the line is never more than one.
func TestProgressNarrow(t *testing.T) {
	for width, want := range map[int]string{200: "deep/b.txt", 50: "notes", 40: "10 %", 20: "7 documents"} {
		var out bytes.Buffer
		p := newProgress(&app{tty: terminals{err: true}, stderr: &out, getenv: environment(nil), width: width}, "/home/notes")
		p.redraw, p.total, p.at = 0, 1000, 100
		p.document(7, "deep/b.txt")
		got := strings.TrimPrefix(out.String(), "\r\x1b[K")
		if n := columnsOf(got); n >= width || !strings.Contains(got, want) {
			t.Errorf("on %d columns %q, which has %d", width, got, n)
		}
	}
}

// TestProgressOnPipe draws nothing where nobody looks.
func TestProgressOnPipe(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&app{stderr: &out, getenv: environment(nil)}, "/notes")
	p.redraw = 0
	p.document(1, "a.txt")
	p.clear()
	if out.Len() > 0 {
		t.Errorf("writes %q", out.String())
	}
}
