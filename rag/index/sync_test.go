package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/corpus"
	"dossier/rag"
)

// counting is the built-in embedder, and counts.
type counting struct {
	hashed
	name  string // instead of the built-in one's, if not empty
	texts atomic.Int64
	err   error // instead of vectors
}

func (c *counting) Name() string {
	if c.name != "" {
		return c.name
	}
	return c.hashed.Name()
}

func (c *counting) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	c.texts.Add(int64(len(texts)))
	if c.err != nil {
		return nil, c.err
	}
	return c.hashed.Embed(ctx, texts)
}

// paragraphs cuts the short paragraphs of the tests apart.
var paragraphs = corpus.Splitter{Max: 12}

// failedLine is the failure of a line with what was told instead of a document.
type failedLine struct {
	error
	id string
}

func (f failedLine) Unwrap() error { return f.error }

// failing is a corpus of which some documents cannot be read.
func failing(errs []error, docs ...corpus.Document) iter.Seq2[corpus.Document, error] {
	return func(yield func(corpus.Document, error) bool) {
		for _, err := range errs {
			var d corpus.Document
			if re, ok := errors.AsType[*corpus.ReadError](err); ok {
				d.ID = re.Path // as corpus.Reader has it
			}
			if f, ok := err.(failedLine); ok {
				d.ID = f.id
			}
			if !yield(d, err) {
				return
			}
		}
		seq(docs...)(yield)
	}
}

func TestSync(t *testing.T) {
	a, b, c := doc("a", "First.\n\nSecond."), doc("b", "Third."), doc("c", "Fourth.")
	changed := a
	changed.Text = "First.\n\nAnother.\n\nSecond."
	retitled := b
	retitled.Title = "New title"
	as := func(d corpus.Document, id string) corpus.Document { d.ID = id; return d }
	unreadable := func(path string, line int, err error) error {
		return &corpus.ReadError{Path: path, Line: line, Err: err}
	}
	tests := []struct {
		name     string
		old, new []corpus.Document
		errs     []error
		want     Report
		ids      []string
	}{
		{name: "nothing to do", old: []corpus.Document{a, b}, new: []corpus.Document{a, b},
			want: Report{Unchanged: 2, Passages: 3}, ids: []string{"a", "b"}},
		{name: "in another order", old: []corpus.Document{a, b}, new: []corpus.Document{b, a},
			want: Report{Unchanged: 2, Passages: 3}, ids: []string{"a", "b"}},
		{name: "one is new", old: []corpus.Document{a}, new: []corpus.Document{a, b},
			want: Report{New: 1, Unchanged: 1, Passages: 3, Embedded: 1}, ids: []string{"a", "b"}},
		{name: "one is gone", old: []corpus.Document{a, b}, new: []corpus.Document{b},
			want: Report{Unchanged: 1, Gone: 1, Passages: 1}, ids: []string{"b"}},
		{name: "a passage is new", old: []corpus.Document{a, b}, new: []corpus.Document{changed, b},
			want: Report{Changed: 1, Unchanged: 1, Passages: 4, Embedded: 1}, ids: []string{"a", "b"}},
		{name: "a passage is gone", old: []corpus.Document{changed}, new: []corpus.Document{a},
			want: Report{Changed: 1, Passages: 2}, ids: []string{"a"}},
		{name: "a passage without words", old: []corpus.Document{doc("a", "!!!!!!!!!!\n\nFirst.")}, new: []corpus.Document{doc("a", "!!!!!!!!!!\n\nSecond.")},
			want: Report{Changed: 1, Passages: 2, Embedded: 1}, ids: []string{"a"}},
		{name: "another title", old: []corpus.Document{b}, new: []corpus.Document{retitled},
			want: Report{Changed: 1, Passages: 1, Embedded: 1}, ids: []string{"b"}},
		{name: "renamed", old: []corpus.Document{a, b}, new: []corpus.Document{as(a, "x"), b},
			want: Report{Renamed: 1, Unchanged: 1, Passages: 3}, ids: []string{"b", "x"}},
		{name: "copied", old: []corpus.Document{a}, new: []corpus.Document{a, as(a, "x")},
			want: Report{New: 1, Unchanged: 1, Passages: 4}, ids: []string{"a", "x"}},
		{name: "renamed and copied", old: []corpus.Document{a}, new: []corpus.Document{as(a, "x"), as(a, "y")},
			want: Report{New: 1, Renamed: 1, Passages: 4}, ids: []string{"x", "y"}},
		{name: "two copies, one gone", old: []corpus.Document{a, as(a, "x")}, new: []corpus.Document{as(a, "y"), as(a, "x")},
			want: Report{Renamed: 1, Unchanged: 1, Passages: 4}, ids: []string{"x", "y"}},
		{name: "renamed, the old name taken before", old: []corpus.Document{a}, new: []corpus.Document{as(b, "a"), as(a, "b")},
			want: Report{New: 1, Changed: 1, Passages: 3, Embedded: 3}, ids: []string{"a", "b"}},
		{name: "renamed, the old name taken after", old: []corpus.Document{as(a, "b")}, new: []corpus.Document{as(a, "a"), b},
			want: Report{New: 1, Changed: 1, Passages: 3, Embedded: 1}, ids: []string{"a", "b"}},
		{name: "exchanged", old: []corpus.Document{a, b}, new: []corpus.Document{as(b, "a"), as(a, "b")},
			want: Report{Changed: 2, Passages: 3, Embedded: 3}, ids: []string{"a", "b"}},
		{name: "the same ID twice", old: []corpus.Document{a}, new: []corpus.Document{a, as(b, "a")},
			want: Report{Unchanged: 1, Passages: 2, Failed: make([]error, 1)}, ids: []string{"a"}},
		{name: "no ID", new: []corpus.Document{a, as(b, "")},
			want: Report{New: 1, Passages: 2, Embedded: 2, Failed: make([]error, 1)}, ids: []string{"a"}},
		{name: "an unreadable document stays", old: []corpus.Document{a, b, c}, new: []corpus.Document{b},
			errs: []error{unreadable("a", 0, fs.ErrPermission)},
			want: Report{Unchanged: 1, Gone: 1, Kept: 1, Passages: 3, Failed: make([]error, 1)}, ids: []string{"a", "b"}},
		{name: "what vanished while being read is gone", old: []corpus.Document{a, b}, new: []corpus.Document{b},
			errs: []error{unreadable("a", 0, fs.ErrNotExist)},
			want: Report{Unchanged: 1, Gone: 1, Passages: 1, Failed: make([]error, 1)}, ids: []string{"b"}},
		{name: "an unreadable folder stays", old: []corpus.Document{as(a, "d/a"), as(b, "d/e/b"), as(c, "da")}, new: []corpus.Document{b},
			errs: []error{unreadable("d", 0, fs.ErrPermission)},
			want: Report{New: 1, Gone: 1, Kept: 2, Passages: 4, Failed: make([]error, 1)}, ids: []string{"b", "d/a", "d/e/b"}},
		{name: "an unreadable line keeps everything", old: []corpus.Document{a, b}, new: []corpus.Document{a, c},
			errs: []error{unreadable("corpus.jsonl", 3, errors.New("no JSON"))},
			want: Report{New: 1, Unchanged: 1, Kept: 1, Passages: 4, Embedded: 1, Failed: make([]error, 1)}, ids: []string{"a", "b", "c"}},
		{name: "a line that tells its ID keeps one", old: []corpus.Document{a, b, c}, new: []corpus.Document{a},
			errs: []error{failedLine{unreadable("corpus.jsonl", 3, errors.New("no text")), "b"}},
			want: Report{Unchanged: 1, Gone: 1, Kept: 1, Passages: 3, Failed: make([]error, 1)}, ids: []string{"a", "b"}},
		{name: "a line whose file is missing keeps everything", old: []corpus.Document{a, b}, new: []corpus.Document{a},
			errs: []error{failedLine{unreadable("b.html", 3, fs.ErrNotExist), "corpus.jsonl"}},
			want: Report{Unchanged: 1, Kept: 1, Passages: 3, Failed: make([]error, 1)}, ids: []string{"a", "b"}},
		{name: "bad front matter keeps one", old: []corpus.Document{a, b}, new: []corpus.Document{c},
			errs: []error{unreadable("b", 3, errors.New("no YAML"))},
			want: Report{New: 1, Gone: 1, Kept: 1, Passages: 2, Embedded: 1, Failed: make([]error, 1)}, ids: []string{"b", "c"}},
		{name: "unreadable lines keep everything", old: []corpus.Document{a, b}, new: []corpus.Document{a},
			errs: []error{unreadable("corpus.JSONL", 0, fs.ErrPermission)},
			want: Report{Unchanged: 1, Kept: 1, Passages: 3, Failed: make([]error, 1)}, ids: []string{"a", "b"}},
		{name: "a new name of an unreadable one is new", old: []corpus.Document{a}, new: []corpus.Document{as(a, "x")},
			errs: []error{unreadable("a", 0, fs.ErrPermission)},
			want: Report{New: 1, Kept: 1, Passages: 4, Failed: make([]error, 1)}, ids: []string{"a", "x"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			embedder := new(counting)
			x := open(t, filepath.Join(t.TempDir(), "index.db"), Options{Splitter: paragraphs, embedder: embedder})
			ingest(t, x, "other root", doc("other", "Always there."))
			if len(test.old) > 0 {
				ingest(t, x, "root", test.old...)
			}
			embedder.texts.Store(0)
			generation := x.state.Load().generation
			var progress []int
			got, err := x.Sync(t.Context(), "root", failing(test.errs, test.new...), SyncOptions{
				Progress: func(n int, _ string) { progress = append(progress, n) },
			})
			if err != nil {
				t.Fatal(err)
			}
			if n := int(embedder.texts.Load()); n != got.Embedded {
				t.Errorf("embedded %d passages, reported %d", n, got.Embedded)
			}
			for i, err := range got.Failed {
				t.Log(err)
				got.Failed[i] = nil
			}
			test.want.Passages++ // the other root's
			test.want.Omitted = got.Omitted
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
			ids := slices.DeleteFunc(ids(t, x), func(id string) bool { return id == "other" })
			if !slices.Equal(ids, test.ids) {
				t.Errorf("holds %v, want %v", ids, test.ids)
			}
			if len(progress) != len(test.errs)+len(test.new) {
				t.Errorf("progress %v", progress)
			}
			idle := got.New+got.Changed+got.Renamed+got.Gone == 0
			if (x.state.Load().generation == generation) != idle {
				t.Errorf("generation %d became %d", generation, x.state.Load().generation)
			}
			for _, d := range test.new {
				if stored, err := x.Document(t.Context(), d.ID); len(test.want.Failed) == 0 && (err != nil || stored.Text != d.Text) {
					t.Errorf("Document(%q) = %+v, %v", d.ID, stored, err)
				}
			}
		})
	}
}

func TestSyncEmptyRoot(t *testing.T) {
	x := open(t, ":memory:", Options{})
	ingest(t, x, "other", doc("b", "B."))
	ingest(t, x, "root", doc("a", "A."))
	for _, errs := range [][]error{nil, {&corpus.ReadError{Path: ".", Err: fs.ErrNotExist}}} {
		_, err := x.Sync(t.Context(), "root", failing(errs), SyncOptions{})
		hinted(t, err, ErrEmptyRoot)
	}
	if got := ids(t, x); !slices.Equal(got, []string{"a", "b"}) {
		t.Fatalf("got %v", got)
	}
	r, err := x.Sync(t.Context(), "root", failing([]error{&corpus.ReadError{Path: ".", Err: fs.ErrNotExist}}), SyncOptions{Prune: true})
	if err != nil || r.Gone != 1 {
		t.Errorf("got %+v, %v", r, err)
	}
	if got := ids(t, x); !slices.Equal(got, []string{"b"}) {
		t.Errorf("got %v", got)
	}
}

func TestSyncTwoRoots(t *testing.T) {
	x := open(t, ":memory:", Options{})
	ingest(t, x, "one", doc("a", "A."))
	r := ingest(t, x, "two", doc("a", "Another A."), doc("b", "B."))
	if len(r.Failed) != 1 || !strings.Contains(r.Failed[0].Error(), `"one"`) || !strings.Contains(r.Failed[0].Error(), "a") {
		t.Errorf("got %v", r.Failed)
	}
	if d, err := x.Document(t.Context(), "a"); err != nil || d.Text != "A." {
		t.Errorf("got %+v, %v", d, err)
	}
	if n, err := x.Remove(t.Context(), "one"); n != 1 || err != nil {
		t.Errorf("Remove: %d, %v", n, err)
	}
	if n, err := x.Remove(t.Context(), "one"); n != 0 || err != nil {
		t.Errorf("Remove: %d, %v", n, err)
	}
	if got := ids(t, x); !slices.Equal(got, []string{"b"}) {
		t.Errorf("got %v", got)
	}
}

// Whatever ends a sync early, the index is as it was and can be synced again.
func TestSyncFails(t *testing.T) {
	broken := errors.New("broken")
	many := make([]corpus.Document, 2*batchDocs)
	for i := range many {
		many[i] = doc(fmt.Sprintf("doc %04d", i), strings.Repeat("Some words to fill it. ", 50))
	}
	tests := []struct {
		name string
		sync func(ctx context.Context, cancel func(), x *Index, e *counting) error
		want error
	}{
		{"the corpus", func(ctx context.Context, _ func(), x *Index, _ *counting) error {
			_, err := x.Sync(ctx, "root", failing([]error{broken}, many...), SyncOptions{})
			return err
		}, broken},
		{"the embedder", func(ctx context.Context, _ func(), x *Index, e *counting) error {
			e.err = broken
			_, err := x.Sync(ctx, "root", seq(many...), SyncOptions{})
			return err
		}, broken},
		{"the user", func(ctx context.Context, cancel func(), x *Index, _ *counting) error {
			_, err := x.Sync(ctx, "root", seq(many...), SyncOptions{Progress: func(n int, _ string) {
				if n == batchDocs+1 {
					cancel()
				}
			}})
			return err
		}, context.Canceled},
		{"the disk", func(ctx context.Context, _ func(), x *Index, _ *counting) error {
			if err := x.store.exec(ctx, "PRAGMA max_page_count = 60"); err != nil {
				return err
			}
			_, err := x.Sync(ctx, "root", seq(many...), SyncOptions{})
			return err
		}, ErrFull},
		{"a panic", func(ctx context.Context, _ func(), x *Index, _ *counting) (err error) {
			defer func() { err = recover().(error) }()
			x.Sync(ctx, "root", seq(many...), SyncOptions{Progress: func(n int, _ string) {
				if n == batchDocs+1 {
					panic(broken)
				}
			}})
			return nil
		}, broken},
	}
	for _, test := range tests {
		for _, path := range []string{filepath.Join(t.TempDir(), "index.db"), memory} {
			t.Run(test.name+" "+filepath.Base(path), func(t *testing.T) {
				embedder := new(counting)
				x := open(t, path, Options{embedder: embedder})
				ingest(t, x, "root", doc("a", "A."))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				err := test.sync(ctx, cancel, x, embedder)
				if !errors.Is(err, test.want) {
					t.Fatalf("got %v, want %v", err, test.want)
				}
				if test.want == ErrFull {
					hinted(t, err, ErrFull)
				}
				if got := ids(t, x); !slices.Equal(got, []string{"a"}) {
					t.Errorf("holds %v", got)
				}
				embedder.err = nil
				if err := x.store.exec(t.Context(), "PRAGMA max_page_count = 4294967294"); err != nil {
					t.Fatal(err)
				}
				if r := ingest(t, x, "root", doc("a", "A."), doc("b", "B.")); r.New != 1 || r.Unchanged != 1 {
					t.Errorf("got %+v", r)
				}
				if path == memory {
					return
				}
				x.Close()
				if got := ids(t, open(t, path, Options{})); !slices.Equal(got, []string{"a", "b"}) {
					t.Errorf("holds %v", got)
				}
			})
		}
	}
}

func TestTwoWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	x, y := open(t, path, Options{}), open(t, path, Options{})
	reader := open(t, path, Options{ReadOnly: true})
	_, err := x.Sync(t.Context(), "root", seq(doc("a", "From x."), doc("b", "From x.")), SyncOptions{
		Progress: func(n int, _ string) {
			if n > 1 {
				return
			}
			for name, z := range map[string]*Index{"another index": y, "the same index": x} {
				_, err := z.Sync(t.Context(), "root", seq(doc("c", "From y.")), SyncOptions{})
				if t.Log(name, err); true {
					hinted(t, err, ErrLocked)
				}
			}
			// Neither a reader that is there nor one that comes has to wait.
			if changed, err := reader.Refresh(t.Context()); changed || err != nil {
				t.Errorf("Refresh: %v, %v", changed, err)
			}
			if got := ids(t, open(t, path, Options{})); got != nil {
				t.Errorf("sees %v", got)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, z := range map[string]*Index{"reader": reader, "writer": y} {
		if got := ids(t, z); got != nil {
			t.Errorf("%s sees %v before Refresh", name, got)
		}
		for _, want := range []bool{true, false} {
			if changed, err := z.Refresh(t.Context()); changed != want || err != nil {
				t.Errorf("%s: Refresh: %v, %v; want %v", name, changed, err, want)
			}
		}
		if got := ids(t, z); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%s sees %v", name, got)
		}
	}
	// Who syncs works on what is there, not on what it knows.
	ingest(t, x, "root", doc("a", "Changed."), doc("b", "From x."))
	if r := ingest(t, y, "root", doc("a", "Changed."), doc("b", "From x.")); r.Unchanged != 2 {
		t.Errorf("got %+v", r)
	}
	if d, _ := y.Document(t.Context(), "a"); d.Text != "Changed." {
		t.Errorf("sees %q after a sync without changes", d.Text)
	}
}

func TestRefreshReplacedFile(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "index.db"), filepath.Join(dir, "other.db")
	x, y := open(t, path, Options{}), open(t, other, Options{})
	ingest(t, x, "root", doc("a", "A."))
	ingest(t, y, "root", doc("b", "B."))
	y.Close()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := x.Refresh(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	if changed, err := x.Refresh(t.Context()); !changed || err != nil {
		t.Errorf("Refresh: %v, %v", changed, err)
	}
	if got := ids(t, x); !slices.Equal(got, []string{"b"}) {
		t.Errorf("sees %v", got)
	}
}

// Searches during syncs see one of two states as a whole.
func TestSearchDuringSync(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	x, reader := open(t, path, Options{}), open(t, path, Options{ReadOnly: true})
	state := func(word string) (docs []corpus.Document) {
		for i := range 20 {
			docs = append(docs, doc(fmt.Sprintf("%d", i), fmt.Sprintf("Common %s number%d.", word, i)))
		}
		return docs
	}
	states := [][]corpus.Document{state("alpha"), state("beta")}
	ingest(t, x, "root", states[0]...)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	search := func(x *Index) error {
		for ctx.Err() == nil {
			if x == reader {
				if _, err := x.Refresh(t.Context()); err != nil {
					return err
				}
			}
			r, err := x.Search(t.Context(), rag.Query{Text: "common"}, 20)
			if err != nil {
				return err
			}
			alpha := 0
			for _, h := range r.Hits {
				if strings.Contains(h.Text, "alpha") {
					alpha++
				}
			}
			if len(r.Hits) > 0 && (len(r.Hits) != 20 || alpha != 0 && alpha != 20) {
				return fmt.Errorf("%d hits, %d of them of the first state", len(r.Hits), alpha)
			}
		}
		return nil
	}
	for _, x := range []*Index{x, x, reader} {
		go func() { done <- search(x) }()
	}
	for i := range 20 {
		ingest(t, x, "root", states[(i+1)%2]...)
	}
	cancel()
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// From any state a sync to any other gives what a new index of it would be.
func TestSyncIsBuild(t *testing.T) {
	words := []string{"rome", "milan", "1861", "treaty", "pizza", "the", "!", "日本", "\n\n", "naïve"}
	text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12), func(w []string) string { return strings.Join(w, " ") })
	docs := rapid.MapOf(rapid.SampledFrom([]string{"a", "b", "c", "d/e", "f"}), rapid.Custom(func(t *rapid.T) corpus.Document {
		return corpus.Document{
			Title: rapid.SampledFrom([]string{"", "Treaty of Rome"}).Draw(t, "title"),
			Lang:  rapid.SampledFrom([]string{"", "en", "it"}).Draw(t, "lang"),
			Text:  text.Draw(t, "text"),
		}
	}))
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		syncTo := func(x *Index, docs map[string]corpus.Document) {
			var list []corpus.Document
			for _, id := range slices.Sorted(maps.Keys(docs)) {
				d := docs[id]
				d.ID = id
				list = append(list, d)
			}
			if _, err := x.Sync(ctx, "root", seq(list...), SyncOptions{Prune: true}); err != nil {
				t.Fatal(err)
			}
		}
		x, err := Open(ctx, memory, Options{Splitter: paragraphs})
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		var last map[string]corpus.Document
		for range rapid.IntRange(1, 4).Draw(t, "states") {
			last = docs.Draw(t, "docs")
			syncTo(x, last)
		}
		fresh, err := Open(ctx, memory, Options{Splitter: paragraphs})
		if err != nil {
			t.Fatal(err)
		}
		defer fresh.Close()
		syncTo(fresh, last)
		got, _ := x.Documents(ctx)
		want, _ := fresh.Documents(ctx)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("documents (-fresh +synced):\n%s", diff)
		}
		for _, query := range words {
			got, err1 := x.Search(ctx, rag.Query{Text: query + " rome"}, 5)
			want, err2 := fresh.Search(ctx, rag.Query{Text: query + " rome"}, 5)
			if diff := cmp.Diff(want, got); diff != "" || err1 != nil || err2 != nil {
				t.Fatalf("searching %q: %v, %v (-fresh +synced):\n%s", query, err1, err2, diff)
			}
		}
		if err := x.reload(ctx, true); err != nil {
			t.Fatalf("loading again: %v", err)
		}
	})
}
