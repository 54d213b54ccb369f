package index_test

import (
	"slices"
	"testing"

	"dossier/corpus"
	"dossier/rag"
	"dossier/rag/index"
	"dossier/rag/ragtest"
)

func TestSearcher(t *testing.T) {
	docs := []corpus.Document{
		{ID: "a", Lang: "en", Text: "Relations began in 1861.\n\nThe fleet is in Naples."},
		{ID: "b", Lang: "en", Text: "Relations began in 1861."},
		{ID: "c", Lang: "en", Text: "Nothing here is about ships."},
	}
	ragtest.TestSearcher(t, func() rag.Searcher { return inMemory(t, docs) }, "When did relations begin?", "Where is the fleet?")
}

// TestAlso finds one passage of two documents once, naming both unless a filter keeps one out.
func TestAlso(t *testing.T) {
	x := inMemory(t, []corpus.Document{
		{ID: "a", Lang: "en", Text: "Relations began in 1861."},
		{ID: "b", Lang: "en", Text: "Relations began in 1861."},
	})
	for _, tt := range []struct {
		name   string
		filter []string
		hit    string
		also   []string
	}{
		{"all", nil, "a", []string{"b"}},
		{"first", []string{"a"}, "a", nil},
		{"second", []string{"b"}, "b", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := x.Search(t.Context(), rag.Query{Text: "when did relations begin", Filter: rag.Filter{Documents: tt.filter}}, 10)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Hits) != 1 || r.Hits[0].DocID != tt.hit {
				t.Fatalf("got %+v", r.Hits)
			}
			var also []string
			for _, p := range r.Hits[0].Also {
				also = append(also, p.Doc.ID)
			}
			if !slices.Equal(also, tt.also) {
				t.Errorf("also in %q, want %q", also, tt.also)
			}
		})
	}
}

func inMemory(t *testing.T, docs []corpus.Document) *index.Index {
	t.Helper()
	x, err := index.InMemory(t.Context(), docs, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}
