package extract

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"dossier/rag"
)

// Composer answers by quoting. The zero value is ready to use and safe for concurrent use.
type Composer struct{}

// Name implements rag.Composer.
func (Composer) Name() string { return "extract" }

const (
	maxSentences = 3 // in an answer
	maxListed    = 5 // where a list or a comparison is asked for
)

// Compose implements rag.Composer: the best sentence of the hits first, then others that may complete it.
func (Composer) Compose(ctx context.Context, q rag.Question, r *rag.Results) iter.Seq2[rag.Claim, error] {
	return func(yield func(rag.Claim, error) bool) {
		d := NewDraft(q.Text, r)
		d.Rank(model)
		if len(d.Candidates) == 0 {
			return
		}
		sure := model.Confident(d)
		for i, c := range d.Choose() {
			if err := ctx.Err(); err != nil {
				yield(rag.Claim{}, err)
				return
			}
			claim := c.claim(r)
			if i == 0 {
				claim.Confidence = sure
			} else {
				claim.Short = ""
			}
			if !yield(claim, nil) {
				return
			}
		}
	}
}

// claim quotes the candidate.
func (c Candidate) claim(r *rag.Results) rag.Claim {
	quote := r.Hits[c.Hit].Text[c.Start-c.page.Start : c.End-c.page.Start]
	return rag.Claim{
		Text:      strings.Join(strings.Fields(quote), " "),
		Short:     strings.Join(strings.Fields(c.Short), " "),
		Citations: []rag.Citation{{Hit: c.Hit, Quote: quote, Start: c.Start, End: c.End}},
	}
}

// Choose picks the sentences of the answer from the candidates of a draft that was ranked.
func (d *Draft) Choose() []Candidate {
	limit := maxSentences
	if d.in.kind == asksList || d.in.kind == asksCompare {
		limit = maxListed
	}
	return d.Candidates[:min(limit, len(d.Candidates))]
}

// Abstain says how readily answers are withheld. The zero value is Balanced.
type Abstain string

// The modes. Balanced maximises truthfulness (right +1, withheld 0, wrong -1, and for questions that the documents do not
// answer withheld +1, answered -1) on a mix of three answerable questions to one that is not, Strict on half and half.
const (
	Never    Abstain = "never"
	Balanced Abstain = "balanced"
	Strict   Abstain = "strict"
)

// Threshold returns the least confidence that an answer must have, for rag.Answerer.
func (a Abstain) Threshold() (float64, error) {
	if a == Never {
		return 0, nil
	}
	if a == "" {
		a = Balanced
	}
	t, ok := model.Thresholds[string(a)]
	if !ok {
		return 0, fmt.Errorf("unknown abstain mode %q", string(a))
	}
	return t, nil
}
