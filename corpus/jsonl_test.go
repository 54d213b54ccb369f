package corpus

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

func TestJSONLFields(t *testing.T) {
	docs, errs := gather(t, Read(files("c.jsonl", strings.Join([]string{
		`{"id":"full","title":" A  title ","text":"# Not a heading\r\n","url":"https://example.org/x","date":"2 October 2020","lang":"en-US","publisher":"P","more":[1]}`,
		`{"id":7,"text":"A number for an ID.","title":null,"url":null,"date":2019}`,
		`{"id":"not UTF-8","text":"a` + "\xff" + `b \ud800 c"}`,
		`{"id":"nul","text":"a\u0000b"}`,
	}, "\n"))))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	want := Document{
		ID: "full", Title: "A title", URL: "https://example.org/x", Lang: "en", Publisher: "P",
		Date: time.Date(2020, 10, 2, 0, 0, 0, 0, time.UTC), Text: "# Not a heading\r\n",
	}
	if docs[0] != want {
		t.Errorf("%+v, want %+v", docs[0], want)
	}
	if d := docs[1]; d.ID != "7" || d.Date.Year() != 2019 {
		t.Errorf("%+v", d)
	}
	if d := docs[2]; d.Text != "aÿb \ufffd c" {
		t.Errorf("%q", d.Text)
	}
	if d := docs[3]; d.Text != "a\x00b" {
		t.Errorf("%q", d.Text)
	}
}

func TestJSONLBadLines(t *testing.T) {
	long := `{"id":"long","text":"` + strings.Repeat("x", 300_000) + `"}`
	exact := fmt.Sprintf(`{"id":"exact","text":%q}`, strings.Repeat("y", 200_000-len(`{"id":"exact","text":""}`)))
	for _, tt := range []struct {
		name, line string
		want       error // nil for one that encoding/json words
		hint       string
	}{
		{"broken", `{"id":"x","text":`, errJSON, "mend"},
		{"no JSON", `hello`, errJSON, "mend"},
		{"two objects", `{"id":"x","text":"y"}{}`, errJSON, "mend"},
		{"array", `["x"]`, errJSON, "mend"},
		{"string", `"x"`, errJSON, "mend"},
		{"null", `null`, errNoID, `"id"`},
		{"text of another type", `{"id":"x","text":{"a":1}}`, errJSON, "mend"},
		{"no id", `{"text":"x"}`, errNoID, `"id"`},
		{"blank id", `{"id":" ","text":"x"}`, errNoID, `"id"`},
		{"id is an object", `{"id":{},"text":"x"}`, errNoID, `"id"`},
		{"line feed in id", `{"id":"a\nb","text":"x"}`, errBadID, `"id"`},
		{"huge id", `{"id":"` + strings.Repeat("i", 2000) + `","text":"x"}`, errBadID, `"id"`},
		{"no text", `{"id":"x"}`, errNeither, `"file"`},
		{"blank text", `{"id":"x","text":" \n"}`, errNeither, `"file"`},
		{"question", `{"id":"x","question":"Who?"}`, errQuestion, "--batch"},
		{"duplicate", `{"id":"exact","text":"again"}`, errDuplicate, "id of its own"},
		{"too long", long, errLongLine, "split"},
		{"deep", `{"id":"x","text":"y","more":` + strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000) + `}`, errJSON, "mend"},
		{"file missing", `{"id":"x","file":"missing.txt"}`, fs.ErrNotExist, "path"},
		{"file above", `{"id":"x","file":"../../etc/passwd.txt"}`, errLeadsOut, "below"},
		{"absolute file", `{"id":"x","file":"/etc/passwd.txt"}`, errLeadsOut, "below"},
		{"file that cannot be read", `{"id":"x","file":"x.pdf"}`, errNotReadable, ".md"},
		{"file that refers to files", `{"id":"x","file":"c.jsonl"}`, errNotReadable, ".md"},
		{"empty file", `{"id":"x","file":"empty.txt"}`, errNoText, "no text"},
		{"bad front matter", `{"id":"x","file":"bad.md"}`, nil, "front matter"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := gather(t, Reader{MaxLine: 200_000}.ReadFile(files(
				"d/c.jsonl", exact+"\n"+tt.line+"\r\n"+`{"id":"last","text":"x"}`, "d/empty.txt", "", "d/bad.md", "---\ntitle: [\n---\nText."), "d/c.jsonl"))
			if got := idsOf(docs); !slices.Equal(got, []string{"exact", "last"}) {
				t.Errorf("the others did not go in: %q", got)
			}
			if len(errs) != 1 || errs[0].Line != 2 || errs[0].Path != "d/c.jsonl" || tt.want != nil && !errors.Is(errs[0], tt.want) || !strings.Contains(errs[0].Hint, tt.hint) {
				t.Errorf("errors %v, hint %q", errs, errs[0].Hint)
			}
			if strings.Contains(errs[0].Error(), "Go ") {
				t.Errorf("%q speaks of the program", errs[0])
			}
			if len(errs[0].Error()) > 3000 {
				t.Errorf("an error of %d bytes", len(errs[0].Error()))
			}
		})
	}
}

func TestJSONLManyBadLines(t *testing.T) {
	lines := func(n int, line string) string { return strings.Repeat(line+"\n", n) }
	good := `{"id":"good","text":"x"}` + "\n"
	for _, tt := range []struct {
		name, data string
		docs       int
		errs       []string // what the errors say
	}{
		{"questions", lines(3000, `{"id":"q","question":"Who?","answers":[]}`), 0, []string{"none of the 3000 lines"}},
		{"one question", lines(1, `{"id":"q","question":"Who?"}`), 0, []string{"a question"}},
		{"good in the end", lines(2, "bad") + good, 1, []string{"line 1", "line 2"}},
		{"good among many", lines(30, "bad") + good + lines(30, "bad"), 1,
			append(slices.Repeat([]string{"parsing JSON"}, maxBadLines), "line 21: bad lines: 40 more")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := gather(t, Read(files("c.jsonl", tt.data)))
			if len(docs) != tt.docs || len(errs) != len(tt.errs) {
				t.Fatalf("%d documents, %d errors: %v", len(docs), len(errs), errs)
			}
			for i, e := range errs {
				if !strings.Contains(e.Error(), tt.errs[i]) {
					t.Errorf("%v, want %q", e, tt.errs[i])
				}
			}
		})
	}
}

func TestJSONLFiles(t *testing.T) {
	docs, errs := gather(t, Read(files(
		"sub/z.jsonl", `{"id":"page","file":"pages/a.html","title":"Mine","lang":"de","date":"1999"}`+"\n"+
			`{"id":"notes","text":"","file":"./pages/../notes.md"}`+"\n"+`{"id":"inline","text":"Text wins.","file":"other.txt"}`,
		"sub/pages/a.html", `<html lang=en><title>Theirs</title><link rel=canonical href="https://example.org/a"><h1>Head</h1><p>Body.`,
		"sub/notes.md", "---\ntitle: Notes\ndate: 2020-10-02\n---\nText.\n",
		"sub/other.txt", "Other.",
	)))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if got := idsOf(docs); !slices.Equal(got, []string{"sub/other.txt", "page", "notes", "inline"}) {
		t.Fatalf("read %q", got)
	}
	if d := docs[1]; d.Title != "Mine" || d.Lang != "de" || d.Date.Year() != 1999 || d.URL != "https://example.org/a" || d.Format != Markdown || d.Text != "# Head\n\nBody.\n" {
		t.Errorf("%+v", d)
	}
	if d := docs[2]; d.Title != "Notes" || d.Date.Year() != 2020 {
		t.Errorf("%+v", d)
	}
	if d := docs[3]; d.Text != "Text wins." {
		t.Errorf("%+v", d)
	}
}

func TestJSONLFileOutside(t *testing.T) {
	fsys := files("in/c.jsonl", `{"id":"x","file":"link.txt"}`, "secret.txt", "Secret.")
	fsys["in/link.txt"] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte("../../secret.txt")}
	docs, errs := gather(t, Reader{}.ReadFile(fsys, "in/c.jsonl"))
	if len(docs) != 0 || len(errs) != 1 || !errors.Is(errs[0], errOutside) {
		t.Errorf("%v, %v", docs, errs)
	}
}

func TestJSONLCharsets(t *testing.T) {
	text := `{"id":"a","text":"città"}` + "\r\n" + `{"id":"b","text":"中文"}` + "\r\n"
	le, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"UTF-8 with a mark": "\ufeff" + text, "UTF-16 with a mark": le, "UTF-16 without": le[2:]} {
		docs, errs := gather(t, Read(files("c.jsonl", data)))
		if len(errs) > 0 || len(docs) != 2 || docs[0].Text != "città" || docs[1].Text != "中文" {
			t.Errorf("%s: %q, %v", name, docs, errs)
		}
	}
}

func TestJSONLLegacyCharsets(t *testing.T) {
	for label, text := range map[string]string{
		"windows-1252": "Le café d’Orléans a été ouvert en 1901.",
		"windows-1251": "Мост построен в 1850 году.",
		"shift_jis":    "金閣寺は京都市北区にある寺院です。表示は能力です。", // in which some second bytes are backslashes
	} {
		line := encoded(t, label, `{"id":"a","text":"`+text+`"}`)
		docs, errs := gather(t, Read(files("c.jsonl", `{"id":"first","text":"ASCII"}`+"\n"+string(line))))
		if len(errs) > 0 || len(docs) != 2 || docs[1].Text != text {
			t.Errorf("%s: %q, %v", label, docs, errs)
		}
	}
}

func TestReadLineHoldsNoMore(t *testing.T) {
	r := bufio.NewReaderSize(strings.NewReader(strings.Repeat("x", 10_000_000)+"\nnext\n"), 1<<12)
	line, err := readLine(r, nil, 1000)
	if err != errLongLine || cap(line) > 10_000 {
		t.Errorf("%v with %d bytes held", err, cap(line))
	}
	if line, err := readLine(r, nil, 1000); string(line) != "next\n" || err != nil {
		t.Errorf("%q, %v", line, err)
	}
}

func FuzzReadJSONL(f *testing.F) {
	for _, s := range []string{
		`{"id":"a","text":"x"}` + "\n" + `{"id":"a","text":"y"}`, `{"id":1,"text":"\ud800","date":"2020"}`, "\xff\xfe{\x00", `{"id":"f","file":"a.md"}`,
		`{"id":"f","file":"../../a"}`, "\n\n\r\n", `{"question":1}`, "[[[[", `{"id":"` + strings.Repeat("x", 2000),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, errs := gather(t, Reader{MaxLine: 1000, MaxFile: 1000}.Read(fstest.MapFS{"c.jsonl": {Data: data}, "a.md": {Data: []byte("Text.")}}))
		if len(docs)+len(errs) == 0 {
			t.Error("neither a document nor an error")
		}
		if len(errs) > maxBadLines+1 {
			t.Errorf("%d errors", len(errs))
		}
		for _, d := range docs {
			if !utf8.ValidString(d.ID) || !utf8.ValidString(d.Title) {
				t.Errorf("invalid UTF-8 in %+v", d)
			}
		}
	})
}
