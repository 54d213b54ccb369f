package rag

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/corpus/lang"
)

// facts are the numbers, months and names of a text that supports a claim: what the claim may state of them.
type facts struct {
	numbers  map[string]bool // each reading of each figure, without its unit and with it
	months   map[int]bool
	words    map[string]bool // folded
	acronyms map[string]bool // folded, without dots
	initials []string        // of each run of capitalised words: "usa" for "United States of America"
}

func newFacts() *facts {
	return &facts{
		numbers: make(map[string]bool), months: make(map[int]bool),
		words: make(map[string]bool), acronyms: make(map[string]bool),
	}
}

// factsOf collects what two texts state: figures, which back the numbers of a claim, and names, which back its names and
// its months. The texts overlap; the publisher of a document, for one, is a name and no source of figures.
func factsOf(figures, names string) *facts {
	f := newFacts()
	for _, n := range readFigures(spellOut(plain(figures)), true) {
		for _, v := range n.values {
			f.numbers[v] = true
			f.numbers[v+n.unit] = true
		}
	}
	for _, m := range isoDate.FindAllStringSubmatch(names, -1) {
		f.months[int(m[1][0]-'0')*10+int(m[1][1]-'0')] = true
	}
	words := lang.Words(names, "")
	for _, w := range words {
		f.words[w.Term] = true
		if m, ok := months[strings.ToLower(names[w.Start:w.End])]; ok {
			f.months[m] = true
		}
		if isAcronym(names[w.Start:w.End]) {
			f.acronyms[w.Term] = true
		}
	}
	for _, run := range nameRuns(names, words) {
		f.initials = append(f.initials, initials(run))
	}
	return f
}

var isoDate = regexp.MustCompile(`\b\d{4}-(0[1-9]|1[0-2])-\d{2}\b`)

// missing returns the first number, date or name of a claim that the facts do not hold, "" if they hold all. known are
// words that are names for certain, so that one is a name even where every sentence has a capital.
//
// It is a check of what can be checked by comparing: a number must be there with its scale (million), its percent sign
// and its currency, a month by name or number, a name as a word, an acronym or what an acronym stands for, a word of
// origin (Italian) beside the country. Number words of the claim ("the two countries") are not checked, and neither are
// the capitalised words of German, which are not names as a rule.
func (f *facts) missing(claim string, known map[string]bool) string {
	p := plain(claim)
	for _, n := range readFigures(p, false) {
		if !slices.ContainsFunc(n.values, func(v string) bool { return f.numbers[v+n.unit] }) {
			return n.text
		}
	}
	for _, m := range datedMonths(p) {
		if !f.months[m] {
			return "month"
		}
	}
	words := lang.Words(claim, "")
	first := make(map[int]bool) // where sentences begin
	for _, s := range lang.Sentences(claim) {
		i, _ := slices.BinarySearchFunc(words, s.Start, func(w lang.Token, at int) int { return w.Start - at })
		if i < len(words) {
			first[words[i].Start] = true
		}
	}
	german := lang.Detect(claim) == "de"
	spelled := f.spelledOut(claim, words)
	for _, w := range words {
		text := claim[w.Start:w.End]
		switch {
		case f.hasName(w.Term) || spelled[w.Start]:
		case isAcronym(text):
			if !slices.ContainsFunc(f.initials, func(run string) bool { return strings.Contains(run, w.Term) }) {
				return text
			}
		case !hasCapital(text) || lang.IsStop(strings.ToLower(text), "en"):
		case f.months[months[strings.ToLower(text)]]:
		case hasDigit(text) && isOrdinalOrUnit(text): // its number was checked
		case w.Name && !hasDigit(text) && (german || first[w.Start] && !known[w.Term]):
		default:
			return text
		}
	}
	return ""
}

// hasName reports whether a name, a plural of it or the word for what comes from there is among the words.
func (f *facts) hasName(name string) bool {
	if f.words[name] || f.acronyms[name] {
		return true
	}
	forms := []string{name}
	if s, ok := strings.CutSuffix(name, "s"); ok && len(s) >= 3 {
		forms = append(forms, s)
	}
	for _, form := range forms {
		for _, o := range origins {
			for _, pair := range [][2]string{{o.of, o.from}, {o.from, o.of}} {
				stem, ok := strings.CutSuffix(form, pair[0])
				if ok && len(stem) >= 4 && (f.words[stem+pair[1]] || f.words[stem+pair[1]+"s"]) {
					return true
				}
			}
		}
	}
	return false
}

// origins are the endings of a country's name and of the word for what comes from there: Italy, Italian.
var origins = []struct{ of, from string }{
	{"", ""}, {"", "n"}, {"", "an"}, {"", "ian"}, {"", "ese"}, {"", "ish"}, {"y", "ian"}, {"y", ""}, {"e", "ean"}, {"a", "ese"},
}

// spelledOut marks by their offsets the words of a claim that an acronym of the facts stands for.
func (f *facts) spelledOut(claim string, words []lang.Token) map[int]bool {
	out := make(map[int]bool)
	for _, run := range nameRuns(claim, words) {
		letters := initials(run)
		if len(letters) != len(run) {
			continue // a letter of more than one rune when folded: rare enough
		}
		for acronym := range f.acronyms {
			if i := strings.Index(letters, acronym); i >= 0 {
				for _, w := range run[i : i+len(acronym)] {
					out[w.Start] = true
				}
			}
		}
	}
	return out
}

// nameRuns returns the runs of two or more capitalised words, over "of", "and", "the" and "for" between them.
func nameRuns(text string, words []lang.Token) [][]lang.Token {
	var out [][]lang.Token
	var run []lang.Token
	flush := func() {
		if len(run) >= 2 {
			out = append(out, slices.Clone(run))
		}
		run = run[:0]
	}
	end := 0
	for _, w := range words {
		apart := strings.ContainsAny(text[min(end, w.Start):w.Start], ".,;:!?()\n")
		end = w.End
		switch {
		case apart:
			flush()
			if w.Name {
				run = append(run, w)
			}
		case w.Name:
			run = append(run, w)
		case !slices.Contains([]string{"of", "and", "the", "for"}, w.Term):
			flush()
		}
	}
	flush()
	return out
}

func initials(run []lang.Token) string {
	var b strings.Builder
	for _, w := range run {
		r, _ := utf8.DecodeRuneInString(w.Term)
		b.WriteRune(r)
	}
	return b.String()
}

// isAcronym reports whether a word is two or more capitals, with dots or without: NATO, U.S.
func isAcronym(w string) bool {
	n := 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			n++
		case r != '.':
			return false
		}
	}
	return n >= 2
}

func hasCapital(w string) bool { return strings.ContainsFunc(w, unicode.IsUpper) }
func hasDigit(s string) bool   { return strings.ContainsFunc(s, unicode.IsDigit) }

// isOrdinalOrUnit reports whether a word with a digit is a number with a short ending: 70th, 10KM. What begins with a
// letter (COP26) is a name, and so are 5G and 3D.
func isOrdinalOrUnit(w string) bool {
	tail := strings.TrimLeftFunc(w, func(r rune) bool { return unicode.IsDigit(r) || isPoint(r) })
	return tail != w && !hasDigit(tail) && len(tail) >= 2
}

// datedMonths returns the months of a folded text that stand beside a number, as in a date: "may" alone is another word.
func datedMonths(p string) []int {
	words := strings.FieldsFunc(p, notWord)
	numeric := func(i int) bool { return i >= 0 && i < len(words) && hasDigit(words[i]) }
	linked := func(i int) bool {
		return i >= 0 && i < len(words) && slices.Contains([]string{"of", "de", "del"}, words[i])
	}
	var out []int
	for i, w := range words {
		m, ok := months[w]
		if ok && (numeric(i-1) || numeric(i+1) || linked(i-1) && numeric(i-2) || linked(i+1) && numeric(i+2)) {
			out = append(out, m)
		}
	}
	return out
}

// months are the names of the months in English, Italian, German, French, Spanish and Portuguese, and the English short ones.
var months = func() map[string]int {
	m := make(map[string]int)
	for i, names := range [...]string{
		"january jan gennaio januar janvier enero janeiro",
		"february feb febbraio februar février febrero fevereiro",
		"march mar marzo märz mars março",
		"april apr aprile avril abril",
		"may maggio mai mayo maio",
		"june jun giugno juni juin junio junho",
		"july jul luglio juli juillet julio julho",
		"august aug agosto août",
		"september sep sept settembre septembre septiembre setembro",
		"october oct ottobre oktober octobre octubre outubro",
		"november nov novembre noviembre novembro",
		"december dec dicembre dezember décembre diciembre dezembro",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = i + 1
		}
	}
	return m
}()

// figure is a number of a text.
type figure struct {
	text   string   // as in the folded text
	values []string // its readings in decimal notation without grouping: "1.234" may be 1234
	unit   string   // "%", a currency sign, or ""
	span
}

// number matches digits with what may group or divide them. The first alternative is for groups set off by a space or
// an apostrophe, which only come in threes.
var (
	number     = regexp.MustCompile(`\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?\b|\d+(?:[.,]\d+)*`)
	scaleWord  = regexp.MustCompile(`^[ -]?(\pL+)`)
	unitAfter  = regexp.MustCompile(`^ ?(?:di |de )?(?:(%|percent\b|per cent\b|per cento\b|prozent\b|pour cent\b|por ciento\b)|(€|euros?\b|eur\b)|(\$|(?:u\.?s\.? )?dollars?\b|usd\b)|(£|pounds?\b|gbp\b)|(¥|yen\b|yuan\b))`)
	unitBefore = regexp.MustCompile(`(?:(€|\beur)|(\$|\busd)|(£|\bgbp)|(¥)) ?$`)
	rangeGap   = regexp.MustCompile(`^ ?(?:-|to|and|or|bis|und|oder|a|e|et|y|o|ou) ?[$€£¥]?$`)
)

var unitsAfter = [...]string{"%", "€", "$", "£", "¥"}
var unitsBefore = unitsAfter[1:]

// maxFigures bounds the figures read from one text: no sentence and no passage has more.
const maxFigures = 2000

// readFigures reads the figures of a folded text. In a source, "10 to 15 million euros" also states ten million euros, and
// "5 300" also states 5 and 300.
func readFigures(p string, source bool) []figure {
	var out []figure
	for _, m := range number.FindAllStringIndex(p, maxFigures) {
		text := p[m[0]:m[1]]
		f := figure{text: text, span: span{m[0], m[1]}}
		readings, parts := readNumber(text)
		scale := 0
		rest := p[m[1]:]
		for range 2 { // "mil millones"
			w := scaleWord.FindStringSubmatch(rest)
			if w == nil || scales[w[1]] == 0 {
				break
			}
			scale += scales[w[1]]
			rest = rest[len(w[0]):]
		}
		f.end = len(p) - len(rest)
		if u := unitAfter.FindStringSubmatch(rest); u != nil {
			f.unit = unitsAfter[group(u)]
			f.end += len(u[0])
		} else if u := unitBefore.FindStringSubmatch(p[max(0, m[0]-5):m[0]]); u != nil {
			f.unit = unitsBefore[group(u)]
		}
		for _, v := range readings {
			f.values = append(f.values, scaled(v, scale))
		}
		if last := len(out) - 1; source && last >= 0 && rangeGap.MatchString(p[out[last].end:m[0]]) {
			prev := out[last]
			for _, v := range prev.values {
				out[last].values = append(out[last].values, scaled(v, scale))
			}
			if prev.unit == "" {
				out[last].unit = f.unit
			} else if f.unit == "" {
				f.unit = prev.unit
			}
		}
		if len(f.values) > 0 {
			out = append(out, f)
		}
		for _, v := range parts {
			if source || len(f.values) == 0 {
				out = append(out, figure{text: v, values: []string{v}, unit: f.unit, span: f.span})
			}
		}
	}
	return out
}

func group(match []string) int {
	return slices.IndexFunc(match[1:], func(s string) bool { return s != "" })
}

// readNumber returns what a number may be read as, and its parts if it may be several (a date, a version, a list).
func readNumber(s string) (readings, parts []string) {
	if strings.ContainsAny(s, " '") {
		whole, fraction := s, ""
		if i := strings.LastIndexAny(s, ".,"); i >= 0 {
			whole, fraction = s[:i], s[i+1:]
		}
		groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ' ' || r == '\'' })
		return []string{decimal(strings.Join(groups, ""), fraction)}, trimZeros(groups)
	}
	groups := strings.FieldsFunc(s, isPoint)
	last := len(groups) - 1
	if last == 0 {
		return trimZeros(groups), nil
	}
	seps := strings.Map(func(r rune) rune {
		if isPoint(r) {
			return r
		}
		return -1
	}, s)
	threes := func(groups []string) bool { // may be grouped by thousands
		return len(groups[0]) <= 3 && groups[0][0] != '0' &&
			!slices.ContainsFunc(groups[1:], func(g string) bool { return len(g) != 3 })
	}
	same := strings.Count(seps, seps[:1])
	switch {
	case last == 1 && threes(groups): // 1,234 or 1.234: by the language, which a figure does not tell
		return []string{decimal(strings.Join(groups, ""), ""), groups[0] + "." + groups[1]}, nil
	case last == 1:
		return []string{decimal(groups[0], groups[1])}, nil
	case same == last && threes(groups):
		return []string{decimal(strings.Join(groups, ""), "")}, nil
	case same == last-1 && seps[last-1] != seps[0] && threes(groups[:last]):
		return []string{decimal(strings.Join(groups[:last], ""), groups[last])}, nil
	}
	return nil, trimZeros(groups)
}

func trimZeros(groups []string) []string {
	out := make([]string, len(groups))
	for i, g := range groups {
		out[i] = decimal(g, "")
	}
	return out
}

// decimal writes a number without leading zeros and zeros at the end of its fraction.
func decimal(whole, fraction string) string {
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

// scaled multiplies a decimal by a power of ten.
func scaled(v string, scale int) string {
	if scale == 0 {
		return v
	}
	whole, fraction, _ := strings.Cut(v, ".")
	if len(fraction) < scale {
		fraction += strings.Repeat("0", scale-len(fraction))
	}
	return decimal(whole+fraction[:scale], fraction[scale:])
}

// scales are the powers of ten that follow a figure as a word.
var scales = map[string]int{
	"hundred": 2, "thousand": 3, "k": 3, "million": 6, "millions": 6, "mn": 6, "mln": 6, "billion": 9, "billions": 9, "bn": 9,
	"trillion": 12, "trillions": 12, "tn": 12,
	"mila": 3, "milione": 6, "milioni": 6, "miliardo": 9, "miliardi": 9, "mld": 9,
	"tausend": 3, "mio": 6, "millionen": 6, "milliarde": 9, "milliarden": 9, "mrd": 9,
	"mille": 3, "milliard": 9, "milliards": 9,
	"mil": 3, "millón": 6, "millones": 6, "milhão": 6, "milhões": 6, "bilhão": 9, "bilhões": 9,
}

// spellOut writes the number words of a folded English text as digits, for a claim may state three as 3.
func spellOut(p string) string {
	return numberWord.ReplaceAllStringFunc(p, func(w string) string { return numberWords[w] })
}

var numberWords = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
	"sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}

var numberWord = regexp.MustCompile(`\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b`)
