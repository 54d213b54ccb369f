package index

// Ranking holds the numbers that decide the order of hits. They are applied when an index is loaded or searched, so that
// none of them needs a rebuild. The zero value stands for [DefaultRanking].
type Ranking struct {
	K1, B          float64 // of BM25: saturation of term frequency, normalisation by length
	Heading, Title float64 // what an occurrence above a passage counts beside one in it
	Words          float64 // share of the word leg in the fused score
	Vectors        float64 // share of the vector leg
	Proximity      float64 // share of the proximity leg
}

// DefaultRanking was chosen on one half of the questions of seven public sets; eval/TUNING.md has the table, and
// `go run ./cmd/measure -tune ../shared/corpora -half 0` makes it anew.
var DefaultRanking = Ranking{K1: 0.9, B: 0.4, Heading: 0.5, Title: 1, Words: 0.64, Vectors: 0.16, Proximity: 0.2}

func (r Ranking) orDefault() Ranking {
	if r == (Ranking{}) {
		return DefaultRanking
	}
	return r
}
