package extract

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"sync"
)

// Model holds the numbers that are learned: cmd/fit writes model.json, and says what they reach.
type Model struct {
	RankFeatures       []string  `json:"rank_features"`
	Rank               []float64 `json:"rank"`
	Trees              Forest    `json:"trees"` // added to the linear rank
	ConfidenceFeatures []string  `json:"confidence_features"`
	Confidence         Forest    `json:"confidence"` // of the logarithm of the odds
	// Need says by language and key how often the surroundings of a right answer mention a term of the question, in [0, 1].
	// The empty language holds what is assumed of words that were not seen, by class: see term.class.
	Need       map[string]map[string]float64 `json:"need"`
	Thresholds map[string]float64            `json:"thresholds"` // by abstain mode: the least confidence that is shown
}

//go:embed model.json
var modelJSON []byte

// builtin is the model that the program answers with. It is read at the first question.
var builtin = sync.OnceValue(func() *Model {
	m, err := parseModel(modelJSON)
	if err != nil {
		panic(err) // the file is part of the program; a test reads it
	}
	return m
})

// parseModel reads a model and checks that it fits the features that this program computes.
func parseModel(data []byte) (*Model, error) {
	var m Model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("reading the model: %w", err)
	}
	if err := sameNames(m.RankFeatures, rankFeatures); err != nil {
		return nil, fmt.Errorf("checking the ranker's features: %w", err)
	}
	if err := sameNames(m.ConfidenceFeatures, ConfidenceFeatures()); err != nil {
		return nil, fmt.Errorf("checking the confidence's features: %w", err)
	}
	if len(m.Rank) != len(m.RankFeatures) {
		return nil, fmt.Errorf("checking the model: %d weights for %d features", len(m.Rank), len(m.RankFeatures))
	}
	if err := m.Trees.check(len(m.RankFeatures)); err != nil {
		return nil, fmt.Errorf("checking the ranker: %w", err)
	}
	if err := m.Confidence.check(len(m.ConfidenceFeatures)); err != nil {
		return nil, fmt.Errorf("checking the model: %w", err)
	}
	return &m, nil
}

func sameNames(have, want []string) error {
	for i := range max(len(have), len(want)) {
		if i >= len(have) || i >= len(want) || have[i] != want[i] {
			return fmt.Errorf("feature %d differs; run `go run ./cmd/fit`", i)
		}
	}
	return nil
}

// need is how surely an answer's surroundings mention a term.
func (m *Model) need(t term, language string) float64 {
	if n, ok := m.Need[language][t.key]; ok && t.key[0] != '<' {
		return n
	}
	if n, ok := m.Need[""][t.class()]; ok {
		return n
	}
	return 1
}

// Confident estimates the probability that the best candidate of a draft that was ranked answers the question; 0 if there
// is none.
func (m *Model) Confident(d *Draft) float64 {
	if len(d.Candidates) == 0 {
		return 0
	}
	return 1 / (1 + math.Exp(-m.Confidence.Predict(d.Confidence())))
}

// weigh is the dot product of weights and features.
func weigh(weights, features []float64) float64 {
	sum := 0.0
	for i, x := range features {
		sum += weights[i] * x
	}
	return sum
}

// Forest is a sum of small regression trees, as gradient boosting learns them (Friedman 2001).
type Forest struct {
	Base  float64 `json:"base"`
	Trees []Tree  `json:"trees"`
}

// Tree is a perfect binary tree stored level by level: node i has the children 2i+1 and 2i+2. Inner nodes compare a
// feature with a threshold; a feature below it, or -1 as feature, leads left.
type Tree struct {
	Feature   []int     `json:"f"`
	Threshold []float64 `json:"t"`
	Leaf      []float64 `json:"v"` // len(Feature)+1 of them
}

// Predict adds up the leaves that the features lead to.
func (f Forest) Predict(features []float64) float64 {
	sum := f.Base
	for _, t := range f.Trees {
		sum += t.Leaf[t.Find(features)]
	}
	return sum
}

// Find returns the number of the leaf that the features lead to.
func (t Tree) Find(features []float64) int {
	i := 0
	for i < len(t.Feature) {
		if f := t.Feature[i]; f < 0 || features[f] < t.Threshold[i] {
			i = 2*i + 1
		} else {
			i = 2*i + 2
		}
	}
	return i - len(t.Feature)
}

// check reports a forest that Predict could not walk.
func (f Forest) check(features int) error {
	for i, t := range f.Trees {
		n := len(t.Feature)
		if n == 0 || n&(n+1) != 0 || len(t.Threshold) != n || len(t.Leaf) != n+1 {
			return fmt.Errorf("tree %d is not whole", i)
		}
		for _, x := range t.Feature {
			if x < -1 || x >= features {
				return fmt.Errorf("tree %d asks for feature %d of %d", i, x, features)
			}
		}
	}
	return nil
}
