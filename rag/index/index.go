package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"dossier/corpus"
	"dossier/rag"
)

// memory is the path of an index that is kept in memory and gone when it is closed.
const memory = ":memory:"

// Options say how an index is opened. The zero value is ready to use.
type Options struct {
	Splitter corpus.Splitter // how documents are cut
	Ranking  Ranking         // what decides the order of hits
	ReadOnly bool            // never write; a missing file is an error
	Log      *slog.Logger    // told when an index is rebuilt; nil for silence

	embedder embedder // nil for the built-in one
}

// Index is an open index. It is safe for concurrent use; searches see one state of the index each.
type Index struct {
	path  string
	opts  Options
	build build
	file  fs.FileInfo // of the file that was opened; nil in memory

	busy  chan struct{} // holds one value while somebody uses store
	store *store        // nil once closed

	state atomic.Pointer[state] // nil once closed
}

// state is one state of the index, as it was committed. It never changes.
type state struct {
	generation int64
	docs       []corpus.Document // by ID
	listings   []Listing         // of docs
	passages   int
	snapshot   *snapshot
}

// Open opens the index at path and makes an empty one, with the folders above it, where there is none. The path
// ":memory:" keeps it in memory.
//
// An index that was cut, analysed or embedded in another way than by this program with these options is first rebuilt from
// the documents that it holds, which needs none of their files; if it is opened for reading only, that is ErrStale.
// All errors but those of ctx are an [*Error].
func Open(ctx context.Context, path string, o Options) (*Index, error) {
	if o.embedder == nil {
		o.embedder = hashed{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	x := &Index{path: path, opts: o, busy: make(chan struct{}, 1), build: build{
		splitter: o.Splitter.Name(), analyzer: analyzerName, embedder: o.embedder.Name(), dims: o.embedder.Dims(),
	}}
	// SQLite waits for a lock, but says at once that it is busy where waiting could be for ever: while others who open or
	// close the same file write or remove its log. A moment later that is over.
	for began := time.Now(); ; {
		err := x.open(ctx)
		if err == nil {
			return x, nil
		}
		if sentinel(err) != ErrLocked || time.Since(began) > busyTimeout*time.Millisecond {
			return nil, wrap("opening", path, err)
		}
		select {
		case <-ctx.Done():
			return nil, wrap("opening", path, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// open opens the file and loads the first state.
func (x *Index) open(ctx context.Context) (err error) {
	if x.store, err = openStore(ctx, x.path, x.opts.ReadOnly); err != nil {
		return err
	}
	if err := x.first(ctx); err != nil {
		return errors.Join(err, x.store.close())
	}
	return nil
}

// InMemory makes an index in memory of a few documents, for a moment or a test.
func InMemory(ctx context.Context, docs []corpus.Document, o Options) (*Index, error) {
	x, err := Open(ctx, memory, o)
	if err != nil {
		return nil, err
	}
	_, err = x.Sync(ctx, "memory", func(yield func(corpus.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}, SyncOptions{Prune: true})
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// first loads the first state, after a rebuild where it takes one.
func (x *Index) first(ctx context.Context) (err error) {
	if x.path != memory {
		if x.file, err = os.Stat(x.path); err != nil {
			return err
		}
	}
	switch err := x.reload(ctx, true); {
	case !errors.Is(err, ErrStale) || x.opts.ReadOnly:
		return err
	default:
		return x.rebuild(ctx)
	}
}

// reload makes the state that the file holds the current one. Unless it is to be done anew, the same generation is taken for
// the same state.
func (x *Index) reload(ctx context.Context, anew bool) error {
	return x.store.transact(ctx, beginRead, func() error {
		m, err := x.store.meta(ctx)
		if err != nil {
			return damaged(err)
		}
		if st := x.state.Load(); st != nil && st.generation == m.generation && !anew {
			return nil
		}
		if m.build != x.build {
			return fmt.Errorf("%w: by %s, not by %s", ErrStale, m.build, x.build)
		}
		c, err := x.store.load(ctx, x.build.dims)
		if err != nil {
			return damaged(err)
		}
		if c.sum != m.sum {
			return fmt.Errorf("%w: its checksum is wrong", ErrCorrupt)
		}
		st, err := newState(c, m.generation, x.opts.Ranking)
		if err != nil {
			return err
		}
		x.state.Store(st)
		return nil
	})
}

func newState(c *contents, generation int64, r Ranking) (*state, error) {
	infos := c.infos()
	st := &state{generation: generation, docs: c.docs, listings: make([]Listing, len(c.docs)), passages: len(c.records)}
	for i, info := range infos {
		st.listings[i] = Listing{DocInfo: info, Root: c.roots[i], Bytes: len(c.docs[i].Text)}
	}
	for _, r := range c.records {
		st.listings[r.doc].Passages++
	}
	var err error
	st.snapshot, err = newSnapshot(infos, c.vocab, c.records, r)
	return st, err
}

// Close waits for a sync that is under way and releases the file. Searches that are under way go on; later ones fail with
// ErrClosed. Closing twice does nothing.
func (x *Index) Close() error {
	x.busy <- struct{}{}
	defer x.release()
	s := x.store
	x.store = nil
	x.state.Store(nil)
	return wrap("closing", x.path, s.close())
}

// lock takes the right to use the store, which another goroutine may have for up to a second.
func (x *Index) lock(ctx context.Context) error {
	t := time.NewTimer(busyTimeout * time.Millisecond)
	defer t.Stop()
	select {
	case x.busy <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return ErrLocked
	}
	if x.store == nil {
		x.release()
		return ErrClosed
	}
	return nil
}

func (x *Index) release() { <-x.busy }

// Refresh makes what another process has committed since visible to searches and reports whether there was anything. It
// costs one small query if there was not, and does nothing while a sync of this Index is under way. After an error the
// state that was visible stays so.
func (x *Index) Refresh(ctx context.Context) (changed bool, err error) {
	select {
	case x.busy <- struct{}{}:
	default:
		return false, nil
	}
	defer x.release()
	if x.store == nil {
		return false, wrap("refreshing", x.path, ErrClosed)
	}
	replaced, err := x.reopen(ctx)
	if err != nil {
		return false, wrap("refreshing", x.path, err)
	}
	before := x.state.Load()
	if err := x.reload(ctx, replaced); err != nil {
		return false, wrap("refreshing", x.path, err)
	}
	return x.state.Load() != before, nil
}

// reopen opens the file that stands at the path now, if it is another one than it was.
func (x *Index) reopen(ctx context.Context) (replaced bool, err error) {
	if x.path == memory {
		return false, nil
	}
	now, err := os.Stat(x.path)
	if err != nil || os.SameFile(x.file, now) {
		return false, err
	}
	s, err := openStore(ctx, x.path, x.opts.ReadOnly)
	if err != nil {
		return false, err
	}
	err = x.store.close()
	x.store, x.file = s, now
	return true, err
}

// current returns the state that a reader is to see.
func (x *Index) current(op string) (*state, error) {
	if st := x.state.Load(); st != nil {
		return st, nil
	}
	return nil, wrap(op, x.path, ErrClosed)
}

// Search implements rag.Searcher.
func (x *Index) Search(ctx context.Context, q rag.Query, k int) (*rag.Results, error) {
	st, err := x.current("searching")
	if err != nil {
		return nil, err
	}
	return st.snapshot.search(ctx, q, k)
}

// Listing is a document of the index with the number of its passages.
type Listing struct {
	rag.DocInfo
	Root     string // what Sync was told
	Passages int
	Bytes    int // of its text
}

// Documents lists the documents, sorted by ID. The caller may keep the slice.
func (x *Index) Documents(ctx context.Context) ([]Listing, error) {
	st, err := x.current("listing")
	if err != nil {
		return nil, err
	}
	return slices.Clone(st.listings), nil
}

// Document returns one document with its text; ErrNotFound if there is none.
func (x *Index) Document(ctx context.Context, id string) (corpus.Document, error) {
	st, err := x.current("reading")
	if err != nil {
		return corpus.Document{}, err
	}
	i, ok := slices.BinarySearchFunc(st.docs, id, func(d corpus.Document, id string) int { return strings.Compare(d.ID, id) })
	if !ok {
		return corpus.Document{}, wrap("reading", x.path, fmt.Errorf("%w: %q", ErrNotFound, id))
	}
	return st.docs[i], nil
}
