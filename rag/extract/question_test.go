package extract

import (
	"slices"
	"strings"
	"testing"

	"dossier/corpus/lang"
)

func TestKind(t *testing.T) {
	tests := []struct {
		language, question string
		want               kind
	}{
		{"en", "Who founded the bank?", asksWho},
		{"en", "Whose portrait hangs in the hall?", asksWho},
		{"en", "Tell me who painted it.", asksWho},
		{"en", "When did it open?", asksWhen},
		{"en", "In what year was it built?", asksWhen},
		{"en", "which year saw the flood", asksWhen},
		{"en", "Where is the headquarters?", asksWhere},
		{"en", "To which countries is the attaché accredited?", asksWhere},
		{"en", "How many American students went?", asksCount},
		{"en", "How old is the church?", asksCount},
		{"en", "How much did it cost?", asksAmount},
		{"en", "How tall is the tower?", asksAmount},
		{"en", "What percentage of voters stayed home?", asksAmount},
		{"en", "Why did they leave?", asksWhy},
		{"en", "How does the pump work?", asksHow},
		{"en", "What was signed?", asksWhich},
		{"en", "What is the name of the ship?", asksWhich},
		{"en", "Is Rome in Italy?", asksYesNo},
		{"en", "Did the treaty fail?", asksYesNo},
		{"en", "Compare Italy and France.", asksCompare},
		{"en", "What is the difference between Rome and Milan?", asksCompare},
		{"en", "How do Rome and Milan differ?", asksCompare},
		{"en", "What did the State Department warn of?", asksWhich},
		{"en", "What did the president say?", asksWhich},
		{"en", "What is the population of Genoa?", asksCount},
		{"en", "Describe the difference between Rome and Milan.", asksCompare},
		{"en", "List the three pillars.", asksList},
		{"en", "Name the members.", asksList},
		{"en", "the treaty of 1846", asksOther},
		{"en", "", asksOther},
		{"it", "In che anno iniziò?", asksWhen},
		{"it", "Quanti studenti partirono?", asksCount},
		{"it", "Quanto costa il ponte?", asksAmount},
		{"it", "Chi ha dipinto il quadro?", asksWho},
		{"it", "Dove si trova la sede?", asksWhere},
		{"it", "Perché sono partiti?", asksWhy},
		{"it", "Quale città ospita la sede?", asksWhere},
		{"it", "Confronta Roma e Milano.", asksCompare},
		{"de", "Wer gründete die Bank?", asksWho},
		{"de", "Wie viele Studenten kamen?", asksCount},
		{"de", "Wieviel kostet die Brücke?", asksAmount},
		{"de", "In welchem Jahr begann es?", asksWhen},
		{"de", "Welche Stadt ist gemeint?", asksWhere},
		{"de", "Warum gingen sie?", asksWhy},
		{"fr", "Qui a peint ce tableau ?", asksWho},
		{"fr", "Où se trouve le siège ?", asksWhere},
		{"fr", "Combien d'étudiants sont partis ?", asksCount},
		{"fr", "En quelle année ?", asksWhen},
		{"fr", "Quelle ville accueille le siège ?", asksWhere},
		{"es", "¿Quién pintó el cuadro?", asksWho},
		{"es", "¿Por qué se fueron?", asksWhy},
		{"es", "¿Cuántos estudiantes viajaron?", asksCount},
		{"es", "¿En qué año empezó?", asksWhen},
		{"pt", "Quantas pessoas vieram?", asksCount},
		{"ro", "Câți studenți au venit?", asksCount},
		{"ru", "Кто написал картину?", asksWho},
		{"ru", "Сколько студентов приехало?", asksCount},
		{"ru", "Какая река длиннее?", asksWhich},
		{"ru", "Какой город был столицей?", asksWhich},
		{"tr", "Nasıl çalışır?", asksHow},
		{"el", "Πόσα άτομα ήρθαν;", asksCount},
		{"el", "Πού βρίσκεται;", asksWhere},
		{"tr", "Ne zaman başladı?", asksWhen},
		{"tr", "Kaç öğrenci geldi?", asksCount},
		{"ar", "متى بدأت الحرب؟", asksWhen},
		{"ar", "أين يقع الميناء؟", asksWhere},
		{"zh", "谁写了这本书?", asksWho},
		{"zh", "战争什么时候开始的?", asksWhen},
		{"zh", "有多少学生?", asksCount},
		{"ja", "駅はどこですか", asksWhere},
		{"ja", "戦争はいつ始まりましたか", asksWhen},
		{"th", "ท่าเรืออยู่ที่ไหน", asksWhere},
	}
	for _, test := range tests {
		t.Run(test.language+"/"+test.question, func(t *testing.T) {
			if got := inquire(test.question).kind; got != test.want {
				t.Errorf("kind %q, want %q", got, test.want)
			}
		})
	}
}

func TestFocus(t *testing.T) {
	tests := []struct {
		question, focus string
		plural          bool
	}{
		{"Which city hosted the games?", "city", false},
		{"In what year was it built?", "year", false},
		{"To which countries is the attaché accredited?", "countries", true},
		{"How many students came?", "students", true},
		{"How many American students came?", "American", false},
		{"What are the names of the two ships?", "names", true},
		{"List the three pillars.", "three", true},
		{"Who founded the bank?", "founded", true}, // several people may have
		{"Quale città ospita la sede?", "città", false},
		{"How much did it cost?", "", false}, // too far from the question word
		{"Is Rome in Italy?", "", false},
		{"", "", false},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			in := inquire(test.question)
			focus := ""
			if in.focus >= 0 {
				focus = in.terms[in.focus].Text
			}
			if focus != test.focus || in.plural != test.plural {
				t.Errorf("focus %q, plural %v; want %q, %v", focus, in.plural, test.focus, test.plural)
			}
		})
	}
}

func TestNames(t *testing.T) {
	tests := []struct {
		question      string
		names, facets []string
	}{
		{"Does Giorgia Meloni lead NATO?", []string{"Giorgia Meloni", "NATO"}, nil},
		{"Is the 6th Fleet in Naples?", []string{"Fleet", "Naples"}, nil},
		{"Who is Rome named after?", []string{"Rome"}, nil},
		{"US troops in Italy", []string{"US", "Italy"}, nil},
		{"Italy joined when?", nil, nil}, // a capital at the beginning says nothing
		{"Compare the United Kingdom and France on 5G.", []string{"United Kingdom", "France"}, []string{"United Kingdom", "France"}},
		{"Compare the two fleets of Italy.", []string{"Italy"}, nil}, // one name is no comparison
		{"Do Italy and France agree?", []string{"Italy", "France"}, nil},
		{"who is from rome?", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			in := inquire(test.question)
			if got := runs(in, in.names); !slices.Equal(got, test.names) {
				t.Errorf("names %q, want %q", got, test.names)
			}
			if got := runs(in, in.facets); !slices.Equal(got, test.facets) {
				t.Errorf("facets %q, want %q", got, test.facets)
			}
		})
	}
}

func runs(in inquiry, of [][]int) []string {
	var out []string
	for _, run := range of {
		out = append(out, texts(in, run))
	}
	return out
}

func TestInitials(t *testing.T) {
	tests := []struct {
		question, first string
		want            []string
	}{
		{"When did the United Kingdom join?", "United", []string{"uk"}},
		{"When did the United States of America join?", "United", []string{"us", "usa"}},
		{"Where is the World Health Organization based?", "World", []string{"wh", "who"}},
		{"When did Italy join?", "Italy", nil},
		{"When did the united kingdom join?", "united", nil},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			in := inquire(test.question)
			if got := in.terms[indexOf(t, in, test.first)].acronyms; !slices.Equal(got, test.want) {
				t.Errorf("acronyms %q, want %q", got, test.want)
			}
		})
	}
}

// indexOf is the term of a question that stands in it as text.
func indexOf(t *testing.T, in inquiry, text string) int {
	t.Helper()
	for i, term := range in.terms {
		if term.Text == text {
			return i
		}
	}
	t.Fatalf("%q is no term of %q", text, in.text)
	return -1
}

func TestAside(t *testing.T) {
	tests := []struct {
		question, word string
		want           bool
	}{
		{"In what year was it built?", "year", true},
		{"Which city hosted the games?", "city", true},
		{"Compare Italy and France.", "Compare", true},
		{"Tell me about the bridge.", "Tell", true},
		{"In che anno iniziò?", "anno", true},
		{"Which city hosted the games?", "games", false},
		{"What happened in Mexico City?", "City", false}, // a name
		{"year of the flood", "year", false},             // nothing asks for it
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			in := inquire(test.question)
			term := in.terms[indexOf(t, in, test.word)]
			if term.aside != test.want {
				t.Errorf("aside %v, want %v", term.aside, test.want)
			}
			for _, other := range in.terms {
				if term.aside && !other.aside && other.weight <= term.weight {
					t.Errorf("%q weighs %v, no more than %q with %v", other.Text, other.weight, term.Text, term.weight)
				}
			}
		})
	}
}

// A telling word weighs more than a common one, and names and numbers are the most telling.
func TestWeights(t *testing.T) {
	in := inquire("How did the gendarmerie use 63 large ships of Genoa?")
	weight := func(text string) float64 { return in.terms[indexOf(t, in, text)].weight }
	for _, order := range [][2]string{{"gendarmerie", "large"}, {"63", "large"}, {"Genoa", "large"}, {"large", "use"}} {
		if weight(order[0]) <= weight(order[1]) {
			t.Errorf("%q weighs %v, %q %v", order[0], weight(order[0]), order[1], weight(order[1]))
		}
	}
	sum := 0.0
	for _, term := range in.terms {
		sum += term.weight
	}
	if sum != in.total || sum <= 0 {
		t.Errorf("total %v, sum %v", in.total, sum)
	}
}

func TestRarity(t *testing.T) {
	if rarity("zzqxv", "en") != 1 || rarity("the", "xx") != 1 {
		t.Error("a word that no list holds is not as telling as can be")
	}
	for language, ranks := range common() {
		first, last := "", ""
		for term, n := range ranks {
			if n == 0 {
				first = term
			}
			if n == len(ranks)-1 {
				last = term
			}
		}
		if a, b := rarity(first, language), rarity(last, language); !(0 <= a && a < b && b <= 1) {
			t.Errorf("%s: the commonest word %q has rarity %v, the last %q %v", language, first, a, last, b)
		}
	}
}

// What is looked up is lower-cased and without accents, so an entry written in another way is never found.
func TestTablesAreFolded(t *testing.T) {
	tables := map[string][]string{"months": keys(months), "numerals": keys(numerals), "units": keys(units), "anaphors": keys(anaphors),
		"aliases": keys(aliases), "questionWords": keys(questionWords), "focusKinds": keys(focusKinds), "typeWords": keys(typeWords), "commands": keys(commands),
		"openers": keys(openers), "nameGlue": keys(nameGlue), "listGlue": keys(listGlue), "numberWords": keys(numberWords)}
	for name, words := range tables {
		for _, w := range words {
			if folded := lang.Fold(strings.ToLower(w)); w != folded {
				t.Errorf("%s: %q is never found, for it is looked up as %q", name, w, folded)
			}
		}
	}
}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func TestAliasAt(t *testing.T) {
	tests := []struct{ text, word, want string }{
		{"American companies", "American", "us"},
		{"the United States", "United", "us"},
		{"the United States", "States", "us"},
		{"the United Nations", "United", ""},
		{"the US Navy", "US", "us"},
		{"the U.S. Navy", "U.S", "us"},
		{"they told us so", "us", ""},
		{"the UK", "UK", "uk"},
		{"Britain", "Britain", "uk"},
		{"il Regno Unito", "Regno", "uk"},
		{"les États Unis", "États", "us"},
		{"in Wales", "Wales", "wa"},
		{"in Italy", "Italy", ""}, // "Italian" begins alike
	}
	for _, test := range tests {
		t.Run(test.text+"/"+test.word, func(t *testing.T) {
			var surfaces []string
			at := -1
			for i, w := range lang.Words(test.text, "") {
				surfaces = append(surfaces, test.text[w.Start:w.End])
				if surfaces[i] == test.word {
					at = i
				}
			}
			if at < 0 {
				t.Fatalf("%q is none of %q", test.word, surfaces)
			}
			if got := aliasAt(surfaces, at); got != test.want {
				t.Errorf("alias %q, want %q", got, test.want)
			}
		})
	}
}
