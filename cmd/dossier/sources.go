package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dossier/rag/index"

	"github.com/spf13/cobra"
)

func (a *app) sourcesCmd() *cobra.Command {
	var asJSON bool
	var remove string
	c := &cobra.Command{
		Use:   "sources",
		Short: "List the documents of the index",
		Long: `Sources lists the documents of the index, those of each root (a path that was
ingested) together. To a pipe it writes one line a document with tabs between
document, date, language, passages, title and root.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx := c.Context()
			if c.Flags().Changed("remove") {
				return a.removeRoot(ctx, remove)
			}
			idx, err := a.openIndex(ctx)
			if err != nil {
				return err
			}
			defer idx.Close()
			docs, err := idx.Documents(ctx)
			switch {
			case err != nil:
				return err
			case asJSON:
				return writeJSON(a.out, newSourcesResult(docs))
			case a.tty.out:
				a.printer().sources(docs)
				return nil
			}
			for _, d := range docs {
				fmt.Fprintf(a.out, "%s\t%s\t%s\t%d\t%s\t%s\n",
					line(d.ID), isoDate(d.Date), line(d.Lang), d.Passages, line(d.Title), line(d.Root))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	c.Flags().StringVar(&remove, "remove", "", "remove the documents of `ROOT` from the index")
	c.RegisterFlagCompletionFunc("remove", a.completeRoots)
	return c
}

// sourcesResult is what sources writes for a program.
type sourcesResult struct {
	Documents []documentResult `json:"documents"`
}

type documentResult struct {
	Document  string `json:"document"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	Date      string `json:"date"`
	Lang      string `json:"lang"`
	Publisher string `json:"publisher"`
	Root      string `json:"root"`
	Passages  int    `json:"passages"`
	Bytes     int    `json:"bytes"`
}

func newSourcesResult(docs []index.Listing) sourcesResult {
	r := sourcesResult{Documents: []documentResult{}}
	for _, d := range docs {
		r.Documents = append(r.Documents, documentResult{
			d.ID, d.Title, d.URL, isoDate(d.Date), d.Lang, d.Publisher, d.Root, d.Passages, d.Bytes,
		})
	}
	return r
}

// sources writes the documents for people, root by root.
func (p *printer) sources(docs []index.Listing) {
	byRoot := make(map[string][]index.Listing)
	for _, d := range docs {
		byRoot[d.Root] = append(byRoot[d.Root], d)
	}
	for i, root := range sortedKeys(byRoot) {
		if i > 0 {
			fmt.Fprintln(p.w)
		}
		docs := byRoot[root]
		passages, widest := 0, 0
		for _, d := range docs {
			passages += d.Passages
			widest = max(widest, columnsOf(line(d.ID)))
		}
		widest = min(widest, 40)
		p.block(0, asIs, fmt.Sprintf("%s: %d %s, %d %s", p.s.bold(line(root)),
			len(docs), plural(len(docs), "document", "documents"), passages, plural(passages, "passage", "passages")))
		for _, d := range docs {
			id := line(d.ID)
			pad := strings.Repeat(" ", max(widest-columnsOf(id), 0))
			fmt.Fprintf(p.w, "  %s%s  %-10s  %-2s  %4d  %s\n", id, pad, isoDate(d.Date), line(d.Lang), d.Passages, line(d.Title))
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// rootsOf returns the roots of an index in lexical order.
func rootsOf(ctx context.Context, idx *index.Index) ([]string, error) {
	docs, err := idx.Documents(ctx)
	roots := make(map[string]bool)
	for _, d := range docs {
		roots[d.Root] = true
	}
	return sortedKeys(roots), err
}
