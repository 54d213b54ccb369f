package lang

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a stretch of text in byte offsets.
type Span struct{ Start, End int }

const (
	maxSentence = 2000 // bytes; a longer one is no sentence to show and is cut at a clause or a space
	maxUnspaced = 300  // bytes of a script that marks no sentences; longer ones are cut at the spaces that stand for them
	wideLine    = 120  // bytes; nobody wraps lines by hand wider than this
	narrowLine  = 40   // bytes; nor narrower than this
	slack       = 15   // columns that a wrapped line may leave free beyond what its next word needs
)

// Sentences returns the sentences of a paragraph in order, without the white space around them; together they hold every
// byte that is not white space. A blank line, a bullet and a table row begin a new sentence, and so does a line that
// follows one too short to have been wrapped; other line breaks are spaces. None is longer than 2,000 bytes.
//
// Unicode Annex 29 was the other choice. What it splits too often could be merged, but it also splits too seldom
// ("in 1950. 12 of them"), and it knows neither footnote marks nor tokenised text.
func Sentences(text string) []Span {
	var out []Span
	for _, line := range Lines(text) {
		s := newScanner(text[line.Start:line.End])
		for s.next() {
			out = appendCut(out, text, line.Start+s.start, line.Start+s.end)
		}
	}
	return out
}

// Lines returns the stretches of a text between the line breaks that mean something; together they hold the whole text. A
// break means nothing if it came from filling lines to a width: the next line goes on in lower case, is the continuation of
// a list item, or begins with a word that would not have fitted.
func Lines(text string) []Span {
	if !strings.ContainsAny(text, "\n\r\u2028\u2029\u0085") {
		return []Span{{0, len(text)}}
	}
	var out []Span
	for start := 0; start < len(text); { // paragraph by paragraph, since a width is the paragraph's own
		var lines []Span
		width, end := 0, start
		for end < len(text) {
			next := lineEnd(text, end)
			lines = append(lines, Span{end, next})
			n := len(strings.TrimSpace(text[end:next]))
			width = max(width, n)
			end = next
			if n == 0 {
				break
			}
		}
		cur := lines[0]
		for i, l := range lines[1:] {
			item := text[cur.Start:cur.End]
			line, next := text[lines[i].Start:lines[i].End], text[l.Start:l.End]
			if !(StartsItem(item) && indent(next) > indent(item) && !StartsItem(next)) && !wrapped(line, next, width) {
				out = append(out, cur)
				cur.Start = l.Start
			}
			cur.End = l.End
		}
		out = append(out, cur)
		start = end
	}
	return out
}

// wrapped reports whether the break between two lines of a paragraph of the given width means no more than a space.
func wrapped(line, next string, width int) bool {
	line, next = strings.TrimSpace(line), strings.TrimSpace(next)
	if line == "" || next == "" || StartsItem(next) || line == next {
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	last, _ := utf8.DecodeLastRuneInString(line)
	if last == ',' || unicode.IsLower(first) && !isTerminal(last) {
		return true
	}
	if width > wideLine || width < narrowLine || speaker.MatchString(line) && speaker.MatchString(next) {
		return false
	}
	word := next
	if i := strings.IndexAny(next, " \t"); i >= 0 {
		word = next[:i]
	}
	return len(line)+1+len(word)+slack > width && straighten(line) != straighten(next)
}

var speaker = regexp.MustCompile(`^\pL[\pL\d_. ]{0,30}:\s`)

// straighten makes a line comparable with one that has other quotation marks or spaces.
func straighten(line string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '“', '”', '„', '«', '»':
			return '"'
		case '‘', '’':
			return '\''
		}
		return r
	}, strings.Join(strings.Fields(line), " "))
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// lineEnd returns the offset after the line break that ends the line at start.
func lineEnd(text string, start int) int {
	for i, r := range text[start:] {
		switch r {
		case '\n', '\u2028', '\u2029', '\u0085':
			return start + i + utf8.RuneLen(r)
		case '\r':
			i += start + 1
			if i < len(text) && text[i] == '\n' {
				i++
			}
			return i
		}
	}
	return len(text)
}

// StartsItem reports whether a line begins, after white space, with a bullet, a number in a list or the border of a table.
func StartsItem(line string) bool {
	line = strings.TrimLeftFunc(line, unicode.IsSpace)
	r, n := utf8.DecodeRuneInString(line)
	rest := line[n:]
	switch {
	case strings.ContainsRune("•◦▪▸►‣●○■□◆✓✔|", r):
		return line != ""
	case strings.ContainsRune("-*+–—·", r):
		return rest == "" || rest[0] == ' ' || rest[0] == '\t'
	case r >= '0' && r <= '9':
		if rest != "" && isDigit(rest[0]) {
			rest = rest[1:]
		}
		return len(rest) >= 2 && (rest[0] == '.' || rest[0] == ')') && rest[1] == ' '
	}
	return false
}

// scanner finds the sentences of a stretch of text whose line breaks are spaces.
type scanner struct {
	text       string
	pos        int // where to go on
	start, end int // the sentence found
	caseless   bool
	turkish    bool
}

func newScanner(text string) *scanner {
	return &scanner{
		text:     text,
		caseless: !strings.ContainsFunc(text, unicode.IsUpper),
		turkish:  strings.ContainsAny(text, "ğı"),
	}
}

func (s *scanner) next() bool {
	s.start = s.pos + spaceLen(s.text[s.pos:])
	if s.start == len(s.text) {
		return false
	}
	quotes := 0 // straight ones since the start: an odd number means that the next one closes
	for i := s.start; i < len(s.text); {
		r, n := utf8.DecodeRuneInString(s.text[i:])
		if r == '"' {
			quotes++
		}
		if !isTerminal(r) && !(r == ';' && i > s.start && greekBefore(s.text[:i])) {
			i += n
			continue
		}
		end := i + n
		for end < len(s.text) { // "?!", "..."
			r, n := utf8.DecodeRuneInString(s.text[end:])
			if !isTerminal(r) {
				break
			}
			end += n
		}
		after, inside := s.closers(end, quotes%2 == 1)
		if s.breaks(i, end, after, inside) {
			s.end = after
			s.pos = after
			return true
		}
		quotes += strings.Count(s.text[end:after], `"`)
		i = after
	}
	s.end = s.start + len(strings.TrimRightFunc(s.text[s.start:], unicode.IsSpace))
	s.pos = len(s.text)
	return true
}

func isTerminal(r rune) bool {
	switch {
	case r == '.' || r == '!' || r == '?' || r == '…':
		return true
	case r < utf8.RuneSelf:
		return false
	}
	return unicode.Is(unicode.Sentence_Terminal, r)
}

// greekBefore reports whether text ends in a Greek letter, so that a semicolon after it is a question mark.
func greekBefore(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.Is(unicode.Greek, r)
}

// closers returns the offset after the closing quotes, brackets and footnote marks that follow a terminal, and whether
// there were any.
func (s *scanner) closers(i int, quoted bool) (end int, any bool) {
	start := i
	for i < len(s.text) {
		rest := s.text[i:]
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case r == '"':
			if !quoted && followedByWord(rest[n:]) {
				return i, i > start
			}
			quoted = false
			i += n
		case r == '\'' || r == '’' || r == '”' || r == '“' || r == '»' || r == '«' || r == '›':
			// Some of these open in one language and close in another.
			after, _ := utf8.DecodeRuneInString(rest[n:])
			if followedByWord(rest[n:]) && !(unspaced(after) && (r == '”' || r == '’')) {
				return i, i > start
			}
			i += n
		case r == ')' || r == ']' || r == '}' || strings.ContainsRune("」』）】］〉》〕", r):
			i += n
		case strings.ContainsRune("¹²³⁰⁴⁵⁶⁷⁸⁹†‡", r), (r == '*' || r == '_') && !followedByWord(rest[n:]):
			i += n
		case r == '[' && footnote(rest) > 0:
			i += footnote(rest)
		case unicode.IsSpace(r): // tokenised closers, French ones, and a footnote after a space
			word := clip(rest[n:], 8)
			if i := strings.IndexFunc(word, unicode.IsSpace); i >= 0 {
				word = word[:i]
			}
			switch {
			case word == "»" || word == "''" || word == "”" || word == "-RRB-" || word == ")" || word == "\"" && quoted:
				quoted = quoted && word != "\""
				i += n + len(word)
			case strings.HasPrefix(word, "[") && len(word) > 2 && isDigit(word[1]) && footnote(word) == len(word):
				i += n + len(word)
			default:
				return i, i > start
			}
		default:
			return i, i > start
		}
	}
	return i, i > start
}

// footnote returns the length of the footnote mark that text begins with: "[1]", "[note 2]", "[citation needed]"; or 0.
func footnote(text string) int {
	text = clip(text, 24)
	i := strings.IndexByte(text, ']')
	if i < 2 || !(isDigit(text[1]) || text[1] >= 'a' && text[1] <= 'z') {
		return 0
	}
	return i + 1
}

func followedByWord(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && isWordRune(r)
}

// breaks decides whether the sentence ends with the terminal at [i, end) and its closers up to after.
func (s *scanner) breaks(i, end, after int, closed bool) bool {
	if after == len(s.text) {
		return true
	}
	mark, _ := utf8.DecodeRuneInString(s.text[i:])
	gap := spaceLen(s.text[after:])
	rest := s.text[after+gap:]
	next, size := utf8.DecodeRuneInString(rest)
	if rest == "" {
		return true
	}
	if mark >= utf8.RuneSelf && mark != '…' && mark != '．' {
		// These need no space, but a quotation or a title may go on: 「…。」と, 《…！》是.
		closer, _ := utf8.DecodeLastRuneInString(s.text[:after])
		return !closed || gap > 0 || closer != '》' && closer != '〉' && !unicode.Is(unicode.Hiragana, next)
	}
	if gap == 0 {
		prev, _ := utf8.DecodeLastRuneInString(s.text[:i])
		return closed && s.text[after-1] == ']' && unicode.IsUpper(next) || unspaced(prev) && unspaced(next)
	}
	if unicode.IsLower(next) && !s.caseless {
		second, _ := utf8.DecodeRuneInString(rest[size:])
		return unicode.IsUpper(second) && len(rest) > size // "iPhone"
	}
	if strings.ContainsRune(".,;:)]}%&=/", next) || strings.HasPrefix(rest, "-RRB-") {
		return false
	}
	if mark != '.' || end-i > 1 || closed {
		return true
	}
	return s.dotBreaks(i, rest, next)
}

// dotBreaks decides about a single full stop at i, followed by space and then rest, which begins with next.
func (s *scanner) dotBreaks(i int, rest string, next rune) bool {
	word, before := lastWord(s.text[s.start:i])
	if word == "" {
		return true
	}
	digit := unicode.IsDigit(next)
	starter := sentenceStarters[wordAt(rest)]
	first, n := utf8.DecodeRuneInString(word)
	switch kind, ok := abbreviations[word]; {
	case ok && kind == beforeNumber:
		if digit || n < len(word) {
			return !digit
		}
	case ok && kind == beforeWord:
		return false
	case ok:
		return starter
	}
	switch {
	case yearsRussian[word]: // "в 1990 г. Он", but "г. Москва"
		prev, _ := utf8.DecodeLastRuneInString(before)
		return !digit && (unicode.IsDigit(prev) || prev == 'X' || prev == 'V' || prev == 'I')
	case n == len(word) && unicode.IsLetter(first) && !unspaced(first): // an initial, or b. 1950
		return starter
	case isDotted(word): // U.S., Ph.D., e.g.
		return starter
	case isNumber(word, 2) || isRoman(word):
		// An enumeration, or an ordinal as German and Turkish write it.
		return before != "" && !s.turkish && !(isNumber(word, 2) && (germanMonths[wordAt(rest)] || beforeOrdinal[before]))
	}
	return true
}

// lastWord returns the word that text ends with, without opening punctuation, and the word before it.
func lastWord(text string) (word, before string) {
	if len(text) > 96 {
		text = text[len(text)-96:]
	}
	cut := func(t string) (string, string) {
		t = strings.TrimRightFunc(t, unicode.IsSpace)
		i := strings.LastIndexFunc(t, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune("([{\"“„«‘'’`/—–-", r)
		})
		if i < 0 {
			return t, ""
		}
		_, n := utf8.DecodeRuneInString(t[i:])
		return t[i+n:], t[:i]
	}
	word, rest := cut(text)
	before, _ = cut(rest)
	return word, before
}

// wordAt returns the letters that text begins with, after opening quotes and brackets.
func wordAt(text string) string {
	text = strings.TrimLeft(clip(text, 48), "\"'“„«‘([`")
	if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		text = text[:i]
	}
	return text
}

// isDotted reports whether w is letters with dots between them, none of the parts longer than three: U.S, Ph.D, e.g.
func isDotted(w string) bool {
	if !strings.Contains(w, ".") {
		return false
	}
	for part := range strings.SplitSeq(w, ".") {
		if n := utf8.RuneCountInString(part); n == 0 || n > 3 || strings.ContainsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) }) {
			return false
		}
	}
	return true
}

// isNumber reports whether w is at most n ASCII digits.
func isNumber(w string, n int) bool {
	return w != "" && len(w) <= n && strings.Trim(w, "0123456789") == ""
}

func isRoman(w string) bool { return w != "" && len(w) <= 5 && strings.Trim(w, "IVXLC") == "" }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func spaceLen(text string) int {
	i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsSpace(r) })
	if i < 0 {
		return len(text)
	}
	return i
}

func clip(text string, n int) string {
	if len(text) > n {
		return text[:n]
	}
	return text
}

// appendCut appends the sentence, cut where it is too long to be one.
func appendCut(out []Span, text string, start, end int) []Span {
	for end-start > maxUnspaced {
		limit, cut := maxSentence, 0
		if unmarked(clip(text[start:end], maxSentence)) {
			limit = maxUnspaced
			cut = lastBreak(text[start:min(end, start+limit)], " ")
			if cut == 0 {
				if i := strings.IndexByte(text[start:min(end, start+maxSentence)], ' '); i > 0 {
					cut = i + 1
				}
			}
		}
		if cut == 0 {
			if end-start <= maxSentence {
				break
			}
			window := text[start : start+maxSentence]
			for _, marks := range []string{";:,；，、،", " \t\n"} {
				if cut = lastBreak(window, marks); cut > 0 {
					break
				}
			}
			if cut == 0 {
				for cut = maxSentence; cut > maxSentence-utf8.UTFMax && !utf8.RuneStart(text[start+cut]); {
					cut--
				}
			}
		}
		stop := start + len(strings.TrimRightFunc(text[start:start+cut], unicode.IsSpace))
		if stop > start {
			out = append(out, Span{start, stop})
		}
		start += cut
		start += spaceLen(text[start:end])
	}
	if start < end {
		out = append(out, Span{start, end})
	}
	return out
}

// lastBreak returns the offset after the last of the marks in the second half of window that is a space or has one behind
// it or needs none; 0 if there is none.
func lastBreak(window, marks string) int {
	for end := len(window); ; {
		i := strings.LastIndexAny(window[:end], marks)
		if i < len(window)/2 {
			return 0
		}
		r, n := utf8.DecodeRuneInString(window[i:])
		if n > 1 || r <= ' ' || i+1 < len(window) && window[i+1] == ' ' {
			return i + n
		}
		end = i
	}
}

// unmarked reports whether text is mostly in a script that has spaces where others have full stops.
func unmarked(text string) bool {
	n := 0
	for _, r := range text {
		if r >= 0x0E00 && unicode.In(r, unicode.Thai, unicode.Lao) {
			n += 3
		}
	}
	return n > len(text)/2
}

// kind says what follows an abbreviation that does not end a sentence.
type kind int

const (
	either       kind = iota // ends a sentence if a word follows that often begins one
	beforeNumber             // an abbreviation only before a number
	beforeWord               // never ends a sentence
)

var abbreviations = func() map[string]kind {
	m := make(map[string]kind)
	for k, list := range map[kind]string{
		beforeWord: `Dr Drs Mr Mrs Ms Mx Messrs Prof Profs Ste Gen Lt Col Capt Cpt Cmdr Adm Maj Sgt Cpl Sen Rep Reps Sens Gov Pres
			Rev Fr Hon Amb Sec Supt Insp Ft Msgr Mlle Mme MM Sig Sigg Dott Avv Ing Arch Geom Rag On Onn Sra Srta Dña Ud Uds Exmo
			vs cf viz e.g i.e E.g I.e eg z.B bzw u.a d.h Dipl Hr Fr sog ggf inkl evtl vgl Vgl usw.z s.g D.h Z.B
			approx incl esp resp Ph Bros TP Tp GS TS PGS ThS им ул проф акад св т.е т.н напр см ред डॉ श्री Av Doç Yrd
			κ κα Δρ op.cit hl sv tzn mm bl.a t.ex f.eks`,
		beforeNumber: `No Nos Nr Nrn no nos nr Núm núm n.º Art Arts art artt Fig Figs fig figs Eq Eqs Sect sect Abs Abb Tab Kap Bd Aufl p pp
			pag Pag pagg S ff Vol Vols vol vols ch chap chaps Ch Chap Jan Feb Febr Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Okt Dez janv
			févr avr juil sept oct déc gen febb mag giu lug sett ott dic ene abr mar nov jan feb aug dez ca Ca circa cca c approx b d r fl est aet
			cap par tel Tel ext op Op lib v vv Nm стр рис гл ст том ред č str sec`,
		either: `St Mt Inc Ltd Co Corp Cos LLC Bros Jr Sr al a.m p.m A.M P.M Calif Mass Conn Penn Pa Va Md Ga Fla Ariz Ind Ill Mich Minn Wis Wash Ore
			Tex Tenn Ave Blvd Rd Assn Dept Univ Inst Intl Esq Gmbh gGmbH Cie Cía Soc Spa plc dept ed eds Ed Eds trans rev др тыс млн млрд руб`,
	} {
		for w := range strings.FieldsSeq(list) {
			if old, ok := m[w]; !ok || k > old {
				m[w] = k
			}
		}
	}
	return m
}()

// sentenceStarters are words that, with a capital, begin a sentence more often than they continue a name.
var sentenceStarters = set(`The A An This That These Those It He She They We I You In On At As By For From With After Before When While
	Where Who What Which How Why If But And Or So Although Though However Since During Under Both Each Many Most Some Such There Here
	Its His Her Their Our My Also Because Between Once Only Other Several Today Until Despite Then Thus Yet Not No One Two Three Is Was
	Are Were Did Does Do Has Had According Later Another All Every Meanwhile Nevertheless Following Additionally Moreover Furthermore
	Der Die Das Es Er Sie Ein Eine Im Am Bei Mit Nach Seit Auf Aber Und Auch Diese Dieser Il Elle Ce Cette Ces Un Une En Dans Mais Depuis
	El Ella Este Esta Estos Con Pero Desde Lo Gli Nel Nella Nei Ma Dal Questo Questa Em Ele Ela Mas Het Een Deze`)

var yearsRussian = set(`г гг в вв`)

var germanMonths = set(`Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert Jahrhunderts
	Jahrhunderte Auflage Platz Tag Lebensjahr Geburtstag`)

// beforeOrdinal are words after which a number with a dot is a German ordinal.
var beforeOrdinal = set(`am Am im Im vom Vom zum Zum der Der dem Dem den Den des Des die Die das Das beim bis seit ab und zur`)

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
