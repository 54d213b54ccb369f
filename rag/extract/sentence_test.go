package extract

import (
	"math"
	"slices"
	"testing"

	"dossier/rag"
)

// read takes a passage apart for a question.
func read(question, text string) (inquiry, page) {
	in := inquire(question)
	return in, newPage(in, 0, passage("a", "", text))
}

func TestSimilarity(t *testing.T) {
	tests := []struct {
		name, question, word, text string
		found                      int // passages with the word of the question
		want                       float64
	}{
		{"same word", "Which troops left?", "troops", "The troops left.", 1, 1},
		{"same stem", "Which treaty was signed?", "signed", "They will sign it.", 1, 1},
		{"accents", "Where is the attache?", "attache", "The attaché is in Rome.", 1, 1},
		{"kin", "How many Italian cities?", "Italian", "It lies in Italy.", 1, 0.7},
		{"not kin: too little in common", "Which interest was paid?", "interest", "They went into the hall.", 1, 0},
		{"not kin: too short", "Which cat sat?", "cat", "The catalogue lay there.", 1, 0},
		{"slip", "Which goverment fell?", "goverment", "The government fell.", 0, 0.7},
		{"slip in a short word", "Which tretay held?", "tretay", "The treaty held.", 0, 0.7},
		{"no slip where the word is known", "Which horse won?", "horse", "The house won.", 1, 0},
		{"no slip in the first letter", "Which mouse won?", "mouse", "The house won.", 0, 0},
		{"another number", "Who won in 1998?", "1998", "They won in 1999.", 0, 0},
		{"the same number", "Who won in 1998?", "1998", "They won in 1998.", 0, 1},
		{"alias", "What do American companies make?", "American", "The U.S. firms make steel.", 1, 0.9},
		{"alias of two words", "What does Britain make?", "Britain", "The United Kingdom makes steel.", 1, 0.9},
		{"another country", "What does Britain make?", "Britain", "The United States make steel.", 1, 0},
		{"country in capitals", "What did the US say?", "US", "The American side said so.", 1, 0.9},
		{"pronoun", "What did the US say?", "US", "They told us so.", 1, 0},
		{"function word", "What did the WHO say?", "WHO", "Nobody knows who said so.", 1, 0},
		{"pronoun for a country", "What did American firms say?", "American", "They told us so.", 1, 0},
		{"nothing", "Which bridge fell?", "bridge", "The tower stands.", 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			terms := asked(test.question)
			for i := range terms {
				if terms[i].Text == test.word {
					terms[i].Found = test.found
				}
			}
			in := newInquiry(test.question, terms)
			i := indexOf(t, in, test.word)
			got := 0.0
			for _, token := range tokens(inquiry{terms: in.terms[i : i+1]}, test.text, "en") {
				got = math.Max(got, token.match)
			}
			if got != test.want {
				t.Errorf("%q in %q matches %v, want %v", test.word, test.text, got, test.want)
			}
		})
	}
}

func TestSlip(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"treaty", "treaty", true},
		{"treaty", "traety", true},
		{"treaty", "trety", true},
		{"trety", "treaty", true},
		{"treaty", "treatys", true},
		{"treaty", "treats", true},
		{"treaty", "trates", false},
		{"treaty", "terayt", false},
		{"", "a", true},
		{"", "", true},
		{"ab", "ba", true},
	}
	for _, test := range tests {
		if got := slip(test.a, test.b); got != test.want {
			t.Errorf("slip(%q, %q) = %v", test.a, test.b, got)
		}
	}
}

func TestHasName(t *testing.T) {
	tests := []struct {
		name, question, text string
		has                  bool
	}{
		{"side by side", "What did the United Kingdom sign?", "The United Kingdom signed.", true},
		{"short form", "What did the United Kingdom sign?", "The UK signed.", true},
		{"alias", "What did the United Kingdom sign?", "Great Britain signed.", true},
		{"words of other names", "What did the United Kingdom sign?",
			"Relations between the United States and the young Kingdom of Italy began in 1861.", false},
		{"one word only", "What did the United Kingdom sign?", "The United Nations signed.", false},
		{"turned round", "What does the Defense Department buy?", "The Department of Defense buys ships.", true},
		{"another of two words", "Where is San Francisco?", "San Diego is in California.", false},
		{"single name", "Where is Naples?", "Naples lies on a bay.", true},
		{"single name, absent", "Where is Naples?", "Rome lies on a river.", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in, p := read(test.question, test.text)
			if len(p.names) != len(in.names) || len(p.names) == 0 {
				t.Fatalf("%d results for %d names", len(p.names), len(in.names))
			}
			if has := p.names[0] >= 0.7; has != test.has {
				t.Errorf("%q: %v", texts(in, in.names[0]), p.names[0])
			}
			for _, i := range in.names[0] {
				if !test.has && p.names[0] == scattered && p.whole[i] >= 0.7 {
					t.Errorf("%q still counts %v in a passage that does not have the name", in.terms[i].Text, p.whole[i])
				}
			}
		})
	}
}

func TestCover(t *testing.T) {
	tests := []struct {
		name, question, text, word string
		want                       float64
	}{
		{"acronym of a name", "What did the United Kingdom sign?", "The UK signed.", "United", 0.9},
		{"acronym of a name, second word", "What did the World Trade Organization rule?", "The WTO ruled.", "Organization", 0.9},
		{"acronym written out", "What did the WTO rule?", "The World Trade Organization ruled.", "WTO", 0.9},
		{"acronym that spells something else", "What did the WTO rule?", "The World Health Organization ruled.", "WTO", 0},
		{"acronym of other letters written out", "Что такое ЕС?", "Это Европейский Союз.", "ЕС", 0.9},
		{"letter and number", "What did the Group of Seven agree?", "The G7 agreed.", "Seven", 0.9},
		{"letter of letter and number", "What did the Group of Seven agree?", "The G7 agreed.", "Group", 0.9},
		{"another number", "What did the Group of Seven agree?", "The G20 agreed.", "Seven", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in, p := read(test.question, test.text)
			if got := p.sentences[0].cover[indexOf(t, in, test.word)]; got != test.want {
				t.Errorf("%q in %q: %v, want %v", test.word, test.text, got, test.want)
			}
		})
	}
}

// Title, heading and date say what a passage is about, and count for it but not for its sentences.
func TestContext(t *testing.T) {
	in := inquire("When did the museum in Genoa open after 2019?")
	h := passage("a", "", "It opened in spring.")
	h.Heading = "Museum > Opening hours"
	h.Doc.Title = "A guide to Genoa"
	h.Doc.Date = day(2019, 5, 1)
	p := newPage(in, 0, h)
	for word, want := range map[string]float64{"museum": 1, "Genoa": 1, "2019": 1} {
		i := indexOf(t, in, word)
		if p.context[i] != want || p.whole[i] != want || p.sentences[0].cover[i] != 0 {
			t.Errorf("%q: context %v, whole %v, sentence %v", word, p.context[i], p.whole[i], p.sentences[0].cover[i])
		}
	}
	if i := indexOf(t, in, "open"); p.context[i] == 0 || p.sentences[0].cover[i] != 1 {
		t.Errorf("open: context %v, sentence %v", p.context[i], p.sentences[0].cover[i])
	}
}

func TestBullets(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"- The first pillar.\n- The second pillar.", []string{"The first pillar.", "The second pillar."}},
		{"• The first pillar.", []string{"The first pillar."}},
		{"> Quoted words.", []string{"Quoted words."}},
		{"* * *", nil},
		{"-40 degrees were measured.", []string{"40 degrees were measured."}},
		{"One sentence. Another one.", []string{"One sentence.", "Another one."}},
		{"", nil},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			_, p := read("What is it?", test.text)
			var got []string
			for _, s := range p.sentences {
				got = append(got, test.text[s.Start:s.End])
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("sentences %q, want %q", got, test.want)
			}
		})
	}
}

func TestCovered(t *testing.T) {
	in := inquiry{terms: []term{{weight: 3, name: true}, {weight: 1}}, total: 4}
	if got := in.covered([]float64{1, 0}); got != 0.75 {
		t.Errorf("covered %v", got)
	}
	if got := in.coveredOf([]float64{0.5, 1}, func(t term) bool { return t.name }); got != 0.5 {
		t.Errorf("names covered %v", got)
	}
	if got := in.coveredOf([]float64{0, 0}, func(t term) bool { return t.number }); got != 1 {
		t.Errorf("of no numbers %v are covered", got)
	}
	if got := (inquiry{}).covered(nil); got != 0 {
		t.Errorf("of no terms %v are covered", got)
	}
	a, b := []float64{0.2, 1}, []float64{0.7, 0}
	if got := union(a, b); !slices.Equal(got, []float64{0.7, 1}) || !slices.Equal(a, []float64{0.2, 1}) {
		t.Errorf("union %v, of %v", got, a)
	}
}

// A term that an index knows in several languages matches a word of any.
func TestTermsOfOtherLanguages(t *testing.T) {
	in := newInquiry("Which relations?", []rag.Term{{Text: "relations", Terms: []string{"relat", "relation"}, Weight: 1, Found: 1}})
	p := newPage(in, 0, passage("a", "", "Les relations entre les deux pays durent depuis 1861."))
	if got := p.sentences[0].cover[0]; got != 1 {
		t.Errorf("cover %v", got)
	}
}
