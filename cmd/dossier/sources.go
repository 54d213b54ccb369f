package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
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

// sources writes the documents for people, root by root: as a table or, where the terminal is too narrow for one, in two
// paragraphs each.
func (p *printer) sources(docs []index.Listing) {
	const most, least = 40, 20 // columns of an ID, and of a title
	widest := len("document")
	byRoot := make(map[string][]index.Listing)
	for _, d := range docs {
		byRoot[d.Root] = append(byRoot[d.Root], d)
		widest = max(widest, columnsOf(line(d.ID)))
	}
	widest = min(widest, most)
	row := func(id, date, lang, passages, title string) string {
		pad := strings.Repeat(" ", max(widest-columnsOf(id), 0))
		return strings.TrimRight(fmt.Sprintf("  %s%s  %-10s  %-4s  %8s  %s", id, pad, date, lang, passages, title), " ")
	}
	head := row("document", "date", "lang", "passages", "title")
	room := p.width - columnsOf(strings.TrimSuffix(head, "title"))
	for i, root := range sortedKeys(byRoot) {
		if i > 0 {
			fmt.Fprintln(p.w)
		}
		passages := 0
		for _, d := range byRoot[root] {
			passages += d.Passages
		}
		n := len(byRoot[root])
		p.block(0, asIs, fmt.Sprintf("%s: %d %s, %d %s", p.s.bold(line(root)),
			n, plural(n, "document", "documents"), passages, plural(passages, "passage", "passages")))
		if p.width > 0 && room < least {
			for _, d := range byRoot[root] {
				p.listing(d)
			}
			continue
		}
		fmt.Fprintln(p.w, p.s.dim(head))
		for _, d := range byRoot[root] {
			id, title := line(d.ID), line(d.Title)
			if p.width > 0 {
				title = cut(title, room)
			}
			if columnsOf(id) > widest {
				p.block(2, asIs, id)
				id = ""
			}
			fmt.Fprintln(p.w, row(id, isoDate(d.Date), line(d.Lang), strconv.Itoa(d.Passages), title))
		}
	}
}

// listing writes a document in two paragraphs.
func (p *printer) listing(d index.Listing) {
	about := []string{isoDate(d.Date), line(d.Lang), fmt.Sprintf("%d %s", d.Passages, plural(d.Passages, "passage", "passages")), line(d.Title)}
	p.block(2, asIs, line(d.ID))
	p.block(4, p.s.dim, strings.Join(slices.DeleteFunc(about, func(s string) bool { return s == "" }), " · "))
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
