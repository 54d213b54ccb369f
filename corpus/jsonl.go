package corpus

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

const (
	maxBadLines = 20   // of one file that are reported one by one
	maxID       = 1024 // bytes
)

// Why a line gives no document.
var (
	errLongLine = errors.New("line too long")
	errJSON     = errors.New("parsing JSON")
	errNoID     = errors.New("no id")
	errBadID    = fmt.Errorf("an id of more than %d bytes or with control characters", maxID)
	errNeither  = errors.New("neither text nor file")
	errQuestion = errors.New("a question, not a document")
	errLeadsOut = errors.New("a path that leads out of the folder")
	errBadLines = errors.New("bad lines")
)

// errStop ends the reading of lines because the caller has heard enough.
var errStop = errors.New("stopped by the caller")

// record is a line of a JSONL corpus.
type record struct {
	ID        any     `json:"id"` // a string or a number
	Title     *string `json:"title"`
	Text      string  `json:"text"`
	URL       *string `json:"url"`
	Date      any     `json:"date"`
	Lang      *string `json:"lang"`
	Publisher *string `json:"publisher"`
	File      string  `json:"file"`
	Question  any     `json:"question"`
}

// parseRecord returns the record of a line with what it says about its document. JSON is UTF-8, but programs of old write
// it in what their system has.
func parseRecord(line []byte) (rec record, d Document, err error) {
	if !utf8.Valid(line) {
		line = []byte(decode(line, false))
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&rec); err != nil {
		return rec, d, fmt.Errorf("%w: %w", errJSON, inWords(err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return rec, d, fmt.Errorf("%w: more after the object", errJSON)
	}
	if rec.Text == "" && rec.File == "" && rec.Question != nil {
		return rec, d, errQuestion
	}
	d = Document{
		ID:        written(rec.ID),
		Title:     cleanTitle(deref(rec.Title)),
		URL:       strings.TrimSpace(deref(rec.URL)),
		Lang:      baseLang(deref(rec.Lang)),
		Publisher: cleanTitle(deref(rec.Publisher)),
		Date:      parseDate(written(rec.Date)),
		Text:      rec.Text,
	}
	switch {
	case isBlank(d.ID):
		return rec, d, errNoID
	case len(d.ID) > maxID || strings.ContainsFunc(d.ID, unicode.IsControl):
		return rec, d, errBadID
	case rec.File == "" && isBlank(rec.Text):
		return rec, d, errNeither
	}
	return rec, d, nil
}

// inWords says without the names of this program why a line is not a record.
func inWords(err error) error {
	if err == io.ErrUnexpectedEOF {
		return errors.New("the line ends within the object")
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if e.Field == "" {
			return fmt.Errorf("the line is of type %s, not object", e.Value)
		}
		return fmt.Errorf("%q is of type %s, not string", e.Field, e.Value)
	}
	return err
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// written returns a string or a number as it is written, and "" for anything else.
func written(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// jsonl yields the documents of a JSONL file, and reports whether to go on. The first bad lines are reported one by one and
// the others as a number. A file of which no line is a document is reported once.
func (s *scan) jsonl(name string, yield func(Document, error) bool) bool {
	var (
		held      []*ReadError // bad lines before the first good one
		good, bad int
		unnamed   int // line of the first one that is not reported by itself
	)
	fail := func(e *ReadError) bool { return yield(Document{ID: name}, e) }
	flush := func() error {
		for _, e := range held {
			if !fail(e) {
				return errStop
			}
		}
		held = nil
		return nil
	}
	err := s.lines(name, func(n int, line []byte, err error) error {
		if err == nil && len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
		var d Document
		if err == nil {
			d, err = s.record(name, n, line)
		}
		if err == nil {
			good++
			if err := flush(); err != nil {
				return err
			}
			if !yield(d, nil) {
				return errStop
			}
			return nil
		}
		switch bad++; {
		case bad > maxBadLines:
			unnamed = cmp.Or(unnamed, n)
		case good == 0:
			held = append(held, readError(name, n, err))
		case !fail(readError(name, n, err)):
			return errStop
		}
		return nil
	})
	switch {
	case err == errStop:
		return false
	case err != nil:
		return flush() == nil && fail(readError(name, 0, err))
	case good == 0 && bad == 0:
		return fail(readError(name, 0, errNoText))
	case good == 0:
		first := held[0]
		if bad > 1 {
			first.Err = fmt.Errorf("none of the %d lines is a document; the first: %w", bad, first.Err)
		}
		return fail(first)
	case bad > maxBadLines:
		return fail(readError(name, unnamed, fmt.Errorf("%w: %d more, from this one on", errBadLines, bad-maxBadLines)))
	}
	return true
}

// record returns the document of a line.
func (s *scan) record(name string, n int, line []byte) (Document, error) {
	rec, d, err := parseRecord(line)
	if err != nil {
		return Document{}, err
	}
	if rec.Text != "" {
		d, err = complete(d, "")
	} else {
		d, err = s.refer(d, name, rec.File)
	}
	if err != nil {
		return Document{}, err
	}
	return d, s.take(d.ID, fmt.Sprintf("%s, line %d", name, n))
}

// refer reads the file that a line refers to.
func (s *scan) refer(d Document, jsonl, file string) (Document, error) {
	p, err := reference(jsonl, file)
	if err != nil {
		return Document{}, readError(file, 0, err)
	}
	if !Readable(p) {
		return Document{}, readError(p, 0, errNotReadable)
	}
	if _, err = resolve(s.fsys, p); err == nil {
		d, err = s.load(d, p)
	}
	if err != nil {
		return Document{}, readError(p, 0, err)
	}
	return d, nil
}

// reference returns the path of a file that a JSONL file refers to, relative to its own folder.
func reference(jsonl, file string) (string, error) {
	p := path.Join(path.Dir(jsonl), strings.ReplaceAll(file, `\`, "/"))
	if path.IsAbs(file) || !fs.ValidPath(p) || p == "." {
		return "", errLeadsOut
	}
	return p, nil
}

// claim notes which files the lines of a JSONL file refer to. What is wrong with it is reported when it is read.
func (s *scan) claim(name string) {
	_ = s.lines(name, func(_ int, line []byte, err error) error {
		if err != nil || !bytes.Contains(line, []byte(`"file"`)) {
			return nil
		}
		rec, _, err := parseRecord(line)
		if err != nil || rec.Text != "" {
			return nil
		}
		if file, err := reference(name, rec.File); err == nil {
			s.claimed[file] = true
			if real, err := resolve(s.fsys, file); err == nil {
				s.claimed[real] = true
			}
		}
		return nil
	})
}

// lines calls f with the lines of a file, numbered from 1, without their line endings; the bytes are valid during the call.
// In place of a line of more than MaxLine bytes, which is not held in memory, f gets an error. An error from f ends the
// reading and is returned.
func (s *scan) lines(name string, f func(n int, line []byte, err error) error) error {
	file, err := s.open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	r := bufio.NewReaderSize(file, 64<<10)
	if start, _ := r.Peek(4 << 10); len(start) > 0 {
		if enc := utf16Start(start); enc != nil {
			r = bufio.NewReaderSize(transform.NewReader(r, enc.NewDecoder()), 64<<10)
		}
	}
	const bom = "\ufeff"
	if start, _ := r.Peek(len(bom)); string(start) == bom {
		r.Discard(len(bom))
	}
	var line []byte
	for n := 1; ; n++ {
		var lineErr error
		line, err = readLine(r, line[:0], s.MaxLine)
		if errors.Is(err, errLongLine) {
			err, lineErr = nil, fmt.Errorf("%w: more than %d bytes", errLongLine, s.MaxLine)
		}
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		if err != nil && err != io.EOF {
			return err
		}
		if fErr := f(n, bytes.TrimRight(line, "\r\n"), lineErr); fErr != nil {
			return fErr
		}
		if err == io.EOF {
			return nil
		}
	}
}

// readLine appends the next line to buf. Of a line of more than limit bytes it keeps nothing and returns errLongLine. At
// the end of the file it returns what there is and io.EOF.
func readLine(r *bufio.Reader, buf []byte, limit int) ([]byte, error) {
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(buf)+len(bytes.TrimRight(part, "\r\n")) > limit; !long {
			buf = append(buf, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err != nil && err != io.EOF:
			return nil, err
		case long:
			return nil, errLongLine
		default:
			return buf, err
		}
	}
}

// utf16Start returns the encoding of a file that begins so, if it is UTF-16 or UTF-32, which shells on Windows like to
// write; nil otherwise.
func utf16Start(start []byte) encoding.Encoding {
	for _, b := range boms {
		if bytes.HasPrefix(start, []byte(b.mark)) {
			return b.enc
		}
	}
	if bytes.IndexByte(start, 0) >= 0 {
		return guessUTF16(start)
	}
	return nil
}
