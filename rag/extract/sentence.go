package extract

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/corpus/lang"
	"dossier/rag"
)

// page is a hit taken apart once for all of its sentences.
type page struct {
	hit int
	rag.Hit
	tokens    []token
	sentences []sentence
	context   []float64 // for each question term how well heading and title match it, in [0, 1]
	whole     []float64 // the same for heading, title and passage together
	names     []float64 // for each run of names whether the passage has it as such
}

// token is a word of a passage.
type token struct {
	lang.Token         // offsets into the passage's text
	lower      string  // folded and lower-cased
	capital    bool    // begins with a capital
	acronym    bool    // two capitals or more and nothing else
	digit      bool    // holds a digit
	alias      string  // see aliases
	term       int     // the question term that it matches best; -1 if none
	match      float64 // how well, in [0, 1]
}

// sentence is a range of a passage's text and of its tokens.
type sentence struct {
	lang.Span
	first, last int       // tokens[first:last]
	cover       []float64 // for each question term how well the sentence matches it
}

// newPage takes a hit apart.
func newPage(in inquiry, n int, h rag.Hit) page {
	p := page{hit: n, Hit: h}
	p.tokens = tokens(in, h.Text, h.Doc.Lang)
	p.context = make([]float64, len(in.terms))
	for _, t := range tokens(in, about(h), h.Doc.Lang) {
		if t.term >= 0 {
			p.context[t.term] = max(p.context[t.term], t.match)
		}
	}
	p.whole = slices.Clone(p.context)
	next := 0
	for _, span := range lang.Sentences(h.Text) {
		span.Start += bullet(h.Text[span.Start:span.End])
		s := sentence{Span: span, cover: make([]float64, len(in.terms))}
		for next < len(p.tokens) && p.tokens[next].Start < span.Start {
			next++
		}
		s.first = next
		for next < len(p.tokens) && p.tokens[next].End <= span.End {
			next++
		}
		s.last = next
		for _, t := range p.tokens[s.first:s.last] {
			if t.term >= 0 {
				s.cover[t.term] = max(s.cover[t.term], t.match)
				p.whole[t.term] = max(p.whole[t.term], t.match)
			}
		}
		matchAcronyms(in, p.tokens[s.first:s.last], s.cover, p.whole)
		for _, t := range p.tokens[s.first:s.last] {
			for i, q := range in.terms { // "Britain" stands for both words of "United Kingdom"
				if t.alias != "" && t.alias == q.alias {
					s.cover[i], p.whole[i] = max(s.cover[i], 0.9), max(p.whole[i], 0.9)
				}
			}
		}
		for _, t := range p.tokens[s.first:s.last] {
			if t.term >= 0 && t.digit && !in.terms[t.term].number { // "g7" stands for both words of "group of seven"
				for i, o := range in.terms {
					if o.lower[0] == t.lower[0] {
						s.cover[i], p.whole[i] = max(s.cover[i], 0.9), max(p.whole[i], 0.9)
					}
				}
			}
		}
		if s.last > s.first {
			p.sentences = append(p.sentences, s)
		}
	}
	for _, run := range in.names {
		has := p.hasName(in, run)
		p.names = append(p.names, has)
		if has == scattered { // "United States" and "Kingdom of Italy" do not make a United Kingdom
			for _, i := range run {
				p.whole[i] *= scattered
				for _, s := range p.sentences {
					s.cover[i] *= scattered
				}
			}
		}
	}
	return p
}

// scattered is what the words of a name count that a passage has, but not side by side.
const scattered = 0.3

// hasName says whether the passage, its headings or title have a run of names: its words side by side, or its short form.
func (p *page) hasName(in inquiry, run []int) float64 {
	least := 1.0
	for _, i := range run {
		least = math.Min(least, p.whole[i])
	}
	if least < 0.7 || len(run) == 1 || p.context[run[0]] >= 0.7 && p.context[run[1]] >= 0.7 {
		return least
	}
	first, second := -9, -9
	for i, t := range p.tokens {
		switch {
		case t.alias != "" && t.alias == in.terms[run[0]].alias, t.acronym && slices.Contains(in.terms[run[0]].acronyms, t.lower):
			return least
		case t.term == run[0]:
			first = i
		case t.term == run[1]:
			second = i
		default:
			continue
		}
		if first >= 0 && second >= 0 && max(first, second)-min(first, second) <= 3 { // "Department of Defense" is the Defense Department
			return least
		}
	}
	return scattered
}

// bullet is the length of a list mark before a sentence; it is not part of what is quoted.
func bullet(s string) int {
	rest := strings.TrimLeft(s, "•·‣◦*-–>#| \t\u00a0")
	if rest == "" {
		return 0
	}
	return len(s) - len(rest)
}

// about is what is known of a passage beside its words: its document's title and date, and its headings.
func about(h rag.Hit) string {
	s := h.Doc.Title + " \n " + h.Heading
	if !h.Doc.Date.IsZero() {
		s += " \n " + h.Doc.Date.Format("2 January 2006")
	}
	return s
}

// tokens finds the words of a text and which term of the question each one matches.
func tokens(in inquiry, text, language string) []token {
	words := lang.Words(text, language)
	out := make([]token, len(words))
	surfaces := make([]string, len(words))
	for i, w := range words {
		surfaces[i] = text[w.Start:w.End]
	}
	for i, w := range words {
		surface := surfaces[i]
		t := token{Token: w, term: -1, lower: lang.Fold(strings.ToLower(surface))}
		r, _ := utf8.DecodeRuneInString(surface)
		t.capital = unicode.IsUpper(r)
		t.acronym = len(surface) > 1 && t.capital && surface == strings.ToUpper(surface) && !strings.ContainsFunc(surface, unicode.IsDigit)
		t.alias = aliasAt(surfaces, i)
		t.digit = strings.ContainsFunc(surface, unicode.IsDigit)
		for j := range in.terms {
			if m := similarity(&in.terms[j], &t); m > t.match {
				t.term, t.match = j, m
			}
		}
		if t.term < 0 && t.digit {
			t.term, t.match = in.letterAndNumber(t.lower)
		}
		out[i] = t
	}
	return out
}

// letterAndNumber finds the numeral of a question that a word such as "g7" spells, if the question has a word with that
// letter, too: "group of seven".
func (in inquiry) letterAndNumber(word string) (int, float64) {
	if len(word) < 2 || word[0] < 'a' || word[0] > 'z' {
		return -1, 0
	}
	for i, t := range in.terms {
		if n, ok := numberWords[t.lower]; !ok || n != word[1:] {
			continue
		}
		if slices.ContainsFunc(in.terms, func(o term) bool { return o.lower[0] == word[0] }) {
			return i, 0.9
		}
	}
	return -1, 0
}

// similarity says how well a word of a passage matches a term of the question: 1 for the same stem, less for a word that
// is only akin ("Italian", "Italy") or that differs by a slip of the fingers, 0 for another word.
func similarity(q *term, t *token) float64 {
	if slices.Contains(q.Terms, t.Term) {
		if t.Stop && !(q.name && t.capital) { // "us" is no country
			return 0
		}
		return 1
	}
	if q.lower == t.lower && !t.Stop {
		return 1
	}
	if q.alias != "" && q.alias == t.alias {
		return 0.9
	}
	if t.Stop || t.digit || q.number || len(q.lower) < 4 || len(t.lower) < 4 {
		return 0
	}
	common := 0
	for common < len(q.lower) && common < len(t.lower) && q.lower[common] == t.lower[common] {
		common++
	}
	shorter, longer := min(len(q.lower), len(t.lower)), max(len(q.lower), len(t.lower))
	if common >= 4 && 5*common >= 4*shorter && longer-common <= 6 {
		return 0.7
	}
	if q.Found == 0 && shorter >= 5 && longer-shorter <= 1 && q.lower[0] == t.lower[0] && slip(q.lower, t.lower) {
		return 0.7
	}
	return 0
}

// slip reports whether two words differ by one letter inserted, dropped, changed or swapped with its neighbour.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return a[i:] == b[i+1:]
}

// matchAcronyms raises the cover of names that a sentence has in their short form, and of short forms that it writes out:
// "United Kingdom" and "UK" are one.
func matchAcronyms(in inquiry, ts []token, cover, whole []float64) {
	raise := func(i int) {
		cover[i], whole[i] = max(cover[i], 0.9), max(whole[i], 0.9)
	}
	for i, q := range in.terms {
		for _, a := range q.acronyms {
			if slices.ContainsFunc(ts, func(t token) bool { return t.acronym && t.lower == a || t.acronym && t.Term == a }) {
				for j := i; j < i+utf8.RuneCountInString(a); j++ {
					raise(j)
				}
			}
		}
		if n := len(q.Text); q.name && n >= 2 && n <= 5 && q.Text == strings.ToUpper(q.Text) && cover[i] < 0.9 {
			word := strings.ReplaceAll(q.lower, ".", "")
			for k := range ts {
				if spells(ts[k:], word) {
					raise(i)
					break
				}
			}
		}
	}
}

// spells reports whether the initials of the capitalised words from the first on spell the acronym.
func spells(ts []token, acronym string) bool {
	for i, r := range []rune(acronym) {
		if i >= len(ts) || !ts[i].capital || ts[i].acronym {
			return false
		}
		if first, _ := utf8.DecodeRuneInString(ts[i].lower); first != r {
			return false
		}
	}
	return true
}

// covered is the share of the question's weight that a cover matches.
func (in inquiry) covered(cover []float64) float64 {
	if in.total == 0 {
		return 0
	}
	sum := 0.0
	for i, t := range in.terms {
		sum += t.weight * cover[i]
	}
	return sum / in.total
}

// coveredOf is the same for the terms that a predicate names; 1 if there are none.
func (in inquiry) coveredOf(cover []float64, of func(term) bool) float64 {
	sum, total := 0.0, 0.0
	for i, t := range in.terms {
		if of(t) {
			sum += t.weight * cover[i]
			total += t.weight
		}
	}
	if total == 0 {
		return 1
	}
	return sum / total
}

// union is the greater of two covers, term by term.
func union(a, b []float64) []float64 {
	out := slices.Clone(a)
	for i := range out {
		out[i] = math.Max(out[i], b[i])
	}
	return out
}
