// Package starter holds the bundled corpus: briefs on Italy's relations with the United States and the United Kingdom, so
// that a first question has an answer before anything was ingested.
//
// Start with [FS], which corpus.Read reads like any folder. Each brief tells what official pages of governments say, in our
// own words; its front matter names the publisher, the date at which the main source speaks, and the scope. Each sentence
// says by itself who said so and when, for an answer quotes single sentences. Where sources disagree, both are told.
//
// Not here: the sources themselves, and anything that they do not say.
package starter

import (
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"io/fs"
	"sync"
)

//go:embed *.md
var files embed.FS

// FS returns the briefs: Markdown files at the root of a read-only file system.
func FS() fs.FS { return files }

// Version tells one state of the bundled corpus from another: the first 12 hex digits of the SHA-256 of all names and
// contents, in order of the names, each preceded by its length. It is computed once, when first asked for, and is safe for
// concurrent use.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	hash := sha256.New()
	write := func(b []byte) {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		hash.Write(b)
	}
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		panic(err) // only a malformed pattern is an error
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // the binary itself is damaged
		}
		write([]byte(name))
		write(text)
	}
	return hex.EncodeToString(hash.Sum(nil))[:12]
})
