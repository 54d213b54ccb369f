// Package eval measures: it runs questions whose answers are known and counts what came out right.
//
// Start with [ReadSet], which reads a folder of documents with questions about them, then [Retrieval], which looks at the
// passages that a searcher finds, and [Answers] with [Summarize], which look at what an answerer says, cites and withholds.
// What counts as right is in judge.go.
//
// The folder cases holds questions of our own: about the bundled briefs, and about articles of SQuAD 2.0 as people ask who
// have not seen the wording. Not here: the public sets, and the commands that print (cmd/measure) and learn (cmd/fit).
package eval
