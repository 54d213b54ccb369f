package main

import (
	"math"
	"slices"

	"dossier/rag/extract"
)

// boosting says how trees are grown.
type boosting struct {
	trees, depth int
	rate         float64 // how much of each tree counts
	least        float64 // weight that a leaf must have
	ridge        float64 // pulls leaves to 0
	cuts         int     // thresholds tried for a feature
}

// fit learns the logarithm of the odds of y from x by gradient boosting on the logistic loss, with weights w.
func (b boosting) fit(x [][]float64, y, w []float64) extract.Forest {
	f := extract.Forest{}
	pos, total := 0.0, 0.0
	for i := range y {
		pos += w[i] * y[i]
		total += w[i]
	}
	f.Base = math.Log(pos / (total - pos))
	score := slices.Repeat([]float64{f.Base}, len(y))
	cuts := b.thresholds(x)
	grad, hess := make([]float64, len(y)), make([]float64, len(y))
	for range b.trees {
		for i := range y {
			p := 1 / (1 + math.Exp(-score[i]))
			grad[i], hess[i] = w[i]*(y[i]-p), w[i]*p*(1-p)
		}
		t := b.grow(x, cuts, grad, hess, b.least*total)
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
			if sh < least/8 || h-sh < least/8 {
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
