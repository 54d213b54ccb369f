// Fit learns the weights of the answerer that quotes (rag/extract/model.json) from public questions, and prints what they
// reach on the half of each set that it did not learn from.
//
//	go run ./cmd/fit -corpora ../shared/corpora
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dossier/corpus"
	"dossier/corpus/lang"
	"dossier/corpus/starter"
	"dossier/eval"
	"dossier/rag"
	"dossier/rag/extract"
	"dossier/rag/index"
)

func main() {
	corpora := flag.String("corpora", "../shared/corpora", "folder of the sets")
	cases := flag.String("cases", "eval/cases", "folder of the project's own questions")
	out := flag.String("out", "rag/extract/model.json", "file to write")
	common := flag.String("common", "", "count common words into this file, and do nothing else")
	limit := flag.Int("limit", 6100, "questions of each set, at most")
	flag.Parse()
	if *common != "" {
		if err := writeCommon(*corpora, *common); err != nil {
			fmt.Fprintln(os.Stderr, "fit:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(context.Background(), *corpora, *cases, *out, *limit); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

// sample is one question with its candidates.
type sample struct {
	set  string
	c    eval.Case
	d    *extract.Draft
	gold map[[2]int]bool   // by key: whether the set's people would have pointed at the candidate
	text map[[2]int]string // by key
	test bool              // of the half that is not learned from
}

// writeCommon counts the common words of the sets that are about many things.
func writeCommon(corpora, file string) error {
	var sets []*eval.Set
	for _, name := range []string{"squad2", "multihop", "nomiracl", "clapnq", "xquad"} {
		set, err := eval.ReadSet(filepath.Join(corpora, name))
		if err != nil {
			return err
		}
		sets = append(sets, set)
	}
	return os.WriteFile(file, []byte(countCommon(sets)), 0o644)
}

// countCommon counts in how many paragraphs of the sets each term stands, and lists by language those that at least one in
// two thousand holds, the commonest first.
func countCommon(sets []*eval.Set) string {
	counts := make(map[string]map[string]int)
	paragraphs := make(map[string]int)
	for _, s := range sets {
		for _, d := range s.Documents {
			if counts[d.Lang] == nil {
				counts[d.Lang] = make(map[string]int)
			}
			for p := range strings.SplitSeq(d.Text, "\n\n") {
				paragraphs[d.Lang]++
				seen := make(map[string]bool)
				for _, t := range lang.Terms(p, d.Lang) {
					if !seen[t.Term] && !strings.ContainsAny(t.Term, "0123456789 ") {
						seen[t.Term] = true
						counts[d.Lang][t.Term]++
					}
				}
			}
		}
	}
	var out strings.Builder
	for _, l := range slices.Sorted(maps.Keys(counts)) {
		if paragraphs[l] < 500 {
			continue
		}
		least := max(4, paragraphs[l]/2000)
		var terms []string
		for t, n := range counts[l] {
			if n >= least {
				terms = append(terms, t)
			}
		}
		slices.SortFunc(terms, func(a, b string) int { return cmp.Or(counts[l][b]-counts[l][a], strings.Compare(a, b)) })
		fmt.Fprintf(&out, "%s %s\n", l, strings.Join(terms[:min(len(terms), 6000)], " "))
	}
	return out.String()
}

// collectAll collects the sets that are learned from.
func collectAll(ctx context.Context, corpora, cases string, limit int) ([]sample, error) {
	var all []sample
	add := func(set *eval.Set, test func(i int, s sample) bool) error {
		began := time.Now()
		ss, err := collect(ctx, set)
		if err != nil {
			return fmt.Errorf("collecting %s: %w", set.Name, err)
		}
		for i := range ss {
			ss[i].test = test(i, ss[i])
		}
		all = append(all, ss...)
		fmt.Printf("%-15s %5d questions in %v\n", set.Name, len(ss), time.Since(began).Round(time.Millisecond))
		return nil
	}
	everySecond := func(i int, _ sample) bool { return i%2 == 1 }
	for _, name := range []string{"squad2", "xquad", "covidqa", "lihua", "clapnq", "nomiracl"} {
		set, err := eval.ReadSet(filepath.Join(corpora, name))
		if err != nil {
			return nil, err
		}
		if name == "squad2" {
			written, err := natural(set, filepath.Join(cases, "natural.jsonl"))
			if err != nil {
				return nil, err
			}
			for _, f := range append(folders(set, 2, 100), written...) {
				if err := add(f, func(int, sample) bool { return half(f.Documents[0].ID) }); err != nil {
					return nil, err
				}
			}
		}
		n := min(limit, len(set.Cases))
		if name == "xquad" { // the same questions in twelve languages
			n = min(n, 1200)
		}
		set.Cases = set.Cases[:n]
		if err := add(set, everySecond); err != nil {
			return nil, err
		}
	}
	briefs, err := bundled(filepath.Join(cases, "starter.jsonl"))
	if err != nil {
		return nil, err
	}
	return all, add(briefs, everySecond)
}

// natural are the questions that people who had not seen the wording might ask about some documents of a set, a folder of
// documents for each group.
func natural(set *eval.Set, file string) ([]*eval.Set, error) {
	cases, err := eval.ReadCases(file)
	if err != nil {
		return nil, err
	}
	docs := make(map[string]corpus.Document)
	for _, d := range set.Documents {
		docs[d.ID] = d
	}
	byGroup := make(map[string]*eval.Set)
	for _, c := range cases {
		g := byGroup[c.Group]
		if g == nil {
			g = &eval.Set{Name: "natural"}
			byGroup[c.Group] = g
		}
		g.Cases = append(g.Cases, c)
		for _, e := range c.Evidence {
			if !slices.ContainsFunc(g.Documents, func(d corpus.Document) bool { return d.ID == e.Doc }) {
				g.Documents = append(g.Documents, docs[e.Doc])
			}
		}
	}
	var out []*eval.Set
	for _, name := range slices.Sorted(maps.Keys(byGroup)) {
		out = append(out, byGroup[name])
	}
	return out, nil
}

// bundled are the questions about the bundled briefs.
func bundled(file string) (*eval.Set, error) {
	s := &eval.Set{Name: "starter"}
	for d, err := range corpus.Read(starter.FS()) {
		if err != nil {
			return nil, err
		}
		s.Documents = append(s.Documents, d)
	}
	var err error
	s.Cases, err = eval.ReadCases(file)
	return s, err
}

func run(ctx context.Context, corpora, cases, out string, limit int) error {
	all, err := collectAll(ctx, corpora, cases, limit)
	if err != nil {
		return err
	}
	m := &extract.Model{RankFeatures: extract.RankFeatures(), ConfidenceFeatures: extract.ConfidenceFeatures()}
	m.Need = fitNeed(all)
	for i := range all {
		all[i].d.Describe(m)
	}
	m.Rank = fitRank(all, len(m.RankFeatures))
	for i := range all {
		all[i].d.Rank(m)
	}
	report(all)
	m.Trees = fitForest(all, m)
	for i := range all {
		all[i].d.Rank(m)
	}
	report(all)
	m.Confidence = fitConfidence(all, func(int) bool { return true })
	m.Thresholds = fitThresholds(all, m)
	for i, n := range m.RankFeatures {
		fmt.Printf("%-20s %8.3f\n", n, m.Rank[i])
	}
	data, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(data, '\n'), 0o644)
}

// collect searches for the questions of a set and lists their candidates.
func collect(ctx context.Context, set *eval.Set) ([]sample, error) {
	var out []sample
	for _, part := range set.Monolingual() {
		x, err := index.InMemory(ctx, part.Documents, index.Options{})
		if err != nil {
			return nil, err
		}
		ss := make([]sample, len(part.Cases))
		errs := make([]error, runtime.NumCPU())
		var wg sync.WaitGroup
		for w := range errs {
			wg.Go(func() {
				for i := w; i < len(ss) && errs[w] == nil; i += len(errs) {
					c := part.Cases[i]
					var r *rag.Results
					if r, errs[w] = x.Search(ctx, rag.Query{Text: c.Question, Filter: rag.Filter{Documents: c.Candidates}}, 20); errs[w] == nil {
						ss[i] = newSample(set.Name, c, r)
					}
				}
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		out = append(out, ss...)
	}
	return out, nil
}

// folders cuts a set into small ones of some documents each, as a user's folder may be, with the questions about them, as
// many that are about other documents, and some in which a name or a number was changed for another, so that nothing there
// answers them. A document's questions are all on one side of the halves.
func folders(set *eval.Set, size, limit int) []*eval.Set {
	byGroup := make(map[string][]eval.Case)
	for _, c := range set.Cases {
		byGroup[c.Group] = append(byGroup[c.Group], c)
	}
	var docs []corpus.Document
	for _, d := range set.Documents {
		if _, title, ok := strings.Cut(d.ID, ":"); ok && byGroup[title] != nil {
			docs = append(docs, d)
		}
	}
	var out []*eval.Set
	for i := 0; i+size <= len(docs); i += size {
		part := &eval.Set{Name: set.Name + " folders", Documents: docs[i : i+size]}
		for j, d := range part.Documents {
			_, title, _ := strings.Cut(d.ID, ":")
			own := byGroup[title]
			own = own[:min(limit, len(own))]
			part.Cases = append(part.Cases, own...)
			_, other, _ := strings.Cut(docs[(i+j+size+2)%len(docs)].ID, ":")
			foreign := byGroup[other][:min(limit, len(byGroup[other]))]
			for k, c := range own {
				if swapped, ok := swap(c.Question, foreign[k%len(foreign)].Question, k%3 == 0); ok && c.Answerable {
					part.Cases = append(part.Cases, unanswerable(c, swapped, "swapped"))
				}
			}
			for _, c := range foreign[:min(limit/4, len(foreign))] {
				part.Cases = append(part.Cases, unanswerable(c, c.Question, "out of scope"))
			}
		}
		out = append(out, part)
	}
	return out
}

// half puts a document's questions on one side.
func half(id string) bool {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()%2 == 1
}

// unanswerable makes another question of a case, which the documents do not answer.
func unanswerable(c eval.Case, question, kind string) eval.Case {
	return eval.Case{ID: c.ID + " " + kind, Question: question, Lang: c.Lang, Type: kind, Group: c.Group}
}

// swap changes the last name of a question for one of another question, or else a number for another; or, if so wished, its
// longest word that is no name.
func swap(question, other string, word bool) (string, bool) {
	if word {
		a, b := longestWord(question), longestWord(other)
		return strings.Replace(question, a, b, 1), a != "" && b != "" && a != b
	}
	if a, b := lastName(question), lastName(other); a != "" && b != "" && a != b && !strings.Contains(question, b) {
		return strings.Replace(question, a, b, 1), true
	}
	if n := number.FindString(question); n != "" {
		return strings.Replace(question, n, strconv.Itoa(len(n)*1000-7*len(question)), 1), true
	}
	return "", false
}

var number = regexp.MustCompile(`\b[0-9]{2,4}\b`)

// lastName is the last run of capitalised words that does not open the question.
func lastName(question string) string {
	runs := names.FindAllString(question, -1)
	if len(runs) == 0 {
		return ""
	}
	return strings.TrimSpace(runs[len(runs)-1])
}

// longestWord is the longest lower-case word of a question, the first of them.
func longestWord(question string) string {
	longest := ""
	for _, w := range words.FindAllString(question, -1) {
		if w = strings.TrimSpace(w); len(w) > max(4, len(longest)) {
			longest = w
		}
	}
	return longest
}

var words = regexp.MustCompile(` \p{Ll}+`)

var names = regexp.MustCompile(` \p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)*`)

func newSample(set string, c eval.Case, r *rag.Results) sample {
	s := sample{set: set, c: c, d: extract.NewDraft(c.Question, r), gold: map[[2]int]bool{}, text: map[[2]int]string{}}
	for _, x := range s.d.Candidates {
		h := r.Hits[x.Hit]
		p := eval.Place{Doc: h.DocID, Start: h.CodePoint(x.Start), End: h.CodePoint(x.End), Text: h.Text[x.Start-h.Start : x.End-h.Start]}
		s.gold[key(x)] = gold(c, p)
		s.text[key(x)] = p.Text
	}
	return s
}

func key(x extract.Candidate) [2]int { return [2]int{x.Hit, x.Start} }

// gold reports whether a sentence is what the set's people would have pointed at.
func gold(c eval.Case, p eval.Place) bool {
	for _, e := range c.Evidence {
		if e.Doc != p.Doc {
			continue
		}
		switch {
		case e.AEnd > 0 && p.Start < e.AEnd && p.End > e.AStart:
			return true
		case e.End > e.Start && (p.Start >= e.End || p.End <= e.Start):
		case eval.ContainsGold(p.Text, c.Answers):
			return true
		case e.Quote != "" && overlap(p.Text, e.Quote):
			return true
		}
	}
	return false
}

func overlap(a, b string) bool {
	a, b = strings.Join(strings.Fields(a), ""), strings.Join(strings.Fields(b), "")
	return len(a) > 20 && strings.Contains(b, a) || len(b) > 10 && strings.Contains(a, b)
}

func auc(pos, neg []float64) float64 {
	n := 0.0
	for _, p := range pos {
		for _, q := range neg {
			if p > q {
				n++
			} else if p == q {
				n += .5
			}
		}
	}
	return n / math.Max(1, float64(len(pos)*len(neg)))
}
