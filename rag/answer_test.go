package rag_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dossier/corpus"
	"dossier/rag"
	"dossier/rag/ragtest"
)

func passage(doc, text string, score float64, date time.Time) rag.Hit {
	return rag.Hit{
		Passage: corpus.Passage{ID: doc + "#0", DocID: doc, End: len(text), Text: text},
		Doc:     rag.DocInfo{ID: doc, Title: "Title of " + doc, Lang: "en", Date: date},
		Score:   score,
	}
}

var (
	july2023 = time.Date(2023, 7, 27, 0, 0, 0, 0, time.UTC)
	autumn   = time.Date(2020, 9, 30, 0, 0, 0, 0, time.UTC)
)

func found() rag.Results {
	return rag.Results{
		Terms: []rag.Term{
			{Text: "Americans", Terms: []string{"american"}, Weight: 2, Found: 2},
			{Text: "Italian", Terms: []string{"italian"}, Weight: 1, Found: 3},
		},
		Hits: []rag.Hit{
			passage("b", "More than 20 million Americans of Italian origin live there.", 0.8, autumn),
			passage("a", "Over 17 million Americans are of Italian origin.", 0.9, july2023),
			passage("c", "Relations began in 1861.", 0.1, july2023),
		},
	}
}

// What the hits of found look like once they are sorted: a, b, c.
var (
	seventeen = rag.Claim{Text: "Over 17 million Americans are of Italian origin.", Short: "Over 17 million", Confidence: 0.9,
		Citations: []rag.Citation{{Hit: 0, Quote: "Over 17 million Americans"}}}
	twenty = rag.Claim{Text: "More than 20 million Americans of Italian origin live there.", Short: "More than 20 million", Confidence: 0.8,
		Citations: []rag.Citation{{Hit: 1, Quote: "More than 20 million Americans"}}}
	began = rag.Claim{Text: "Relations began in 1861.", Short: "1861", Confidence: 0.7,
		Citations: []rag.Citation{{Hit: 2, Quote: "began in 1861"}}}
	invented = rag.Claim{Text: "Some 30 million Americans are Italian.", Short: "30 million", Confidence: 1,
		Citations: []rag.Citation{{Hit: 0, Quote: "30 million Americans"}}}
)

func TestAnswer(t *testing.T) {
	tests := []struct {
		name      string
		claims    []rag.Claim
		threshold float64
		answered  bool
		short     string
		texts     []string // of the claims
		notes     []string
		reason    string // a part of it
	}{
		{"one claim", []rag.Claim{seventeen}, 0.5, true, "Over 17 million", []string{seventeen.Text},
			[]string{"date: as of July 2023 (Title of a)"}, ""},
		{"a year does not age", []rag.Claim{began}, 0, true, "1861", []string{began.Text}, nil, ""},
		{"what does not check out is left out", []rag.Claim{invented, seventeen, seventeen}, 0, true, "Over 17 million", []string{seventeen.Text},
			[]string{"date: as of July 2023 (Title of a)"}, ""},
		{"sources differ", []rag.Claim{seventeen, twenty}, 0, true, "Over 17 million", []string{seventeen.Text, twenty.Text},
			[]string{
				`conflict: sources differ: "Over 17 million" (Title of a, July 2023), "More than 20 million" (Title of b, September 2020)`,
				"date: as of July 2023 (Title of a)", "date: as of September 2020 (Title of b)",
			}, ""},
		{"figures of other things", []rag.Claim{seventeen, began}, 0, true, "Over 17 million", []string{seventeen.Text, began.Text},
			[]string{"date: as of July 2023 (Title of a)"}, ""},
		{"not sure enough", []rag.Claim{began}, 0.71, false, "", nil, nil,
			`the nearest passage is in "Title of c", but nothing there mentions "Americans" or "Italian"`},
		{"an invented claim lends no confidence", []rag.Claim{invented, began}, 0.71, false, "", nil, nil, "nothing there mentions"},
		{"nothing checks out", []rag.Claim{invented}, 0, false, "", nil, nil, "no draft of an answer stood the check"},
		{"no drafts", nil, 0, false, "", nil, nil, "does not answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := rag.Answerer{Searcher: ragtest.Searcher{Results: found()}, Composer: ragtest.Composer{Claims: tt.claims}, Threshold: tt.threshold}
			got, err := a.Answer(t.Context(), rag.Question{Text: " How many Americans are Italian?\n"})
			if err != nil {
				t.Fatal(err)
			}
			if got.Answered != tt.answered || got.Short != tt.short {
				t.Errorf("answered %v, short %q; want %v, %q", got.Answered, got.Short, tt.answered, tt.short)
			}
			var texts, notes []string
			for _, c := range got.Claims {
				texts = append(texts, c.Text)
				if c.Verdict != rag.Verified {
					t.Errorf("claim %q is %q", c.Text, c.Verdict)
				}
			}
			for _, n := range got.Notes {
				notes = append(notes, n.Kind+": "+n.Text)
			}
			if a, b := strings.Join(texts, "\n"), strings.Join(tt.texts, "\n"); a != b {
				t.Errorf("claims\n%s\nwant\n%s", a, b)
			}
			if a, b := strings.Join(notes, "\n"), strings.Join(tt.notes, "\n"); a != b {
				t.Errorf("notes\n%s\nwant\n%s", a, b)
			}
			if !strings.Contains(got.Reason, tt.reason) || (got.Reason == "") != tt.answered {
				t.Errorf("reason %q", got.Reason)
			}
			if len(got.Hits) != 3 || len(got.Terms) != 2 || got.Composer != "scripted" {
				t.Errorf("%d hits, %d terms, composer %q", len(got.Hits), len(got.Terms), got.Composer)
			}
		})
	}
}

func TestAnswerReason(t *testing.T) {
	term := func(text string, weight float64, found int, terms ...string) rag.Term {
		return rag.Term{Text: text, Terms: terms, Weight: weight, Found: found}
	}
	italian := term("Italian", 1, 3, "italian")
	tests := []struct {
		name  string
		terms []rag.Term
		want  string
	}{
		{"a word that no document holds", []rag.Term{italian, term("Macron", 9, 0, "macron")},
			`The documents do not say: nothing in them mentions "Macron"; the nearest passage is in "Title of a".`},
		{"a word that the nearest passage lacks", []rag.Term{term("relations", 3, 1, "relat"), italian},
			`The documents do not say: the nearest passage is in "Title of a", but nothing there mentions "relations".`},
		{"the rarest three in the question's order",
			[]rag.Term{term("w", 5, 0), term("x", 2, 0), term("y", 7, 0), term("z", 6, 0)},
			`The documents do not say: nothing in them mentions "w", "y" or "z"; the nearest passage is in "Title of a".`},
		{"a word of the title", []rag.Term{term("title", 3, 3, "titl")},
			`The documents do not say: the nearest passage is in "Title of a", but it does not answer the question.`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := found()
			r.Terms = tt.terms
			got, err := (&rag.Answerer{Searcher: ragtest.Searcher{Results: r}, Composer: ragtest.Composer{}}).Answer(t.Context(), rag.Question{Text: "?"})
			if err != nil || got.Reason != tt.want {
				t.Errorf("reason %q, error %v; want %q", got.Reason, err, tt.want)
			}
		})
	}
}

func TestAnswerNothingFound(t *testing.T) {
	for name, s := range map[string]rag.Searcher{"no hits": ragtest.Searcher{}, "no results": nothing{}} {
		got, err := (&rag.Answerer{Searcher: s, Composer: ragtest.Composer{Claims: []rag.Claim{began}}}).Answer(t.Context(), rag.Question{Text: "When?"})
		if err != nil || got.Answered || got.Reason != "No passage matches the question." {
			t.Errorf("%s: %+v, error %v", name, got, err)
		}
	}
}

type nothing struct{}

func (nothing) Search(context.Context, rag.Query, int) (*rag.Results, error) { return nil, nil }

func TestAnswerErrors(t *testing.T) {
	broken := errors.New("broken")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	working := ragtest.Searcher{Results: found()}
	tests := []struct {
		name     string
		ctx      context.Context
		question string
		searcher rag.Searcher
		composer rag.Composer
		want     error
		hint     bool
	}{
		{"no question", t.Context(), " \n", working, ragtest.Composer{}, rag.ErrEmptyQuestion, true},
		{"long question", t.Context(), strings.Repeat("why ", 9000), working, ragtest.Composer{}, rag.ErrLongQuestion, true},
		{"search fails", t.Context(), "When?", ragtest.Searcher{Err: broken}, ragtest.Composer{}, broken, false},
		{"composer fails after a claim", t.Context(), "When?", working, ragtest.Composer{Claims: []rag.Claim{began}, Err: broken}, broken, false},
		{"cancelled", cancelled, "When?", working, ragtest.Composer{}, context.Canceled, false},
		{"composer that just ends", cancelled, "When?", deaf{working}, ragtest.Composer{}, context.Canceled, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := (&rag.Answerer{Searcher: tt.searcher, Composer: tt.composer}).Answer(tt.ctx, rag.Question{Text: tt.question})
			if got != nil || !errors.Is(err, tt.want) {
				t.Fatalf("answer %v, error %v; want %v", got, err, tt.want)
			}
			var hinted interface{ Hint() string }
			if errors.As(err, &hinted) != tt.hint || tt.hint && hinted.Hint() == "" {
				t.Errorf("hint of %v", err)
			}
		})
	}
}

// deaf is a searcher that does not look at the context.
type deaf struct{ s rag.Searcher }

func (d deaf) Search(_ context.Context, q rag.Query, k int) (*rag.Results, error) {
	return d.s.Search(context.Background(), q, k)
}

func TestAnswerDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		slow := ragtest.Composer{Claims: []rag.Claim{began, seventeen}, Delay: 2 * time.Second}
		_, err := (&rag.Answerer{Searcher: ragtest.Searcher{Results: found()}, Composer: slow}).Answer(ctx, rag.Question{Text: "When?"})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

func TestAnswerManyDrafts(t *testing.T) {
	claims := make([]rag.Claim, 50, 51)
	claims = append(claims, began)
	got, err := (&rag.Answerer{Searcher: ragtest.Searcher{Results: found()}, Composer: ragtest.Composer{Claims: claims}}).Answer(t.Context(), rag.Question{Text: "When?"})
	if err != nil || got.Answered {
		t.Errorf("the draft after the fiftieth is read: %+v, error %v", got, err)
	}
}

func TestAnswerConsidersK(t *testing.T) {
	for k, want := range map[int]int{0: 3, -1: 3, 2: 2} {
		got, err := (&rag.Answerer{Searcher: ragtest.Searcher{Results: found()}, Composer: ragtest.Composer{}, K: k}).Answer(t.Context(), rag.Question{Text: "When?"})
		if err != nil || len(got.Hits) != want {
			t.Errorf("K = %d: %d hits, error %v; want %d", k, len(got.Hits), err, want)
		}
	}
}

// asked is a searcher that keeps the query.
type asked struct{ query *rag.Query }

func (a asked) Search(_ context.Context, q rag.Query, _ int) (*rag.Results, error) {
	*a.query = q
	return &rag.Results{}, nil
}

func TestAnswerFollowUp(t *testing.T) {
	history := []rag.Turn{
		{Role: "user", Text: "Who visited Rome?"},
		{Role: "user", Text: "What did Italy sign with the United Kingdom in July 2018?"},
		{Role: "agent", Text: "A declaration of intent."},
	}
	const last = "What did Italy sign with the United Kingdom in July 2018?"
	tests := []struct {
		name, question string
		history        []rag.Turn
		want           string
	}{
		{"no history", "And in 2019?", nil, "And in 2019?"},
		{"short", "And in 2019?", history, "And in 2019?\n" + last},
		{"pronoun", "Which ministries of defence signed it on behalf of governments?", history,
			"Which ministries of defence signed it on behalf of governments?\n" + last},
		{"on its own feet", "How many American students studied in Italy every year?", history, "How many American students studied in Italy every year?"},
		{"the same again", last, history, last},
		{"only the agent spoke", "Why?", history[2:], "Why?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var query rag.Query
			a := rag.Answerer{Searcher: asked{&query}, Composer: ragtest.Composer{}}
			q := rag.Question{Text: tt.question, History: tt.history, Filter: rag.Filter{Documents: []string{"a"}}}
			if _, err := a.Answer(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			if query.Text != tt.want || len(query.Filter.Documents) != 1 {
				t.Errorf("query %+v, want %q", query, tt.want)
			}
		})
	}
}
