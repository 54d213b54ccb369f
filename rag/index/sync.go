package index

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"dossier/corpus"
)

// SyncOptions say what a sync may do. The zero value adds and updates, and removes what is gone from a root that still
// has documents.
type SyncOptions struct {
	Prune    bool                            // remove the root's documents even if there is none any more
	Progress func(done int, document string) // called after each document or failure; may be nil
}

// Report counts what a sync did.
type Report struct {
	New, Changed, Renamed, Unchanged, Gone int            // documents
	Kept                                   int            // documents that were not seen, but may be where something failed
	Failed                                 []error        // why documents could not be read or taken; see Index.Sync
	Passages, Embedded                     int            // passages in the index after the sync; passages embedded by it
	Omitted                                map[string]int // bytes left out of the new and changed documents, by reason
}

// Sync makes the documents of root in the index match docs, in one transaction: until it returns, searches find what was
// there before. The root is a name that the caller gives to the same folder every time; documents of other roots are left
// alone. If there is nothing to do, nothing is written.
//
// A document whose content, apart from its ID, did not change costs neither cutting nor embedding, also under a new ID. Of
// a changed one only those passages are embedded that it did not have before.
//
// An error in docs that is a *corpus.ReadError is one document's failure: it goes into the report, and the version in the
// index stays. If what failed was a folder, everything below it stays; if it was a .jsonl file, or a line of one that does
// not even tell its document's ID, everything in the root stays, since nothing else could tell which documents were there.
// A file that does not exist any more fails to be read, too, and protects nothing. A document whose ID is taken, by an earlier one
// or in another root, is a failure as well. Any other error ends the sync.
//
// A sync that saw not one document removes nothing unless o.Prune is set, and is ErrEmptyRoot. The report is never nil.
func (x *Index) Sync(ctx context.Context, root string, docs iter.Seq2[corpus.Document, error], o SyncOptions) (*Report, error) {
	report := &Report{Omitted: make(map[string]int)}
	err := x.write(ctx, func(w *writer) error {
		s := &syncing{writer: w, root: root, opts: o, report: report}
		return s.run(ctx, docs)
	})
	if st := x.state.Load(); st != nil {
		report.Passages = st.passages
	}
	return report, wrap("syncing", x.path, err)
}

// Remove removes all documents of a root and returns how many there were.
func (x *Index) Remove(ctx context.Context, root string) (n int, err error) {
	err = x.write(ctx, func(w *writer) error {
		res, err := w.store.conn.ExecContext(ctx, "DELETE FROM documents WHERE root = ?", root)
		if err != nil {
			return err
		}
		removed, err := res.RowsAffected()
		n, w.dirty = int(removed), removed > 0
		return err
	})
	if err != nil {
		n = 0
	}
	return n, wrap("removing from", x.path, err)
}

// rebuild cuts, analyses and embeds all stored documents anew.
func (x *Index) rebuild(ctx context.Context) error {
	return x.transact(ctx, func(w *writer) error {
		if w.meta.generation > 0 {
			x.opts.Log.InfoContext(ctx, "rebuilding the index", "path", x.path, "was", w.meta.build.String(), "is", x.build.String())
		}
		w.dirty, w.meta.build = true, x.build
		// With the old terms gone, numbering starts at 0. Until their documents are done passages refer to none; nobody looks.
		if err := w.store.exec(ctx, "DELETE FROM terms"); err != nil {
			return err
		}
		keys, err := column[int64](ctx, w.store, "SELECT key FROM documents ORDER BY key")
		if err != nil {
			return err
		}
		for _, key := range keys {
			d, err := scanDocument(w.store.conn.QueryRowContext(ctx, selectDocuments+" WHERE key = ?", key))
			if err != nil {
				return damaged(err)
			}
			if err := w.put(ctx, &pending{doc: d.Document, root: d.root, key: d.key, hash: [32]byte(d.hash)}); err != nil {
				return err
			}
		}
		return w.flush(ctx)
	})
}

// column returns a query's only column.
func column[T any](ctx context.Context, s *store, query string, args ...any) (all []T, err error) {
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// write runs f in a transaction that nobody else writes in, for an index of the same build.
func (x *Index) write(ctx context.Context, f func(*writer) error) error {
	if x.opts.ReadOnly {
		return ErrReadOnly
	}
	if err := x.lock(ctx); err != nil {
		return err
	}
	defer x.release()
	return x.transact(ctx, func(w *writer) error {
		if w.meta.build != x.build {
			return fmt.Errorf("%w: another program rebuilt it by %s", ErrStale, w.meta.build)
		}
		return f(w)
	})
}

// errClean takes a transaction back that changed nothing.
var errClean = errors.New("nothing to commit")

// transact runs f in a write transaction and, if f changed anything, makes the new state current once it is committed. The
// state is built before, so that what cannot be searched is not committed either.
func (x *Index) transact(ctx context.Context, f func(*writer) error) error {
	var st *state
	err := x.store.transact(ctx, beginWrite, func() error {
		m, err := x.store.meta(ctx)
		if err != nil {
			return damaged(err)
		}
		w := &writer{Index: x, meta: m}
		defer w.close()
		if err := f(w); err != nil {
			return err
		}
		if !w.dirty {
			return errClean
		}
		c, err := x.store.load(ctx, x.build.dims)
		if err != nil {
			return damaged(err)
		}
		for _, id := range c.unused {
			if err := x.store.exec(ctx, "DELETE FROM terms WHERE id = ?", id); err != nil {
				return err
			}
		}
		w.meta.generation++
		w.meta.sum = c.sum
		if st, err = newState(c, w.meta.generation, x.opts.Ranking); err != nil {
			return err
		}
		return x.store.putMeta(ctx, w.meta)
	})
	switch {
	case errors.Is(err, errClean):
		return x.reload(ctx, false) // somebody else may have committed meanwhile
	case err == nil:
		x.state.Store(st)
	}
	return err
}

// writer puts documents into the tables, many at a time.
type writer struct {
	*Index
	meta  meta // to be stored, with the next generation, if dirty
	dirty bool // whether anything was written

	batch  []*pending
	size   int               // bytes of text in batch
	ids    map[string]uint32 // of terms; nil until needed
	free   []uint32          // IDs below len(ids)+len(free) that no term has, descending
	insert struct{ passage, term *sql.Stmt }

	embedded int
	omitted  map[string]int
}

// pending is a document that waits for its batch.
type pending struct {
	doc  corpus.Document
	root string
	hash [32]byte
	key  int64 // of the version to replace; 0 if there is none

	vectors  map[digest][]byte // of the version to replace
	omitted  []corpus.Omission
	passages []prepared
}

// prepared is a passage ready to be written.
type prepared struct {
	corpus.Passage
	digest   digest
	analysis []analysis
	vector   []byte // encoded
	embedded bool   // whether vector was computed rather than found
}

// digest names what a vector was computed from, and by what.
type digest [16]byte

// A batch is written once it has this many documents or bytes of text. It bounds the memory that a sync takes.
const (
	batchDocs  = 512
	batchBytes = 4 << 20
)

// embedBatch is how many passages are analysed and embedded at once by one goroutine.
const embedBatch = 256

// put adds a document to the batch and writes the batch if it is full.
func (w *writer) put(ctx context.Context, p *pending) error {
	w.batch = append(w.batch, p)
	w.size += len(p.doc.Text)
	if len(w.batch) < batchDocs && w.size < batchBytes {
		return nil
	}
	return w.flush(ctx)
}

// flush writes the batch.
func (w *writer) flush(ctx context.Context) error {
	if len(w.batch) == 0 {
		return nil
	}
	batch := w.batch
	w.batch, w.size, w.dirty = nil, 0, true
	for _, p := range batch {
		if err := w.oldVectors(ctx, p); err != nil {
			return err
		}
	}
	if err := w.prepare(ctx, batch); err != nil {
		return err
	}
	if err := w.open(ctx); err != nil {
		return err
	}
	for _, p := range batch {
		if err := w.storeDocument(ctx, p); err != nil {
			return fmt.Errorf("storing %q: %w", p.doc.ID, err)
		}
	}
	return nil
}

// oldVectors looks up the vectors of the version that a document replaces.
func (w *writer) oldVectors(ctx context.Context, p *pending) error {
	if p.key == 0 {
		return nil
	}
	rows, err := w.store.conn.QueryContext(ctx, "SELECT digest, vector FROM passages WHERE document = ?", p.key)
	if err != nil {
		return err
	}
	defer rows.Close()
	p.vectors = make(map[digest][]byte)
	for rows.Next() {
		var key, vector sql.RawBytes
		if err := rows.Scan(&key, &vector); err != nil {
			return damaged(err)
		}
		if _, err := decodeVector(vector, w.build.dims); err == nil && len(key) == len(digest{}) {
			p.vectors[digest(key)] = append([]byte{}, vector...) // empty, not nil, which would be NULL
		}
	}
	return rows.Err()
}

// prepare cuts the documents of a batch, then analyses and embeds their passages, on all processors.
func (w *writer) prepare(ctx context.Context, batch []*pending) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range batch {
		g.Go(func() error {
			passages, omitted := w.opts.Splitter.Split(p.doc)
			p.omitted, p.passages = omitted, make([]prepared, len(passages))
			for i, q := range passages {
				p.passages[i].Passage = q
			}
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	type job struct {
		*pending
		*prepared
	}
	var jobs []job
	for _, p := range batch {
		for i := range p.passages {
			jobs = append(jobs, job{p, &p.passages[i]})
		}
	}
	g, gctx = errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for chunk := range slices.Chunk(jobs, embedBatch) {
		g.Go(func() error {
			var texts []string
			var missing []*prepared
			for _, j := range chunk {
				if err := gctx.Err(); err != nil {
					return err
				}
				j.analysis = analyze(j.doc, j.Passage)
				text := embedText(j.doc, j.Passage)
				sum := sha256.Sum256([]byte(w.build.embedder + "\x00" + text))
				j.digest = digest(sum[:])
				if v, ok := j.vectors[j.digest]; ok {
					j.vector = v
				} else {
					texts, missing = append(texts, text), append(missing, j.prepared)
				}
			}
			return w.embed(gctx, texts, missing)
		})
	}
	return g.Wait()
}

// embed computes the vectors of passages. What comes from the embedder is checked before it is stored.
func (w *writer) embed(ctx context.Context, texts []string, passages []*prepared) error {
	if len(texts) == 0 {
		return nil
	}
	name := w.build.embedder
	vectors, err := w.opts.embedder.Embed(ctx, texts)
	if err != nil {
		return fmt.Errorf("embedding %d passages with %s: %w", len(texts), name, err)
	}
	if len(vectors) != len(texts) {
		return fmt.Errorf("embedding %d passages with %s: %d vectors came back", len(texts), name, len(vectors))
	}
	for i, p := range passages {
		if v := vectors[i]; v != nil {
			if err := checkVector(v, w.build.dims); err != nil {
				return fmt.Errorf("embedding %q with %s: %w", p.ID, name, err)
			}
		}
		p.vector, p.embedded = appendVector([]byte{}, vectors[i]), true
	}
	return nil
}

// open prepares for storing: the vocabulary and the statements.
func (w *writer) open(ctx context.Context) (err error) {
	if w.ids != nil {
		return nil
	}
	ids, terms, err := w.store.loadTerms(ctx)
	if err != nil {
		return damaged(err)
	}
	w.ids = make(map[string]uint32, len(ids))
	next := uint32(0)
	for i, id := range ids {
		for ; next < id; next++ {
			w.free = append(w.free, next)
		}
		w.ids[terms[i]] = id
		next++
	}
	slices.Reverse(w.free)
	conn := w.store.conn
	if w.insert.term, err = conn.PrepareContext(ctx, "INSERT INTO terms VALUES (?, ?)"); err != nil {
		return err
	}
	w.insert.passage, err = conn.PrepareContext(ctx, `INSERT INTO passages
		(document, ordinal, heading, start, stop, rune, digest, terms, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	return err
}

func (w *writer) close() {
	for _, stmt := range []*sql.Stmt{w.insert.passage, w.insert.term} {
		if stmt != nil {
			stmt.Close() // only frees memory
		}
	}
}

// termID returns the number of a term, a new one if need be.
func (w *writer) termID(ctx context.Context, term string) (uint32, error) {
	id, ok := w.ids[term]
	if ok {
		return id, nil
	}
	if n := len(w.free); n > 0 {
		id, w.free = w.free[n-1], w.free[:n-1]
	} else {
		id = uint32(len(w.ids))
	}
	if id > maxTerm {
		return 0, fmt.Errorf("the index holds %d different terms and no more", maxTerm)
	}
	w.ids[term] = id
	_, err := w.insert.term.ExecContext(ctx, id, term)
	return id, err
}

// storeDocument writes one prepared document.
func (w *writer) storeDocument(ctx context.Context, p *pending) error {
	d, conn := p.doc, w.store.conn
	date := sql.NullInt64{Int64: d.Date.Unix(), Valid: !d.Date.IsZero()}
	if p.key != 0 {
		if err := w.store.exec(ctx, "DELETE FROM passages WHERE document = ?", p.key); err != nil {
			return err
		}
		if err := w.store.exec(ctx, `UPDATE documents SET hash = ?, title = ?, url = ?, lang = ?, publisher = ?, date = ?,
			format = ?, text = ? WHERE key = ?`,
			p.hash[:], d.Title, d.URL, d.Lang, d.Publisher, date, d.Format, d.Text, p.key); err != nil {
			return err
		}
	} else {
		res, err := conn.ExecContext(ctx, `INSERT INTO documents (id, root, hash, title, url, lang, publisher, date, format, text)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			d.ID, p.root, p.hash[:], d.Title, d.URL, d.Lang, d.Publisher, date, d.Format, d.Text)
		if err != nil {
			return err
		}
		if p.key, err = res.LastInsertId(); err != nil {
			return err
		}
	}
	for i, q := range p.passages {
		terms := make([]termCount, len(q.analysis))
		for j, a := range q.analysis {
			id, err := w.termID(ctx, a.term)
			if err != nil {
				return err
			}
			terms[j] = termCount{id, a.body, a.heading, a.title}
		}
		slices.SortFunc(terms, func(a, b termCount) int { return int(a.term) - int(b.term) })
		_, err := w.insert.passage.ExecContext(ctx,
			p.key, i, q.Heading, q.Start, q.End, q.Rune, q.digest[:], appendTerms(nil, terms), q.vector)
		if err != nil {
			return err
		}
		if q.embedded {
			w.embedded++
		}
	}
	for _, o := range p.omitted {
		if w.omitted != nil {
			w.omitted[o.Reason] += o.End - o.Start
		}
	}
	return nil
}

// copy stores a document under another ID.
func (w *writer) copy(ctx context.Context, key int64, id string) error {
	w.dirty = true
	res, err := w.store.conn.ExecContext(ctx, `INSERT INTO documents (id, root, hash, title, url, lang, publisher, date, format, text)
		SELECT ?, root, hash, title, url, lang, publisher, date, format, text FROM documents WHERE key = ?`, id, key)
	if err != nil {
		return err
	}
	added, err := res.LastInsertId()
	if err != nil {
		return err
	}
	return w.store.exec(ctx, `INSERT INTO passages (document, ordinal, heading, start, stop, rune, digest, terms, vector)
		SELECT ?, ordinal, heading, start, stop, rune, digest, terms, vector FROM passages WHERE document = ? ORDER BY ordinal`, added, key)
}

// syncing is one run of Sync.
type syncing struct {
	*writer
	root   string
	opts   SyncOptions
	report *Report

	old    map[string]*known     // documents of the index by ID, of all roots
	byHash map[[32]byte][]*known // of the root, as they are still stored, by ID
	seen   map[string]bool       // IDs that docs named
	copied [][32]byte            // hashes of the documents that were stored by copying
	failed []failure
}

// failure is where something could not be read.
type failure struct {
	id   string // of the document; the path of its .jsonl file, or nothing, if it is not known
	path string
}

// known is a document as the index had it before the sync.
type known struct {
	id, root string
	key      int64
	hash     [32]byte
}

func (s *syncing) run(ctx context.Context, docs iter.Seq2[corpus.Document, error]) error {
	s.seen, s.omitted = make(map[string]bool), s.report.Omitted
	if err := s.loadKnown(ctx); err != nil {
		return damaged(err)
	}
	done, read := 0, 0
	for d, err := range docs {
		if ctxErr := ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		if err == nil {
			read++
			err = s.take(ctx, d)
		}
		if err != nil {
			if err := s.fail(d.ID, err); err != nil {
				return err
			}
		}
		if done++; s.opts.Progress != nil {
			s.opts.Progress(done, d.ID)
		}
	}
	if err := ctx.Err(); err != nil {
		return err // docs may have ended because of it
	}
	if read == 0 && !s.opts.Prune {
		return fmt.Errorf("%w in %q", ErrEmptyRoot, s.root)
	}
	if err := s.flush(ctx); err != nil {
		return err
	}
	s.report.Embedded = s.embedded
	return s.clear(ctx)
}

// loadKnown fills in old and byHash.
func (s *syncing) loadKnown(ctx context.Context) error {
	rows, err := s.store.conn.QueryContext(ctx, "SELECT key, id, root, hash FROM documents ORDER BY id")
	if err != nil {
		return err
	}
	defer rows.Close()
	s.old, s.byHash = make(map[string]*known), make(map[[32]byte][]*known)
	for rows.Next() {
		k := new(known)
		var hash []byte
		if err := rows.Scan(&k.key, &k.id, &k.root, &hash); err != nil {
			return err
		}
		if len(hash) != len(k.hash) {
			return fmt.Errorf("the hash of %q has %d bytes", k.id, len(hash))
		}
		k.hash = [32]byte(hash)
		s.old[k.id] = k
		if k.root == s.root {
			s.byHash[k.hash] = append(s.byHash[k.hash], k)
		}
	}
	return rows.Err()
}

// take stores one document if it has to be.
func (s *syncing) take(ctx context.Context, d corpus.Document) error {
	switch old := s.old[d.ID]; {
	case d.ID == "":
		return refused(d.ID, errors.New("it has no ID"), "give every document an ID of its own")
	case s.seen[d.ID]:
		return refused(d.ID, errors.New("an earlier document has the same ID"), "give every document an ID of its own")
	case old != nil && old.root != s.root:
		return refused(d.ID, fmt.Errorf("the index holds a document of this name from %q", old.root),
			fmt.Sprintf("ingest %q if it is the same document; if not, rename one of the two, ingest a folder that holds both, "+
				"or take that one out with `dossier sources --remove`", old.root))
	case len(d.Text) > maxText:
		return refused(d.ID, fmt.Errorf("its text has %d bytes", len(d.Text)), "split it into several documents")
	}
	s.seen[d.ID] = true
	d.Date = d.Date.UTC()
	hash := contentHash(d)
	old := s.old[d.ID]
	switch {
	case old != nil && old.hash == hash:
		s.report.Unchanged++
		return nil
	case old != nil:
		s.report.Changed++
		same := s.byHash[old.hash] // no longer there to be copied from
		s.byHash[old.hash] = slices.DeleteFunc(same, func(k *known) bool { return k == old })
		return s.put(ctx, &pending{doc: d, root: s.root, hash: hash, key: old.key})
	case len(s.byHash[hash]) > 0:
		s.copied = append(s.copied, hash)
		return s.copy(ctx, s.byHash[hash][0].key, d.ID)
	}
	s.report.New++
	return s.put(ctx, &pending{doc: d, root: s.root, hash: hash})
}

// maxText is the greatest length of a document in bytes; SQLite's own limit is 10^9 for a row.
const maxText = 900_000_000

// refused is the failure of a document that was read but cannot be taken.
func refused(id string, err error, hint string) error {
	return &corpus.ReadError{Path: id, Hint: hint, Err: err}
}

// fail notes a document's failure; it returns what is none.
func (s *syncing) fail(id string, err error) error {
	re, ok := errors.AsType[*corpus.ReadError](err)
	if !ok {
		return err
	}
	s.report.Failed = append(s.report.Failed, err)
	if re.Line > 0 || !errors.Is(err, fs.ErrNotExist) { // a line stands there even if the file that it names does not
		s.failed = append(s.failed, failure{id, re.Path})
	}
	return nil
}

// stays reports whether a document that was not seen may be where something failed to be read.
func (s *syncing) stays(id string) bool {
	return slices.ContainsFunc(s.failed, func(f failure) bool {
		if isLines(f.id) || f.id == "" && isLines(f.path) {
			return true // any document may have been in it
		}
		return f.id == id || f.path == id || f.path == "." || strings.HasPrefix(id, f.path+"/")
	})
}

// isLines reports whether a path is that of a corpus of many documents.
func isLines(name string) bool { return strings.EqualFold(path.Ext(name), ".jsonl") }

// clear removes the documents that are gone and tells those that only have another name now.
func (s *syncing) clear(ctx context.Context) error {
	var gone []*known
	for _, k := range s.old {
		switch {
		case k.root != s.root || s.seen[k.id]:
		case s.stays(k.id):
			s.report.Kept++
		default:
			gone = append(gone, k)
		}
	}
	left := make(map[[32]byte]int)
	for _, k := range gone {
		s.dirty = true
		left[k.hash]++
		if err := s.store.exec(ctx, "DELETE FROM documents WHERE key = ?", k.key); err != nil {
			return err
		}
	}
	s.report.Gone = len(gone)
	for _, hash := range s.copied {
		if left[hash] > 0 {
			left[hash]--
			s.report.Renamed++
			s.report.Gone--
		} else {
			s.report.New++
		}
	}
	return nil
}

// contentHash is SHA-256 of all of a document but its ID.
func contentHash(d corpus.Document) [32]byte {
	h := sha256.New()
	date := ""
	if !d.Date.IsZero() {
		date = fmt.Sprint(d.Date.Unix())
	}
	var length [8]byte
	for _, field := range []string{d.Title, d.URL, d.Lang, d.Publisher, date, string(d.Format), d.Text} {
		binary.LittleEndian.PutUint64(length[:], uint64(len(field)))
		h.Write(length[:])
		h.Write([]byte(field))
	}
	return [32]byte(h.Sum(nil))
}
