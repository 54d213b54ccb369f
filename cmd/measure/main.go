// Measure prints how well passages are found and questions answered on sets of questions, each a folder with corpus.jsonl
// and questions.jsonl.
//
//	go run ./cmd/measure ../shared/corpora/squad2 ../shared/corpora/xquad
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"dossier/corpus"
	"dossier/eval"
	"dossier/rag"
	"dossier/rag/extract"
	"dossier/rag/index"
)

var splitter corpus.Splitter

func main() {
	limit := flag.Int("limit", 0, "questions of each set; 0 for all")
	half := flag.Int("half", -1, "0 for the half that cmd/fit learns from, 1 for the other, -1 for both")
	verbose := flag.Bool("v", false, "print each question that went wrong")
	retrieval := flag.Bool("retrieval", false, "only look at the passages")
	flag.IntVar(&splitter.Max, "max", 0, "greatest length of a passage in code points; 0 for the default")
	tuning := flag.String("tune", "", "print what other rankings reach on the sets of this folder, and do nothing else")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *tuning != "" {
		if err := tune(ctx, *tuning, *half, *limit); err != nil {
			fmt.Fprintln(os.Stderr, "measure:", err)
			os.Exit(1)
		}
	}
	for _, dir := range flag.Args() {
		if err := measure(ctx, dir, *limit, *half, *verbose, *retrieval); err != nil {
			fmt.Fprintln(os.Stderr, "measure:", err)
			os.Exit(1)
		}
	}
}

func measure(ctx context.Context, dir string, limit, half int, verbose, retrieval bool) error {
	set, err := eval.ReadSet(dir)
	if err != nil {
		return err
	}
	for _, part := range set.Monolingual() {
		part.Cases = part.Half(half)
		if limit > 0 {
			part.Cases = part.Cases[:min(limit, len(part.Cases))]
		}
		x, err := index.InMemory(ctx, part.Documents, index.Options{Splitter: splitter})
		if err != nil {
			return err
		}
		r, err := eval.Retrieval(ctx, x, part.Cases)
		if err != nil {
			return err
		}
		fmt.Printf("%-12s %v\n", part.Name, r)
		if retrieval {
			continue
		}
		for _, mode := range []extract.Abstain{extract.Never, extract.Balanced, extract.Strict} {
			threshold, err := mode.Threshold()
			if err != nil {
				return err
			}
			a := &rag.Answerer{Searcher: x, Composer: extract.Composer{}, Threshold: threshold}
			rs, err := eval.Answers(ctx, a, part.Cases)
			if err != nil {
				return err
			}
			for _, line := range eval.Summarize(rs) {
				fmt.Printf("%-12s %-8s %v\n", part.Name, mode, line)
			}
			if verbose {
				for _, r := range rs {
					if !r.Good() {
						fmt.Printf("  %-8s %v\n", mode, r)
					}
				}
			}
		}
	}
	return nil
}
