package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"dossier/rag/extract"
)

// boosting says how trees are grown.
type boosting struct {
	trees, depth int
	rate         float64 // how much of each tree counts
	least        float64 // share of the second derivative that a leaf must have
	ridge        float64 // pulls leaves to 0; in units of the second derivative
	cuts         int     // thresholds tried for a feature
	rows, cols   float64 // share of the rows and of the features that a tree sees (Friedman 2002)
}

// gradient fills in the first and the second derivative of what is to be maximised by each row's score.
type gradient func(score, first, second []float64)

// logOdds is the gradient of the log likelihood of outcomes y, weighted.
func logOdds(y, w []float64) gradient {
	return func(score, first, second []float64) {
		for i := range score {
			p := 1 / (1 + math.Exp(-score[i]))
			first[i], second[i] = w[i]*(y[i]-p), w[i]*p*(1-p)
		}
	}
}

// choice is the gradient of the log likelihood that the softmax over each list falls on its gold rows. lists are
// consecutive ranges of rows; start holds the score of each row before boosting.
func choice(lists [][2]int, gold []bool, w, start []float64) gradient {
	return func(score, first, second []float64) {
		for _, l := range lists {
			sum, right := 0.0, 0.0
			for i := l[0]; i < l[1]; i++ {
				second[i] = math.Exp(score[i] + start[i])
				sum += second[i]
				if gold[i] {
					right += second[i]
				}
			}
			for i := l[0]; i < l[1]; i++ {
				p := second[i] / sum
				first[i] = -p
				if gold[i] {
					first[i] += second[i] / right
				}
				first[i], second[i] = w[i]*first[i], w[i]*p*(1-p)
			}
		}
	}
}

// fit grows trees on rows x; the scores start at base.
func (b boosting) fit(x [][]float64, base float64, g gradient) extract.Forest {
	f := extract.Forest{Base: base}
	score := slices.Repeat([]float64{base}, len(x))
	cuts := b.thresholds(x)
	random := rand.New(rand.NewPCG(1, 2))
	first, second := make([]float64, len(x)), make([]float64, len(x))
	for range b.trees {
		g(score, first, second)
		total := 0.0
		for i := range first {
			if random.Float64() >= b.rows {
				first[i], second[i] = 0, 0
			}
			total += second[i]
		}
		seen := slices.Clone(cuts)
		for j := range seen {
			if random.Float64() >= b.cols {
				seen[j] = nil
			}
		}
		t := b.grow(x, seen, first, second, b.least*total)
		for i := range score {
			score[i] += t.Leaf[t.Find(x[i])]
		}
		f.Trees = append(f.Trees, t)
	}
	return f
}

// thresholds are quantiles of each feature.
func (b boosting) thresholds(x [][]float64) [][]float64 {
	out := make([][]float64, len(x[0]))
	for j := range out {
		column := make([]float64, len(x))
		for i := range x {
			column[i] = x[i][j]
		}
		slices.Sort(column)
		for k := 1; k <= b.cuts; k++ {
			v := column[k*(len(column)-1)/b.cuts]
			v = math.Round(v*1e4) / 1e4
			if v > column[0] && !slices.Contains(out[j], v) {
				out[j] = append(out[j], v)
			}
		}
	}
	return out
}

// grow makes one tree, level by level, by the gain in the second-order approximation of the loss.
func (b boosting) grow(x, cuts [][]float64, grad, hess []float64, least float64) extract.Tree {
	inner := 1<<b.depth - 1
	t := extract.Tree{Feature: slices.Repeat([]int{-1}, inner), Threshold: make([]float64, inner), Leaf: make([]float64, inner+1)}
	rows := make([][]int, 2*inner+1)
	for i := range x {
		rows[0] = append(rows[0], i)
	}
	for n := range inner {
		t.Feature[n], t.Threshold[n] = b.split(x, cuts, grad, hess, rows[n], least)
		for _, i := range rows[n] {
			child := 2*n + 1
			if f := t.Feature[n]; f >= 0 && x[i][f] >= t.Threshold[n] {
				child = 2*n + 2
			}
			rows[child] = append(rows[child], i)
		}
	}
	for n := range t.Leaf {
		g, h := 0.0, 0.0
		for _, i := range rows[inner+n] {
			g, h = g+grad[i], h+hess[i]
		}
		t.Leaf[n] = math.Round(b.rate*g/(h+b.ridge)*1e4) / 1e4
	}
	return t
}

func (b boosting) split(x, cuts [][]float64, grad, hess []float64, rows []int, least float64) (feature int, threshold float64) {
	g, h := 0.0, 0.0
	for _, i := range rows {
		g, h = g+grad[i], h+hess[i]
	}
	feature = -1
	best := 1e-6
	for f, cs := range cuts {
		gl, hl := make([]float64, len(cs)+1), make([]float64, len(cs)+1)
		for _, i := range rows {
			k, exact := slices.BinarySearch(cs, x[i][f])
			if exact {
				k++
			}
			gl[k] += grad[i]
			hl[k] += hess[i]
		}
		sg, sh := 0.0, 0.0
		for k, c := range cs {
			sg, sh = sg+gl[k], sh+hl[k]
			if sh < least || h-sh < least {
				continue
			}
			gain := sg*sg/(sh+b.ridge) + (g-sg)*(g-sg)/(h-sh+b.ridge) - g*g/(h+b.ridge)
			if gain > best {
				best, feature, threshold = gain, f, c
			}
		}
	}
	return feature, threshold
}
