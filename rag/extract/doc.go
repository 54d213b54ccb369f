// Package extract answers by quoting: it picks the sentences of the hits that answer a question, and needs no model.
//
// Start with [Composer.Compose]. A question is taken apart (question.go: what kind of thing is asked, which words carry
// it), so are the passages (sentence.go), every sentence is described by features (features.go) and ranked by a linear
// model together with boosted trees (model.go), and the words that may be the short answer are looked for in it (span.go).
// The best sentence is shown with those that complete or contradict it (choose.go), and other trees say how sure one can
// be (confidence.go). All that is learned is in model.json, which cmd/fit makes from public questions.
//
// Not here: searching (rag/index), checking the quotes and deciding whether to answer (rag).
package extract
