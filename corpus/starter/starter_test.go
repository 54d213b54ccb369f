package starter_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"dossier/corpus"
	"dossier/corpus/lang"
	"dossier/corpus/starter"
)

// seeds are the pages that the briefs tell of.
const seeds = "../../../shared/corpora/seeds/docs"

func briefs(t *testing.T) map[string]string {
	t.Helper()
	names, err := fs.Glob(starter.FS(), "*")
	if err != nil || len(names) < 8 {
		t.Fatalf("%d briefs, error %v", len(names), err)
	}
	out := make(map[string]string)
	for _, name := range names {
		text, err := fs.ReadFile(starter.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(text)
	}
	return out
}

func readSeeds(t *testing.T) map[string]string {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(seeds, "*.txt"))
	if len(names) == 0 {
		t.Skipf("no source pages in %s", seeds)
	}
	out := make(map[string]string)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(text)
	}
	return out
}

func TestVersion(t *testing.T) {
	if v := starter.Version(); !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(v) || v != starter.Version() {
		t.Errorf("version %q", v)
	}
}

func TestFrontMatter(t *testing.T) {
	field := regexp.MustCompile(`(?m)^(\w+): (\S.*)$`)
	for name, text := range briefs(t) {
		head, body, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
		if !ok || head == text {
			t.Errorf("%s: no front matter", name)
			continue
		}
		values := make(map[string]string)
		for _, m := range field.FindAllStringSubmatch(head, -1) {
			values[m[1]] = m[2]
		}
		for _, key := range []string{"title", "date", "lang", "publisher", "scope"} {
			if values[key] == "" {
				t.Errorf("%s: no %s", name, key)
			}
		}
		if want := "# " + values["title"]; !strings.Contains(body, want+"\n") {
			t.Errorf("%s: no heading %q", name, want)
		}
	}
}

// The reader understands the briefs.
func TestRead(t *testing.T) {
	n := 0
	for d, err := range corpus.Read(starter.FS()) {
		if err != nil {
			t.Error(err)
			continue
		}
		n++
		if d.Title == "" || d.Publisher == "" || d.Lang != "en" || d.Date.Year() < 2017 || d.Date.Year() > 2025 || d.Format != corpus.Markdown {
			t.Errorf("%s: title %q, publisher %q, language %q, date %v, format %q", d.ID, d.Title, d.Publisher, d.Lang, d.Date, d.Format)
		}
	}
	if want := len(briefs(t)); n != want {
		t.Errorf("%d documents, want %d", n, want)
	}
}

// Every number of the sources is in some brief, in a sentence that gives a year or is about one.
func TestEveryFigure(t *testing.T) {
	figure := regexp.MustCompile(`\$?\b[A-Z]*\d+(?:[,.]\d+)*(?:th|G)?(?: (?:million|billion))?`)
	year := regexp.MustCompile(`\b(18|19|20)\d\d\b`)
	dated := make(map[string]bool)
	for _, text := range briefs(t) {
		_, body, _ := strings.Cut(text, "\n---\n")
		for _, s := range lang.Sentences(body) {
			sentence := body[s.Start:s.End]
			if year.MatchString(sentence) {
				for _, f := range figure.FindAllString(sentence, -1) {
					dated[f] = true
				}
			}
		}
	}
	total := 0
	for name, text := range readSeeds(t) {
		for _, f := range figure.FindAllString(text, -1) {
			total++
			if !dated[f] {
				t.Errorf("%s: %q is in no dated sentence of a brief", name, f)
			}
		}
	}
	if total < 60 {
		t.Errorf("only %d figures in the sources", total)
	}
}

// official are names that can only be told as they are. Each counts as one word.
var official = []string{
	"office of the defense and defense cooperation attaché",
	"secretary general of defense and national armaments director",
	"ministry of foreign affairs and international cooperation",
	"organization for security and co operation in europe",
}

// The briefs are in our own words: they share no seven words in a row with a source.
func TestOwnWords(t *testing.T) {
	const run = 7
	runs := make(map[string]string)
	for name, text := range readSeeds(t) {
		for _, w := range windows(words(text), run) {
			runs[w] = name
		}
	}
	for name, text := range briefs(t) {
		for _, w := range windows(words(text), run) {
			if source, ok := runs[w]; ok {
				t.Errorf("%s shares %q with %s", name, w, source)
			}
		}
	}
}

func words(text string) []string {
	text = strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
	for _, name := range official {
		text = strings.ReplaceAll(text, name, strings.ReplaceAll(name, " ", "_"))
	}
	return strings.Fields(text)
}

func windows(words []string, n int) []string {
	var out []string
	for i := 0; i+n <= len(words); i++ {
		out = append(out, strings.Join(words[i:i+n], " "))
	}
	return out
}
