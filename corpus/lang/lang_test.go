package lang

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTerms(t *testing.T) {
	for _, tt := range []struct {
		name, text, language string
		want                 []string
	}{
		{"stems and stop words", "The relations were established in 1861.", "en", []string{"relat", "establish", "1861"}},
		{"acronym", "the U.S. and the US, but not us", "en", []string{"us", "us"}},
		{"possessive", "Italy’s troops", "en", []string{"itali", "troop"}},
		{"elision", "l'accordo dell’Italia", "it", []string{"accord", "ital"}},
		{"accents", "Perché è così?", "it", nil},
		{"german", "Wann wurden die Häuser gebaut?", "de", []string{"haus", "gebaut"}},
		{"greek", "Ποιος είναι ο Αχιλλέας;", "el", []string{"αχιλλεας"}},
		{"han", "北京大学", "zh", []string{"北京", "京大", "大学"}},
		{"one han", "我 A", "zh", []string{"我", "a"}},
		{"no language", "The house", "", []string{"the", "house"}},
		{"hindi question", "यह कौन है", "hi", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, w := range Terms(tt.text, tt.language) {
				got = append(got, w.Term)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Terms(%q, %q) = %q, want %q", tt.text, tt.language, got, tt.want)
			}
		})
	}
}

func TestQuestionWordsAreStopWords(t *testing.T) {
	for language, list := range map[string]string{
		"ar": "من متى أين كيف كم ماذا لماذا لا", "cs": "kdo co kdy kde jak kolik který proč ne", "da": "hvem hvad hvornår hvor hvordan hvilken hvorfor ikke",
		"de": "wer was wann wo wie viel viele welche welcher warum nicht kein", "el": "ποιος τι πότε πού πώς πόσο πόσοι ποια γιατί όχι δεν",
		"en": "who what when where how many which why whose not no", "es": "quién qué cuándo dónde cómo cuántos cuál no",
		"fi": "kuka mikä milloin missä miten kuinka monta ei", "fr": "qui que quoi quand où comment combien quel quelle pourquoi ne pas non",
		"hi": "कौन क्या कब कहाँ कैसे कितने क्यों नहीं", "hu": "ki mi mikor hol hogyan hány melyik miért nem", "id": "siapa apa kapan mana bagaimana berapa mengapa tidak",
		"it": "chi che cosa quando dove come quanto quanti quale perché non", "nl": "wie wat wanneer waar hoe hoeveel welke waarom niet geen",
		"no": "hvem hva når hvor hvordan hvilken hvorfor ikke", "pl": "kto co kiedy gdzie jak ile który dlaczego nie", "pt": "quem que quando onde como quanto quantos qual não",
		"ro": "cine ce când unde cum cât câte câți care nu", "ru": "кто что когда где как сколько какой почему не нет",
		"sv": "vem vad när var hur många vilken varför inte", "tr": "kim ne nerede nasıl kaç hangi neden değil", "vi": "ai gì khi nào đâu sao bao nhiêu không",
	} {
		for w := range strings.FieldsSeq(list) {
			if !IsStop(w, language) {
				t.Errorf("%q is no stop word of %q", w, language)
			}
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("The U.S. isn't l'Italia", "en")
	f.Add("北京 大学が กขค", "")
	f.Add("İstanbul ﬁn ǅ ’’’ a'b 3.5", "tr")
	f.Add("\xff' \x80a", "fr")
	f.Fuzz(func(t *testing.T, text, language string) {
		prev := Token{Start: -1}
		for _, w := range Words(text, language) {
			switch {
			case w.Term == "" || w.Start < 0 || w.End <= w.Start || w.End > len(text):
				t.Fatalf("%+v in %q", w, text)
			case w.Start <= prev.Start || w.End < prev.End:
				t.Fatalf("%+v after %+v in %q", w, prev, text)
			case utf8.ValidString(text) && !utf8.ValidString(text[w.Start:w.End]):
				t.Fatalf("%+v cuts a rune of %q", w, text)
			}
			prev = w
		}
	})
}

func ExampleWords() {
	for _, w := range Words("Where did the U.S. troops go?", "en") {
		fmt.Print(w.Term, " ", w.Stop, "; ")
	}
	// Output: where true; did true; the true; us false; troop false; go false;
}
