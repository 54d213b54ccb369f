package corpus

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/corpus/lang"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// blockKind is what a block of a document is.
type blockKind int

const (
	paragraph blockKind = iota
	item                // a paragraph of a list
	lines               // lines that are no prose, such as a chat: cut between lines only
	code                // program text and tables: likewise, and two equal lines are no repetition
	heading
)

// block is a heading, a paragraph or the like. Blocks come in order and do not overlap; what lies between them is white
// space or markup.
type block struct {
	kind       blockKind
	level      int    // of a heading, from 1
	title      string // of a heading, without markup
	start, end int    // without the white space around it
	drop       string // why it is left out of the passages; empty if it is not
}

const (
	maxMarkdown    = 16 << 20 // bytes; more is taken apart line by line
	maxNesting     = 64       // quotations and lists within each other on one line
	maxHeading     = 100      // bytes of a heading that only its shape shows
	longestHeading = 300      // bytes of any heading, which every passage below it repeats; a longer one is a paragraph
)

// blocksOf takes the document's text apart.
func blocksOf(d Document) []block {
	var bs []block
	off := 0
	if d.Format == Markdown {
		if off = frontMatterLen(d.Text); off > 0 {
			bs = appendBlock(bs, d.Text, block{start: 0, end: off, drop: "front matter"})
		}
		if md, ok := markdownBlocks(d.Text, off); ok {
			return append(bs, md...)
		}
	}
	return append(bs, plainBlocks(d, off)...)
}

// appendBlock appends b without the white space around it, unless nothing is left.
func appendBlock(bs []block, text string, b block) []block {
	b.start, b.end = trimSpan(text, b.start, b.end)
	if b.start == b.end {
		return bs
	}
	return append(bs, b)
}

func trimSpan(text string, start, end int) (int, int) {
	end = start + len(strings.TrimRightFunc(text[start:end], unicode.IsSpace))
	return end - len(strings.TrimLeftFunc(text[start:end], unicode.IsSpace)), end
}

// markdownBlocks takes Markdown apart from offset off on. It reports false for what the parser had better not see.
func markdownBlocks(src string, off int) (bs []block, ok bool) {
	if len(src) > maxMarkdown || tooNested(src[off:]) {
		return nil, false
	}
	defer func() {
		if recover() != nil { // a fault of the parser; the lines can still be read
			bs, ok = nil, false
		}
	}()
	// Blocks only: inline markup stays in the passages as it stands in the text.
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		// Without the one for link definitions, which takes time that grows with the square of their number.
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
	)
	body := src[off:]
	root := p.Parse(text.NewReader([]byte(body)))
	end := 0 // of the last block, so that none overlaps it
	items := 0
	for n := root.FirstChild(); n != nil; {
		b, leaf := markdownLeaf(n, body, items > 0)
		if leaf && b.end > b.start {
			b.start = max(end, lineStart(body, b.start))
			if b.end > b.start {
				end = b.end
				b.start, b.end = b.start+off, b.end+off
				bs = appendBlock(bs, src, b)
			}
		}
		if c := n.FirstChild(); c != nil && !leaf {
			if n.Kind() == ast.KindListItem {
				items++
			}
			n = c
			continue
		}
		for n != root && n.NextSibling() == nil {
			if n = n.Parent(); n.Kind() == ast.KindListItem {
				items--
			}
		}
		if n == root {
			break
		}
		n = n.NextSibling()
	}
	return bs, true
}

// markdownLeaf returns the block of a node that has text of its own.
func markdownLeaf(n ast.Node, src string, inItem bool) (b block, leaf bool) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		b.kind = paragraph
		if inItem {
			b.kind = item
		}
		b.start, b.end = segments(n)
		if linkDefinitions.MatchString(src[b.start:b.end]) {
			b.end = b.start
		}
	case *ast.Heading:
		b.kind, b.level = heading, n.Level
		b.start, b.end = segments(n)
		b.title = headingText(src[b.start:b.end])
		// The marks at the end of the line, and the line under it, belong to the heading.
		b.end = lineEnd(src, b.end)
		if next := lineEnd(src, b.end+1); b.end < next && strings.Trim(src[b.end:next], "=- \t\r\n") == "" &&
			!strings.HasPrefix(strings.TrimLeft(src[lineStart(src, b.start):], " >\t"), "#") {
			b.end = next
		}
		switch {
		case b.title == "":
			b.end = b.start
		case len(b.title) > longestHeading:
			b.kind = paragraph
		}
	case *ast.FencedCodeBlock:
		b.kind = code
		b.start, b.end = segments(n)
		if b.end > b.start { // with its fences
			if before := lineStart(src, lineStart(src, b.start)-1); isFence(src[before:b.start]) {
				b.start = before
			}
			if after := lineEnd(src, b.end); isFence(src[b.end:after]) {
				b.end = after
			}
		}
	case *ast.CodeBlock:
		b.kind = code
		b.start, b.end = segments(n)
	case *ast.HTMLBlock:
		b.start, b.end = segments(n)
		if n.HasClosure() {
			b.end = max(b.end, n.ClosureLine.Stop)
		}
		if n.HTMLBlockType == ast.HTMLBlockType1 || !strings.ContainsFunc(htmlTag.ReplaceAllString(src[b.start:b.end], ""), unicode.IsLetter) {
			b.end = b.start
		}
	case *extast.Table:
		b.kind = code
		first := n.FirstChild()
		b.start = max(first.Pos(), 0)
		for r := n.LastChild(); r != nil; r = r.PreviousSibling() {
			if r.Pos() >= 0 {
				b.end = lineEnd(src, r.Pos())
				break
			}
		}
	default:
		return b, false
	}
	return b, true
}

var (
	htmlTag         = regexp.MustCompile(`(?s)<!--.*?-->|<[^>]*>`)
	linkDefinitions = regexp.MustCompile(`\A(?:[ >]*\[[^\[\]\n]+\]:[ \t]*\S+(?:[ \t]+["'(].*)?[ \t]*(?:\n|\z))+\z`)
)

// segments returns where a node's lines begin and end.
func segments(n ast.Node) (start, end int) {
	l := n.Lines()
	if l == nil || l.Len() == 0 {
		return 0, 0
	}
	return l.At(0).Start, l.At(l.Len() - 1).Stop
}

// lineStart returns the offset of the line that holds off.
func lineStart(s string, off int) int {
	if off <= 0 {
		return 0
	}
	return strings.LastIndexByte(s[:off], '\n') + 1
}

// lineEnd returns the offset of the line break that ends the line that holds off.
func lineEnd(s string, off int) int {
	if off >= len(s) {
		return len(s)
	}
	if i := strings.IndexByte(s[off:], '\n'); i >= 0 {
		return off + i
	}
	return len(s)
}

func isFence(line string) bool {
	line = strings.TrimLeft(line, " \t>")
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// tooNested reports whether a line opens so many quotations or lists that the parser would take long for nothing.
func tooNested(s string) bool {
	for line := range strings.Lines(s) {
		n := 0
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '>':
				n++
			case (c == '-' || c == '*' || c == '+' || c == '.' || c == ')') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
				n++
			case c == ' ' || c == '\t' || c >= '0' && c <= '9':
			default:
				i = len(line)
			}
			if n > maxNesting {
				return true
			}
		}
	}
	return false
}

var (
	titleLink   = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)`)
	titleAttr   = regexp.MustCompile(`\s*\{[#.][^{}]*\}\s*$`)
	titleStress = regexp.MustCompile(`\*{1,3}([^*]+)\*{1,3}|\b_{1,3}([^_]+)_{1,3}\b`)
	titleEdit   = regexp.MustCompile(`(?:\[\pL*\])+\s*$`) // the "[edit]" of a wiki
	titleClose  = regexp.MustCompile(`\s+#+\s*$`)
)

// headingText takes the markup off a heading.
func headingText(s string) string {
	if !strings.ContainsAny(s, "*_[]{}<`\\") {
		return strings.Join(strings.Fields(s), " ")
	}
	s = titleLink.ReplaceAllString(s, "$1")
	s = titleAttr.ReplaceAllString(s, "")
	s = cmp.Or(titleEdit.ReplaceAllString(s, ""), s)
	s = htmlTag.ReplaceAllString(s, "")
	s = titleStress.ReplaceAllString(s, "$1$2")
	s = strings.NewReplacer("`", "", "\\", "").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// plainBlocks takes a text apart line by line from offset off on: blank lines part paragraphs, and shape alone shows
// headings and lists.
func plainBlocks(d Document, off int) []block {
	var bs []block
	src := d.Text
	var groups []group
	coded, total := 0, 0
	for off < len(src) {
		g := nextGroup(src, &off)
		if g.end > g.start {
			groups = append(groups, g)
			coded += g.coded
			total += g.lines
		}
	}
	program := total >= 3 && coded*10 >= total*3
	for i, g := range groups {
		if g.lines >= 3 && g.coded*10 >= g.lines*6 || program && !g.prose {
			bs = appendBlock(bs, src, block{kind: code, start: g.start, end: g.end})
			continue
		}
		next := "" // what follows the group
		for _, n := range groups[i+1 : min(i+3, len(groups))] {
			next = firstUnit(src, n)
			if !same(next, src[g.start:g.end]) {
				break
			}
		}
		bs = appendGroup(bs, d, g, next, program)
	}
	return bs
}

// group is the lines between two blank ones.
type group struct {
	start, end   int
	lines, coded int // lines that are not blank, and those of them that look like program text
	prose        bool
}

// nextGroup returns the group at off and moves off behind it.
func nextGroup(src string, off *int) group {
	g := group{start: *off, end: *off}
	for *off < len(src) {
		end := lineEnd(src, *off)
		line := src[*off:end]
		*off = min(end+1, len(src))
		if strings.TrimSpace(line) == "" {
			if g.lines > 0 {
				return g
			}
			g.start, g.end = *off, *off
			continue
		}
		g.end = end
		g.lines++
		if codeLine(line) {
			g.coded++
		}
		g.prose = g.prose || len(line) >= 60 && isText(strings.TrimSpace(line)) && !codeLine(line)
	}
	return g
}

// codeLine reports whether a line looks like program text.
func codeLine(line string) bool {
	trimmed := strings.TrimRight(line, " \t\r")
	if trimmed == "" {
		return false
	}
	switch trimmed[len(trimmed)-1] {
	case '{', '}', ';', '\\', '[':
		return true
	}
	head := strings.TrimLeft(trimmed, " \t")
	for _, p := range []string{"//", "/*", "#include", "#[", "import ", "from ", "use ", "def ", "func ", "fn ", "pub ", "return ", "class ", "const ", "let ", "var ", "@", "</", "<"} {
		if strings.HasPrefix(head, p) && (len(p) < 4 || !isTerminated(trimmed)) {
			return true
		}
	}
	return strings.HasSuffix(head, "):") || (line[0] == '\t' || strings.HasPrefix(line, "    ")) && !lang.StartsItem(head) && !isTerminated(trimmed)
}

// firstUnit returns the first line of a group, whole if it was wrapped.
func firstUnit(src string, g group) string {
	// A few lines are enough to see whether they are text, and keep the whole linear.
	s := src[g.start:min(g.end, g.start+2000)]
	u := lang.Lines(s)[0]
	return strings.TrimSpace(s[u.Start:u.End])
}

// appendGroup appends the blocks of a group that is no program text; next is what follows the group.
func appendGroup(bs []block, d Document, g group, next string, program bool) []block {
	src := d.Text
	units := lang.Lines(src[g.start:g.end])
	at := func(i int) string { return strings.TrimSpace(src[g.start+units[i].Start : g.start+units[i].End]) }
	kinds := make([]block, len(units))
	prose := true // every line is a paragraph of its own
	for i := range units {
		b := block{start: g.start + units[i].Start, end: g.start + units[i].End}
		line := at(i)
		follows := next
		if i+1 < len(units) {
			follows = at(i + 1)
		}
		level, title := atx(line)
		if level > 0 && (strings.HasPrefix(follows, "#") && i+1 < len(units) || i > 0 && strings.HasPrefix(at(i-1), "#")) {
			level = 0 // a comment
		}
		switch {
		case level > 0 && !program:
			b.kind, b.level, b.title = heading, level, title
		case d.Title != "" && len(d.Title) <= longestHeading && follows != "" && !program && same(line, d.Title):
			b.kind, b.level, b.title = heading, 1, headingText(line)
		case lang.StartsItem(line) && !strings.HasPrefix(line, "|"):
			b.kind = item
		case !program && looksLikeHeading(line, follows) &&
			(len(units) == 1 || i+1 < len(units) && opens(line, follows) && (i == 0 || isTerminated(at(i-1)))):
			b.kind, b.level, b.title = heading, headingLevel(line), headingText(line)
		case i > 0 && same(line, at(i-1)):
		case len(units) > 1 && !isTerminated(line) && len(line) < 200 && (i+1 == len(units) || !same(line, follows)):
			prose = false
		}
		kinds[i] = b
	}
	for i := 0; i < len(kinds); i++ {
		b := kinds[i]
		if b.kind == paragraph && !prose {
			b.kind = lines
			for i+1 < len(kinds) && kinds[i+1].kind == paragraph && !same(at(i), at(i+1)) {
				i++
				b.end = kinds[i].end
			}
		}
		bs = appendBlock(bs, src, b)
	}
	return bs
}

// atx returns the level and the title of a line "## Title"; 0 for any other line.
func atx(line string) (level int, title string) {
	rest := strings.TrimLeft(line, "#")
	level = len(line) - len(rest)
	if level == 0 || level > 6 || rest == "" || rest[0] != ' ' || strings.Contains(rest, "\n") {
		return 0, ""
	}
	if title = headingText(titleClose.ReplaceAllString(rest, "")); title == "" || len(title) > longestHeading {
		return 0, ""
	}
	return level, title
}

var (
	numberedHeading = regexp.MustCompile(`^(?:(\d{1,2}(?:\.\d{1,2})*)\.?|[IVX]{1,5}\.|[A-Z]\.|\d{4}\b)\s+\pL`)
	valueLine       = regexp.MustCompile(`^[\pL\d_-]+:\s`) // "License: cc-by"
	notInHeading    = regexp.MustCompile(`https?://|www\.|[{}=<>|;\[\]@\\_]|\.\s|[!?…。！？]\s*$`)
)

// looksLikeHeading reports whether a line that stands alone is the heading of the text that follows it: short, on one
// physical line, begun with a capital or a number, not ended like a sentence.
func looksLikeHeading(line, follows string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	switch {
	case len(line) > maxHeading || strings.Contains(line, "\n") || !isText(follows) || same(line, follows) || navigationLine.MatchString(line):
		return false
	case !unicode.IsUpper(first) && !numberedHeading.MatchString(line) && !(unicode.IsLetter(first) && !unicode.IsLower(first)):
		return false
	case valueLine.MatchString(line) || lang.IsStop(strings.ToLower(line[strings.LastIndexByte(line, ' ')+1:]), "en"):
		return false
	case strings.Count(line, " ") >= 14 || notInHeading.MatchString(line) || isTerminated(line) || !strings.ContainsFunc(line, unicode.IsLetter):
		return false
	case !unicode.IsUpper(first) && strings.ContainsAny(line, "，、,،"): // no case to tell a clause by
		return false
	}
	return !strings.ContainsRune(".,:;-–—&/", lastRune(line))
}

// opens reports whether a line is the heading of what follows it without a blank line: much shorter than that, and than a
// line of it if it is wrapped.
func opens(line, follows string) bool {
	first, _, wrapped := strings.Cut(follows, "\n")
	return len(follows) >= 120 && !strings.Contains(line, ":") && (!wrapped || len(line)*10 < len(first)*6)
}

// headingLevel guesses the level of a heading that its shape showed.
func headingLevel(line string) int {
	if m := numberedHeading.FindStringSubmatch(line); m != nil {
		return 2 + strings.Count(m[1], ".")
	}
	return 2
}

// isText reports whether a paragraph is prose, or an item that is: at least a sentence long, with a sentence's end in it.
func isText(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) < 40 {
		return false
	}
	return isTerminated(s) || len(s) >= 60 && sentenceEnd.MatchString(s)
}

var sentenceEnd = regexp.MustCompile(`\pL["”’)\]]*[.!?:]["”’)\]]*\s|[。！？।؟۔]`)

// isTerminated reports whether a line ends as a sentence does, quotation marks, brackets and footnotes aside.
func isTerminated(line string) bool {
	line = strings.TrimRightFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.So, unicode.Sk, unicode.Mn, unicode.Cf) && r >= 0x200D || strings.ContainsRune("\"'”’“»«)]}」』）】》*_0123456789[¹²³", r)
	})
	r := lastRune(line)
	return strings.ContainsRune(".!?…:", r) || r >= utf8.RuneSelf && unicode.Is(unicode.Sentence_Terminal, r)
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
