package rag

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Locate finds the words of quote in text and returns their byte offsets in text.
//
// Both are compared in a folded form: letter case, kinds of white space, of quotation marks, of dashes and of dots,
// digits of other scripts, full-width forms and the ligatures of typesetting make no difference; invisible characters
// count for nothing. Everything else must agree to the letter. The quote must begin and end at word borders, so "art" is
// not found in "party" nor "1" in "1.5"; a quote without a letter or a digit is never found. The first place is returned,
// without white space around it.
//
// The time is linear in the length of both. Accents are compared as they are encoded: a text in decomposed form
// does not hold a quote in composed form.
func Locate(text, quote string) (start, end int, ok bool) {
	needle, ok := foldQuote(quote)
	if !ok {
		return 0, 0, false
	}
	return fold(text).find(needle)
}

// folded is a text in the form in which quotes are compared, with the way back to the original.
type folded struct {
	s     string // folded, with a border byte at each end of each word
	spans []span // for each byte of s, what it stands for in the original
}

type span struct{ start, end int }

// border marks a word border in a folded text. Writing the borders down turns "a match on word borders" into a plain
// substring: one search finds it, and no hostile text can make the search start over at every character.
const border = "\x00"

func fold(text string) folded {
	gs := glyphs(text)
	f := folded{spans: make([]span, 0, len(text)+len(text)/4)}
	var b strings.Builder
	b.Grow(cap(f.spans))
	write := func(s string, at span) {
		b.WriteString(s)
		for range len(s) {
			f.spans = append(f.spans, at)
		}
	}
	for i, g := range gs {
		if isBorder(gs, i) { // a match that begins here begins with g, one that ends here ends before it
			write(border, span{g.start, gs[max(i, 1)-1].end})
		}
		write(string(g.r), g.span)
	}
	if n := len(gs); isBorder(gs, n) {
		write(border, span{gs[n-1].end, gs[n-1].end})
	}
	f.s = b.String()
	return f
}

// foldQuote folds a quote into what folded.find takes; false if there is no word in it or it begins amid a character.
func foldQuote(quote string) (string, bool) {
	s := strings.Trim(fold(quote).s, " ")
	first, _ := utf8.DecodeRuneInString(s)
	return s, strings.Contains(s, border) && !unicode.IsMark(first)
}

// find returns where the folded quote stands in the original text for the first time.
func (f folded) find(needle string) (start, end int, ok bool) {
	i := strings.Index(f.s, needle)
	if i < 0 {
		return 0, 0, false
	}
	return f.spans[i].start, f.spans[i+len(needle)-1].end, true
}

// holdsAt reports whether the folded quote stands in the original text at exactly these offsets.
func (f folded) holdsAt(needle string, start, end int) bool {
	i, j := 0, len(f.spans) // the first byte of s that stands for start or for something after it
	for i < j {
		if m := (i + j) / 2; f.spans[m].start < start {
			i = m + 1
		} else {
			j = m
		}
	}
	// A border byte starts where the character after it does.
	for ; i < len(f.spans) && f.spans[i].start == start; i++ {
		if strings.HasPrefix(f.s[i:], needle) {
			return f.spans[i+len(needle)-1].end == end
		}
	}
	return false
}

// plain folds a text in the same way without marking borders.
func plain(text string) string {
	var b strings.Builder
	for _, g := range glyphs(text) {
		b.WriteRune(g.r)
	}
	return b.String()
}

// glyph is a folded character and what it stands for in the original.
type glyph struct {
	r rune
	span
}

// glyphs folds a text character by character.
func glyphs(text string) []glyph {
	gs := make([]glyph, 0, len(text))
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		at := span{i, i + n}
		i += n
		if long, ok := ligatures[r]; ok {
			for _, r := range long {
				gs = append(gs, glyph{r, at})
			}
			continue
		}
		r = foldRune(r)
		if r < 0 {
			continue
		}
		if last := len(gs) - 1; last >= 0 && (r == ' ' && gs[last].r == ' ' || isDots(gs[last].r) && isDots(r)) {
			if r != ' ' {
				gs[last].r = '…'
			}
			gs[last].end = at.end
			continue
		}
		gs = append(gs, glyph{r, at})
	}
	return gs
}

// isDots reports whether r takes part in an ellipsis, however that is typed.
func isDots(r rune) bool { return r == '.' || r == '…' }

// foldRune returns what r is compared as, or -1 if it counts for nothing.
func foldRune(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms of ASCII
		r -= 0xFF01 - '!'
	}
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return r
	case unicode.IsSpace(r):
		return ' '
	case r < utf8.RuneSelf:
		if unicode.IsControl(r) {
			return -1
		}
		if r == '`' {
			return '\''
		}
		return unicode.ToLower(r)
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r): // zero-width space and joiners, soft hyphen, byte order mark, …
		return -1
	case strings.ContainsRune("‘’‚‛‹›´′ʼ", r):
		return '\''
	case strings.ContainsRune("„″", r), unicode.In(r, unicode.Pi, unicode.Pf):
		return '"'
	case r == '−', r == '⁃', unicode.Is(unicode.Pd, r):
		return '-'
	case unicode.IsDigit(r):
		return '0' + digitValue(r)
	}
	return unicode.ToLower(unicode.ToUpper(r)) // by way of the capital, so that both forms of a final sigma agree
}

// digitValue returns the value of a decimal digit of any script. Unicode encodes them in runs from zero to nine.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if lo := rune(t.Lo); lo <= r && r <= rune(t.Hi) {
			return (r - lo) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo := rune(t.Lo); lo <= r && r <= rune(t.Hi) {
			return (r - lo) % 10
		}
	}
	return 0
}

// ligatures are letters that typesetting joined and that no keyboard has.
var ligatures = map[rune]string{'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st"}

// isBorder reports whether a word begins or ends between gs[i-1] and gs[i]. It looks at no more than two characters on
// either side, so what it says inside a quote and inside the text that holds the quote is the same.
func isBorder(gs []glyph, i int) bool {
	at := func(i int) rune {
		if i < 0 || i >= len(gs) {
			return ' '
		}
		return gs[i].r
	}
	before, after := at(i-1), at(i)
	wordBefore, wordAfter := isWord(before), isWord(after)
	switch {
	case unicode.IsMark(after):
		return false
	case wordBefore && wordAfter:
		return unspaced(before) || unspaced(after)
	case wordBefore == wordAfter:
		return false
	case wordBefore: // "1" and "5" are no words in "1.5"
		return !(isPoint(after) && unicode.IsDigit(before) && unicode.IsDigit(at(i+1)))
	default:
		return !(isPoint(before) && unicode.IsDigit(after) && unicode.IsDigit(at(i-2)))
	}
}

func isWord(r rune) bool  { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }
func isPoint(r rune) bool { return r == '.' || r == ',' }

// unspaced reports whether words of r's script stand side by side, or carry what other languages write as words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai,
		unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
