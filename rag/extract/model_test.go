package extract

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestBuiltinModel(t *testing.T) {
	m, err := parseModel(modelJSON)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Trees.Trees) == 0 || len(m.Confidence.Trees) == 0 {
		t.Errorf("%d trees rank, %d say how sure", len(m.Trees.Trees), len(m.Confidence.Trees))
	}
	for language, keys := range m.Need {
		for key, need := range keys {
			if !(need >= 0 && need <= 1) {
				t.Errorf("need of %q in %q is %v", key, language, need)
			}
		}
	}
	for _, class := range []string{"<name>", "<number>", focusClass} {
		if _, ok := m.Need[""][class]; !ok {
			t.Errorf("the need of %s was not learned", class)
		}
	}
}

func TestParseModel(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(m *Model)
		want  string // in the error; "" for none
	}{
		{"whole", func(*Model) {}, ""},
		{"no trees", func(m *Model) { m.Trees, m.Confidence = Forest{}, Forest{} }, ""},
		{"renamed feature", func(m *Model) { m.RankFeatures[3] = "no such feature" }, "feature 3 differs"},
		{"swapped features", func(m *Model) {
			f := m.ConfidenceFeatures
			f[0], f[1] = f[1], f[0]
		}, "feature 0 differs"},
		{"feature missing", func(m *Model) { m.RankFeatures = m.RankFeatures[:5] }, "feature 5 differs"},
		{"feature too many", func(m *Model) { m.ConfidenceFeatures = append(m.ConfidenceFeatures, "more") }, "differs"},
		{"no features", func(m *Model) { m.RankFeatures = nil }, "feature 0 differs"},
		{"weight missing", func(m *Model) { m.Rank = m.Rank[1:] }, "weights for"},
		{"empty tree", func(m *Model) { m.Trees.Trees = []Tree{{}} }, "tree 0 is not whole"},
		{"tree of two nodes", func(m *Model) {
			m.Trees.Trees = []Tree{{Feature: []int{0, 0}, Threshold: []float64{0, 0}, Leaf: []float64{0, 0, 0}}}
		}, "not whole"},
		{"threshold missing", func(m *Model) { m.Confidence.Trees[1].Threshold = nil }, "tree 1 is not whole"},
		{"leaf missing", func(m *Model) { m.Confidence.Trees[0].Leaf = m.Confidence.Trees[0].Leaf[1:] }, "tree 0 is not whole"},
		{"feature out of range", func(m *Model) { m.Trees.Trees[0].Feature[0] = len(rankFeatures) }, "asks for feature"},
		{"feature below range", func(m *Model) { m.Trees.Trees[0].Feature[0] = -2 }, "asks for feature -2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var m Model
			if err := json.Unmarshal(modelJSON, &m); err != nil {
				t.Fatal(err)
			}
			test.spoil(&m)
			data, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			switch _, err := parseModel(data); {
			case test.want == "" && err != nil:
				t.Errorf("error %v", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
	for _, data := range []string{"", "{", "[]", `{"rank": "1"}`, string(modelJSON[:len(modelJSON)/2])} {
		if _, err := parseModel([]byte(data)); err == nil || !strings.Contains(err.Error(), "reading the model") {
			t.Errorf("%.20q: error %v", data, err)
		}
	}
}

// Whatever bytes are taken for a model, it is refused or can be walked.
func FuzzParseModel(f *testing.F) {
	small, err := json.Marshal(plain())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Add([]byte(strings.Replace(string(small), `"trees":null`, `"trees":[{"f":[0],"t":[0.5],"v":[1,2]}]`, 1)))
	f.Add([]byte(`{"rank_features":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseModel(data)
		if err != nil {
			return
		}
		d := NewDraft("When did the tower open?", found("When did the tower open?", "The tower opened in 1798. It is green."))
		d.Describe(m)
		d.Rank(m)
		m.Confident(d)
	})
}

func TestForest(t *testing.T) {
	stump := Tree{Feature: []int{1}, Threshold: []float64{0.5}, Leaf: []float64{-1, 2}}
	deep := Tree{Feature: []int{0, -1, 1}, Threshold: []float64{0, 0, 0.5}, Leaf: []float64{10, 20, 30, 40}}
	tests := []struct {
		features []float64
		want     float64
	}{
		{[]float64{-1, 0}, 100 - 1 + 10}, // -1 as a feature leads left
		{[]float64{-1, 0.5}, 100 + 2 + 10},
		{[]float64{0, 0.4}, 100 - 1 + 30},
		{[]float64{1, 0.6}, 100 + 2 + 40},
	}
	f := Forest{Base: 100, Trees: []Tree{stump, deep}}
	if err := f.check(2); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		if got := f.Predict(test.features); got != test.want {
			t.Errorf("Predict(%v) = %v, want %v", test.features, got, test.want)
		}
	}
	if got := (Forest{Base: 3}).Predict(nil); got != 3 {
		t.Errorf("without trees %v", got)
	}
}

func TestNeed(t *testing.T) {
	m := &Model{Need: map[string]map[string]float64{
		"en": {"tower": 0.9, "<name>": 0.1}, "it": {"torr": 0.8},
		"": {"<name>": 0.7, "<word 5>": 0.6, "<word 1>": 0.2},
	}}
	tests := []struct {
		name, language string
		term           term
		want           float64
	}{
		{"seen", "en", term{key: "tower", rarity: 1}, 0.9},
		{"seen in another language only", "en", term{key: "torr", rarity: 1}, 0.6},
		{"not seen, telling", "en", term{key: "bridge", rarity: 1}, 0.6},
		{"not seen, common", "en", term{key: "bridge", rarity: 0.1}, 0.2},
		{"not seen, of a class that was not", "en", term{key: "bridge", rarity: 0.5}, 1},
		{"name", "en", term{key: "<name>", name: true}, 0.7},
		{"unknown language", "xx", term{key: "tower", rarity: 1}, 0.6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := m.need(test.term, test.language); got != test.want {
				t.Errorf("need %v, want %v", got, test.want)
			}
		})
	}
}

func TestThresholds(t *testing.T) {
	threshold := func(a Abstain) float64 {
		x, err := a.Threshold()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	never, balanced, strict := threshold(Never), threshold(Balanced), threshold(Strict)
	if never != 0 || balanced < never || strict < balanced || strict > 1 {
		t.Errorf("never %v, balanced %v, strict %v", never, balanced, strict)
	}
	if threshold("") != balanced {
		t.Errorf("the zero value is %v, balanced %v", threshold(""), balanced)
	}
	if _, err := Abstain("often").Threshold(); err == nil || !strings.Contains(err.Error(), `"often"`) {
		t.Errorf("error %v", err)
	}
}

func TestConfidenceIsFinite(t *testing.T) {
	const text = "The tower opened in 1798. It is green.\n\n- More than 20 million people, see it.\n\n港口在这里。"
	tests := []struct {
		name, question string
		texts          []string
	}{
		{"no hits", "When did the tower open?", nil},
		{"empty hit", "When did the tower open?", []string{""}},
		{"hit without words", "When did the tower open?", []string{"?! -- \n\n * * *"}},
		{"no question", "", []string{text}},
		{"question without words", "?!", []string{text}},
		{"function words", "what is it", []string{text}},
		{"names", "United Kingdom United States NATO", []string{text}},
		{"comparison of what is not there", "Compare Genoa and Naples.", []string{text}},
		{"number", "1798", []string{text}},
		{"one letter", "A", []string{text}},
		{"unspaced", "港口在哪里?", []string{text}},
		{"broken bytes", "caf\xff\xfe \x00", []string{"caf\xff\xfe \x00."}},
		{"long", strings.Repeat("tower ", 500), []string{strings.Repeat("tower ", 500)}},
		{"many words", strings.Join(strings.Fields(text), " "), []string{text, text, text}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := NewDraft(test.question, found(test.question, test.texts...))
			d.Describe(builtin())
			d.Rank(builtin())
			if x := builtin().Confident(d); !(x >= 0 && x <= 1) || len(d.Candidates) == 0 && x != 0 {
				t.Errorf("confidence %v", x)
			}
			columns := d.Confidence()
			if len(d.Candidates) == 0 {
				if columns != nil {
					t.Errorf("without candidates %v", columns)
				}
				return
			}
			checkColumns(t, ConfidenceFeatures(), columns)
			for _, c := range d.Candidates {
				checkColumns(t, RankFeatures(), c.Features)
			}
		})
	}
}

// checkColumns fails unless there is a finite number for every name.
func checkColumns(t *testing.T, names []string, columns []float64) {
	t.Helper()
	if len(names) != len(columns) {
		t.Fatalf("%d columns for %d names", len(columns), len(names))
	}
	for i, x := range columns {
		if math.IsNaN(x) || math.IsInf(x, 0) || math.Abs(x) > 100 {
			t.Errorf("%s is %v", names[i], x)
		}
	}
}

func TestFeatureNamesDiffer(t *testing.T) {
	for _, names := range [][]string{RankFeatures(), ConfidenceFeatures()} {
		sorted := slices.Sorted(slices.Values(names))
		if n := len(slices.Compact(sorted)); n != len(names) {
			t.Errorf("%d names, %d different ones: %q", len(names), n, names)
		}
	}
	RankFeatures()[0] = "spoilt"
	if rankFeatures[0] == "spoilt" {
		t.Error("a caller can rename features")
	}
}

// What is met nowhere makes less sure than what is met.
func TestEvidence(t *testing.T) {
	const question = "When did the tower of Genoa open?"
	column := func(text, name string) float64 {
		d := ranked(question, text)
		return d.Confidence()[slices.Index(ConfidenceFeatures(), name)]
	}
	const all, some = "The tower of Genoa opened in 1798.", "The tower of Naples opened in 1798."
	for _, name := range []string{"rare sentence", "rare context", "rare passage", "rare corpus", "need sentence", "need corpus", "names context"} {
		if a, b := column(all, name), column(some, name); a != 1 || b >= 1 {
			t.Errorf("%s: %v with everything met, %v with Genoa missing", name, a, b)
		}
	}
	for _, name := range []string{"rarest missing corpus", "most needed missing passage", "names missing passage", "names missing corpus", "needs missing context"} {
		if a, b := column(all, name), column(some, name); a != 0 || b <= 0 {
			t.Errorf("%s: %v with everything met, %v with Genoa missing", name, a, b)
		}
	}
	for name, want := range map[string]float64{"when": 1, "who": 0, "lower case": 0, "probability": 1, "runner-up": 0, "numbers missing corpus": 0} {
		if got := column(all, name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

// A comparison is met by one sentence for each side together.
func TestEvidenceOfComparison(t *testing.T) {
	d := ranked("Compare the fleets of Italy and France.", "The fleets of Italy are large.", "The fleets of France are small.")
	if got := d.Confidence()[slices.Index(ConfidenceFeatures(), "rare sentence")]; got < 0.99 {
		t.Errorf("both sides are told of, and %v of the question is met", got)
	}
}

func TestMet(t *testing.T) {
	d := ranked("Which ships did Genoa build in 1798?", "Genoa had ships.")
	met := make(map[string]bool)
	for _, m := range d.Met(d.Candidates[0]) {
		if m.Language != "en" || m.Class == "" {
			t.Errorf("%+v", m)
		}
		met[m.Key] = m.Met
	}
	for key, want := range map[string]bool{"ship": true, "<name>": true, "<number>": false, "build": false, focusClass: true} {
		if got, ok := met[key]; !ok || got != want {
			t.Errorf("%s: met %v, known %v, want %v", key, got, ok, want)
		}
	}
}
