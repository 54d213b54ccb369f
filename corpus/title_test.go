package corpus

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTitleOf(t *testing.T) {
	para := "A paragraph that follows the title and is a good deal longer than the title itself, as paragraphs are."
	banner := "This site uses cookies to provide a better experience. Continuing navigation accept the use of cookies by us OK\n\n"
	for _, tt := range []struct {
		name, text string
		format     Format
		want       string
	}{
		{"first line", "The Title\n\n" + para, Plain, "The Title"},
		{"repeated", banner + "Political relations\n\n\nPolitical relations\n\n" + para, Plain, "Political relations"},
		{"banner of two lines", "This site uses technical (necessary) and analytics cookies.\nBy continuing to browse, you agree to the use of cookies.\n\nTitle\n\n" + para, Plain, "Title"},
		{"without a blank line", "The Title\n" + para, Plain, "The Title"},
		{"CRLF", "The Title\r\n\r\n" + para, Plain, "The Title"},
		{"white space", "\n  The \u00a0 Title\t\n\n" + para, Plain, "The Title"},
		{"Chinese", "外交关系\n\n两国的外交关系建立于一百多年前。", Plain, "外交关系"},
		{"question", "Who was it?\n\n" + para, Plain, "Who was it?"},
		{"sentence", "This is a sentence.\n\n" + para, Plain, ""},
		{"paragraph", para + "\n\n" + para, Plain, ""},
		{"lower case", "and so on\n\n" + para, Plain, ""},
		{"label", "Contents:\n\n" + para, Plain, ""},
		{"address", "https://example.org/x\n\n" + para, Plain, ""},
		{"item", "- One\n\n" + para, Plain, ""},
		{"list", "Apples\nPears\nPlums\n", Plain, ""},
		{"nothing else", "The Title\n", Plain, ""},
		{"numbers", "1234 5678\n\n" + para, Plain, ""},
		{"empty", "", Plain, ""},
		{"heading", para + "\n\n## The *Title* of `it` ##\n\n" + para, Markdown, "The *Title* of it"},
		{"heading with a link", "# [The Title](https://example.org) \\#1\n", Markdown, "The Title #1"},
		{"bold heading", "# **The Title**\n", Markdown, "The Title"},
		{"underlined", "The Title\n=========\n\n" + para, Markdown, "The Title"},
		{"rule is no underline", para + "\n\n---\n\n# The Title\n", Markdown, "The Title"},
		{"comment in code", "```\n# comment\n```\n\n# The Title\n", Markdown, "The Title"},
		{"no heading", "The Title\n\n" + para, Markdown, "The Title"},
		{"hash without a space", "#tag\n\n" + para, Markdown, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := titleOf(tt.text, tt.format); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestCleanTitle(t *testing.T) {
	for in, want := range map[string]string{
		" a\n\tb ": "a b", "a\u00a0b": "a b", "\x1b[31mred": "[31mred", "": "", "a\xffb": "ab",
		strings.Repeat("ä", 5000): strings.Repeat("ä", longestTitle/2) + "…",
	} {
		if got := cleanTitle(in); got != want || !utf8.ValidString(got) {
			t.Errorf("cleanTitle(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBaseLang(t *testing.T) {
	for in, want := range map[string]string{
		"en": "en", "en-US": "en", "EN_gb": "en", "eng": "en", " it ": "it", "zh-Hans-CN": "zh", "nb-NO": "no", "nn": "no", "und": "", "": "", "?": "", "klingon": "", "gsw": "",
	} {
		if got := baseLang(in); got != want {
			t.Errorf("baseLang(%q) = %q, want %q", in, got, want)
		}
	}
}
