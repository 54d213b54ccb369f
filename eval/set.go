package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dossier/corpus"
)

// Set is a folder of documents with questions about them.
type Set struct {
	Name      string // the folder's
	Documents []corpus.Document
	Skipped   int // lines of corpus.jsonl that hold no document
	Cases     []Case
}

// Case is a question with what a right answer holds. Offsets are code points of the document's text.
type Case struct {
	ID         string     `json:"id"`
	Question   string     `json:"question"`
	Answers    []string   `json:"answers"`    // gold strings; any of them is right
	Evidence   []Evidence `json:"evidence"`   // where the documents say it
	Answerable bool       `json:"answerable"` // whether the documents say it at all
	Lang       string     `json:"lang"`
	Type       string     `json:"type"`
	Group      string     `json:"group"`
	Base       string     `json:"base"`
	Candidates []string   `json:"candidates"` // if not nil: the only documents to answer from
	History    []Turn     `json:"history"`
}

// Turn is an earlier message of the case's conversation.
type Turn struct {
	Role string `json:"role"`
	Text string `json:"text"`
}

// Evidence is a stretch of a document. End 0 means that only the document is known, or the quote.
type Evidence struct {
	Doc    string `json:"doc"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Quote  string `json:"quote"`
	AStart int    `json:"a_start"` // the answer itself, where the set has it
	AEnd   int    `json:"a_end"`
}

// ReadSet reads corpus.jsonl and questions.jsonl of a folder.
func ReadSet(dir string) (*Set, error) {
	s := &Set{Name: filepath.Base(dir)}
	fsys := os.DirFS(dir)
	for d, err := range (corpus.Reader{}).ReadFile(fsys, "corpus.jsonl") {
		if bad := (*corpus.ReadError)(nil); errors.As(err, &bad) && bad.Line > 0 {
			s.Skipped++
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading the documents of %s: %w", s.Name, err)
		}
		s.Documents = append(s.Documents, d)
	}
	var err error
	s.Cases, err = ReadCases(filepath.Join(dir, "questions.jsonl"))
	return s, err
}

// ReadCases reads cases, one JSON object a line.
func ReadCases(file string) ([]Case, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	defer f.Close()
	cases, err := readCases(f)
	if err != nil {
		return nil, fmt.Errorf("reading cases of %q: %w", file, err)
	}
	return cases, nil
}

func readCases(f io.Reader) ([]Case, error) {
	var cases []Case
	in := bufio.NewScanner(f)
	in.Buffer(nil, 16<<20)
	for line := 1; in.Scan(); line++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var c Case
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		cases = append(cases, c)
	}
	return cases, in.Err()
}
