package index

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/philippgille/chromem-go"
)

// vectors is the vector leg: a chromem-go collection in memory whose document IDs are passage numbers. chromem's own
// faults are kept out here: it is given finite vectors of unit norm and one dimension only, is never asked for more than
// it holds or asked anything while empty, and its results, whose ties come in random order, are sorted.
type vectors struct {
	dims       int
	collection *chromem.Collection
	of         [][]float32 // by passage; nil where a passage has no vector
}

// noEmbedding is given to chromem as its embedding function: without one it would call a hosted service.
func noEmbedding(context.Context, string) ([]float32, error) {
	return nil, errors.New("vectors are computed before they reach the store")
}

func newVectors(ctx context.Context, dims int, records []record) (*vectors, error) {
	c, err := chromem.NewDB().CreateCollection("passages", nil, noEmbedding)
	if err != nil {
		return nil, fmt.Errorf("creating the vector collection: %w", err)
	}
	v := &vectors{dims: dims, collection: c, of: make([][]float32, len(records))}
	docs := make([]chromem.Document, 0, len(records))
	for i, r := range records {
		if r.vector == nil {
			continue
		}
		if err := checkVector(r.vector, dims); err != nil {
			return nil, fmt.Errorf("loading the vector of %q: %w", r.ID, err)
		}
		v.of[i] = r.vector
		docs = append(docs, chromem.Document{ID: strconv.Itoa(i), Embedding: r.vector})
	}
	if len(docs) > 0 {
		if err := c.AddDocuments(ctx, docs, 1); err != nil {
			return nil, fmt.Errorf("filling the vector collection: %w", err)
		}
	}
	return v, nil
}

// checkVector reports a vector that would spoil the collection.
func checkVector(v []float32, dims int) error {
	if len(v) != dims {
		return fmt.Errorf("it has %d dimensions, not %d", len(v), dims)
	}
	n := math.Sqrt(float64(dot(v, v)))
	if math.IsNaN(n) || math.Abs(n-1) > 1e-3 {
		return fmt.Errorf("its norm is %g, not 1", n)
	}
	return nil
}

// scored is a passage with a score of one leg.
type scored struct {
	passage uint32
	score   float32
}

// byScore orders by score, best first, and by passage where scores are equal.
func byScore(a, b scored) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return int(a.passage) - int(b.passage)
}

// nearest returns the n passages of the greatest cosine with q, best first.
func (v *vectors) nearest(ctx context.Context, q []float32, n int) ([]scored, error) {
	n = min(n, v.collection.Count())
	if n == 0 || q == nil {
		return nil, nil
	}
	rs, err := v.collection.QueryEmbedding(ctx, q, n, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("searching the vector collection: %w", err)
	}
	out := make([]scored, len(rs))
	for i, r := range rs {
		p, err := strconv.ParseUint(r.ID, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("reading the vector collection's ID %q: %w", r.ID, err)
		}
		out[i] = scored{uint32(p), v.cosine(q, uint32(p))}
	}
	slices.SortFunc(out, byScore)
	return out, nil
}

// cosine is the similarity of a query with one passage; 0 where either has no vector.
func (v *vectors) cosine(q []float32, passage uint32) float32 {
	p := v.of[passage]
	if p == nil || q == nil {
		return 0
	}
	return dot(p, q)
}

func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	n := min(len(a), len(b))
	i := 0
	for ; i+4 <= n; i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < n; i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
