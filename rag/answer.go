package rag

import "context"

// Answerer answers questions: it searches, lets the composer draft, checks and decides whether the documents say.
type Answerer struct {
	Searcher  Searcher
	Composer  Composer
	K         int     // passages considered; 0 means 20
	Threshold float64 // least confidence of an answer, in [0, 1]; 0 always answers if anything was verified
}

// Answer answers one question.
func (a *Answerer) Answer(ctx context.Context, q Question) (*Answer, error) { return nil, nil }
