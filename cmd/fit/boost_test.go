package main

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// learner is small, and sees all rows and all features, so that what it learns can be told beforehand.
func learner(depth int) boosting {
	return boosting{trees: 60, depth: depth, rate: 0.3, ridge: 0.01, cuts: 8, rows: 1, cols: 1}
}

// points are pseudo-random rows with n features in [0, 1).
func points(rows, n int) [][]float64 {
	random := rand.New(rand.NewPCG(3, 4))
	x := make([][]float64, rows)
	for i := range x {
		for range n {
			x[i] = append(x[i], random.Float64())
		}
	}
	return x
}

// Neither feature alone says anything of the outcome, so no linear model and no stump learns it.
func TestBoostingLearnsXOR(t *testing.T) {
	x := points(400, 3)
	y, w := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		w[i] = 1
		if (x[i][0] > 0.5) != (x[i][1] > 0.5) {
			y[i] = 1
		}
	}
	right := func(depth int) float64 {
		f := learner(depth).fit(x, 0, logOdds(y, w))
		n := 0.0
		for i := range x {
			if (f.Predict(x[i]) > 0) == (y[i] == 1) {
				n++
			}
		}
		return n / float64(len(x))
	}
	if got := right(3); got < 0.95 {
		t.Errorf("trees of depth 3 have %.2f right", got)
	}
	if got := right(1); got > 0.8 {
		t.Errorf("stumps have %.2f right, so this is no test", got)
	}
}

func TestBoostingIsDeterministic(t *testing.T) {
	x := points(200, 4)
	y, w := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		w[i] = 1
		y[i] = math.Round(x[i][2])
	}
	b := boosting{trees: 20, depth: 3, rate: 0.1, least: 0.01, ridge: 0.1, cuts: 8, rows: 0.5, cols: 0.5}
	first := b.fit(x, 0.25, logOdds(y, w))
	if again := b.fit(x, 0.25, logOdds(y, w)); !reflect.DeepEqual(first, again) {
		t.Error("the same rows give another forest")
	}
	if first.Base != 0.25 || len(first.Trees) != b.trees {
		t.Errorf("base %v, %d trees", first.Base, len(first.Trees))
	}
	for _, tree := range first.Trees {
		if len(tree.Feature) != 7 || len(tree.Threshold) != 7 || len(tree.Leaf) != 8 {
			t.Fatalf("tree %+v is not of depth 3", tree)
		}
	}
}

// Of two rows in each list the gold one ends up in front, whatever the lists have in common.
func TestBoostingLearnsChoice(t *testing.T) {
	x := points(200, 2)
	gold, w, start := make([]bool, len(x)), make([]float64, len(x)), make([]float64, len(x))
	var lists [][2]int
	for i := 0; i < len(x); i += 2 {
		lists = append(lists, [2]int{i, i + 2})
		gold[i], gold[i+1] = x[i][1] > x[i+1][1], x[i][1] <= x[i+1][1]
		w[i], w[i+1] = 1, 1
	}
	f := learner(2).fit(x, 0, choice(lists, gold, w, start))
	right := 0
	for _, l := range lists {
		if (f.Predict(x[l[0]]) > f.Predict(x[l[0]+1])) == gold[l[0]] {
			right++
		}
	}
	if right < 85 {
		t.Errorf("%d of %d lists are in order", right, len(lists))
	}
}

// The gradients are those of the functions that they say: they agree with differences of these.
func TestGradients(t *testing.T) {
	y, w := []float64{1, 0, 1}, []float64{1, 2, 0.5}
	gold, start := []bool{true, false, true}, []float64{0.1, -0.2, 0.3}
	tests := []struct {
		name     string
		gradient gradient
		value    func(score []float64) float64
	}{
		{"log odds", logOdds(y, w), func(score []float64) float64 {
			sum := 0.0
			for i, s := range score {
				p := 1 / (1 + math.Exp(-s))
				sum += w[i] * (y[i]*math.Log(p) + (1-y[i])*math.Log(1-p))
			}
			return sum
		}},
		{"choice", choice([][2]int{{0, 3}}, gold, []float64{1, 1, 1}, start), func(score []float64) float64 {
			sum, right := 0.0, 0.0
			for i, s := range score {
				sum += math.Exp(s + start[i])
				if gold[i] {
					right += math.Exp(s + start[i])
				}
			}
			return math.Log(right / sum)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			score := []float64{0.4, -0.7, 1.1}
			first, second := make([]float64, 3), make([]float64, 3)
			test.gradient(score, first, second)
			for i := range score {
				const h = 1e-6
				up, down := append([]float64{}, score...), append([]float64{}, score...)
				up[i] += h
				down[i] -= h
				if want := (test.value(up) - test.value(down)) / (2 * h); math.Abs(first[i]-want) > 1e-6 {
					t.Errorf("first derivative %d is %v, want %v", i, first[i], want)
				}
				if second[i] <= 0 {
					t.Errorf("second derivative %d is %v", i, second[i])
				}
			}
		})
	}
}

func TestThresholds(t *testing.T) {
	x := [][]float64{{0, 1, 0}, {0, 1, 0.25}, {1, 1, 0.5}, {1, 1, 0.75}, {1, 1, 1}}
	want := [][]float64{{1}, nil, {0.25, 0.5, 0.75, 1}} // a constant feature cannot be split
	if got := (boosting{cuts: 4}).thresholds(x); !reflect.DeepEqual(got, want) {
		t.Errorf("thresholds %v, want %v", got, want)
	}
}

func TestGrow(t *testing.T) {
	x := [][]float64{{0}, {0}, {1}, {1}}
	hess := []float64{1, 1, 1, 1}
	b := boosting{depth: 1, rate: 0.5}
	t.Run("splits where it gains", func(t *testing.T) {
		tree := b.grow(x, [][]float64{{1}}, []float64{-1, -1, 2, 2}, hess, 0)
		if tree.Feature[0] != 0 || tree.Threshold[0] != 1 || tree.Leaf[0] != -0.5 || tree.Leaf[1] != 1 {
			t.Errorf("%+v", tree)
		}
	})
	t.Run("not where it does not", func(t *testing.T) {
		b := boosting{depth: 1, rate: 0.5, ridge: 1}
		tree := b.grow(x, [][]float64{{1}}, []float64{1, 1, 1, 1}, hess, 0)
		if tree.Feature[0] != -1 || tree.Leaf[0] != 0.4 { // 0.5 * 4 / (4 + 1)
			t.Errorf("%+v", tree)
		}
	})
	t.Run("not into leaves too small", func(t *testing.T) {
		if tree := b.grow(x, [][]float64{{1}}, []float64{-1, -1, 2, 2}, hess, 3); tree.Feature[0] != -1 {
			t.Errorf("%+v", tree)
		}
	})
	t.Run("a leaf without rows says nothing", func(t *testing.T) {
		b := boosting{depth: 1, rate: 0.5, ridge: 1}
		tree := b.grow(x, [][]float64{nil}, []float64{1, 1, 1, 1}, hess, 0)
		if tree.Leaf[0] == 0 || tree.Leaf[1] != 0 {
			t.Errorf("%+v", tree)
		}
	})
}
