package ragtest

import "testing"

func TestAlike(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       bool
	}{
		{"same", "1. 0.123 a.md", "1. 0.123 a.md", true},
		{"last place", "score 0.123", "score 0.124", true},
		{"carried", "score 0.999", "score 1.000", true},
		{"two off", "score 0.123", "score 0.125", false},
		{"each number by itself", "0.123 0.500", "0.124 0.510", false},
		{"other places", "0.12", "0.123", false},
		{"whole numbers are exact", "rank 1", "rank 2", false},
		{"other words", "0.123 a.md", "0.123 b.md", false},
		{"one number more", "0.123", "0.123 0.123", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := alike(test.a, test.b); got != test.want {
				t.Errorf("alike(%q, %q) = %v", test.a, test.b, got)
			}
		})
	}
}
