package lang

import (
	"math"
	"strings"
	"unicode"
)

// maxDetect is how many bytes of a text are looked at: more than enough to tell.
const maxDetect = 8 << 10

// Detect guesses the language that most of a text is written in: by its script, then by letters that few languages have
// and by function words. A short question is enough. It returns "" only where there are no letters, and "en" for Latin
// letters that tell nothing.
func Detect(text string) string {
	text = clip(text, maxDetect)
	var weights [len(scripts)]int
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		for i, s := range scripts {
			if unicode.Is(s.table, r) {
				weights[i] += s.weight
				break
			}
		}
	}
	best := 0
	for i, w := range weights {
		if w > weights[best] {
			best = i
		}
	}
	switch s := scripts[best]; {
	case weights[best] == 0 && !strings.ContainsFunc(text, unicode.IsLetter):
		return ""
	case weights[best] == 0: // a script that is not in the table
		return "en"
	case s.language == "zh" && weights[kana]*10 > weights[best]:
		return "ja"
	case s.language != "":
		return s.language
	default:
		return byWords(text, s.candidates, s.fallback)
	}
}

// scripts are tried in this order, and a tie goes to the first. A letter weighs more than a Latin one, since names in Latin
// letters stand in every language, and a character that is a syllable or a word weighs what it would take to spell it out.
var scripts = [...]struct {
	table      *unicode.RangeTable
	weight     int
	language   string   // if the script alone tells
	candidates []string // otherwise
	fallback   string
}{
	{unicode.Latin, 1, "", latinLanguages, "en"},
	{unicode.Hiragana, 6, "ja", nil, ""},
	{unicode.Han, 6, "zh", nil, ""},
	{unicode.Katakana, 4, "ja", nil, ""},
	{unicode.Hangul, 6, "ko", nil, ""},
	{unicode.Cyrillic, 2, "", []string{"ru", "uk", "bg", "be", "sr", "mk", "kk"}, "ru"},
	{unicode.Arabic, 2, "", []string{"ar", "fa", "ur"}, "ar"},
	{unicode.Devanagari, 2, "", []string{"hi", "mr"}, "hi"},
	{unicode.Greek, 2, "el", nil, ""},
	{unicode.Thai, 2, "th", nil, ""},
	{unicode.Hebrew, 2, "he", nil, ""},
	{unicode.Bengali, 2, "bn", nil, ""},
	{unicode.Tamil, 2, "ta", nil, ""},
	{unicode.Telugu, 2, "te", nil, ""},
	{unicode.Gujarati, 2, "gu", nil, ""},
	{unicode.Gurmukhi, 2, "pa", nil, ""},
	{unicode.Kannada, 2, "kn", nil, ""},
	{unicode.Malayalam, 2, "ml", nil, ""},
	{unicode.Sinhala, 2, "si", nil, ""},
	{unicode.Georgian, 2, "ka", nil, ""},
	{unicode.Armenian, 2, "hy", nil, ""},
	{unicode.Ethiopic, 4, "am", nil, ""},
	{unicode.Khmer, 2, "km", nil, ""},
	{unicode.Lao, 2, "lo", nil, ""},
	{unicode.Myanmar, 2, "my", nil, ""},
}

const kana = 1 // the index of Hiragana in scripts

// latinLanguages are those that can be told apart in Latin script; a tie goes to the first.
var latinLanguages = []string{"en", "es", "de", "fr", "it", "pt", "nl", "ro", "pl", "tr", "vi", "id", "cs", "hu", "sv", "da", "no", "fi"}

// tellingLetters are letters (and marks) that occur in the language and in few others.
var tellingLetters = map[string]string{
	"be": "ўі", "bg": "ъщ", "cs": "ěščřžůťďňý", "da": "æøå", "de": "ßäöü", "es": "ñ¿¡áóíú", "fi": "äö", "fr": "çéèêàùœïî",
	"hu": "őűáéöü", "it": "èàòùé", "kk": "әғқңөұүһ", "mk": "ѓќѕјљњџ", "mr": "ळ", "no": "æøå", "pl": "ąęłśźżćńó",
	"pt": "ãõçêáóâ", "ro": "ășțşţâî", "ru": "ыэъё", "sr": "ђћјљњџ", "sv": "åäö", "tr": "ğışçöüİ", "uk": "іїєґ",
	"fa": "پچژگ\u06A9\u06CC", "ur": "ٹڈڑںےہھ\u06A9\u06CC", "ar": "ةىيكأإ",
	"vi": "đơưăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}

// byWords returns the candidate that the function words and the letters of the text speak for most. A word or a letter
// that several candidates share says the less the more they are.
func byWords(text string, candidates []string, fallback string) string {
	scores := make([]float64, len(candidates))
	vote := func(weight float64, has func(language string) bool) {
		n := 0
		for _, c := range candidates {
			if has(c) {
				n++
			}
		}
		if n == 0 {
			return
		}
		worth := weight * math.Log(1+float64(len(candidates))/float64(n))
		for i, c := range candidates {
			if has(c) {
				scores[i] += worth
			}
		}
	}
	lower := strings.ToLower(text)
	for w := range strings.FieldsFuncSeq(lower, func(r rune) bool { return !isWordRune(r) && !unicode.IsMark(r) }) {
		vote(1, func(c string) bool { return IsStop(w, c) })
	}
	for _, r := range text {
		if r = unicode.ToLower(r); r > unicode.MaxASCII {
			vote(0.5, func(c string) bool { return strings.ContainsRune(tellingLetters[c], r) })
		}
	}
	best := -1
	for i, s := range scores {
		if s > 0 && (best < 0 || s > scores[best]+1e-9) {
			best = i
		}
	}
	if best < 0 {
		return fallback
	}
	return candidates[best]
}
