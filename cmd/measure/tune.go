package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"dossier/eval"
	"dossier/rag/index"
)

// tuneSets are what the ranking is chosen on, with the figure that counts on each: hit@1 and hit@5 where the evidence is a
// stretch of text, recall@5 and nDCG@10 where it is documents.
var tuneSets = []struct {
	name   string
	figure func(eval.RetrievalReport) string
}{
	{"squad2", hits}, {"covidqa", hits}, {"chunkeval", hits},
	{"lihua", func(r eval.RetrievalReport) string { return fmt.Sprintf("%.3f %.3f", r.Recall1, r.Recall5) }},
	{"multihop", func(r eval.RetrievalReport) string { return fmt.Sprintf("%.3f %.3f", r.Recall5, r.All5) }},
	{"cacm", func(r eval.RetrievalReport) string { return fmt.Sprintf("%.3f", r.NDCG10) }},
	{"claude_code", func(r eval.RetrievalReport) string { return fmt.Sprintf("%.3f", r.Recall5) }},
}

func hits(r eval.RetrievalReport) string { return fmt.Sprintf("%.3f %.3f", r.Hit1, r.Hit5) }

// rankings varies one thing at a time.
func rankings() []struct {
	name string
	index.Ranking
} {
	type named = struct {
		name string
		index.Ranking
	}
	change := func(name string, f func(*index.Ranking)) named {
		r := index.DefaultRanking
		f(&r)
		return named{name, r}
	}
	legs := func(words, vectors, proximity float64) func(*index.Ranking) {
		return func(r *index.Ranking) { r.Words, r.Vectors, r.Proximity = words, vectors, proximity }
	}
	return []named{
		change("chosen", func(*index.Ranking) {}),
		change("words alone", legs(1, 0, 0)),
		change("vectors alone", legs(0, 1, 0)),
		change("words .8, vectors .2", legs(.8, .2, 0)),
		change("words .6, vectors .4", legs(.6, .4, 0)),
		change("words .8, proximity .2", legs(.8, 0, .2)),
		change("words .72, vectors .18, proximity .1", legs(.72, .18, .1)),
		change("words .52, vectors .13, proximity .35", legs(.52, .13, .35)),
		change("k1 1.2", func(r *index.Ranking) { r.K1 = 1.2 }),
		change("k1 0.6", func(r *index.Ranking) { r.K1 = 0.6 }),
		change("b 0.2", func(r *index.Ranking) { r.B = 0.2 }),
		change("b 0.75", func(r *index.Ranking) { r.B = 0.75 }),
		change("title 0", func(r *index.Ranking) { r.Title = 0 }),
		change("title 0.5", func(r *index.Ranking) { r.Title = 0.5 }),
		change("title 2", func(r *index.Ranking) { r.Title = 2 }),
		change("heading 0", func(r *index.Ranking) { r.Heading = 0 }),
		change("heading 1", func(r *index.Ranking) { r.Heading = 1 }),
	}
}

// tune prints the table of eval/TUNING.md.
func tune(ctx context.Context, corpora string, half, limit int) error {
	names := []string{"ranking"}
	var sets []*eval.Set
	for _, t := range tuneSets {
		set, err := eval.ReadSet(filepath.Join(corpora, t.name))
		if err != nil {
			return err
		}
		set.Cases = set.Half(half)
		if limit > 0 {
			set.Cases = set.Cases[:min(limit, len(set.Cases))]
		}
		sets = append(sets, set)
		names = append(names, t.name)
	}
	fmt.Println("| " + strings.Join(names, " | ") + " |")
	fmt.Println("|" + strings.Repeat("---|", len(names)))
	for _, r := range rankings() {
		row := []string{r.name}
		for i, set := range sets {
			x, err := index.InMemory(ctx, set.Documents, index.Options{Splitter: splitter, Ranking: r.Ranking})
			if err != nil {
				return err
			}
			report, err := eval.Retrieval(ctx, x, set.Cases)
			if err != nil {
				return err
			}
			row = append(row, tuneSets[i].figure(report))
		}
		fmt.Println("| " + strings.Join(row, " | ") + " |")
	}
	return nil
}
