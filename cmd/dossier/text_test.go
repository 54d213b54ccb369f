package main

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestPlain(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"ordinary text", "Über 17 Millionen – “so” 中文", "Über 17 Millionen – “so” 中文"},
		{"lines and tabs", "a\tb\r\nc", "a\tb\nc"},
		{"clear screen", "a\x1b[2Jb", "a\ufffd[2Jb"},
		{"title of the window", "\x1b]0;pwned\x07", "\ufffd]0;pwned\ufffd"},
		{"C1 control sequence introducer", "a\u009b2Jb", "a\ufffd2Jb"},
		{"backspaces", "yes\b\b\bno", "yes\ufffd\ufffd\ufffdno"},
		{"overwriting the line", "true\rfalse", "truefalse"},
		{"reordering", "abc\u202ecba\u2066x\u2069", "abccbax"},
		{"line separator", "a\u2028b", "a\nb"},
		{"invalid UTF-8", "a\xffb", "a\ufffdb"},
		{"joiners stay", "क्\u200dष", "क्\u200dष"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := plain(tt.in); got != tt.want {
				t.Errorf("plain(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("a\x1b[2Jb\u202e\u009b\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := plain(s)
		if !utf8.ValidString(got) {
			t.Errorf("plain(%q) is not valid UTF-8", s)
		}
		for _, r := range got {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("plain(%q) holds %U", s, r)
			}
		}
		if plain(got) != got {
			t.Errorf("plain(plain(%q)) differs", s)
		}
	})
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		width    int
		want     []string
	}{
		{"no width", "one  two\nthree", 0, []string{"one two three"}},
		{"nothing", "", 10, nil},
		{"between words", "one two three four", 9, []string{"one two", "three", "four"}},
		{"exactly full", "one two", 7, []string{"one two"}},
		{"a long word", "see https://example.org/a/b", 10, []string{"see", "https://ex", "ample.org/", "a/b"}},
		{"wide characters", "統一碼聯盟", 4, []string{"統一", "碼聯", "盟"}},
		{"combining marks take no column", "e\u0301e\u0301e\u0301 x", 5, []string{"e\u0301e\u0301e\u0301 x"}},
		{"colour takes no column", "a \x1b[32m[1]\x1b[0m b", 7, []string{"a \x1b[32m[1]\x1b[0m b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, wrap(tt.in, tt.width)); diff != "" {
				t.Errorf("wrap(%q, %d) (-want +got):\n%s", tt.in, tt.width, diff)
			}
		})
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("one two 統一碼聯盟 https://example.org", 7)
	f.Add("\u06df", 11) // takes no column
	f.Fuzz(func(t *testing.T, s string, width int) {
		s = plain(s)
		width = 2 + max(width, -width)%100
		if width < 2 {
			return
		}
		lines := wrap(s, width)
		for _, l := range lines {
			if columnsOf(l) > width {
				t.Errorf("%q is wider than %d", l, width)
			}
		}
		strip := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := strip(strings.Join(lines, "")); got != strip(s) {
			t.Errorf("wrap(%q) loses text: %q", s, got)
		}
	})
}

func TestNearest(t *testing.T) {
	for _, tt := range []struct {
		word       string
		candidates []string
		want       string
	}{
		{"abstein", settings, "abstain"},
		{"maxfile", settings, "max-file"},
		{"colour", settings, "color"},
		{"trade", []string{"us-forces.md", "trade-and-investment.md"}, "trade-and-investment.md"},
		{"x", []string{"b", "a"}, "a"},
	} {
		t.Run(tt.word, func(t *testing.T) {
			if got := nearest(tt.word, tt.candidates, 1); got[0] != tt.want {
				t.Errorf("nearest(%q) = %q, want %q", tt.word, got[0], tt.want)
			}
		})
	}
}
