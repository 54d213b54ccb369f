package eval_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dossier/corpus"
	"dossier/corpus/lang"
	"dossier/corpus/starter"
	"dossier/eval"
)

// own reads the project's own cases and tests what every case promises.
func own(t *testing.T, name string) []eval.Case {
	t.Helper()
	cases, err := eval.ReadCases(filepath.Join("cases", name))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 150 {
		t.Errorf("%s holds %d cases", name, len(cases))
	}
	ids, questions := make(map[string]bool), make(map[string]bool)
	for _, c := range cases {
		if c.ID == "" || ids[c.ID] {
			t.Errorf("case %q is there twice, or has no ID", c.ID)
		}
		key := c.Group + "\n" + strings.ToLower(c.Question)
		if strings.TrimSpace(c.Question) == "" || questions[key] {
			t.Errorf("case %s: the question %q is empty or was asked before", c.ID, c.Question)
		}
		ids[c.ID], questions[key] = true, true
		if c.Lang == "" || c.Type == "" {
			t.Errorf("case %s: language %q, type %q", c.ID, c.Lang, c.Type)
		}
		if c.Answerable != (len(c.Answers) > 0) || c.Answerable != (len(c.Evidence) > 0) {
			t.Errorf("case %s: answerable %v with %d answers and %d pieces of evidence", c.ID, c.Answerable, len(c.Answers), len(c.Evidence))
		}
	}
	return cases
}

func TestStarterCases(t *testing.T) {
	texts := make(map[string]string)
	for d, err := range corpus.Read(starter.FS()) {
		if err != nil {
			t.Fatal(err)
		}
		texts[d.ID] = d.Text
	}
	asked := make(map[string]bool)
	for _, c := range own(t, "starter.jsonl") {
		var quotes strings.Builder
		for _, e := range c.Evidence {
			asked[e.Doc] = true
			text, ok := texts[e.Doc]
			if !ok || e.Quote == "" || !strings.Contains(text, e.Quote) {
				t.Errorf("case %s: %q does not stand in %q", c.ID, e.Quote, e.Doc)
			}
			if got := lang.Sentences(e.Quote); len(got) == 0 || strings.TrimSpace(e.Quote) != e.Quote {
				t.Errorf("case %s: the evidence %q is no sentence", c.ID, e.Quote)
			}
			quotes.WriteString(e.Quote + "\n")
		}
		if c.Answerable && !eval.ContainsGold(quotes.String(), c.Answers) {
			t.Errorf("case %s: the evidence holds none of %q", c.ID, c.Answers)
		}
	}
	for id := range texts {
		if !asked[id] {
			t.Errorf("nothing is asked about %s", id)
		}
	}
}

func TestNaturalCases(t *testing.T) {
	cases := own(t, "natural.jsonl")
	dir := filepath.Join("..", "..", "shared", "corpora", "squad2")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the documents that the cases are about are not here: %v", err)
	}
	texts := make(map[string][]rune)
	for d, err := range (corpus.Reader{}).ReadFile(os.DirFS(dir), "corpus.jsonl") {
		if err != nil {
			t.Fatal(err)
		}
		texts[d.ID] = []rune(d.Text)
	}
	groups := make(map[string]bool) // that some evidence gives documents
	for _, c := range cases {
		if c.Group == "" {
			t.Errorf("case %s: no group", c.ID)
		}
		var stretches []string
		for _, e := range c.Evidence {
			groups[c.Group] = true
			text := texts[e.Doc]
			if e.Start < 0 || e.Start >= e.End || e.End > len(text) {
				t.Errorf("case %s: [%d, %d) of %q, which has %d code points", c.ID, e.Start, e.End, e.Doc, len(text))
				continue
			}
			stretches = append(stretches, string(text[e.Start:e.End]))
		}
		holds := func(s string) bool { return eval.ContainsGold(s, c.Answers) }
		if c.Answerable && !slices.ContainsFunc(stretches, holds) {
			t.Errorf("case %s: none of %q stands in %q", c.ID, c.Answers, stretches)
		}
	}
	for _, c := range cases {
		if !groups[c.Group] {
			t.Errorf("case %s: no evidence gives the group %q a document", c.ID, c.Group)
		}
	}
}
