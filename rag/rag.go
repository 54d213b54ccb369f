package rag

import (
	"context"
	"iter"
	"time"

	"dossier/corpus"
)

// Question is what somebody asks. The zero value asks nothing and is refused by [Answerer.Answer].
type Question struct {
	Text    string
	History []Turn // earlier turns of the same conversation, oldest first
	Filter  Filter
}

// Turn is one message of a conversation.
type Turn struct {
	Role string // "user" or "agent"
	Text string
}

// Filter narrows what is searched. The zero value lets everything through.
type Filter struct {
	Documents []string // IDs of documents or of passages; nil for all, empty but not nil for none
}

// DocInfo is a document without its text.
type DocInfo struct {
	ID, Title, URL, Lang, Publisher string
	Date                            time.Time // the day at which the text speaks; zero if unknown
}

// Query is what a searcher is asked for.
type Query struct {
	Text   string
	Filter Filter
}

// Term is a content word of a query as the index knows it.
type Term struct {
	Text   string   // as it stands in the query
	Terms  []string // the index terms it may match, in every language of the index
	Weight float64  // inverse document frequency, > 0; a word that the index lacks has the greatest
	Found  int      // passages that contain it
}

// Results are the hits of one search, best first, with the query's terms. Both come from one state of the index.
type Results struct {
	Terms []Term
	Hits  []Hit
}

// Hit is a passage that a search found.
type Hit struct {
	corpus.Passage
	Doc   DocInfo
	Also  []Place // other documents that hold the same passage word for word
	Score float64 // fused score in [0, 1]; comparable within one search only
	Legs  []Leg   // how each search leg saw the passage
}

// Place is where a passage stands in another document.
type Place struct {
	Doc        DocInfo
	Start, End int // byte offsets
}

// Leg is the rank and score of a hit in one leg of a hybrid search.
type Leg struct {
	Name  string   // "words", "vectors" or "proximity"
	Rank  int      // from 1; 0 if the leg did not find the passage
	Score float64  // raw score of the leg
	Norm  float64  // min-max normalised within the query, in [0, 1]
	Terms []string // query words that matched, for the leg that knows them
}

// Citation names a passage and the words in it that support a claim.
type Citation struct {
	Hit        int    // index into Answer.Hits
	Quote      string // after checking: Document.Text[Start:End], to the letter
	Start, End int    // byte offsets into the document
}

// Verdict is what checking made of a claim.
type Verdict string

// The verdicts. The zero value is not yet checked, and is never shown as cited.
const (
	Unchecked   Verdict = ""
	Verified    Verdict = "verified"
	Unsupported Verdict = "unsupported"
)

// Claim is one sentence of an answer with what supports it.
type Claim struct {
	Text       string
	Short      string  // the words of Text that answer, if they can be told; "" otherwise
	Confidence float64 // the composer's estimate that the claim answers the question, in [0, 1]
	Citations  []Citation
	Verdict    Verdict
}

// Note is something that a reader of the answer should know: that sources disagree, or how old a figure is.
type Note struct {
	Kind string // "conflict" or "date"
	Text string
}

// Answer is the outcome of a question. The zero value claims nothing.
type Answer struct {
	Answered   bool
	Short      string   // the first claim's short answer
	Claims     []Claim  // verified ones only, in the order to be shown
	Hits       []Hit    // what was considered, best first; Citation.Hit points here
	Nearest    Citation // what comes nearest to an answer, whether one is given or not; zero without hits
	Confidence float64  // of the best claim, answered or not, in [0, 1]
	Reason     string   // why not, where Answered is false
	Notes      []Note
	Terms      []Term // the question's content words, for explanations
	Composer   string
	Timings    Timings
}

// Timings are the wall times of the stages.
type Timings struct{ Search, Compose, Check time.Duration }

// Searcher finds the passages that may answer a query: at most k of them, best first, ties broken by passage ID.
type Searcher interface {
	Search(ctx context.Context, q Query, k int) (*Results, error)
}

// Composer drafts claims from what a search found, best first. It need not check them: [Answerer.Answer] does.
type Composer interface {
	Name() string
	Compose(ctx context.Context, q Question, r *Results) iter.Seq2[Claim, error]
}
