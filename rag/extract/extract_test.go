package extract

import (
	"slices"
	"strings"
	"time"

	"dossier/corpus"
	"dossier/corpus/lang"
	"dossier/rag"
)

// asked are the terms of a question as an index would know them in which every word stands in one passage.
func asked(question string) []rag.Term {
	words := lang.Words(question, lang.Detect(question))
	onlyStops := !slices.ContainsFunc(words, func(w lang.Token) bool { return !w.Stop })
	var out []rag.Term
	for _, w := range words {
		if w.Stop && !onlyStops || slices.ContainsFunc(out, func(t rag.Term) bool { return t.Terms[0] == w.Term }) {
			continue
		}
		out = append(out, rag.Term{Text: question[w.Start:w.End], Terms: []string{w.Term}, Weight: 4, Found: 1})
	}
	return out
}

// passage is a hit from a document that has the text before it, too.
func passage(id, before, text string) rag.Hit {
	return rag.Hit{
		Passage: corpus.Passage{ID: id + "#0", DocID: id, Start: len(before), End: len(before) + len(text), Text: text},
		Doc:     rag.DocInfo{ID: id, Lang: lang.Detect(text)},
		Score:   0.5,
	}
}

// found are results with one document for each text, named "a", "b" and so on.
func found(question string, texts ...string) *rag.Results {
	r := &rag.Results{Terms: asked(question)}
	for i, text := range texts {
		r.Hits = append(r.Hits, passage(string(rune('a'+i)), "Before. ", text))
	}
	return r
}

// plain is a model that was not learned: the more of the question a sentence holds, the better; all words count.
func plain() *Model {
	m := &Model{RankFeatures: RankFeatures(), Rank: make([]float64, len(rankFeatures)), ConfidenceFeatures: ConfidenceFeatures()}
	m.Rank[slices.Index(rankFeatures, "cover soft")] = 5
	m.Rank[slices.Index(rankFeatures, "typed near")] = 1
	return m
}

// ranked is a draft by the plain model.
func ranked(question string, texts ...string) *Draft {
	d := NewDraft(question, found(question, texts...))
	d.Describe(plain())
	d.Rank(plain())
	return d
}

// inquire takes a question apart and weighs its terms plainly.
func inquire(question string) inquiry {
	in := newInquiry(question, asked(question))
	in.weigh(plain())
	return in
}

// texts are the words of terms.
func texts(in inquiry, terms []int) string {
	var out []string
	for _, i := range terms {
		out = append(out, in.terms[i].Text)
	}
	return strings.Join(out, " ")
}

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
