package main

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain makes foreign text safe to print: control characters, with which a document could rewrite the screen, become
// U+FFFD, and the marks that reorder bidirectional text are dropped. Line breaks and tabs stay.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return -1
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r):
			return utf8.RuneError
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// line is plain text on one line.
func line(s string) string { return strings.Join(strings.Fields(plain(s)), " ") }

// indentLines indents all lines but the first.
func indentLines(s string) string { return strings.ReplaceAll(s, "\n", "\n  ") }

// style writes escape sequences, or nothing where it is false.
type style bool

func (s style) bold(t string) string  { return s.sgr("1", t) }
func (s style) dim(t string) string   { return s.sgr("2", t) }
func (s style) green(t string) string { return s.sgr("32", t) }
func (s style) mark(t string) string  { return s.sgr("1;33", t) }

func (s style) sgr(code, t string) string {
	if !s || t == "" {
		return t
	}
	return "\x1b[" + code + "m" + t + "\x1b[0m"
}

// styles returns how standard output and standard error are to be written.
func (a *app) styles() (out, err style) {
	if a.color != "auto" {
		return style(a.color == "always"), style(a.color == "always")
	}
	if a.getenv("NO_COLOR") != "" || a.getenv("TERM") == "dumb" {
		return false, false
	}
	return style(a.tty.out), style(a.tty.err)
}

// wrap breaks text into lines of at most width columns, between words where it can. A width of 0 breaks nothing.
func wrap(s string, width int) []string {
	words := strings.Fields(s)
	if width <= 0 {
		return []string{strings.Join(words, " ")}
	}
	var lines []string
	var b strings.Builder
	used := 0
	flush := func() {
		lines = append(lines, b.String())
		b.Reset()
		used = 0
	}
	for _, w := range words {
		n := columnsOf(w)
		if b.Len() > 0 && used+1+n > width {
			flush()
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
			used++
		}
		if n <= width-used {
			b.WriteString(w)
			used += n
			continue
		}
		for _, r := range w { // longer than a line: an address, or a script without spaces
			c := runeColumns(r)
			if used > 0 && used+c > width {
				flush()
			}
			b.WriteRune(r)
			used += c
		}
	}
	if b.Len() > 0 { // used may be 0: a mark without a letter takes no column
		flush()
	}
	return lines
}

// cut returns as much of a text on one line as fits into width columns, with an ellipsis for what does not.
func cut(s string, width int) string {
	if columnsOf(s) <= width {
		return s
	}
	used := 1 // the ellipsis
	for i, r := range s {
		if used += runeColumns(r); used > width {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}

// columnsOf returns the columns of a terminal that the text takes up. An escape sequence, which can only be one of [style]'s
// because plain leaves no other, takes none.
func columnsOf(s string) int {
	n, escaped := 0, false
	for _, r := range s {
		switch {
		case r == '\x1b':
			escaped = true
		case escaped:
			escaped = r != 'm'
		default:
			n += runeColumns(r)
		}
	}
	return n
}

// wide are the ranges that terminals show two columns wide: the blocks of East Asian scripts and of pictures.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x2e80, 0x303e, 1}, {0x3041, 0xa4cf, 1}, {0xac00, 0xd7a3, 1},
		{0xf900, 0xfaff, 1}, {0xfe30, 0xfe6f, 1}, {0xff00, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{{0x1f300, 0x1faff, 1}, {0x20000, 0x3fffd, 1}},
}

func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// nearest returns the n candidates that are most like the word, the most alike first, ties in lexical order.
func nearest(word string, candidates []string, n int) []string {
	type scored struct {
		text string
		cost int
	}
	all := make([]scored, 0, len(candidates))
	w := strings.ToLower(word)
	for _, c := range candidates {
		l := strings.ToLower(c)
		cost := editDistance(w, l)
		if strings.Contains(l, w) {
			cost = 0
		}
		all = append(all, scored{c, cost})
	}
	slices.SortFunc(all, func(a, b scored) int {
		if a.cost != b.cost {
			return a.cost - b.cost
		}
		return strings.Compare(a.text, b.text)
	})
	var best []string
	for _, s := range all[:min(n, len(all))] {
		best = append(best, s.text)
	}
	return best
}

// editDistance counts the insertions, deletions and substitutions between the first 100 code points of two texts.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	x, y = x[:min(len(x), 100)], y[:min(len(y), 100)]
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(y)]
}
