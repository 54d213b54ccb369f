package corpus

// Splitter cuts documents into passages. The zero value is ready to use.
type Splitter struct {
	Max     int // greatest length of a passage in bytes; 0 means 1,000
	Overlap int // greatest overlap of neighbouring passages in bytes; 0 means none
}

// Omission is a stretch of a document that is in no passage, on purpose.
type Omission struct {
	Start, End int
	Reason     string // "front matter", "cookie banner", "navigation", "repetition", "empty list", "markup", …
}

// Split cuts the document. Every byte of d.Text that is not white space is in a passage or in an omission.
func (s Splitter) Split(d Document) ([]Passage, []Omission) { return nil, nil }
