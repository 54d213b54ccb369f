package index

import (
	"math"
	"slices"
)

// lexicon is the word leg: postings in memory, scored by BM25 over three fields (Robertson and Zaragoza 2009, section
// 3.6, "BM25F"): term frequencies are normalised by each field's length, weighted, added up, and saturated once.
type lexicon struct {
	ids      map[string]uint32
	postings [][]posting // by term
	passages int
	k1       float64
}

// posting is a passage that holds a term, with the weighted and length-normalised frequency.
type posting struct {
	passage uint32
	tf      float32
}

func newLexicon(vocab []string, records []record, r Ranking) *lexicon {
	l := &lexicon{ids: make(map[string]uint32, len(vocab)), postings: make([][]posting, len(vocab)), passages: len(records), k1: r.K1}
	for i, t := range vocab {
		l.ids[t] = uint32(i)
	}
	lengths := make([]float64, len(records))
	sizes := make([]int, len(vocab))
	total := 0.0
	for i, rec := range records {
		for _, t := range rec.terms {
			lengths[i] += float64(t.body)
			sizes[t.term]++
		}
		total += lengths[i]
	}
	mean := math.Max(1, total/math.Max(1, float64(len(records))))
	for i, rec := range records {
		norm := 1 - r.B + r.B*lengths[i]/mean
		for _, t := range rec.terms {
			if l.postings[t.term] == nil {
				l.postings[t.term] = make([]posting, 0, sizes[t.term])
			}
			tf := float64(t.body)/norm + r.Heading*float64(t.heading) + r.Title*float64(t.title)
			l.postings[t.term] = append(l.postings[t.term], posting{uint32(i), float32(tf)})
		}
	}
	return l
}

// idf is the inverse document frequency of a word that df passages hold; always positive (Lucene's form).
func (l *lexicon) idf(df int) float64 {
	return math.Log(1 + (float64(l.passages)-float64(df)+0.5)/(float64(df)+0.5))
}

// group is a word of a query with the index terms that it may match and the postings of all of them together.
type group struct {
	text     string
	terms    []string
	weight   float64
	postings []posting
}

// group looks up a query word. Where several terms match, their frequencies in a passage are added.
func (l *lexicon) group(text string, terms []string) group {
	g := group{text: text}
	for _, t := range terms {
		id, ok := l.ids[t]
		if !ok {
			continue
		}
		g.terms = append(g.terms, t)
		if g.postings == nil {
			g.postings = l.postings[id]
		} else {
			g.postings = merge(g.postings, l.postings[id])
		}
	}
	if len(g.terms) == 0 {
		g.terms = terms[:1]
	}
	g.weight = l.idf(len(g.postings))
	return g
}

// merge adds up two posting lists, both ascending by passage.
func merge(a, b []posting) []posting {
	out := make([]posting, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].passage < b[0].passage:
			out, a = append(out, a[0]), a[1:]
		case a[0].passage > b[0].passage:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, posting{a[0].passage, a[0].tf + b[0].tf})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// score adds up BM25 for every passage.
func (l *lexicon) score(groups []group) []float32 {
	scores := make([]float32, l.passages)
	for _, g := range groups {
		for _, p := range g.postings {
			tf := float64(p.tf)
			scores[p.passage] += float32(g.weight * tf * (l.k1 + 1) / (tf + l.k1))
		}
	}
	return scores
}

// holds reports whether a passage is in an ascending posting list.
func holds(ps []posting, passage uint32) bool {
	_, ok := slices.BinarySearchFunc(ps, passage, func(p posting, want uint32) int { return int(p.passage) - int(want) })
	return ok
}
