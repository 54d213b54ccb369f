package corpus

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dossier/corpus/lang"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// passage is what a test says about a Passage.
type passage struct{ Heading, Text string }

func split(s Splitter, d Document) (ps []passage, omitted map[string][]string) {
	got, om := s.Split(d)
	for _, p := range got {
		ps = append(ps, passage{p.Heading, p.Text})
	}
	omitted = make(map[string][]string)
	for _, o := range om {
		omitted[o.Reason] = append(omitted[o.Reason], d.Text[o.Start:o.End])
	}
	return ps, omitted
}

func TestSplit(t *testing.T) {
	long := "The first sentence is here. The second one follows it. The third one ends it."
	for _, tt := range []struct {
		name     string
		splitter Splitter
		doc      Document
		want     []passage
	}{
		{"empty", Splitter{}, Document{}, nil},
		{"white space", Splitter{}, Document{Text: " \n\n\t"}, nil},
		{"one paragraph", Splitter{}, Document{Text: "\n Rome is old. \n"}, []passage{{"", "Rome is old."}}},
		{"short paragraphs are packed", Splitter{}, Document{Text: "Rome is old.\n\nMilan is rich.\n"}, []passage{{"", "Rome is old.\n\nMilan is rich."}}},
		{"up to Max", Splitter{Max: 20}, Document{Text: "Rome is old.\n\nMilan is rich.\n"}, []passage{{"", "Rome is old."}, {"", "Milan is rich."}}},
		{"long paragraph", Splitter{Max: 60}, Document{Text: long}, []passage{
			{"", "The first sentence is here."}, {"", "The second one follows it. The third one ends it."}}},
		{"overlap", Splitter{Max: 60, Overlap: 30}, Document{Text: long}, []passage{
			{"", "The first sentence is here."}, {"", "The second one follows it. The third one ends it."}}},
		{"long sentence", Splitter{Max: 20}, Document{Text: "It is short. It goes on and on and on and on. It ends."}, []passage{
			{"", "It is short."}, {"", "It goes on and on and on and on."}, {"", "It ends."}}},
		{"headings", Splitter{}, Document{Format: Markdown, Title: "Guide", Text: "# Guide\n\nTop.\n\n## A *b*\n\nIn A.\n\n### C[edit] ###\n\nIn C.\n\nD\n-\n\nIn D.\n"}, []passage{
			{"", "Top."}, {"A b", "In A."}, {"A b > C", "In C."}, {"D", "In D."}}},
		{"heading with nothing under it", Splitter{}, Document{Format: Markdown, Text: "# A\n\n## B\n\n## C\n\nText.\n\n# D\n"}, []passage{
			{"A", "## B"}, {"A > C", "Text."}, {"", "# D"}}},
		{"a heading that is a paragraph", Splitter{}, Document{Format: Markdown, Text: "# " + strings.Repeat("word ", 80) + "\n\nText.\n"}, []passage{
			{"", "# " + strings.Repeat("word ", 80) + "\n\nText."}}},
		{"only a title", Splitter{}, Document{Format: Markdown, Title: "A", Text: "# A"}, []passage{{"", "# A"}}},
		{"list stays with its lead-in", Splitter{Max: 80}, Document{Text: "Some words that come before it.\n\nThe goals are:\n\n• peace\n\n• bread for all\n\n• and roses for everybody\n"}, []passage{
			{"", "Some words that come before it."}, {"", "The goals are:\n\n• peace\n\n• bread for all\n\n• and roses for everybody"}}},
		{"lead-in at the end of a long paragraph", Splitter{Max: 50}, Document{Text: "A long first sentence stands here, for a while. The goals are:\n\n• peace\n"}, []passage{
			{"", "A long first sentence stands here, for a while."}, {"", "The goals are:\n\n• peace"}}},
		{"fenced code", Splitter{}, Document{Format: Markdown, Text: "Run:\n\n```sh\n# no heading\nmake\n```\n\nDone.\n"}, []passage{
			{"", "Run:\n\n```sh\n# no heading\nmake\n```\n\nDone."}}},
		{"table is cut between rows", Splitter{Max: 40}, Document{Format: Markdown, Text: "| year | who |\n|---|---|\n| 1861 | Italy |\n| 1776 | America |\n| 1707 | Britain |\n"}, []passage{
			{"", "| year | who |\n|---|---|"}, {"", "| 1861 | Italy |\n| 1776 | America |"}, {"", "| 1707 | Britain |"}}},
		{"quotation", Splitter{}, Document{Format: Markdown, Text: "> Go on.\n> And on.\n\nYes.\n"}, []passage{{"", "> Go on.\n> And on.\n\nYes."}}},
		{"front matter and rule", Splitter{}, Document{Format: Markdown, Text: "---\ntitle: X\n---\nOne.\n\n---\n\nTwo.\n"}, []passage{{"", "One."}, {"", "Two."}}},
		{"comment", Splitter{}, Document{Format: Markdown, Text: "One.\n\n<!-- no\ncontent -->\n\n<div>\nTwo.\n</div>\n"}, []passage{{"", "One."}, {"", "<div>\nTwo.\n</div>"}}},
		{"headings of plain text", Splitter{}, Document{Text: "Cultural relations\n\nThe two countries have been friends for a long time.\n\nTrade\nThe two countries trade a lot with each other, and the trade " +
			"between them has grown every year since the end of the war.\n"}, []passage{
			{"Cultural relations", "The two countries have been friends for a long time."},
			{"Trade", "The two countries trade a lot with each other, and the trade between them has grown every year since the end of the war."}}},
		{"hard-wrapped lines are one paragraph", Splitter{Max: 48}, Document{Text: "The treaty between the two countries\nwas signed in Rome. It holds to this\nday. Nobody has broken it so far.\n"}, []passage{
			{"", "The treaty between the two countries\nwas signed in Rome."}, {"", "It holds to this\nday."}, {"", "Nobody has broken it so far."}}},
		{"chat", Splitter{Max: 60}, Document{Text: "Time: 20260105_11:00\nAnna: Hi there! I am here 🎉\nBob: Good! Can't wait 😊\nAnna: See you then 🎉\n"}, []passage{
			{"", "Time: 20260105_11:00\nAnna: Hi there! I am here 🎉"}, {"", "Bob: Good! Can't wait 😊\nAnna: See you then 🎉"}}},
		{"program text", Splitter{Max: 40}, Document{Text: "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(1)\n\tfmt.Println(1)\n}\n"}, []passage{
			{"", "package main\n\nimport \"fmt\""}, {"", "func main() {\n\tfmt.Println(1)"}, {"", "\tfmt.Println(1)\n}"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i, p := range tt.want {
				tt.want[i].Text = strings.TrimSpace(p.Text)
			}
			got, _ := split(tt.splitter, tt.doc)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("passages (-want +got):\n%s", diff)
			}
			checkSplit(t, tt.splitter, tt.doc)
		})
	}
}

func TestSplitOverlaps(t *testing.T) {
	d := Document{ID: "d", Text: "Ah, one. Ah, two. Ah, three. Ah, four. Ah, five. Ah, six. Ah, seven. Ah, eight."}
	got, _ := split(Splitter{Max: 40, Overlap: 15}, d)
	if len(got) < 3 || !strings.HasPrefix(got[1].Text, got[0].Text[strings.LastIndex(got[0].Text, "Ah"):]) {
		t.Errorf("the last sentence is not repeated: %q", got)
	}
	checkSplit(t, Splitter{Max: 40, Overlap: 15}, d)
}

func TestSplitLeavesOut(t *testing.T) {
	text := "Our relations have prospered and grown since diplomatic ties were first established in 1861."
	other := "A second paragraph says something else, and it says so in a whole sentence."
	for _, tt := range []struct {
		name   string
		doc    Document
		reason string
		want   []string // what is left out for the reason
	}{
		{"english cookies", Document{Text: "This site uses cookies. By continuing you accept.\n\n" + text}, "cookie banner", []string{"This site uses cookies. By continuing you accept."}},
		{"italian cookies", Document{Text: "Questo sito utilizza cookie tecnici. Proseguendo la navigazione acconsenti all'uso.\n\n" + text}, "cookie banner",
			[]string{"Questo sito utilizza cookie tecnici. Proseguendo la navigazione acconsenti all'uso."}},
		{"german cookies", Document{Text: text + "\n\nDiese Website verwendet Cookies. Einverstanden?"}, "cookie banner", []string{"Diese Website verwendet Cookies. Einverstanden?"}},
		{"french cookies", Document{Text: "Ce site utilise des cookies. En poursuivant vous acceptez.\n\n" + text}, "cookie banner", []string{"Ce site utilise des cookies. En poursuivant vous acceptez."}},
		{"spanish cookies", Document{Text: "Utilizamos cookies propias y de terceros. Si continúa navegando, acepta su uso.\n\n" + text}, "cookie banner",
			[]string{"Utilizamos cookies propias y de terceros. Si continúa navegando, acepta su uso."}},
		{"an article about cookies stays", Document{Text: "A cookie is a small piece of data that a server sends to a browser.\n\n" + text}, "cookie banner", nil},
		{"a recipe stays", Document{Text: "Bake the cookies for ten minutes and continue with the icing.\n\n" + text}, "cookie banner", nil},
		{"skip link", Document{Text: "Skip to main content\n\n" + text}, "navigation", []string{"Skip to main content"}},
		{"breadcrumb", Document{Text: "Home > Embassy > Relations\n\n" + text}, "navigation", []string{"Home > Embassy > Relations"}},
		{"menu", Document{Text: "Home\nAbout us\nNews\nVisas\nContact\n\n" + text}, "navigation", []string{"Home\nAbout us\nNews\nVisas\nContact"}},
		{"menu of links", Document{Format: Markdown, Text: "- [Embassy](/e)\n- [Visas](/v)\n- [Trade](/t)\n\n" + text + "\n"}, "navigation",
			[]string{"- [Embassy](/e)", "- [Visas](/v)", "- [Trade](/t)"}},
		{"links among the text stay", Document{Format: Markdown, Text: text + "\n\n- [Embassy](/e)\n- [Visas](/v)\n- [Trade](/t)\n\n" + other + "\n"}, "navigation", nil},
		{"share", Document{Text: text + "\n\nShare on Facebook\n"}, "navigation", []string{"Share on Facebook"}},
		{"title repeated", Document{Text: "Political relations\n\n\nPolitical relations\n\n" + text}, "repetition", []string{"Political relations"}},
		{"title repeated below its heading", Document{Format: Markdown, Text: "# Trade\n\nTrade\n\n" + text}, "repetition", []string{"Trade"}},
		{"a short remark under another heading stays", Document{Format: Markdown, Text: "# A\n\nFor more, please see the following reports.\n\n# B\n\n" +
			"For more, please see the following reports.\n"}, "repetition", nil},
		{"caption repeated", Document{Text: text + "\n\n\"Frecce Tricolori\", the Acrobatic Team, fly over Rome\n“Frecce Tricolori”, the Acrobatic Team,  fly over Rome\n"}, "repetition",
			[]string{"“Frecce Tricolori”, the Acrobatic Team,  fly over Rome"}},
		{"paragraph repeated", Document{Text: text + " Yes, " + text + "\n\n" + other + "\n\n" + text + " Yes, " + text}, "repetition", []string{text + " Yes, " + text}},
		{"program text repeated stays", Document{Text: "{\n  x = 1;\n  x = 1;\n}\n\n{\n  x = 1;\n  x = 1;\n}\n"}, "repetition", nil},
		{"empty list", Document{Text: text + "\n\nLinks:\n\n \n\n" + other}, "empty list", []string{"Links:"}},
		{"list of links stays", Document{Text: text + "\n\nLinks:\n\n• The embassy in Rome\n\n" + other}, "empty list", nil},
		{"front matter", Document{Format: Markdown, Text: "---\ntitle: X\n---\n\n" + text}, "front matter", []string{"---\ntitle: X\n---"}},
		{"markup", Document{Format: Markdown, Text: text + "\n\n***\n\n[a]: /b\n"}, "markup", []string{"***\n\n[a]: /b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, omitted := split(Splitter{}, tt.doc)
			if diff := cmp.Diff(tt.want, omitted[tt.reason]); diff != "" {
				t.Errorf("left out as %s (-want +got):\n%s", tt.reason, diff)
			}
			delete(omitted, tt.reason)
			delete(omitted, "heading")
			if len(omitted) > 0 {
				t.Errorf("left out besides: %q", omitted)
			}
			checkSplit(t, Splitter{}, tt.doc)
		})
	}
}

func TestSplitSeeds(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "corpora", "seeds", "docs")
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Skipf("development corpora are not in %s", dir)
	}
	got := make(map[string]map[string][]string)
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d := Document{ID: filepath.Base(name), Text: string(b)}
		_, omitted := split(Splitter{}, d)
		for _, texts := range omitted {
			for i, s := range texts {
				texts[i] = s[:min(len(s), 40)]
			}
		}
		got[d.ID[:3]] = omitted
		checkSplit(t, Splitter{}, d)
		checkSplit(t, Splitter{Max: 300, Overlap: 100}, d)
	}
	want := map[string]map[string][]string{
		"000": {"cookie banner": {"This site uses cookies to provide a bett"}, "heading": {"Political relations"}, "repetition": {"Political relations"}},
		"001": {
			"cookie banner": {"This site uses technical (necessary) and"},
			"heading":       {"Political relations", "Military and defense cooperation"},
			"empty list":    {"Links:", "Links:"},
			"repetition":    {"“Frecce Tricolori”, the Acrobatic Te", "The Italian Air Force during Operation B"},
		},
		"002": {"heading": {"The United States and Italy: Longstandin"}},
		"003": {"cookie banner": {"This site uses cookies to provide a bett"}, "heading": {"Poltical Relations"}, "repetition": {"Poltical Relations"}},
		"004": {"heading": {"U.S.-Italy Collaboration on Security", "U.S.-Italy Partnership for Shared Prospe", "U.S.-Italy Cooperation in Technology", "Invitation to Visit Italy"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
}

// checkSplit fails unless the passages and the omissions of d keep what Split promises.
func checkSplit(t interface {
	Helper()
	Fatalf(string, ...any)
}, s Splitter, d Document) {
	t.Helper()
	ps, om := s.Split(d)
	if again, _ := s.Split(d); !slices.Equal(ps, again) {
		t.Fatalf("cutting %q twice gives two results", d.Text)
	}
	limit := s.inBytes(d.Text).Max
	covered := make([]bool, len(d.Text))
	for i, p := range ps {
		switch {
		case p.Start < 0 || p.End > len(d.Text) || p.Start >= p.End || p.Text != d.Text[p.Start:p.End]:
			t.Fatalf("passage %d is not Text[%d:%d]", i, p.Start, p.End)
		case strings.TrimSpace(p.Text) != p.Text:
			t.Fatalf("passage %q is not trimmed", p.Text)
		case p.Rune != utf8.RuneCountInString(d.Text[:p.Start]):
			t.Fatalf("passage %d: Rune is %d", i, p.Rune)
		case len(p.Text) > 4*limit+utf8.UTFMax:
			t.Fatalf("passage %d has %d bytes", i, len(p.Text))
		case i > 0 && (p.Start <= ps[i-1].Start || p.End <= ps[i-1].End):
			t.Fatalf("passage %d is not after the one before", i)
		case i > 0 && ps[i-1].End-p.Start > s.inBytes(d.Text).Overlap:
			t.Fatalf("passage %d overlaps by %d", i, ps[i-1].End-p.Start)
		}
		for j := p.Start; j < p.End; j++ {
			covered[j] = true
		}
	}
	for i, o := range om {
		if o.Reason == "" || o.Start >= o.End || i > 0 && o.Start < om[i-1].End {
			t.Fatalf("omission %+v", o)
		}
		for j := o.Start; j < o.End; j++ {
			if covered[j] {
				t.Fatalf("%q is both left out and in a passage", d.Text[o.Start:o.End])
			}
			covered[j] = true
		}
	}
	for i, r := range d.Text {
		if !covered[i] && strings.TrimSpace(string(r)) != "" {
			t.Fatalf("%q at %d is in no passage and no omission of %q", r, i, d.Text)
		}
	}
	bs := blocksOf(d)
	clean(d, bs)
	at := 0
	for _, b := range bs {
		if b.drop != "" || b.kind != paragraph && b.kind != item {
			continue
		}
		for _, sen := range lang.Sentences(d.Text[b.start:b.end]) {
			start, end := b.start+sen.Start, b.start+sen.End
			for at < len(ps) && ps[at].End < end {
				at++
			}
			if end-start <= 4*limit && (at == len(ps) || ps[at].Start > start) {
				t.Fatalf("the sentence %q is whole in no passage", d.Text[start:end])
			}
		}
	}
}

func TestSplitProperties(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"\n", "\n\n", " ", "# ", "## Heading\n\n", "---\n", "===\n", "> ", "- ", "* ", "• ", "1. ", "```\n", "    ", "\t", "|", "| a | b |\n|--|--|\n", "<div>", "<!--",
			"[x]: /y\n", "The cat sat. ", "Links:\n\n", "This site uses cookies, accept.\n\n", "Home\nNews\nSearch\n", "A longer sentence that has a number of words in it stands here. ",
			"。", "你好", "\r\n", "\u00a0", "\u2028", "\u200b", "é", "a:\n\n"}),
		rapid.StringN(0, 20, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		d := Document{ID: "d", Title: rapid.SampledFrom([]string{"", "Heading"}).Draw(t, "title"), Format: rapid.SampledFrom([]Format{Plain, Markdown}).Draw(t, "format"),
			Text: strings.ToValidUTF8(strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), ""), "")}
		s := Splitter{Max: rapid.SampledFrom([]int{0, 1, 10, 60, 300}).Draw(t, "max")}
		s.Overlap = rapid.IntRange(0, s.Max).Draw(t, "overlap")
		checkSplit(t, s, d)
	})
}

func TestSplitCorpora(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "corpora")
	files, err := filepath.Glob(filepath.Join(dir, "*", "corpus.jsonl"))
	if err != nil || len(files) == 0 {
		t.Skipf("development corpora are not in %s", dir)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			in := bufio.NewReaderSize(f, 1<<20)
			for range 15 { // lines stand in random order
				line, err := in.ReadBytes('\n')
				if err != nil {
					break
				}
				var d Document
				if err := json.Unmarshal(line, &struct{ ID, Title, Text *string }{&d.ID, &d.Title, &d.Text}); err != nil {
					t.Fatal(err)
				}
				for _, d.Format = range []Format{Plain, Markdown} {
					checkSplit(t, Splitter{}, d)
					checkSplit(t, Splitter{Max: 400, Overlap: 150}, d)
				}
			}
		})
	}
}

// Time must grow with the length only: a quadratic step would take minutes with the longer ones.
func TestSplitHostile(t *testing.T) {
	for _, tt := range []struct {
		size   int
		pieces []string
	}{
		{1 << 17, []string{"#\n", ">", "* * *\n", "x", "x ", "[a]: b\n", "|a|b\n|-|-|\n"}},
		{1 << 15, []string{"# a\n", "# a\n\n", "> ", "* ", "- a\n", "x\n", "x\n\n", "\n", " ", "`", "```\n", "~~~\n\n", "|", "a|b\n", "[", "<", "<a\n", "<!--", "a.\n", "a\n=\n",
			"Links:\n\n", "    x\n", "\t", "1. ", "1. a\n", "- - ", "cookie ", "[a](b)\n\n", "。", "Home\n\n", "> a\n\n", "\\", "&", "*", "_"}},
	} {
		for _, piece := range tt.pieces {
			text := strings.Repeat(piece, tt.size/len(piece))
			for _, format := range []Format{Plain, Markdown} {
				began := time.Now()
				ps, _ := Splitter{}.Split(Document{ID: "d", Format: format, Text: text})
				if took := time.Since(began); took > time.Minute {
					t.Errorf("%q as %q took %v for %d passages", piece, format, took, len(ps))
				}
			}
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "# A\n\nText.\n", "- a\n  - b\n\n> c", "| a |\n|---|\n| b |", "Title\n\nLong enough to be a text of its own, it is.\n", "```\nx\n", "a\n\n\na\n\n\"a\"\n“a”"} {
		f.Add(s, true, 0, 0)
		f.Add(s, false, 20, 10)
	}
	f.Fuzz(func(t *testing.T, text string, markdown bool, limit, overlap int) {
		d := Document{ID: "d", Text: strings.ToValidUTF8(text, "\uFFFD")}
		if markdown {
			d.Format = Markdown
		}
		checkSplit(t, Splitter{Max: limit % 1000, Overlap: max(overlap%1000, 0)}, d)
	})
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("## Heading\n\nThe U.S. and Italy established diplomatic relations in 1861. Dr. Rossi wrote about it.\n\n- One\n- Two\n\n", 1000)
	for _, format := range []Format{Plain, Markdown} {
		b.Run("format="+string(format), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Splitter{}.Split(Document{ID: "d", Format: format, Text: text})
			}
		})
	}
}
