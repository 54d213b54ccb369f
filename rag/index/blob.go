package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// maxTerm is the greatest ID of a term: it bounds the table by which IDs are looked up.
const maxTerm = 1<<26 - 1

// appendTerms encodes the terms of a passage, ascending by term: their number, then for each the distance to the one
// before it, shifted left by one, with the lowest bit set if headings or title hold it too; then the body count, and the
// other two if the bit is set. Numbers are uvarints, counts are bytes. Most terms take three bytes.
func appendTerms(b []byte, terms []termCount) []byte {
	b = binary.AppendUvarint(b, uint64(len(terms)))
	next := uint64(0)
	for _, t := range terms {
		step := (uint64(t.term) - next) << 1
		next = uint64(t.term) + 1
		if t.heading == 0 && t.title == 0 {
			b = append(binary.AppendUvarint(b, step), t.body)
		} else {
			b = append(binary.AppendUvarint(b, step|1), t.body, t.heading, t.title)
		}
	}
	return b
}

// errTerms and errVector are constant because a reason in detail helps nobody with a damaged file.
var (
	errTerms  = errors.New("the terms of a passage cannot be read")
	errVector = errors.New("the vector of a passage cannot be read")
)

// decodeTerms is the inverse of appendTerms. It takes nothing else: terms ascend up to maxTerm and no byte is left over.
func decodeTerms(b []byte) ([]termCount, error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size)/2 { // two bytes a term at least
		return nil, errTerms
	}
	b = b[size:]
	terms := make([]termCount, n)
	next := uint64(0)
	for i := range terms {
		step, size := binary.Uvarint(b)
		if size <= 0 || step>>1 > maxTerm-min(next, maxTerm) || next > maxTerm {
			return nil, errTerms
		}
		b = b[size:]
		next += step >> 1
		t := termCount{term: uint32(next)}
		next++
		fields := 1 + 2*int(step&1)
		if len(b) < fields {
			return nil, errTerms
		}
		t.body = b[0]
		if fields == 3 {
			t.heading, t.title = b[1], b[2]
		}
		b = b[fields:]
		terms[i] = t
	}
	if len(b) > 0 {
		return nil, errTerms
	}
	return terms, nil
}

// appendVector encodes a vector as little-endian float32s; a nil vector as nothing.
func appendVector(b []byte, v []float32) []byte {
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

// decodeVector is the inverse of appendVector for vectors of dims dimensions and unit norm.
func decodeVector(b []byte, dims int) ([]float32, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) != 4*dims {
		return nil, fmt.Errorf("%w: %d bytes for %d dimensions", errVector, len(b), dims)
	}
	v := make([]float32, dims)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	if err := checkVector(v, dims); err != nil {
		return nil, fmt.Errorf("%w: %w", errVector, err)
	}
	return v, nil
}
