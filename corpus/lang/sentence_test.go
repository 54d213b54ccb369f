package lang

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSentences(t *testing.T) {
	// In the texts ‖ stands where a sentence ends; the white space after it stays in the text.
	for _, tt := range []struct{ name, marked string }{
		{"empty", ""},
		{"space only", " \n\t "},
		{"one", "Rome is old."},
		{"no final stop", "Rome is old.‖ Milan is rich"},
		{"marks", "Who?‖ Me!"},
		{"question and exclamation", "Where is it?‖ There!‖ Look."},
		{"doctor", "He met Dr. Rossi today.‖ She left."},
		{"doctor before article", "On Main St. in St. Louis.‖ Mt. Etna too."},
		{"month before day", "On Jan. 5 it snowed.‖ On Feb. 6 not."},
		{"pages", "See it (p. 12) and pp. 3-4.‖ Then go."},
		{"latin abbreviations", "Fruit, e.g. Apples, i.e. Pome fruit.‖ More."},
		{"acronym inside a name", "The U.S. Congress met.‖ It voted."},
		{"acronym at the end", "They live in the U.S.‖ The next day came."},
		{"acronym before lower case", "The U.S. troops left.‖ All of them."},
		{"ends with acronym", "He went to the U.S."},
		{"initials", "The author J. K. Rowling wrote it.‖ She is rich."},
		{"one initial", "George W. Bush won.‖ Al Gore lost."},
		{"an initial that ends", "It was World War I.‖ The end."},
		{"number sign", "No. 5 is best.‖ No.‖ It is not."},
		{"versus", "Ali vs. Frazier was a fight.‖ Ali won."},
		{"et cetera goes on", "Apples, pears etc. are fruit.‖ So are figs."},
		{"et cetera ends", "Apples, pears, etc.‖ Figs too."},
		{"et al", "Smith et al. (1990) found it.‖ Others did not."},
		{"company", "Apple Inc. Chairman Levinson spoke.‖ He resigned."},
		{"company at the end", "He founded Foo Ltd.‖ It failed."},
		{"decimals", "It grew by 3.5 percent.‖ It fell by .5 later."},
		{"year then number", "He died in 1950.‖ 12 of them came."},
		{"born", "Anna (b. 1950, d. 2001) sang.‖ She danced."},
		{"circa", "Built ca. 1200 by monks.‖ Burnt c. 1300."},
		{"time of day", "It opens at 9 a.m. EST today.‖ It shuts at 5 p.m.‖ The rest is free."},
		{"doctorate", "She holds a Ph.D. in physics.‖ She teaches."},
		{"ellipsis goes on", "Well... maybe not.‖ Yes."},
		{"ellipsis ends", "And so on...‖ The end."},
		{"emphasis", "**It is old.**‖ *It stands.*‖ Yes."},
		{"one character ellipsis", "Well… maybe.‖ Yes…‖ No."},
		{"spaced ellipsis", "They said . . . nothing.‖ Good."},
		{"quotation closes", "He said, \"Go.\"‖ She went."},
		{"quotation goes on", "\"Go!\" he said.‖ She went."},
		{"curly quotation", "He said, “Go.”‖ She went."},
		{"quotation opens", "He spoke.‖ \"Go now.\"‖ She went."},
		{"brackets", "It is old.‖ (It is very old.)‖ It stands."},
		{"bracket closes", "It is old (see p. 4).‖ It stands."},
		{"footnote", "It is old.[1][2]‖ It stands.[citation needed]‖ Yes."},
		{"footnote without space", "It is old.[12]‖It stands."},
		{"footnote after space", "It is old. [3]‖ It stands."},
		{"superscript", "It is old.¹²‖ It stands."},
		{"web address", "See example.com for more.‖ Or www.foo.org.‖ The end."},
		{"camel case begins", "We like it.‖ iPhone sales rose."},
		{"all lower case", "it was late.‖ he went home.‖ she stayed."},
		{"lower case continues", "The approx. value.‖ More."},
		{"german date", "Am 3. Oktober 1990 kam sie.‖ Die Mauer war weg."},
		{"german ordinal", "Er wohnt im 3. Stock.‖ Sie auch."},
		{"german century", "Im 19. Jahrhundert war es so.‖ Heute nicht."},
		{"german abbreviations", "Das gilt z.B. Für uns bzw. Alle.‖ Nr. 5 lebt."},
		{"german spaced abbreviation", "Das gilt z. B. Für uns.‖ Ja."},
		{"german quotation", "Er sagte: „Geh.“‖ Sie ging."},
		{"italian", "Il Sig. Rossi abita qui.‖ L'art. 5 dice no.‖ Ciao."},
		{"french", "M. Dupont est là.‖ Mme. Curie aussi."},
		{"french quotation", "Il dit : « Va. »‖ Elle va."},
		{"spanish", "¿Quién es?‖ La Sra. López vive aquí.‖ ¡Sí!"},
		{"greek", "Ποιος είναι;‖ Δεν ξέρω.‖ Καλά."},
		{"russian", "Он родился в 1990 г. в Москве.‖ Она в 1991 г.‖ Потом уехали.‖ Это г. Москва."},
		{"turkish ordinal", "II. Dünya Savaşı bitti.‖ 2. Abdülhamid padişahtı."},
		{"chinese", "你好。‖我很好！‖你呢？‖好"},
		{"chinese quotation", "他说：“你好。”‖我走了。"},
		{"chinese title", "《加油！》是一部电影。‖很好。"},
		{"chinese with ascii mark", "你好吗?‖我很好。"},
		{"japanese quotation goes on", "「行く。」と言った。‖終わり。"},
		{"hindi", "यह घर है।‖ वह कौन है?‖ डॉ. राम आए।"},
		{"arabic", "من هو؟‖ لا أعرف.‖ حسنا."},
		{"urdu", "یہ گھر ہے۔‖ وہ آیا۔"},
		{"tokenised", "It is old .‖ It stands ."},
		{"tokenised quotation", "He said `` Go . ''‖ She went ."},
		{"tokenised straight quotation", "He said \" Go . \"‖ She went ."},
		{"tokenised abbreviation", "The U.S. , he said , is big .‖ Yes ."},
		{"hard wrap", "The treaty that was signed on this day in\nRome by both countries has held since then,\nand nobody\nbroke it.‖ It held."},
		{"short lines", "Rome\n‖Milan and\nthe north\n‖Naples"},
		{"chat", "Anna: Hello there, how are you doing today\n‖Bob: Fine, thank you very much for asking me\n‖Anna: Good"},
		{"blank line", "The treaty of\n\n‖Rome was"},
		{"crlf blank line", "The treaty of\r\n\r\n‖Rome was"},
		{"bullets", "Goals:\n‖- peace\n‖- Bread\n‖• work\n‖* rest"},
		{"numbered", "Goals:\n‖1. Peace\n‖2. Bread and\nbutter"},
		{"table rows", "| a | b |\n‖| c | d |"},
		{"short line", "Cultural relations\n‖The two countries have been friends since the year 1861, as everybody knows by now."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, want := unmark(tt.marked)
			var got []string
			for _, s := range Sentences(text) {
				got = append(got, text[s.Start:s.End])
			}
			if !slices.Equal(got, want) {
				t.Errorf("Sentences(%q)\n got %q\nwant %q", text, got, want)
			}
		})
	}
}

// unmark takes the marks off and returns the text and the sentences that they end.
func unmark(marked string) (text string, sentences []string) {
	for part := range strings.SplitSeq(marked, "‖") {
		if part := strings.TrimSpace(part); part != "" {
			sentences = append(sentences, part)
		}
	}
	return strings.ReplaceAll(marked, "‖", ""), sentences
}

func TestSentencesCutsMonsters(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"one word", strings.Repeat("x", 9000)},
		{"one word of wide runes", strings.Repeat("é", 5000)},
		{"words", strings.Repeat("word ", 3000)},
		{"clauses", strings.Repeat("some words, ", 900)},
		{"marks only", strings.Repeat(".", 5000)},
		{"invalid", strings.Repeat("\x80", 5000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkSentences(t, tt.text)
			for _, s := range Sentences(tt.text) {
				if s.End-s.Start > maxSentence {
					t.Errorf("a sentence of %d bytes", s.End-s.Start)
				}
			}
		})
	}
	thai := strings.Repeat("ประเทศไทยเป็นประเทศที่สวยงาม ", 40)
	for _, s := range Sentences(thai) {
		if s.End-s.Start > maxUnspaced {
			t.Errorf("a Thai sentence of %d bytes", s.End-s.Start)
		}
	}
}

// checkSentences fails unless the sentences are in order, disjoint, trimmed, on rune borders, and hold all that is no space.
func checkSentences(t interface{ Fatalf(string, ...any) }, text string) {
	end := 0
	for _, s := range Sentences(text) {
		switch {
		case s.Start < end || s.End <= s.Start || s.End > len(text):
			t.Fatalf("span %v after offset %d in %q", s, end, text)
		case strings.TrimSpace(text[end:s.Start]) != "":
			t.Fatalf("%q is in no sentence of %q", text[end:s.Start], text)
		case strings.TrimSpace(text[s.Start:s.End]) != text[s.Start:s.End]:
			t.Fatalf("%q is not trimmed", text[s.Start:s.End])
		case utf8.ValidString(text) && !utf8.ValidString(text[s.Start:s.End]):
			t.Fatalf("%q is cut within a rune", text[s.Start:s.End])
		}
		end = s.End
	}
	if strings.TrimSpace(text[end:]) != "" {
		t.Fatalf("%q is in no sentence of %q", text[end:], text)
	}
}

func TestSentencesCover(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{". ", ".", "! ", "? ", "...", "\n", "\n\n", "\r\n", " ", "\u00a0", "Dr. ", "U.S. ", "e.g. ", "3. ", "\"", "“", "”", "'' ",
			"[1]", ")", "(", "。", "」", "।", "؟", "- ", "•", "|", "The ", "J. ", ";", "\u2028", "ไทย "}),
		rapid.StringOfN(rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Han, unicode.Thai, unicode.Nd, unicode.Pe), 1, 8, -1),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		checkSentences(t, strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), ""))
	})
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"", "Dr. Rossi came. He left.", "a\n\nb", "「行く。」と言った。", "\xff. \x80", "x [1] .\" '' ) Y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkSentences(t, text) })
}

func BenchmarkSentences(b *testing.B) {
	text := strings.Repeat("The U.S. and Italy established diplomatic relations in 1861. Dr. Rossi (b. 1950) wrote about it.[1] ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sentences(text)
	}
}

// Time must grow with the length only: a quadratic step would take minutes here.
func TestSentencesHostile(t *testing.T) {
	for _, s := range []string{"\n", " ", ".", ". ", "a. ", "\"", ".\"", "[1]", ".[1", "( ", "x", "x\n", "\r", "- \n", "ก", "ก ", "。", "»", "Dr. ", ". \n", "J.\u2028"} {
		text := strings.Repeat(s, 1<<18/len(s))
		if n := len(Sentences(text)); n > len(text) {
			t.Errorf("%d sentences", n)
		}
	}
}
