package index

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dossier/corpus"
	"dossier/corpus/lang"
	"dossier/rag"
)

// record is one stored passage with what the search legs need.
type record struct {
	corpus.Passage
	doc    int         // index into the snapshot's documents
	lang   string      // of the document
	terms  []termCount // ascending by term
	vector []float32   // unit norm; nil if the passage has no words
}

// termCount is how often a passage, its headings and its title hold a term of the vocabulary.
type termCount struct {
	term                 uint32
	body, heading, title uint8
}

// snapshot is one state of the index in memory. It never changes.
type snapshot struct {
	docs     []rag.DocInfo
	records  []record
	first    []uint32 // for each passage the first one with the same text, itself if there is none before
	same     map[uint32][]uint32
	byID     map[string][]uint32 // passages by document ID and by passage ID
	langs    []string            // languages of the index, most passages first
	words    *lexicon
	vectors  *vectors
	embedder embedder
	ranking  Ranking
}

// newSnapshot builds the legs that search everything, words and vectors. Neither records nor docs may be changed afterwards.
func newSnapshot(docs []rag.DocInfo, vocab []string, records []record, ranking Ranking) (*snapshot, error) {
	s := &snapshot{docs: docs, records: records, embedder: hashed{}, ranking: ranking.orDefault()}
	var err error
	if s.vectors, err = newVectors(context.Background(), s.embedder.Dims(), records); err != nil {
		return nil, err
	}
	s.words = newLexicon(vocab, records, s.ranking)
	s.byID = make(map[string][]uint32, len(records)+len(docs))
	s.first = make([]uint32, len(records))
	s.same = make(map[uint32][]uint32)
	texts := make(map[string]uint32, len(records))
	langs := make(map[string]int)
	for i, r := range records {
		n := uint32(i)
		s.byID[r.ID] = append(s.byID[r.ID], n)
		s.byID[r.DocID] = append(s.byID[r.DocID], n)
		langs[r.lang]++
		key := strings.Join(strings.Fields(r.Text), " ")
		if first, ok := texts[key]; ok {
			s.first[i] = first
			s.same[first] = append(s.same[first], n)
		} else {
			texts[key] = n
			s.first[i] = n
		}
	}
	for l := range langs {
		s.langs = append(s.langs, l)
	}
	slices.SortFunc(s.langs, func(a, b string) int {
		return cmp.Or(cmp.Compare(langs[b], langs[a]), cmp.Compare(a, b))
	})
	return s, nil
}

// terms returns the content words of a query, each once, with the postings that they have in the index. A word is stemmed
// as every language of the index would, because a question may be in another language than the documents and because
// the language of a short question is a guess. If a query has only function words, they are what is searched for.
func (s *snapshot) terms(text, language string) []group {
	words := lang.Words(text, language)
	onlyStops := !slices.ContainsFunc(words, func(t lang.Token) bool { return !t.Stop })
	var groups []group
	seen := make(map[string]bool)
	for _, t := range words {
		if t.Stop && !onlyStops || seen[t.Term] {
			continue
		}
		seen[t.Term] = true
		variants := []string{t.Term}
		surface := text[t.Start:t.End]
		for _, l := range s.langs {
			for _, v := range lang.Words(surface, l) {
				if !slices.Contains(variants, v.Term) && v.End-v.Start == len(surface) {
					variants = append(variants, v.Term)
				}
			}
		}
		groups = append(groups, s.words.group(surface, variants))
	}
	return groups
}

// pool is how many passages the words and the vectors contribute to a fusion, at least.
const pool = 200

func (s *snapshot) search(ctx context.Context, q rag.Query, k int) (*rag.Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	language := lang.Detect(q.Text)
	groups := s.terms(q.Text, language)
	res := &rag.Results{Terms: make([]rag.Term, len(groups))}
	for i, g := range groups {
		res.Terms[i] = rag.Term{Text: g.text, Terms: g.terms, Weight: g.weight, Found: len(g.postings)}
	}
	if k <= 0 || len(s.records) == 0 {
		return res, nil
	}
	allowed := s.allowed(q.Filter)

	lexical := s.words.score(groups)
	var byWords []scored
	for i, score := range lexical {
		if score > 0 && (allowed == nil || allowed[uint32(i)]) {
			byWords = append(byWords, scored{uint32(i), score})
		}
	}
	weights := make(map[string]float64, len(groups))
	for _, g := range groups {
		weights[g.text] = g.weight
	}
	vector := hashed{}.embed(q.Text, language, func(t lang.Token) float64 { return weights[q.Text[t.Start:t.End]] })
	byVectors, err := s.nearest(ctx, vector, allowed, max(pool, k))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(byWords, byScore)
	hits := s.fuse(byWords[:min(len(byWords), max(pool, k))], byVectors, lexical, vector, allowed)
	s.proximity(hits[:min(len(hits), proximityDepth)], groups)
	for _, h := range hits[:min(k, len(hits))] {
		res.Hits = append(res.Hits, s.hit(h, groups, allowed))
	}
	return res, nil
}

// nearest is the vector leg under a filter. chromem scans everything anyway; with a filter the few that are allowed are
// compared directly.
func (s *snapshot) nearest(ctx context.Context, q []float32, allowed map[uint32]bool, n int) ([]scored, error) {
	if allowed == nil {
		return s.vectors.nearest(ctx, q, n)
	}
	out := make([]scored, 0, len(allowed))
	for p := range allowed {
		if s.vectors.of[p] != nil && q != nil {
			out = append(out, scored{p, s.vectors.cosine(q, p)})
		}
	}
	slices.SortFunc(out, byScore)
	return out[:min(n, len(out))], nil
}

// allowed returns the passages that a filter lets through, nil for all.
func (s *snapshot) allowed(f rag.Filter) map[uint32]bool {
	if f.Documents == nil {
		return nil
	}
	m := make(map[uint32]bool)
	for _, id := range f.Documents {
		for _, p := range s.byID[id] {
			m[p] = true
		}
	}
	return m
}

// representative is the first of the passages with the same text as p that a filter lets through.
func (s *snapshot) representative(p uint32, allowed map[uint32]bool) uint32 {
	first := s.first[p]
	if allowed == nil || allowed[first] {
		return first
	}
	for _, o := range s.same[first] {
		if allowed[o] {
			return o
		}
	}
	return p
}

// fused is a passage with what each leg made of it.
type fused struct {
	passage                  uint32
	score                    float64
	words, vector, proximity rag.Leg
}

// fuse adds up the min-max normalised scores of the legs, weighted. A passage that only one leg brought is scored by the
// other, too, so that nothing depends on where a leg's list was cut.
func (s *snapshot) fuse(byWords, byVectors []scored, lexical, q []float32, allowed map[uint32]bool) []fused {
	at := make(map[uint32]int)
	var all []fused
	get := func(p uint32) *fused {
		p = s.representative(p, allowed)
		i, ok := at[p]
		if !ok {
			i = len(all)
			at[p] = i
			all = append(all, fused{passage: p,
				words:     rag.Leg{Name: "words", Score: float64(lexical[p])},
				vector:    rag.Leg{Name: "vectors", Score: float64(s.vectors.cosine(q, p))},
				proximity: rag.Leg{Name: "proximity"}})
		}
		return &all[i]
	}
	for i, h := range byWords {
		if f := get(h.passage); f.words.Rank == 0 {
			f.words.Rank = i + 1
		}
	}
	for i, h := range byVectors {
		if f := get(h.passage); f.vector.Rank == 0 {
			f.vector.Rank = i + 1
		}
	}
	normalise(all, func(f *fused) *rag.Leg { return &f.words })
	normalise(all, func(f *fused) *rag.Leg { return &f.vector })
	for i := range all {
		all[i].score = s.ranking.Words*all[i].words.Norm + s.ranking.Vectors*all[i].vector.Norm
	}
	slices.SortFunc(all, func(a, b fused) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(s.records[a.passage].ID, s.records[b.passage].ID))
	})
	return all
}

// normalise maps the scores of one leg to [0, 1]: 0 for the least and 1 for the greatest.
func normalise(all []fused, leg func(*fused) *rag.Leg) {
	if len(all) == 0 {
		return
	}
	lo, hi := leg(&all[0]).Score, leg(&all[0]).Score
	for i := range all {
		lo, hi = min(lo, leg(&all[i]).Score), max(hi, leg(&all[i]).Score)
	}
	for i := range all {
		if l := leg(&all[i]); hi > lo {
			l.Norm = (l.Score - lo) / (hi - lo)
		} else if hi > 0 {
			l.Norm = 1
		}
	}
}

// hit fills in a fused passage. What a filter keeps out is not named as holding it, too.
func (s *snapshot) hit(f fused, groups []group, allowed map[uint32]bool) rag.Hit {
	r := s.records[f.passage]
	for _, g := range groups {
		if holds(g.postings, f.passage) {
			f.words.Terms = append(f.words.Terms, g.text)
		}
	}
	h := rag.Hit{Passage: r.Passage, Doc: s.docs[r.doc], Score: f.score, Legs: []rag.Leg{f.words, f.vector, f.proximity}}
	for _, p := range append([]uint32{s.first[f.passage]}, s.same[s.first[f.passage]]...) {
		o := s.records[p]
		if p == f.passage || o.DocID == r.DocID || allowed != nil && !allowed[p] {
			continue
		}
		h.Also = append(h.Also, rag.Place{Doc: s.docs[o.doc], Start: o.Start, End: o.End})
	}
	return h
}
