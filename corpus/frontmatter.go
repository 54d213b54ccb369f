package corpus

import (
	"strings"
	"unicode/utf8"
)

// maxFrontMatter bounds the front matter of a file in bytes. A longer block is taken for text.
const maxFrontMatter = 64 << 10

// frontMatterLen returns the length in bytes of the front matter at the start of text, its closing line with the line
// ending included; 0 if there is none. Front matter opens with a line "---" at offset 0 and closes with "---" or "...".
func frontMatterLen(text string) int {
	_, n := cutFrontMatter(text)
	return n
}

// cutFrontMatter returns what stands between the two lines, and the length of the whole block.
func cutFrontMatter(text string) (yaml string, n int) {
	line, rest, ok := strings.Cut(text, "\n")
	if !ok || strings.TrimRight(line, " \t\r") != "---" {
		return "", 0
	}
	start := len(text) - len(rest)
	for off := start; off < len(text) && off-start <= maxFrontMatter; {
		line, _, _ := strings.Cut(text[off:], "\n")
		end := min(off+len(line)+1, len(text))
		switch strings.TrimRight(line, " \t\r") {
		case "---", "...":
			// A thematic break above a paragraph looks the same; front matter has a key.
			if yaml := text[start:off]; strings.TrimSpace(yaml) == "" || hasKey(yaml) {
				return yaml, end
			}
			return "", 0
		}
		off = end
	}
	return "", 0
}

// hasKey reports whether the first line of YAML that is no comment starts with a key: a word and a colon.
func hasKey(yaml string) bool {
	for line := range strings.Lines(yaml) {
		line = strings.TrimRight(line, "\r\n\t ")
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '{' { // flow style
			return true
		}
		key, value, ok := strings.Cut(line, ":")
		key = strings.Trim(key, `"' `)
		return ok && key != "" && utf8.RuneCountInString(key) <= 64 && (value == "" || value[0] == ' ' || value[0] == '\t') &&
			!strings.ContainsAny(key, " \t")
	}
	return false
}
