package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"dossier/corpus"
)

// progress draws one line on standard error while documents are taken in: how far in the bytes of the files it is, and
// which document. Where standard error is no terminal it draws nothing.
type progress struct {
	w      io.Writer // nil draws nothing
	s      style
	name   string
	width  int
	ends   map[string]int64 // for each file the bytes up to its end, in the order in which files are read
	total  int64            // bytes; 0 if unknown
	at     int64            // bytes
	drawn  time.Time        // the last time
	redraw time.Duration
}

const barColumns = 20

func newProgress(a *app, root string) *progress {
	p := &progress{name: filepath.Base(root), width: cmp.Or(a.width, 60), redraw: 100 * time.Millisecond}
	if a.tty.err && a.getenv("TERM") != "dumb" {
		p.w = a.stderr
		_, p.s = a.styles()
		p.drawn = time.Now() // short work draws nothing
	}
	return p
}

// measure adds up the sizes of the files that are going to be read. What cannot be seen is not counted.
func (p *progress) measure(fsys fs.FS) {
	if p.w == nil {
		return
	}
	p.ends = make(map[string]int64)
	fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // the reader says so
		case path != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular() && corpus.Readable(path):
			if info, err := d.Info(); err == nil {
				p.total += info.Size()
				p.ends[path] = p.total
			}
		}
		return nil
	})
}

// follow yields the documents and keeps track of how far they have come: to the end of the file where a document is one,
// else as many bytes further as it has.
func (p *progress) follow(docs iter.Seq2[corpus.Document, error]) iter.Seq2[corpus.Document, error] {
	if p.w == nil {
		return docs
	}
	return func(yield func(corpus.Document, error) bool) {
		for d, err := range docs {
			if end, ok := p.ends[d.ID]; ok {
				p.at = max(p.at, end)
			} else {
				p.at += int64(len(d.Text))
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// document is told of each document that has been taken in.
func (p *progress) document(done int, id string) {
	if p.w == nil || time.Since(p.drawn) < p.redraw {
		return
	}
	p.drawn = time.Now()
	bar := ""
	if p.total > 0 {
		part := min(float64(p.at)/float64(p.total), 1)
		columns := min(barColumns, p.width/4)
		full := int(part * float64(columns))
		bar = fmt.Sprintf("%s%s %3.0f %% ", strings.Repeat("━", full), p.s.dim(strings.Repeat("─", columns-full)), 100*part)
	}
	room := p.width - 1 // the last column would wrap the line
	count := fmt.Sprintf("%d %s", done, plural(done, "document", "documents"))
	text := count
	for _, longer := range []string{bar + count, bar + line(p.name) + ": " + count} {
		if columnsOf(longer) <= room {
			text = longer
		}
	}
	if left := room - columnsOf(text) - 2; left >= 10 {
		text += "  " + p.s.dim(cut(line(id), left))
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", text)
}

// clear takes the line away.
func (p *progress) clear() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
