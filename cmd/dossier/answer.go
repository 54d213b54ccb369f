package main

import (
	"bufio"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/rag"
)

// printer writes for people: wrapped and in colour to a terminal, else one line a paragraph and plain.
type printer struct {
	w     *bufio.Writer // keeps the first error; run reports it
	s     style
	width int // 0 does not wrap
}

const (
	maxExcerpt = 300 // bytes of a passage that answers nothing
	minColumns = 20  // a narrower terminal is written to as if it had so many
	maxColumns = 100 // longer lines are hard to read

	entryIndent = 4 // of all but the first line of a source or a hit
)

func (a *app) printer() *printer {
	s, _ := a.styles()
	p := &printer{w: a.out, s: s}
	if a.width > 0 {
		p.width = min(max(a.width, minColumns), maxColumns)
	}
	return p
}

// block writes text as a paragraph whose lines are indented and in one style.
func (p *printer) block(indent int, paint func(string) string, text string) {
	width := p.width
	if width > 0 {
		width -= indent
	}
	for _, l := range wrap(text, width) {
		fmt.Fprintf(p.w, "%s%s\n", strings.Repeat(" ", indent), paint(l))
	}
}

// entry writes a paragraph that begins with a label and whose further lines are indented as what follows it is.
func (p *printer) entry(label, text string) {
	if label != "" {
		label += " "
	}
	width := p.width
	if width > 0 {
		width -= max(entryIndent, columnsOf(label))
	}
	for i, l := range wrap(text, width) {
		if i > 0 {
			label = strings.Repeat(" ", entryIndent)
		}
		fmt.Fprintf(p.w, "%s%s\n", label, l)
	}
}

func asIs(s string) string { return s }

// answer writes an answer: the short one, the sentences with the numbers of their sources, notes, and the sources with what
// is quoted from them. Where the documents do not say, it writes why and the nearest source.
func (p *printer) answer(ans *rag.Answer) {
	sources, number := cited(ans)
	if !ans.Answered {
		p.block(0, p.s.bold, line(ans.Reason))
		if len(sources) > 0 {
			fmt.Fprintf(p.w, "\n%s\n", p.s.dim("Nearest source:"))
			near := ans.Nearest
			near.Quote = excerpt(near.Quote, maxExcerpt)
			near.End = near.Start + len(near.Quote)
			p.source("", sources[0], []rag.Citation{near})
		}
		return
	}
	if short := line(ans.Short); short != "" {
		p.block(0, p.s.bold, short)
		fmt.Fprintln(p.w)
	}
	quotes := make([][]rag.Citation, len(sources))
	for _, c := range ans.Claims {
		text := line(c.Text)
		marked := make(map[int]bool)
		for _, cite := range c.Citations {
			n := number[cite.Hit]
			if !marked[n] {
				text += " " + p.s.green(fmt.Sprintf("[%d]", n))
			}
			marked[n] = true
			quotes[n-1] = addQuote(quotes[n-1], cite)
		}
		p.block(0, asIs, text)
	}
	for _, n := range ans.Notes {
		p.block(0, p.s.dim, "Note: "+line(n.Text))
	}
	for i, h := range sources {
		fmt.Fprintln(p.w)
		p.source(fmt.Sprintf("[%d]", i+1), h, quotes[i])
	}
}

// excerpt returns the first words of a text, at most n bytes of them.
func excerpt(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexFunc(s[:n], unicode.IsSpace); i > 0 {
		return s[:i]
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// addQuote appends a citation unless the same words are there.
func addQuote(quotes []rag.Citation, c rag.Citation) []rag.Citation {
	for _, q := range quotes {
		if q.Start == c.Start && q.End == c.End {
			return quotes
		}
	}
	return append(quotes, c)
}

// source writes where a passage stands, what is quoted from it, and what `dossier show` takes to show it.
func (p *printer) source(label string, h rag.Hit, quotes []rag.Citation) {
	p.entry(p.s.green(label), p.origin(h))
	for _, q := range quotes {
		p.block(entryIndent, asIs, "“"+line(q.Quote)+"”")
		p.block(entryIndent, p.s.dim, fmt.Sprintf("%s:%d-%d", line(h.DocID), h.CodePoint(q.Start), h.CodePoint(q.End)))
	}
	p.also(h)
}

// origin names the document of a passage, its headings and its date.
func (p *printer) origin(h rag.Hit) string {
	parts := []string{line(nameOf(h.Doc))}
	heading := strings.TrimPrefix(strings.TrimPrefix(line(h.Heading), line(h.Doc.Title)), " > ")
	if heading != "" {
		parts = append(parts, heading)
	}
	if h.Doc.Publisher != "" {
		parts = append(parts, line(h.Doc.Publisher))
	}
	if !h.Doc.Date.IsZero() {
		parts = append(parts, isoDate(h.Doc.Date))
	}
	return strings.Join(parts, " · ")
}

// also names the other documents that hold the same passage.
func (p *printer) also(h rag.Hit) {
	var ids []string
	for _, place := range h.Also {
		ids = append(ids, line(place.Doc.ID))
	}
	if len(ids) > 0 {
		p.block(entryIndent, p.s.dim, "also in "+strings.Join(ids, ", "))
	}
}

// hits writes the passages of a search.
func (p *printer) hits(hits []rag.Hit, explain bool) {
	if len(hits) == 0 {
		fmt.Fprintln(p.w, "No passage matches.")
	}
	for i, h := range hits {
		if i > 0 {
			fmt.Fprintln(p.w)
		}
		p.entry(p.s.green(fmt.Sprintf("%d.", i+1)), p.origin(h))
		p.block(entryIndent, asIs, line(h.Text))
		p.block(entryIndent, p.s.dim, fmt.Sprintf("%s:%d-%d", line(h.DocID), h.CodePoint(h.Start), h.CodePoint(h.End)))
		p.also(h)
		if explain {
			p.explainLegs(h)
		}
	}
}

// nameOf is what people call a document.
func nameOf(d rag.DocInfo) string {
	if strings.TrimSpace(d.Title) == "" {
		return d.ID
	}
	return d.Title
}
