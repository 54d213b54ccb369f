package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"
	"unicode"

	"dossier/corpus/lang"
)

// What a [Reader] with zero limits takes.
const (
	defaultMaxFile = 64 << 20
	defaultMaxLine = 16 << 20
)

// Read yields the documents of a file system.
func Read(fsys fs.FS) iter.Seq2[Document, error] { return Reader{}.Read(fsys) }

// Reader reads documents. The zero value is ready to use, and a Reader may be used concurrently.
type Reader struct {
	MaxFile int64 // greatest size of a file that is one document, in bytes; 0 means 64 MiB
	MaxLine int   // greatest length of a JSONL line in bytes; 0 means 16 MiB
}

// ReadError says why a file or a line gave no document.
type ReadError struct {
	Path string // within the file system
	Line int    // from 1, for JSONL and front matter; 0 otherwise
	Hint string // what the user can do
	Err  error
}

func (e *ReadError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("reading %q, line %d: %v", e.Path, e.Line, e.Err)
	}
	return fmt.Sprintf("reading %q: %v", e.Path, e.Err)
}

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// Why a file gives no document. A [ReadError] wraps one of these or what the file system said.
var (
	errNoText      = errors.New("no text in it")
	errBinary      = errors.New("not a text file")
	errTooLarge    = errors.New("file too large")
	errNotReadable = errors.New("not a kind of file that can be read")
	errNotRegular  = errors.New("not a regular file")
	errOutside     = errors.New("a symbolic link that leads out of the folder")
	errLoop        = errors.New("a symbolic link that leads in a circle")
	errDuplicate   = errors.New("document ID already taken")
)

// Readable reports whether a file of that name is one that a [Reader] reads. A walk passes over the others without a
// word; a caller who was given such a file by name should refuse it, as [Reader.ReadFile] does.
func Readable(name string) bool { return kindOf(name) != unreadable }

type kind int

const (
	unreadable kind = iota
	plainFile
	markdownFile
	htmlFile
	jsonlFile
)

func kindOf(name string) kind {
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".text":
		return plainFile
	case ".md", ".markdown":
		return markdownFile
	case ".html", ".htm", ".xhtml":
		return htmlFile
	case ".jsonl":
		return jsonlFile
	}
	return unreadable
}

// Read yields the documents of fsys in lexical order of their paths, those of a JSONL file in the order of its lines.
// What cannot be read is yielded as a document with nothing but an ID and a [*ReadError], and the reading goes on. Hidden
// files and folders, and files that are not [Readable], are passed over. A file that the line of a JSONL file refers to
// is read there only. No two documents have the same ID.
//
// Symbolic links are followed inside fsys as long as it implements [fs.ReadLinkFS]. A file with several names is read once.
func (r Reader) Read(fsys fs.FS) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		s := r.newScan(fsys)
		files := list(fsys)
		for _, f := range files {
			if f.err == nil && kindOf(f.path) == jsonlFile {
				s.claim(f.path)
			}
		}
		for _, f := range files {
			switch {
			case f.err != nil:
				if !yield(Document{ID: f.path}, f.err) {
					return
				}
			case s.claimed[f.path] || s.claimed[f.real]:
			case !s.file(f.path, yield):
				return
			}
		}
	}
}

// ReadFile yields the documents of one file, named by its path within fsys: one, or as many as a JSONL file has lines. A
// file that is not [Readable] gives a [*ReadError].
func (r Reader) ReadFile(fsys fs.FS, name string) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) { r.newScan(fsys).file(name, yield) }
}

// scan is one pass over a file system.
type scan struct {
	Reader
	fsys    fs.FS
	ids     map[string]string // the document IDs seen and where they were
	claimed map[string]bool   // files that a JSONL line refers to
}

func (r Reader) newScan(fsys fs.FS) *scan {
	r.MaxFile = cmp.Or(max(r.MaxFile, 0), defaultMaxFile)
	r.MaxLine = cmp.Or(max(r.MaxLine, 0), defaultMaxLine)
	return &scan{Reader: r, fsys: fsys, ids: map[string]string{}, claimed: map[string]bool{}}
}

// file yields what is in one file, and reports whether to go on.
func (s *scan) file(name string, yield func(Document, error) bool) bool {
	if kindOf(name) == jsonlFile {
		return s.jsonl(name, yield)
	}
	d, err := s.load(Document{ID: name}, name)
	if err == nil {
		err = s.take(d.ID, name)
	}
	if err != nil {
		return yield(Document{ID: name}, readError(name, 0, err))
	}
	return yield(d, nil)
}

// take reserves a document ID for what stands at the given place.
func (s *scan) take(id, place string) error {
	if first, ok := s.ids[id]; ok {
		return fmt.Errorf("%w: %q is that of %s", errDuplicate, id, first)
	}
	s.ids[id] = place
	return nil
}

// load reads a file that is one document. What the caller has set in d stands; the rest is found in the file.
func (s *scan) load(d Document, name string) (Document, error) {
	k := kindOf(name)
	if k == unreadable || k == jsonlFile {
		return Document{}, errNotReadable
	}
	data, err := s.bytes(name)
	if err != nil {
		return Document{}, err
	}
	text := decode(data, k == htmlFile)
	if isBinary(text, k == htmlFile) {
		return Document{}, errBinary
	}
	switch k {
	case markdownFile:
		meta, err := frontMatter(text)
		if err != nil {
			return Document{}, err
		}
		d = merge(d, meta)
		d.Format, d.Text = Markdown, text
	case htmlFile:
		d = merge(d, readHTML(text))
	default:
		d.Text = text
	}
	return complete(d, name)
}

// merge fills what is empty in d from other.
func merge(d, other Document) Document {
	d.Title = cmp.Or(d.Title, other.Title)
	d.URL = cmp.Or(d.URL, other.URL)
	d.Lang = cmp.Or(d.Lang, other.Lang)
	d.Publisher = cmp.Or(d.Publisher, other.Publisher)
	d.Text = cmp.Or(d.Text, other.Text)
	d.Format = cmp.Or(d.Format, other.Format)
	if d.Date.IsZero() {
		d.Date = other.Date
	}
	return d
}

// complete works out from the text what no metadata said.
func complete(d Document, name string) (Document, error) {
	body := d.Text
	if d.Format == Markdown {
		body = body[frontMatterLen(body):]
	}
	if isBlank(body) {
		return Document{}, errNoText
	}
	if d.Title == "" {
		d.Title = titleOf(body, d.Format)
	}
	if d.Lang == "" {
		d.Lang = lang.Detect(body)
	}
	if d.Date.IsZero() {
		d.Date = dateOf(d.URL, name, body)
	}
	return d, nil
}

// bytes reads a whole file of at most MaxFile bytes, whatever size the file system says that it has.
func (s *scan) bytes(name string) ([]byte, error) {
	f, err := s.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > s.MaxFile {
		return nil, s.tooLarge()
	}
	data, err := io.ReadAll(io.LimitReader(f, s.MaxFile+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > s.MaxFile {
		return nil, s.tooLarge()
	}
	return data, nil
}

// open opens a regular file. It looks before it opens, since opening a pipe would wait for a writer.
func (s *scan) open(name string) (fs.File, error) {
	info, err := fs.Stat(s.fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	return s.fsys.Open(name)
}

func (s *scan) tooLarge() error {
	if s.MaxFile < 1<<20 {
		return fmt.Errorf("%w: more than %d bytes", errTooLarge, s.MaxFile)
	}
	return fmt.Errorf("%w: more than %.4g MB", errTooLarge, float64(s.MaxFile)/(1<<20))
}

// readError makes err a ReadError with a path and a hint. One that has no path yet gets this one.
func readError(name string, line int, err error) *ReadError {
	e := &ReadError{Path: name, Line: line, Err: err, Hint: hint(err)}
	var inner *ReadError
	if errors.As(err, &inner) {
		e.Hint = inner.Hint
		if inner == err && inner.Path == "" {
			e.Line, e.Err = cmp.Or(line, inner.Line), inner.Err
		}
	}
	if inner, ok := err.(*fs.PathError); ok { // the path is said once
		e.Err = inner.Err
	}
	return e
}

func hint(err error) string {
	switch {
	case errors.Is(err, errNoText):
		return "the file holds no text; a web page that draws itself by script has to be saved from a browser"
	case errors.Is(err, errBinary):
		return "convert it to text, Markdown or HTML, or take it out of the folder"
	case errors.Is(err, errTooLarge):
		return "split it, or raise the limit with --max-file"
	case errors.Is(err, errNotReadable):
		return "files that can be read: .txt .text .md .markdown .html .htm .xhtml .jsonl"
	case errors.Is(err, errOutside):
		return "copy the target into the folder, or ingest the target too"
	case errors.Is(err, errLoop):
		return "remove the link; what it leads to is read under its own name"
	case errors.Is(err, errDuplicate):
		return "give each document an id of its own"
	case errors.Is(err, errJSON):
		return "mend the line: each line is one JSON object"
	case errors.Is(err, errNoID), errors.Is(err, errBadID), errors.Is(err, errNeither):
		return `a line is one document: {"id": "...", "text": "..."}, or "file" in place of "text"`
	case errors.Is(err, errLongLine):
		return "split the document into several"
	case errors.Is(err, errQuestion):
		return "questions are asked with --batch or eval; keep them out of the folder that is ingested"
	case errors.Is(err, errLeadsOut):
		return "name a file in the folder of the JSONL file or below it"
	case errors.Is(err, errBadLines):
		return "mend the lines; the good ones were read"
	case errors.Is(err, errNotRegular):
		return "only files and folders are read"
	case errors.Is(err, fs.ErrPermission):
		return "check that you may read it (its permissions, and those of the folders above it)"
	case errors.Is(err, fs.ErrNotExist):
		return "check the path; a symbolic link may have lost its target"
	}
	return "check that the file can be read"
}

// isBlank reports whether a text has nothing to read in it.
func isBlank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && r != '\ufeff' && r != '\u200b' && r != '\u00ad'
	})
}
