package extract

import (
	"math"
	"strings"
	"unicode"
)

// confidenceFeatures name the columns of what Confidence weighs: those of the best candidate, and some of the question.
func confidenceFeatures() []string {
	names := make([]string, 0, len(rankFeatures)+16)
	for _, n := range rankFeatures {
		names = append(names, "best "+n)
	}
	return append(names, "probability", "probability of three", "runner-up", "unknown terms", "unknown names", "unknown focus",
		"terms", "few terms", "lower case", "names cover", "names missing passage", "numbers missing", "rare cover", "rare context", "rare passage", "rare hits", "rarest context", "rarest passage", "rarest hits", "rare unknown", "title rare",
		"count", "when", "who", "where", "yes/no", "why or how")
}

// ConfidenceFeatures returns the names of the columns of Draft.Confidence.
func ConfidenceFeatures() []string { return confidenceFeatures() }

// Confidence describes how sure one can be of the best candidate of a draft that was ranked; nil if there is none.
func (d *Draft) Confidence() []float64 {
	if len(d.Candidates) == 0 {
		return nil
	}
	in, cs, best := d.in, d.Candidates, d.Candidates[0]
	sum, three, second := 0.0, 0.0, 0.0
	for i, c := range cs {
		e := math.Exp(c.Score - best.Score)
		sum += e
		if i < 3 {
			three += e
		}
		if i == 1 {
			second = e
		}
	}
	unknown, names, focus := 0.0, 0.0, 0.0
	for i, t := range in.terms {
		if t.Found == 0 && best.page.whole[i] == 0 {
			unknown += t.Weight / in.total
			if t.name {
				names = 1
			}
			if i == in.focus {
				focus = 1
			}
		}
	}
	s := best.page.sentences[best.sentence]
	context := union(s.cover, best.page.context)
	missing := 0.0
	for i, t := range in.terms {
		if t.name && best.page.whole[i] == 0 {
			missing++
		}
	}
	numbers := in.coveredOf(context, func(t term) bool { return t.number })
	k := func(kinds ...kind) float64 {
		for _, k := range kinds {
			if in.kind == k {
				return 1
			}
		}
		return 0
	}
	hits := make([]float64, len(in.terms))
	for _, c := range cs {
		for i, x := range c.page.whole {
			hits[i] = math.Max(hits[i], x)
		}
	}
	rare := func(cover []float64) (covered, rarest float64) {
		sum, total := 0.0, 0.0
		for i, t := range in.terms {
			w := t.rarity * t.rarity
			sum, total = sum+w*cover[i], total+w
			rarest = math.Max(rarest, t.rarity*(1-cover[i]))
		}
		if total == 0 {
			return 0, 1
		}
		return sum / total, rarest
	}
	rareCover, _ := rare(s.cover)
	rareContext, rarestContext := rare(context)
	rarePassage, rarestPassage := rare(best.page.whole)
	rareHits, rarestHits := rare(hits)
	rareTitle, _ := rare(best.page.context)
	rareUnknown := 0.0
	for i, t := range in.terms {
		if t.Found == 0 && hits[i] == 0 {
			rareUnknown = math.Max(rareUnknown, t.rarity)
		}
	}
	f := append([]float64(nil), best.Features...)
	return append(f,
		1/sum, three/sum, second, unknown, names, focus,
		math.Min(float64(len(in.terms)), 15)/15, indicator(len(in.terms) < 3),
		indicator(!strings.ContainsFunc(in.text, unicode.IsUpper)),
		in.coveredOf(context, func(t term) bool { return t.name }), math.Min(missing, 3)/3, 1-numbers,
		rareCover, rareContext, rarePassage, rareHits, rarestContext, rarestPassage, rarestHits, rareUnknown, rareTitle,
		k(asksCount, asksAmount), k(asksWhen), k(asksWho), k(asksWhere), k(asksYesNo), k(asksWhy, asksHow))
}
