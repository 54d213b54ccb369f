package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/corpus"
	"dossier/rag"
	"dossier/rag/index"

	"github.com/spf13/cobra"
)

const showContext = 300 // code points shown before and after a span

func (a *app) showCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "show DOCUMENT[:START-END]",
		Short: "Show a document, or a passage of it in its context",
		Long: `Show writes the text of a document. With START-END, code points as in answers
and in JSON, it writes that span between >> and <<, with what stands around it.
DOCUMENT is an ID, the end of one, or a title, as long as it means one document.`,
		Example: `  dossier show visits-and-meetings.md
  dossier show visits-and-meetings.md:120-188`,
		Args:              someArgs,
		ValidArgsFunction: a.completeDocuments,
		RunE: func(c *cobra.Command, args []string) error {
			ctx := c.Context()
			name := strings.Join(args, " ")
			idx, err := a.openIndex(ctx)
			if err != nil {
				return err
			}
			defer idx.Close()
			d, span, err := findSpan(ctx, idx, name)
			if err != nil {
				return err
			}
			if span == nil {
				a.printer().text(strings.TrimSuffix(plain(d.Text), "\n"), asIs)
				return nil
			}
			return a.printer().span(d, *span)
		},
	}
}

// span is a stretch of a document in code points.
type span struct{ start, end int }

var spanRE = regexp.MustCompile(`^(.+):([0-9]+)-([0-9]+)$`)

// findSpan finds the document that name means, with the span if it names one. An ID may look as if it did.
func findSpan(ctx context.Context, idx *index.Index, name string) (corpus.Document, *span, error) {
	d, err := idx.Document(ctx, name)
	if err == nil || !errors.Is(err, index.ErrNotFound) {
		return d, nil, err
	}
	var s *span
	if m := spanRE.FindStringSubmatch(name); m != nil {
		start, _ := strconv.Atoi(m[2]) // one that does not fit becomes the greatest int, which is out of range, too
		end, _ := strconv.Atoi(m[3])
		name, s = m[1], &span{start, end}
	}
	id, err := resolveDocument(ctx, idx, name)
	if err != nil {
		return d, nil, err
	}
	d, err = idx.Document(ctx, id)
	return d, s, err
}

// resolveDocument returns the ID of the document that a name means: its ID, the end of its ID, or its title.
func resolveDocument(ctx context.Context, idx *index.Index, name string) (string, error) {
	docs, err := idx.Documents(ctx)
	if err != nil {
		return "", err
	}
	tests := []func(index.Listing) bool{
		func(d index.Listing) bool { return d.ID == name },
		func(d index.Listing) bool { return line(d.ID) == line(name) }, // as it is printed
		func(d index.Listing) bool { return strings.EqualFold(line(d.Title), line(name)) },
		func(d index.Listing) bool { return strings.HasSuffix(d.ID, "/"+strings.TrimPrefix(name, "/")) },
		func(d index.Listing) bool { return strings.TrimSuffix(path.Base(d.ID), path.Ext(d.ID)) == name },
		func(d index.Listing) bool { return strings.HasSuffix(d.ID, name) },
	}
	var ids []string
	for _, d := range docs {
		ids = append(ids, d.ID)
	}
	for _, test := range tests {
		var found []string
		for _, d := range docs {
			if name != "" && test(d) {
				found = append(found, d.ID)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return "", &failure{
				err:  fmt.Errorf("%q means %d documents", name, len(found)),
				hint: "give the whole ID: " + strings.Join(found[:min(len(found), 5)], ", "),
				code: exitMisuse,
			}
		}
	}
	hint := "dossier sources lists the documents"
	if near := nearest(name, ids, 3); len(near) > 0 {
		hint = fmt.Sprintf("the nearest are %s; %s", strings.Join(near, ", "), hint)
	}
	return "", &failure{err: fmt.Errorf("no document %q", name), hint: hint}
}

var passageRE = regexp.MustCompile(`^(.+)(#[0-9]+)$`)

// resolveDocuments returns the IDs for a filter: nil without names, so that everything is let through. A name may be that of
// a passage.
func resolveDocuments(ctx context.Context, idx *index.Index, names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		id, err := resolveDocument(ctx, idx, name)
		if m := passageRE.FindStringSubmatch(name); err != nil && m != nil {
			if doc, passageErr := resolveDocument(ctx, idx, m[1]); passageErr == nil {
				id, err = doc+m[2], nil
			}
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// span writes a stretch of a document, marked, with its context.
func (p *printer) span(d corpus.Document, s span) error {
	length := utf8.RuneCountInString(d.Text)
	if s.start >= s.end || s.end > length {
		return misuse(fmt.Sprintf("the document has %d code points, and START is less than END", length),
			"%s has no span %d-%d", d.ID, s.start, s.end)
	}
	start, end := byteOffset(d.Text, s.start), byteOffset(d.Text, s.end)
	top := frontMatter(d)
	if start < top {
		top = 0
	}
	from := max(byteOffset(d.Text, max(s.start-showContext, 0)), top)
	to := byteOffset(d.Text, min(s.end+showContext, length))
	before, after := d.Text[from:start], d.Text[end:to]
	if from > top { // begin with a whole word
		before = strings.TrimLeftFunc(before[max(strings.IndexFunc(before, unicode.IsSpace), 0):], unicode.IsSpace)
	}
	if to < len(d.Text) { // end with one
		after = after[:max(strings.LastIndexFunc(after, unicode.IsSpace), 0)]
	}
	after = strings.TrimRightFunc(after, unicode.IsSpace)
	info := rag.DocInfo{ID: d.ID, Title: d.Title}
	head := []string{p.s.bold(line(nameOf(info)))}
	if d.Title != "" {
		head = append(head, line(d.ID))
	}
	if !d.Date.IsZero() {
		head = append(head, isoDate(d.Date))
	}
	p.block(0, asIs, strings.Join(head, " · "))
	fmt.Fprintln(p.w)
	marked := false
	p.text(ellipsis(from > top)+plain(before)+markStart+plain(d.Text[start:end])+markEnd+plain(after)+ellipsis(to < len(d.Text)),
		func(l string) string {
			painted := ""
			if before, rest, ok := strings.Cut(l, markStart); ok {
				painted, l, marked = p.s.dim(before), ">>"+rest, true
			}
			if !marked {
				return p.s.dim(l)
			}
			quoted, after, ends := strings.Cut(l, markEnd)
			if ends {
				quoted, marked = quoted+"<<", false
			}
			return painted + p.s.mark(quoted) + p.s.dim(after)
		})
	return nil
}

// Where a span begins and ends while it is wrapped. Control characters are in no text that is printed, see plain.
const markStart, markEnd = "\x01", "\x02"

// text writes text line by line, those that are longer than the terminal is wide in several.
func (p *printer) text(s string, paint func(string) string) {
	for l := range strings.SplitSeq(s, "\n") {
		lines := []string{l}
		if width := p.width - len(">>"); p.width > 0 && columnsOf(l) > width {
			lines = wrap(l, width)
		}
		for _, l := range lines {
			fmt.Fprintln(p.w, paint(l))
		}
	}
}

// frontMatter returns where the text of a document begins that states its title and so on before.
func frontMatter(d corpus.Document) int {
	const fence = "---\n"
	if rest, ok := strings.CutPrefix(d.Text, fence); ok && d.Format == corpus.Markdown {
		if _, body, ok := strings.Cut(rest, "\n"+fence); ok {
			return len(d.Text) - len(strings.TrimLeft(body, "\n"))
		}
	}
	return 0
}

func ellipsis(cut bool) string {
	if cut {
		return "…"
	}
	return ""
}

// byteOffset returns the offset of the n-th code point, which the text has or which is its end.
func byteOffset(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
