package eval_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"dossier/corpus"
	"dossier/eval"
	"dossier/rag"
	"dossier/rag/ragtest"
)

// hit is a passage of ten characters and its place in the ranking, for scores fall with it.
func hit(rank int, doc string, start int, text string) rag.Hit {
	return rag.Hit{
		Passage: corpus.Passage{ID: fmt.Sprintf("%s#%d", doc, start), DocID: doc, Start: start, End: start + len(text), Rune: start, Text: text},
		Doc:     rag.DocInfo{ID: doc},
		Score:   1 / float64(1+rank),
	}
}

// ranking is what the fake searcher finds: the documents in order of their best passages are x, a, b, c, copy, d.
func ranking() ragtest.Searcher {
	hits := []rag.Hit{
		hit(1, "x", 0, "0123456789"),
		hit(2, "a", 100, "0123456789"),
		hit(3, "x", 10, "0123456789"),
		hit(4, "b", 0, "0123456789"),
		hit(5, "c", 0, "0123456789"),
		hit(6, "b", 50, "the treaty"),
		hit(7, "x", 20, "0123456789"),
		hit(8, "x", 30, "0123456789"),
		hit(9, "x", 40, "0123456789"),
		hit(10, "d", 0, "0123456789"),
		hit(11, "d", 10, "0123456789"),
	}
	hits[8].Also = []rag.Place{{Doc: rag.DocInfo{ID: "copy"}, Start: 7, End: 17}}
	return ragtest.Searcher{Results: rag.Results{Hits: hits}}
}

func TestRetrieval(t *testing.T) {
	// The gain of a document at a rank.
	g := func(rank float64) float64 { return 1 / math.Log2(rank+1) }
	tests := []struct {
		name string
		c    eval.Case
		want eval.RetrievalReport
	}{
		{"two documents, the first at rank 2", eval.Case{Evidence: []eval.Evidence{{Doc: "a", Start: 105, End: 115}, {Doc: "b", Quote: "the treaty"}}},
			eval.RetrievalReport{Hit5: 1, Hit10: 1, Recall5: 1, All5: 1, MRR: 0.5, NDCG10: (g(2) + g(3)) / (g(1) + g(2))}},
		{"the first", eval.Case{Evidence: []eval.Evidence{{Doc: "x"}}},
			eval.RetrievalReport{Hit1: 1, Hit5: 1, Hit10: 1, Recall1: 1, Recall5: 1, All5: 1, MRR: 1, NDCG10: 1}},
		{"the fifth", eval.Case{Evidence: []eval.Evidence{{Doc: "c"}}},
			eval.RetrievalReport{Hit5: 1, Hit10: 1, Recall5: 1, All5: 1, MRR: 0.2, NDCG10: g(4)}},
		{"the right document, another passage", eval.Case{Evidence: []eval.Evidence{{Doc: "b", Quote: "the treaty"}}},
			eval.RetrievalReport{Hit10: 1, Recall5: 1, All5: 1, MRR: 1.0 / 6, NDCG10: g(3)}},
		{"the tenth", eval.Case{Evidence: []eval.Evidence{{Doc: "d", Start: 0, End: 5}}},
			eval.RetrievalReport{Hit10: 1, MRR: 0.1, NDCG10: g(6)}},
		{"the eleventh", eval.Case{Evidence: []eval.Evidence{{Doc: "d", Start: 10, End: 15}}},
			eval.RetrievalReport{MRR: 1.0 / 11, NDCG10: g(6)}},
		{"one of two documents", eval.Case{Evidence: []eval.Evidence{{Doc: "x"}, {Doc: "none"}}},
			eval.RetrievalReport{Hit1: 1, Hit5: 1, Hit10: 1, Recall1: 0.5, Recall5: 0.5, MRR: 1, NDCG10: g(1) / (g(1) + g(2))}},
		{"two places of one document", eval.Case{Evidence: []eval.Evidence{{Doc: "x", Start: 0, End: 5}, {Doc: "x", Start: 900, End: 905}}},
			eval.RetrievalReport{Hit1: 1, Hit5: 1, Hit10: 1, Recall1: 1, Recall5: 1, All5: 1, MRR: 1, NDCG10: 1}},
		{"a copy in another document", eval.Case{Evidence: []eval.Evidence{{Doc: "copy", Quote: "123"}}},
			eval.RetrievalReport{Hit10: 1, MRR: 1.0 / 9, NDCG10: g(5)}},
		{"nothing", eval.Case{Evidence: []eval.Evidence{{Doc: "none"}}}, eval.RetrievalReport{}},
		{"among candidates", eval.Case{Candidates: []string{"b"}, Evidence: []eval.Evidence{{Doc: "b", Quote: "the treaty"}}},
			eval.RetrievalReport{Hit5: 1, Hit10: 1, Recall1: 1, Recall5: 1, All5: 1, MRR: 0.5, NDCG10: 1}},
		{"among no candidates", eval.Case{Candidates: []string{}, Evidence: []eval.Evidence{{Doc: "b"}}}, eval.RetrievalReport{}},
	}
	var all []eval.Case
	var sum eval.RetrievalReport
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := eval.Retrieval(t.Context(), ranking(), []eval.Case{test.c})
			if err != nil {
				t.Fatal(err)
			}
			test.want.Cases = 1
			if !close(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
		all = append(all, test.c)
		sum.MRR += test.want.MRR / float64(len(tests))
		sum.Hit5 += test.want.Hit5 / float64(len(tests))
	}
	t.Run("mean", func(t *testing.T) {
		got, err := eval.Retrieval(t.Context(), ranking(), append(all, eval.Case{ID: "without evidence"}))
		if err != nil {
			t.Fatal(err)
		}
		if got.Cases != len(all) || math.Abs(got.MRR-sum.MRR) > 1e-12 || math.Abs(got.Hit5-sum.Hit5) > 1e-12 {
			t.Errorf("%v; MRR should be %.3f, hit@5 %.3f", got, sum.MRR, sum.Hit5)
		}
	})
	t.Run("no cases", func(t *testing.T) {
		if got, err := eval.Retrieval(t.Context(), ranking(), nil); err != nil || got != (eval.RetrievalReport{}) {
			t.Errorf("%v, error %v", got, err)
		}
	})
	t.Run("failure", func(t *testing.T) {
		broken := errors.New("broken")
		_, err := eval.Retrieval(t.Context(), ragtest.Searcher{Err: broken}, []eval.Case{{ID: "case 7", Evidence: []eval.Evidence{{Doc: "a"}}}})
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "case 7") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := eval.Retrieval(ctx, ranking(), all); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func close(a, b eval.RetrievalReport) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) < 1e-9 }
	return a.Cases == b.Cases && near(a.Hit1, b.Hit1) && near(a.Hit5, b.Hit5) && near(a.Hit10, b.Hit10) && near(a.Recall1, b.Recall1) &&
		near(a.Recall5, b.Recall5) && near(a.All5, b.All5) && near(a.MRR, b.MRR) && near(a.NDCG10, b.NDCG10)
}

// scripted answers each question as written, and has read nothing else.
type scripted map[string]*rag.Answer

func (s scripted) Answer(_ context.Context, q rag.Question) (*rag.Answer, error) {
	a, ok := s[q.Text]
	if !ok {
		return nil, fmt.Errorf("no script for %q with %d turns and the filter %q", q.Text, len(q.History), q.Filter.Documents)
	}
	return a, nil
}

const (
	treaty = "The treaty was signed at Turin in 1861. Nobody else was there."
	towers = "The tower of Genoa is green."
)

// said is an answer of one claim with citations of the hits treaty, at offset 100 of the document a, and towers, of b.
func said(text string, cites ...rag.Citation) *rag.Answer {
	return &rag.Answer{
		Answered: true,
		Hits:     []rag.Hit{hit(1, "a", 100, treaty), hit(2, "b", 0, towers)},
		Claims:   []rag.Claim{{Text: text, Citations: cites}},
	}
}

// quoted cites words of a passage that begins at an offset.
func quoted(n, offset int, passage, words string) rag.Citation {
	at := strings.Index(passage, words)
	return rag.Citation{Hit: n, Quote: words, Start: offset + at, End: offset + at + len(words)}
}

func TestAnswers(t *testing.T) {
	signed := quoted(0, 100, treaty, "signed at Turin in 1861")
	green := quoted(1, 0, towers, "Genoa is green")
	long := "The treaty, which had been long in the making, was signed by all of the parties at Turin."
	evidence := []eval.Evidence{{Doc: "a", Start: 100, End: 139}}
	tests := []struct {
		name   string
		c      eval.Case
		answer *rag.Answer
		want   eval.Result // what is judged; Case and Answer are filled in
		good   bool
	}{
		{"right", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("It was signed at Turin in 1861.", signed), eval.Result{Right: true, CitesAny: true, CitesAll: true}, true},
		{"right in the short answer only", eval.Case{Answerable: true, Answers: []string{"in 1861"}, Evidence: evidence},
			&rag.Answer{Answered: true, Short: "in 1861", Hits: said("").Hits}, eval.Result{Right: true}, false},
		{"wrong", eval.Case{Answerable: true, Answers: []string{"1862"}, Evidence: evidence},
			said("It was signed at Turin in 1861.", signed), eval.Result{CitesAny: true, CitesAll: true}, false},
		{"right, but citing something else", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("It was signed at Turin in 1861.", green), eval.Result{Right: true}, false},
		{"one of two documents", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: []eval.Evidence{{Doc: "a"}, {Doc: "b"}}},
			said("In 1861.", signed), eval.Result{Right: true, CitesAny: true}, true},
		{"both documents", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: []eval.Evidence{{Doc: "a"}, {Doc: "b"}}},
			said("In 1861.", signed, green), eval.Result{Right: true, CitesAny: true, CitesAll: true}, true},
		{"withheld", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			&rag.Answer{Reason: "The documents do not say."}, eval.Result{}, false},
		{"rightly withheld", eval.Case{}, &rag.Answer{Reason: "The documents do not say."}, eval.Result{}, true},
		{"made up", eval.Case{}, said("It was signed at Turin in 1861.", signed), eval.Result{}, false},
		{"gold not published", eval.Case{Answerable: true}, said("Something.", green), eval.Result{Right: true, CitesAny: true}, true},
		{"gold not published, withheld", eval.Case{Answerable: true}, &rag.Answer{}, eval.Result{}, false},
		{"long answer, cites the evidence", eval.Case{Answerable: true, Answers: []string{long}, Evidence: evidence},
			said("The treaty was signed.", signed), eval.Result{Right: true, CitesAny: true, CitesAll: true}, true},
		{"long answer, cites another stretch of the document", eval.Case{Answerable: true, Answers: []string{long}, Evidence: evidence},
			said("Nobody was there.", quoted(0, 100, treaty, "Nobody else")), eval.Result{CitesAny: true, CitesAll: true}, false},
		{"long answer to the letter, cites nothing", eval.Case{Answerable: true, Answers: []string{long}, Evidence: evidence},
			said(long), eval.Result{}, false},
		{"a long answer and a short one", eval.Case{Answerable: true, Answers: []string{long, "Turin"}, Evidence: evidence},
			said("In Genoa.", signed), eval.Result{CitesAny: true, CitesAll: true}, false},

		{"quote that does not stand there", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("In 1861.", rag.Citation{Quote: "signed at Turin in 1871", Start: signed.Start, End: signed.End}), eval.Result{Right: true, Bad: 1}, false},
		{"quote that stands elsewhere", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("In 1861.", rag.Citation{Quote: signed.Quote, Start: signed.Start + 1, End: signed.End + 1}), eval.Result{Right: true, Bad: 1}, false},
		{"before the passage", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("In 1861.", rag.Citation{Start: 90, End: 100}), eval.Result{Right: true, Bad: 1}, false},
		{"behind the passage", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("In 1861.", rag.Citation{Start: 100, End: 1000}), eval.Result{Right: true, Bad: 1}, false},
		{"turned round", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("In 1861.", rag.Citation{Start: 120, End: 110}), eval.Result{Right: true, Bad: 1}, false},
		{"no such passage", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("In 1861.", rag.Citation{Hit: 2, Start: 100, End: 110}, rag.Citation{Hit: -1}), eval.Result{Right: true, Bad: 2}, false},
		{"one good, one bad", eval.Case{Answerable: true, Answers: []string{"1861"}, Evidence: evidence},
			said("In 1861.", rag.Citation{Quote: "signed", Start: 100, End: 106}, signed), eval.Result{Right: true, CitesAny: true, CitesAll: true, Bad: 1}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.c.Question = "When?"
			rs, err := eval.Answers(t.Context(), scripted{"When?": test.answer}, []eval.Case{test.c})
			if err != nil || len(rs) != 1 {
				t.Fatalf("%d results, error %v", len(rs), err)
			}
			r := rs[0]
			if r.Right != test.want.Right || r.CitesAny != test.want.CitesAny || r.CitesAll != test.want.CitesAll || r.Bad != test.want.Bad {
				t.Errorf("right %v, cites any %v, all %v, bad %d; want %+v", r.Right, r.CitesAny, r.CitesAll, r.Bad, test.want)
			}
			if r.Good() != test.good {
				t.Errorf("good %v", r.Good())
			}
			if r.Answer != test.answer || r.Case.Question != "When?" || !strings.Contains(r.String(), "When?") {
				t.Errorf("result %v", r)
			}
		})
	}
}

// asker notes what it is asked.
type asker struct{ asked chan rag.Question }

func (a asker) Answer(_ context.Context, q rag.Question) (*rag.Answer, error) {
	a.asked <- q
	return &rag.Answer{}, nil
}

func TestAnswersAsksTheWholeCase(t *testing.T) {
	a := asker{make(chan rag.Question, 1)}
	c := eval.Case{Question: "And then?", Candidates: []string{"a#0"}, History: []eval.Turn{{Role: "user", Text: "Who came?"}, {Role: "agent", Text: "Nobody."}}}
	if _, err := eval.Answers(t.Context(), a, []eval.Case{c}); err != nil {
		t.Fatal(err)
	}
	q := <-a.asked
	if q.Text != "And then?" || len(q.History) != 2 || q.History[1].Role != "agent" || q.History[1].Text != "Nobody." ||
		len(q.Filter.Documents) != 1 || q.Filter.Documents[0] != "a#0" {
		t.Errorf("asks %+v", q)
	}
}

func TestAnswersKeepsTheOrder(t *testing.T) {
	script := make(scripted)
	var cases []eval.Case
	for i := range 50 {
		q := fmt.Sprint(i)
		script[q] = &rag.Answer{Short: q}
		cases = append(cases, eval.Case{ID: q, Question: q})
	}
	rs, err := eval.Answers(t.Context(), script, cases)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rs {
		if r.Case.ID != cases[i].ID || r.Answer.Short != cases[i].ID {
			t.Errorf("result %d is of case %s with the answer %s", i, r.Case.ID, r.Answer.Short)
		}
	}
	if _, err := eval.Answers(t.Context(), script, append(cases, eval.Case{ID: "case 7", Question: "?"})); err == nil || !strings.Contains(err.Error(), "case 7") {
		t.Errorf("error %v", err)
	}
}

func TestSummarize(t *testing.T) {
	gold := eval.Case{Type: "when", Answerable: true, Answers: []string{"1861"}}
	rs := []eval.Result{
		{Case: gold, Answer: &rag.Answer{Answered: true, Short: "1861", Claims: []rag.Claim{{Text: "Signed in 1861."}, {Text: "At Turin."}}},
			Right: true, CitesAny: true, CitesAll: true},
		{Case: gold, Answer: &rag.Answer{Answered: true, Short: "1862", Claims: []rag.Claim{{Text: "Signed in 1861, not 1862."}}},
			Right: true, CitesAny: true, Bad: 2},
		{Case: gold, Answer: &rag.Answer{Short: "1861"}},
		{Case: gold, Answer: &rag.Answer{Answered: true}},
		{Case: eval.Case{Type: "absent"}, Answer: &rag.Answer{}},
		{Case: eval.Case{Type: "absent"}, Answer: &rag.Answer{Answered: true, Short: "1861"}, Bad: 1},
	}
	got := eval.Summarize(rs)
	when := eval.Summary{Type: "when", Cases: 4, Answered: 0.75, Right: 0.5, CitesAny: 0.5, CitesAll: 0.25, Short: 0.25, Words: 2.5, Bad: 2}
	absent := eval.Summary{Type: "absent", Cases: 2, Answered: 0.5, Bad: 1}
	answerable, not := when, absent
	answerable.Type, not.Type = "(answerable)", "(not)"
	want := []eval.Summary{answerable, not, absent, when}
	if len(got) != len(want) {
		t.Fatalf("%d summaries: %v", len(got), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %v\nwant %v", got[i], want[i])
		}
	}
	if got := eval.Summarize(nil); len(got) > 0 {
		t.Errorf("of nothing %v", got)
	}
}
