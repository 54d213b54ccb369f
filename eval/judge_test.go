package eval_test

import (
	"testing"

	"dossier/eval"
)

func TestNormalize(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"case", "NATO Allies", "nato allies"},
		{"articles", "The cat and a dog, an owl", "cat and dog owl"},
		{"article within a word", "Theatre, another ant", "theatre another ant"},
		{"only an article", "The", ""},
		{"an article that punctuation hides", "(the) bridge", "bridge"},
		{"an article that loses its hyphen", "a-ha", "aha"},
		{"all of ASCII's punctuation", "x!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~y", "xy"},
		{"initials", "U.S. dollars", "us dollars"},
		{"numbers", "$1,250.50", "125050"},
		{"other punctuation stays", "“Yankee” – €5", "“yankee” – €5"},
		{"white space", " \tone\u00a0 two\n", "one two"},
		{"other scripts", "ΑΘΗΝΑ Россия 北京", "αθηνα россия 北京"},
		{"nothing", "", ""},
		{"broken bytes", "\xff", "�"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := eval.Normalize(test.in)
			if got != test.want {
				t.Errorf("Normalize(%q) = %q, want %q", test.in, got, test.want)
			}
			if again := eval.Normalize(got); again != got {
				t.Errorf("normalised once more: %q", again)
			}
		})
	}
}

func TestContainsGold(t *testing.T) {
	tests := []struct {
		name, answer string
		golds        []string
		want         bool
	}{
		{"inside", "They signed in 1861 in Turin.", []string{"1861"}, true},
		{"any of them", "They signed in Turin.", []string{"Rome", "Turin"}, true},
		{"none of them", "They signed in Turin.", []string{"Rome", "Milan"}, false},
		{"at both ends", "Turin", []string{"Turin"}, true},
		{"article and case", "a treaty of Turin", []string{"The Treaty of Turin"}, true},
		{"within a word", "They signed in 18617.", []string{"1861"}, false},
		{"beginning of a word", "Romeo signed.", []string{"Rome"}, false},
		{"second time between borders", "Romeo of Rome signed.", []string{"Rome"}, true},
		{"within a longer number", "It cost $1,100 million.", []string{"$100 million"}, false},
		{"within typographic quotation marks", "They sang “Yankee Doodle” there.", []string{"Yankee Doodle"}, true},
		{"beside a dash", "the war (1754–1763) was long", []string{"1763"}, true},
		{"beside a currency", "It cost €50.", []string{"50"}, true},
		{"letter with a mark of its own", "cafe\u0301s", []string{"cafe"}, false},
		{"unspaced script", "他在北京出生。", []string{"北京"}, true},
		{"Thai", "เขาเกิดที่กรุงเทพ", []string{"กรุงเทพ"}, true},
		{"Cyrillic within a word", "Московский", []string{"Москов"}, false},
		{"gold that is empty once normalised", "the answer", []string{"The", "?", ""}, false},
		{"no gold", "answer", nil, false},
		{"no answer", "", []string{"1861"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := eval.ContainsGold(test.answer, test.golds); got != test.want {
				t.Errorf("ContainsGold(%q, %q) = %v", test.answer, test.golds, got)
			}
		})
	}
}

func TestSupports(t *testing.T) {
	place := eval.Place{Doc: "a", Start: 10, End: 20, Text: "the  treaty\nof Turin"}
	tests := []struct {
		name     string
		evidence eval.Evidence
		want     bool
	}{
		{"overlaps the stretch", eval.Evidence{Doc: "a", Start: 19, End: 30}, true},
		{"within the stretch", eval.Evidence{Doc: "a", Start: 0, End: 30}, true},
		{"ends before", eval.Evidence{Doc: "a", Start: 0, End: 10}, false},
		{"begins behind", eval.Evidence{Doc: "a", Start: 20, End: 30}, false},
		{"other document", eval.Evidence{Doc: "b", Start: 10, End: 20}, false},
		{"holds the answer's own stretch", eval.Evidence{Doc: "a", Start: 0, End: 100, AStart: 15, AEnd: 25}, true},
		{"overlaps the stretch but not the answer's", eval.Evidence{Doc: "a", Start: 0, End: 100, AStart: 50, AEnd: 60}, false},
		{"quote, whatever its white space", eval.Evidence{Doc: "a", Quote: "treaty of\tTurin"}, true},
		{"quote that stands elsewhere", eval.Evidence{Doc: "a", Quote: "treaty of Rome"}, false},
		{"stretch before quote", eval.Evidence{Doc: "a", Start: 50, End: 60, Quote: "treaty of Turin"}, false},
		{"only the document", eval.Evidence{Doc: "a"}, true},
		{"only another document", eval.Evidence{Doc: "b"}, false},
		{"out of range", eval.Evidence{Doc: "a", Start: 1 << 40, End: 1 << 41}, false},
		{"empty stretch", eval.Evidence{Doc: "a", Start: 15, End: 15}, true}, // between two characters of the place
		{"turned round", eval.Evidence{Doc: "a", Start: 30, End: 5}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.evidence.Supports(place); got != test.want {
				t.Errorf("%+v: %v", test.evidence, got)
			}
			c := eval.Case{Evidence: []eval.Evidence{{Doc: "z"}, test.evidence}}
			if got := c.Supported(place); got != test.want {
				t.Errorf("as one of two: %v", got)
			}
		})
	}
	if (eval.Case{}).Supported(place) {
		t.Error("a case without evidence is supported")
	}
	// A passage that stands in another document, too, is known there by its words only.
	if (eval.Evidence{Doc: "a", Start: 0, End: 5}).Supports(eval.Place{Doc: "a", Start: -1, End: -1}) {
		t.Error("an unknown place overlaps a stretch")
	}
}
