package extract

import (
	"math"
	"regexp"
	"strings"
)

// span is a stretch of a sentence that may be the short answer.
type span struct {
	start, end int     // byte offsets into the passage's text
	score      float64 // how close it stands to what the question names, in [0, 1]
	counts     bool    // a number with the very noun behind it that the question counts
}

// months are the names and short names of the months in English, Italian, German, French, Spanish and Portuguese, folded.
var months = wordSet(`january february march april may june july august september october november december
	jan feb mar apr jun jul aug sep sept oct nov dec
	gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
	januar februar marz mai juni juli oktober dezember
	janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
	enero febrero abril mayo junio julio septiembre octubre noviembre diciembre
	janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro`)

// numerals are the number words that answer "how many".
var numerals = wordSet(`two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
	seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half
	due tre quattro cinque sei sette otto nove dieci cento mille zwei drei vier funf sechs sieben acht neun zehn hundert tausend
	deux trois quatre cinq sept huit neuf dix cent dos cuatro seis siete ocho nueve diez cien mil`)

// numberWords are the numerals that stand in the names of groups, in digits.
var numberWords = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
	"nine": "9", "ten": "10", "twelve": "12", "fifteen": "15", "twenty": "20", "sette": "7", "otto": "8", "dieci": "10", "venti": "20",
	"sieben": "7", "acht": "8", "zehn": "10", "zwanzig": "20", "sept": "7", "huit": "8", "dix": "10", "vingt": "20", "siete": "7", "ocho": "8", "diez": "10", "veinte": "20"}

// units may follow a number and belong to it.
var units = wordSet(`hundred thousand million millions billion billions trillion percent per cent euros euro dollars dollar pounds pound
	yen years year months month weeks week days day hours hour minutes minute seconds second miles mile km kilometers kilometres
	kilometer meters metres meter feet foot inches inch acres hectares tons tonnes kg kilograms grams degrees times
	milioni miliardi mila anni giorni millionen milliarden jahre tage prozent ans jours millones anos`)

// qualifiers may stand before a number and belong to it.
var qualifiers = regexp.MustCompile(`(?i)(?:\b(?:more than|less than|fewer than|at least|at most|up to|over|under|about|around|approximately|nearly|almost|some|roughly|exceed(?:ed|s|ing)|oltre|più di|circa|mehr als|rund|über|plus de|environ|más de|unos)\s+)?[$€£¥]?\s?$`)

func wordSet(list string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// isYear reports whether a word can be a year, or a decade ("1990s").
func isYear(w string) bool {
	w = strings.TrimSuffix(w, "s")
	if len(w) != 4 {
		return false
	}
	for i := 0; i < 4; i++ {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return w[0] == '1' || w[0] == '2' && w[1] <= '1'
}

// spans lists the candidates of a sentence for what the question asks, best first being the caller's matter.
func (p *page) spans(in inquiry, s sentence) []span {
	switch in.kind {
	case asksWhen:
		return p.dates(in, s)
	case asksCount, asksAmount:
		return p.numbers(in, s)
	case asksWho, asksWhere:
		return p.nameSpans(in, s)
	case asksWhich, asksList, asksOther:
		return append(p.nameSpans(in, s), p.phrases(in, s)...)
	}
	return nil
}

// asked reports whether a token only repeats the question.
func (t token) asked() bool { return t.term >= 0 && t.match >= 0.7 }

func (p *page) dates(in inquiry, s sentence) []span {
	var out []span
	ts := p.tokens
	for i := s.first; i < s.last; {
		if !isDate(ts, i, s) {
			i++
			continue
		}
		j := i + 1
		for j < s.last && (isDate(ts, j, s) || dateGlue(ts[j].lower) && j+1 < s.last && isDate(ts, j+1, s)) && ts[j].Start-ts[j-1].End <= 3 {
			j++
		}
		fresh := false
		for _, t := range ts[i:j] {
			fresh = fresh || !t.asked()
		}
		if fresh {
			out = append(out, p.near(in, s, i, j))
		}
		i = j
	}
	return out
}

func dateGlue(w string) bool {
	return w == "of" || w == "de" || w == "di" || w == "and" || w == "e" || w == "und" || w == "to"
}

// isDate reports whether a token is part of a date: a year, a month, a day beside a month, a century.
func isDate(ts []token, i int, s sentence) bool {
	w := ts[i].lower
	beside := func(f func(string) bool) bool {
		return i > s.first && f(ts[i-1].lower) || i+1 < s.last && f(ts[i+1].lower)
	}
	month := func(w string) bool { return months[w] }
	switch {
	case isYear(w):
		return true
	case months[w]:
		// "may" and "march" are months with a capital and a number beside them only.
		return ts[i].capital && w != "may" && w != "march" || beside(func(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' })
	case w == "century" || w == "centuries" || w == "secolo" || w == "jahrhundert" || w == "siecle" || w == "siglo":
		return true
	case ts[i].digit && len(w) <= 4:
		return beside(month) || beside(func(w string) bool { return w == "century" || w == "centuries" || w == "siglo" })
	}
	return false
}

func (p *page) numbers(in inquiry, s sentence) []span {
	var out []span
	ts := p.tokens
	for i := s.first; i < s.last; i++ {
		if !ts[i].digit && !numerals[ts[i].lower] || ts[i].asked() || p.noCount(s, i) {
			continue
		}
		if isYear(ts[i].lower) && !(i+1 < s.last && ts[i+1].asked() && p.between(i, i+1) == " ") && !strings.Contains(p.Text[ts[i].Start:ts[i].End], ",") {
			continue
		}
		j := i + 1
		for j < s.last && (units[ts[j].lower] || numerals[ts[j].lower]) && ts[j].Start-ts[j-1].End <= 2 {
			j++
		}
		sp := p.near(in, s, i, j)
		// The counted noun right after the number is the surest sign: "more than 20 million Americans".
		for k, t := range ts[j:min(j+4, s.last)] {
			if t.asked() && (in.focus < 0 || t.term == in.focus) {
				sp.counts = in.focus >= 0 && k < 2 && t.lower == in.terms[in.focus].lower
				sp.score = math.Min(1, sp.score+0.5/float64(1+k))
				break
			}
		}
		if loc := qualifiers.FindStringIndex(p.Text[s.Start:sp.start]); loc != nil {
			sp.start = s.Start + loc[0]
		}
		if strings.HasPrefix(p.Text[sp.end:s.End], "%") {
			sp.end++
		}
		out = append(out, sp)
		i = j - 1
	}
	return out
}

// noCount reports whether a number counts nothing: an ordinal ("6th"), part of a date, or part of a name ("COVID-19").
func (p *page) noCount(s sentence, i int) bool {
	ts := p.tokens
	w := ts[i].lower
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if ts[i].digit && strings.HasSuffix(w, suffix) {
			return true
		}
	}
	if i > s.first && ts[i-1].capital && p.between(i-1, i) == "-" || w[0] > '9' && ts[i].digit {
		return true
	}
	day := len(w) <= 2 && ts[i].digit
	return day && (i > s.first && months[ts[i-1].lower] && ts[i-1].capital || i+1 < s.last && months[ts[i+1].lower] && ts[i+1].capital)
}

// nameGlue may stand inside a name.
var nameGlue = wordSet(`of the de la le les du des del della di da von van der den & y al bin ibn`)

// listGlue joins names where several are asked for; places stand behind a word of locative.
var (
	listGlue = wordSet(`and e und et y`)
	locative = wordSet(`in at near from to into within nel nella nei a ad im bei dans en à au aux`)
)

func (p *page) nameSpans(in inquiry, s sentence) []span {
	var out []span
	ts := p.tokens
	for i := s.first; i < s.last; {
		if !ts[i].capital || ts[i].Stop || i == s.first && !p.nameElsewhere(i) && !(i+1 < s.last && ts[i+1].capital) {
			i++
			continue
		}
		j := i + 1
		for j < s.last && ts[j].Start-ts[j-1].End <= 2 && !strings.ContainsAny(p.between(j-1, j), ",;:()") {
			if ts[j].capital || ts[j].digit {
				j++
				continue
			}
			k := j
			for k < s.last && k < j+2 && (nameGlue[ts[k].lower] || in.plural && listGlue[ts[k].lower]) {
				k++
			}
			if k == j || k >= s.last || !ts[k].capital || strings.ContainsAny(p.between(j-1, k), ",;:()") {
				break
			}
			j = k + 1
		}
		fresh := 0
		for _, t := range ts[i:j] {
			if !t.asked() && !t.Stop && !nameGlue[t.lower] {
				fresh++
			}
		}
		if fresh > 0 && !(j == i+1 && months[ts[i].lower]) {
			sp := p.near(in, s, i, j)
			before := ""
			for k := i - 1; k >= max(s.first, i-2) && (before == "" || before == "the"); k-- {
				before = ts[k].lower
			}
			switch at := locative[before]; {
			case in.kind == asksWhere && at:
				sp.score += 0.3
			case in.kind == asksWho && at:
				sp.score -= 0.2
			}
			out = append(out, sp)
		}
		i = j
	}
	return out
}

// nameElsewhere reports whether a word that opens a sentence is capitalised inside another one, too.
func (p *page) nameElsewhere(i int) bool {
	if p.tokens[i].acronym {
		return true
	}
	for j, t := range p.tokens {
		if j != i && t.capital && t.lower == p.tokens[i].lower && j > 0 && !strings.ContainsAny(p.between(j-1, j), ".!?\n") {
			return true
		}
	}
	return false
}

// phrases are runs of words between punctuation and what the question says already.
func (p *page) phrases(in inquiry, s sentence) []span {
	var out []span
	ts := p.tokens
	for i := s.first; i < s.last; {
		if ts[i].asked() || ts[i].Stop {
			i++
			continue
		}
		j := i + 1
		for j < s.last && j < i+6 && !ts[j].asked() && !strings.ContainsAny(p.between(j-1, j), ",;:.()\"“”—–") {
			if ts[j].Stop && !nameGlue[ts[j].lower] {
				break
			}
			j++
		}
		for j > i+1 && ts[j-1].Stop {
			j--
		}
		sp := p.near(in, s, i, j)
		sp.score *= 0.8
		out = append(out, sp)
		i = j
	}
	return out
}

// between is the text between two tokens; empty for character bigrams, which overlap.
func (p *page) between(i, j int) string {
	return p.Text[p.tokens[i].End:max(p.tokens[i].End, p.tokens[j].Start)]
}

// near makes the span of tokens[i:j] and says how close the question's words are to it: each counts by its weight and
// by the number of words between.
func (p *page) near(in inquiry, s sentence, i, j int) span {
	sp := span{start: p.tokens[i].Start, end: p.tokens[j-1].End}
	best := make([]float64, len(in.terms))
	for k := s.first; k < s.last; k++ {
		t := p.tokens[k]
		if t.term < 0 {
			continue
		}
		distance := 0
		switch {
		case k < i:
			distance = i - k
		case k >= j:
			distance = k - j + 1
		}
		best[t.term] = math.Max(best[t.term], t.match*3/float64(3+distance))
	}
	sp.score = in.covered(best)
	return sp
}
