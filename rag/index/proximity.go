package index

import (
	"cmp"
	"slices"

	"dossier/corpus/lang"
)

// The proximity leg looks at the best passages only, and at windows of as many words as a sentence has.
const (
	proximityDepth  = 50
	proximityWindow = 20 // words
)

// proximity adds the third leg to the best hits and sorts them again: how much of the query, by the weight of its words,
// stands within one window of the passage. Its score is that share, in [0, 1].
func (s *snapshot) proximity(hits []fused, groups []group) {
	if len(groups) < 2 {
		return
	}
	of := make(map[string]int)
	total := 0.0
	for i, g := range groups {
		for _, t := range g.terms {
			of[t] = i
		}
		total += g.weight
	}
	for i := range hits {
		leg := &hits[i].proximity
		leg.Score = s.closest(s.records[hits[i].passage], groups, of) / total
		leg.Norm = leg.Score
		hits[i].score += s.ranking.Proximity * leg.Norm
	}
	slices.SortStableFunc(hits, func(a, b fused) int { return cmp.Compare(b.score, a.score) })
	order := slices.Clone(hits)
	slices.SortStableFunc(order, func(a, b fused) int { return cmp.Compare(b.proximity.Score, a.proximity.Score) })
	rank := make(map[uint32]int, len(order))
	for i, h := range order {
		rank[h.passage] = i + 1
	}
	for i := range hits {
		hits[i].proximity.Rank = rank[hits[i].passage]
	}
}

// closest is the greatest weight of different query words within one window of a passage.
func (s *snapshot) closest(r record, groups []group, of map[string]int) float64 {
	type occurrence struct{ position, group int }
	var found []occurrence
	for i, t := range lang.Words(r.Text, r.lang) {
		if g, ok := of[t.Term]; ok && !t.Stop {
			found = append(found, occurrence{i, g})
		}
	}
	inside := make([]int, len(groups))
	best, sum := 0.0, 0.0
	first := 0
	for _, o := range found {
		if inside[o.group]++; inside[o.group] == 1 {
			sum += groups[o.group].weight
		}
		for o.position-found[first].position >= proximityWindow {
			g := found[first].group
			if inside[g]--; inside[g] == 0 {
				sum -= groups[g].weight
			}
			first++
		}
		best = max(best, sum)
	}
	return best
}
