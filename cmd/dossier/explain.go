package main

import (
	"fmt"
	"strings"

	"dossier/rag"
)

// explainAnswer writes what an answer was made from: the question's terms, the confidence against the threshold, and how
// each passage was found.
func (p *printer) explainAnswer(ans *rag.Answer, mode string, threshold float64) {
	fmt.Fprintln(p.w)
	p.explainTerms(ans.Terms)
	verdict := "withheld"
	if ans.Answered {
		verdict = "answered"
	}
	p.block(0, p.s.dim, fmt.Sprintf("confidence %.3f, threshold %.3f (%s): %s", ans.Confidence, threshold, mode, verdict))
	for i, h := range ans.Hits {
		p.block(0, asIs, fmt.Sprintf("%d. %.3f %s", i+1, h.Score, line(h.ID)))
		p.explainLegs(h)
	}
}

// explainTerms writes the content words of a question with their weights.
func (p *printer) explainTerms(terms []rag.Term) {
	for _, t := range terms {
		forms := ""
		if len(t.Terms) > 0 {
			forms = " (" + line(strings.Join(t.Terms, ", ")) + ")"
		}
		found := fmt.Sprintf("in %d %s", t.Found, plural(t.Found, "passage", "passages"))
		p.block(0, p.s.dim, fmt.Sprintf("term %s%s: weight %.2f, %s", line(t.Text), forms, t.Weight, found))
	}
}

// explainLegs writes how each leg of the search saw a passage.
func (p *printer) explainLegs(h rag.Hit) {
	for _, l := range h.Legs {
		if l.Rank == 0 {
			p.block(entryIndent, p.s.dim, fmt.Sprintf("%s: not found", line(l.Name)))
			continue
		}
		text := fmt.Sprintf("%s: rank %d, score %.3f, normalised %.3f", line(l.Name), l.Rank, l.Score, l.Norm)
		if len(l.Terms) > 0 {
			text += ", matched " + line(strings.Join(l.Terms, ", "))
		}
		p.block(entryIndent, p.s.dim, text)
	}
}
