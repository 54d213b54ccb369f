package eval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Normalize prepares an answer for comparison by SQuAD's rules: lower case, no ASCII punctuation, none of the articles a,
// an, the, single spaces.
func Normalize(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && unicode.IsPunct(r) || strings.ContainsRune("$+<=>^`|~", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	words := strings.Fields(s)
	out := words[:0]
	for _, w := range words {
		if w != "a" && w != "an" && w != "the" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// ContainsGold reports whether an answer holds one of the gold strings, both normalised, between borders of words where
// the script has them.
func ContainsGold(answer string, golds []string) bool {
	answer = Normalize(answer)
	for _, g := range golds {
		g = Normalize(g)
		if g == "" {
			continue
		}
		for from := 0; ; {
			i := strings.Index(answer[from:], g)
			if i < 0 {
				break
			}
			i += from
			if unspaced(g) || border(answer, i) && border(answer, i+len(g)) {
				return true
			}
			_, n := utf8.DecodeRuneInString(g)
			from = i + n
		}
	}
	return false
}

// border reports whether no word goes on at a place in a text.
func border(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return !inWord(before) || !inWord(after)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// unspaced reports whether a text is in a script that marks no borders of words.
func unspaced(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
	})
}

// Place is a stretch of a document that was found or cited. Offsets are code points.
type Place struct {
	Doc        string
	Start, End int
	Text       string
}

// Supports reports whether a place holds the evidence: the same document, and its stretch overlaps the evidence's (the
// answer's own, where the set has it), or it holds the evidence's quote once white space is removed.
func (e Evidence) Supports(p Place) bool {
	if e.Doc != p.Doc {
		return false
	}
	switch {
	case e.AEnd > 0:
		return p.Start < e.AEnd && p.End > e.AStart
	case e.End > 0:
		return p.Start < e.End && p.End > e.Start
	case e.Quote != "":
		return strings.Contains(squeeze(p.Text), squeeze(e.Quote))
	}
	return true
}

// Supported reports whether a place holds any of the case's evidence.
func (c Case) Supported(p Place) bool {
	for _, e := range c.Evidence {
		if e.Supports(p) {
			return true
		}
	}
	return false
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
