package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dossier/corpus/lang"
)

// Splitter cuts documents into passages. The zero value is ready to use.
type Splitter struct {
	Max     int // greatest length of a passage in code points, at the document's mean of bytes a code point; 0 means 1,500
	Overlap int // greatest overlap of neighbouring passages in code points; 0 means none
}

// Omission is a stretch of a document that is in no passage, on purpose.
type Omission struct {
	Start, End int
	Reason     string // "heading", "front matter", "cookie banner", "navigation", "repetition", "empty list" or "markup"
}

// Name describes how documents are cut: passages of two splitters of the same name are the same. It changes whenever the
// passages do, so that an index knows that it was cut otherwise.
func (s Splitter) Name() string {
	s = s.withDefaults()
	return fmt.Sprintf("split/2 max=%d overlap=%d", s.Max, s.Overlap)
}

func (s Splitter) withDefaults() Splitter {
	if s.Max <= 0 {
		s.Max = 1500
	}
	s.Overlap = min(max(s.Overlap, 0), s.Max/2) // beyond that, passages would say nothing new
	return s
}

// inBytes turns the limits into bytes of a text: a passage should hold as much in Thai, at three bytes a letter, as in English.
func (s Splitter) inBytes(text string) Splitter {
	s = s.withDefaults()
	if n := utf8.RuneCountInString(text); n > 0 && n < len(text) {
		s.Max, s.Overlap = s.Max*len(text)/n, s.Overlap*len(text)/n
	}
	return s
}

// Split cuts the document. Every byte of d.Text that is not white space is in a passage or in an omission.
//
// A passage is as many whole paragraphs, items of a list or the like as Max holds, all under the same headings. A longer
// paragraph is cut between sentences, program text and tables between lines. A sentence longer than Max is a passage of its
// own; one that is longer than four times Max is cut at a space. Passages overlap only within a paragraph that was cut.
// Headings stand in Passage.Heading instead of in the text, except those with nothing under them: they are passages, so
// that nothing is lost.
func (s Splitter) Split(d Document) ([]Passage, []Omission) {
	c := cutter{Splitter: s.inBytes(d.Text), doc: d}
	bs := blocksOf(d)
	clean(d, bs)
	bare := bareHeadings(bs)
	for i, b := range bs {
		switch {
		case b.drop != "":
			c.flush()
			c.omit(b.start, b.end, b.drop)
		case b.kind == heading:
			c.flush()
			c.leave(b.level)
			if bare[i] {
				c.add(b)
				c.flush()
			} else {
				c.omit(b.start, b.end, "heading")
			}
			c.headings = append(c.headings, b)
		default:
			c.add(b)
		}
	}
	c.flush()
	c.omitRest()
	return c.passages, c.omissions
}

// bareHeadings tells which headings have nothing under them before the next one of their level.
func bareHeadings(bs []block) []bool {
	bare := make([]bool, len(bs))
	next := 0 // level of the heading that follows at once; 0 for content
	end := true
	for i := len(bs) - 1; i >= 0; i-- {
		switch b := bs[i]; {
		case b.drop != "":
		case b.kind == heading:
			bare[i] = end || next > 0 && next <= b.level
			next, end = b.level, false
		default:
			next, end = 0, false
		}
	}
	return bare
}

// cutter is the state of one Split.
type cutter struct {
	Splitter
	doc       Document
	headings  []block // those that the current block stands under
	run       []block // blocks that follow each other with nothing but white space between
	passages  []Passage
	omissions []Omission
	counted   int // bytes whose code points are in runes
	runes     int
}

// leave drops the headings that end where one of the given level begins.
func (c *cutter) leave(level int) {
	for len(c.headings) > 0 && c.headings[len(c.headings)-1].level >= level {
		c.headings = c.headings[:len(c.headings)-1]
	}
}

// add takes a block into the run.
func (c *cutter) add(b block) {
	if n := len(c.run); n > 0 && strings.TrimSpace(c.doc.Text[c.run[n-1].end:b.start]) != "" { // markup between
		c.flush()
	}
	c.run = append(c.run, b)
}

// flush packs the run into passages.
func (c *cutter) flush() {
	run := c.run
	for len(run) > 0 {
		if run[0].end-run[0].start > c.Max {
			rest := c.cut(run[0])
			if len(run) > 1 && c.leadsIn(rest, run[1]) && rest.end-rest.start < c.Max {
				run[0] = rest
			} else {
				c.emit(rest.start, rest.end)
				run = run[1:]
				continue
			}
		}
		n := 1
		for n < len(run) && run[n].end-run[0].start <= c.Max {
			n++
		}
		if k := c.listAt(run, n); k > 0 {
			n = k
		}
		c.emit(run[0].start, run[n-1].end)
		run = run[n:]
	}
	c.run = c.run[:0]
}

// listAt returns the index, before n, of what announces the list that a cut before run[n] would part, if a passage can hold
// the list, or at least would keep the announcement with its first item; 0 otherwise.
func (c *cutter) listAt(run []block, n int) int {
	if n == len(run) || run[n].kind != item {
		return 0
	}
	k := n - 1
	for k > 0 && run[k].kind == item {
		k--
	}
	if !c.leadsIn(run[k], run[k+1]) {
		return 0
	}
	end := n
	for end < len(run) && run[end].kind == item && run[end].end-run[k].start <= c.Max {
		end++
	}
	if k == n-1 || end == len(run) || run[end].kind != item {
		return k
	}
	return 0
}

// leadsIn reports whether b announces the list that begins with next.
func (c *cutter) leadsIn(b, next block) bool {
	return b.kind == paragraph && next.kind == item && strings.HasSuffix(c.doc.Text[b.start:b.end], ":")
}

// cut emits a block that is longer than Max, but for the last part, which it returns.
func (c *cutter) cut(b block) block {
	units := c.units(b)
	first, fresh := 0, 0 // the first unit of a passage, and the first that no passage has yet
	for {
		// Parts of about the same length: a short rest would say little on its own.
		whole := units[len(units)-1].End - units[fresh].Start
		target := whole / ((whole + c.Max - 1) / c.Max)
		end := fresh + 1
		for end < len(units) && units[end].End-units[first].Start <= c.Max {
			length, next := units[end-1].End-units[fresh].Start, units[end].End-units[fresh].Start
			if length+(next-length)/2 >= target && whole > target {
				break
			}
			end++
		}
		if end == len(units) {
			b.start, b.end = units[first].Start, units[end-1].End
			return b
		}
		c.emit(units[first].Start, units[end-1].End)
		// Sentences are repeated where there is room for them and for a new one.
		start := end
		for start-1 > first && units[end-1].End-units[start-1].Start <= c.Overlap && units[end].End-units[start-1].Start <= c.Max {
			start--
		}
		first, fresh = start, end
	}
}

// units returns what a block may be cut between, in offsets of the document: sentences, or lines where there are none.
func (c *cutter) units(b block) []lang.Span {
	text := c.doc.Text[b.start:b.end]
	var us []lang.Span
	switch b.kind {
	case lines:
		us = lang.Lines(text)
	case code:
		for off := 0; off < len(text); {
			end := lineEnd(text, off)
			us = append(us, lang.Span{Start: off, End: end})
			off = end + 1
		}
	default:
		us = lang.Sentences(text)
	}
	out := us[:0:0]
	for _, u := range us {
		start, end := trimSpan(text, u.Start, u.End)
		for end-start > 4*c.Max {
			n := cutAt(text[start:end], c.Max)
			s, e := trimSpan(text, start, start+n)
			out = append(out, lang.Span{Start: b.start + s, End: b.start + e})
			start, end = trimSpan(text, start+n, end)
		}
		if start < end {
			out = append(out, lang.Span{Start: b.start + start, End: b.start + end})
		}
	}
	return out
}

// cutAt returns where to cut s so that at most limit bytes stand before: at a space, else between runes.
func cutAt(s string, limit int) int {
	if i := strings.LastIndexAny(s[:limit], " \t\n"); i > limit/2 {
		return i
	}
	for n := limit; n > 0 && n > limit-utf8.UTFMax; n-- {
		if utf8.RuneStart(s[n]) {
			return n
		}
	}
	_, n := utf8.DecodeRuneInString(s)
	return max(n, limit)
}

// emit makes a passage of Text[start:end].
func (c *cutter) emit(start, end int) {
	start, end = trimSpan(c.doc.Text, start, end)
	if start == end {
		return
	}
	if start < c.counted { // an overlap
		c.runes -= utf8.RuneCountInString(c.doc.Text[start:c.counted])
	} else {
		c.runes += utf8.RuneCountInString(c.doc.Text[c.counted:start])
	}
	c.counted = start
	c.passages = append(c.passages, Passage{
		ID:      fmt.Sprintf("%s#%d", c.doc.ID, len(c.passages)),
		DocID:   c.doc.ID,
		Heading: c.path(),
		Start:   start,
		End:     end,
		Rune:    c.runes,
		Text:    c.doc.Text[start:end],
	})
}

// path joins the headings above, without the document's title and without one that says what the one above it says.
func (c *cutter) path() string {
	var parts []string
	last := c.doc.Title
	for _, h := range c.headings {
		if !same(h.title, last) && !same(h.title, c.doc.Title) {
			parts = append(parts, h.title)
			last = h.title
		}
	}
	return strings.Join(parts, " > ")
}

func (c *cutter) omit(start, end int, reason string) {
	if start, end = trimSpan(c.doc.Text, start, end); start < end {
		c.omissions = append(c.omissions, Omission{Start: start, End: end, Reason: reason})
	}
}

// omitRest counts what is in no passage and no omission yet as markup, and puts the omissions in order.
func (c *cutter) omitRest() {
	var taken []lang.Span
	for _, p := range c.passages {
		taken = append(taken, lang.Span{Start: p.Start, End: p.End})
	}
	for _, o := range c.omissions {
		taken = append(taken, lang.Span{Start: o.Start, End: o.End})
	}
	byStart := func(a, b lang.Span) int { return cmp.Compare(a.Start, b.Start) }
	slices.SortFunc(taken, byStart)
	end := 0
	for _, t := range append(taken, lang.Span{Start: len(c.doc.Text), End: len(c.doc.Text)}) {
		if t.Start > end {
			c.omit(end, t.Start, "markup")
		}
		end = max(end, t.End)
	}
	slices.SortFunc(c.omissions, func(a, b Omission) int { return cmp.Compare(a.Start, b.Start) })
}
