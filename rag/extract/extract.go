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

// Compose implements rag.Composer: the best sentence of the hits first, then others that may complete it.
func (Composer) Compose(ctx context.Context, q rag.Question, r *rag.Results) iter.Seq2[rag.Claim, error] {
	return func(yield func(rag.Claim, error) bool) {
		model := builtin()
		d := NewDraft(q.Text, r)
		d.Describe(model)
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
			}
			if !yield(claim, nil) {
				return
			}
		}
	}
}

// claim quotes the candidate, together with the sentence before where it leans on that.
func (c Candidate) claim(r *rag.Results) rag.Claim {
	start := c.Start
	if c.leansOn >= 0 {
		start = c.page.Start + c.page.sentences[c.leansOn].Start
	}
	quote := r.Hits[c.Hit].Text[start-c.page.Start : c.End-c.page.Start]
	return rag.Claim{
		Text:      strings.Join(strings.Fields(quote), " "),
		Short:     strings.Join(strings.Fields(c.Short), " "),
		Citations: []rag.Citation{{Hit: c.Hit, Quote: quote, Start: start, End: c.End}},
	}
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
	t, ok := builtin().Thresholds[string(a)]
	if !ok {
		return 0, fmt.Errorf("unknown abstain mode %q", string(a))
	}
	return t, nil
}
