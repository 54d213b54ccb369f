package ragtest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dossier/rag"
)

// TestSearcher tests what every searcher promises. open returns a searcher over documents in which each of the queries, at
// least one, finds something; opened twice it searches the same documents.
func TestSearcher(t *testing.T, open func() rag.Searcher, queries ...string) {
	ctx := t.Context()
	s := open()
	search := func(t *testing.T, q rag.Query, k int) *rag.Results {
		t.Helper()
		r, err := s.Search(ctx, q, k)
		if err != nil {
			t.Fatalf("searching %q: %v", q.Text, err)
		}
		if r == nil {
			t.Fatalf("searching %q: no results and no error", q.Text)
		}
		return r
	}
	if len(queries) == 0 {
		t.Fatal("no queries to test with")
	}
	for _, text := range queries {
		t.Run(text, func(t *testing.T) {
			all := search(t, rag.Query{Text: text}, 20)
			if len(all.Hits) == 0 {
				t.Fatal("finds nothing")
			}
			if len(all.Hits) > 20 {
				t.Errorf("%d hits where at most 20 were asked for", len(all.Hits))
			}
			if !slices.IsSortedFunc(all.Hits, byScore) {
				t.Error("hits are not sorted by score, then by ID")
			}
			ids := make(map[string]bool)
			for _, h := range all.Hits {
				if ids[h.ID] {
					t.Errorf("passage %q is found twice", h.ID)
				}
				ids[h.ID] = true
				if h.DocID != h.Doc.ID || h.End-h.Start != len(h.Text) || h.Score < 0 || h.Score > 1 {
					t.Errorf("hit %q of %q: document %q, [%d, %d) for %d bytes, score %v",
						h.ID, h.DocID, h.Doc.ID, h.Start, h.End, len(h.Text), h.Score)
				}
			}
			for _, term := range all.Terms {
				if term.Text == "" || term.Weight <= 0 || term.Found < 0 {
					t.Errorf("term %+v", term)
				}
			}
			one := search(t, rag.Query{Text: text}, 1)
			if len(one.Hits) != 1 || one.Hits[0].ID != all.Hits[0].ID {
				t.Errorf("the best hit of one is not the best of twenty: %v", one.Hits)
			}
			if again, err := open().Search(ctx, rag.Query{Text: text}, 20); err != nil || !reflect.DeepEqual(all, again) {
				t.Errorf("the same search over the same documents differs (error %v)", err)
			}
			first := all.Hits[0]
			for _, id := range []string{first.ID, first.DocID} {
				r := search(t, rag.Query{Text: text, Filter: rag.Filter{Documents: []string{id}}}, 20)
				if len(r.Hits) == 0 {
					t.Errorf("filter %q hides the passage %q", id, first.ID)
				}
				for _, h := range r.Hits {
					if h.ID != id && h.DocID != id && !slices.ContainsFunc(h.Also, func(p rag.Place) bool { return p.Doc.ID == id }) {
						t.Errorf("filter %q lets %q through", id, h.ID)
					}
				}
			}
			for _, none := range [][]string{{}, {"no such document"}} {
				if r := search(t, rag.Query{Text: text, Filter: rag.Filter{Documents: none}}, 20); len(r.Hits) > 0 {
					t.Errorf("filter %q lets %d hits through", none, len(r.Hits))
				}
			}
		})
	}
	t.Run("odd queries", func(t *testing.T) {
		for _, text := range []string{"", " ", "?!", "\x00\xff", "'\"(*)", "zzqxv", strings.Repeat("word ", 4000), "\U0001F600"} {
			if r, err := s.Search(ctx, rag.Query{Text: text}, 5); err != nil {
				t.Errorf("query %.20q: %v", text, err)
			} else if len(r.Hits) > 5 {
				t.Errorf("query %.20q: %d hits where at most 5 were asked for", text, len(r.Hits))
			}
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := s.Search(ctx, rag.Query{Text: queries[0]}, 5); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want %v", err, context.Canceled)
		}
	})
}

// TestComposer tests what every composer promises, on a question and on results from which the composer drafts something.
// One that writes with a language model passes with a scripted model.
func TestComposer(t *testing.T, c rag.Composer, q rag.Question, r *rag.Results) {
	ctx := t.Context()
	compose := func(t *testing.T, r *rag.Results) []rag.Claim {
		t.Helper()
		var out []rag.Claim
		for claim, err := range c.Compose(ctx, q, r) {
			if err != nil {
				t.Fatalf("composing: %v", err)
			}
			out = append(out, claim)
		}
		return out
	}
	if c.Name() == "" {
		t.Errorf("name %q", c.Name())
	}
	before := snapshot(r)
	claims := compose(t, r)
	if len(claims) == 0 {
		t.Fatal("drafts nothing")
	}
	verified := 0
	for _, claim := range claims {
		if claim.Verdict != rag.Unchecked {
			t.Errorf("claim %q comes with the verdict %q; checking is not the composer's", claim.Text, claim.Verdict)
		}
		if !(claim.Confidence >= 0 && claim.Confidence <= 1) {
			t.Errorf("claim %q: confidence %v", claim.Text, claim.Confidence)
		}
		if rag.Check(claim, r.Hits).Verdict == rag.Verified {
			verified++
		}
	}
	if verified == 0 {
		t.Errorf("none of %d drafts can be verified: %+v", len(claims), claims)
	}
	if again := compose(t, r); !reflect.DeepEqual(claims, again) {
		t.Errorf("equal inputs give\n%+v\nand\n%+v", claims, again)
	}
	if !reflect.DeepEqual(before, snapshot(r)) {
		t.Error("the results were changed")
	}
	if claims := compose(t, &rag.Results{Terms: r.Terms}); len(claims) > 0 {
		t.Errorf("drafts from no hits: %+v", claims)
	}
	for range c.Compose(ctx, q, r) {
		break // panics if the composer goes on
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		var err error
		for _, err = range c.Compose(ctx, q, r) {
			if err != nil {
				break
			}
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want %v", err, context.Canceled)
		}
	})
}

// snapshot copies what a composer could overwrite.
func snapshot(r *rag.Results) rag.Results {
	out := rag.Results{Terms: slices.Clone(r.Terms), Hits: slices.Clone(r.Hits)}
	for i, t := range out.Terms {
		out.Terms[i].Terms = slices.Clone(t.Terms)
	}
	for i, h := range out.Hits {
		out.Hits[i].Also, out.Hits[i].Legs = slices.Clone(h.Also), slices.Clone(h.Legs)
	}
	return out
}
