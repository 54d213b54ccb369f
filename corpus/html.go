package corpus

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxTags bounds the tree that is built of a page. What has more tags, or nests deeper than the parser allows, is read as
// a sequence of tags, which takes no memory and knows headings, paragraphs, lists and nothing else.
const maxTags = 1_000_000

// readHTML renders a page as Markdown and returns it with what its metadata says. What browsers do not show is left out,
// as is what stands around the content (navigation, footers, notices about cookies), unless little else is there.
func readHTML(src string) Document {
	if strings.Count(src, "<") <= maxTags {
		if root, err := html.Parse(strings.NewReader(src)); err == nil {
			return readTree(root)
		}
	}
	return readTokens(src)
}

func readTree(root *html.Node) Document {
	d, modified := metadata(root)
	render(&d, root)
	// A page that speaks of years after its publication has been brought up to date since.
	if d.Date.IsZero() || modified.After(d.Date) && latestYear(d.Title+"\n"+d.Text) > d.Date.Year() {
		d.Date = modified
	}
	return d
}

// render sets the text of a page and its format.
func render(d *Document, root *html.Node) {
	d.Format = Markdown
	body := find(root, atom.Body)
	if body == nil { // a frameset
		body = root
	}
	whole := survey{body: body, sizes: map[*html.Node]int{}}
	all := whole.measure(body)
	lean := survey{body: body, sizes: map[*html.Node]int{}, whole: whole.sizes}
	content := lean.measure(body)
	p, start := page{sizes: lean.sizes}, body
	if content < 200 && content*4 < all { // what was taken for the surroundings is the content
		p.sizes = whole.sizes
	} else {
		start = p.main(body, content)
	}
	if pre := find(start, atom.Pre); pre != nil && p.sizes[pre]*10 >= p.sizes[start]*9 {
		// A text file in the clothes of a page is no code.
		d.Format, d.Text = Plain, strings.Trim(p.verbatim(pre), "\r\n")
		return
	}
	p.block(start, 0)
	d.Text = p.w.String()
}

// survey measures how much text is where in a page.
type survey struct {
	body  *html.Node
	sizes map[*html.Node]int // bytes of text in every element that is read
	whole map[*html.Node]int // the same with the surroundings; nil while that is what is measured
}

// measure counts the bytes of text in n, without white space, and notes those of every element in it.
func (s *survey) measure(n *html.Node) int {
	size := 0
	switch n.Type {
	case html.TextNode:
		for i := 0; i < len(n.Data); i++ {
			if n.Data[i] > ' ' {
				size++
			}
		}
		return size
	case html.ElementNode:
		if isSkipped(n) || s.whole != nil && s.isSurrounding(n) {
			return 0
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		size += s.measure(c)
	}
	if n.Type != html.TextNode {
		s.sizes[n] = size
	}
	return size
}

// page is one page on its way to Markdown.
type page struct {
	w     markdownWriter
	sizes map[*html.Node]int // the elements to read, with the bytes of text in them
}

// reads reports whether a node is to be read.
func (p *page) reads(n *html.Node) bool {
	_, ok := p.sizes[n]
	return ok || n.Type == html.TextNode
}

// main returns the element that holds the main content: the first <main> or the largest <article>, if most of the text
// of the page is in it; else the body.
func (p *page) main(body *html.Node, whole int) *html.Node {
	best := body
	for n := range body.Descendants() {
		if n.Type != html.ElementNode || p.sizes[n]*2 < whole {
			continue
		}
		if n.DataAtom == atom.Main || attr(n, "role") == "main" {
			return n
		}
		if n.DataAtom == atom.Article && p.sizes[n] > 0 && (best == body || p.sizes[n] > p.sizes[best]) {
			best = n
		}
	}
	return best
}

var (
	skippedAtoms = map[atom.Atom]bool{
		atom.Head: true, atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Svg: true,
		atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Canvas: true, atom.Audio: true, atom.Video: true,
		atom.Button: true, atom.Input: true, atom.Select: true, atom.Textarea: true, atom.Datalist: true, atom.Option: true,
		atom.Progress: true, atom.Meter: true, atom.Map: true, atom.Noframes: true, atom.Noembed: true, atom.Img: true,
		atom.Rp: true, atom.Rt: true, atom.Annotation: true,
	}
	surroundingAtoms = map[atom.Atom]bool{atom.Nav: true, atom.Footer: true, atom.Aside: true}
	surroundingRoles = map[string]bool{
		"navigation": true, "contentinfo": true, "complementary": true, "search": true, "menu": true, "menubar": true,
		"alertdialog": true, "dialog": true,
	}
	hiddenStyle  = regexp.MustCompile(`(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)`)
	cookieMarkup = regexp.MustCompile(`(?i)cookies?[-_ ]?(?:banner|bar|notice|notification|consent|pop-?up|law|message|msg|warning|` +
		`info|disclaimer|alert|overlay|modal|box|wrapper|container|policy|layer|hint)` +
		`|(?:^|[-_ ])(?:gdpr|onetrust|cookiebot|cybotcookiebot\w*|didomi|usercentrics|truste|qc-cmp\d?|cc-window|cc-banner|sp_message)`)
	navMarkup = regexp.MustCompile(`(?i)(?:^|\s)(?:breadcrumbs?|nav-?bar|site-?nav(?:igation)?|main-?nav(?:igation)?|` +
		`main-?menu|skip-?link|footer|site-?footer|skip-to-content)(?:\s|$)`)
)

// isSkipped reports whether an element is nothing that is read: what browsers run, draw or hide, and form controls.
func isSkipped(n *html.Node) bool {
	if skippedAtoms[n.DataAtom] || n.Namespace == "svg" {
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "style":
			if hiddenStyle.MatchString(a.Val) {
				return true
			}
		case "class":
			if n.DataAtom == atom.Sup && strings.Contains(a.Val, "reference") || a.Val == "mw-editsection" {
				return true // the [1] and the [edit] of an encyclopedia
			}
		}
	}
	return n.DataAtom == atom.Dialog && !hasAttr(n, "open")
}

// isSurrounding reports whether an element stands around the content of a page. What is said by names that somebody
// chose is believed only of elements with less than a third of the text.
func (s *survey) isSurrounding(n *html.Node) bool {
	if surroundingAtoms[n.DataAtom] || surroundingRoles[attr(n, "role")] {
		return true
	}
	for _, key := range [...]string{"class", "id", "aria-label"} {
		if name := attr(n, key); name != "" && (cookieMarkup.MatchString(name) || key != "aria-label" && navMarkup.MatchString(name)) {
			return s.whole[n]*3 < s.whole[s.body]
		}
	}
	return false
}

// blockAtoms are the elements that begin on a line of their own.
var blockAtoms = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Caption: true,
	atom.Center: true, atom.Dd: true, atom.Details: true, atom.Dialog: true, atom.Dir: true, atom.Div: true, atom.Dl: true,
	atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.Form: true,
	atom.Header: true, atom.Hgroup: true, atom.Hr: true, atom.Html: true, atom.Legend: true, atom.Main: true, atom.Menu: true,
	atom.Nav: true, atom.P: true, atom.Search: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true,
	atom.Td: true, atom.Tfoot: true, atom.Th: true, atom.Thead: true, atom.Tr: true, atom.Ul: true, atom.Ol: true, atom.Li: true,
	atom.Frameset: true, atom.Marquee: true, atom.Listing: true, atom.Xmp: true, atom.Plaintext: true,
}

// block writes a node and what is in it, within so many lists. The parser bounds the depth of the tree.
func (p *page) block(n *html.Node, lists int) {
	if !p.reads(n) {
		return
	}
	if n.Type == html.TextNode {
		p.w.text(n.Data)
		return
	}
	switch n.DataAtom {
	case atom.Br:
		p.w.lineBreak()
		return
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.w.heading(int(n.Data[1]-'0'), p.inline(n))
		return
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		p.w.code(p.verbatim(n))
		return
	case atom.Table:
		if rows, ok := p.rows(n); ok {
			if caption := find(n, atom.Caption); caption != nil {
				p.w.paragraph(p.inline(caption))
			}
			p.w.table(rows)
			return
		}
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		p.list(n, lists)
		return
	case atom.Sup:
		if p.w.endsInDigit() { // 10 to the 6th is not 106
			p.w.text("^")
		}
	}
	if blockAtoms[n.DataAtom] {
		p.w.paragraphBreak()
		defer p.w.paragraphBreak()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.block(c, lists)
	}
}

// list writes the items of a list. What stands between items is written as it comes.
func (p *page) list(n *html.Node, lists int) {
	if lists == 0 {
		p.w.paragraphBreak()
	}
	number, err := strconv.Atoi(attr(n, "start"))
	if err != nil || number < 0 || number > 1_000_000 {
		number = 1
	}
	afterItem := false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li {
			if p.sizes[c] > 0 {
				afterItem = false
			}
			p.block(c, lists+1)
			continue
		}
		if p.sizes[c] == 0 {
			continue
		}
		marker := "- "
		if n.DataAtom == atom.Ol {
			marker = strconv.Itoa(number) + ". "
			number++
		}
		p.w.openItem(marker, afterItem)
		for cc := c.FirstChild; cc != nil; cc = cc.NextSibling {
			p.block(cc, lists+1)
		}
		p.w.closeItem()
		afterItem = true
	}
	p.w.paragraphBreak()
}

// rows returns the cells of a table that holds data; false for one that lays out a page: a table in it, or headings, or
// a single column, or lists or several paragraphs in a cell that no cell beside it is the label of.
func (p *page) rows(table *html.Node) ([][]string, bool) {
	if r := attr(table, "role"); r == "presentation" || r == "none" {
		return nil, false
	}
	var trs []*html.Node
	for n := range table.Descendants() {
		switch n.DataAtom {
		case atom.Tr:
			trs = append(trs, n)
		case atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre, atom.Form:
			return nil, false
		case atom.Ul, atom.Ol, atom.Dl:
			if !isLabelled(n) {
				return nil, false
			}
		case atom.P:
			if prev := n.PrevSibling; prev != nil && prev.DataAtom == atom.P && !isLabelled(n) {
				return nil, false
			}
		}
	}
	var rows [][]string
	wide := false
	for _, tr := range trs {
		if !p.reads(tr) {
			continue
		}
		var cells []string
		filled := false
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th || !p.reads(c) {
				continue
			}
			cell := p.inline(c)
			filled = filled || cell != ""
			cells = append(cells, cell)
		}
		if filled {
			rows = append(rows, cells)
			wide = wide || len(cells) > 1
		}
	}
	return rows, wide && len(rows) > 0
}

// isLabelled reports whether n is in a short cell with a heading beside it, as in the box of facts of an encyclopedia.
func isLabelled(n *html.Node) bool {
	for c := range n.Ancestors() {
		switch c.DataAtom {
		case atom.Td:
			first := c.Parent.FirstChild
			for first != nil && first.Type != html.ElementNode {
				first = first.NextSibling
			}
			return first != c && first.DataAtom == atom.Th && len(textOf(c)) <= longestTitle
		case atom.Th, atom.Table:
			return false
		}
	}
	return false
}

// inline returns the text of an element on one line.
func (p *page) inline(n *html.Node) string {
	q := page{w: markdownWriter{flat: true}, sizes: p.sizes}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		q.flatten(c)
	}
	return strings.TrimSpace(q.w.b.String())
}

func (p *page) flatten(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		p.w.text(n.Data)
		return
	case !p.reads(n):
		return
	case n.DataAtom == atom.Sup && p.w.endsInDigit():
		p.w.text("^")
	}
	gap := blockAtoms[n.DataAtom] || n.DataAtom == atom.Br
	if n.DataAtom == atom.Li && p.w.b.Len() > 0 && n.PrevSibling != nil {
		p.w.gap = noGap
		p.w.text(",")
	}
	if gap {
		p.w.text(" ")
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.flatten(c)
	}
	if gap {
		p.w.text(" ")
	}
}

// verbatim returns the text of an element with its white space.
func (p *page) verbatim(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
			return
		case n.DataAtom == atom.Br:
			b.WriteByte('\n')
			return
		case !p.reads(n) && n.Type == html.ElementNode:
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

// readTokens reads a page that no tree can be built of.
func readTokens(src string) Document {
	d := Document{Format: Markdown}
	var w markdownWriter
	var title strings.Builder
	inTitle := false
	var skip atom.Atom // whose end tag is awaited
	z := html.NewTokenizer(strings.NewReader(src))
	z.SetMaxBuf(defaultMaxFile)
	for {
		switch t := z.Next(); t {
		case html.ErrorToken:
			d.Text, d.Title = w.String(), cleanTitle(title.String())
			return d
		case html.TextToken:
			switch text := html.UnescapeString(string(z.Raw())); {
			case inTitle:
				title.WriteString(text)
			case skip == 0:
				w.text(text)
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case skip != 0:
				if t == html.EndTagToken && a == skip {
					skip = 0
				}
			case a == atom.Title:
				inTitle = t == html.StartTagToken && title.Len() == 0
			case a == atom.Script || a == atom.Style || a == atom.Noscript || a == atom.Textarea || a == atom.Template:
				if t == html.StartTagToken {
					skip = a
				}
			case a == atom.Br:
				w.lineBreak()
			case isHeading(a):
				w.paragraphBreak()
				if t == html.StartTagToken {
					w.headingLevel = int(name[1] - '0')
				}
			case a == atom.Li && t == html.StartTagToken:
				item := len(w.items) > 0
				w.closeItem()
				w.openItem("- ", item)
			case a == atom.Ul || a == atom.Ol || a == atom.Li:
				w.closeItem()
				w.paragraphBreak()
			case blockAtoms[a] || a == atom.Pre:
				w.paragraphBreak()
			}
		}
	}
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// markdownWriter writes blocks of Markdown with white space folded as a browser does. The zero value is ready to use.
type markdownWriter struct {
	b            bytes.Buffer
	flat         bool     // everything on one line, and no escapes
	items        []string // what stands before the lines of the list items that are open
	marker       string   // of an item that has no text yet
	headingLevel int      // of a heading that has no text yet
	gap          gap      // what separates the next text from the last
}

type gap int

const (
	noGap gap = iota
	spaceGap
	lineGap
	blankGap
)

// maxIndent bounds how many list items within each other indent their text.
const maxIndent = 8

// String returns what was written.
func (w *markdownWriter) String() string {
	if w.b.Len() == 0 {
		return ""
	}
	return w.b.String() + "\n"
}

// widen makes the gap at least g. Between a marker and the text of its item there is none.
func (w *markdownWriter) widen(g gap) {
	if w.marker == "" {
		w.gap = max(w.gap, g)
	}
}

// paragraphBreak ends the paragraph.
func (w *markdownWriter) paragraphBreak() {
	w.headingLevel = 0
	w.widen(blankGap)
}

// lineBreak ends the line, and the paragraph if the line is empty.
func (w *markdownWriter) lineBreak() {
	if w.gap == lineGap {
		w.widen(blankGap)
	}
	w.widen(lineGap)
}

// openItem begins a list item; next says that an item of the same list stands before it.
func (w *markdownWriter) openItem(marker string, next bool) {
	w.widen(lineGap)
	if next {
		w.gap = lineGap
	}
	w.marker = marker // of an item without text, the marker is lost
	w.items = append(w.items, strings.Repeat(" ", len(marker)))
}

// closeItem ends it. Without an open item it does nothing.
func (w *markdownWriter) closeItem() {
	if len(w.items) > 0 {
		w.items = w.items[:len(w.items)-1]
		w.marker = ""
		w.widen(blankGap)
	}
}

// indent writes what stands before a line within list items.
func (w *markdownWriter) indent() {
	items := w.items
	if w.marker != "" {
		items = items[:len(items)-1]
	}
	for _, item := range items[:min(len(items), maxIndent)] {
		w.b.WriteString(item)
	}
	w.b.WriteString(w.marker)
	w.marker = ""
}

// start writes the gap before a new piece of text, and reports whether the text is first on its line.
func (w *markdownWriter) start() bool {
	g := w.gap
	w.gap = noGap
	if w.flat {
		if g != noGap && w.b.Len() > 0 {
			w.b.WriteByte(' ')
		}
		return false
	}
	switch {
	case w.b.Len() == 0:
	case g == noGap:
		return false
	case g == spaceGap:
		w.b.WriteByte(' ')
		return false
	case g == lineGap:
		w.b.WriteByte('\n')
	default:
		w.b.WriteString("\n\n")
	}
	w.indent()
	return true
}

// text writes text with its white space folded.
func (w *markdownWriter) text(s string) {
	s = strings.ReplaceAll(s, "\u00ad", "") // a soft hyphen shows only at the end of a line
	for s != "" {
		if n := len(s) - len(strings.TrimLeft(s, " \t\r\n\f")); n > 0 {
			w.widen(spaceGap)
			s = s[n:]
			continue
		}
		end := strings.IndexAny(s, " \t\r\n\f")
		if end < 0 {
			end = len(s)
		}
		w.word(s[:end], s[end:])
		s = s[end:]
	}
}

// word writes a word; rest is what follows it in the same piece of text.
func (w *markdownWriter) word(word, rest string) {
	if w.start() {
		if w.headingLevel > 0 && len(w.items) == 0 {
			w.b.WriteString(strings.Repeat("#", w.headingLevel) + " ")
		}
		if n := escapeAt(word, rest); n >= 0 {
			w.b.WriteString(word[:n] + `\`)
			word = word[n:]
		}
	}
	w.headingLevel = 0
	w.b.WriteString(word)
}

var (
	blockMarker  = regexp.MustCompile(`^(?:#{1,6}|[-+*>]|\d{1,9}[.)])$`)
	blockOpening = regexp.MustCompile("^(?:>|```|~~~|\\||<[A-Za-z/!?]|\\[[^\\]]*\\]:|(?:-{3,}|\\*{3,}|_{3,}|=+|-+)$)")
)

// escapeAt returns where a backslash belongs in the first word of a line, so that the line does not read as a heading, a
// list item, a quotation, a table, a rule or code; -1 for nowhere.
func escapeAt(word, rest string) int {
	switch {
	case blockMarker.MatchString(word):
		if '0' <= word[0] && word[0] <= '9' {
			return len(word) - 1
		}
		return 0
	case blockOpening.MatchString(word):
		return 0
	}
	return -1
}

// paragraph writes a line of text as a paragraph.
func (w *markdownWriter) paragraph(line string) {
	w.paragraphBreak()
	w.text(line)
	w.paragraphBreak()
}

// heading writes a heading; within a list item, where Markdown has none, a paragraph.
func (w *markdownWriter) heading(level int, line string) {
	w.paragraphBreak()
	if line == "" {
		return
	}
	w.headingLevel = level
	w.text(line)
	w.paragraphBreak()
}

// code writes a block of code between fences.
func (w *markdownWriter) code(s string) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Trim(s, "\n")
	if isBlank(s) {
		w.paragraphBreak()
		return
	}
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	w.paragraphBreak()
	w.start()
	w.b.WriteString(fence)
	for line := range strings.SplitSeq(s, "\n") {
		w.b.WriteByte('\n')
		if line = strings.TrimRight(line, " \t\f"); line != "" {
			w.indent()
			w.b.WriteString(line)
		}
	}
	w.b.WriteByte('\n')
	w.indent()
	w.b.WriteString(fence)
	w.paragraphBreak()
}

// table writes rows of cells.
func (w *markdownWriter) table(rows [][]string) {
	w.paragraphBreak()
	for _, row := range rows {
		w.start()
		w.b.WriteByte('|')
		for _, cell := range row {
			w.b.WriteString(" " + strings.ReplaceAll(cell, "|", `\|`) + " |")
		}
		w.lineBreak()
	}
	w.paragraphBreak()
}

func (w *markdownWriter) endsInDigit() bool {
	b := w.b.Bytes()
	return w.gap == noGap && len(b) > 0 && isDigit(b[len(b)-1])
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// find returns the first element of a kind.
func find(root *html.Node, a atom.Atom) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == a && n.Namespace == "" {
			return n
		}
	}
	return nil
}
