package eval

import (
	"context"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"dossier/rag"
)

// Monolingual splits a set in which the same documents stand in several languages (document IDs "en:…", "it:…") into one
// set a language, sorted; any other set is returned whole.
func (s *Set) Monolingual() []*Set {
	byLang := make(map[string]*Set)
	for _, d := range s.Documents {
		prefix, _, ok := strings.Cut(d.ID, ":")
		if !ok || prefix != d.Lang || len(prefix) != 2 || s.pooled() {
			return []*Set{s}
		}
		if byLang[d.Lang] == nil {
			byLang[d.Lang] = &Set{Name: s.Name + "/" + d.Lang}
		}
		byLang[d.Lang].Documents = append(byLang[d.Lang].Documents, d)
	}
	for _, c := range s.Cases {
		if part := byLang[c.Lang]; part != nil {
			part.Cases = append(part.Cases, c)
		}
	}
	var out []*Set
	for _, l := range slices.Sorted(maps.Keys(byLang)) {
		out = append(out, byLang[l])
	}
	return out
}

// pooled reports whether the cases name their own candidates, so that languages need not be kept apart.
func (s *Set) pooled() bool {
	return slices.ContainsFunc(s.Cases, func(c Case) bool { return c.Candidates != nil })
}

// Half returns every second case, from the first (0) or the second (1) on; all of them for any other number. Sets stand in
// hash order, so a half is a random sample.
func (s *Set) Half(n int) []Case {
	if n != 0 && n != 1 {
		return s.Cases
	}
	var out []Case
	for i := n; i < len(s.Cases); i += 2 {
		out = append(out, s.Cases[i])
	}
	return out
}

func (c Case) filter() rag.Filter { return rag.Filter{Documents: c.Candidates} }

// each calls f for every case on all processors; f must write its own slot only.
func each(ctx context.Context, n int, f func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), max(1, n))
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += workers {
				if errs[w] = ctx.Err(); errs[w] == nil {
					errs[w] = f(i)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// RetrievalReport says how well passages are found, over the cases that have evidence.
type RetrievalReport struct {
	Cases             int
	Hit1, Hit5, Hit10 float64 // share of the cases with evidence among the first k passages
	Recall1, Recall5  float64 // gold documents among the documents of the first k passages
	All5              float64 // share of the cases whose gold documents are all among them
	MRR               float64 // to depth 100
	NDCG10            float64 // of documents, linear gain, as trec_eval's ndcg_cut
}

func (r RetrievalReport) String() string {
	return fmt.Sprintf("n=%d hit@1 %.3f @5 %.3f @10 %.3f R@1 %.3f R@5 %.3f all@5 %.3f MRR %.3f nDCG@10 %.3f",
		r.Cases, r.Hit1, r.Hit5, r.Hit10, r.Recall1, r.Recall5, r.All5, r.MRR, r.NDCG10)
}

// Retrieval searches for every case that has evidence.
func Retrieval(ctx context.Context, s rag.Searcher, cases []Case) (RetrievalReport, error) {
	cases = slices.DeleteFunc(slices.Clone(cases), func(c Case) bool { return len(c.Evidence) == 0 })
	per := make([]RetrievalReport, len(cases))
	err := each(ctx, len(cases), func(i int) error {
		res, err := s.Search(ctx, rag.Query{Text: cases[i].Question, Filter: cases[i].filter()}, 100)
		if err != nil {
			return fmt.Errorf("searching for case %q: %w", cases[i].ID, err)
		}
		per[i] = retrieved(cases[i], res.Hits)
		return nil
	})
	var sum RetrievalReport
	for _, p := range per {
		sum.Hit1, sum.Hit5, sum.Hit10 = sum.Hit1+p.Hit1, sum.Hit5+p.Hit5, sum.Hit10+p.Hit10
		sum.Recall1, sum.Recall5, sum.All5 = sum.Recall1+p.Recall1, sum.Recall5+p.Recall5, sum.All5+p.All5
		sum.MRR, sum.NDCG10 = sum.MRR+p.MRR, sum.NDCG10+p.NDCG10
	}
	if n := float64(len(cases)); n > 0 {
		for _, x := range []*float64{&sum.Hit1, &sum.Hit5, &sum.Hit10, &sum.Recall1, &sum.Recall5, &sum.All5, &sum.MRR, &sum.NDCG10} {
			*x /= n
		}
	}
	sum.Cases = len(cases)
	return sum, err
}

func retrieved(c Case, hits []rag.Hit) (r RetrievalReport) {
	gold := make(map[string]bool)
	for _, e := range c.Evidence {
		gold[e.Doc] = true
	}
	var docs []string // in order of their best passage
	found1, found5 := make(map[string]bool), make(map[string]bool)
	for i, h := range hits {
		for _, p := range places(h) {
			if r.MRR == 0 && c.Supported(p) {
				r.MRR = 1 / float64(i+1)
			}
			if gold[p.Doc] && i < 1 {
				found1[p.Doc] = true
			}
			if gold[p.Doc] && i < 5 {
				found5[p.Doc] = true
			}
			if !slices.Contains(docs, p.Doc) {
				docs = append(docs, p.Doc)
			}
		}
	}
	is := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	r.Hit1, r.Hit5, r.Hit10 = is(r.MRR == 1), is(r.MRR >= 0.2), is(r.MRR >= 0.1)
	r.Recall1, r.Recall5 = float64(len(found1))/float64(len(gold)), float64(len(found5))/float64(len(gold))
	r.All5 = is(len(found5) == len(gold))
	ideal := 0.0
	for i := range min(10, len(gold)) {
		ideal += 1 / math.Log2(float64(i+2))
	}
	for i, d := range docs[:min(10, len(docs))] {
		r.NDCG10 += is(gold[d]) / math.Log2(float64(i+2)) / ideal
	}
	return r
}

// places are where a hit's passage stands: in its document and in every other that holds it word for word.
func places(h rag.Hit) []Place {
	out := []Place{{Doc: h.DocID, Start: h.Rune, End: h.CodePoint(h.End), Text: h.Text}}
	for _, a := range h.Also {
		out = append(out, Place{Doc: a.Doc.ID, Start: -1, End: -1, Text: h.Text})
	}
	return out
}

// Result is a case with the answer that was given.
type Result struct {
	Case     Case
	Answer   *rag.Answer
	Right    bool // answerable, answered, and a gold string or sentence is in the answer
	CitesAny bool // cites a gold document
	CitesAll bool // cites every gold document
	Bad      int  // citations whose quote does not stand in the passage that they name, or that name none
}

// Good reports whether the case went as it should.
func (r Result) Good() bool {
	if !r.Case.Answerable {
		return !r.Answer.Answered
	}
	return r.Right && r.CitesAny
}

func (r Result) String() string {
	said := r.Answer.Reason
	if r.Answer.Answered {
		var texts []string
		for _, c := range r.Answer.Claims {
			texts = append(texts, c.Text)
		}
		said = fmt.Sprintf("[%s] %s", r.Answer.Short, strings.Join(texts, " | "))
	}
	return fmt.Sprintf("%s %s (%s, %.2f) gold %q: %s", r.Case.ID, r.Case.Question, r.Case.Type, r.Answer.Confidence, r.Case.Answers, said)
}

// Answerer answers questions; *rag.Answerer is one.
type Answerer interface {
	Answer(ctx context.Context, q rag.Question) (*rag.Answer, error)
}

// Answers asks every case.
func Answers(ctx context.Context, a Answerer, cases []Case) ([]Result, error) {
	out := make([]Result, len(cases))
	err := each(ctx, len(cases), func(i int) error {
		q := rag.Question{Text: cases[i].Question, Filter: cases[i].filter()}
		for _, t := range cases[i].History {
			q.History = append(q.History, rag.Turn{Role: t.Role, Text: t.Text})
		}
		ans, err := a.Answer(ctx, q)
		if err != nil {
			return fmt.Errorf("answering case %q: %w", cases[i].ID, err)
		}
		out[i] = judge(cases[i], ans)
		return nil
	})
	return out, err
}

func judge(c Case, a *rag.Answer) Result {
	r := Result{Case: c, Answer: a}
	text := a.Short
	cited := make(map[string]bool)
	supported := false
	for _, claim := range a.Claims {
		text += " \n " + claim.Text
		for _, cite := range claim.Citations {
			if !stands(cite, a.Hits) {
				r.Bad++
				continue
			}
			h := a.Hits[cite.Hit]
			for _, p := range places(h) {
				cited[p.Doc] = true
			}
			p := Place{Doc: h.DocID, Start: h.CodePoint(cite.Start), End: h.CodePoint(cite.End), Text: cite.Quote}
			supported = supported || c.Supported(p)
		}
	}
	r.CitesAll = len(c.Evidence) > 0
	for _, e := range c.Evidence {
		r.CitesAny = r.CitesAny || cited[e.Doc]
		r.CitesAll = r.CitesAll && cited[e.Doc]
	}
	if !c.Answerable || !a.Answered {
		return r
	}
	switch {
	case len(c.Answers)+len(c.Evidence) == 0: // judged answerable, the gold is not published
		r.Right, r.CitesAny = true, true
	case c.LongAnswers():
		r.Right = supported
	default:
		r.Right = ContainsGold(text, c.Answers)
	}
	return r
}

// stands reports whether a citation names one of the hits and its quote is what stands there.
func stands(c rag.Citation, hits []rag.Hit) bool {
	if c.Hit < 0 || c.Hit >= len(hits) {
		return false
	}
	h := hits[c.Hit]
	return h.Start <= c.Start && c.Start <= c.End && c.End <= h.End && h.Text[c.Start-h.Start:c.End-h.Start] == c.Quote
}

// LongAnswers reports whether the gold answers are sentences, which no quote holds to the letter: then an answer is right
// if it cites the evidence.
func (c Case) LongAnswers() bool {
	return !slices.ContainsFunc(c.Answers, func(a string) bool { return len([]rune(a)) <= 60 })
}

// Summary counts the outcomes of the cases of one type. All shares are of Cases.
type Summary struct {
	Type                                              string
	Cases                                             int
	Answered, Right, CitesAny, CitesAll, Short, Words float64
	Bad                                               int
}

func (s Summary) String() string {
	return fmt.Sprintf("%-14s n=%-5d answered %.3f right %.3f short right %.3f cites gold %.3f, all gold %.3f, bad citations %d, words %.0f",
		s.Type, s.Cases, s.Answered, s.Right, s.Short, s.CitesAny, s.CitesAll, s.Bad, s.Words)
}

// Summarize counts results by type, and over the cases that can be answered, "(answerable)", and the others, "(not)", in
// order of these names.
func Summarize(rs []Result) []Summary {
	by := make(map[string]*Summary)
	count := func(name string, r Result) {
		s := by[name]
		if s == nil {
			s = &Summary{Type: name}
			by[name] = s
		}
		s.Cases++
		s.Bad += r.Bad
		for _, x := range []struct {
			sum *float64
			is  bool
		}{{&s.Answered, r.Answer.Answered}, {&s.Right, r.Right}, {&s.CitesAny, r.CitesAny}, {&s.CitesAll, r.CitesAll},
			{&s.Short, r.Answer.Answered && ContainsGold(r.Answer.Short, r.Case.Answers)}} {
			if x.is {
				*x.sum++
			}
		}
		for _, c := range r.Answer.Claims {
			s.Words += float64(len(strings.Fields(c.Text)))
		}
	}
	for _, r := range rs {
		count(r.Case.Type, r)
		if r.Case.Answerable {
			count("(answerable)", r)
		} else {
			count("(not)", r)
		}
	}
	var out []Summary
	for _, k := range slices.Sorted(maps.Keys(by)) {
		s := by[k]
		n := float64(s.Cases)
		for _, x := range []*float64{&s.Answered, &s.Right, &s.CitesAny, &s.CitesAll, &s.Short, &s.Words} {
			*x /= n
		}
		out = append(out, *s)
	}
	return out
}
