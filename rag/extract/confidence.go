package extract

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// evidence is what the confidence looks at: a ranked draft, its best candidate, and how well the question's terms are met
// in ever wider surroundings of it.
type evidence struct {
	inquiry
	best                               Candidate
	probability, three, second         float64   // of the ranker's softmax: the best, the best three, the second over the best
	sentence, context, passage, corpus []float64 // covers: the sentence; with its headings and the sentence before; the passage; all hits
	names                              []float64 // for each run of names whether any hit has it
}

// feature is a number with a name; the model's columns are checked against the names.
type feature struct {
	name  string
	value func(e *evidence) float64
}

var confidenceTable = []feature{
	{"probability", func(e *evidence) float64 { return e.probability }},
	{"probability of three", func(e *evidence) float64 { return e.three }},
	{"runner-up", func(e *evidence) float64 { return e.second }},
	{"terms", func(e *evidence) float64 { return math.Min(float64(len(e.terms)), 15) / 15 }},
	{"lower case", func(e *evidence) float64 { return indicator(!strings.ContainsFunc(e.text, unicode.IsUpper)) }},

	{"rare sentence", func(e *evidence) float64 { return e.met(e.sentence, term.rare) }},
	{"rare context", func(e *evidence) float64 { return e.met(e.context, term.rare) }},
	{"rare passage", func(e *evidence) float64 { return e.met(e.passage, term.rare) }},
	{"rare corpus", func(e *evidence) float64 { return e.met(e.corpus, term.rare) }},
	{"rarest missing context", func(e *evidence) float64 { return e.worst(e.context, term.rare) }},
	{"rarest missing passage", func(e *evidence) float64 { return e.worst(e.passage, term.rare) }},
	{"rarest missing corpus", func(e *evidence) float64 { return e.worst(e.corpus, term.rare) }},

	{"need sentence", func(e *evidence) float64 { return e.met(e.sentence, term.needed) }},
	{"need context", func(e *evidence) float64 { return e.met(e.context, term.needed) }},
	{"need passage", func(e *evidence) float64 { return e.met(e.passage, term.needed) }},
	{"need corpus", func(e *evidence) float64 { return e.met(e.corpus, term.needed) }},
	{"most needed missing context", func(e *evidence) float64 { return e.worst(e.context, term.needed) }},
	{"most needed missing passage", func(e *evidence) float64 { return e.worst(e.passage, term.needed) }},
	{"most needed missing corpus", func(e *evidence) float64 { return e.worst(e.corpus, term.needed) }},
	{"needs missing context", func(e *evidence) float64 { return e.lack(e.context) }},
	{"needs missing passage", func(e *evidence) float64 { return e.lack(e.passage) }},

	{"names context", func(e *evidence) float64 { return e.coveredOf(e.context, func(t term) bool { return t.name }) }},
	{"names missing passage", func(e *evidence) float64 { return missing(e.best.page.names) }},
	{"names missing corpus", func(e *evidence) float64 { return missing(e.names) }},
	{"numbers missing context", func(e *evidence) float64 { return 1 - e.coveredOf(e.context, func(t term) bool { return t.number }) }},
	{"numbers missing corpus", func(e *evidence) float64 { return 1 - e.coveredOf(e.corpus, func(t term) bool { return t.number }) }},
	{"focus missing passage", func(e *evidence) float64 { return e.focusMissing(e.passage) }},
	{"focus missing corpus", func(e *evidence) float64 { return e.focusMissing(e.corpus) }},

	{"count", func(e *evidence) float64 { return indicator(e.kind == asksCount || e.kind == asksAmount) }},
	{"when", func(e *evidence) float64 { return indicator(e.kind == asksWhen) }},
	{"who", func(e *evidence) float64 { return indicator(e.kind == asksWho) }},
	{"where", func(e *evidence) float64 { return indicator(e.kind == asksWhere) }},
	{"yes/no", func(e *evidence) float64 { return indicator(e.kind == asksYesNo) }},
	{"why or how", func(e *evidence) float64 { return indicator(e.kind == asksWhy || e.kind == asksHow) }},
}

// ConfidenceFeatures returns the names of the columns of Draft.Confidence: those of the best candidate, then those of the
// question as a whole.
func ConfidenceFeatures() []string {
	var names []string
	for _, n := range rankFeatures {
		names = append(names, "best "+n)
	}
	for _, f := range confidenceTable {
		names = append(names, f.name)
	}
	return names
}

// Confidence describes how sure one can be of the best candidate of a draft that was ranked; nil if there is none.
func (d *Draft) Confidence() []float64 {
	if len(d.Candidates) == 0 {
		return nil
	}
	e := d.evidence()
	f := slices.Clone(e.best.Features)
	for _, x := range confidenceTable {
		f = append(f, x.value(e))
	}
	return f
}

func (d *Draft) evidence() *evidence {
	best := d.Candidates[0]
	e := &evidence{inquiry: d.in, best: best, passage: best.page.whole}
	e.sentence = best.page.sentences[best.sentence].cover
	e.context = d.in.around(best)
	for _, facet := range d.in.facets { // a comparison is answered by one sentence for each side
		if c, ok := d.bestOn(facet); ok {
			e.sentence = union(e.sentence, c.page.sentences[c.sentence].cover)
			e.context = union(e.context, d.in.around(c))
			e.passage = union(e.passage, c.page.whole)
		}
	}
	e.corpus = make([]float64, len(d.in.terms))
	e.names = make([]float64, len(d.in.names))
	sum := 0.0
	for i, c := range d.Candidates {
		odds := math.Exp(c.Score - best.Score)
		sum += odds
		if i < 3 {
			e.three += odds
		}
		if i == 1 {
			e.second = odds
		}
		for j, x := range c.page.whole {
			e.corpus[j] = math.Max(e.corpus[j], x)
		}
		for j, x := range c.page.names {
			e.names[j] = math.Max(e.names[j], x)
		}
	}
	e.probability, e.three = 1/sum, e.three/sum
	return e
}

// around is the cover of a candidate together with its headings, its title and the sentence before.
func (in inquiry) around(c Candidate) []float64 {
	out := union(c.page.sentences[c.sentence].cover, c.page.context)
	if c.sentence > 0 {
		out = union(out, c.page.sentences[c.sentence-1].cover)
	}
	return out
}

// rare and needed are what a term weighs in met and worst.
func (t term) rare() float64   { return t.rarity * t.rarity }
func (t term) needed() float64 { return t.need }

// met is the share of the terms' weight that a cover meets; 0 if there is none.
func (e *evidence) met(cover []float64, weight func(term) float64) float64 {
	sum, total := 0.0, 0.0
	for i, t := range e.terms {
		sum += weight(t) * cover[i]
		total += weight(t)
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// worst is the greatest weight of a term that a cover does not meet.
func (e *evidence) worst(cover []float64, weight func(term) float64) float64 {
	out := 0.0
	for i, t := range e.terms {
		out = math.Max(out, weight(t)*(1-cover[i]))
	}
	return out
}

// lack adds up how needed the terms are that a cover does not meet.
func (e *evidence) lack(cover []float64) float64 {
	sum := 0.0
	for i, t := range e.terms {
		sum += t.need * (1 - cover[i])
	}
	return math.Min(sum, 5) / 5
}

// focusMissing says how needed the noun is that the question asks about, if a cover does not meet it.
func (e *evidence) focusMissing(cover []float64) float64 {
	if e.focus < 0 {
		return 0
	}
	return e.terms[e.focus].need * (1 - cover[e.focus])
}

// missing counts the runs of names that are not met, up to three, in thirds.
func missing(names []float64) float64 {
	n := 0.0
	for _, x := range names {
		if x < 0.7 {
			n++
		}
	}
	return math.Min(n, 3) / 3
}

// Met is a term of a question by what the model knows it by, and whether the surroundings of a candidate meet it.
type Met struct {
	Language, Key, Class string
	Met                  bool
}

// Met says which terms the surroundings of a candidate meet, for learning which ones an answer can do without.
func (d *Draft) Met(c Candidate) []Met {
	cover := d.in.around(c)
	out := make([]Met, len(d.in.terms))
	for i, t := range d.in.terms {
		out[i] = Met{d.in.language, t.key, t.class(), cover[i] >= 0.7}
	}
	if f := d.in.focus; f >= 0 && !d.in.terms[f].aside {
		out = append(out, Met{d.in.language, focusClass, focusClass, cover[f] >= 0.7})
	}
	return out
}
