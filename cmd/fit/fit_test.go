package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"dossier/corpus"
	"dossier/eval"
)

func TestAdam(t *testing.T) {
	// The least squares of a line through (0, 1), (1, 3), (2, 5), (3, 8): slope 2.3, intercept 0.8.
	xs, ys := []float64{0, 1, 2, 3}, []float64{1, 3, 5, 8}
	w := adam(2, 5000, 0.05, func(w, g []float64) {
		for i, x := range xs {
			d := w[0]*x + w[1] - ys[i]
			g[0] += d * x
			g[1] += d
		}
	})
	if math.Abs(w[0]-2.3) > 1e-3 || math.Abs(w[1]-0.8) > 1e-3 {
		t.Errorf("slope %v, intercept %v", w[0], w[1])
	}
	if w := adam(2, 0, 0.05, nil); w[0] != 0 || w[1] != 0 {
		t.Errorf("without a step %v", w)
	}
}

func TestLastName(t *testing.T) {
	for question, want := range map[string]string{
		"Who met Giuseppe Conte in Rome?":   "Rome",
		"When did the United Kingdom join?": "United Kingdom",
		"What did Jean-Pierre say?":         "Jean-Pierre",
		"Who is Élodie?":                    "Élodie",
		"Rome was built when?":              "", // it opens the question
		"who came?":                         "",
		"Who was born on X?":                "", // one letter is no name
		"When did the G7 meet?":             "",
		"":                                  "",
		"Who wrote the Treaty of Rome in the Vatican": "Vatican",
	} {
		if got := lastName(question); got != want {
			t.Errorf("lastName(%q) = %q, want %q", question, got, want)
		}
	}
}

func TestLongestWord(t *testing.T) {
	for question, want := range map[string]string{
		"When was the tower opened?":    "opened",
		"Which mayor built this tower?": "mayor", // the first of the longest
		"Who met Constantinople?":       "",      // a name
		"Who was it?":                   "",      // too short
		"international treaties?":       "treaties",
		"":                              "",
	} {
		if got := longestWord(question); got != want {
			t.Errorf("longestWord(%q) = %q, want %q", question, got, want)
		}
	}
}

func TestSwap(t *testing.T) {
	tests := []struct {
		name, question, other string
		word                  bool
		want                  string // "" if nothing can be swapped
	}{
		{"name", "When did Italy join?", "Who rules in France?", false, "When did France join?"},
		{"last name", "When did Rome and Milan join?", "Who came to Paris?", false, "When did Rome and Paris join?"},
		{"name that the question has already", "When did Milan leave Paris?", "Who came to Milan?", false, ""},
		{"the same name", "When did Milan join?", "Who came to Milan?", false, ""},
		{"number", "Who won in 1998?", "who came?", false, "Who won in 3888?"},
		{"neither", "who came?", "who left?", false, ""},
		{"word", "When was the tower opened?", "Who wrote the treaties?", true, "When was the tower treaties?"},
		{"the same word", "When was it opened?", "Who has opened it?", true, ""},
		{"no word", "Who was it?", "Who has opened it?", true, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := swap(test.question, test.other, test.word)
			if ok != (test.want != "") || ok && got != test.want {
				t.Errorf("%q, %v; want %q", got, ok, test.want)
			}
			if ok && got == test.question {
				t.Errorf("%q was not changed", got)
			}
		})
	}
}

func TestCountCommon(t *testing.T) {
	paragraph := func(n int) string {
		switch {
		case n%10 == 0:
			return "The ships sailed in 1798; ships, ships."
		case n%100 == 1:
			return "The tower fell."
		case n < 3:
			return "A gendarmerie came."
		}
		return "The tide."
	}
	var text []string
	for i := range 600 {
		text = append(text, paragraph(i))
	}
	set := &eval.Set{Documents: []corpus.Document{
		{ID: "a", Lang: "en", Text: strings.Join(text[:300], "\n\n")},
		{ID: "b", Lang: "en", Text: strings.Join(text[300:], "\n\n")},
		{ID: "c", Lang: "it", Text: "Le navi."}, // too little to tell
	}}
	// Each term counts once a paragraph, the stemmed ones in order of their counts, equal ones by the alphabet. The
	// gendarmerie came but once; numbers and stop words are left out.
	const want = "en tide sail ship fell tower\n"
	if got := countCommon([]*eval.Set{set}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := countCommon(nil); got != "" {
		t.Errorf("of nothing %q", got)
	}
}

func TestFolders(t *testing.T) {
	set := &eval.Set{Name: "set"}
	for _, name := range []string{"Aurora", "Borea", "Celeste", "Dorothea", "Electra", "Fortuna", "Gloria"} {
		set.Documents = append(set.Documents, corpus.Document{ID: "set:" + name, Lang: "en", Text: "The " + name + " sank."})
		for i := range 4 {
			set.Cases = append(set.Cases, eval.Case{
				ID: fmt.Sprint(name, i), Question: fmt.Sprintf("Where did the %s sink?", name), Answers: []string{"at sea"},
				Evidence: []eval.Evidence{{Doc: "set:" + name}}, Answerable: true, Group: name,
			})
		}
	}
	folders := folders(set, 2, 100)
	if len(folders) != 3 { // the seventh document has no partner
		t.Fatalf("%d folders", len(folders))
	}
	for _, f := range folders {
		types := make(map[string]int)
		for _, c := range f.Cases {
			types[c.Type]++
			about := false // one of the folder's documents
			for _, d := range f.Documents {
				_, title, _ := strings.Cut(d.ID, ":")
				about = about || strings.Contains(c.Question, title)
			}
			switch {
			case c.Answerable != (len(c.Evidence) > 0) || c.Answerable != (c.Type == ""):
				t.Errorf("case %+v", c)
			case c.Type == "out of scope" && about, c.Type == "" && !about:
				t.Errorf("case %s asks %q in a folder of %s and %s", c.ID, c.Question, f.Documents[0].ID, f.Documents[1].ID)
			}
		}
		if types[""] != 8 || types["swapped"] == 0 || types["out of scope"] == 0 {
			t.Errorf("types %v", types)
		}
	}
}

func TestGold(t *testing.T) {
	const text = "The treaty was signed at Turin in 1861 by both."
	place := eval.Place{Doc: "a", Start: 100, End: 100 + len(text), Text: text}
	tests := []struct {
		name string
		c    eval.Case
		want bool
	}{
		{"the answer's own stretch", eval.Case{Evidence: []eval.Evidence{{Doc: "a", AStart: 120, AEnd: 125}}}, true},
		{"the answer stands in it", eval.Case{Answers: []string{"1861"}, Evidence: []eval.Evidence{{Doc: "a", Start: 90, End: 200}}}, true},
		{"the answer, outside of the evidence", eval.Case{Answers: []string{"1861"}, Evidence: []eval.Evidence{{Doc: "a", Start: 0, End: 100}}}, false},
		{"the evidence, without the answer", eval.Case{Answers: []string{"1862"}, Evidence: []eval.Evidence{{Doc: "a", Start: 90, End: 200}}}, false},
		{"another document", eval.Case{Answers: []string{"1861"}, Evidence: []eval.Evidence{{Doc: "b", Start: 90, End: 200}}}, false},
		{"part of the quote", eval.Case{Evidence: []eval.Evidence{{Doc: "a", Quote: "So it was. " + text + " And so on."}}}, true},
		{"holds the quote", eval.Case{Evidence: []eval.Evidence{{Doc: "a", Quote: "signed\nat Turin"}}}, true},
		{"quote too short to tell", eval.Case{Evidence: []eval.Evidence{{Doc: "a", Quote: "Turin"}}}, false},
		{"no evidence", eval.Case{Answers: []string{"1861"}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := gold(test.c, place); got != test.want {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	ss := []scored{
		{0.9, true, true}, {0.8, false, true}, {0.3, true, true}, {0.2, false, true},
		{0.7, false, false}, {0.1, false, false},
	}
	o := judge(ss, 0.5)
	if want := (outcome{answerable: 4, unanswerable: 2, right: 1, wrong: 1, hallucinated: 1}); o != want {
		t.Errorf("%+v, want %+v", o, want)
	}
	if o.refused() != 0.5 || o.hallucination() != 0.5 || o.truthfulness(0.75) != 0 {
		t.Errorf("refused %v, hallucinated %v, truthfulness %v", o.refused(), o.hallucination(), o.truthfulness(0.75))
	}
	if got := judge(ss, 0).truthfulness(0.5); got != -0.5 { // 0.5 * 0/4 + 0.5 * -2/2
		t.Errorf("who always answers reaches %v", got)
	}
	if got := judge(ss, 2).truthfulness(0.75); got != 0.25 {
		t.Errorf("who never answers reaches %v", got)
	}
}

func TestAUC(t *testing.T) {
	tests := []struct {
		pos, neg []float64
		want     float64
	}{
		{[]float64{2, 3}, []float64{0, 1}, 1},
		{[]float64{0}, []float64{1}, 0},
		{[]float64{1}, []float64{1}, 0.5},
		{[]float64{1, 3}, []float64{2}, 0.5},
		{nil, []float64{1}, 0},
	}
	for _, test := range tests {
		if got := auc(test.pos, test.neg); got != test.want {
			t.Errorf("auc(%v, %v) = %v, want %v", test.pos, test.neg, got, test.want)
		}
	}
}
