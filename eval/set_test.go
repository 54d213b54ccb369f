package eval_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dossier/corpus"
	"dossier/eval"
)

// folder writes files into a folder of the test.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadSet(t *testing.T) {
	dir := folder(t, map[string]string{
		"corpus.jsonl": `{"id":"a","title":"A","text":"The tower opened in 1798.","lang":"en","date":"2020-01-02"}` + "\n",
		"questions.jsonl": `{"id":"1","question":"When?","answers":["1798"],"evidence":[{"doc":"a","start":0,"end":25,"a_start":20,"a_end":24}],` +
			`"answerable":true,"lang":"en","type":"when","group":"g","candidates":["a"],"history":[{"role":"user","text":"Hello"}]}` + "\n\n \n" +
			`{"id":"2","question":"Who?","answerable":false,"near_miss":{"doc":"a"}}`,
	})
	s, err := eval.ReadSet(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != filepath.Base(dir) || len(s.Documents) != 1 || s.Documents[0].ID != "a" || s.Documents[0].Date.IsZero() {
		t.Errorf("set %q with the documents %+v", s.Name, s.Documents)
	}
	if len(s.Cases) != 2 || s.Cases[1].ID != "2" || s.Cases[1].Answerable {
		t.Fatalf("cases %+v", s.Cases)
	}
	c := s.Cases[0]
	if c.Question != "When?" || !c.Answerable || c.Type != "when" || c.Group != "g" || !slices.Equal(c.Candidates, []string{"a"}) ||
		len(c.History) != 1 || c.History[0].Role != "user" || len(c.Evidence) != 1 || c.Evidence[0].AEnd != 24 {
		t.Errorf("case %+v", c)
	}
}

func TestReadCasesErrors(t *testing.T) {
	const good = `{"id":"1","question":"When?"}`
	tests := []struct{ name, text, want string }{
		{"not JSON", good + "\nquestion\n" + good, "line 2"},
		{"cut short", good + "\n\n" + good[:12], "line 3"},
		{"another type", `{"id":1}`, "line 1"},
		{"an array", "[]", "line 1"},
		{"two on a line", good + good, "line 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(folder(t, map[string]string{"questions.jsonl": test.text}), "questions.jsonl")
			cases, err := eval.ReadCases(file)
			if err == nil {
				t.Fatalf("cases %+v", cases)
			}
			for _, want := range []string{test.want, "questions.jsonl"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not name %q", err, want)
				}
			}
		})
	}
	t.Run("no file", func(t *testing.T) {
		if _, err := eval.ReadCases(filepath.Join(t.TempDir(), "none.jsonl")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("empty file", func(t *testing.T) {
		if cases, err := eval.ReadCases(filepath.Join(folder(t, map[string]string{"q": ""}), "q")); err != nil || len(cases) > 0 {
			t.Errorf("%d cases, error %v", len(cases), err)
		}
	})
	for _, file := range []string{"corpus.jsonl", "questions.jsonl"} {
		t.Run("set without "+file, func(t *testing.T) {
			files := map[string]string{"corpus.jsonl": `{"id":"a","text":"A."}`, "questions.jsonl": good}
			delete(files, file)
			if _, err := eval.ReadSet(folder(t, files)); err == nil || !strings.Contains(err.Error(), file) && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestHalf(t *testing.T) {
	s := eval.Set{Cases: []eval.Case{{ID: "0"}, {ID: "1"}, {ID: "2"}, {ID: "3"}, {ID: "4"}}}
	for n, want := range map[int]string{0: "0 2 4", 1: "1 3", -1: "0 1 2 3 4", 2: "0 1 2 3 4"} {
		var got []string
		for _, c := range s.Half(n) {
			got = append(got, c.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("half %d is %v, want %s", n, got, want)
		}
	}
	if got := (&eval.Set{}).Half(1); len(got) > 0 {
		t.Errorf("half of nothing is %v", got)
	}
}

func TestMonolingual(t *testing.T) {
	doc := func(id, lang string) corpus.Document { return corpus.Document{ID: id, Lang: lang, Text: "."} }
	tests := []struct {
		name string
		set  eval.Set
		want []string // name, documents, cases
	}{
		{"several languages", eval.Set{
			Documents: []corpus.Document{doc("it:Roma", "it"), doc("en:Rome", "en"), doc("en:Oslo", "en")},
			Cases:     []eval.Case{{ID: "1", Lang: "en"}, {ID: "2", Lang: "it"}, {ID: "3", Lang: "en"}, {ID: "4", Lang: "fr"}},
		}, []string{"s/en: en:Rome en:Oslo: 1 3", "s/it: it:Roma: 2"}},
		{"IDs without a language", eval.Set{
			Documents: []corpus.Document{doc("Rome", "en"), doc("it:Roma", "it")}, Cases: []eval.Case{{ID: "1", Lang: "en"}},
		}, []string{"s: Rome it:Roma: 1"}},
		{"IDs that begin with something else", eval.Set{
			Documents: []corpus.Document{doc("squad:Rome", "en")}, Cases: []eval.Case{{ID: "1", Lang: "en"}},
		}, []string{"s: squad:Rome: 1"}},
		{"cases that name their candidates", eval.Set{
			Documents: []corpus.Document{doc("it:Roma", "it"), doc("en:Rome", "en")}, Cases: []eval.Case{{ID: "1", Lang: "en", Candidates: []string{}}},
		}, []string{"s: it:Roma en:Rome: 1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.set.Name = "s"
			var got []string
			for _, part := range test.set.Monolingual() {
				var docs, cases []string
				for _, d := range part.Documents {
					docs = append(docs, d.ID)
				}
				for _, c := range part.Cases {
					cases = append(cases, c.ID)
				}
				got = append(got, part.Name+": "+strings.Join(docs, " ")+": "+strings.Join(cases, " "))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("parts %q, want %q", got, test.want)
			}
		})
	}
}
