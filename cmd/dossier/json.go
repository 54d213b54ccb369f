package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"dossier/corpus"
	"dossier/rag"
)

// jsonHelp is the contract with programs. A field never changes its meaning; a new one may come.
const jsonHelp = `--json writes one object. --batch FILE reads one object a line (FILE "-" is
standard input) and writes one object a line in the same order, each as soon as
it and those before it are ready.

Read, one a line (other fields are ignored; search takes "query", too):

  {"id", "question", "history"?: [{"role": "user"|"agent", "text"}],
   "candidates"?: [ID, ...]}

  id          a string or a number, given back as it is
  candidates  IDs of documents or passages: only these are searched; an empty
              list leaves nothing to search

Written by ask:

  {"id", "question", "answered", "short", "answer",
   "claims": [{"text", "verdict",
               "citations": [{"source", "quote", "start", "end"}]}],
   "sources": [{"n", "document", "title", "url", "date", "heading",
                "start", "end", "text",
                "also"?: [{"document", "start", "end"}]}],
   "notes"?: [{"kind": "conflict"|"date", "text"}],
   "reason", "confidence", "composer", "embedder",
   "timings_ms": {"search", "compose", "check", "total"}}

Written by search:

  {"id", "query",
   "hits": [{"rank", "score", "document", "title", "heading",
             "start", "end", "text", "also"?}]}

Written for a line of a batch that failed, after which the batch goes on:

  {"id", "error"}

  id          null if none was given
  start, end  Unicode code points of the document's text, end exclusive; a
              citation lies within its source
  source      the n of a source; sources are the cited passages in the order of
              their first citation, or, where answered is false, the nearest
  answer      the texts of the claims, joined by a space; "" where answered is
              false, and reason says why
  verdict     "verified": each quote stands in its source, and so do the claim's
              figures and names
  date        "2006-01-02", the day at which the document speaks; "" if unknown
  also        other documents that hold the same passage word for word
  notes       where sources disagree, and as of when a figure was said
  confidence  of the best claim, in [0, 1], whether it was good enough or not

Text is given to the letter, control characters included. Lists are never null.`

// askResult is what ask writes for a program.
type askResult struct {
	ID         json.RawMessage `json:"id"`
	Question   string          `json:"question"`
	Answered   bool            `json:"answered"`
	Short      string          `json:"short"`
	Answer     string          `json:"answer"`
	Claims     []claimResult   `json:"claims"`
	Sources    []sourceResult  `json:"sources"`
	Notes      []noteResult    `json:"notes,omitempty"`
	Reason     string          `json:"reason"`
	Confidence float64         `json:"confidence"`
	Composer   string          `json:"composer"`
	Embedder   string          `json:"embedder"`
	Timings    timingsResult   `json:"timings_ms"`
}

type claimResult struct {
	Text      string           `json:"text"`
	Verdict   rag.Verdict      `json:"verdict"`
	Citations []citationResult `json:"citations"`
}

type citationResult struct {
	Source int    `json:"source"`
	Quote  string `json:"quote"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
}

type sourceResult struct {
	N        int    `json:"n"`
	Document string `json:"document"`
	Title    string `json:"title"`
	URL      string `json:"url"`
	Date     string `json:"date"`
	Heading  string `json:"heading"`
	spanResult
}

// spanResult is a passage of a document.
type spanResult struct {
	Start int           `json:"start"`
	End   int           `json:"end"`
	Text  string        `json:"text"`
	Also  []placeResult `json:"also,omitempty"`
}

type placeResult struct {
	Document string `json:"document"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
}

type noteResult struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

type timingsResult struct {
	Search  milliseconds `json:"search"`
	Compose milliseconds `json:"compose"`
	Check   milliseconds `json:"check"`
	Total   milliseconds `json:"total"`
}

// milliseconds is a duration that JSON shows in milliseconds, to the microsecond.
type milliseconds time.Duration

func (m milliseconds) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", float64(m)/float64(time.Millisecond)), nil
}

// searchResult is what search writes for a program.
type searchResult struct {
	ID    json.RawMessage `json:"id"`
	Query string          `json:"query"`
	Hits  []hitResult     `json:"hits"`
}

type hitResult struct {
	Rank     int     `json:"rank"`
	Score    float64 `json:"score"`
	Document string  `json:"document"`
	Title    string  `json:"title"`
	Heading  string  `json:"heading"`
	spanResult
}

// errorResult stands in a batch for a line that failed.
type errorResult struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// documents gives the text of documents; an index does.
type documents interface {
	Document(ctx context.Context, id string) (corpus.Document, error)
}

// newAskResult puts an answer in the form of the contract.
func newAskResult(ctx context.Context, docs documents, q rag.Question, ans *rag.Answer, embedder string, total time.Duration) (*askResult, error) {
	r := &askResult{
		Question:   q.Text,
		Answered:   ans.Answered,
		Short:      ans.Short,
		Claims:     []claimResult{},
		Sources:    []sourceResult{},
		Reason:     ans.Reason,
		Confidence: ans.Confidence,
		Composer:   ans.Composer,
		Embedder:   embedder,
		Timings: timingsResult{milliseconds(ans.Timings.Search), milliseconds(ans.Timings.Compose),
			milliseconds(ans.Timings.Check), milliseconds(total)},
	}
	sources, number := cited(ans)
	var texts []string
	for _, c := range ans.Claims {
		texts = append(texts, c.Text)
		claim := claimResult{Text: c.Text, Verdict: c.Verdict, Citations: []citationResult{}}
		for _, cite := range c.Citations {
			p := ans.Hits[cite.Hit].Passage
			claim.Citations = append(claim.Citations,
				citationResult{number[cite.Hit], cite.Quote, p.CodePoint(cite.Start), p.CodePoint(cite.End)})
		}
		r.Claims = append(r.Claims, claim)
	}
	r.Answer = strings.Join(texts, " ")
	for i, h := range sources {
		span, err := newSpan(ctx, docs, h)
		if err != nil {
			return nil, err
		}
		r.Sources = append(r.Sources, sourceResult{
			N: i + 1, Document: h.DocID, Title: h.Doc.Title, URL: h.Doc.URL, Date: isoDate(h.Doc.Date), Heading: h.Heading, spanResult: span,
		})
	}
	for _, n := range ans.Notes {
		r.Notes = append(r.Notes, noteResult(n))
	}
	return r, nil
}

// cited returns the passages that an answer cites, in the order of their first citation, and the number of each, from 1, by
// its index in the answer's hits. Without a citation it is the nearest passage.
func cited(ans *rag.Answer) (sources []rag.Hit, number map[int]int) {
	number = make(map[int]int)
	for _, c := range ans.Claims {
		for _, cite := range c.Citations {
			if number[cite.Hit] == 0 {
				sources = append(sources, ans.Hits[cite.Hit])
				number[cite.Hit] = len(sources)
			}
		}
	}
	if len(sources) == 0 && len(ans.Hits) > 0 {
		sources, number[ans.Nearest.Hit] = []rag.Hit{ans.Hits[ans.Nearest.Hit]}, 1
	}
	return sources, number
}

func newSearchResult(ctx context.Context, docs documents, query string, found *rag.Results) (*searchResult, error) {
	r := &searchResult{Query: query, Hits: []hitResult{}}
	for i, h := range found.Hits {
		span, err := newSpan(ctx, docs, h)
		if err != nil {
			return nil, err
		}
		r.Hits = append(r.Hits, hitResult{
			Rank: i + 1, Score: h.Score, Document: h.DocID, Title: h.Doc.Title, Heading: h.Heading, spanResult: span,
		})
	}
	return r, nil
}

func newSpan(ctx context.Context, docs documents, h rag.Hit) (spanResult, error) {
	s := spanResult{Start: h.CodePoint(h.Start), End: h.CodePoint(h.End), Text: h.Text}
	for _, p := range h.Also {
		d, err := docs.Document(ctx, p.Doc.ID)
		if err != nil {
			return s, err
		}
		start := utf8.RuneCountInString(d.Text[:p.Start])
		s.Also = append(s.Also, placeResult{p.Doc.ID, start, start + utf8.RuneCountInString(d.Text[p.Start:p.End])})
	}
	return s, nil
}

// isoDate writes a day, "" for the zero time.
func isoDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// batchLine is a line that a batch reads.
type batchLine struct {
	ID       json.RawMessage `json:"id"`
	Question string          `json:"question"`
	Query    string          `json:"query"` // search only
	History  []struct {
		Role string `json:"role"`
		Text string `json:"text"`
	} `json:"history"`
	Candidates []string `json:"candidates"`
}

// parseLine reads a line of a batch. With an error it still returns the ID, if there is one.
func parseLine(text []byte) (id json.RawMessage, q rag.Question, err error) {
	var l batchLine
	if err := json.Unmarshal(text, &l); err != nil {
		var only struct {
			ID json.RawMessage `json:"id"`
		}
		json.Unmarshal(text, &only) // the line may be an object with one bad field
		return validID(only.ID), q, inWords(err)
	}
	if len(l.ID) > 0 && validID(l.ID) == nil && string(l.ID) != "null" {
		return nil, q, errors.New("id is neither a string nor a number")
	}
	q.Text = l.Question
	if q.Text == "" {
		q.Text = l.Query
	}
	for _, t := range l.History {
		q.History = append(q.History, rag.Turn{Role: t.Role, Text: t.Text})
	}
	q.Filter.Documents = l.Candidates
	return validID(l.ID), q, checkQuestion(q.Text)
}

// inWords says without the names of this program what a line holds that it should not.
func inWords(err error) error {
	e, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return fmt.Errorf("parsing JSON: %w", err)
	case e.Field == "":
		return fmt.Errorf("the line is of type %s, not object", e.Value)
	}
	return fmt.Errorf("%q is of type %s; dossier help json says what it should be", e.Field, e.Value)
}

// validID returns the ID if it is a string or a number, else nil.
func validID(id json.RawMessage) json.RawMessage {
	if len(id) == 0 || id[0] != '"' && id[0] != '-' && (id[0] < '0' || id[0] > '9') {
		return nil
	}
	return id
}

// writeJSON writes one object as one line, <, > and & as they are.
func writeJSON(w *bufio.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return w.Flush()
}
