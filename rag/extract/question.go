package extract

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/corpus/lang"
	"dossier/rag"
)

// kind is what sort of thing a question asks for.
type kind string

const (
	asksOther   kind = ""
	asksWho     kind = "who"
	asksWhen    kind = "when"
	asksWhere   kind = "where"
	asksCount   kind = "how many"
	asksAmount  kind = "how much"
	asksWhy     kind = "why"
	asksHow     kind = "how"
	asksYesNo   kind = "yes/no"
	asksWhich   kind = "which"
	asksList    kind = "list"
	asksCompare kind = "compare"
)

// inquiry is a question taken apart.
type inquiry struct {
	kind     kind
	text     string
	language string
	terms    []term
	total    float64 // sum of the terms' weights
	focus    int     // index into terms of the noun that the question word asks about ("which *city*"); -1 if none
	plural   bool    // several are asked for
	names    [][]int // runs of neighbouring names, as indexes into terms
	facets   [][]int // for comparisons: the names compared, each as indexes into terms
}

// term is a content word of the question.
type term struct {
	rag.Term
	name     bool     // capitalised inside the question
	number   bool     // holds a digit
	lower    string   // folded and lower-cased
	key      string   // what the model knows it by: its stem, or only that it is a name or a number
	rarity   float64  // how telling it is in any text of its language, in [0, 1]
	aside    bool     // only says what kind of thing is asked for, or tells the program what to do
	weight   float64  // what it counts in covers; see weigh
	need     float64  // how surely an answer's surroundings mention it, in [0, 1]
	alias    string   // the country that it is a word for, where that has words of unlike spelling
	acronyms []string // for the first word of a name of several words: its initials
	position int      // among all the words of the question
}

// newInquiry takes a question apart with the terms that the index knows.
func newInquiry(text string, terms []rag.Term) inquiry {
	in := inquiry{text: text, focus: -1}
	language := lang.Detect(text)
	words := lang.Words(text, language)
	at := make(map[string]int, len(words)) // first position of each surface form
	surfaces := make([]string, len(words))
	for i, w := range words {
		surfaces[i] = text[w.Start:w.End]
		if _, ok := at[surfaces[i]]; !ok {
			at[surfaces[i]] = i
		}
	}
	for _, t := range terms {
		p, ok := at[t.Text]
		if !ok {
			continue
		}
		r, _ := utf8.DecodeRuneInString(t.Text)
		n := term{Term: t, position: p, lower: lang.Fold(strings.ToLower(t.Text))}
		n.number = strings.ContainsFunc(t.Text, unicode.IsDigit)
		n.name = unicode.IsUpper(r) && (p > 0 || len(t.Text) > 1 && t.Text == strings.ToUpper(t.Text))
		n.key = words[p].Term
		n.rarity = rarity(n.key, language)
		switch {
		case n.name:
			n.key, n.rarity = "<name>", 1
		case n.number:
			n.key, n.rarity = "<number>", 1
		case commands[n.lower] || p > 0 && typeWords[n.lower]:
			n.rarity *= 0.2
			n.aside = true
		}
		n.alias = aliasAt(surfaces, p)
		in.terms = append(in.terms, n)
	}
	for i := range in.terms {
		in.terms[i].acronyms = initials(in.terms, i)
	}
	in.language = language
	in.names = nameRuns(in.terms)
	in.kind = kindOf(text, surfaces)
	in.focus = focusOf(in, surfaces)
	in.plural = in.kind == asksList || slices.ContainsFunc(surfaces, func(s string) bool { return numerals[strings.ToLower(s)] || strings.ToLower(s) == "who" }) ||
		in.focus >= 0 && strings.HasSuffix(in.terms[in.focus].lower, "s")
	if in.kind == asksCompare {
		in.facets = facetsOf(in)
	}
	return in
}

// class is what a term has in common with others of which the model knows as little: that it is a name or a number, or how
// telling it is, in five steps.
func (t term) class() string {
	switch {
	case t.name, t.number:
		return t.key
	case t.rarity >= 1:
		return "<word 5>"
	}
	return fmt.Sprintf("<word %d>", 1+int(math.Max(0, t.rarity-0.2)*5))
}

// focusClass is the class of the word that the question word asks about, whatever it is.
const focusClass = "<focus>"

// weigh sets what the terms count. Inverse document frequency alone says little in a small folder, where most words are rare,
// so how telling a word is in any text counts as much; and a word that right answers often do without counts less.
func (in *inquiry) weigh(m *Model) {
	in.total = 0
	for i := range in.terms {
		t := &in.terms[i]
		t.need = m.need(*t, in.language)
		if i == in.focus {
			t.need = math.Max(t.need, m.Need[""][focusClass])
		}
		t.weight = t.need * (t.rarity + math.Min(1, t.Weight/idfScale)) / 2
		if t.aside {
			t.need, t.weight = 0.2*t.need, 0.2*t.weight
		}
		in.total += t.weight
	}
}

// idfScale is the inverse document frequency at which a word is as telling as can be: one passage in a thousand.
const idfScale = 7

// initials are the acronyms that may stand for the names starting at terms[i]: "UK" for "United Kingdom".
func initials(terms []term, i int) []string {
	var out []string
	acronym := ""
	for j := i; j < len(terms) && j < i+5; j++ {
		if !terms[j].name || j > i && terms[j].position > terms[j-1].position+2 {
			break
		}
		r, _ := utf8.DecodeRuneInString(terms[j].Text)
		acronym += string(unicode.ToLower(r))
		if len(acronym) > 1 {
			out = append(out, acronym)
		}
	}
	return out
}

// questionWords map the words that open or carry a question to what they ask for, in the languages that the program
// speaks best. Keys are lower-cased, accents folded; a key of two words is looked for as such.
var questionWords = map[string]kind{
	"who": asksWho, "whom": asksWho, "whose": asksWho, "when": asksWhen, "where": asksWhere, "why": asksWhy,
	"how many": asksCount, "how much": asksAmount, "how long": asksCount, "how old": asksCount, "how far": asksCount,
	"how often": asksCount, "how large": asksAmount, "how big": asksAmount, "how tall": asksAmount, "how high": asksAmount,
	"how": asksHow, "which": asksWhich, "what": asksWhich, "compare": asksCompare, "list": asksList, "name": asksList,
	"chi": asksWho, "quando": asksWhen, "dove": asksWhere, "perche": asksWhy, "quanti": asksCount, "quante": asksCount,
	"quanto": asksAmount, "quanta": asksAmount, "quale": asksWhich, "quali": asksWhich, "che": asksWhich, "cosa": asksWhich,
	"come": asksHow, "confronta": asksCompare, "elenca": asksList,
	"wer": asksWho, "wem": asksWho, "wen": asksWho, "wessen": asksWho, "wann": asksWhen, "wo": asksWhere, "woher": asksWhere,
	"wohin": asksWhere, "warum": asksWhy, "wieso": asksWhy, "wie viele": asksCount, "wie viel": asksAmount,
	"wieviel": asksAmount, "wieviele": asksCount, "wie": asksHow, "welche": asksWhich, "welcher": asksWhich,
	"welches": asksWhich, "welchem": asksWhich, "welchen": asksWhich, "was": asksWhich, "vergleiche": asksCompare,
	"qui": asksWho, "quand": asksWhen, "ou": asksWhere, "pourquoi": asksWhy, "combien": asksCount, "quel": asksWhich,
	"quelle": asksWhich, "quels": asksWhich, "quelles": asksWhich, "comment": asksHow, "que": asksWhich, "comparez": asksCompare,
	"quien": asksWho, "quienes": asksWho, "cuando": asksWhen, "donde": asksWhere, "por que": asksWhy, "cuantos": asksCount,
	"cuantas": asksCount, "cuanto": asksAmount, "cuanta": asksAmount, "cual": asksWhich, "cuales": asksWhich, "como": asksHow,
	"quem": asksWho, "onde": asksWhere, "quantos": asksCount, "quantas": asksCount, "qual": asksWhich, "quais": asksWhich,
	"кто": asksWho, "когда": asksWhen, "где": asksWhere, "куда": asksWhere, "почему": asksWhy, "зачем": asksWhy,
	"сколько": asksCount, "какои": asksWhich, "какая": asksWhich, "какие": asksWhich, "какое": asksWhich, "что": asksWhich, "как": asksHow,
	"من": asksWho, "متى": asksWhen, "اين": asksWhere, "لماذا": asksWhy, "كم": asksCount, "ما": asksWhich, "ماذا": asksWhich, "كيف": asksHow,
	"ποιος": asksWho, "ποια": asksWhich, "ποιο": asksWhich, "ποτε": asksWhen, "που": asksWhere, "γιατι": asksWhy, "ποσοι": asksCount, "ποσα": asksCount, "ποσες": asksCount,
	"kim": asksWho, "ne zaman": asksWhen, "nerede": asksWhere, "neden": asksWhy, "kac": asksCount, "hangi": asksWhich, "nasil": asksHow, "nasıl": asksHow,
	"cine": asksWho, "cand": asksWhen, "unde": asksWhere, "cati": asksCount, "cate": asksCount, "cat": asksAmount, "care": asksWhich, "ce": asksWhich,
}

// nouns that say what is asked for when they stand after "which" or "what", or carry a question without either.
var focusKinds = map[string]kind{
	"year": asksWhen, "years": asksWhen, "date": asksWhen, "day": asksWhen, "month": asksWhen, "century": asksWhen, "decade": asksWhen, "time": asksWhen,
	"city": asksWhere, "cities": asksWhere, "country": asksWhere, "countries": asksWhere, "place": asksWhere, "state": asksWhere, "town": asksWhere,
	"location": asksWhere, "region": asksWhere, "continent": asksWhere, "county": asksWhere,
	"person": asksWho, "president": asksWho, "king": asksWho, "author": asksWho, "scientist": asksWho, "actor": asksWho, "leader": asksWho,
	"number": asksCount, "percentage": asksAmount, "percent": asksAmount, "amount": asksAmount, "value": asksAmount, "price": asksAmount, "cost": asksAmount, "population": asksCount,
	"anno": asksWhen, "anni": asksWhen, "data": asksWhen, "citta": asksWhere, "paese": asksWhere, "jahr": asksWhen, "jahren": asksWhen, "stadt": asksWhere, "land": asksWhere,
	"annee": asksWhen, "ville": asksWhere, "pays": asksWhere, "ano": asksWhen, "ciudad": asksWhere, "pais": asksWhere,
}

// typeWords say what kind of thing is asked for and need not stand in the answer ("in which year"); commands tell the
// program what to do. Both weigh little.
var (
	typeWords = wordSet(`year years date day month century decade time city country place person number amount percentage people
		anno anni data citta paese persona numero jahr jahren stadt land annee ville pays ano ciudad pais`)
	commands = wordSet(`compare list name tell describe explain give show confronta elenca dimmi vergleiche nenne comparez`)
)

// openers begin a question that wants yes or no.
var openers = map[string]bool{
	"is": true, "are": true, "was": true, "were": true, "do": true, "does": true, "did": true, "has": true, "have": true, "had": true,
	"can": true, "could": true, "will": true, "would": true, "should": true, "may": true,
}

// copulas are the openers between which and a question word the noun may stand that is asked for: "what is the price".
var copulas = wordSet("is are was were")

func kindOf(text string, surfaces []string) kind {
	folded := make([]string, len(surfaces))
	for i, s := range surfaces {
		folded[i] = lang.Fold(strings.ToLower(s))
	}
	for _, w := range folded {
		if w == "compare" || w == "difference" || w == "differences" || w == "differ" || w == "confronta" || w == "vergleiche" || w == "comparez" {
			return asksCompare
		}
	}
	for i, w := range folded {
		if i+1 < len(folded) {
			if k, ok := questionWords[w+" "+folded[i+1]]; ok {
				return k
			}
		}
		k, ok := questionWords[w]
		if !ok || i > 0 && (k == asksList || k == asksCompare) {
			continue
		}
		if k == asksWhich {
			for _, next := range folded[i+1 : min(i+4, len(folded))] {
				if f, ok := focusKinds[next]; ok {
					return f
				}
				if openers[next] && !copulas[next] { // "what did the president say" asks for no person
					break
				}
			}
		}
		return k
	}
	if len(folded) > 0 && openers[folded[0]] {
		return asksYesNo
	}
	switch { // scripts without spaces: the question word is somewhere in a run
	case strings.ContainsAny(text, "谁誰"):
		return asksWho
	case strings.Contains(text, "什么时候"), strings.Contains(text, "何时"), strings.Contains(text, "哪一年"), strings.Contains(text, "いつ"), strings.Contains(text, "เมื่อใด"), strings.Contains(text, "เมื่อไ"):
		return asksWhen
	case strings.Contains(text, "哪里"), strings.Contains(text, "哪儿"), strings.Contains(text, "どこ"), strings.Contains(text, "ที่ไหน"):
		return asksWhere
	case strings.Contains(text, "多少"), strings.Contains(text, "几"), strings.Contains(text, "กี่"), strings.Contains(text, "เท่าไ"):
		return asksCount
	case strings.Contains(text, "为什么"), strings.Contains(text, "なぜ"), strings.Contains(text, "ทำไม"):
		return asksWhy
	}
	return asksOther
}

// focusOf finds the noun that a question word asks about: the first content word after it.
func focusOf(in inquiry, surfaces []string) int {
	for i, s := range surfaces {
		w := lang.Fold(strings.ToLower(s))
		if _, ok := questionWords[w]; !ok {
			continue
		}
		for j, t := range in.terms {
			if t.position > i && t.position <= i+3 {
				return j
			}
		}
	}
	return -1
}

// nameRuns groups neighbouring names: "United Kingdom" is one.
func nameRuns(terms []term) [][]int {
	var out [][]int
	last := -9
	for i, t := range terms {
		if !t.name {
			continue
		}
		if t.position == last+1 {
			out[len(out)-1] = append(out[len(out)-1], i)
		} else {
			out = append(out, []int{i})
		}
		last = t.position
	}
	return out
}

// facetsOf are what a comparison compares: its names, if there are at least two.
func facetsOf(in inquiry) [][]int {
	if len(in.names) < 2 {
		return nil
	}
	return in.names
}
