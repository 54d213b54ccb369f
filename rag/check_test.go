package rag

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"dossier/corpus"
	"dossier/corpus/lang"
)

// hit makes a hit from a document whose passage begins at offset 100.
func hit(id, text string) Hit {
	return Hit{
		Passage: corpus.Passage{ID: id + "#0", DocID: id, Start: 100, End: 100 + len(text), Text: text},
		Doc:     DocInfo{ID: id, Title: id},
	}
}

func testHits() []Hit {
	trade := hit("trade", "Two-way trade in goods exceeded $81 billion last year. Exports grew by 12.5 percent, and 1,250 firms took part. "+
		"The Italian government signed the memorandum with the United States and the European Union in Naples.")
	trade.Doc.Title = "Fact Sheet of the Embassy"
	trade.Doc.Publisher = "Department of Commerce"
	trade.Doc.Date = time.Date(2020, 9, 30, 0, 0, 0, 0, time.UTC)
	trade.Doc.Lang = "en"
	trade.Heading = "Economy > Partnership with Canada"
	forces := hit("forces", "More than 30,000 troops live in Italy. On July 27, 2023, Giorgia Meloni met Joe Biden in the White House. "+
		"The U.S. Navy has its 6th Fleet there; the three partners plan 10 to 15 million euros for 5G, and COP26 follows.")
	italian := hit("italiano", "Il 4 aprile 2019 sono stati spesi 1.250.000,50 euro. Erano presenti 36 mila studenti e il 7 % degli iscritti.")
	return []Hit{trade, forces, italian}
}

func cite(n int, quotes ...string) []Citation {
	var out []Citation
	for _, q := range quotes {
		out = append(out, Citation{Hit: n, Quote: q})
	}
	return out
}

func TestCheckVerdict(t *testing.T) {
	tests := []struct {
		name  string
		text  string
		cites []Citation
		want  Verdict
	}{
		{"extractive", "More than 30,000 troops live in Italy.", cite(1, "More than 30,000 troops live in Italy."), Verified},
		{"extractive, other typing", "more than  30,000 TROOPS live in Italy", cite(1, "more than 30,000 troops"), Verified},
		{"paraphrase", "In all, 30,000 troops are stationed in Italy.", cite(1, "More than 30,000 troops"), Verified},
		{"no citation", "More than 30,000 troops live in Italy.", nil, Unsupported},
		{"quote not there", "More than 30,000 troops live in Italy.", cite(1, "30,000 soldiers"), Unsupported},
		{"empty claim", " ", cite(1, "30,000 troops"), Unsupported},
		{"too long", strings.Repeat("troops ", 300), cite(1, "30,000 troops"), Unsupported},
		{"invalid text", "troops \xff", cite(1, "30,000 troops"), Unsupported},

		{"about something else", "Cats and dogs are popular pets with children.", cite(0, "Exports grew"), Unsupported},
		{"quote of function words", "Exports grew and firms took part.", cite(0, "of the", "and the"), Unsupported},

		{"other number", "Some 40,000 troops live there.", cite(1, "More than 30,000 troops"), Unsupported},
		{"number without grouping", "About 30000 troops live there.", cite(1, "More than 30,000 troops"), Verified},
		{"number grouped by a point", "Circa 30.000 militari.", cite(1, "More than 30,000 troops"), Verified},
		{"number grouped by a space", "About 30 000 troops live there.", cite(1, "More than 30,000 troops"), Verified},
		{"number written out with its scale", "About 30 thousand troops live there.", cite(1, "More than 30,000 troops"), Verified},
		{"a tenth", "About 3,000 troops live there.", cite(1, "More than 30,000 troops"), Unsupported},
		{"part of a number", "About 30 troops live there.", cite(1, "More than 30,000 troops"), Unsupported},
		{"scale", "Trade exceeded $81 billion.", cite(0, "exceeded $81 billion"), Verified},
		{"other scale", "Trade exceeded $81 million.", cite(0, "exceeded $81 billion"), Unsupported},
		{"scale lost", "Trade exceeded $81.", cite(0, "exceeded $81 billion"), Unsupported},
		{"scale in digits", "Trade exceeded 81,000,000,000 dollars.", cite(0, "exceeded $81 billion"), Verified},
		{"other currency", "Trade exceeded €81 billion.", cite(0, "exceeded $81 billion"), Unsupported},
		{"currency as a word", "Trade exceeded 81 billion dollars.", cite(0, "exceeded $81 billion"), Verified},
		{"percent sign", "Exports grew 12.5%.", cite(0, "Exports grew by 12.5 percent"), Verified},
		{"decimal comma", "Exports grew 12,5 %.", cite(0, "Exports grew by 12.5 percent"), Verified},
		{"percent of no percent", "Some 1,250% took part.", cite(0, "1,250 firms took part"), Unsupported},
		{"other decimal", "Exports grew 12.6%.", cite(0, "Exports grew by 12.5 percent"), Unsupported},
		{"whole of a decimal", "Exports grew 12%.", cite(0, "Exports grew by 12.5 percent"), Unsupported},
		{"start of a range", "At least 10 million euros are planned.", cite(1, "10 to 15 million euros"), Verified},
		{"number word in the source", "There are 3 partners.", cite(1, "the three partners"), Verified},
		{"number word in the claim is not checked", "The two sides met.", cite(1, "Giorgia Meloni met Joe Biden"), Verified},
		{"number of the document's date", "As of September 2020, trade exceeded $81 billion.", cite(0, "exceeded $81 billion"), Verified},
		{"other year", "As of September 2021, trade exceeded $81 billion.", cite(0, "exceeded $81 billion"), Unsupported},
		{"number of another passage", "In all, 30,000 troops for $81 billion.", cite(0, "exceeded $81 billion"), Unsupported},
		{"numbers of two cited passages", "In all, 30,000 troops for $81 billion.",
			append(cite(0, "exceeded $81 billion"), cite(1, "30,000 troops")...), Verified},
		{"ordinal", "The 6th Fleet is there.", cite(1, "6th Fleet"), Verified},
		{"other ordinal", "The 7th Fleet is there.", cite(1, "6th Fleet"), Unsupported},
		{"Italian decimal", "It cost 1,250,000.50 euros.", cite(2, "1.250.000,50 euro"), Verified},
		{"Italian scale", "Some 36,000 students came.", cite(2, "36 mila studenti"), Verified},

		{"date in another order", "The meeting took place on 27 July 2023.", cite(1, "On July 27, 2023"), Verified},
		{"other month", "The meeting took place on 27 June 2023.", cite(1, "On July 27, 2023"), Unsupported},
		{"month of another language", "On April 4, 2019 the money was spent.", cite(2, "Il 4 aprile 2019"), Verified},
		{"lower-case month", "il 4 maggio 2019", cite(2, "Il 4 aprile 2019"), Unsupported},

		{"name", "It was Meloni who met Biden.", cite(1, "Giorgia Meloni met Joe Biden"), Verified},
		{"other name", "It was Meloni who met Trump.", cite(1, "Giorgia Meloni met Joe Biden"), Unsupported},
		{"other first name", "The guest was John Biden.", cite(1, "Giorgia Meloni met Joe Biden"), Unsupported},
		{"first word is no name", "Soldiers live in Italy.", cite(1, "More than 30,000 troops live in Italy"), Verified},
		{"first word is a name of another passage", "Meloni signed the memorandum in Naples.", cite(0, "signed the memorandum"), Unsupported},
		{"second sentence", "They signed. Then all went to Naples.", cite(0, "in Naples"), Verified},
		{"possessive", "The role of Italy's partner.", cite(1, "troops live in Italy"), Verified},
		{"word of origin", "The officials of Italy signed.", cite(0, "The Italian government signed"), Verified},
		{"word of another origin", "The officials of Spain signed.", cite(0, "The Italian government signed"), Unsupported},
		{"acronym", "They signed with the EU.", cite(0, "signed the memorandum"), Verified},
		{"dotted acronym", "They signed with the U.S. in Naples.", cite(0, "signed the memorandum"), Verified},
		{"other acronym", "They signed with the UN.", cite(0, "signed the memorandum"), Unsupported},
		{"acronym written out", "The fleet of the United States is there.", cite(1, "The U.S. Navy has its 6th Fleet"), Verified},
		{"name with a digit", "Before COP26 came 5G.", cite(1, "and COP26 follows"), Verified},
		{"other name with a digit", "Before COP27 came 5G.", cite(1, "and COP26 follows"), Unsupported},
		{"other generation", "Then came 6G.", cite(1, "and COP26 follows"), Unsupported},
		{"name in the title", "The Fact Sheet says so.", cite(0, "Two-way trade"), Verified},
		{"name in the heading", "It was signed with Canada.", cite(0, "signed the memorandum"), Verified},
		{"publisher", "The figure is from the Department of Commerce.", cite(0, "Two-way trade"), Verified},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hits := testHits()
			got := Check(Claim{Text: tt.text, Citations: tt.cites}, hits)
			if got.Verdict != tt.want {
				t.Errorf("verdict %q, want %q (missing %q)", got.Verdict, tt.want, newChecker(hits).missing(tt.text, got.Citations))
			}
			requireHeld(t, got, hits)
		})
	}
}

// requireHeld fails the test if a citation does not carry the words of its passage to the letter.
func requireHeld(t *testing.T, c Claim, hits []Hit) {
	t.Helper()
	if c.Verdict == Verified && len(c.Citations) == 0 {
		t.Errorf("claim %q is verified without a citation", c.Text)
	}
	for _, cite := range c.Citations {
		if cite.Hit < 0 || cite.Hit >= len(hits) {
			t.Fatalf("citation of hit %d of %d", cite.Hit, len(hits))
		}
		h := hits[cite.Hit]
		if cite.Start < h.Start || cite.End > h.End || cite.Start >= cite.End {
			t.Fatalf("citation of [%d, %d) in a passage [%d, %d)", cite.Start, cite.End, h.Start, h.End)
		}
		if got := h.Text[cite.Start-h.Start : cite.End-h.Start]; got != cite.Quote {
			t.Errorf("citation quotes %q where %q stands", cite.Quote, got)
		}
	}
}

func TestCheckCitations(t *testing.T) {
	hits := []Hit{hit("a", "the art of the art of war"), hit("b", "Three words here, and “peace”.")}
	at := func(n int, quote string, start int) Citation {
		return Citation{Hit: n, Quote: quote, Start: start, End: start + len(quote)}
	}
	tests := []struct {
		name string
		in   Citation
		want []Citation
	}{
		{"first place", Citation{Hit: 0, Quote: "the art"}, []Citation{at(0, "the art", 100)}},
		{"the place that is given", at(0, "THE ART", 111), []Citation{at(0, "the art", 111)}},
		{"a place that is off", at(0, "the art", 112), []Citation{at(0, "the art", 100)}},
		{"a place out of range", at(0, "the art", -4), []Citation{at(0, "the art", 100)}},
		{"a place that wraps round", Citation{0, "the art", math.MaxInt, math.MinInt}, []Citation{at(0, "the art", 100)}},
		{"the wrong passage", Citation{Hit: 0, Quote: "three words here"}, []Citation{at(1, "Three words here", 100)}},
		{"no such passage", Citation{Hit: 7, Quote: "three words here"}, []Citation{at(1, "Three words here", 100)}},
		{"a negative passage", Citation{Hit: -1, Quote: "three words here"}, []Citation{at(1, "Three words here", 100)}},
		{"too little to be moved", Citation{Hit: 0, Quote: "words here"}, nil},
		{"punctuation added", Citation{Hit: 1, Quote: `"Three words here."`}, []Citation{at(1, "Three words here", 100)}},
		{"quotation marks to the letter", Citation{Hit: 1, Quote: `"peace"`}, []Citation{at(1, "“peace”", 122)}},
		{"not there", Citation{Hit: 0, Quote: "the arts of war"}, nil},
		{"nothing", Citation{}, nil},
		{"too long", Citation{Hit: 0, Quote: "the art" + strings.Repeat(" ", maxQuote)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Check(Claim{Text: "art", Citations: []Citation{tt.in}}, hits)
			if !slices.Equal(got.Citations, tt.want) {
				t.Errorf("got %+v, want %+v", got.Citations, tt.want)
			}
			requireHeld(t, got, hits)
		})
	}
	many := slices.Repeat([]Citation{{Hit: 1, Quote: "peace"}}, maxCitations)
	if got := Check(Claim{Text: "art", Citations: append(many, Citation{Quote: "art"})}, hits); len(got.Citations) != 1 {
		t.Errorf("%d citations where one is repeated and the last is beyond the limit", len(got.Citations))
	}
}

func TestCheckShort(t *testing.T) {
	tests := []struct{ name, short, want string }{
		{"span", "more than 30,000", "more than 30,000"},
		{"not there", "31,000", ""},
		{"inside a word", "30", ""},
		{"yes", "Yes", "Yes"},
		{"list", "Giorgia Meloni, Joe Biden and Italy", "Giorgia Meloni, Joe Biden and Italy"},
		{"list with a stranger", "Giorgia Meloni and Donald Trump", ""},
		{"nothing", "", ""},
		{"long", strings.Repeat("Italy, ", 1000), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Check(Claim{Text: "Troops live in Italy.", Short: tt.short, Citations: cite(1, "troops live in Italy")}, testHits())
			if got.Short != tt.want || got.Verdict != Verified {
				t.Errorf("short %q, verdict %q; want %q", got.Short, got.Verdict, tt.want)
			}
		})
	}
}

func TestCheckConfidence(t *testing.T) {
	for _, tt := range []struct{ in, want float64 }{{0.4, 0.4}, {-1, 0}, {7, 1}, {math.NaN(), 0}, {math.Inf(1), 1}, {math.Inf(-1), 0}} {
		if got := Check(Claim{Confidence: tt.in}, nil).Confidence; got != tt.want {
			t.Errorf("confidence %v becomes %v, want %v", tt.in, got, tt.want)
		}
	}
}

// A sentence of a passage verifies; the same sentence with one figure or one name changed does not, quoted as it is or
// with the true quote.
func TestCheckMutations(t *testing.T) {
	hits := testHits()
	rng := rand.New(rand.NewPCG(1, 2))
	mutated := 0
	for n, h := range hits {
		for _, s := range lang.Sentences(h.Text) {
			sentence := h.Text[s.Start:s.End]
			if got := Check(Claim{Text: sentence, Citations: cite(n, sentence)}, hits); got.Verdict != Verified {
				t.Errorf("%q is not verified", sentence)
			}
			for i, w := range lang.Words(sentence, "") {
				word := sentence[w.Start:w.End]
				var other string
				switch {
				case strings.ContainsFunc(word, unicode.IsDigit):
					other = strings.Map(func(r rune) rune {
						if r < '0' || r > '9' {
							return r
						}
						return '0' + (r-'0'+1+rune(rng.IntN(8)))%10
					}, word)
				case w.Name && i > 0:
					other = "Z" + word[1:] + "q"
				default:
					other = "zzq"
				}
				fake := sentence[:w.Start] + other + sentence[w.End:]
				if got := Check(Claim{Text: fake, Citations: cite(n, fake)}, hits); got.Verdict == Verified || len(got.Citations) > 0 {
					t.Errorf("%q is verified by quoting itself", fake)
				}
				if other == "zzq" {
					continue // a changed word that is neither a name nor a number shows only in the quote
				}
				mutated++
				if got := Check(Claim{Text: fake, Citations: cite(n, sentence)}, hits); got.Verdict == Verified {
					t.Errorf("%q is verified by %q", fake, sentence)
				}
			}
		}
	}
	if mutated < 30 {
		t.Errorf("only %d mutations", mutated)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("More than 30,000 troops live in Italy.", "30,000 troops", "30,000", 1, 100, 120)
	f.Add("On 4 April 2019", "Il 4 aprile 2019", "", 2, 0, 0)
	f.Add("U.S. EU 5G 70th 1.2.3 1,234.5 1'000 12.05.2020", "three partners", "Meloni and Biden", -1, -1, 1<<40)
	f.Add("٣٠ €1 $2 3% mil millones k", "\x00“”", ", and ,", 9, 5, 4)
	hits := testHits()
	f.Fuzz(func(t *testing.T, text, quote, short string, n, start, end int) {
		c := Claim{Text: text, Short: short, Citations: []Citation{{Hit: n, Quote: quote, Start: start, End: end}, {Quote: text}}}
		got := Check(c, hits)
		requireHeld(t, got, hits)
		if got.Verdict != Verified && got.Verdict != Unsupported {
			t.Errorf("verdict %q", got.Verdict)
		}
		again := Check(got, hits)
		if again.Verdict != got.Verdict || again.Short != got.Short || !slices.Equal(again.Citations, got.Citations) {
			t.Errorf("checked once: %+v, twice: %+v", got, again)
		}
		for _, f := range readFigures(plain(text), true) {
			for _, v := range f.values {
				if _, err := strconv.ParseFloat(v, 64); err != nil && !strings.Contains(err.Error(), "range") {
					t.Errorf("%q reads as %q", f.text, v)
				}
			}
		}
	})
}

func TestReadFigures(t *testing.T) {
	tests := []struct {
		text   string
		source bool
		want   string
	}{
		{"1861", false, "1861"},
		{"1,000 1.000", false, "1000|1.000 1000|1.000"},
		{"1,234,567 1.234.567", false, "1234567 1234567"},
		{"1,234.50 1.234,50", false, "1234.5 1234.5"},
		{"0.125 007 1.50", false, "0.125 7 1.5"},
		{"12.05.2020", false, "12 5 2020"},
		{"12 300 people", false, "12300"},
		{"12 300 people", true, "12300 12 300"},
		{"in 2020 300 people", false, "2020 300"},
		{"$78.6 billion", false, "78600000000$"},
		{"78,6 miliardi di euro", false, "78600000000€"},
		{"2 mil millones", false, "2000000000"},
		{"us$ 5 and 5 us dollars", false, "5$ 5$"},
		{"7 % 7 percent 7 per cent", false, "7% 7% 7%"},
		{"10-15 million euros", true, "10|10000000€ 15000000€"},
		{"10-15 million euros", false, "10 15000000€"},
		{"2017-2018", true, "2017|2017 2018"},
		{"cop26 5g", false, "26 5"},
		{"²", false, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, f := range readFigures(tt.text, tt.source) {
			got = append(got, strings.Join(f.values, "|")+f.unit)
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("readFigures(%q, %v) = %q, want %q", tt.text, tt.source, g, tt.want)
		}
	}
}
