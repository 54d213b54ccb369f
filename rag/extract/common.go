package extract

import (
	_ "embed"
	"math"
	"strings"
	"sync"
)

// common.txt lists, for each language, the terms that many texts hold whatever they are about, the commonest first: how
// telling a word of a question is cannot be seen in a small folder, where every other word is rare. cmd/fit counts them.
//
//go:embed common.txt
var commonText string

// common holds the rank of each term by language, from 0. It is read at the first question.
var common = sync.OnceValue(func() map[string]map[string]int {
	m := make(map[string]map[string]int)
	for line := range strings.Lines(commonText) {
		language, list, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		ranks := make(map[string]int)
		for term := range strings.FieldsSeq(list) {
			ranks[term] = len(ranks)
		}
		m[language] = ranks
	}
	return m
})

// rarity says how telling a word is in [0, 1]: near 0 for the commonest of its language, 1 for one that is not among the
// common ones, or whose language has no list.
func rarity(term, language string) float64 {
	ranks := common()[language]
	n, ok := ranks[term]
	if !ok {
		return 1
	}
	// By Zipf's law frequency falls with the rank, so inverse document frequency grows with its logarithm.
	return math.Log(float64(n+2)) / math.Log(float64(len(ranks)+2))
}
