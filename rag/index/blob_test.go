package index

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfDistinct(rapid.Uint32Range(0, maxTerm), rapid.ID[uint32]).Draw(t, "ids")
		slices.Sort(ids)
		terms := make([]termCount, len(ids))
		for i, id := range ids {
			terms[i] = termCount{id, rapid.Byte().Draw(t, "body"), rapid.Byte().Draw(t, "heading"), rapid.Byte().Draw(t, "title")}
		}
		got, err := decodeTerms(appendTerms(nil, terms))
		if err != nil || !slices.Equal(got, terms) {
			t.Fatalf("got %v, %v; want %v", got, err, terms)
		}
	})
}

func FuzzTerms(f *testing.F) {
	f.Add(appendTerms(nil, nil))
	f.Add(appendTerms(nil, []termCount{{0, 1, 0, 0}, {1, 0, 2, 0}, {300, 255, 255, 255}, {maxTerm, 1, 0, 1}}))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 20))
	f.Add([]byte{2, 0xfe, 0xff, 0xff, 0x3f, 1, 0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		terms, err := decodeTerms(b)
		if err != nil {
			return
		}
		if !slices.IsSortedFunc(terms, func(a, b termCount) int {
			if a.term < b.term {
				return -1
			}
			return 1
		}) || len(terms) > 0 && terms[len(terms)-1].term > maxTerm {
			t.Fatalf("%x gives %v", b, terms)
		}
		if again, err := decodeTerms(appendTerms(nil, terms)); err != nil || !slices.Equal(terms, again) {
			t.Fatalf("%v encodes to %v, %v", terms, again, err)
		}
	})
}

func FuzzVector(f *testing.F) {
	f.Add([]byte{}, 2)
	f.Add(appendVector(nil, []float32{0.6, -0.8}), 2)
	f.Add(appendVector(nil, []float32{0.6, -0.8}), 3)
	f.Add(appendVector(nil, []float32{0, 0}), 2)
	f.Add(appendVector(nil, []float32{float32(math.NaN()), 1}), 2)
	f.Add(appendVector(nil, []float32{float32(math.Inf(1))}), 1)
	f.Fuzz(func(t *testing.T, b []byte, dims int) {
		v, err := decodeVector(b, dims)
		if err != nil {
			return
		}
		if v != nil && checkVector(v, dims) != nil {
			t.Fatalf("%x gives %v", b, v)
		}
		if !bytes.Equal(appendVector([]byte{}, v), b) {
			t.Fatalf("%x gives %v, which encodes otherwise", b, v)
		}
	})
}
