package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/corpus"
	"dossier/rag/index"

	"github.com/spf13/cobra"
)

const maxFailuresShown = 20 // without --verbose

func (a *app) ingestCmd() *cobra.Command {
	var o ingestOptions
	c := &cobra.Command{
		Use:   "ingest PATH...",
		Short: "Index files and directories, or bring their index up to date",
		Long: `Ingest makes the index match the documents of each PATH, a directory or a
single file. What has not changed costs nothing; what is gone is removed. A PATH
that is missing or holds no document leaves the index as it is, unless --prune
is given. Text (.txt), Markdown (.md), web pages (.html) and JSON Lines (.jsonl,
a document a line) are read.`,
		Example: `  dossier ingest ~/notes ~/papers/corpus.jsonl
  dossier ingest --prune ~/old-notes`,
		Args: someArgs,
		RunE: func(c *cobra.Command, args []string) error { return a.ingest(c.Context(), args, o) },
	}
	c.Flags().BoolVar(&o.prune, "prune", false, "remove the documents of a PATH that is missing or empty")
	c.Flags().Var(&size{&o.maxFile}, "max-file", "greatest size of one document (default 64M)")
	return c
}

type ingestOptions struct {
	prune   bool
	maxFile int64
}

// ingest syncs each path. A path that fails does not keep the others from going in; an index that fails does.
func (a *app) ingest(ctx context.Context, paths []string, o ingestOptions) error {
	if slices.Contains(paths, "") {
		return misuse(emptyPathHint, "a PATH is empty")
	}
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &failure{
			err:  fmt.Errorf("making the data directory: %w", err),
			hint: "name a directory that can be written to by --data or $DOSSIER_DATA",
		}
	}
	path := filepath.Join(dir, indexFile)
	idx, err := index.Open(ctx, path, index.Options{})
	if err != nil {
		return err
	}
	defer idx.Close()
	var total index.Report
	var unread int // paths
	for _, p := range paths {
		report, err := a.ingestPath(ctx, idx, p, o)
		if refused := new(pathError); errors.As(err, &refused) {
			a.report(refused)
			unread++
			continue
		}
		if err != nil {
			return err
		}
		total.New += report.New
		total.Changed += report.Changed
		total.Renamed += report.Renamed
		total.Unchanged += report.Unchanged
		total.Failed = append(total.Failed, report.Failed...)
		total.Embedded += report.Embedded
		total.Passages = report.Passages
	}
	if unread < len(paths) {
		fmt.Fprintf(a.out, "%d %s in the index, %d new: %s\n",
			total.Passages, plural(total.Passages, "passage", "passages"), total.Embedded, line(path))
	}
	failed := unread + len(total.Failed)
	switch {
	case failed == 0:
		return nil
	case total.New+total.Changed+total.Renamed+total.Unchanged == 0:
		return status(exitFailure)
	}
	return status(exitPartial)
}

const emptyPathHint = "a variable may be unset; . is the directory that you are in"

// pathError says why a path of the command line could not be ingested.
type pathError struct{ failure }

// ingestPath syncs one path and says what came of it.
func (a *app) ingestPath(ctx context.Context, idx *index.Index, path string, o ingestOptions) (*index.Report, error) {
	root, known, err := rootOf(ctx, idx, path)
	if err != nil {
		return nil, err
	}
	bar := newProgress(a, root)
	docs, err := readPath(root, corpus.Reader{MaxFile: o.maxFile}, bar)
	if errors.Is(err, fs.ErrNotExist) && o.prune && known {
		docs, err = func(func(corpus.Document, error) bool) {}, nil
	}
	if err != nil {
		hint := "check the path"
		if known {
			hint += "; `dossier sources --remove PATH` takes its documents out of the index"
		}
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err // the path is said once
		}
		return nil, &pathError{failure{err: fmt.Errorf("ingesting %q: %w", path, err), hint: cmp.Or(hintOf(err), hint)}}
	}
	report, err := idx.Sync(ctx, root, docs, index.SyncOptions{Prune: o.prune, Progress: bar.document})
	bar.clear()
	switch {
	case errors.Is(err, index.ErrEmptyRoot) && len(report.Failed) == 0:
		return nil, &pathError{failure{err: fmt.Errorf("ingesting %q: %w", path, index.ErrEmptyRoot), hint: hintOf(err)}}
	case err != nil && !errors.Is(err, index.ErrEmptyRoot):
		return nil, err
	}
	a.reportSync(root, report)
	return report, nil
}

// readPath yields the documents of a directory or of a single file.
func readPath(root string, r corpus.Reader, bar *progress) (iter.Seq2[corpus.Document, error], error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		fsys := os.DirFS(root)
		bar.measure(fsys)
		return bar.follow(r.Read(fsys)), nil
	}
	dir, name := filepath.Split(root)
	switch {
	case !info.Mode().IsRegular():
		return nil, &failure{err: errors.New("neither a file nor a directory"), hint: "name a file or a directory"}
	case !corpus.Readable(name):
		return nil, &failure{
			err:  fmt.Errorf("files of type %q are not read", filepath.Ext(name)),
			hint: "convert it to text (.txt), Markdown (.md), HTML (.html) or JSON Lines (.jsonl)",
		}
	}
	bar.total = info.Size()
	return bar.follow(r.ReadFile(os.DirFS(dir), name)), nil
}

// rootOf returns the name of a path as a root, and whether the index knows it. A directory that the index knows is the same
// root whichever way leads to it, and so is a file.
func rootOf(ctx context.Context, idx *index.Index, path string) (root string, known bool, err error) {
	if path == "" {
		return "", false, misuse(emptyPathHint, "the path is empty")
	}
	roots, err := rootsOf(ctx, idx)
	if err != nil {
		return "", false, err
	}
	root, err = filepath.Abs(path)
	if err != nil {
		return "", false, fmt.Errorf("finding %q: %w", path, err)
	}
	if slices.Contains(roots, root) {
		return root, true, nil
	}
	info, err := os.Stat(root)
	if err != nil {
		return root, false, nil // whoever reads it says so
	}
	for _, r := range roots {
		// The ID of a file's document is its name, so that under another name it is another document.
		other, err := os.Stat(r)
		if err == nil && os.SameFile(info, other) && (info.IsDir() || filepath.Base(r) == filepath.Base(root)) {
			return r, true, nil
		}
	}
	return root, false, nil
}

// reportSync writes what a sync did: counts to standard output, failures to standard error.
func (a *app) reportSync(root string, r *index.Report) {
	fmt.Fprintf(a.out, "%s: %d new, %d changed, %d renamed, %d unchanged, %d gone, %d failed\n",
		line(root), r.New, r.Changed, r.Renamed, r.Unchanged, r.Gone, len(r.Failed))
	if a.verbose {
		reasons := make([]string, 0, len(r.Omitted))
		for reason := range r.Omitted {
			reasons = append(reasons, reason)
		}
		slices.Sort(reasons)
		for _, reason := range reasons {
			fmt.Fprintf(a.out, "  left out as %s: %s\n", line(reason), byteCount(r.Omitted[reason]))
		}
	}
	a.out.Flush() // before what goes to standard error; run reports what it has to say
	failed := r.Failed
	if !a.verbose && len(failed) > maxFailuresShown {
		failed = failed[:maxFailuresShown]
	}
	for _, err := range failed {
		a.report(err)
	}
	if n := len(r.Failed) - len(failed); n > 0 {
		fmt.Fprintf(a.stderr, "dossier: %d more %s failed\nhint: --verbose lists all\n", n, plural(n, "document", "documents"))
	}
}

// removeRoot takes the documents of a root out of the index. The root is given as it was to ingest, or as sources lists it.
func (a *app) removeRoot(ctx context.Context, root string) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, indexFile)
	if _, err := os.Stat(path); err != nil {
		return &failure{err: fmt.Errorf("opening the index: %w", err), hint: "nothing has been ingested there yet; --data names another directory"}
	}
	idx, err := index.Open(ctx, path, index.Options{})
	if err != nil {
		return err
	}
	defer idx.Close()
	roots, err := rootsOf(ctx, idx)
	if err != nil {
		return err
	}
	if !slices.Contains(roots, root) { // as sources lists it
		var known bool
		if root, known, err = rootOf(ctx, idx, root); err != nil {
			return err
		}
		if !known {
			hint := "the index is empty"
			if len(roots) > 0 {
				hint = "the roots are " + strings.Join(roots, ", ")
			}
			return &failure{err: fmt.Errorf("no root %q in the index", root), hint: hint}
		}
	}
	n, err := idx.Remove(ctx, root)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s: %d %s removed\n", line(root), n, plural(n, "document", "documents"))
	return nil
}
