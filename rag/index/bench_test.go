package index

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"dossier/corpus"
)

// generated returns documents of ten passages each, whose words are about as frequent as those of a language.
func generated(passages int) []corpus.Document {
	rnd := rand.New(rand.NewPCG(5, 6))
	word := func() string {
		n := int(math.Exp(rnd.Float64()*math.Log(50_000))) - 1 // Zipf's law
		var b strings.Builder
		for n++; n > 0; n /= 20 {
			b.WriteString([]string{"ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru",
				"sta", "tre", "vi", "zo", "qua", "che", "shi", "tho", "pra", "glu"}[n%20])
		}
		return b.String()
	}
	docs := make([]corpus.Document, (passages+9)/10)
	for i := range docs {
		var text strings.Builder
		for range 10 {
			for range 14 { // sentences
				for range 9 {
					text.WriteString(word())
					text.WriteByte(' ')
				}
				text.WriteString("ends. ")
			}
			text.WriteString("\n\n")
		}
		docs[i] = corpus.Document{ID: fmt.Sprintf("%06d.txt", i), Title: word() + " " + word(), Lang: "en", Text: text.String()}
	}
	return docs
}

func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{60, 20_000} {
		b.Run(fmt.Sprintf("passages=%d", n), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "index.db")
			x := open(b, path, Options{})
			r := ingest(b, x, "root", generated(n)...)
			x.Close()
			for b.Loop() {
				open(b, path, Options{}).Close()
			}
			b.ReportMetric(float64(r.Passages), "passages")
		})
	}
}

func BenchmarkSync(b *testing.B) {
	docs := generated(5_000)
	var size int64
	for _, d := range docs {
		size += int64(len(d.Text))
	}
	b.SetBytes(size)
	for b.Loop() {
		x := open(b, filepath.Join(b.TempDir(), "index.db"), Options{})
		ingest(b, x, "root", docs...)
		x.Close()
	}
}

func BenchmarkResync(b *testing.B) {
	docs := generated(20_000)
	var size int64
	for _, d := range docs {
		size += int64(len(d.Text))
	}
	x := open(b, filepath.Join(b.TempDir(), "index.db"), Options{})
	ingest(b, x, "root", docs...)
	b.SetBytes(size)
	for b.Loop() {
		ingest(b, x, "root", docs...)
	}
}
