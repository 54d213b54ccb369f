// Package ragtest is what tests of and around package rag share: fakes of its interfaces, which do as scripted, and
// conformance tests, which every implementation passes.
//
// Start with [Searcher] and [Composer] to test what uses an rag.Answerer, with [TestSearcher] and [TestComposer] to test a
// searcher or a composer. It is for tests only.
package ragtest

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"dossier/rag"
)

// Searcher is a fake that finds the same for every query. The zero value finds nothing. It is safe for concurrent use.
type Searcher struct {
	Results rag.Results // in any order
	Err     error       // returned instead, if not nil
}

// Search implements rag.Searcher: the hits that the filter lets through, sorted, at most k.
func (s Searcher) Search(ctx context.Context, q rag.Query, k int) (*rag.Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.Err != nil {
		return nil, s.Err
	}
	r := &rag.Results{Terms: slices.Clone(s.Results.Terms)}
	for _, h := range s.Results.Hits {
		if f := q.Filter.Documents; f == nil || slices.Contains(f, h.DocID) || slices.Contains(f, h.ID) {
			r.Hits = append(r.Hits, h)
		}
	}
	slices.SortStableFunc(r.Hits, byScore)
	r.Hits = r.Hits[:max(0, min(k, len(r.Hits)))]
	return r, nil
}

func byScore(a, b rag.Hit) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
}

// Composer is a fake that drafts the same claims from any hits, and none from none. The zero value drafts none. It is safe for
// concurrent use.
type Composer struct {
	Claims []rag.Claim
	Err    error         // yielded after the claims, if not nil
	Delay  time.Duration // before each claim; the end of the context cuts it short
}

// Name implements rag.Composer.
func (Composer) Name() string { return "scripted" }

// Compose implements rag.Composer.
func (c Composer) Compose(ctx context.Context, _ rag.Question, r *rag.Results) iter.Seq2[rag.Claim, error] {
	return func(yield func(rag.Claim, error) bool) {
		if len(r.Hits) == 0 {
			return
		}
		for _, claim := range c.Claims {
			if err := wait(ctx, c.Delay); err != nil {
				yield(rag.Claim{}, err)
				return
			}
			claim.Citations = slices.Clone(claim.Citations)
			if !yield(claim, nil) {
				return
			}
		}
		if c.Err != nil {
			yield(rag.Claim{}, c.Err)
		}
	}
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
