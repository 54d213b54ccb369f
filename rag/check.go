package rag

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/corpus/lang"
)

// What a composer may draft. It may be a language model, so everything that it returns is bounded before it is read.
const (
	maxClaim     = 2000 // bytes of a claim's text
	maxQuote     = 4000 // bytes of a quote
	maxCitations = 20   // of one claim
)

// Check returns the claim as it may be shown: with a verdict, and with only those citations that hold.
//
// A citation holds if its quote, which says more than "of the", stands in the passage that it names; it then carries the
// words of the document to the letter. One that names the wrong passage is moved to the passage where its words, three at
// least, do stand. A claim is verified if a citation holds and the claim either stands in a cited passage itself, or states
// no number, date or name that the cited passages do not and shares a fifth of its content words with them. A claim's short
// answer must stand in a cited passage, too, and is dropped otherwise.
//
// Whether the words of a claim say what those of the passage do is not for a comparison to tell: a claim that turns a
// sentence into its opposite with the same names and numbers passes.
func Check(c Claim, hits []Hit) Claim { return newChecker(hits).check(c) }

// checker checks the claims of one answer. It reads each passage once.
type checker struct {
	hits   []Hit
	folded []folded // of the passages' texts, filled as needed
	facts  []*facts
	known  map[string]bool // names, folded; nil until needed
	asked  string          // the question, whose names are names
}

func newChecker(hits []Hit) *checker {
	return &checker{hits: hits, folded: make([]folded, len(hits)), facts: make([]*facts, len(hits))}
}

func (k *checker) check(c Claim) Claim {
	c.Text = strings.TrimSpace(c.Text)
	c.Short = strings.TrimSpace(c.Short)
	if !(c.Confidence > 0) { // NaN too
		c.Confidence = 0
	}
	c.Confidence = min(c.Confidence, 1)
	c.Verdict = Unsupported
	c.Citations = k.hold(c.Citations)
	if c.Text == "" || len(c.Text) > maxClaim || !utf8.ValidString(c.Text) || len(c.Citations) == 0 {
		c.Short = ""
		return c
	}
	if k.stands(c.Text, c.Citations) || k.missing(c.Text, c.Citations) == "" && k.akin(c.Text, c.Citations) {
		c.Verdict = Verified
	}
	if !k.answers(c.Short, c.Citations) {
		c.Short = ""
	}
	return c
}

// hold returns the citations whose quotes were located, each with its place.
func (k *checker) hold(citations []Citation) []Citation {
	var out []Citation
	for _, c := range citations[:min(len(citations), maxCitations)] {
		if len(c.Quote) > maxQuote {
			continue
		}
		if c, ok := k.locate(c); ok && !slices.Contains(out, c) && len(lang.Terms(c.Quote, k.hits[c.Hit].Doc.Lang)) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// locate finds the words of a citation, first as they are and then without the punctuation around them, which writers add
// and drop: where they are said to stand, in the passage that is named, and last in the other passages.
func (k *checker) locate(c Citation) (Citation, bool) {
	for _, quote := range []string{c.Quote, strings.TrimFunc(c.Quote, isWrapping)} {
		needle, ok := foldQuote(quote)
		if !ok {
			continue
		}
		if c.Hit >= 0 && c.Hit < len(k.hits) {
			h := k.hits[c.Hit]
			if k.text(c.Hit).holdsAt(needle, c.Start-h.Start, c.End-h.Start) {
				return k.cite(c.Hit, c.Start-h.Start, c.End-h.Start), true
			}
			if start, end, ok := k.text(c.Hit).find(needle); ok {
				return k.cite(c.Hit, start, end), true
			}
		}
		if !distinctive(needle) {
			continue
		}
		for i := range k.hits {
			if start, end, ok := k.text(i).find(needle); ok {
				return k.cite(i, start, end), true
			}
		}
	}
	return Citation{}, false
}

func isWrapping(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }

// distinctive reports whether a folded quote is long enough to be looked for where its author did not say it stands.
func distinctive(needle string) bool {
	return strings.Count(needle, border) >= 6 // three words
}

// cite builds the citation of a stretch of a passage, given by its byte offsets there.
func (k *checker) cite(hit, start, end int) Citation {
	h := k.hits[hit]
	return Citation{Hit: hit, Quote: h.Text[start:end], Start: h.Start + start, End: h.Start + end}
}

func (k *checker) text(hit int) folded {
	if k.folded[hit].spans == nil {
		k.folded[hit] = fold(k.hits[hit].Text)
	}
	return k.folded[hit]
}

// stands reports whether the words stand in a cited passage.
func (k *checker) stands(words string, citations []Citation) bool {
	needle, ok := foldQuote(words)
	return ok && slices.ContainsFunc(citations, func(c Citation) bool {
		_, _, ok := k.text(c.Hit).find(needle)
		return ok
	})
}

// answers reports whether a short answer may be shown: yes or no, words of a cited passage, or a list of such words.
func (k *checker) answers(short string, citations []Citation) bool {
	if len(short) > maxClaim {
		return false
	}
	if slices.Contains(yesNo, strings.TrimRight(strings.ToLower(short), ".")) || k.stands(short, citations) {
		return true
	}
	parts := listGap.Split(short, maxCitations+1)
	return len(parts) <= maxCitations && !slices.ContainsFunc(parts, func(part string) bool {
		return !k.stands(part, citations)
	})
}

var listGap = regexp.MustCompile(`\s*[,;]\s+(?:(?:and|e|und|et|y)\s+)?|\s+(?:and|e|und|et|y)\s+`)

var yesNo = []string{"yes", "no", "sì", "sí", "oui", "non", "ja", "nein", "sim", "não"}

// missing returns a number, date or name of the claim that no cited passage states, or "".
func (k *checker) missing(claim string, citations []Citation) string {
	var hits []int
	for _, c := range citations {
		if !slices.Contains(hits, c.Hit) {
			hits = append(hits, c.Hit)
		}
	}
	return k.union(hits).missing(claim, k.names())
}

// akin reports whether a claim is about what the cited passages are about: at least a fifth of its content words are
// there, which is the least that any sentence of the bundled briefs shares with the paragraph that it retells. A claim in
// another language than the passages cannot be compared and passes.
func (k *checker) akin(claim string, citations []Citation) bool {
	language := lang.Detect(claim)
	there := make(map[string]bool)
	for _, c := range citations {
		h := k.hits[c.Hit]
		if language == "" || h.Doc.Lang != language {
			return true
		}
		for _, s := range []string{h.Text, h.Heading, h.Doc.Title, h.Doc.Publisher} {
			for _, t := range lang.Terms(s, language) {
				there[t.Term] = true
			}
		}
	}
	terms := lang.Terms(claim, language)
	shared := 0
	for _, t := range terms {
		if there[t.Term] {
			shared++
		}
	}
	return 5*shared >= len(terms)
}

// union returns what the passages state together.
func (k *checker) union(hits []int) *facts {
	if len(hits) == 1 {
		return k.factsOf(hits[0])
	}
	u := newFacts()
	for _, i := range hits {
		f := k.factsOf(i)
		maps.Copy(u.numbers, f.numbers)
		maps.Copy(u.months, f.months)
		maps.Copy(u.words, f.words)
		maps.Copy(u.acronyms, f.acronyms)
		u.initials = append(u.initials, f.initials...)
	}
	return u
}

func (k *checker) factsOf(hit int) *facts {
	if k.facts[hit] == nil {
		h := k.hits[hit]
		figures := []string{h.Text, h.Heading}
		var names []string
		describe := func(d DocInfo) {
			figures = append(figures, d.Title)
			if !d.Date.IsZero() {
				figures = append(figures, d.Date.Format("2 January 2006"))
			}
			names = append(names, d.Publisher)
		}
		describe(h.Doc)
		for _, p := range h.Also {
			describe(p.Doc)
		}
		k.facts[hit] = factsOf(strings.Join(figures, "\n"), strings.Join(append(names, figures...), "\n"))
	}
	return k.facts[hit]
}

// names returns the words that the question or a passage writes with a capital amid a sentence and that no passage writes
// without one.
func (k *checker) names() map[string]bool {
	if k.known != nil {
		return k.known
	}
	k.known = make(map[string]bool)
	lower := make(map[string]bool)
	for i, text := range append([]string{k.asked}, passages(k.hits)...) {
		begins := make(map[int]bool)
		for _, s := range lang.Sentences(text) {
			begins[s.Start] = true
		}
		for _, w := range lang.Words(text, "") {
			switch {
			case !w.Name && i > 0: // a question is often typed without capitals
				lower[w.Term] = true
			case w.Name && !begins[w.Start]:
				k.known[w.Term] = true
			}
		}
	}
	maps.DeleteFunc(k.known, func(w string, _ bool) bool { return lower[w] })
	return k.known
}

func passages(hits []Hit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.Text
	}
	return out
}
