package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/corpus"
	"dossier/rag"
)

// applicationID marks a SQLite file as an index ("Doss").
const applicationID = 0x446f7373

// migrations lead from each version of the tables to the next; a file's user_version is how many it has been through.
// The encodings of the blobs belong to the version: whoever changes one adds a migration.
var migrations = []string{schema1}

// Version 1.
//
//	documents   key        what passages refer to
//	            id, root   the document's ID, unique in the file, and the corpus root that it was read from
//	            hash       SHA-256 of all that follows; the same under any id and root
//	            date       Unix seconds, NULL if unknown; other unknown fields are empty
//	passages    document   key of the document, in whose text the passage stands from byte start to before byte stop;
//	                       rune is the number of code points before start. Its own text is stored nowhere else.
//	            ordinal    number within the document from 0
//	            digest     hash of the embedder's name and of the text that was embedded: equal digest, equal vector
//	            terms      see appendTerms; the IDs are those of the table terms
//	            vector     see appendVector; empty if the passage has no words
//	terms       id, term   the vocabulary; no term is without a passage
//	meta                   see meta
const schema1 = `
CREATE TABLE documents (
	key       INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE,
	root      TEXT NOT NULL,
	hash      BLOB NOT NULL,
	title     TEXT NOT NULL,
	url       TEXT NOT NULL,
	lang      TEXT NOT NULL,
	publisher TEXT NOT NULL,
	date      INTEGER,
	format    TEXT NOT NULL,
	text      TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
	key      INTEGER PRIMARY KEY,
	document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
	ordinal  INTEGER NOT NULL,
	heading  TEXT NOT NULL,
	start    INTEGER NOT NULL,
	stop     INTEGER NOT NULL,
	rune     INTEGER NOT NULL,
	digest   BLOB NOT NULL,
	terms    BLOB NOT NULL,
	vector   BLOB NOT NULL,
	UNIQUE (document, ordinal)
) STRICT;
CREATE TABLE terms (
	id   INTEGER PRIMARY KEY,
	term TEXT NOT NULL
) STRICT;
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0'), ('sum', '0');`

// build says how passages are cut, analysed and embedded. An index of another build is rebuilt from its own documents.
type build struct {
	splitter, analyzer, embedder string
	dims                         int
}

func (b build) String() string {
	return fmt.Sprintf("%s, %s, %s with %d dimensions", b.splitter, b.analyzer, b.embedder, b.dims)
}

// meta is what the file says about itself.
type meta struct {
	build
	schema     int    // user_version
	generation int64  // commits that changed anything
	sum        uint64 // checksum of all documents, passages and terms, see contents
}

// store is the SQLite file. It works on one connection, which one goroutine at a time may use.
type store struct {
	db   *sql.DB
	conn *sql.Conn
}

// busyTimeout is how long a statement waits for another process, in milliseconds.
const busyTimeout = 1000

// openStore opens the file and makes or migrates the tables. It writes to no file that is not an index.
//
// Every commit is synced to the disk (synchronous=FULL): there is one a sync, so that it costs a few milliseconds, and
// what was reported as done stays done when the power fails. Nothing in the file's schema may call functions
// (trusted_schema), since the file may be anybody's.
func openStore(ctx context.Context, path string, readOnly bool) (*store, error) {
	q := url.Values{"_pragma": {
		"busy_timeout(" + strconv.Itoa(busyTimeout) + ")", "foreign_keys(1)", "synchronous(FULL)", "trusted_schema(0)",
	}}
	name := "file::memory:"
	if path != memory {
		found, err := exists(path)
		switch {
		case err != nil:
			return nil, err
		case readOnly && !found:
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		case readOnly:
			q.Set("mode", "ro")
			q.Add("_pragma", "query_only(1)")
		case !found:
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return nil, err
			}
		}
		if name, err = fileURI(path); err != nil {
			return nil, err
		}
	}
	s, err := connect(ctx, name, q)
	if err == nil {
		err = s.migrate(ctx, readOnly)
	}
	if reason := sentinel(err); err != nil && readOnly && (reason == ErrFull || reason == fs.ErrPermission) && !logged(path) {
		// A reader of a file in WAL mode has to write beside it, unless it is told that the file does not change. Where
		// nobody can write and no log is left, that is so.
		s.close()
		q.Set("immutable", "1")
		if s, err = connect(ctx, name, q); err == nil {
			err = s.migrate(ctx, readOnly)
		}
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// logged reports whether there may be commits that are not in the file itself yet.
func logged(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist)
}

// connect opens the one connection.
func connect(ctx context.Context, name string, q url.Values) (*store, error) {
	db, err := sql.Open("sqlite", name+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &store{db, conn}, nil
}

// exists reports whether there is a file, and refuses what SQLite would take a strange view of. It only asks about the
// file: whoever opens and closes a file besides SQLite takes its locks away.
func exists(path string) (bool, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%w: it is a folder or a device", ErrForeign)
	}
	return true, nil
}

// fileURI names a file to SQLite so that no character of its path means anything.
func fileURI(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") { // a drive letter
		abs = "/" + abs
	}
	return (&url.URL{Scheme: "file", Path: abs}).String(), nil
}

// close releases the file. It may be called on nil.
func (s *store) close() error {
	if s == nil {
		return nil
	}
	return errors.Join(s.conn.Close(), s.db.Close())
}

func (s *store) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.conn.ExecContext(ctx, query, args...)
	return err
}

// transact runs f between BEGIN and COMMIT and takes everything back if f fails or panics.
func (s *store) transact(ctx context.Context, begin string, f func() error) error {
	if err := s.exec(ctx, begin); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			// Nothing to add to f's error: a transaction that cannot be rolled back is never committed either.
			_ = s.exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if err := s.exec(ctx, "COMMIT"); err != nil {
		return err
	}
	done = true
	return nil
}

// How a transaction begins: the state that it reads is fixed by its first statement, and only one at a time may write.
const (
	beginRead  = "BEGIN DEFERRED"
	beginWrite = "BEGIN IMMEDIATE"
)

// version returns how many migrations the file has been through, and an error for a database that is none of ours.
func (s *store) version(ctx context.Context) (v int, err error) {
	var id, tables int
	err = s.conn.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&id, &v, &tables)
	switch {
	case err != nil:
		return 0, err
	case id != applicationID && (id != 0 || v != 0 || tables != 0):
		return 0, fmt.Errorf("%w: it is the database of another program", ErrForeign)
	}
	return v, nil
}

// migrate brings the tables to the newest version and switches to a write-ahead log, under which readers and a writer do
// not wait for each other; the file remembers it.
func (s *store) migrate(ctx context.Context, readOnly bool) error {
	v, err := s.version(ctx)
	switch newest := len(migrations); {
	case err != nil:
		return err
	case v > newest:
		return fmt.Errorf("%w: its version is %d and this program knows %d", ErrNewer, v, newest)
	case readOnly && v < newest:
		return fmt.Errorf("%w: its version is %d, not %d", ErrStale, v, newest)
	case readOnly:
		return nil
	case v < newest:
		err = s.transact(ctx, beginWrite, func() error {
			v, err := s.version(ctx) // another process may have been faster
			if err != nil {
				return err
			}
			for ; v < newest; v++ {
				if err := s.exec(ctx, migrations[v]); err != nil {
					return fmt.Errorf("migrating the tables to version %d: %w", v+1, err)
				}
			}
			return s.exec(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, v))
		})
		if err != nil {
			return err
		}
	}
	return s.exec(ctx, "PRAGMA journal_mode = WAL")
}

// meta reads what the file says about itself. Whoever opened it may have been overtaken by a newer program.
func (s *store) meta(ctx context.Context) (m meta, err error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT name, value FROM meta UNION ALL SELECT 'schema', user_version FROM pragma_user_version`)
	if err != nil {
		return m, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return m, err
		}
		switch name {
		case "splitter":
			m.splitter = value
		case "analyzer":
			m.analyzer = value
		case "embedder":
			m.embedder = value
		case "dims":
			m.dims, err = strconv.Atoi(value)
		case "schema":
			m.schema, err = strconv.Atoi(value)
		case "generation":
			m.generation, err = strconv.ParseInt(value, 10, 64)
		case "sum":
			m.sum, err = strconv.ParseUint(value, 10, 64)
		}
		if err != nil {
			return m, fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
	}
	if err := rows.Err(); err != nil {
		return m, err
	}
	if m.schema > len(migrations) {
		return m, fmt.Errorf("%w: its version is %d and this program knows %d", ErrNewer, m.schema, len(migrations))
	}
	return m, nil
}

func (s *store) putMeta(ctx context.Context, m meta) error {
	return s.exec(ctx, `INSERT OR REPLACE INTO meta VALUES
		('splitter', ?), ('analyzer', ?), ('embedder', ?), ('dims', ?), ('generation', ?), ('sum', ?)`,
		m.splitter, m.analyzer, m.embedder, strconv.Itoa(m.dims),
		strconv.FormatInt(m.generation, 10), strconv.FormatUint(m.sum, 10))
}

// contents is all that the file holds, checked.
type contents struct {
	docs    []corpus.Document // by ID
	roots   []string          // of docs
	vocab   []string          // terms that some passage has, numbered anew without gaps in the order of their IDs
	records []record          // by document, then in the order of the text
	unused  []uint32          // IDs of terms that no passage has any more
	sum     uint64            // of the checksums of all rows but those of unused terms, in any order
}

// castagnoli is the polynomial that processors know.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum adds up to contents.sum. It finds flipped bits and missing rows; it is no defence against malice.
type checksum struct{ buf []byte }

// row returns the checksum of a row of numbers and blobs.
func (c *checksum) row(numbers []int64, blobs ...[]byte) uint64 {
	c.buf = c.buf[:0]
	for _, n := range numbers {
		c.buf = binary.LittleEndian.AppendUint64(c.buf, uint64(n))
	}
	for _, b := range blobs {
		c.buf = binary.LittleEndian.AppendUint64(c.buf, uint64(len(b)))
	}
	sum := crc32.Checksum(c.buf, castagnoli)
	for _, b := range blobs {
		sum = crc32.Update(sum, castagnoli, b)
	}
	return uint64(sum)
}

// load reads everything, within a transaction of the caller. What does not fit together is ErrCorrupt.
func (s *store) load(ctx context.Context, dims int) (*contents, error) {
	c := new(contents)
	keys, err := s.loadDocuments(ctx, c)
	if err != nil {
		return nil, err
	}
	ids, terms, err := s.loadTerms(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.loadPassages(ctx, c, keys, dims); err != nil {
		return nil, err
	}
	return c, c.renumber(ids, terms)
}

// storedDocument is a row of documents.
type storedDocument struct {
	corpus.Document
	key  int64
	root string
	hash []byte
}

const selectDocuments = `SELECT key, id, root, hash, title, url, lang, publisher, date, format, text FROM documents`

func scanDocument(rows interface{ Scan(...any) error }) (d storedDocument, err error) {
	var date sql.NullInt64
	err = rows.Scan(&d.key, &d.ID, &d.root, &d.hash, &d.Title, &d.URL, &d.Lang, &d.Publisher, &date, &d.Format, &d.Text)
	if date.Valid {
		d.Date = time.Unix(date.Int64, 0).UTC()
	}
	return d, err
}

// loadDocuments fills in docs and roots and says where in docs the document of each key is.
func (s *store) loadDocuments(ctx context.Context, c *contents) (map[int64]int, error) {
	rows, err := s.conn.QueryContext(ctx, selectDocuments)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var stored []storedDocument
	var check checksum
	for rows.Next() {
		d, err := scanDocument(rows)
		if err != nil {
			return nil, err
		}
		h := contentHash(d.Document)
		if !bytes.Equal(h[:], d.hash) {
			return nil, fmt.Errorf("%w: the text of %q is not what was stored", ErrCorrupt, d.ID)
		}
		c.sum += check.row([]int64{d.key}, []byte(d.ID), []byte(d.root), d.hash)
		stored = append(stored, d)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(stored, func(a, b storedDocument) int { return cmp.Compare(a.ID, b.ID) })
	keys := make(map[int64]int, len(stored))
	c.docs, c.roots = make([]corpus.Document, len(stored)), make([]string, len(stored))
	for i, d := range stored {
		c.docs[i], c.roots[i], keys[d.key] = d.Document, d.root, i
	}
	return keys, nil
}

// loadTerms returns the vocabulary with its IDs, ascending.
func (s *store) loadTerms(ctx context.Context) (ids []uint32, terms []string, err error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT id, term FROM terms ORDER BY id")
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var term string
		if err := rows.Scan(&id, &term); err != nil {
			return nil, nil, err
		}
		if id < 0 || id > maxTerm {
			return nil, nil, fmt.Errorf("%w: a term has the number %d", ErrCorrupt, id)
		}
		ids, terms = append(ids, uint32(id)), append(terms, term)
	}
	return ids, terms, rows.Err()
}

// loadPassages fills in records, whose terms have the IDs of the file for now.
func (s *store) loadPassages(ctx context.Context, c *contents, keys map[int64]int, dims int) error {
	rows, err := s.conn.QueryContext(ctx,
		"SELECT document, ordinal, heading, start, stop, rune, digest, terms, vector FROM passages")
	if err != nil {
		return err
	}
	defer rows.Close()
	var check checksum
	byDoc := make([][]record, len(c.docs))
	n := 0
	for ; rows.Next(); n++ {
		var document, ordinal, start, end, runes int64
		var heading, digest, terms, vector sql.RawBytes
		if err := rows.Scan(&document, &ordinal, &heading, &start, &end, &runes, &digest, &terms, &vector); err != nil {
			return err
		}
		c.sum += check.row([]int64{document, ordinal, start, end, runes}, heading, digest, terms, vector)
		i, ok := keys[document]
		if !ok {
			return fmt.Errorf("%w: a passage belongs to no document", ErrCorrupt)
		}
		d := &c.docs[i]
		if ordinal != int64(len(byDoc[i])) || start < 0 || start > end || end > int64(len(d.Text)) || runes < 0 || runes > start {
			return fmt.Errorf("%w: passage %d of %q is out of place", ErrCorrupt, ordinal, d.ID)
		}
		r := record{doc: i, lang: d.Lang, Passage: corpus.Passage{
			ID: passageID(d.ID, int(ordinal)), DocID: d.ID, Heading: string(heading),
			Start: int(start), End: int(end), Rune: int(runes), Text: d.Text[start:end],
		}}
		if r.terms, err = decodeTerms(terms); err != nil {
			return fmt.Errorf("%w: reading %q: %w", ErrCorrupt, r.ID, err)
		}
		if r.vector, err = decodeVector(vector, dims); err != nil {
			return fmt.Errorf("%w: reading %q: %w", ErrCorrupt, r.ID, err)
		}
		byDoc[i] = append(byDoc[i], r)
	}
	c.records = slices.Concat(byDoc...)
	return rows.Err()
}

// passageID is the ID of a document's passage, as corpus.Passage describes it.
func passageID(doc string, ordinal int) string { return doc + "#" + strconv.Itoa(ordinal) }

// renumber fills in vocab and gives the terms of the records their places in it.
func (c *contents) renumber(ids []uint32, terms []string) error {
	if len(ids) == 0 {
		ids, terms = []uint32{0}, []string{""} // so that there is a last one
	}
	const unknown, unseen = 0, 1
	places := make([]uint32, ids[len(ids)-1]+1) // by ID: the place plus 2, once a passage was seen that has the term
	for _, id := range ids {
		places[id] = unseen
	}
	for _, r := range c.records {
		for _, t := range r.terms {
			if int(t.term) >= len(places) || places[t.term] == unknown {
				return fmt.Errorf("%w: %q has a term that is not in the vocabulary", ErrCorrupt, r.ID)
			}
			places[t.term] = 2
		}
	}
	var check checksum
	for i, id := range ids {
		if places[id] == unseen {
			c.unused = append(c.unused, id)
			continue
		}
		places[id] = uint32(len(c.vocab)) + 2
		c.vocab = append(c.vocab, terms[i])
		c.sum += check.row([]int64{int64(id)}, []byte(terms[i]))
	}
	for _, r := range c.records {
		for i := range r.terms {
			r.terms[i].term = places[r.terms[i].term] - 2
		}
	}
	return nil
}

// infos returns the documents without their texts.
func (c *contents) infos() []rag.DocInfo {
	infos := make([]rag.DocInfo, len(c.docs))
	for i, d := range c.docs {
		infos[i] = rag.DocInfo{ID: d.ID, Title: d.Title, URL: d.URL, Lang: d.Lang, Publisher: d.Publisher, Date: d.Date}
	}
	return infos
}
