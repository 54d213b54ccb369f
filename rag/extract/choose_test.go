package extract

import (
	"slices"
	"strings"
	"testing"

	"dossier/rag"
)

// shown are the quotes that a question is answered with, as the plain model ranks, and the claims they are in.
func shown(question string, texts ...string) ([]string, []rag.Claim) {
	r := found(question, texts...)
	d := NewDraft(question, r)
	d.Describe(plain())
	d.Rank(plain())
	var quotes []string
	var claims []rag.Claim
	for _, c := range d.Choose() {
		claim := c.claim(r)
		quotes, claims = append(quotes, claim.Citations[0].Quote), append(claims, claim)
	}
	return quotes, claims
}

func TestChoose(t *testing.T) {
	tests := []struct {
		name, question string
		texts          []string
		want           []string
	}{
		{"the best one first", "When was the tower of Genoa opened?",
			[]string{"Nobody was there. The tower of Genoa was opened in 1798."},
			[]string{"The tower of Genoa was opened in 1798."}},
		{"the sentence before, where one leans on it", "When was the tower painted green?",
			[]string{"The old tower stands in Genoa. It was painted green in 1798."},
			[]string{"The old tower stands in Genoa. It was painted green in 1798."}},
		{"not over a blank line", "When was the tower painted green?",
			[]string{"The old tower stands in Genoa.\n\nIt was painted green in 1798."},
			[]string{"It was painted green in 1798.", "The old tower stands in Genoa."}},
		{"what is missing from the best", "Who designed the tower of Genoa and which year did it fall?",
			[]string{"The tower of Genoa was designed by Mario Rossi.", "The weather was fine.", "The fall came in a year of war, 1798."},
			[]string{"The tower of Genoa was designed by Mario Rossi.", "The fall came in a year of war, 1798."}},
		{"the same words once", "When was the tower opened?",
			[]string{"The tower was opened in 1798.", "The tower was  opened in 1798.", "THE TOWER WAS OPENED IN 1798."},
			[]string{"The tower was opened in 1798."}},
		{"a rival figure of another document second", "How many troops live in Italy?",
			[]string{"Over 17 troops live in Italy. Troops live well in Italy, in many towns.", "In Italy live more than 20 troops."},
			[]string{"Over 17 troops live in Italy.", "In Italy live more than 20 troops.", "Troops live well in Italy, in many towns."}},
		{"nothing", "When was the tower opened?", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := shown(test.question, test.texts...); !slices.Equal(got, test.want) {
				t.Errorf("shows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// A sentence that is shown already is not quoted again before the one that leans on it.
func TestChooseQuotesNothingTwice(t *testing.T) {
	const first, second = "The tower of Genoa was opened in 1798.", "It was painted green in that year."
	quotes, _ := shown("When was the tower of Genoa opened and what year was it painted green?", first+" "+second)
	if n := strings.Count(strings.Join(quotes, "\n"), first); n != 1 {
		t.Errorf("%q is quoted %d times in %q", first, n, quotes)
	}
	if !strings.Contains(strings.Join(quotes, "\n"), second) {
		t.Errorf("%q is not among %q", second, quotes)
	}
}

func TestChooseBounds(t *testing.T) {
	var b strings.Builder
	for _, place := range strings.Fields("Genoa Naples Rome Milan Turin Bari Pisa Siena Parma Lucca") {
		b.WriteString("The pillars of the alliance hold in " + place + ". ")
	}
	tests := []struct {
		name, question string
		want           int
	}{
		{"a sentence or two more", "Where do the pillars of the alliance hold?", maxSentences},
		{"a list", "List where the pillars of the alliance hold.", maxListed},
		{"a comparison of one name", "Compare the pillars of the alliance.", maxListed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			quotes, _ := shown(test.question, b.String())
			if n := strings.Count(strings.Join(quotes, " "), "alliance"); n != test.want {
				t.Errorf("%d sentences, want %d: %q", n, test.want, quotes)
			}
		})
	}
}

// A comparison is answered by a sentence for each side, even where one side has the better ones.
func TestChooseComparison(t *testing.T) {
	quotes, _ := shown("Compare the fleets of Italy and France.",
		"The fleets of Italy are large. The fleets of Italy are old. The fleets of Italy are grey. The fleets of Italy are fast.",
		"France has a fleet of its own.")
	all := strings.Join(quotes, "\n")
	if !strings.Contains(all, "Italy") || !strings.Contains(all, "France") || len(quotes) != 2 {
		t.Errorf("shows %q", quotes)
	}
}

// Only the best sentence and one that contradicts it carry short answers, so that sources that differ can be told from
// sentences that merely complete.
func TestChooseShort(t *testing.T) {
	_, claims := shown("How many troops live in Italy?",
		"Over 17 troops live in Italy. Of the troops that live in Italy 5 are old.", "In Italy live more than 20 troops.")
	var shorts []string
	for _, c := range claims {
		shorts = append(shorts, c.Short)
		if !strings.Contains(c.Text, c.Short) {
			t.Errorf("%q does not stand in %q", c.Short, c.Text)
		}
	}
	if want := []string{"Over 17", "more than 20", ""}; !slices.Equal(shorts, want) {
		t.Errorf("short answers %q, want %q", shorts, want)
	}
}

func TestRival(t *testing.T) {
	const best = "Over 17 troops live in Italy."
	tests := []struct {
		name, other string
		want        bool
	}{
		{"another figure", "More than 20 troops live in Italy.", true},
		{"the same figure", "To this day over 17 troops live in Italy.", false},
		{"of something else", "More than 20 ships live in Italy.", false},
		{"of somewhere else", "More than 20 troops live in France.", false},
		{"no figure", "Many troops live in Italy.", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := ranked("How many troops live in Italy?", best, test.other)
			i := slices.IndexFunc(d.Candidates, func(c Candidate) bool { return c.words() == best })
			d.Candidates[0], d.Candidates[i] = d.Candidates[i], d.Candidates[0]
			if rival, ok := d.rival(d.Candidates[0]); ok != test.want || ok && rival.words() != test.other {
				t.Errorf("rival %v, %+v", ok, rival)
			}
		})
	}
	t.Run("same document", func(t *testing.T) {
		d := ranked("How many troops live in Italy?", best+" More than 20 troops live in Italy.")
		if rival, ok := d.rival(d.Candidates[0]); ok {
			t.Errorf("%q contradicts its own document", rival.words())
		}
	})
}

func TestClaim(t *testing.T) {
	const text = "The old tower\nstands in  Genoa. It was painted\ngreen in 1798."
	quotes, claims := shown("When was the tower painted green?", text)
	if len(claims) != 1 || quotes[0] != text {
		t.Fatalf("quotes %q", quotes)
	}
	c := claims[0]
	if want := "The old tower stands in Genoa. It was painted green in 1798."; c.Text != want {
		t.Errorf("text %q, want %q", c.Text, want)
	}
	if before := len("Before. "); c.Citations[0].Start != before || c.Citations[0].End != before+len(text) {
		t.Errorf("cites [%d, %d)", c.Citations[0].Start, c.Citations[0].End)
	}
	if c.Short != "1798" || c.Verdict != rag.Unchecked || c.Confidence != 0 {
		t.Errorf("claim %+v", c)
	}
}
