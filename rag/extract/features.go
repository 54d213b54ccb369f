package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"dossier/rag"
)

// Candidate is a sentence that may answer, with what is known of it.
type Candidate struct {
	Hit        int     // index into the results' hits
	Start, End int     // byte offsets into the document
	Short      string  // the likeliest short answer in it; "" if none
	Score      float64 // the ranker's; the softmax over all candidates of a question is the ranker's probability
	Features   []float64

	page     *page
	sentence int
	leansOn  int // the sentence before that is quoted with it; -1 if none
	span     span
	typed    bool // holds a span of the kind that is asked for
}

// rankFeatures name the columns of Candidate.Features.
var rankFeatures = []string{
	"cover", "cover soft", "cover passage", "cover context", "names", "names passage", "numbers passage", "pairs",
	"hit score", "hit first", "hit reciprocal", "typed", "typed missing", "typed near", "near",
	"length", "short", "anaphor", "asks", "first", "rarest missing", "focus", "focus passage", "cover squared", "title names", "lead-in", "focus near",
}

// RankFeatures returns the names of the columns of Candidate.Features.
func RankFeatures() []string { return slices.Clone(rankFeatures) }

// Draft is a question with every sentence that might answer it. Composer drafts with the built-in model; cmd/fit drafts to
// learn another.
type Draft struct {
	Candidates []Candidate // in the order of the passages until Rank sorts them

	in inquiry
}

// NewDraft takes a question and the passages that were found for it apart.
func NewDraft(question string, r *rag.Results) *Draft {
	d := &Draft{in: newInquiry(question, r.Terms)}
	for i, h := range r.Hits {
		p := newPage(d.in, i, h)
		for n, s := range p.sentences {
			d.Candidates = append(d.Candidates, Candidate{Hit: i, Start: p.Start + s.Start, End: p.Start + s.End, page: &p, sentence: n, leansOn: -1})
		}
	}
	return d
}

// Describe computes the features of the candidates; a model is needed for what the question's terms weigh.
func (d *Draft) Describe(m *Model) {
	d.in.weigh(m)
	for i := range d.Candidates {
		d.Candidates[i].describe(d.in)
	}
}

// Rank scores the candidates, which were described, and sorts them, best first; equal scores stay in the order of the
// passages.
func (d *Draft) Rank(m *Model) {
	for i := range d.Candidates {
		c := &d.Candidates[i]
		c.Score = weigh(m.Rank, c.Features) + m.Trees.Predict(c.Features)
	}
	slices.SortStableFunc(d.Candidates, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
}

// sureOfShort says for which kinds of question a short answer is given, and how close to the question's words it must stand.
// On squad2 the other kinds have it right in one case of five, which is worse than saying nothing beside a good sentence.
var sureOfShort = map[kind]float64{asksWhen: 0, asksCount: 0, asksAmount: 0, asksWho: 0.3}

// anaphors open a sentence that leans on the one before.
var anaphors = wordSet(`he she it they his her its their this that these those such him them both another
	egli ella esso essa essi lui lei loro questo questa questi queste tale tali er sie es dies diese dieser dieses il elle ils elles
	ce cette ces ella ellos ellas este esta estos estas`)

func (c *Candidate) describe(in inquiry) {
	p, n := c.page, c.sentence
	s := p.sentences[n]
	context := in.around(*c)
	exact := make([]float64, len(s.cover))
	for i, x := range s.cover {
		if x >= 0.9 {
			exact[i] = 1
		}
	}
	isName := func(t term) bool { return t.name }
	isNumber := func(t term) bool { return t.number }
	text := p.Text[s.Start:s.End]
	words := float64(s.last - s.first)

	spans := p.spans(in, s)
	c.span = span{}
	for _, sp := range spans {
		if sp.score > c.span.score {
			c.span = sp
		}
	}
	wantsType := in.kind == asksWhen || in.kind == asksCount || in.kind == asksAmount || in.kind == asksWho || in.kind == asksWhere
	c.typed = len(spans) > 0 && wantsType
	c.Short = ""
	if least, ok := sureOfShort[in.kind]; ok && c.span.score >= least {
		c.Short = strings.TrimSpace(p.Text[c.span.start:c.span.end])
	}
	missing, heaviest := 0.0, 0.0
	for i, t := range in.terms {
		heaviest = math.Max(heaviest, t.weight)
		missing = math.Max(missing, t.weight*(1-context[i]))
	}
	if heaviest > 0 {
		missing /= heaviest
	}
	focus, focusPassage := 0.5, 0.5
	if in.focus >= 0 {
		focus, focusPassage = s.cover[in.focus], p.whole[in.focus]
	}
	cover := in.covered(s.cover)
	c.Features = []float64{
		in.covered(exact),
		cover,
		in.covered(p.whole),
		in.covered(context),
		in.coveredOf(s.cover, isName),
		in.coveredOf(p.whole, isName),
		in.coveredOf(p.whole, isNumber),
		pairs(in, p.tokens[s.first:s.last]),
		p.Score,
		indicator(p.hit == 0),
		1 / float64(1+p.hit),
		indicator(c.typed),
		indicator(wantsType && !c.typed),
		indicator(c.typed) * c.span.score,
		c.span.score,
		math.Min(words, 60) / 60,
		indicator(words < 5),
		indicator(leans(p, s)),
		indicator(strings.HasSuffix(text, "?")),
		indicator(n == 0),
		missing,
		focus,
		focusPassage,
		cover * cover,
		in.coveredOf(p.context, isName),
		indicator(strings.HasSuffix(text, ":")),
		focus * in.covered(context),
	}
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// leans reports whether a sentence begins with a word that stands for something named before.
func leans(p *page, s sentence) bool {
	return anaphors[p.tokens[s.first].lower]
}

// pairs is the share of neighbouring question terms that are neighbours in the sentence, too, give or take two words.
func pairs(in inquiry, ts []token) float64 {
	if len(in.terms) < 2 {
		return 0
	}
	n := 0
	for i := 1; i < len(in.terms); i++ {
		if beside(ts, i-1, i) {
			n++
		}
	}
	return float64(n) / float64(len(in.terms)-1)
}

func beside(ts []token, a, b int) bool {
	last := -9
	for i, t := range ts {
		switch t.term {
		case a:
			last = i
		case b:
			if i-last <= 3 {
				return true
			}
		}
	}
	return false
}
