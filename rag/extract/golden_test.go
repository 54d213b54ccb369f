package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dossier/corpus"
	"dossier/corpus/starter"
	"dossier/eval"
	"dossier/rag"
	"dossier/rag/extract"
	"dossier/rag/index"
	"dossier/rag/ragtest"
)

// questions are about the bundled briefs. Those with gold strings can be answered from the documents that are named, the
// others look as if they could. None is there because it works.
var questions = []struct {
	kind, question string
	golds, docs    []string
}{
	{"when", "When did Italy and the United States establish diplomatic relations?", []string{"1861"}, []string{"diplomatic-relations.md"}},
	{"when", "In what year was the American Studies initiative begun?", []string{"2016"}, []string{"education-and-exchange.md"}},
	{"when", "When are the two Mars missions planned?", []string{"2026 and 2028"}, []string{"technology-and-space.md"}},
	{"when", "When did Italy chair the G20?", []string{"2021"}, []string{"multilateral-roles.md"}},
	{"count", "How many American students studied in Italy each year before the pandemic?", []string{"36,000"}, []string{"education-and-exchange.md"}},
	{"count", "How many troops did Italy have in crisis areas in 2017?", []string{"6000"}, []string{"security-and-defense.md"}},
	{"count", "How many people have taken part in the Fulbright program?", []string{"14,000"}, []string{"education-and-exchange.md"}},
	{"count", "How many U.S. troops and civilian personnel live in Italy?", []string{"30,000"}, []string{"us-forces-in-italy.md"}},
	{"amount", "How much COVID-19 assistance did the American government approve for Italy?", []string{"$100 million"}, []string{"pandemic-aid.md"}},
	{"amount", "What was two-way trade in goods and services worth in 2019?", []string{"$103 billion"}, []string{"trade-and-investment.md"}},
	{"amount", "How much did the private sector give during the COVID-19 emergency?", []string{"50 million euros"}, []string{"pandemic-aid.md"}},
	{"who", "Who is the first American Secretary of State of Italian descent?", []string{"Pompeo"}, []string{"italian-americans.md"}},
	{"who", "Who announced the Strategic Dialogue?", []string{"Conte"}, []string{"security-and-defense.md", "visits-and-meetings.md"}},
	{"who", "Who heads the office of the defense attaché?", []string{"General Officer"}, []string{"defense-attache.md"}},
	{"where", "Where is the headquarters of the US Navy's 6th Fleet?", []string{"Naples"}, []string{"us-forces-in-italy.md"}},
	{"where", "Where was Operation Blazing Shield 2018 held?", []string{"China Lake"}, []string{"defense-attache.md"}},
	{"where", "To which countries is the defense attaché accredited besides the United States?", []string{"Canada and Mexico"}, []string{"defense-attache.md"}},
	{"which", "Which organization did Italy chair in 2018?", []string{"OSCE", "Organization for Security and Co-operation in Europe"}, []string{"multilateral-roles.md"}},
	{"which", "What is the India-Middle East-Europe Economic Corridor made of?", []string{"ports, railways and undersea cables"}, []string{"energy-and-infrastructure.md"}},
	{"yes/no", "Do Italy and the United Kingdom oppose the death penalty?", []string{"oppose the death penalty"}, []string{"united-kingdom.md"}},
	{"why", "Why did the State Department warn of untrusted 5G suppliers?", []string{"national security"}, []string{"technology-and-space.md"}},
	{"list", "What are the three pillars of the alliance of Italy and the United States?", []string{"United Nations, NATO and Euro-Atlanticism"}, []string{"diplomatic-relations.md"}},
	{"list", "List the tasks of the defense attaché's office.", []string{"Foreign Military Sales", "adviser on defense", "furthers relations"}, []string{"defense-attache.md"}},
	{"conflict", "How many Americans are of Italian origin?", []string{"17 million"}, []string{"italian-americans.md"}},
	{"Italian", "In che anno sono iniziate le relazioni diplomatiche tra Italia e Stati Uniti?", []string{"1861"}, []string{"diplomatic-relations.md"}},
	{"misspelt", "how many studants of american univercities went to italy befor the pandemic", []string{"36,000"}, []string{"education-and-exchange.md"}},

	{"absent", "When did Italy and Japan establish diplomatic relations?", nil, nil},
	{"absent", "Who is the Italian ambassador in Washington?", nil, nil},
	{"absent", "How many Italian students studied in the United States in 2019?", nil, nil},
	{"absent", "How much did Italy spend on defense in 2020?", nil, nil},
	{"absent", "Where is the headquarters of the US Navy's 7th Fleet?", nil, nil},
	{"absent", "Who won the football world cup in 1998?", nil, nil},
	{"absent", "When was the Fulbright Commission in Japan founded?", nil, nil},
	{"absent", "What is the population of Naples?", nil, nil},
	{"absent", "Who painted the Mona Lisa?", nil, nil},
	{"absent", "Quale regione italiana produce più vino?", nil, nil},
}

// TestGoldenAnswers writes what is answered from the briefs, so that a change to what is found, picked, cut out or withheld
// is a diff of real answers.
func TestGoldenAnswers(t *testing.T) {
	x, err := index.Open(t.Context(), ":memory:", index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	r, err := x.Sync(t.Context(), "bundled", corpus.Read(starter.FS()), index.SyncOptions{})
	if err != nil || len(r.Failed) > 0 {
		t.Fatalf("indexing the briefs: %v, failed %v", err, r.Failed)
	}
	cases := make([]eval.Case, len(questions))
	for i, q := range questions {
		cases[i] = eval.Case{ID: fmt.Sprint(i + 1), Question: q.question, Type: q.kind, Answers: q.golds, Answerable: q.golds != nil}
		for _, id := range q.docs {
			d, err := x.Document(t.Context(), id)
			if err != nil || !slices.ContainsFunc(q.golds, func(g string) bool { return strings.Contains(d.Text, g) }) {
				t.Errorf("question %q: none of %q stands in %s (%v)", q.question, q.golds, id, err)
			}
			cases[i].Evidence = append(cases[i].Evidence, eval.Evidence{Doc: id})
		}
	}
	var summary strings.Builder
	for _, mode := range []extract.Abstain{extract.Never, extract.Balanced, extract.Strict} {
		threshold, err := mode.Threshold()
		if err != nil {
			t.Fatal(err)
		}
		rs, err := eval.Answers(t.Context(), &rag.Answerer{Searcher: x, Composer: extract.Composer{}, Threshold: threshold}, cases)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range eval.Summarize(rs) {
			if s.Bad > 0 {
				t.Errorf("%s, %s: %d citations do not stand in their sources", mode, s.Type, s.Bad)
			}
			fmt.Fprintf(&summary, "%-8s  %v\n", mode, s)
		}
		if mode == extract.Balanced {
			ragtest.Golden(t, "answers.txt", written(rs))
		}
	}
	ragtest.Golden(t, "summary.txt", summary.String())
}

// written writes answers as a reviewer reads them: whether it went well, how sure it was, the short answer, and each claim with
// where its words stand; the quote only if it is not the claim itself.
func written(rs []eval.Result) string {
	var b strings.Builder
	fmt.Fprint(&b, "Answers at --abstain balanced, with their confidence; * right, or rightly withheld.\n")
	for _, r := range rs {
		a := r.Answer
		mark, short := " ", "withheld"
		if r.Good() {
			mark = "*"
		}
		if a.Answered {
			short = fmt.Sprintf("%q", a.Short)
		}
		fmt.Fprintf(&b, "\n%s\n%s %.2f %s\n", r.Case.Question, mark, a.Confidence, short)
		if a.Reason != "" {
			fmt.Fprintf(&b, "  %s\n", a.Reason)
		}
		for _, c := range a.Claims {
			fmt.Fprintf(&b, "  - %s\n", c.Text)
			for _, cite := range c.Citations {
				fmt.Fprintf(&b, "    %s:%d-%d", a.Hits[cite.Hit].DocID, cite.Start, cite.End)
				if cite.Quote != c.Text {
					fmt.Fprintf(&b, " %q", cite.Quote)
				}
				b.WriteByte('\n')
			}
		}
		for _, n := range a.Notes {
			fmt.Fprintf(&b, "  %s: %s\n", n.Kind, n.Text)
		}
	}
	return b.String()
}
