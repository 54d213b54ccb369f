package corpus

import (
	"io/fs"
	"iter"
)

// Read yields the documents of a file system.
func Read(fsys fs.FS) iter.Seq2[Document, error] { return Reader{}.Read(fsys) }

// Reader reads documents. The zero value is ready to use.
type Reader struct {
	MaxFile int64 // greatest size of a file that is one document, in bytes; 0 means 64 MiB
	MaxLine int   // greatest length of a JSONL line in bytes; 0 means 16 MiB
}

// Read yields the documents of fsys in lexical order of their paths.
func (r Reader) Read(fsys fs.FS) iter.Seq2[Document, error] {
	return func(func(Document, error) bool) {}
}

// ReadError says why a file or a line gave no document.
type ReadError struct {
	Path string // within the file system
	Line int    // from 1, for JSONL; 0 otherwise
	Hint string // what the user can do
	Err  error
}
