package index

import (
	"context"
	"errors"
	"iter"

	"dossier/corpus"
	"dossier/rag"
)

// Index is an open index. It is safe for concurrent use; searches see one state of the index each.
type Index struct{}

// Options say how an index is opened. The zero value is ready to use.
type Options struct {
	Splitter corpus.Splitter // how documents are cut; an index that was cut otherwise is refused
	ReadOnly bool            // never write; a missing file is an error
}

// SyncOptions say what a sync may do. The zero value adds and updates, and removes what is gone from a root that still
// has documents.
type SyncOptions struct {
	Prune    bool                            // remove documents even if the root is missing or empty
	Progress func(done int, document string) // called after each document; may be nil
}

// Report counts what a sync did.
type Report struct {
	New, Changed, Renamed, Unchanged, Gone int            // documents
	Failed                                 []error        // documents that could not be read; their old version stays
	Passages, Embedded                     int            // passages in the index after the sync; passages embedded by it
	Omitted                                map[string]int // bytes left out of the index, by reason
}

// Open opens the index at path, or makes an empty one. The path ":memory:" keeps it in memory.
func Open(ctx context.Context, path string, o Options) (*Index, error) {
	return nil, errors.ErrUnsupported
}

// Close releases the file.
func (x *Index) Close() error { return nil }

// Sync makes the documents of root in the index match docs.
func (x *Index) Sync(ctx context.Context, root string, docs iter.Seq2[corpus.Document, error], o SyncOptions) (*Report, error) {
	return nil, errors.ErrUnsupported
}

// Search implements rag.Searcher.
func (x *Index) Search(ctx context.Context, q rag.Query, k int) (*rag.Results, error) {
	return nil, errors.ErrUnsupported
}

// Documents lists the documents, sorted by ID.
func (x *Index) Documents(ctx context.Context) ([]Listing, error) { return nil, errors.ErrUnsupported }

// Listing is a document of the index with the number of its passages.
type Listing struct {
	rag.DocInfo
	Root     string
	Passages int
	Bytes    int
}

// Document returns one document with its text; ErrNotFound if there is none.
func (x *Index) Document(ctx context.Context, id string) (corpus.Document, error) {
	return corpus.Document{}, errors.ErrUnsupported
}

// ErrNotFound is returned for a document that the index does not hold.
var ErrNotFound = errors.New("no such document")
