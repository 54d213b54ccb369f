package ragtest

import (
	"errors"
	"flag"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// All packages under rag link this package into their tests, so that go test ./rag/... -update is understood by each.
var update = flag.Bool("update", false, "rewrite the golden files")

// maxDiffs bounds the lines that a failure shows; git diff after -update shows all.
const maxDiffs = 8

// Golden compares got with testdata/golden/name, or writes it there under -update. Numbers with decimals may differ by one
// in the last place that is written, because processors round sums in different ways.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	want, have := strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n"), strings.Split(got, "\n")
	diffs := 0
	for i := range max(len(want), len(have)) {
		w, h := lineAt(want, i), lineAt(have, i)
		if alike(w, h) {
			continue
		}
		if diffs++; diffs <= maxDiffs {
			t.Errorf("%s, line %d:\n    was %s\n    is  %s", file, i+1, w, h)
		}
	}
	if diffs > 0 {
		t.Errorf("%s: %d lines differ. If that is as it should be: go test ./rag/... -update, and look at the diff", file, diffs)
	}
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

var decimal = regexp.MustCompile(`\d+\.\d+`)

// alike reports whether two lines are the same but for the last place of their decimals.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	if decimal.ReplaceAllString(a, "#") != decimal.ReplaceAllString(b, "#") {
		return false
	}
	in := decimal.FindAllString(b, -1)
	for i, x := range decimal.FindAllString(a, -1) {
		y := in[i]
		places := len(x) - strings.IndexByte(x, '.') - 1
		fx, errX := strconv.ParseFloat(x, 64)
		fy, errY := strconv.ParseFloat(y, 64)
		if errX != nil || errY != nil || len(y)-strings.IndexByte(y, '.')-1 != places ||
			math.Abs(fx-fy) > 1.5*math.Pow10(-places) {
			return false
		}
	}
	return true
}
