package main

import (
	"context"
	"encoding/json"

	"dossier/rag"
	"dossier/rag/index"

	"github.com/spf13/cobra"
)

func (a *app) searchCmd() *cobra.Command {
	var l lookup
	c := &cobra.Command{
		Use:   "search [QUERY...]",
		Short: "List the passages that match best",
		Long: `Search lists the passages that match a query best, without answering it.
Without QUERY the query is read from standard input.`,
		Example:           `  dossier search --top 3 --explain "sixth fleet headquarters"`,
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	l.register(a, c, 10, "hits listed, 1 to 200")
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := l.check(args); err != nil {
			return err
		}
		ctx := c.Context()
		var query string
		var err error
		if l.batch == "" {
			if query, err = a.question(ctx, args); err != nil {
				return err
			}
		}
		idx, err := a.openIndex(ctx)
		if err != nil {
			return err
		}
		defer idx.Close()
		if l.batch != "" {
			return a.batch(ctx, l.batch, func(ctx context.Context, id json.RawMessage, q rag.Question) (any, error) {
				return searchOnce(ctx, idx, id, rag.Query{Text: q.Text, Filter: q.Filter}, l.top)
			})
		}
		q := rag.Query{Text: query}
		if q.Filter.Documents, err = resolveDocuments(ctx, idx, l.documents); err != nil {
			return err
		}
		if l.json {
			r, err := searchOnce(ctx, idx, nil, q, l.top)
			if err != nil {
				return err
			}
			return writeJSON(a.out, r)
		}
		found, err := idx.Search(ctx, q, l.top)
		if err != nil {
			return err
		}
		p := a.printer()
		if l.explain {
			p.explainTerms(found.Terms)
		}
		p.hits(found.Hits, l.explain)
		return nil
	}
	return c
}

func searchOnce(ctx context.Context, idx *index.Index, id json.RawMessage, q rag.Query, top int) (*searchResult, error) {
	found, err := idx.Search(ctx, q, top)
	if err != nil {
		return nil, err
	}
	r, err := newSearchResult(ctx, idx, q.Text, found)
	if err != nil {
		return nil, err
	}
	r.ID = id
	return r, nil
}
