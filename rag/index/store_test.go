package index

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/corpus"
	"dossier/rag"
)

// seq is a corpus that was read without failures.
func seq(docs ...corpus.Document) func(func(corpus.Document, error) bool) {
	return func(yield func(corpus.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func doc(id, text string) corpus.Document {
	return corpus.Document{ID: id, Title: "About " + id[:1], Lang: "en", Text: text}
}

func open(t testing.TB, path string, o Options) *Index {
	t.Helper()
	x, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func ingest(t testing.TB, x *Index, root string, docs ...corpus.Document) *Report {
	t.Helper()
	r, err := x.Sync(t.Context(), root, seq(docs...), SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ids returns the documents of an index.
func ids(t testing.TB, x *Index) []string {
	t.Helper()
	docs, err := x.Documents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range docs {
		ids = append(ids, d.ID)
	}
	return ids
}

// find returns the passages that a search finds, best first.
func find(t testing.TB, x *Index, query string) []string {
	t.Helper()
	r, err := x.Search(t.Context(), rag.Query{Text: query}, 10)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// hinted fails unless err wraps target and says what can be done.
func hinted(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
	if h, ok := err.(interface{ Hint() string }); !ok || h.Hint() == "" {
		t.Errorf("%v has no hint", err)
	}
}

func TestOpenKeepsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "fold?er#1 %41", "index.db")
	docs := []corpus.Document{
		{ID: "a/b.md", Title: "Diplomatic relations", URL: "https://example.org/?a=b", Lang: "en", Publisher: "A, \"B\" & C",
			Date: time.Date(2021, 3, 4, 0, 0, 0, 0, time.UTC), Format: corpus.Markdown,
			Text: "# Relations\n\nItaly and the United States established relations in 1861.\n\nNul\x00 and é, 日本語.\n"},
		{ID: "c.txt", Date: time.Date(-20, 1, 1, 0, 0, 0, 0, time.UTC), Text: "Old.\n\n!!!"},
		{ID: "empty.txt"},
		{ID: "l\xe4tin.txt", Title: "\xff", Text: "Not UTF-8: l\xe4tin."},
	}
	x := open(t, path, Options{})
	report := ingest(t, x, "root", docs...)
	if report.New != 4 || report.Passages == 0 || report.Embedded != report.Passages {
		t.Errorf("got %+v", report)
	}
	listed, _ := x.Documents(t.Context())
	want := find(t, x, "diplomatic relations established")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("closing leaves the log behind: %v", err)
	}

	for _, o := range []Options{{}, {ReadOnly: true}} {
		x := open(t, path, o)
		again, _ := x.Documents(t.Context())
		if diff := cmp.Diff(listed, again); diff != "" {
			t.Errorf("Documents (-before +after):\n%s", diff)
		}
		if got := find(t, x, "diplomatic relations established"); !slices.Equal(got, want) || len(got) == 0 {
			t.Errorf("found %v, before %v", got, want)
		}
		for _, d := range docs {
			got, err := x.Document(t.Context(), d.ID)
			if diff := cmp.Diff(d, got); err != nil || diff != "" {
				t.Errorf("Document(%q): %v (-want +got):\n%s", d.ID, err, diff)
			}
		}
		x.Close()
	}
}

func TestMemory(t *testing.T) {
	a, b := open(t, ":memory:", Options{}), open(t, ":memory:", Options{})
	ingest(t, a, "root", doc("a", "Only here."))
	if got := ids(t, b); got != nil {
		t.Errorf("another index holds %v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Sync(ctx, "root", seq(doc("b", "Never.")), SyncOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if changed, err := a.Refresh(t.Context()); changed || err != nil {
		t.Errorf("Refresh: %v, %v", changed, err)
	}
	if got := ingest(t, a, "root", doc("a", "Only here."), doc("b", "Now.")); got.Unchanged != 1 || got.New != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestDocumentNotFound(t *testing.T) {
	_, err := open(t, ":memory:", Options{}).Document(t.Context(), "x")
	hinted(t, err, ErrNotFound)
}

func TestClosed(t *testing.T) {
	x := open(t, ":memory:", Options{})
	for range 2 {
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, search := x.Search(t.Context(), rag.Query{Text: "a"}, 1)
	_, documents := x.Documents(t.Context())
	_, refresh := x.Refresh(t.Context())
	_, sync := x.Sync(t.Context(), "root", seq(), SyncOptions{})
	for i, err := range []error{search, documents, refresh, sync} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%d: got %v, want %v", i, err, ErrClosed)
		}
	}
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	_, err := Open(t.Context(), path, Options{ReadOnly: true})
	hinted(t, err, fs.ErrNotExist)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a reader made a file: %v", err)
	}
	open(t, path, Options{}).Close()
	_, err = open(t, path, Options{ReadOnly: true}).Sync(t.Context(), "root", seq(doc("a", "A.")), SyncOptions{})
	hinted(t, err, ErrReadOnly)
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "index.db")
	x := open(t, path, Options{})
	ingest(t, x, "root", doc("a", "Searchable."))
	x.Close()
	if err := errors.Join(os.Chmod(path, 0o444), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	if got := find(t, open(t, path, Options{ReadOnly: true}), "searchable"); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	_, err := Open(t.Context(), path, Options{})
	hinted(t, err, fs.ErrPermission)
	_, err = Open(t.Context(), filepath.Join(dir, "other.db"), Options{})
	hinted(t, err, fs.ErrPermission)
}

func TestOpenRefuses(t *testing.T) {
	change := func(statements string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			db, err := sql.Open("sqlite", path)
			if err == nil {
				_, err = db.Exec(statements)
			}
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	content := func(s string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(s), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name   string
		break_ func(t *testing.T, path string)
		want   error
	}{
		{"a short text", content("Hello.\n"), ErrForeign},
		{"a long text", content(strings.Repeat("No database. ", 1000)), ErrForeign},
		{"zeros", content(strings.Repeat("\x00", 8192)), ErrForeign},
		{"a newer version", change("PRAGMA user_version = 99"), ErrNewer},
		{"another application", change("PRAGMA application_id = 7"), ErrForeign},
		{"no application", change("PRAGMA application_id = 0"), ErrForeign},
		{"a table is missing", change("DROP TABLE passages"), ErrCorrupt},
		{"a column is missing", change("ALTER TABLE documents DROP COLUMN url"), ErrCorrupt},
		{"a document is missing", change("PRAGMA foreign_keys = 0; DELETE FROM documents WHERE id = 'b'"), ErrCorrupt},
		{"a document and its passages are missing", change("PRAGMA foreign_keys = 1; DELETE FROM documents WHERE id = 'b'"), ErrCorrupt},
		{"the last passage is missing", change("DELETE FROM passages WHERE key = (SELECT max(key) FROM passages)"), ErrCorrupt},
		{"a passage is missing", change("DELETE FROM passages WHERE ordinal = 0"), ErrCorrupt},
		{"a text is changed", change("UPDATE documents SET text = replace(text, '1861', '1681')"), ErrCorrupt},
		{"an ID is changed", change("UPDATE documents SET id = 'bb' WHERE id = 'b'"), ErrCorrupt},
		{"a passage is out of bounds", change("UPDATE passages SET stop = 1000000"), ErrCorrupt},
		{"a passage is inside out", change("UPDATE passages SET start = stop + 1"), ErrCorrupt},
		{"a passage begins elsewhere", change("UPDATE passages SET start = start + 1"), ErrCorrupt},
		{"the terms are cut off", change("UPDATE passages SET terms = substr(terms, 1, length(terms) - 1)"), ErrCorrupt},
		{"the terms are huge", change("UPDATE passages SET terms = x'ffffffffffffffff7f'"), ErrCorrupt},
		{"a term is missing", change("DELETE FROM terms WHERE id = 1"), ErrCorrupt},
		{"a term is changed", change("UPDATE terms SET term = 'changed' WHERE id = 1"), ErrCorrupt},
		{"a term has a huge number", change("UPDATE terms SET id = 1 << 40 WHERE id = 1"), ErrCorrupt},
		{"the vector is cut off", change("UPDATE passages SET vector = substr(vector, 1, length(vector) - 4)"), ErrCorrupt},
		{"the vector is not a number", change("UPDATE passages SET vector = zeroblob(length(vector))"), ErrCorrupt},
		{"the vector is missing", change("UPDATE passages SET vector = x''"), ErrCorrupt},
		{"the generation is no number", change("UPDATE meta SET value = 'x' WHERE name = 'generation'"), ErrCorrupt},
		{"half is missing", func(t *testing.T, path string) {
			info, err := os.Stat(path)
			if err := errors.Join(err, os.Truncate(path, info.Size()/2)); err != nil {
				t.Fatal(err)
			}
		}, ErrCorrupt},
		{"all but the header is missing", func(t *testing.T, path string) {
			if err := os.Truncate(path, 100); err != nil {
				t.Fatal(err)
			}
		}, ErrCorrupt},
		{"a folder", func(t *testing.T, path string) {
			if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o755)); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "index.db")
			x := open(t, path, Options{Splitter: paragraphs})
			ingest(t, x, "root", doc("a", "Relations began in 1861.\n\nThey went on."), doc("b", "Pizza."))
			x.Close()
			test.break_(t, path)
			before, _ := os.ReadFile(path)
			for _, readOnly := range []bool{false, true} {
				_, err := Open(t.Context(), path, Options{Splitter: paragraphs, ReadOnly: readOnly})
				hinted(t, err, test.want)
				t.Log(err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

// A flipped bit is noticed or does no harm: the index is as it was or does not open.
func TestFlippedBits(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "index.db")
	x := open(t, path, Options{Splitter: paragraphs})
	ingest(t, x, "root", doc("a", "Relations began in 1861.\n\nThey went on."), doc("b", "Pizza."))
	want, _ := x.Documents(t.Context())
	found := find(t, x, "when did relations begin")
	x.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 300 {
		broken := slices.Clone(whole)
		at := rnd.IntN(len(broken))
		broken[at] ^= 1 << rnd.IntN(8)
		path := filepath.Join(dir, "broken.db")
		if err := os.WriteFile(path, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		x, err := Open(t.Context(), path, Options{Splitter: paragraphs, ReadOnly: true})
		if err != nil {
			refused++
			if e, ok := err.(*Error); !ok || e.Hint() == "" {
				t.Errorf("byte %d: %v has no hint", at, err)
			}
			continue
		}
		got, _ := x.Documents(t.Context())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("byte %d changes the documents unnoticed:\n%s", at, diff)
		}
		if got := find(t, x, "when did relations begin"); !slices.Equal(got, found) {
			t.Errorf("byte %d changes what is found unnoticed: %v, not %v", at, got, found)
		}
		x.Close()
	}
	t.Logf("%d of 300 files were refused; the others are whole in what counts", refused)
}

// An index of another build is rebuilt from what it holds, by whoever may write.
func TestRebuild(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	x := open(t, path, Options{Splitter: paragraphs})
	docs := []corpus.Document{doc("a", "Relations began in 1861.\n\nThey went on."), doc("b", "Pizza.")}
	ingest(t, x, "root", docs...)
	before, found := ids(t, x), find(t, x, "relations")

	other := &counting{name: "other"}
	_, err := Open(t.Context(), path, Options{Splitter: paragraphs, ReadOnly: true, embedder: other})
	hinted(t, err, ErrStale)
	y := open(t, path, Options{Splitter: paragraphs, embedder: other})
	if got := ids(t, y); !slices.Equal(got, before) {
		t.Errorf("got %v, want %v", got, before)
	}
	if got := find(t, y, "relations"); !slices.Equal(got, found) {
		t.Errorf("found %v, want %v", got, found)
	}
	if n := other.texts.Load(); n != 3 {
		t.Errorf("embedded %d passages, want 3", n)
	}
	if r := ingest(t, y, "root", docs...); r.Unchanged != 2 {
		t.Errorf("got %+v", r)
	}
	// The first index goes on with what it had, and says why it can do no more.
	_, err = x.Sync(t.Context(), "root", seq(docs...), SyncOptions{})
	hinted(t, err, ErrStale)
	_, err = x.Refresh(t.Context())
	hinted(t, err, ErrStale)
	if got := find(t, x, "relations"); !slices.Equal(got, found) {
		t.Errorf("found %v, want %v", got, found)
	}
}

// The tables are not stored twice over: an unused term goes with its last passage, and its number is given anew.
func TestVocabulary(t *testing.T) {
	x := open(t, ":memory:", Options{})
	for i := range 5 {
		ingest(t, x, "root", doc("a", fmt.Sprintf("word%d and the same.", i)))
	}
	ids, terms, err := x.store.loadTerms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(terms, "word3") || !slices.Contains(terms, "word4") || int(slices.Max(ids)) > len(ids) {
		t.Errorf("got %v %v", ids, terms)
	}
}

func TestOpenTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	errs := make(chan error)
	for range 8 {
		go func() {
			x, err := Open(context.Background(), path, Options{})
			if err == nil {
				err = x.Close()
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
