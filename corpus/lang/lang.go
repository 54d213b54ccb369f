// Package lang takes natural-language text apart: words, index terms, sentences, and the language it is written in.
//
// Start with [Terms], which turns a text into what the index counts, and [Sentences], which the splitter and the answerer
// share so that a sentence means the same everywhere. Every result carries byte offsets into the text that was given;
// nothing here rewrites a text. Languages are ISO 639-1 codes ("en", "it", …); the empty string means unknown and gets
// neither stemming nor stop words.
//
// Not here: where a document's paragraphs and headings are (package corpus), and what a term is worth (package rag/index).
package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"
)

// Token is a word of a text, or two neighbouring characters in a script that is written without spaces.
type Token struct {
	Start, End int    // byte offsets into the text
	Term       string // what the index counts: lower-cased, stemmed, accents folded
	Stop       bool   // a function word of the language; not indexed
	Name       bool   // written with a capital, or in a script without case never
}

// Words splits text at the word boundaries of Unicode Annex 29 and keeps what holds a letter or a digit. Runs of Han,
// kana, Thai, Lao, Khmer or Burmese come out as overlapping character bigrams (a run of one character as itself), which
// needs no dictionary. Dotted initials are joined: "U.S." and "US" are the same term, and neither is a stop word.
func Words(text, language string) []Token {
	var out []Token
	it := words.FromString(text)
	run := -1 // start of the current run of unspaced script
	runEnd := 0
	flush := func() {
		if run >= 0 {
			out = appendBigrams(out, text, run, runEnd)
			run = -1
		}
	}
	for it.Next() {
		w := it.Value()
		start, end := it.Start(), it.End()
		r, _ := utf8.DecodeRuneInString(w)
		if unspaced(r) {
			if run < 0 || start != runEnd {
				flush()
				run = start
			}
			runEnd = end
			continue
		}
		flush()
		if !strings.ContainsFunc(w, isWordRune) {
			continue
		}
		out = appendWord(out, w, start, end, language)
	}
	flush()
	return out
}

// Terms is Words without the stop words.
func Terms(text, language string) []Token {
	ws := Words(text, language)
	out := ws[:0]
	for _, w := range ws {
		if !w.Stop {
			out = append(out, w)
		}
	}
	return out
}

func appendWord(out []Token, w string, start, end int, language string) []Token {
	// The annex keeps "it's", "l'accordo" and "Italy’s" whole. What stands after or before an apostrophe is an article
	// or a possessive often enough that the longer side is the word.
	if i := strings.IndexAny(w, "'’"); i > 0 {
		_, n := utf8.DecodeRuneInString(w[i:])
		left, right := w[:i], w[i+n:]
		switch {
		case len(right) <= 2: // possessive s, n't, 'll
			w, end = left, start+i
		case utf8.RuneCountInString(left) <= 3 || language == "it" || language == "fr":
			w, start = right, start+i+n
		}
	}
	acronym := isAcronym(w)
	if acronym {
		w = strings.ReplaceAll(w, ".", "")
	}
	lower := strings.ToLower(w)
	r, _ := utf8.DecodeRuneInString(w)
	t := Token{Start: start, End: end, Name: unicode.IsUpper(r)}
	t.Stop = !acronym && IsStop(lower, language)
	t.Term = lower
	if !acronym {
		t.Term = Stem(lower, language)
	}
	if language != "vi" { // there the marks are tones, and another tone is another word
		t.Term = Fold(t.Term)
	}
	if t.Term == "" {
		return out
	}
	return append(out, t)
}

// isAcronym reports whether w is two to six capitals, with or without dots between them.
func isAcronym(w string) bool {
	n, lastDot := 0, true
	for _, r := range w {
		switch {
		case r == '.' && !lastDot:
			lastDot = true
		case unicode.IsUpper(r):
			n++
			lastDot = false
		default:
			return false
		}
	}
	return n >= 2 && n <= 6
}

func appendBigrams(out []Token, text string, start, end int) []Token {
	prev, prevStart := rune(-1), 0
	n := 0
	for i, r := range text[start:end] {
		if !isWordRune(r) && !unicode.IsMark(r) {
			prev = -1
			continue
		}
		if prev >= 0 {
			out = append(out, Token{Start: prevStart, End: start + i + utf8.RuneLen(r), Term: string(prev) + string(r)})
			n++
		}
		prev, prevStart = r, start+i
	}
	if n == 0 && prev >= 0 {
		out = append(out, Token{Start: prevStart, End: prevStart + utf8.RuneLen(prev), Term: string(prev)})
	}
	return out
}

// unspaced reports whether r belongs to a script that is written without spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// Fold takes accents off Latin, Greek, Cyrillic, Hebrew and Arabic letters and leaves other scripts, whose marks are
// vowels, as they are. Case is the caller's matter.
func Fold(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	strip := false
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			if !strip {
				b.WriteRune(r)
			}
			continue
		}
		strip = unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic)
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
