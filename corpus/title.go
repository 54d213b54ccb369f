package corpus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// longestTitle bounds a title in bytes.
const longestTitle = 300

// titleOf returns the title that a text gives itself, or "".
func titleOf(text string, format Format) string {
	if format == Markdown {
		if t := headingTitle(text); t != "" {
			return t
		}
	}
	return lineTitle(text)
}

var (
	atxHeading  = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*(?:[ \t]#+[ \t]*)?$`)
	setextRule  = regexp.MustCompile(`^ {0,3}(?:=+|-{2,})[ \t]*$`)
	fenceLine   = regexp.MustCompile("^ {0,3}(?:```|~~~)")
	inlineLink  = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()]*\)`)
	inlineMarks = strings.NewReplacer("**", "", "__", "", "`", "", `\`, "")
)

// headingTitle returns the first heading of a Markdown text.
func headingTitle(text string) string {
	fenced := false
	var prev string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case fenceLine.MatchString(line):
			fenced = !fenced
		case fenced:
		case atxHeading.MatchString(line):
			if t := plainTitle(atxHeading.FindStringSubmatch(line)[1]); t != "" {
				return t
			}
		case setextRule.MatchString(line) && !isBlank(prev) && len(prev) <= longestTitle && !listItem.MatchString(prev):
			return plainTitle(prev)
		}
		prev = line
	}
	return ""
}

// plainTitle takes the Markdown out of a heading.
func plainTitle(s string) string {
	return cleanTitle(inlineMarks.Replace(inlineLink.ReplaceAllString(s, "$1")))
}

// listItem is what a title does not start with: a bullet, or a line that is a quotation, a table or code.
var listItem = regexp.MustCompile("^\\s*(?:[-*+•·–—>|`#/{}<]|\\d+[.)]\\s)")

// lineTitle returns the first line of a text if it reads like a title: short, no sentence, and set off from what follows.
// Cookie notices above it are passed over.
func lineTitle(text string) string {
	rest := text
	for range 8 {
		line, after, ok := nextLine(rest)
		if !ok {
			return ""
		}
		if isCookieBanner(line) || acceptLine.MatchString(line) {
			rest = after
			continue
		}
		if listItem.MatchString(line) || !readsLikeTitle(line) {
			return ""
		}
		following, _, ok := nextLine(after)
		if !ok {
			return ""
		}
		setOff := strings.HasPrefix(strings.TrimLeft(after, " \t\r"), "\n")
		if !setOff && utf8.RuneCountInString(following) < 2*utf8.RuneCountInString(line) && following != line {
			return "" // a list or verse
		}
		return cleanTitle(line)
	}
	return ""
}

// nextLine returns the first line of text that is not blank, trimmed, and what follows it after its line ending.
func nextLine(text string) (line, after string, ok bool) {
	for text != "" {
		end := strings.IndexAny(text, "\n\r")
		if end < 0 {
			line, text = text, ""
		} else {
			line, text = text[:end], text[end:]
			if strings.HasPrefix(text, "\r\n") {
				text = text[1:]
			}
			text = text[1:]
		}
		if !isBlank(line) {
			return strings.TrimSpace(line), text, true
		}
	}
	return "", "", false
}

// acceptLine is the button of a cookie notice, or a line of it that is shorter than what the splitter leaves out.
var acceptLine = regexp.MustCompile(`(?i)^(?:accept(?: all)?|ok|reject(?: all)?|by continuing to (?:browse|use)\b.*\bcookies\b.*)$`)

func readsLikeTitle(line string) bool {
	runes := utf8.RuneCountInString(line)
	if runes < 2 || runes > 120 || !strings.ContainsFunc(line, unicode.IsLetter) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, ` "'”’»)`))
	if strings.ContainsRune(".:;,。．：；，、।۔", last) {
		return false
	}
	if strings.Contains(line, "://") || strings.Contains(line, ". ") && len(strings.Fields(line)) > 8 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, ` "'“‘«(¿¡`))
	return !unicode.IsLower(first) && len(strings.Fields(line)) <= 16
}

// cleanTitle folds the white space of a title and bounds its length.
func cleanTitle(s string) string {
	if len(s) > 8*longestTitle {
		s = s[:8*longestTitle]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= longestTitle {
		return s
	}
	cut := longestTitle
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimSpace(s[:cut]) + "…"
}

// baseLang returns the ISO 639-1 code of a language tag ("en-US", "eng", "EN_us"); "" if it is none.
func baseLang(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	base, err := language.ParseBase(tag)
	if err != nil || base.String() == "und" {
		return ""
	}
	switch code := base.String(); {
	case code == "nb", code == "nn":
		return "no"
	case len(code) == 2:
		return code
	}
	return ""
}
