package corpus

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestFrontMatter(t *testing.T) {
	day := time.Date(2020, 10, 2, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, text string
		length     int // -1: all but "Body."
		want       Document
	}{
		{"none", "Body.", 0, Document{}},
		{"all keys", "---\ntitle: \"A: b\"\ndate: 2020-10-02\nurl: https://example.org/?a=b#c\nlang: en-GB\npublisher: 'State Dept.'\ntags: [a, {b: c}]\n---\nBody.", -1,
			Document{Title: "A: b", Date: day, URL: "https://example.org/?a=b#c", Lang: "en", Publisher: "State Dept."}},
		{"CRLF", "---\r\ntitle: T\r\nDate: 20201002\r\n---\r\nBody.", -1, Document{Title: "T", Date: day}},
		{"dots", "---\ntitle: T\n...\nBody.", -1, Document{Title: "T"}},
		{"folded", "---\ntitle: >\n  Two\n  lines\ndate: 2 Oct 2020\n---\nBody.", -1, Document{Title: "Two lines", Date: day}},
		{"time", "---\ndate: 2020-10-02T23:30:00-05:00\n---\nBody.", -1, Document{Date: day}},
		{"empty", "---\n---\nBody.", -1, Document{}},
		{"comment", "---\n# nothing\n---\nBody.", 0, Document{}},
		{"null", "---\ntitle: ~\nlang:\n---\nBody.", -1, Document{}},
		{"alias", "---\na: &a T\ntitle: *a\n---\nBody.", -1, Document{}},
		{"list for a title", "---\ntitle: [a, b]\n---\nBody.", -1, Document{}},
		{"not closed", "---\ntitle: T\n\nBody.", 0, Document{}},
		{"thematic break", "---\nSome text here.\n---\nBody.", 0, Document{}},
		{"sentence with a colon", "---\nHe said this: no\n---\nBody.", 0, Document{}},
		{"not at the start", "\n---\ntitle: T\n---\nBody.", 0, Document{}},
		{"too long", "---\ntitle: T\n" + strings.Repeat("a: b\n", maxFrontMatter/5+1) + "---\nBody.", 0, Document{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.length
			if want < 0 {
				want = len(tt.text) - len("Body.")
			}
			if got := frontMatterLen(tt.text); got != want {
				t.Errorf("length %d, want %d", got, want)
			}
			got, err := frontMatter(tt.text)
			if err != nil || got != tt.want {
				t.Errorf("%+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

func TestBadFrontMatter(t *testing.T) {
	for _, tt := range []struct {
		name, yaml string
		line       int // 0: any
	}{
		{"colon in the value", "lang: en\ntitle: Italy: a country\n", 3},
		{"open bracket", "title: [a\n", 0},
		{"tab", "title: a\nmore:\n\t- b\n", 0},
		{"key twice", "title: a\ntitle: b\n", 3},
		{"deep", "a: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "\n", 0},
		{"deep by dashes", "a:\n  " + strings.Repeat("- ", 5000) + "b\n", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, errs := gather(t, Read(files("a.md", "---\n"+tt.yaml+"---\nBody.")))
			var e *ReadError
			if len(errs) != 1 || !errors.As(errs[0], &e) || e.Line < 2 || tt.line > 0 && e.Line != tt.line || e.Path != "a.md" || !strings.Contains(e.Hint, "front matter") {
				t.Errorf("errors %v", errs)
			}
		})
	}
}

// A few aliases of aliases stand for more than fits into memory.
func TestFrontMatterBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("---\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n")
	for i := '1'; i <= '9'; i++ {
		p := string(i - 1)
		b.WriteString("a" + string(i) + ": &a" + string(i) + " [" + strings.Repeat("*a"+p+",", 9) + "*a" + p + "]\n")
	}
	b.WriteString("title: *a9\nlang: en\n---\nBody.")
	start := time.Now()
	d, err := frontMatter(b.String())
	if err != nil || d.Lang != "en" || d.Title != "" || time.Since(start) > 5*time.Second {
		t.Errorf("%+v, %v after %v", d, err, time.Since(start))
	}
}

func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: T\n---\nBody", "---\n{title: a, b: [c]}\n---\n", "---\na: &a [*a]\n---\n", "---\n? a\n: b\n---\n", "---\ntitle: |2-\n   x\n---\n",
		"---\ntitle: !!binary x\n---\n", "---\r\ntitle: 'a\r\n---\r\n", "---\n<<: *x\ntitle: \"\\x\"\n---\n", "---\na: - - - b\n---", "---\n%YAML 1.2\n---\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := frontMatterLen(text)
		if n < 0 || n > len(text) || n > maxFrontMatter+8 && n > 2*maxFrontMatter {
			t.Fatalf("length %d of %d", n, len(text))
		}
		d, err := frontMatter(text)
		if n == 0 && (err != nil || d != Document{}) {
			t.Errorf("metadata %+v, %v without front matter", d, err)
		}
		if len(d.Title) > longestTitle+len("…") {
			t.Errorf("title of %d bytes", len(d.Title))
		}
	})
}
