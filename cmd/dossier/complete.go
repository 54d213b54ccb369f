package main

import (
	"github.com/spf13/cobra"
)

// completeDocuments offers the IDs of the documents to a shell.
func (a *app) completeDocuments(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return a.complete(c, func(ids, roots []string) []string { return ids })
}

// completeRoots offers the roots.
func (a *app) completeRoots(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return a.complete(c, func(ids, roots []string) []string { return roots })
}

func (a *app) complete(c *cobra.Command, pick func(ids, roots []string) []string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const quiet = cobra.ShellCompDirectiveNoFileComp
	if a.configure(c) != nil {
		return nil, quiet
	}
	idx, err := a.openIndex(c.Context())
	if err != nil {
		return nil, quiet
	}
	defer idx.Close()
	docs, err := idx.Documents(c.Context())
	if err != nil {
		return nil, quiet
	}
	roots := make(map[string]bool)
	var ids []string
	for _, d := range docs {
		ids = append(ids, line(d.ID))
		roots[line(d.Root)] = true
	}
	return pick(ids, sortedKeys(roots)), quiet
}
