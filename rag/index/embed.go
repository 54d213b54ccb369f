package index

import (
	"context"
	"math"
	"strings"
	"unicode/utf8"

	"dossier/corpus/lang"
)

// embedder turns texts into vectors of unit norm, one for each text in its order; a text without words gets nil.
type embedder interface {
	Name() string
	Dims() int
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// hashed is the built-in embedder. It has no weights: every word stem and every character n-gram of a word adds ±1 times
// its weight to one of the dimensions, chosen by a hash of it (the hashing trick, Weinberger et al. 2009). Words that
// share most of their letters share most of their n-grams, so that typing errors and word forms come out close.
//
// A document's vector depends on its text alone and is never stale. Inverse document frequency is applied on the side of
// the query, where the index knows it: in the dot product it weighs the same there.
type hashed struct{}

const (
	hashedDims   = 512
	ngramMin     = 3
	ngramMax     = 5
	stemWeight   = 1.0
	ngramsWeight = 1.0
)

func (hashed) Name() string { return "builtin" }
func (hashed) Dims() int    { return hashedDims }

// Embed implements embedder.
func (h hashed) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, t := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out[i] = h.embed(t, lang.Detect(prefix(t, 400)), nil)
	}
	return out, nil
}

// embed adds up the features of the words of a text. weight, if given, says what a word is worth.
func (hashed) embed(text, language string, weight func(lang.Token) float64) []float32 {
	type word struct {
		surface string
		weight  float64
		n       int
	}
	var order []string
	counts := make(map[string]*word)
	for _, t := range lang.Terms(text, language) {
		w := counts[t.Term]
		if w == nil {
			w = &word{surface: lang.Fold(strings.ToLower(text[t.Start:t.End])), weight: 1}
			if weight != nil {
				w.weight = weight(t)
			}
			counts[t.Term] = w
			order = append(order, t.Term)
		}
		w.n++
	}
	if len(order) == 0 {
		return nil
	}
	v := make([]float64, hashedDims)
	for _, term := range order {
		w := counts[term]
		tf := w.weight * (1 + math.Log(float64(w.n)))
		addFeature(v, "\x00"+term, tf*stemWeight)
		grams := ngrams(w.surface)
		each := tf * ngramsWeight / math.Sqrt(float64(len(grams)))
		for _, g := range grams {
			addFeature(v, g, each)
		}
	}
	return unit(v)
}

// addFeature adds ±w to the dimension that the feature's hash names. FNV-1a, because the hash must be the same in every
// process.
func addFeature(v []float64, feature string, w float64) {
	h := uint64(14695981039346656037)
	for i := 0; i < len(feature); i++ {
		h = (h ^ uint64(feature[i])) * 1099511628211
	}
	h ^= h >> 29 // FNV's low bits alone are weak
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 32
	if h>>63 == 1 {
		w = -w
	}
	v[h%uint64(len(v))] += w
}

// ngrams returns the character n-grams of a word between border marks: "<ita", "ital", ….
func ngrams(word string) []string {
	w := "<" + word + ">"
	starts := make([]int, 0, len(w)+1)
	for i := range w {
		starts = append(starts, i)
	}
	starts = append(starts, len(w))
	var out []string
	for n := ngramMin; n <= ngramMax; n++ {
		for i := 0; i+n < len(starts); i++ {
			out = append(out, w[starts[i]:starts[i+n]])
		}
	}
	if len(out) == 0 {
		out = append(out, w)
	}
	return out
}

// unit scales v to norm 1; nil for the zero vector, which has no direction.
func unit(v []float64) []float32 {
	var sum float64
	for _, x := range v {
		sum += x * x
	}
	if sum == 0 || math.IsInf(sum, 0) || math.IsNaN(sum) {
		return nil
	}
	scale := 1 / math.Sqrt(sum)
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x * scale)
	}
	return out
}

// prefix returns at most n bytes of s, cut at a rune border.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
