package extract_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"dossier/corpus"
	"dossier/rag"
	"dossier/rag/extract"
	"dossier/rag/index"
	"dossier/rag/ragtest"
)

func ship(id, text string) corpus.Document {
	return corpus.Document{ID: id, Title: "The " + id, Lang: "en", Date: time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), Text: text}
}

var ships = []corpus.Document{
	ship("Aurora", "The Aurora was launched at Genoa in 1798. She carried 120 sailors, and more than 40 guns.\n\nShe sank off Naples in 1811."),
	ship("Borea", "The Borea was launched at Venice in 1801. Captain Marco Bruno commanded the Borea for ten years.\n\nThe Borea carried 90 sailors."),
	ship("Celeste", "According to the register of 1820, the Aurora carried 140 sailors. The Celeste never went to sea."),
}

func searched(t testing.TB, docs []corpus.Document) *index.Index {
	t.Helper()
	x, err := index.InMemory(t.Context(), docs, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func TestComposer(t *testing.T) {
	x := searched(t, ships)
	for _, question := range []string{
		"When was the Aurora launched?",
		"How many sailors did the Aurora carry?",
		"Who commanded the Borea?",
		"Compare the Aurora and the Borea.",
		"List the ships that were launched.",
		"Quando fu varata la nave Borea?",
		"borea",
	} {
		t.Run(question, func(t *testing.T) {
			r, err := x.Search(t.Context(), rag.Query{Text: question}, 20)
			if err != nil {
				t.Fatal(err)
			}
			ragtest.TestComposer(t, extract.Composer{}, rag.Question{Text: question}, r)
		})
	}
}

// What is composed checks out whole: each claim is verified, unchanged, and short answers stand in it.
func TestAnswers(t *testing.T) {
	a := &rag.Answerer{Searcher: searched(t, ships), Composer: extract.Composer{}}
	tests := []struct {
		question, doc, quote, short string
	}{
		{"When was the Aurora launched?", "Aurora", "launched at Genoa in 1798", "1798"},
		{"When was the Borea launched?", "Borea", "launched at Venice in 1801", "1801"},
		{"Who commanded the Borea?", "Borea", "Marco Bruno", "Captain Marco Bruno"},
		{"Where did the Aurora sink?", "Aurora", "sank off Naples", ""},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			ans, err := a.Answer(t.Context(), rag.Question{Text: test.question})
			if err != nil {
				t.Fatal(err)
			}
			if !ans.Answered || ans.Short != test.short {
				t.Errorf("answered %v, short %q", ans.Answered, ans.Short)
			}
			stands := false
			for _, c := range ans.Claims {
				if c.Verdict != rag.Verified || len(c.Citations) != 1 {
					t.Errorf("claim %+v", c)
				}
				cite := c.Citations[0]
				stands = stands || ans.Hits[cite.Hit].DocID == test.doc && strings.Contains(cite.Quote, test.quote)
			}
			if !stands {
				t.Errorf("%q of %s is not among %+v", test.quote, test.doc, ans.Claims)
			}
		})
	}
}

// Sources that differ are both shown, and that they differ is said.
func TestAnswersShowWhatDisagrees(t *testing.T) {
	a := &rag.Answerer{Searcher: searched(t, ships), Composer: extract.Composer{}}
	ans, err := a.Answer(t.Context(), rag.Question{Text: "How many sailors did the Aurora carry?"})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, c := range ans.Claims {
		all.WriteString(c.Text + "\n")
	}
	for _, figure := range []string{"120", "140"} {
		if !strings.Contains(all.String(), figure) {
			t.Errorf("%s is not shown:\n%s", figure, all.String())
		}
	}
}

func TestComposeStopsBetweenClaims(t *testing.T) {
	x := searched(t, ships)
	const question = "How many sailors did the Aurora carry?"
	r, err := x.Search(t.Context(), rag.Query{Text: question}, 20)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for _, err := range (extract.Composer{}).Compose(ctx, rag.Question{Text: question}, r) {
		if n++; n == 1 && err != nil {
			t.Fatal(err)
		} else if n == 2 && err != context.Canceled {
			t.Errorf("error %v", err)
		}
		cancel()
	}
	if n != 2 {
		t.Errorf("%d claims and errors", n)
	}
}

// Twenty passages of 1,500 characters are what a question usually brings.
func BenchmarkCompose(b *testing.B) {
	var docs []corpus.Document
	for i := range 20 {
		var text strings.Builder
		for n := 0; text.Len() < 1500; n++ {
			fmt.Fprintf(&text, "In %d the %d ships of the Aurora class carried %d sailors from Genoa to Naples under Captain Marco Bruno. ",
				1700+7*i+n, 3+i, 100*n+i)
		}
		docs = append(docs, ship(fmt.Sprintf("Fleet %02d", i), text.String()[:1500]))
	}
	const question = "How many sailors did the Aurora carry from Genoa to Naples in 1798?"
	r, err := searched(b, docs).Search(b.Context(), rag.Query{Text: question}, 20)
	if err != nil || len(r.Hits) < 20 {
		b.Fatalf("%d hits, error %v", len(r.Hits), err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range (extract.Composer{}).Compose(b.Context(), rag.Question{Text: question}, r) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
