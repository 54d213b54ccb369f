package ragtest_test

import (
	"testing"

	"dossier/corpus"
	"dossier/rag"
	"dossier/rag/ragtest"
)

func results() rag.Results {
	var r rag.Results
	for _, p := range []struct {
		id    string
		score float64
	}{{"b", 0.5}, {"a", 0.5}, {"c", 1}} {
		const text = "Relations began in 1861."
		r.Hits = append(r.Hits, rag.Hit{
			Passage: corpus.Passage{ID: p.id + "#0", DocID: p.id, End: len(text), Text: text},
			Doc:     rag.DocInfo{ID: p.id},
			Score:   p.score,
		})
	}
	return r
}

// The fakes pass the tests that the real ones must pass.

func TestFakeSearcher(t *testing.T) {
	ragtest.TestSearcher(t, func() rag.Searcher { return ragtest.Searcher{Results: results()} }, "when did relations begin?")
}

func TestFakeComposer(t *testing.T) {
	r := results()
	quote := ragtest.Composer{Claims: []rag.Claim{{
		Text: "Relations began in 1861.", Confidence: 1, Citations: []rag.Citation{{Hit: 0, Quote: "began in 1861"}},
	}}}
	ragtest.TestComposer(t, quote, rag.Question{Text: "When did relations begin?"}, &r)
}
