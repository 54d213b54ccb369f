package rag

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLocate(t *testing.T) {
	tests := []struct {
		name, text, quote string
		want              string // the stretch of text; "" for not found
	}{
		{"as it stands", "Relations began in 1861.", "began in 1861", "began in 1861"},
		{"case", "Relations began in 1861.", "RELATIONS Began", "Relations began"},
		{"line break", "more than\n   30,000 troops", "than 30,000", "than\n   30,000"},
		{"no-break space", "over 6000\u00a0troops", "6000 troops", "6000\u00a0troops"},
		{"zero-width space inside", "over\u200b 60\u200b00 troops", "over 6000", "over\u200b 60\u200b00"},
		{"zero-width space around", "\u200bover\u200b 6000", "over", "over"},
		{"white space around the quote", "began in 1861", " \n in 1861\t", "in 1861"},
		{"quotation marks", "the “Mattei Plan” of Italy’s", `"mattei plan" of italy's`, "“Mattei Plan” of Italy’s"},
		{"guillemets", "il «Piano Mattei»", `"Piano Mattei"`, "«Piano Mattei»"},
		{"dashes", "the 2017–2018 term — of the U.S.‑Italy dialogue", "2017-2018 term - of the U.S.-Italy", "2017–2018 term — of the U.S.‑Italy"},
		{"ellipsis", "human dignity… Our principles", "dignity... our", "dignity… Our"},
		{"ellipsis the other way", "human dignity.... Our principles", "dignity… our", "dignity.... Our"},
		{"full-width forms", "ＣＯＰ２６ was held", "COP26", "ＣＯＰ２６"},
		{"ligature", "the ﬁnal oﬃce", "final office", "ﬁnal oﬃce"},
		{"digits of another script", "في عام ١٩٤٥", "عام 1945", "عام ١٩٤٥"},
		{"final sigma", "ΟΔΟΣ Αθηνών", "οδος", "ΟΔΟΣ"},
		{"soft hyphen", "diplo\u00admatic ties", "diplomatic", "diplo\u00admatic"},
		{"currency sign", "exceeded $81 billion last", "$81 billion", "$81 billion"},
		{"without its currency sign", "exceeded $81 billion last", "81 billion", "81 billion"},
		{"second of two, the first inside a word", "party art", "art", "art"},
		{"possessive", "Italy’s role", "Italy", "Italy"},
		{"Han", "意大利在那不勒斯设有总部", "那不勒斯", "那不勒斯"},
		{"Hangul with a particle", "서울은 수도이다", "서울", "서울"},
		{"Thai", "กรุงเทพมหานครเป็นเมืองหลวง", "เป็นเมืองหลวง", "เป็นเมืองหลวง"},
		{"invalid bytes", "a \xff b", "\xff b", "\xff b"},
		{"punctuation at the ends", "(in 1861),", "(in 1861),", "(in 1861),"},

		{"inside a word", "the party", "art", ""},
		{"begins inside a word", "the party", "arty", ""},
		{"ends inside a word", "the party", "the part", ""},
		{"inside a number", "in 2017", "17", ""},
		{"before a decimal point", "grew by 1.5 points", "1", ""},
		{"after a decimal point", "grew by 1.5 points", "5 points", ""},
		{"ends with a decimal point", "grew by 1.5 points", "by 1.", ""},
		{"begins with a decimal point", "grew by 1.5 points", ".5 points", ""},
		{"inside thousands", "30,000 troops", "000 troops", ""},
		{"part of a ligature", "the ﬁnal", "inal", ""},
		{"before a combining mark", "re\u0301sume\u0301", "re\u0301sume", ""},
		{"begins with a combining mark", "re\u0301sume\u0301", "\u0301sume\u0301", ""},
		{"inside a Thai syllable", "กรุงเทพ", "\u0e38งเทพ", ""},
		{"left out in the middle", "built around three pillars: NATO", "built … pillars", ""},
		{"other words", "began in 1861", "began in 1862", ""},
		{"empty", "began in 1861", "", ""},
		{"white space", "began in 1861", " \n", ""},
		{"punctuation", "began, in 1861.", ",", ""},
		{"invisible", "began\u200b in", "\u200b", ""},
		{"empty text", "", "a", ""},
		{"NUL is no border", "a b", "\x00b\x00\x00", "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start, end, ok := Locate(tt.text, tt.quote)
			if ok != (tt.want != "") {
				t.Fatalf("Locate(%q, %q) found = %v", tt.text, tt.quote, ok)
			}
			if ok && tt.text[start:end] != tt.want {
				t.Errorf("Locate(%q, %q) = %q, want %q", tt.text, tt.quote, tt.text[start:end], tt.want)
			}
		})
	}
}

// Quotes that people took from real pages, some of them typed anew, stand there.
func TestLocateSeeds(t *testing.T) {
	const dir = "../../shared/corpora/seeds"
	lines, err := os.ReadFile(filepath.Join(dir, "questions.jsonl"))
	if err != nil {
		t.Skipf("no questions to test with: %v", err)
	}
	located := 0
	for line := range strings.Lines(string(lines)) {
		var q struct {
			ID       string
			Evidence []struct{ Doc, Quote string }
		}
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatal(err)
		}
		for _, e := range q.Evidence {
			text, err := os.ReadFile(filepath.Join(dir, "docs", e.Doc))
			if err != nil {
				t.Fatal(err)
			}
			typed := strings.NewReplacer("’", "'", "–", "-", "\u00a0", " ").Replace(strings.ToUpper(e.Quote))
			for _, quote := range []string{e.Quote, typed} {
				if start, end, ok := Locate(string(text), quote); !ok || end-start != len(e.Quote) {
					t.Errorf("%s: %q not located in %s (%d to %d)", q.ID, quote, e.Doc, start, end)
				}
			}
			located++
		}
	}
	if located < 20 {
		t.Errorf("only %d quotes", located)
	}
}

// Texts made so that a naive search starts over at every character.
func TestLocateHostile(t *testing.T) {
	const n = 1 << 18
	for name, tt := range map[string][2]string{
		"one letter":      {strings.Repeat("a", n), strings.Repeat("a", n/2) + "b"},
		"inside a word":   {strings.Repeat("a", n), strings.Repeat("a", n/2)},
		"periodic":        {strings.Repeat("ab-", n), strings.Repeat("ab-", n/2) + "a"},
		"dots":            {strings.Repeat(".", n) + "a", strings.Repeat("…", n/2)},
		"only invisible":  {strings.Repeat("\u200b", n), "a"},
		"only white":      {strings.Repeat(" \n", n), "a"},
		"combining marks": {"a" + strings.Repeat("\u0301", n), "a"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, ok := Locate(tt[0], tt[1]); ok {
				t.Error("found")
			}
		})
	}
}

func FuzzLocate(f *testing.F) {
	for _, s := range [][2]string{
		{"Relations  began in 1861.", "began in 1861"}, {"the ﬁnal… “word”", `final... "word"`}, {"a\x00b", "b"},
		{"1.5, 2,5", "5"}, {"意大利 Italy", "利"}, {"e\u0301a", "e"}, {"\u200b. .. …", "..."}, {"ΣΑΣ ſ K", "σας s k"}, {"\xff\xfea", "\xfe"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, text, quote string) {
		start, end, ok := Locate(text, quote)
		if !ok {
			if _, ok := foldQuote(quote); !ok {
				return
			}
			around := text + " " + quote + " " + text
			if _, _, ok := Locate(around, quote); !ok {
				t.Errorf("%q does not hold %q", around, quote)
			}
			return
		}
		if start < 0 || end > len(text) || start >= end {
			t.Fatalf("Locate(%q, %q) = [%d, %d)", text, quote, start, end)
		}
		got := text[start:end]
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q cuts a character of %q", got, text)
		}
		if a, b := strings.TrimSpace(plain(got)), strings.TrimSpace(plain(quote)); a != b {
			t.Errorf("located %q for %q in %q", a, b, text)
		}
		if strings.TrimSpace(got) != got {
			t.Errorf("white space around %q", got)
		}
		if needle, ok := foldQuote(quote); !ok || !fold(text).holdsAt(needle, start, end) {
			t.Errorf("%q does not hold %q at [%d, %d)", text, quote, start, end)
		}
		if s, e, ok := Locate(text, got); !ok || s != start || e != end {
			t.Errorf("%q located at [%d, %d), its words at [%d, %d) %v", quote, start, end, s, e, ok)
		}
	})
}

func BenchmarkLocate(b *testing.B) {
	text := strings.Repeat("Two-way trade in goods between the United States and Italy exceeded a sum. ", 13)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Locate(text, "between Italy and the United States")
	}
}
