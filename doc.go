// Package dossier is the tour of a program that answers questions from a folder of documents and checks every citation.
//
// There is no code here. The tour follows one question from the command line to the answer, then one document from the
// folder into the index, and ends with how the project knows whether it got better. Every file and every name that it
// mentions exists; imports_test.go sees to that, and to the order in which packages may import each other.
//
// # A question
//
//	dossier ask "When did Italy and the United States establish diplomatic relations?"
//
// cmd/dossier/main.go hands the process's streams, environment and terminal to an app, so that a test can run the whole
// program without a process. cmd/dossier/ask.go is the command. It opens an index (cmd/dossier/data.go): that of what the
// user ingested, or, as long as there is none, that of the bundled briefs of corpus/starter, which is built at the first
// question and kept as a cache. Then it fills in a struct, and that is all the configuration there is:
//
//	rag.Answerer{Searcher: idx, Composer: extract.Composer{}, K: 20, Threshold: threshold}
//
// rag.Answerer.Answer (rag/answer.go) is the pipeline: search, compose, check, decide. It knows two interfaces of one task
// each, rag.Searcher and rag.Composer, declared in rag/rag.go beside the types that pass between them. A question that
// leans on the turn before it is searched together with that turn; no model rewrites it.
//
// Searching is index.Index.Search. It takes the current snapshot (rag/index/snapshot.go), a state of the index in memory
// that never changes, and asks three legs:
//
//   - words (rag/index/words.go): BM25 over passage, headings and title. A word of the query is stemmed as each language
//     of the index would stem it, for the language of eight words is a guess.
//   - vectors (rag/index/vectors.go): the cosine of hashed words and letter n-grams (rag/index/embed.go). No weights and
//     no download; it makes "diplomattic relatons" find its passage. It knows nothing of synonyms, and does not pretend to.
//   - proximity (rag/index/proximity.go): how much of the query stands within the length of a sentence, for the best
//     fifty passages.
//
// Raw scores of different legs do not compare. Those of words and vectors are mapped to [0, 1] within the query and then
// added up by fixed shares. Reciprocal rank fusion needs no such mapping, but forgets by how much the first was ahead of
// the second, and did worse where both were measured. Each rag.Hit keeps its rank and score in each leg as rag.Leg, which
// is what --explain prints. A passage that stands word for word in two documents is one hit that names both.
//
// Composing is extract.Composer.Compose, which needs no model: it quotes. extract.NewDraft takes the question apart
// (rag/extract/question.go: is a date asked for, a number, a person? which words carry it?) and the twenty passages too
// (rag/extract/sentence.go). Every sentence is described by a row of features (rag/extract/features.go), such as how many of
// the question's rare words it holds, and ranked by a weighted sum of them and small trees. In the best ones the words that may be the short
// answer are looked for, here "1861" (rag/extract/span.go). How sure one can be that the first sentence answers at all is
// another learned number (rag/extract/confidence.go). The weights of both are in rag/extract/model.json.
//
// What comes back are drafts: each a rag.Claim with a rag.Citation that says "these words, in this passage". They could as
// well come from a language model, and are treated as if they did. rag.Check (rag/check.go) looks for the quoted words in the
// stored passage, forgiving white space, case, hyphens and the form of quotation marks (rag/locate.go), and replaces the
// quote by the words of the document, with their offsets. A citation whose words are not there is moved to the passage where
// they are, or dropped. A claim that is no quotation itself must have its numbers, dates and names (rag/facts.go) in what
// it cites. What does not hold is not shown, however likely it sounds.
//
// The doubt that remains: a comparison of words cannot tell whether a sentence was turned into its opposite with the same
// names and numbers. Sentences that are quoted whole are safe from that; those of a model would not be.
//
// Last, the answerer decides. If nothing was verified, or the confidence is below the threshold of extract.Abstain, the
// answer is that the documents do not say: with a reason, the nearest source, and exit code 3. That is an answer and not an
// error; rag.Answer claims nothing in its zero value. Else notes are added, where two sources give different figures, and as
// of when a figure was said. cmd/dossier/answer.go prints for people and cmd/dossier/json.go for programs; offsets are bytes
// up to there and Unicode code points in JSON.
//
// # A document
//
//	dossier ingest ~/notes
//
// corpus.Reader.Read (corpus/read.go) walks the folder and yields a corpus.Document at a time, or why there is none. Bytes
// become text (corpus/charset.go), HTML becomes Markdown (corpus/html.go), and from there on a document's text is never
// rewritten: what is no content is left out of the index, not out of the text, so that an offset means the same for ever.
// Title, language and the date at which the text speaks come from metadata, from the URL, and last from the text
// (corpus/title.go, corpus/lang, corpus/date.go).
//
// corpus.Splitter.Split cuts it into passages of up to corpus.Splitter.Max: under the same headings, by paragraphs, then by
// sentences. What it leaves out (corpus/clean.go: cookie banners, navigation, repeated captions) it returns with a
// reason, so that ingest can count it. Nothing disappears without a word.
//
// index.Index.Sync (rag/index/sync.go) makes the index match the folder in one transaction. A document whose hash is known
// costs nothing; of a changed one only new passages are embedded; one that cannot be read any more keeps its old version.
// The truth is one SQLite file, whose tables are described where they are made (rag/index/store.go). chromem-go holds the
// vectors in memory only: its own files did not survive a crash, and names made of 32 bits of a hash collided.
//
// Before it commits, the sync builds the next snapshot, so that a state which cannot be searched is never stored; after it,
// readers see the new one at once, and index.Index.Refresh fetches what another process has committed. A search never
// touches SQLite. The price is memory, about that of the vectors and the texts, and a load at start that grows with the
// index. That is right for a folder of documents and would be wrong for the web.
//
// # How the project measures itself
//
// Package eval runs questions whose answers are known and counts: eval.Retrieval whether the evidence was among the first
// passages, eval.Answers whether the answer holds the right string, cites the right document, or was rightly withheld.
// cmd/measure prints that for folders of public questions. cmd/fit learns the numbers of rag/extract/model.json from one half of
// each set and reports the other half, which nobody tunes to.
//
// Such sets are too large to read. So some forty queries and thirty questions about the bundled briefs have golden files: the
// ranks with each leg's score (rag/index/testdata/golden/ranks.txt) and the answers with their citations
// (rag/extract/testdata/golden/answers.txt), each with a summary beside it. A change to the ranking is a diff of real results in
// review. They are few and we wrote them: they show what changed; whether it is better, the public sets tell.
//
// Confidence was learned from questions that other people wrote about other texts, mostly encyclopaedias. On documents
// unlike those it is a good order and a doubtful probability; --abstain is there because of that.
//
// # What is not here
//
// Answers by a language model, the prompts for it, a chat bot, PDF and office files. A composer that writes is a second
// implementation of rag.Composer and stands before the same check. Nothing here calls the network.
package dossier
