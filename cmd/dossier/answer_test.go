package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dossier/corpus"
	"dossier/rag"
	"dossier/rag/index"

	"github.com/google/go-cmp/cmp"
)

// memory holds documents.
type memory []corpus.Document

func (m memory) Document(_ context.Context, id string) (corpus.Document, error) {
	for _, d := range m {
		if d.ID == id {
			return d, nil
		}
	}
	return corpus.Document{}, errors.New("no such document")
}

// hit returns the passage of a document that holds a text.
func hit(d corpus.Document, heading, text string, score float64) rag.Hit {
	start := strings.Index(d.Text, text)
	return rag.Hit{
		Passage: corpus.Passage{
			ID: d.ID + "#0", DocID: d.ID, Heading: heading, Start: start, End: start + len(text),
			Rune: utf8.RuneCountInString(d.Text[:start]), Text: text,
		},
		Doc:   rag.DocInfo{ID: d.ID, Title: d.Title, URL: d.URL, Date: d.Date, Publisher: d.Publisher},
		Score: score,
		Legs: []rag.Leg{
			{Name: "words", Rank: 1, Score: 12.5, Norm: 1, Terms: []string{"italian", "origin"}},
			{Name: "vectors"},
		},
	}
}

// cite quotes words of a hit.
func cite(hits []rag.Hit, n int, quote string) rag.Citation {
	start := hits[n].Start + strings.Index(hits[n].Text, quote)
	return rag.Citation{Hit: n, Quote: quote, Start: start, End: start + len(quote)}
}

var (
	first = corpus.Document{
		ID: "briefs/naïve.md", Title: "Italian–Americans", URL: "https://example.org/a", Publisher: "Embassy",
		Date: time.Date(2023, 7, 27, 0, 0, 0, 0, time.UTC),
		Text: "Über alles.\n\nMore than 20 million Americans are of Italian origin. They “live” everywhere, from one coast to the other, and in all the states between.\n",
	}
	second = corpus.Document{
		ID:   "b.txt",
		Text: "Evil \x1b[2Jtext: over 17 million\nAmericans\u202e have Italian roots.",
	}
)

// briefed begins with what is not worth showing.
var briefed = corpus.Document{ID: "brief.md", Format: corpus.Markdown, Text: "---\ntitle: Brief\n---\n\n# Brief\n\nThe harbour is old. It is deep.\n"}

// conflicting is an answer from two documents that disagree.
func conflicting() *rag.Answer {
	hits := []rag.Hit{
		hit(second, "", second.Text, 0.9),
		hit(first, "Italian–Americans > Numbers", strings.TrimSpace(first.Text[len("Über alles.\n\n"):]), 0.8),
	}
	hits[1].Also = []rag.Place{{Doc: rag.DocInfo{ID: first.ID}, Start: len("Über alles.\n\n"), End: len(first.Text) - 1}}
	c1 := cite(hits, 1, "More than 20 million Americans are of Italian origin.")
	c2 := cite(hits, 0, "over 17 million\nAmericans\u202e have Italian roots")
	return &rag.Answer{
		Answered: true, Short: "More than 20 million", Hits: hits, Confidence: 0.875, Composer: "extract",
		Claims: []rag.Claim{
			{Text: c1.Quote, Short: "More than 20 million", Citations: []rag.Citation{c1, c1}, Verdict: rag.Verified},
			{Text: "Text: over 17 million Americans have Italian roots.", Citations: []rag.Citation{c2, c1}, Verdict: rag.Verified},
		},
		Notes: []rag.Note{{Kind: "conflict", Text: "sources differ: over 17 million, more than 20 million"}},
		Terms: []rag.Term{{Text: "Italian", Terms: []string{"italian"}, Weight: 1.5, Found: 2}, {Text: "roots", Weight: 4, Found: 1}},
	}
}

func abstained() *rag.Answer {
	a := conflicting()
	return &rag.Answer{
		Hits: a.Hits, Nearest: cite(a.Hits, 0, second.Text), Composer: "extract", Terms: a.Terms,
		Reason: `The documents do not say: nothing in them mentions "Macron".`,
	}
}

var listings = []index.Listing{
	{DocInfo: rag.DocInfo{ID: "a.md", Title: "A title that is much too long for one line of a table of this width", Date: first.Date, Lang: "en"},
		Root: "/home/somebody/notes", Passages: 12},
	{DocInfo: rag.DocInfo{ID: "a/folder/within/another/folder/and/a/name.txt", Lang: "de"}, Root: "/home/somebody/notes", Passages: 1},
	{DocInfo: rag.DocInfo{ID: "日本.txt", Title: "日本の歴史"}, Root: "/srv/more", Passages: 2},
}

// render returns what a function prints.
func render(s style, width int, print func(*printer)) string {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	print(&printer{w: w, s: s, width: width})
	w.Flush()
	return b.String()
}

func TestRendering(t *testing.T) {
	answer := func(p *printer) { p.answer(conflicting()) }
	for _, tt := range []struct {
		name  string
		s     style
		width int
		print func(*printer)
	}{
		{"answer_terminal", true, 60, answer},
		{"answer_narrow", true, minColumns, answer},
		{"answer_pipe", false, 0, answer},
		{"abstained_terminal", true, 60, func(p *printer) { p.answer(abstained()) }},
		{"nothing_found", false, 0, func(p *printer) { p.answer(&rag.Answer{Reason: "No passage matches the question."}) }},
		{"explain_terminal", true, 60, func(p *printer) { p.explainAnswer(conflicting(), "balanced", 0.4) }},
		{"hits_pipe", false, 0, func(p *printer) { p.hits(conflicting().Hits, true) }},
		{"no_hits", false, 0, func(p *printer) { p.hits(nil, true) }},
		{"span_terminal", true, 60, func(p *printer) { p.span(first, span{13, 33}) }},
		{"span_narrow", true, minColumns, func(p *printer) { p.span(first, span{13, 66}) }},
		{"sources_terminal", true, 100, func(p *printer) { p.sources(listings) }},
		{"sources_narrow", true, 40, func(p *printer) { p.sources(listings) }},
		{"span_front_matter", false, 0, func(p *printer) { p.span(briefed, span{31, 50}) }},
		{"span_pipe", false, 0, func(p *printer) { p.span(second, span{0, 10}) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := render(tt.s, tt.width, tt.print)
			golden(t, tt.name+".txt", got)
			for _, r := range got {
				if unicode.IsControl(r) && r != '\n' && (r != '\x1b' || !bool(tt.s)) {
					t.Errorf("%U gets through", r)
				}
			}
			if strings.Contains(got, "\x1b[2J") {
				t.Error("a document clears the screen")
			}
			for l := range strings.Lines(got) {
				if n := columnsOf(strings.TrimSuffix(l, "\n")); tt.width > 0 && n > tt.width {
					t.Errorf("%q is %d columns wide", l, n)
				}
			}
		})
	}
}

// TestTerminalSaysWhatThePipeSays compares the two renderings without their colour and their line breaks.
func TestTerminalSaysWhatThePipeSays(t *testing.T) {
	answer := func(p *printer) { p.answer(conflicting()) }
	colour := regexp.MustCompile("\x1b\\[[0-9;]*m")
	terminal := strings.Join(strings.Fields(colour.ReplaceAllString(render(true, 200, answer), "")), " ")
	pipe := strings.Join(strings.Fields(render(false, 0, answer)), " ")
	if diff := cmp.Diff(pipe, terminal); diff != "" {
		t.Errorf("(-pipe +terminal):\n%s", diff)
	}
}

// The types of the contract as a program that relies on it would write them down.
type (
	contractAsk struct {
		ID       any
		Question string
		Answered bool
		Short    string
		Answer   string
		Claims   []struct {
			Text, Verdict string
			Citations     []struct {
				Source     int
				Quote      string
				Start, End int
			}
		}
		Sources []struct {
			N                                   int
			Document, Title, URL, Date, Heading string
			Start, End                          int
			Text                                string
			Also                                []contractPlace
		}
		Notes              []struct{ Kind, Text string }
		Reason             string
		Confidence         float64
		Composer, Embedder string
		Timings            map[string]float64 `json:"timings_ms"`
	}
	contractSearch struct {
		ID    any
		Query string
		Hits  []struct {
			Rank                     int
			Score                    float64
			Document, Title, Heading string
			Start, End               int
			Text                     string
			Also                     []contractPlace
		}
	}
	contractPlace struct {
		Document   string
		Start, End int
	}
)

// decode reads one line of JSON as the contract has it: no field more.
func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if strings.Contains(text, "null") && !strings.HasPrefix(text, `{"id":null`) || strings.Count(text, "null") > 1 {
		t.Errorf("a field is null: %s", text)
	}
	return v
}

func TestAskJSON(t *testing.T) {
	for _, tt := range []struct {
		name string
		ans  *rag.Answer
	}{{"ask_answered", conflicting()}, {"ask_abstained", abstained()}, {"ask_nothing_found", &rag.Answer{Reason: "No passage matches."}}} {
		t.Run(tt.name, func(t *testing.T) {
			q := rag.Question{Text: "How many <Italians>?"}
			tt.ans.Timings = rag.Timings{Search: 1500 * time.Microsecond}
			r, err := newAskResult(t.Context(), memory{first, second}, q, tt.ans, "hashed", 2*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			r.ID = json.RawMessage(`"q1"`)
			var b bytes.Buffer
			if err := writeJSON(bufio.NewWriter(&b), r); err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name+".json", b.String())
			got := decode[contractAsk](t, b.String())
			checkOffsets(t, got)
		})
	}
}

// checkOffsets looks each quote and each source up in the documents by code points.
func checkOffsets(t *testing.T, a contractAsk) {
	t.Helper()
	texts := map[string][]rune{first.ID: []rune(first.Text), second.ID: []rune(second.Text)}
	for _, s := range a.Sources {
		if got := string(texts[s.Document][s.Start:s.End]); got != s.Text {
			t.Errorf("source %d: the document has %q there, not %q", s.N, got, s.Text)
		}
		for _, p := range s.Also {
			if got := string(texts[p.Document][p.Start:p.End]); got != s.Text {
				t.Errorf("source %d: %s has %q there, not %q", s.N, p.Document, got, s.Text)
			}
		}
	}
	for _, c := range a.Claims {
		for _, cite := range c.Citations {
			s := a.Sources[cite.Source-1]
			if got := string(texts[s.Document][cite.Start:cite.End]); got != cite.Quote {
				t.Errorf("the document has %q where %q is cited", got, cite.Quote)
			}
			if cite.Start < s.Start || cite.End > s.End {
				t.Errorf("the citation %d-%d lies outside of its source", cite.Start, cite.End)
			}
		}
	}
}

func TestSearchJSON(t *testing.T) {
	for name, hits := range map[string][]rag.Hit{"search": conflicting().Hits, "search_nothing_found": nil} {
		t.Run(name, func(t *testing.T) {
			r, err := newSearchResult(t.Context(), memory{first, second}, "italian", &rag.Results{Hits: hits})
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := writeJSON(bufio.NewWriter(&b), r); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".json", b.String())
			decode[contractSearch](t, b.String())
		})
	}
}
