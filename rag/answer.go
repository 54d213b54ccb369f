package rag

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dossier/corpus/lang"
)

// Answerer answers questions: it searches, lets the composer draft, checks and decides whether the documents say. It is
// safe for concurrent use if its searcher and its composer are.
type Answerer struct {
	Searcher  Searcher
	Composer  Composer
	K         int     // passages considered; 0 means 20
	Threshold float64 // least confidence of an answer, in [0, 1]; 0 always answers if anything was verified
}

const (
	maxQuestion = 32 << 10 // bytes
	maxDrafts   = 50       // claims taken from a composer
	defaultK    = 20
)

// QuestionError says why a question is not one that can be answered.
type QuestionError struct{ problem, hint string }

func (e *QuestionError) Error() string { return e.problem }

// Hint says what to do about it.
func (e *QuestionError) Hint() string { return e.hint }

// The questions that [Answerer.Answer] refuses.
var (
	ErrEmptyQuestion = &QuestionError{"the question is empty", "ask in a sentence, for example: When did Italy and the United States establish diplomatic relations?"}
	ErrLongQuestion  = &QuestionError{"the question is longer than 32 KiB", "ask about one thing at a time; put long texts among the documents"}
)

// Answer answers one question. Documents that do not say are no error: then Answered is false and Reason says why. An
// error is a question that cannot be asked, a search or a composer that failed, or the end of ctx.
func (a *Answerer) Answer(ctx context.Context, q Question) (*Answer, error) {
	q.Text = strings.TrimSpace(q.Text)
	switch {
	case q.Text == "":
		return nil, ErrEmptyQuestion
	case len(q.Text) > maxQuestion:
		return nil, ErrLongQuestion
	}
	k := a.K
	if k <= 0 {
		k = defaultK
	}
	began := time.Now()
	results, err := a.Searcher.Search(ctx, Query{Text: queryText(q), Filter: q.Filter}, k)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	if results == nil {
		results = &Results{}
	}
	ans := &Answer{Hits: results.Hits, Terms: results.Terms, Composer: a.Composer.Name()}
	ans.Timings.Search = time.Since(began)
	if len(ans.Hits) == 0 {
		ans.Reason = "No passage matches the question."
		return ans, nil
	}
	drafted, err := a.compose(ctx, q, results, ans)
	if err != nil {
		return nil, fmt.Errorf("composing with %s: %w", ans.Composer, err)
	}
	for _, c := range ans.Claims {
		ans.Confidence = max(ans.Confidence, c.Confidence)
	}
	ans.Nearest = Citation{Quote: ans.Hits[0].Text, Start: ans.Hits[0].Start, End: ans.Hits[0].End}
	if len(ans.Claims) > 0 {
		ans.Nearest = ans.Claims[0].Citations[0]
	}
	if len(ans.Claims) == 0 || ans.Confidence < a.Threshold {
		ans.Reason = reason(ans, drafted)
		ans.Claims = nil
		return ans, nil
	}
	ans.Answered = true
	ans.Short = ans.Claims[0].Short
	ans.Notes = append(conflicts(ans), dates(ans)...)
	return ans, nil
}

// compose fills ans.Claims with the drafts that check out, and returns how many drafts there were.
func (a *Answerer) compose(ctx context.Context, q Question, r *Results, ans *Answer) (drafted int, err error) {
	began := time.Now()
	check := newChecker(r.Hits)
	check.asked = q.Text
	for c, err := range a.Composer.Compose(ctx, q, r) {
		if err != nil {
			return drafted, err
		}
		drafted++
		arrived := time.Now()
		c = check.check(c)
		same := func(o Claim) bool { return o.Text == c.Text }
		if c.Verdict == Verified && !slices.ContainsFunc(ans.Claims, same) {
			ans.Claims = append(ans.Claims, c)
		}
		ans.Timings.Check += time.Since(arrived)
		if drafted == maxDrafts {
			break
		}
	}
	ans.Timings.Compose = time.Since(began) - ans.Timings.Check
	return drafted, ctx.Err() // a composer that was cut short may just end
}

// queryText is what is searched for. A question that leans on the turn before it, because it has fewer than three content
// words or a pronoun, is searched together with the user's last turn; no more of the conversation than that, for older
// turns bring back older passages.
func queryText(q Question) string {
	for _, turn := range slices.Backward(q.History) {
		if turn.Role != "user" {
			continue
		}
		last := strings.TrimSpace(turn.Text)
		if last == "" || last == q.Text || !leans(q.Text) {
			return q.Text
		}
		return q.Text + "\n" + clip(last, maxQuestion/16)
	}
	return q.Text
}

// leans reports whether a question may need an earlier one to be understood.
func leans(question string) bool {
	language := lang.Detect(question)
	if len(lang.Terms(question, language)) < 3 {
		return true
	}
	return slices.ContainsFunc(lang.Words(question, ""), func(w lang.Token) bool {
		return slices.Contains(pronouns, w.Term)
	})
}

var pronouns = strings.Fields("it its he him his she her they them their this that these those there then one ones former latter " +
	"lui lei loro esso essa questo questa quello quella suo sua ci")

// clip cuts s to at most n bytes without cutting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// reason says in one sentence why there is no answer.
func reason(ans *Answer, drafted int) string {
	nearest := ans.Hits[ans.Nearest.Hit]
	where := fmt.Sprintf("the nearest passage is in %q", title(nearest.Doc))
	absent, apart := unmentioned(ans.Terms, nearest)
	switch {
	case len(absent) > 0:
		return fmt.Sprintf("The documents do not say: nothing in them mentions %s; %s.", list(absent, "or"), where)
	case len(apart) > 0:
		return fmt.Sprintf("The documents do not say: %s, but nothing there mentions %s.", where, list(apart, "or"))
	case drafted > 0 && len(ans.Claims) == 0:
		return fmt.Sprintf("The documents do not say: %s, but no draft of an answer stood the check against its source.", where)
	}
	return fmt.Sprintf("The documents do not say: %s, but it does not answer the question.", where)
}

// maxNamed bounds the words that a reason names.
const maxNamed = 3

// unmentioned returns the content words of the question that no passage holds and those that the nearest does not, each
// quoted, at most three of the rarest, in the question's order.
func unmentioned(terms []Term, nearest Hit) (absent, apart []string) {
	there := make(map[string]bool)
	for _, s := range []string{nearest.Text, nearest.Heading, nearest.Doc.Title} {
		for _, t := range lang.Terms(s, nearest.Doc.Lang) {
			there[t.Term] = true
		}
	}
	rarest := slices.Clone(terms)
	slices.SortStableFunc(rarest, func(a, b Term) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	pick := func(missing func(Term) bool) []string {
		picked := make(map[string]bool)
		names := slices.ContainsFunc(rarest, func(t Term) bool { return missing(t) && telling(t) })
		for _, t := range rarest {
			if missing(t) && len(picked) < maxNamed && (telling(t) || !names) {
				picked[t.Text] = true
			}
		}
		var out []string
		for _, t := range terms {
			if picked[t.Text] {
				out = append(out, fmt.Sprintf("%q", clip(t.Text, 60)))
				delete(picked, t.Text)
			}
		}
		return out
	}
	absent = pick(func(t Term) bool { return t.Found == 0 })
	apart = pick(func(t Term) bool {
		return !slices.ContainsFunc(t.Terms, func(term string) bool { return there[term] })
	})
	return absent, apart
}

// telling reports whether a term is a name or a number: where one of those is missing, no other word need be named.
func telling(t Term) bool {
	r, _ := utf8.DecodeRuneInString(t.Text)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

// list joins words as a sentence does.
func list(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

func title(d DocInfo) string {
	if d.Title != "" {
		return d.Title
	}
	return d.ID
}

// source names a document with the date at which it speaks.
func source(d DocInfo) string {
	if d.Date.IsZero() {
		return title(d)
	}
	return title(d) + ", " + d.Date.Format("January 2006")
}

// dates notes as of when figures were said. A year is no such figure: it does not go stale.
func dates(ans *Answer) []Note {
	var out []Note
	for _, c := range ans.Claims {
		if text := plain(c.Text); !hasAging(text) || hasYear(text) {
			continue // a sentence that names its year says as of when by itself
		}
		for _, cite := range c.Citations {
			d := ans.Hits[cite.Hit].Doc
			if d.Date.IsZero() {
				continue
			}
			n := Note{Kind: "date", Text: fmt.Sprintf("as of %s (%s)", d.Date.Format("January 2006"), title(d))}
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// hasYear reports whether a folded text names a year.
func hasYear(p string) bool { return slices.ContainsFunc(readFigures(p, false), figure.isYear) }

// isYear reports whether a figure looks like a year, 1000 to 2199.
func (f figure) isYear() bool {
	return len(f.text) == 4 && f.text >= "1000" && f.text < "2200" && f.unit == "" && slices.Equal(f.values, []string{f.text})
}

// hasAging reports whether a folded text states a figure that may be another one next year, which is any but one that
// looks like a year (1000 to 2199) or stands beside a month.
func hasAging(p string) bool {
	return slices.ContainsFunc(readFigures(p, false), func(f figure) bool {
		year := f.isYear()
		before, after := strings.FieldsFunc(p[:f.start], notWord), strings.FieldsFunc(p[f.end:], notWord)
		dated := len(before) > 0 && months[before[len(before)-1]] > 0 || len(after) > 0 && months[after[0]] > 0
		return !year && !dated
	})
}

func notWord(r rune) bool { return !isWord(r) }

// conflicts notes where claims that say the same of different documents give different figures. It is for composers that
// put both claims; one that hides a source hides the conflict.
func conflicts(ans *Answer) []Note {
	var out []Note
	for i, a := range ans.Claims {
		for _, b := range ans.Claims[i+1:] {
			da, db := ans.Hits[a.Citations[0].Hit].Doc, ans.Hits[b.Citations[0].Hit].Doc
			if da.ID == db.ID || !disagree(a, b) {
				continue
			}
			n := Note{Kind: "conflict", Text: fmt.Sprintf("sources differ: %q (%s), %q (%s)", a.Short, source(da), b.Short, source(db))}
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// disagree reports whether two claims about one thing, going by the words that they share, answer with different figures.
func disagree(a, b Claim) bool {
	fa, fb := readFigures(plain(a.Short), false), readFigures(plain(b.Short), false)
	if len(fa) == 0 || len(fb) == 0 || fa[0].unit != fb[0].unit {
		return false
	}
	for _, f := range fa {
		if slices.ContainsFunc(fb, func(g figure) bool { return slices.Equal(f.values, g.values) }) {
			return false
		}
	}
	language := lang.Detect(a.Text)
	words := make(map[string]bool)
	for _, t := range lang.Terms(a.Text, language) {
		words[t.Term] = !hasDigit(t.Term)
	}
	shared := 0
	for _, t := range lang.Terms(b.Text, language) {
		if words[t.Term] {
			words[t.Term] = false
			shared++
		}
	}
	return shared >= 2
}
