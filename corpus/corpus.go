package corpus

import (
	"time"
	"unicode/utf8"
)

// Document is a text with what is known about it. Offsets into Text are bytes everywhere in Go.
type Document struct {
	ID        string    // slash-separated path under the corpus root, or the id field of a JSONL line; never empty
	Title     string    // empty if none was found
	URL       string    // where the text was published; empty if unknown
	Lang      string    // ISO 639-1 code; empty if unknown
	Publisher string    // who stands behind the text; empty if unknown
	Date      time.Time // the day at which the text speaks, in UTC; zero if unknown
	Format    Format    // how Text marks its headings and lists
	Text      string    // the text as read, valid UTF-8, never rewritten
}

// Format says how a document's text is to be taken apart. The zero value is plain text.
type Format string

// The formats. HTML is rendered to Markdown when it is read, so it has none of its own.
const (
	Plain    Format = ""
	Markdown Format = "markdown"
)

// Passage is a stretch of a document that is indexed, found and cited as one.
type Passage struct {
	ID      string // DocID + "#" + running number from 0; unique in an index
	DocID   string
	Heading string // headings above the passage, outermost first, joined by " > "; empty if none
	Start   int    // byte offset of the first byte in Document.Text
	End     int    // byte offset after the last byte
	Rune    int    // code points of Document.Text before Start, so that JSON can speak of code points
	Text    string // Document.Text[Start:End]
}

// CodePoint converts a byte offset into the document, within [p.Start, p.End], into code points.
func (p Passage) CodePoint(off int) int {
	return p.Rune + utf8.RuneCountInString(p.Text[:off-p.Start])
}
