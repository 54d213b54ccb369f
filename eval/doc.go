// Package eval measures: it runs questions whose answers are known and counts what came out right.
//
// Start with [ReadSet], which reads a folder of documents with questions about them, then [Retrieval], which looks at the
// passages that a searcher finds, and [Answers] with [Summarize], which look at what an answerer says, cites and withholds.
// What counts as right is in judge.go.
//
// Not here: the sets themselves, and the commands that print (cmd/measure) and learn (cmd/fit).
package eval
