package index

import (
	"cmp"
	"slices"

	"dossier/corpus"
	"dossier/corpus/lang"
)

// analyzerName changes whenever analyze or the built-in embedder gives other results for the same passage, so that an
// index that was built by an older program is built anew.
const analyzerName = "uax29+snowball/2"

// analysis is how often a passage, the headings above it and its document's title hold a term. Counts saturate at 255.
type analysis struct {
	term                 string
	body, heading, title uint8
}

// analyze counts the terms of a passage in the language of its document, sorted by term.
func analyze(d corpus.Document, p corpus.Passage) []analysis {
	counts := make(map[string]*analysis)
	count := func(text string, field func(*analysis) *uint8) {
		for _, t := range lang.Terms(text, d.Lang) {
			a := counts[t.Term]
			if a == nil {
				a = &analysis{term: t.Term}
				counts[t.Term] = a
			}
			if n := field(a); *n < 255 {
				*n++
			}
		}
	}
	count(p.Text, func(a *analysis) *uint8 { return &a.body })
	count(p.Heading, func(a *analysis) *uint8 { return &a.heading })
	count(d.Title, func(a *analysis) *uint8 { return &a.title })
	out := make([]analysis, 0, len(counts))
	for _, a := range counts {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b analysis) int { return cmp.Compare(a.term, b.term) })
	return out
}

// embedText is the text that stands for a passage in the vector leg.
func embedText(d corpus.Document, p corpus.Passage) string {
	return d.Title + "\n" + p.Heading + "\n" + p.Text
}
