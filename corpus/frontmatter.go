package corpus

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
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

// frontMatter returns what the front matter of text says about the document. Keys that it does not know are ignored, as
// are values that are no scalars. Bad YAML is a [*ReadError] with the line and without a path.
func frontMatter(text string) (Document, error) {
	block, _ := cutFrontMatter(text)
	if block == "" {
		return Document{}, nil
	}
	root, err := parseYAML(block)
	if err != nil {
		return Document{}, err
	}
	var d Document
	for _, pair := range pairs(root) {
		value := scalar(pair.Value)
		switch strings.ToLower(scalar(pair.Key)) {
		case "title":
			d.Title = cleanTitle(value)
		case "date":
			d.Date = parseDate(value)
		case "url":
			d.URL = strings.TrimSpace(value)
		case "lang", "language":
			d.Lang = baseLang(value)
		case "publisher":
			d.Publisher = cleanTitle(value)
		}
	}
	return d, nil
}

// parseYAML returns the syntax tree only. Decoding would expand aliases, and a few hundred bytes of those can stand for
// gigabytes.
func parseYAML(block string) (_ ast.Node, err error) {
	// The parser has panicked on malformed input before.
	defer func() {
		if p := recover(); p != nil {
			err = badYAML(2, fmt.Sprint(p))
		}
	}()
	if deep(block) {
		return nil, badYAML(2, "nested too deeply")
	}
	file, err := parser.ParseBytes([]byte(block), 0)
	if err != nil {
		line, message := 0, err.Error()
		if e := yaml.Error(nil); errors.As(err, &e) {
			message = e.GetMessage()
			if t := e.GetToken(); t != nil && t.Position != nil {
				line = t.Position.Line
			}
		}
		return nil, badYAML(max(line, 1)+1, message)
	}
	if len(file.Docs) == 0 {
		return nil, nil
	}
	return file.Docs[0].Body, nil
}

func badYAML(line int, message string) error {
	return &ReadError{
		Line: line,
		Hint: "mend the front matter between the --- lines; a value with a colon in it has to be quoted",
		Err:  fmt.Errorf("parsing front matter: %s", message),
	}
}

// deep reports whether YAML opens so many brackets that a recursive parser should not be handed it.
func deep(block string) bool {
	const most = 64
	depth, indented := 0, 0
	for i := 0; i < len(block); i++ {
		switch block[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		}
		if depth > most {
			return true
		}
		// "- - - -" nests without brackets, and so does "? ? ?".
		switch {
		case block[i] == '\n':
			indented = 0
		case (block[i] == '-' || block[i] == '?') && i+1 < len(block) && block[i+1] == ' ':
			if indented++; indented > most {
				return true
			}
		}
	}
	return false
}

// pairs returns the entries of a mapping; a mapping of one entry may come without the mapping.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

// scalar returns a value as it is written, without quotation marks; "" for null and for what is no scalar.
func scalar(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		if n.Value != nil {
			return n.Value.Value
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		if t := n.GetToken(); t != nil {
			return t.Value
		}
	}
	return ""
}
