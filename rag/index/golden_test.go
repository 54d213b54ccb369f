package index_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dossier/corpus"
	"dossier/corpus/starter"
	"dossier/eval"
	"dossier/rag"
	"dossier/rag/index"
	"dossier/rag/ragtest"
)

// lookups are queries about the bundled briefs with the words in which a brief answers. None is there because it works.
var lookups = []struct{ kind, query, doc, quote string }{
	{"question", "When did Italy and the United States establish diplomatic relations?", "diplomatic-relations.md", "established diplomatic relations in 1861"},
	{"question", "Which anniversary did the two countries mark in 2021?", "diplomatic-relations.md", "marked the 160th anniversary"},
	{"question", "What are the three pillars of the alliance?", "diplomatic-relations.md", "named United Nations, NATO and Euro-Atlanticism"},
	{"question", "When did Italy become a republic?", "diplomatic-relations.md", "when Italy became a republic in 1946"},
	{"question", "How many Italian-Americans are there?", "italian-americans.md", "at more than 20 million"},
	{"question", "Who is the first Secretary of State with Italian roots?", "italian-americans.md", "first American Secretary of State of Italian descent"},
	{"question", "How many U.S. troops and civilians live in Italy?", "us-forces-in-italy.md", "more than 30,000 American troops"},
	{"question", "Where is the headquarters of the US Navy's 6th Fleet?", "us-forces-in-italy.md", "headquarters of the 6th Fleet"},
	{"question", "Where does NATO's Joint Force Command Naples sit?", "us-forces-in-italy.md", "in Lago della Patria"},
	{"question", "How much was trade in goods worth in 2019?", "trade-and-investment.md", "worth more than $81 billion"},
	{"question", "How much have Italian and American investors committed?", "trade-and-investment.md", "had committed $78.6 billion"},
	{"question", "How many American students went to Italy before the pandemic?", "education-and-exchange.md", "More than 36,000 American students"},
	{"question", "How old was the Fulbright Commission in 2018?", "education-and-exchange.md", "reached its 70th anniversary in 2018"},
	{"question", "How many universities take part in American Studies?", "education-and-exchange.md", "some 21 universities in Italy"},
	{"question", "How much COVID-19 aid did the US government approve for Italy?", "pandemic-aid.md", "up to $100 million of COVID-19 assistance"},
	{"question", "What did American companies give during the pandemic?", "pandemic-aid.md", "some 50 million euros"},
	{"question", "In which years did Italy chair the G7?", "multilateral-roles.md", "chair of the G7 in 2017, of the G20 in 2021"},
	{"question", "When was Italy on the UN Security Council?", "multilateral-roles.md", "as a non-permanent member in the term 2017-2018"},
	{"question", "What happened to Aleksey Navalny?", "security-and-defense.md", "poisoning of the opposition leader Aleksey Navalny"},
	{"question", "How many Italian soldiers were deployed in crisis areas?", "security-and-defense.md", "over 6000 troops deployed"},
	{"question", "When are the Mars missions planned?", "technology-and-space.md", "two Mars missions, which are planned for 2026 and 2028"},
	{"question", "What did the State Department warn of in 5G networks?", "technology-and-space.md", "protect their new 5G networks"},
	{"question", "Which countries lie along the corridor from India to Europe?", "energy-and-infrastructure.md", "The partners along the corridor are India"},
	{"question", "To whom does the defense attaché answer in operational matters?", "defense-attache.md", "the attaché answers to the Chief of the Defense Staff"},
	{"question", "Where was Operation Blazing Shield held?", "defense-attache.md", "held at China Lake, California"},
	{"question", "Who hosted COP26?", "united-kingdom.md", "applied jointly to host COP26"},
	{"question", "What did Britain and Italy sign in July 2018?", "united-kingdom.md", "signed a declaration of intent"},
	{"question", "When did Meloni and Biden meet?", "visits-and-meetings.md", "issued the joint statement of July 27, 2023"},
	{"question", "Whom did Pompeo plan to meet in Rome?", "visits-and-meetings.md", "planned to meet Italy's Foreign Minister Luigi Di Maio"},

	{"keywords", "special economic zone incentives", "trade-and-investment.md", "Single Special Economic Zone"},
	{"keywords", "liquefied natural gas exports", "energy-and-infrastructure.md", "more liquefied natural gas to Italy"},
	{"keywords", "Frecce Tricolori", "defense-attache.md", "Frecce Tricolori"},
	{"keywords", "synthetic opioids", "security-and-defense.md", "synthetic opioids above all"},
	{"keywords", "death penalty", "united-kingdom.md", "oppose the death penalty"},
	{"keywords", "Artemis moon", "technology-and-space.md", "explore the Moon together in future Artemis missions"},

	{"Italian", "Quando sono state stabilite le relazioni diplomatiche tra Italia e Stati Uniti?", "diplomatic-relations.md", "established diplomatic relations in 1861"},
	{"Italian", "Quanti studenti americani studiavano in Italia prima della pandemia?", "education-and-exchange.md", "More than 36,000 American students"},
	{"Italian", "Dove si trova il quartier generale della Sesta Flotta?", "us-forces-in-italy.md", "headquarters of the 6th Fleet"},
	{"Italian", "presidenza italiana del G20", "multilateral-roles.md", "Italy chaired the G20 in 2021"},

	{"misspelt", "diplomattic relatons estabished", "diplomatic-relations.md", "established diplomatic relations in 1861"},
	{"misspelt", "Fullbright comission aniversary", "education-and-exchange.md", "reached its 70th anniversary in 2018"},
	{"misspelt", "headquaters of the sixth fleet in Neaples", "us-forces-in-italy.md", "headquarters of the 6th Fleet"},
	{"misspelt", "liqufied naturel gas", "energy-and-infrastructure.md", "more liquefied natural gas to Italy"},
	{"misspelt", "Navalni poisening", "security-and-defense.md", "poisoning of the opposition leader Aleksey Navalny"},
}

// bundled indexes the briefs in memory.
func bundled(t *testing.T) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), ":memory:", index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	r, err := x.Sync(t.Context(), "bundled", corpus.Read(starter.FS()), index.SyncOptions{})
	if err != nil || len(r.Failed) > 0 {
		t.Fatalf("indexing the briefs: %v, failed %v", err, r.Failed)
	}
	return x
}

// TestGoldenRanks writes what a search over the briefs finds, so that a change to the ranking is a diff of real results.
func TestGoldenRanks(t *testing.T) {
	const shown = 5
	x := bundled(t)
	var ranks strings.Builder
	fmt.Fprint(&ranks, "The first five passages for each query: fused score, then rank and score in each leg; * answers.\n")
	var kinds []string
	cases := make(map[string][]eval.Case)
	for i, l := range lookups {
		d, err := x.Document(t.Context(), l.doc)
		if err != nil || !strings.Contains(d.Text, l.quote) {
			t.Errorf("query %q: %q does not stand in %s (%v)", l.query, l.quote, l.doc, err)
		}
		c := eval.Case{ID: fmt.Sprint(i + 1), Question: l.query, Evidence: []eval.Evidence{{Doc: l.doc, Quote: l.quote}}}
		if !slices.Contains(kinds, l.kind) {
			kinds = append(kinds, l.kind)
		}
		cases[l.kind] = append(cases[l.kind], c)
		r, err := x.Search(t.Context(), rag.Query{Text: l.query}, shown)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&ranks, "\n%s\n", l.query)
		for i, h := range r.Hits {
			mark := " "
			if c.Supported(place(h)) {
				mark = "*"
			}
			fmt.Fprintf(&ranks, "%s %d. %.3f%s\n     %s · %s · %s\n", mark, i+1, h.Score, legs(h), h.DocID, innermost(h.Heading), start(h.Text, 60))
		}
	}
	ragtest.Golden(t, "ranks.txt", ranks.String())

	var summary strings.Builder
	var all []eval.Case
	for _, k := range kinds {
		all = append(all, cases[k]...)
		summarize(t, &summary, x, k, cases[k])
	}
	summarize(t, &summary, x, "all", all)
	ragtest.Golden(t, "summary.txt", summary.String())
}

// summarize writes how well the fused search and its legs alone do on some cases. Proximity does not search by itself: it
// looks at what the others found, in their order.
func summarize(t *testing.T, w *strings.Builder, s rag.Searcher, name string, cases []eval.Case) {
	t.Helper()
	r, err := eval.Retrieval(t.Context(), s, cases)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(w, "%-9s %v\n", name, r)
	of := make(map[string]float64) // sum of the reciprocal ranks by leg
	var names []string
	for _, c := range cases {
		best, err := legRanks(t.Context(), s, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range best {
			if l.Name == "proximity" {
				continue
			}
			if !slices.Contains(names, l.Name) {
				names = append(names, l.Name)
			}
			if l.Rank > 0 {
				of[l.Name] += 1 / float64(l.Rank)
			}
		}
	}
	for _, n := range names {
		fmt.Fprintf(w, "  %-7s alone: MRR %.3f\n", n, of[n]/float64(len(cases)))
	}
}

// legRanks returns the legs of the passage that answers a case, nil if none was found.
func legRanks(ctx context.Context, s rag.Searcher, c eval.Case) ([]rag.Leg, error) {
	r, err := s.Search(ctx, rag.Query{Text: c.Question}, 200)
	if err != nil {
		return nil, err
	}
	for _, h := range r.Hits {
		if c.Supported(place(h)) {
			return h.Legs, nil
		}
	}
	return nil, nil
}

func place(h rag.Hit) eval.Place {
	return eval.Place{Doc: h.DocID, Start: h.Rune, End: h.CodePoint(h.End), Text: h.Text}
}

func legs(h rag.Hit) string {
	var b strings.Builder
	for _, l := range h.Legs {
		if l.Rank == 0 {
			fmt.Fprintf(&b, "  %s -", l.Name)
			continue
		}
		fmt.Fprintf(&b, "  %s %d (%.2f)", l.Name, l.Rank, l.Score)
	}
	return b.String()
}

func innermost(heading string) string {
	if i := strings.LastIndex(heading, " > "); i >= 0 {
		heading = heading[i+len(" > "):]
	}
	return heading
}

// start returns the first characters of a passage, on one line.
func start(text string, n int) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	return strings.TrimSpace(string(r[:min(n, len(r))]))
}
