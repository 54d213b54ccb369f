package corpus

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxDated is the greatest length in bytes of a text whose date is worked out from the dates that it mentions. A longer
// one mentions too many.
const maxDated = 20_000

// dateOf works out when a text speaks, from what its URL, its file name and the text say, in that order. It returns the
// zero time rather than a guess with nothing to go by.
func dateOf(url, name, text string) time.Time {
	if t := urlDate(url); !t.IsZero() {
		return t
	}
	if m := nameDate.FindStringSubmatch(path.Base(name)); m != nil {
		if t := day(m[1], m[2], m[3]); !t.IsZero() {
			return t
		}
	}
	if t := dateline(text); !t.IsZero() {
		return t
	}
	if len(text) < maxDated {
		return latestDate(text)
	}
	return time.Time{}
}

var (
	urlPath  = regexp.MustCompile(`[/=](\d{4})[/-](\d{1,2})(?:[/-](\d{1,2}))?(?:[/_.?&#-]|$)`)
	urlDay   = regexp.MustCompile(`[/=_-]((?:19|20)\d\d)(\d\d)(\d\d)(?:[/_.?&#-]|$)`)
	nameDate = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})\D`)
)

// urlDate returns the date in the path of a URL: /2020/10/02/, /2020-10-02-, /2020/10/, /20201002/.
func urlDate(url string) time.Time {
	for _, re := range []*regexp.Regexp{urlPath, urlDay} {
		if m := re.FindStringSubmatch(url); m != nil {
			if t := day(m[1], m[2], m[3]); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

// day returns a date of which month and day may be missing; the zero time if there is no such day.
func day(year, month, dayOfMonth string) time.Time {
	n := [3]int{0, 1, 1}
	for i, s := range [3]string{year, month, dayOfMonth} {
		if s == "" {
			continue
		}
		v, err := strconv.Atoi(s)
		if err != nil {
			return time.Time{}
		}
		n[i] = v
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	if n[0] < 1000 || n[0] > 2200 || t.Year() != n[0] || int(t.Month()) != n[1] || t.Day() != n[2] {
		return time.Time{}
	}
	return t
}

var (
	isoPrefix  = regexp.MustCompile(`^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:$|[T\s_])`)
	slashes    = regexp.MustCompile(`^(\d{4})/(\d{1,2})(?:/(\d{1,2}))?(?:$|[T\s_])`)
	eightDigit = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)(?:$|\D)`)
)

// parseDate reads the value of a date field: ISO 8601 to the year, month, day or second, 20201002, or a day or month
// in words as it may stand in a text. The day is taken as written, whatever its time zone. Unreadable is zero.
func parseDate(s string) time.Time {
	s = strings.Trim(s, " \t\r\n\"'")
	if len(s) > 200 {
		return time.Time{}
	}
	for _, re := range []*regexp.Regexp{isoPrefix, slashes, eightDigit} {
		if m := re.FindStringSubmatch(s); m != nil {
			return day(m[1], m[2], m[3])
		}
	}
	if found := mentions(s); len(found) > 0 && found[0].month {
		return found[0].date
	}
	return time.Time{}
}

// mention is a date in a text.
type mention struct {
	date       time.Time
	month, day bool // whether the text gives the month and the day, or the year alone
	start, end int  // byte offsets
}

// What stands around a year, with white space that may be no-break.
var (
	dayMonth = regexp.MustCompile(`(\d{1,2})(?:st|nd|rd|th|er|[.ºª°])?[\s\x{a0}]+(?:of[\s\x{a0}]+|de[\s\x{a0}]+)?` +
		`(\pL{3,12})\.?,?[\s\x{a0}]+(?:del?[\s\x{a0}]+|of[\s\x{a0}]+)?$`)
	monthDay = regexp.MustCompile(`(\pL{3,12})\.?[\s\x{a0}]+(\d{1,2})(?:st|nd|rd|th)?` +
		`(?:[\s\x{a0}]*[–—-][\s\x{a0}]*(\d{1,2}))?,?[\s\x{a0}]+$`)
	monthOnly = regexp.MustCompile(`(\pL{3,12})\.?,?[\s\x{a0}]+(?:del?[\s\x{a0}]+|of[\s\x{a0}]+)?$`)
	numeric   = regexp.MustCompile(`(\d{1,2})([./-])(\d{1,2})([./-])$`)
	isoRest   = regexp.MustCompile(`^([-/.])(\d{1,2})([-/.])(\d{1,2})(?:\D|$)`)
	asianRest = regexp.MustCompile(`^\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?`)
)

// mentions returns the dates in a text in order. Every form has the year in four digits, so the years are what is looked for.
func mentions(text string) []mention {
	const around = 48
	var found []mention
	for i := 0; i+4 <= len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		end := i
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		if end-i != 4 || text[i] != '1' && text[i] != '2' {
			i = end
			continue
		}
		before := text[max(0, i-around):i]
		after := text[end:min(len(text), end+16)]
		if m, ok := mentionAt(before, text[i:end], after); ok {
			m.start += i
			m.end += end
			found = append(found, m)
		}
		i = end
	}
	return found
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// mentionAt reads the date around a year. The offsets of the result are relative to the start and the end of the year.
func mentionAt(before, year, after string) (mention, bool) {
	full := func(month, d string, start, end int) (mention, bool) {
		t := day(year, month, d)
		return mention{t, true, d != "", start, end}, !t.IsZero()
	}
	if m := isoRest.FindStringSubmatch(after); m != nil && m[1] == m[3] {
		return full(m[2], m[4], 0, len(m[1])+len(m[2])+len(m[3])+len(m[4]))
	}
	if m := asianRest.FindStringSubmatch(after); m != nil {
		return full(m[1], m[2], 0, len(m[0]))
	}
	if m := dayMonth.FindStringSubmatchIndex(before); m != nil {
		if month := monthOf(before[m[4]:m[5]]); month != "" {
			return full(month, before[m[2]:m[3]], m[0]-len(before), 0)
		}
	}
	if m := monthDay.FindStringSubmatchIndex(before); m != nil {
		if month := monthOf(before[m[2]:m[3]]); month != "" {
			d := before[m[4]:m[5]]
			if m[6] >= 0 { // the end of a range of days
				d = before[m[6]:m[7]]
			}
			return full(month, d, m[0]-len(before), 0)
		}
	}
	if m := monthOnly.FindStringSubmatchIndex(before); m != nil {
		if month := monthOf(before[m[2]:m[3]]); month != "" {
			return full(month, "", m[0]-len(before), 0)
		}
	}
	if m := numeric.FindStringSubmatch(before); m != nil && m[2] == m[4] {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[3])
		switch {
		case m[2] == "." || a > 12 || a == b: // with full stops the day is first wherever they are used
			return full(m[3], m[1], -len(m[0]), 0)
		case b > 12:
			return full(m[1], m[3], -len(m[0]), 0)
		}
		return mention{}, false
	}
	// A year by itself, and not a piece of a number or a code.
	if r, _ := utf8.DecodeLastRuneInString(before); unicode.IsLetter(r) || strings.ContainsRune("$€£#.,/:_-", r) {
		return mention{}, false
	}
	t := day(year, "", "")
	return mention{date: t}, !t.IsZero()
}

func monthOf(name string) string {
	if m, ok := months[strings.ToLower(name)]; ok {
		return strconv.Itoa(int(m))
	}
	return ""
}

// months are those of English, Italian, German, French, Spanish and Portuguese, and the short forms in use.
var months = map[string]time.Month{
	"january": 1, "jan": 1, "gennaio": 1, "gen": 1, "januar": 1, "jänner": 1, "janvier": 1, "janv": 1, "enero": 1, "ene": 1, "janeiro": 1,
	"february": 2, "feb": 2, "febbraio": 2, "februar": 2, "février": 2, "fevrier": 2, "févr": 2, "febrero": 2, "fevereiro": 2,
	"march": 3, "mar": 3, "marzo": 3, "märz": 3, "mars": 3, "março": 3,
	"april": 4, "apr": 4, "aprile": 4, "avril": 4, "avr": 4, "abril": 4, "abr": 4,
	"may": 5, "maggio": 5, "mag": 5, "mai": 5, "mayo": 5, "maio": 5,
	"june": 6, "jun": 6, "giugno": 6, "giu": 6, "juni": 6, "juin": 6, "junio": 6, "junho": 6,
	"july": 7, "jul": 7, "luglio": 7, "lug": 7, "juli": 7, "juillet": 7, "juil": 7, "julio": 7, "julho": 7,
	"august": 8, "aug": 8, "agosto": 8, "ago": 8, "août": 8, "aout": 8,
	"september": 9, "sep": 9, "sept": 9, "settembre": 9, "set": 9, "septembre": 9, "septiembre": 9, "setiembre": 9, "setembro": 9,
	"october": 10, "oct": 10, "ottobre": 10, "ott": 10, "oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "outubro": 10,
	"november": 11, "nov": 11, "novembre": 11, "noviembre": 11, "novembro": 11,
	"december": 12, "dec": 12, "dicembre": 12, "dic": 12, "dezember": 12, "dez": 12, "décembre": 12, "decembre": 12, "déc": 12,
	"diciembre": 12, "dezembro": 12,
}

var (
	// dateLabel is what stands before the date of a text.
	dateLabel = regexp.MustCompile(`(?i)^[\W_]*(?:date|time|datum|data|fecha|` +
		`(?:first |last |originally )?(?:posted|published|updated|issued|released)|pubblicato|` +
		`veröffentlicht|stand|publié|publicado)(?: (?:on|at|il|am|le|el))?[*_]*\s*:?[*_]*\s+`)
	// datedPlace is what stands before the date at the head of a news item: WASHINGTON, D.C. (Reuters), and the like.
	datedPlace = regexp.MustCompile(`^[\s*_#(]*(?:\p{Lu}[\pL.'’]*[\s,.(/)–—|-]*){0,6}$`)
	afterDate  = regexp.MustCompile(`^[\s*_)]*(?:[–—|:]|-\s|$)`)
	// aboutPerson is what stands before dates that say nothing about the text.
	aboutPerson = regexp.MustCompile(`(?i)(?:\b(?:born|died|dies|death|birth|nato|nata|morto|morta|` +
		`geboren|gestorben|née?|mort|nacid[oa])\b[^.]{0,24}|[†*(]\s*|\([^()]{0,32}[–—-]\s*)$`)
)

// dateline returns the date that stands by itself near the top of a text, with a label or as in a news item.
func dateline(text string) time.Time {
	const lines, within = 12, 1500
	rest := text[:min(len(text), within)]
	for range lines {
		line, after, ok := nextLine(rest)
		if !ok {
			break
		}
		rest = after
		if label := dateLabel.FindString(line); label != "" {
			if t := parseDate(line[len(label):min(len(line), len(label)+60)]); !t.IsZero() {
				return t
			}
		}
		for _, m := range mentions(line) {
			before := line[:m.start]
			if m.day && datedPlace.MatchString(before) && afterDate.MatchString(line[m.end:]) && !aboutPerson.MatchString(before) {
				return m.date
			}
		}
	}
	return time.Time{}
}

var (
	// future is what makes the dates of a clause ones that are yet to come.
	future = regexp.MustCompile(`(?i)\b(?:will|shall|scheduled|planned|plans?|planning|expected|expects?|upcoming|going to|` +
		`sarà|saranno|previst[oaie]|wird|werden|geplant|sera|seront|prévue?s?|será|serán|prevé)(?:[^\pL]|$)`)
	// clauseEnd ends what is said of a date that came before.
	clauseEnd = regexp.MustCompile(`[.,;:!?\n]|\s(?:and|but|which|e|ma|und|aber|et|mais|y|pero)\s`)
	// deadline does so directly before a date.
	deadline = regexp.MustCompile(`(?i)\b(?:by|until|till|due|entro|bis|d'ici|hasta|até)(?: the end of| zum| il| el)?\s*$`)
)

// firstWebYear is before any text of the kind that this reads off the web; what mentions only older dates is history.
const firstWebYear = 1995

// latestDate returns the latest day or month that a text speaks of as past or present: it cannot have been written
// before. A day that is yet to come counts if it comes soon, since what is announced to the day is near.
func latestDate(text string) time.Time {
	var past, soon []time.Time
	lastYear := 0
	for _, m := range mentions(text) {
		if m.date.Year() < firstWebYear || aboutPerson.MatchString(text[max(0, m.start-40):m.start]) {
			continue
		}
		switch ahead := isAhead(text, m); {
		case ahead && m.day:
			soon = append(soon, m.date)
		case ahead:
		default:
			lastYear = max(lastYear, m.date.Year())
			if m.month {
				past = append(past, m.date)
			}
		}
	}
	for _, t := range soon {
		if lastYear == 0 || t.Year() <= lastYear+1 {
			past = append(past, t)
		}
	}
	if len(past) == 0 {
		return time.Time{}
	}
	return slices.MaxFunc(past, time.Time.Compare)
}

// isAhead reports whether the clause around a date speaks of the future.
func isAhead(text string, m mention) bool {
	const before, after = 100, 40
	clause := text[max(0, m.start-before):m.start]
	if i := strings.LastIndexAny(clause, ";\n!?"); i >= 0 {
		clause = clause[i+1:]
	}
	if i := strings.LastIndex(clause, ". "); i >= 0 {
		clause = clause[i+2:]
	}
	rest := text[m.end:min(len(text), m.end+after)]
	if i := clauseEnd.FindStringIndex(rest); i != nil {
		rest = rest[:i[0]]
	}
	return future.MatchString(clause) || deadline.MatchString(clause) || future.MatchString(rest)
}

// latestYear returns the latest year that a text speaks of as past or present; 0 if none.
func latestYear(text string) int {
	latest := 0
	for _, m := range mentions(text) {
		if !isAhead(text, m) {
			latest = max(latest, m.date.Year())
		}
	}
	return latest
}
