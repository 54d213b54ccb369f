package extract

import (
	"slices"
	"strings"
	"testing"
)

func TestSpans(t *testing.T) {
	const (
		when  = "When did it open?"
		many  = "How many troops are there?"
		much  = "How much did it cost?"
		who   = "Who came?"
		where = "Where was it held?"
	)
	tests := []struct {
		name, question, text string
		want                 []string
	}{
		{"day", when, "The tower opened on 4 January 1798.", []string{"4 January 1798"}},
		{"American day", when, "On July 27, 2023, the tower opened.", []string{"July 27, 2023"}},
		{"month", when, "It opened in January 1798 and closed in 1801.", []string{"January 1798", "1801"}},
		{"century", when, "It opened in the 19th century.", []string{"19th century"}},
		{"decade", when, "It opened in the 1990s.", []string{"1990s"}},
		{"two years", when, "It opens in 2026 and 2028.", []string{"2026 and 2028"}},
		{"Italian day", when, "Si aprì il 4 aprile 2019.", []string{"4 aprile 2019"}},
		{"the month of May", when, "It may open in May 2020.", []string{"May 2020"}},
		{"neither May nor March", when, "They march on. It may open.", nil},
		{"four digits that are no year", when, "It has 9000 seats.", nil},
		{"only what is asked", "When in 1998 did it open?", "It opened in 1998.", nil},

		{"qualifier", many, "More than 30,000 troops are there.", []string{"More than 30,000"}},
		{"numeral", many, "Twelve troops are there.", []string{"Twelve"}},
		{"numerals", many, "Some two dozen troops are there.", []string{"Some two dozen"}},
		{"percent", many, "About 12.5 percent of them left, or 5%.", []string{"About 12.5 percent", "5%"}},
		{"Italian qualifier", "Quanti soldati sono?", "Sono oltre 6000 soldati.", []string{"oltre 6000"}},
		{"ordinal", many, "The 6th Fleet came with 300 troops.", []string{"300"}},
		{"part of a name", many, "COVID-19 struck the G7 and 300 troops.", []string{"300"}},
		{"part of a date", many, "On 4 July and May 5 came 300 troops.", []string{"300"}},
		{"year", many, "In 2017 came 300 troops.", []string{"300"}},
		{"a number like a year", many, "There were 2016 troops.", []string{"2016"}},
		{"a number like a year with a comma", many, "There were 1,950 of them.", []string{"1,950"}},
		{"only what is asked", "How many of the 300 troops left?", "Of the 300 troops 12 left.", []string{"12"}},

		{"dollars", much, "It cost up to $100 million.", []string{"up to $100 million"}},
		{"pounds", much, "It cost £3,000.", []string{"£3,000"}},
		{"euros", much, "It cost about 50 million euros.", []string{"about 50 million euros"}},

		{"people", who, "In Rome President Giuseppe Conte met Giorgia Meloni.", []string{"Rome President Giuseppe Conte", "Giorgia Meloni"}},
		{"name with small words", who, "Then the painter Leonardo da Vinci came.", []string{"Leonardo da Vinci"}},
		{"two names where several may be asked for", who, "Then Conte and Pompeo came.", []string{"Conte and Pompeo"}},
		{"names apart", who, "Then came Conte, Pompeo.", []string{"Conte", "Pompeo"}},
		{"first word of a sentence", who, "Nobody came.", nil},
		{"name at the beginning", who, "Pompeo came. Then Pompeo left.", []string{"Pompeo", "Pompeo"}},
		{"month alone is no name", who, "They all came in January.", nil},
		{"only what is asked", "Who met Conte?", "They say that Conte met Pompeo.", []string{"Pompeo"}},

		{"places", where, "It was held at China Lake, California.", []string{"China Lake", "California"}},
		{"one place", "Which country is it?", "It is in Canada and Mexico.", []string{"Canada", "Mexico"}},
		{"several places", "Which countries are they?", "They are Canada and Mexico.", []string{"Canada and Mexico"}},

		{"things", "What is it made of?", "It is made of ports, railways and undersea cables.", []string{"ports", "railways", "undersea cables"}},
		{"reason", "Why did it fall?", "It fell because of rain in 1998.", nil},
		{"nothing", who, "", nil},
	}
	for _, test := range tests {
		t.Run(test.name+"/"+test.text, func(t *testing.T) {
			in, p := read(test.question, test.text)
			var got []string
			for _, s := range p.sentences {
				for _, span := range p.spans(in, s) {
					if span.start < s.Start || span.end > s.End || span.start >= span.end {
						t.Fatalf("span [%d, %d) of the sentence [%d, %d)", span.start, span.end, s.Start, s.End)
					}
					got = append(got, strings.TrimSpace(p.Text[span.start:span.end]))
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("spans %q, want %q", got, test.want)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	tests := []struct {
		name, question, text string
		want                 bool
	}{
		{"the noun behind", "How many troops are there?", "There are 300 troops.", true},
		{"one word between", "How many troops are there?", "There are 300 American troops.", true},
		{"another noun", "How many troops are there?", "There are 300 ships for the troops.", false},
		{"the noun before", "How many troops are there?", "The troops are 300.", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in, p := read(test.question, test.text)
			spans := p.spans(in, p.sentences[0])
			if len(spans) != 1 || spans[0].counts != test.want {
				t.Errorf("%+v", spans)
			}
		})
	}
}

// Of two candidates the one nearer to the words of the question is the likelier.
func TestNear(t *testing.T) {
	tests := []struct{ name, question, text, nearer, farther string }{
		{"date", "When did the tower open?", "The tower opened in 1798, the year after the bridge over the river, which is from 1650.", "1798", "1650"},
		{"place behind a word of place", "Where was the summit held?", "Giorgia Meloni held the summit in Naples.", "Naples", "Giorgia Meloni"},
		{"person not behind a word of place", "Who held the summit?", "In Naples the summit was held by Giorgia Meloni.", "Giorgia Meloni", "Naples"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in, p := read(test.question, test.text)
			score := make(map[string]float64)
			for _, s := range p.spans(in, p.sentences[0]) {
				score[p.Text[s.start:s.end]] = s.score
			}
			if !(score[test.nearer] > score[test.farther]) || len(score) < 2 {
				t.Errorf("scores %v", score)
			}
		})
	}
}

// The short answer stands in the sentence to the letter.
func TestShort(t *testing.T) {
	tests := []struct{ question, text, want string }{
		{"When did the tower open?", "The tower opened on 4 January 1798.", "4 January 1798"},
		{"How many troops live in Italy?", "More than 30,000 troops live in Italy.", "More than 30,000"},
		{"How much aid was approved?", "Aid of up to $100\nmillion was approved.", "up to $100\nmillion"},
		{"Who announced the dialogue?", "The dialogue was announced by Giuseppe Conte.", "Giuseppe Conte"},
		{"What was announced?", "The dialogue was announced.", ""}, // too seldom right
		{"When did the tower open?", "The tower opened after a long delay.", ""},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			d := ranked(test.question, test.text)
			if got := d.Candidates[0].Short; got != test.want {
				t.Errorf("short answer %q, want %q", got, test.want)
			}
			if !strings.Contains(test.text, d.Candidates[0].Short) {
				t.Errorf("%q does not stand in %q", d.Candidates[0].Short, test.text)
			}
		})
	}
}
