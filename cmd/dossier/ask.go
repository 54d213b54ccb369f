package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"dossier/rag"
	"dossier/rag/extract"
	"dossier/rag/index"

	"github.com/spf13/cobra"
)

const maxQuestion = 32 << 10 // bytes

// lookup are the flags that ask and search share.
type lookup struct {
	top       int
	documents []string
	json      bool
	batch     string
	explain   bool
}

func (l *lookup) register(a *app, c *cobra.Command, top int, what string) {
	l.top = top
	f := c.Flags()
	f.Var(&within{&l.top, 200}, "top", what)
	f.StringArrayVar(&l.documents, "document", nil, "search only the document `ID`; may be repeated")
	f.BoolVar(&l.json, "json", false, "write JSON (see dossier help json)")
	f.StringVar(&l.batch, "batch", "", "read questions from `FILE`, JSON Lines (- is stdin)")
	f.BoolVar(&l.explain, "explain", false, "show how each passage was found and scored")
	c.RegisterFlagCompletionFunc("document", a.completeDocuments)
}

// check refuses flags that contradict each other.
func (l *lookup) check(args []string) error {
	switch {
	case l.batch != "" && len(args) > 0:
		return misuse("give the one or the other", "both --batch and a question are given")
	case l.batch != "" && len(l.documents) > 0:
		return misuse(`a line of a batch narrows its search by "candidates"`, "--document does not go with --batch")
	case l.explain && (l.json || l.batch != ""):
		return misuse("--explain is for people: leave out --json and --batch", "--explain does not go with JSON")
	}
	return nil
}

func (a *app) askCmd() *cobra.Command {
	var l lookup
	abstain := string(extract.Balanced)
	c := &cobra.Command{
		Use:   "ask [QUESTION...]",
		Short: "Answer a question from the documents, with checked citations",
		Long: `Ask answers a question in the words of the documents. Each sentence names the
passages that support it, and each quote has been located in its document.
Where the documents do not say, ask says so and ends with exit code 3.

Without QUESTION the question is read from standard input. As long as nothing
has been ingested, ask uses the bundled briefs on Italy's relations.`,
		Example: `  dossier ask "Where is the headquarters of the US Navy's 6th Fleet?"
  dossier ask --json --abstain strict "How many US troops live in Italy?" | jq .short
  dossier ask --batch questions.jsonl > answers.jsonl`,
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	l.register(a, c, 20, "passages considered, 1 to 200")
	c.Flags().Var(&choice{&abstain, []string{"never", "balanced", "strict"}}, "abstain",
		"withhold doubt: never, balanced or strict")
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := l.check(args); err != nil {
			return err
		}
		threshold, err := extract.Abstain(abstain).Threshold()
		if err != nil {
			return fmt.Errorf("choosing the threshold: %w", err)
		}
		ctx := c.Context()
		var q rag.Question
		if l.batch == "" {
			if q.Text, err = a.question(ctx, args); err != nil {
				return err
			}
		}
		idx, err := a.openIndex(ctx)
		if err != nil {
			return err
		}
		defer idx.Close()
		answerer := &rag.Answerer{Searcher: idx, Composer: extract.Composer{}, K: l.top, Threshold: threshold}
		if l.batch != "" {
			return a.batch(ctx, l.batch, func(ctx context.Context, id json.RawMessage, q rag.Question) (any, error) {
				_, r, err := askOnce(ctx, idx, answerer, id, q)
				return r, err
			})
		}
		if q.Filter.Documents, err = resolveDocuments(ctx, idx, l.documents); err != nil {
			return err
		}
		ans, r, err := askOnce(ctx, idx, answerer, nil, q)
		switch {
		case err != nil:
			return err
		case l.json:
			err = writeJSON(a.out, r)
		default:
			p := a.printer()
			p.answer(ans)
			if l.explain {
				p.explainAnswer(ans, abstain, threshold)
			}
		}
		if err == nil && !ans.Answered {
			err = status(exitNotSaid)
		}
		return err
	}
	return c
}

func askOnce(ctx context.Context, idx *index.Index, a *rag.Answerer, id json.RawMessage, q rag.Question) (*rag.Answer, *askResult, error) {
	start := time.Now()
	ans, err := a.Answer(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	r, err := newAskResult(ctx, idx, q, ans, idx.Embedder(), time.Since(start))
	if err != nil {
		return nil, nil, err
	}
	r.ID = id
	return ans, r, nil
}

// question returns the question of the command line, or else of standard input, without the white space around it.
func (a *app) question(ctx context.Context, args []string) (string, error) {
	q := strings.Join(args, " ")
	if len(args) == 0 && !a.tty.in {
		b, err := io.ReadAll(io.LimitReader(interruptible(ctx, a.stdin), maxQuestion+1))
		if err != nil {
			return "", fmt.Errorf("reading the question from standard input: %w", err)
		}
		q = string(b)
	}
	q = strings.TrimSpace(strings.ToValidUTF8(q, "\ufffd"))
	return q, checkQuestion(q)
}

// checkQuestion refuses what no answerer takes, before an index is opened for it.
func checkQuestion(q string) error {
	switch {
	case strings.TrimSpace(q) == "":
		return misuse(rag.ErrEmptyQuestion.Hint(), "%w", rag.ErrEmptyQuestion)
	case len(q) > maxQuestion:
		return misuse(rag.ErrLongQuestion.Hint(), "%w", rag.ErrLongQuestion)
	}
	return nil
}
