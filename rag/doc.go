// Package rag is the domain: questions, hits, claims, citations and answers, and the pipeline that leads from one to the
// other.
//
// Start with [Answerer]: it searches, lets a [Composer] draft claims, checks every citation against the stored passage and
// returns an [Answer] in which only what was verified is left. Checking lives here, in check.go, once for all composers.
//
// Not here: how passages are found (rag/index), how claims are drafted without a model (rag/extract). The package imports
// no third party.
package rag
