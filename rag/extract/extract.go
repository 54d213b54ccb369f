package extract

import (
	"context"
	"fmt"
	"iter"

	"dossier/rag"
)

// Composer answers by quoting. The zero value is ready to use.
type Composer struct{}

// Name implements rag.Composer.
func (Composer) Name() string { return "extract" }

// Compose implements rag.Composer.
func (Composer) Compose(ctx context.Context, q rag.Question, r *rag.Results) iter.Seq2[rag.Claim, error] {
	return func(func(rag.Claim, error) bool) {}
}

// Abstain says how readily the composer's answers are withheld.
type Abstain string

// The modes.
const (
	Never    Abstain = "never"
	Balanced Abstain = "balanced"
	Strict   Abstain = "strict"
)

// Threshold returns the least confidence for rag.Answerer.Threshold.
func (a Abstain) Threshold() (float64, error) {
	switch a {
	case Never:
		return 0, nil
	case Balanced, Strict:
		return 0.5, nil
	}
	return 0, fmt.Errorf("unknown abstain mode %q", string(a))
}
