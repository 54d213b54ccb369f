package extract

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"dossier/rag"
)

// Whatever is asked of whatever text: candidates lie in their passages, quotes are their words, features are finite, and
// the same again gives the same.
func FuzzDraft(f *testing.F) {
	for _, seed := range [][2]string{
		{"When did the tower of Genoa open?", "The tower of Genoa opened on 4 January 1798. It is green."},
		{"How many American students studied in Italy?", "More than 36,000 American students, i.e. 12.5% of U.S. students, studied in Italy."},
		{"How much aid?", "Up to $100\nmillion; £3,000 or 5 %.\n\n* * *\n\n- COVID-19\n- 6th Fleet"},
		{"Compare the United Kingdom and France on the Group of Seven.", "The UK chaired the G7. She left.\n\nFrance did not."},
		{"Who is US?", "They told us so. WHO? United States. United Kingdom of U.S.A."},
		{"List the pillars", "> # Pillars\n1. First: NATO\n2. Second; \"EU\"\n| a | b |"},
		{"谁写了这本书?", "鲁迅写了这本书。他在1921年写的。"},
		{"Où se trouve l'École ?", "L'école se trouve à Paris, près d'ici. Elle est là."},
		{"متى بدأت الحرب؟", "بدأت الحرب في عام 1914."},
		{"Τι είναι;", "ΑΒΓ είναι ΑΒΓ."},
		{"Что такое ЕС?", "Европейский Союз, или ЕС."},
		{"is it a\u0301 \u0640?", "\u0640 a\u0301\u0301 \u200d\ufeff İI ß ŉ"},
		{"", ""},
		{"?", "."},
		{"\xff\xfe A\x00", "\xff. A\x00B \xc3("},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, question, text string) {
		if len(question) > 4<<10 || len(text) > 16<<10 {
			t.Skip("longer than anything that can be asked or found")
		}
		draft := func() (*rag.Results, *Draft, []Candidate) {
			r := found(question, text, "The tower opened in 1798. "+text)
			d := NewDraft(question, r)
			d.Describe(builtin())
			d.Rank(builtin())
			return r, d, d.Choose()
		}
		r, d, chosen := draft()
		for _, c := range d.Candidates {
			h := r.Hits[c.Hit]
			if c.Start < h.Start || c.End > h.End || c.Start >= c.End {
				t.Fatalf("candidate [%d, %d) of the passage [%d, %d)", c.Start, c.End, h.Start, h.End)
			}
			if !strings.Contains(h.Text[c.Start-h.Start:c.End-h.Start], c.Short) {
				t.Errorf("short answer %q is not in the sentence %q", c.Short, c.words())
			}
			checkColumns(t, RankFeatures(), c.Features)
		}
		if len(d.Candidates) > 0 {
			checkColumns(t, ConfidenceFeatures(), d.Confidence())
		}
		if x := builtin().Confident(d); !(x >= 0 && x <= 1) {
			t.Errorf("confidence %v", x)
		}
		if len(chosen) > maxListed || (len(chosen) == 0) != (len(d.Candidates) == 0) {
			t.Errorf("%d of %d candidates were chosen", len(chosen), len(d.Candidates))
		}
		var quoted [][3]int
		for _, c := range chosen {
			claim := c.claim(r)
			cite := claim.Citations[0]
			h := r.Hits[cite.Hit]
			if cite.Start < h.Start || cite.End > h.End || h.Text[cite.Start-h.Start:cite.End-h.Start] != cite.Quote {
				t.Fatalf("quote %q is not what stands at [%d, %d)", cite.Quote, cite.Start, cite.End)
			}
			if !strings.Contains(claim.Text, claim.Short) {
				t.Errorf("short answer %q is not in the claim %q", claim.Short, claim.Text)
			}
			if slices.ContainsFunc(quoted, func(q [3]int) bool { return q[0] == cite.Hit && q[1] < cite.End && cite.Start < q[2] }) {
				t.Errorf("%q is quoted twice", cite.Quote)
			}
			quoted = append(quoted, [3]int{cite.Hit, cite.Start, cite.End})
		}
		_, again, same := draft()
		if !reflect.DeepEqual(bare(d.Candidates), bare(again.Candidates)) || !reflect.DeepEqual(bare(chosen), bare(same)) {
			t.Error("the same question to the same text gives something else")
		}
	})
}

// bare are candidates without what points elsewhere.
func bare(cs []Candidate) []Candidate {
	cs = slices.Clone(cs)
	for i := range cs {
		cs[i].page = nil
	}
	return cs
}
