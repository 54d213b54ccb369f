package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"
)

// corpora is where public corpora may be, for tests that measure.
const corpora = "../../shared/corpora"

func needCorpora(t *testing.T, name string) fs.FS {
	t.Helper()
	dir := filepath.Join(corpora, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpora to measure on: %v", err)
	}
	return os.DirFS(dir)
}

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

// gather reads everything and checks what holds of any document and any error.
func gather(t *testing.T, seq iter.Seq2[Document, error]) (docs []Document, errs []*ReadError) {
	t.Helper()
	ids := map[string]bool{}
	for d, err := range seq {
		if err != nil {
			var e *ReadError
			if !errors.As(err, &e) {
				t.Fatalf("%v is a %T", err, err)
			}
			if e.Path == "" || e.Hint == "" || e.Unwrap() == nil {
				t.Errorf("incomplete error %#v", e)
			}
			if d.Text != "" {
				t.Errorf("%s: text along with an error", d.ID)
			}
			errs = append(errs, e)
			continue
		}
		switch {
		case d.ID == "" || ids[d.ID]:
			t.Errorf("document ID %q empty or twice", d.ID)
		case !utf8.ValidString(d.Text), isBlank(d.Text):
			t.Errorf("%s: text not valid UTF-8 or blank", d.ID)
		case !d.Date.IsZero() && d.Date != d.Date.UTC().Truncate(24*time.Hour):
			t.Errorf("%s: date %v is no day", d.ID, d.Date)
		}
		ids[d.ID] = true
		docs = append(docs, d)
	}
	return docs, errs
}

func idsOf(docs []Document) []string {
	var ids []string
	for _, d := range docs {
		ids = append(ids, d.ID)
	}
	return ids
}

func TestRead(t *testing.T) {
	docs, errs := gather(t, Read(files(
		"b/z.md", "# Zed\n\nText of z.\n",
		"b/a.HTML", "<title>A page</title><p>Text of a.",
		"a.txt", "Text of a text.",
		"notes.text", "Text of notes.",
		"c.jsonl", `{"id":"one","text":"First."}`+"\n\n"+`{"id":"two","text":" Second. "}`,
		"image.png", "\x89PNG", "Makefile", "all:\n", "data.json", "{}",
		".hidden.txt", "x", ".git/config.txt", "x", "b/.cache/y.txt", "x",
	)))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	want := []string{"a.txt", "b/a.HTML", "b/z.md", "one", "two", "notes.text"}
	if got := idsOf(docs); !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
	if docs[4].Text != " Second. " || docs[4].Format != Plain || docs[2].Format != Markdown {
		t.Errorf("texts or formats: %+v", docs)
	}
}

func TestReadStops(t *testing.T) {
	fsys := files("a.jsonl", `{"id":"1","text":"x"}`+"\nbad\n"+`{"id":"2","text":"x"}`+"\nbad\n", "b.txt", "x", "c.txt", "")
	for n := 1; n < 6; n++ {
		i := 0
		for range Read(fsys) {
			if i++; i == n {
				break
			}
		}
		if i != n {
			t.Errorf("stopped after %d of %d", i, n)
		}
	}
}

func TestReadable(t *testing.T) {
	for name, want := range map[string]bool{
		"a.txt": true, "a/b.MD": true, "x.htm": true, "x.jsonl": true, "x.xhtml": true, "x.markdown": true, "x.pdf": false, "txt": false, "": false, "x.json": false,
	} {
		if got := Readable(name); got != want {
			t.Errorf("Readable(%q) = %v", name, got)
		}
	}
}

func TestReadFile(t *testing.T) {
	fsys := files("d/a.txt", "Text.", "d/c.jsonl", `{"id":"one","file":"a.txt"}`, "x.pdf", "%PDF-")
	for name, want := range map[string]string{"d/a.txt": "d/a.txt", "d/c.jsonl": "one"} {
		docs, errs := gather(t, Reader{}.ReadFile(fsys, name))
		if len(docs) != 1 || docs[0].ID != want || len(errs) > 0 {
			t.Errorf("ReadFile(%q) = %v, %v", name, docs, errs)
		}
	}
	for _, name := range []string{"x.pdf", "missing.txt", "d", "../a.txt", "."} {
		if docs, errs := gather(t, Reader{}.ReadFile(fsys, name)); len(docs) != 0 || len(errs) != 1 {
			t.Errorf("ReadFile(%q) = %v, %v", name, docs, errs)
		}
	}
}

func TestBadFiles(t *testing.T) {
	good := "Good text."
	for _, tt := range []struct {
		name, path, data string
		reader           Reader
		want             error
	}{
		{name: "empty", path: "m.txt", data: "", want: errNoText},
		{name: "white space", path: "m.txt", data: " \r\n\t\u00a0\ufeff", want: errNoText},
		{name: "only a BOM", path: "m.txt", data: "\xef\xbb\xbf", want: errNoText},
		{name: "only front matter", path: "m.md", data: "---\ntitle: x\n---\n \n", want: errNoText},
		{name: "page without text", path: "m.html", data: "<html><script>draw()</script><div id=app></div>", want: errNoText},
		{name: "empty corpus", path: "m.jsonl", data: "\n\n", want: errNoText},
		{name: "NULs", path: "m.txt", data: "some\x00text\x00\x01\x02", want: errBinary},
		{name: "control characters", path: "m.txt", data: strings.Repeat("\x01\x02ab", 50), want: errBinary},
		{name: "random bytes", path: "m.md", data: "\x7fELF\x02\x01\x01\x00\x00\xfe\xca", want: errBinary},
		{name: "PDF by another name", path: "m.txt", data: "%PDF-1.4\n1 0 obj", want: errBinary},
		{name: "RTF by another name", path: "m.txt", data: `{\rtf1\ansi Hello}`, want: errBinary},
		{name: "too large", path: "m.txt", data: strings.Repeat("x", 101), reader: Reader{MaxFile: 100}, want: errTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := gather(t, tt.reader.Read(files("a.txt", good, tt.path, tt.data, "z.txt", good)))
			if got := idsOf(docs); !slices.Equal(got, []string{"a.txt", "z.txt"}) {
				t.Errorf("the others did not go in: %q", got)
			}
			if len(errs) != 1 || !errors.Is(errs[0], tt.want) || errs[0].Path != tt.path {
				t.Errorf("errors %v, want %v", errs, tt.want)
			}
		})
	}
	if docs, errs := gather(t, Reader{MaxFile: 10}.Read(files("a.txt", good))); len(docs) != 1 {
		t.Errorf("a file of the greatest size was refused: %v", errs)
	}
}

// faulty is a file system in which some things go wrong.
type faulty struct {
	fstest.MapFS
	denied map[string]bool  // cannot be opened
	broken map[string]bool  // fail halfway
	sizes  map[string]int64 // what Stat says
}

func (f faulty) Open(name string) (fs.File, error) {
	if f.denied[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	file, err := f.MapFS.Open(name)
	if err != nil {
		return nil, err
	}
	if size, ok := f.sizes[name]; ok {
		return sizedFile{file, size}, nil
	}
	if f.broken[name] {
		return &brokenFile{File: file}, nil
	}
	return file, nil
}

func (f faulty) ReadDir(name string) ([]fs.DirEntry, error) {
	if f.denied[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.ReadDir(name)
}

type brokenFile struct {
	fs.File
	read bool
}

func (f *brokenFile) Read(p []byte) (int, error) {
	if f.read {
		return 0, io.ErrUnexpectedEOF
	}
	f.read = true
	return copy(p, `{"id":"half","text":"x"}`+"\n"), nil
}

type sizedFile struct {
	fs.File
	size int64
}

func (f sizedFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return sizedInfo{info, f.size}, err
}

type sizedInfo struct {
	fs.FileInfo
	size int64
}

func (i sizedInfo) Size() int64 { return i.size }

func TestFaults(t *testing.T) {
	fsys := faulty{
		MapFS: files("a.txt", "Good.", "denied.txt", "x", "broken.txt", "x", "broken.jsonl", "x", "dir/x.txt", "x", "liar.txt",
			strings.Repeat("y", 200), "huge.txt", "small in truth", "z.txt", "Good."),
		denied: map[string]bool{"denied.txt": true, "dir": true},
		broken: map[string]bool{"broken.txt": true, "broken.jsonl": true},
		sizes:  map[string]int64{"liar.txt": 3, "huge.txt": 200 << 20},
	}
	docs, errs := gather(t, Reader{MaxFile: 100}.Read(fsys))
	if got := idsOf(docs); !slices.Equal(got, []string{"a.txt", "half", "z.txt"}) {
		t.Errorf("read %q", got)
	}
	want := map[string]error{
		"denied.txt": fs.ErrPermission, "dir": fs.ErrPermission, "broken.txt": io.ErrUnexpectedEOF, "broken.jsonl": io.ErrUnexpectedEOF,
		"liar.txt": errTooLarge, "huge.txt": errTooLarge,
	}
	if len(errs) != len(want) {
		t.Errorf("%d errors, want %d: %v", len(errs), len(want), errs)
	}
	for _, e := range errs {
		if !errors.Is(e, want[e.Path]) {
			t.Errorf("%v, want %v", e, want[e.Path])
		}
	}
}

func TestMissingRoot(t *testing.T) {
	docs, errs := gather(t, Read(os.DirFS(filepath.Join(t.TempDir(), "missing"))))
	if len(docs) != 0 || len(errs) != 1 || !errors.Is(errs[0], fs.ErrNotExist) || errs[0].Path != "." {
		t.Errorf("%v, %v", docs, errs)
	}
	if docs, errs := gather(t, Read(os.DirFS(t.TempDir()))); len(docs)+len(errs) != 0 {
		t.Errorf("empty root: %v, %v", docs, errs)
	}
}

func TestLinks(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write := func(name, data string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	write("docs/a.txt", "Text a.")
	write("docs/deep/b.txt", "Text b.")
	write(".store/v1/c.txt", "Text c.")
	write(".store/d", "Text d.")
	if err := os.WriteFile(filepath.Join(outside, "secret.txt"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	link("docs/a.txt", "again.txt")                         // read once, under its own name
	link("docs", "docs2")                                   // likewise
	link(".store/v1", "latest")                             // to where the walk does not go
	link("../.store/d", "docs/d.txt")                       // likewise
	link("d", ".store/d2")                                  // hidden itself
	link("..", "docs/up")                                   // a loop
	link(dir, "docs/deep/root")                             // a loop by an absolute path
	link("self.txt", "self.txt")                            // a loop of itself
	link("../../elsewhere.txt", "docs/escape.txt")          // out
	link(filepath.Join(outside, "secret.txt"), "found.txt") // out by an absolute path
	link("nowhere.txt", "broken.txt")

	for name, fsys := range map[string]fs.FS{"DirFS": os.DirFS(dir), "Root": rootFS(t, dir)} {
		t.Run(name, func(t *testing.T) {
			docs, errs := gather(t, Read(fsys))
			if got, want := idsOf(docs), []string{"docs/a.txt", "docs/d.txt", "docs/deep/b.txt", "latest/c.txt"}; !slices.Equal(got, want) {
				t.Errorf("read %q, want %q", got, want)
			}
			want := map[string]error{
				"docs/up": errLoop, "docs/deep/root": errLoop, "self.txt": errLoop,
				"docs/escape.txt": errOutside, "found.txt": errOutside, "broken.txt": fs.ErrNotExist,
			}
			if len(errs) != len(want) {
				t.Errorf("%d errors, want %d: %v", len(errs), len(want), errs)
			}
			for _, e := range errs {
				if name == "Root" && e.Path == "docs/deep/root" { // a Root follows no absolute link, so that it may not be seen as a loop
					continue
				}
				if !errors.Is(e, want[e.Path]) {
					t.Errorf("%v, want %v", e, want[e.Path])
				}
			}
		})
	}
}

func rootFS(t *testing.T, dir string) fs.FS {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root.FS()
}

// A few folders that link to each other have more paths than anybody can walk.
func TestLinksThatMultiply(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 12 {
		for j := range 12 {
			fsys[fmt.Sprintf(".hidden/d%d/l%d", i, j)] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: fmt.Appendf(nil, "../d%d", j)}
		}
		fsys[fmt.Sprintf(".hidden/d%d/x.txt", i)] = &fstest.MapFile{Data: []byte("Text.")}
	}
	fsys["in"] = &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte(".hidden/d0")}
	docs, _ := gather(t, Read(fsys))
	if len(docs) != 12 {
		t.Errorf("read %q", idsOf(docs))
	}
}

func TestEndlessFolders(t *testing.T) {
	docs, errs := gather(t, Read(endless{}))
	if len(docs) != 0 || len(errs) != 1 {
		t.Errorf("%d documents, errors %v", len(docs), errs)
	}
}

// endless is a file system in which every folder holds another.
type endless struct{}

func (endless) Open(name string) (fs.File, error) { return nil, fs.ErrNotExist }

func (endless) ReadDir(string) ([]fs.DirEntry, error) {
	return fs.ReadDir(fstest.MapFS{"d": {Mode: fs.ModeDir}}, ".")
}

func TestDuplicateIDs(t *testing.T) {
	docs, errs := gather(t, Read(files("a.jsonl", `{"id":"b.txt","text":"From the line."}`, "b.txt", "From the file.", "c.jsonl", `{"id":"b.txt","text":"Again."}`)))
	if len(docs) != 1 || docs[0].Text != "From the line." || len(errs) != 2 || !errors.Is(errs[0], errDuplicate) || !strings.Contains(errs[1].Error(), "a.jsonl, line 1") {
		t.Errorf("%v, %v", docs, errs)
	}
}

func TestTextIsNotRewritten(t *testing.T) {
	text := "\r\nA line\u00a0with odd   space\t\r\nand  \x0c more\r\n\n\n"
	for _, name := range []string{"a.txt", "a.md"} {
		docs, errs := gather(t, Read(files(name, "\xef\xbb\xbf"+text)))
		if len(errs) > 0 || docs[0].Text != text {
			t.Errorf("%s: %q, %v", name, docs, errs)
		}
	}
	md := "---\ntitle: T\n---\n# H\n"
	if docs, _ := gather(t, Read(files("a.md", md))); docs[0].Text != md || docs[0].Title != "T" {
		t.Errorf("%+v", docs)
	}
}

func TestSeeds(t *testing.T) {
	docs, errs := gather(t, Read(needCorpora(t, "seeds")))
	if len(errs) != 1 || errs[0].Path != "questions.jsonl" {
		t.Errorf("errors %v", errs)
	}
	got := map[string]string{}
	for _, d := range docs {
		got[d.ID[:3]] = d.Title + " | " + d.Lang + " | " + d.Date.Format(time.DateOnly)
	}
	want := map[string]string{
		"000": "Political relations | en | 2017-01-01",
		"001": "Political relations | en | 2023-07-27",
		"002": "The United States and Italy: Longstanding Partners, Friends | en | 2020-10-02",
		"003": "Poltical Relations | en | 2019-03-01",
		"004": " | en | 0001-01-01",
	}
	for id, w := range want {
		if got[id] != w {
			t.Errorf("%s: %q, want %q", id, got[id], w)
		}
	}
}

func TestHugeFile(t *testing.T) {
	huge := fstest.MapFS{"huge.txt": {Data: bytes.Repeat([]byte("All work and no play.\n"), 100_000)}}
	docs, errs := gather(t, Read(huge))
	if len(docs) != 1 || len(errs) != 0 {
		t.Errorf("%d, %v", len(docs), errs)
	}
	if _, errs := gather(t, Reader{MaxFile: 1 << 20}.Read(huge)); len(errs) != 1 || !strings.Contains(errs[0].Error(), "more than 1 MB") || !strings.Contains(errs[0].Hint, "--max-file") {
		t.Errorf("%v", errs)
	}
}
