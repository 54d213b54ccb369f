package main

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"dossier/corpus"
)

// progress draws one line on standard error while documents are read: how much of the bytes is done, and which document.
// Where standard error is no terminal it draws nothing.
type progress struct {
	w      io.Writer // nil draws nothing
	s      style
	name   string
	width  int
	total  int64 // bytes to read; 0 if unknown
	read   atomic.Int64
	drawn  time.Time // the last time
	redraw time.Duration
}

const barColumns = 20

func newProgress(a *app, root string) *progress {
	p := &progress{name: filepath.Base(root), width: max(a.width, 60), redraw: 100 * time.Millisecond}
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
	fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || path != "." && strings.HasPrefix(d.Name(), ".") {
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() && corpus.Readable(path) {
			if info, err := d.Info(); err == nil {
				p.total += info.Size()
			}
		}
		return nil
	})
}

// document is told of each document that has been taken in.
func (p *progress) document(done int, id string) {
	if p.w == nil || time.Since(p.drawn) < p.redraw {
		return
	}
	p.drawn = time.Now()
	bar := ""
	if p.total > 0 {
		part := min(float64(p.read.Load())/float64(p.total), 1)
		full := int(part * barColumns)
		bar = fmt.Sprintf("%s%s %3.0f %% ", strings.Repeat("━", full), p.s.dim(strings.Repeat("─", barColumns-full)), 100*part)
	}
	head := fmt.Sprintf("%s%s: %d %s  ", bar, line(p.name), done, plural(done, "document", "documents"))
	tail := wrap(line(id), max(p.width-columnsOf(head)-1, 10))
	fmt.Fprintf(p.w, "\r\x1b[K%s%s", head, p.s.dim(strings.Join(tail[:min(1, len(tail))], "")))
}

// clear takes the line away.
func (p *progress) clear() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// count returns the file system with the bytes that are read from its files counted.
func (p *progress) count(fsys fs.FS) fs.FS {
	if p.w == nil {
		return fsys
	}
	return &countingFS{fsys, &p.read}
}

// countingFS hands everything through, links too.
type countingFS struct {
	fs.FS
	read *atomic.Int64
}

type countingFile struct {
	fs.File
	read *atomic.Int64
}

func (c *countingFS) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if _, dir := f.(fs.ReadDirFile); dir {
		if info, err := f.Stat(); err != nil || info.IsDir() {
			return f, nil
		}
	}
	return &countingFile{f, c.read}, nil
}

func (c *countingFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(c.FS, name) }
func (c *countingFS) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(c.FS, name) }
func (c *countingFS) Lstat(name string) (fs.FileInfo, error)     { return fs.Lstat(c.FS, name) }
func (c *countingFS) ReadLink(name string) (string, error)       { return fs.ReadLink(c.FS, name) }

func (c *countingFile) Read(b []byte) (int, error) {
	n, err := c.File.Read(b)
	c.read.Add(int64(n))
	return n, err
}
