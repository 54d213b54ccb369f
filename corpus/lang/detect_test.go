package lang

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestDetect(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"1861 – 17.5 %", ""},
		{"IBM", "en"},
		{"Who won Super Bowl 50?", "en"},
		{"Quando furono stabilite le relazioni?", "it"},
		{"Chi è l'ambasciatore?", "it"},
		{"Qual è la capitale d’Italia?", "it"},
		{"Wann wurde die DDR gegründet?", "de"},
		{"Qui a gagné ?", "fr"},
		{"¿Dónde está?", "es"},
		{"Quem não foi?", "pt"},
		{"Hoeveel mensen wonen er?", "nl"},
		{"Cine a câștigat?", "ro"},
		{"Kto był królem?", "pl"},
		{"Kdo byl králem a kdy?", "cs"},
		{"Ki volt a király?", "hu"},
		{"Vem var kungen och när dog han?", "sv"},
		{"Hvad er hovedstaden af landet?", "da"},
		{"Hva er navnet på byen som ble bygd av ham?", "no"},
		{"Kuka oli kuningas ja milloin?", "fi"},
		{"Kaç kişi öldü?", "tr"},
		{"Siapa yang menjadi presiden?", "id"},
		{"Ai là vua của nước này?", "vi"},
		{"Ποιος είναι;", "el"},
		{"Кто это?", "ru"},
		{"Хто це є?", "uk"},
		{"IBM是什么时候成立的？", "zh"},
		{"NASAの本部はどこですか。", "ja"},
		{"東京タワーはいつ建てられた", "ja"},
		{"대한민국의 수도는?", "ko"},
		{"من هو الرئيس؟", "ar"},
		{"پایتخت ایران کجاست؟", "fa"},
		{"پاکستان کا دارالحکومت کہاں ہے؟", "ur"},
		{"भारत की राजधानी?", "hi"},
		{"เมืองหลวงของไทย", "th"},
		{"מי הנשיא?", "he"},
		{"বাংলাদেশের রাজধানী", "bn"},
		{"తెలుగు భాష", "te"},
		{"தமிழ் மொழி", "ta"},
	} {
		if got := Detect(tt.text); got != tt.want {
			t.Errorf("Detect(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestDetectQuestions measures Detect on real questions.
func TestDetectQuestions(t *testing.T) {
	for _, set := range []string{"xquad", "nomiracl"} {
		t.Run(set, func(t *testing.T) {
			f, err := os.Open(filepath.Join("..", "..", "..", "shared", "corpora", set, "questions.jsonl"))
			if err != nil {
				t.Skipf("development corpora are not here: %v", err)
			}
			defer f.Close()
			asked, right := map[string]int{}, map[string]int{}
			in := bufio.NewScanner(f)
			in.Buffer(nil, 1<<20)
			for in.Scan() {
				var q struct{ Question, Lang string }
				if err := json.Unmarshal(in.Bytes(), &q); err != nil {
					t.Fatal(err)
				}
				asked[q.Lang]++
				if got := Detect(q.Question); got == q.Lang {
					right[q.Lang]++
				} else {
					t.Logf("%s taken for %s: %s", q.Lang, got, q.Question)
				}
			}
			if err := in.Err(); err != nil {
				t.Fatal(err)
			}
			for l, n := range asked {
				rate := float64(right[l]) / float64(n)
				t.Logf("%s: %.3f of %d", l, rate, n)
				if rate < 0.97 {
					t.Errorf("%s: %.3f of %d questions, want .97", l, rate, n)
				}
			}
		})
	}
}
