package extract

import (
	"math"
	"slices"
	"strings"
)

const (
	maxSentences = 3 // in an answer
	maxListed    = 5 // where a list or a comparison is asked for
)

// margin is how far behind the best a sentence's score may be for it to be shown, too. Scores are logarithms of odds.
const margin = 3

// novelty is what it is worth that a further sentence meets all of the question where those before met none of it.
const novelty = 8

// Choose picks the sentences of the answer from the candidates of a draft that was ranked. Only the first and those that
// contradict it keep their short answers.
func (d *Draft) Choose() []Candidate {
	if len(d.Candidates) == 0 {
		return nil
	}
	limit := maxSentences
	if d.in.kind == asksList || d.in.kind == asksCompare {
		limit = maxListed
	}
	var out []Candidate
	sentences := 0
	take := func(c Candidate) bool {
		n := 1
		c.leansOn = c.support()
		if slices.ContainsFunc(out, func(o Candidate) bool { return o.shows(c.Hit, c.leansOn) }) {
			c.leansOn = -1 // it was quoted already
		}
		if c.leansOn >= 0 {
			n = 2
		}
		if sentences+n > limit && n == 2 {
			c.leansOn, n = -1, 1
		}
		if sentences+n > limit || slices.ContainsFunc(out, c.repeats) {
			return false
		}
		sentences += n
		out = append(out, c)
		return true
	}
	best := d.Candidates[0]
	take(best)
	for _, facet := range d.in.facets {
		if c, ok := d.bestOn(facet); ok {
			c.Short = ""
			take(c)
		}
	}
	if rival, ok := d.rival(best); ok {
		take(rival)
	}
	if len(d.in.facets) > 0 && len(out) > 1 {
		return out
	}
	for sentences < limit {
		next, ok := d.complement(out)
		if !ok {
			break
		}
		next.Short = ""
		if !take(next) {
			break
		}
	}
	return out
}

// complement is the candidate that adds the most to those that were chosen: its score, and what it meets of the question's
// terms that they do not. There is none if even that is too far behind the best.
func (d *Draft) complement(chosen []Candidate) (Candidate, bool) {
	met := make([]float64, len(d.in.terms))
	for _, c := range chosen {
		met = union(met, c.page.sentences[c.sentence].cover)
	}
	best, at := d.Candidates[0].Score-margin, -1
	for i, c := range d.Candidates[:min(len(d.Candidates), 20)] {
		if slices.ContainsFunc(chosen, c.repeats) {
			continue
		}
		if score := c.Score + novelty*d.in.adds(met, c.page.sentences[c.sentence].cover); score > best {
			best, at = score, i
		}
	}
	if at < 0 {
		return Candidate{}, false
	}
	return d.Candidates[at], true
}

// adds is the share of the question's terms, by rarity, that a cover meets and another does not.
func (in inquiry) adds(met, cover []float64) float64 {
	sum, total := 0.0, 0.0
	for i, t := range in.terms {
		sum += t.rarity * math.Max(0, cover[i]-met[i])
		total += t.rarity
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// support is the sentence that a candidate leans on; -1 if it stands on its own.
func (c Candidate) support() int {
	if c.sentence == 0 || !leans(c.page, c.page.sentences[c.sentence]) {
		return -1
	}
	before := c.page.sentences[c.sentence-1]
	if c.End-c.page.Start-before.Start > 600 || strings.Contains(c.page.Text[before.End:c.Start-c.page.Start], "\n\n") {
		return -1
	}
	return c.sentence - 1
}

// repeats reports whether another candidate, which is shown, says the same words, or quotes them with its own.
func (c Candidate) repeats(o Candidate) bool {
	return o.shows(c.Hit, c.sentence) || strings.EqualFold(c.words(), o.words())
}

// shows reports whether the nth sentence of a hit is quoted for a candidate.
func (c Candidate) shows(hit, n int) bool {
	return c.Hit == hit && n >= 0 && (c.sentence == n || c.leansOn == n)
}

func (c Candidate) words() string {
	return strings.Join(strings.Fields(c.page.Text[c.Start-c.page.Start:c.End-c.page.Start]), " ")
}

// bestOn is the best candidate that speaks of one side of a comparison.
func (d *Draft) bestOn(facet []int) (Candidate, bool) {
	for _, c := range d.Candidates {
		cover := c.page.sentences[c.sentence].cover
		if !slices.ContainsFunc(facet, func(i int) bool { return cover[i] < 0.7 }) {
			return c, true
		}
	}
	return Candidate{}, false
}

// rival is the best sentence of another document that counts the same noun, of the same names, to another figure: the
// sources disagree, and both are shown.
func (d *Draft) rival(best Candidate) (Candidate, bool) {
	if !best.span.counts {
		return Candidate{}, false
	}
	for _, c := range d.Candidates[1:] {
		cover := c.page.sentences[c.sentence].cover
		if !c.span.counts || c.page.DocID == best.page.DocID || strings.EqualFold(c.Short, best.Short) ||
			d.in.coveredOf(cover, func(t term) bool { return t.name }) < 0.6 {
			continue
		}
		return c, true
	}
	return Candidate{}, false
}
