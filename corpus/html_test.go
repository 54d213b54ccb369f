package corpus

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"
)

func TestHTMLText(t *testing.T) {
	long := strings.Repeat("A sentence of the article that is about something. ", 10)
	for _, tt := range []struct{ name, html, want string }{
		{"headings and paragraphs", "<h1>One</h1><p>Text.<h3>Two <em>and</em>\nhalf</h3>More.", "# One\n\nText.\n\n### Two and half\n\nMore.\n"},
		{"white space", "<p>  a \n\t b<b>c</b> <i> d</i>  </p>", "a bc d\n"},
		{"no-break space stays", "<p>a&nbsp;b", "a\u00a0b\n"},
		{"soft hyphens go", "<p>Zu&shy;sam&shy;men", "Zusammen\n"},
		{"lists", "<p>Intro:<ul><li>one<li>two <ul><li>in</li><li>side</li></ul><li>three</ul><ol start=3><li>x<li>y</ol>After.",
			"Intro:\n\n- one\n- two\n  - in\n  - side\n- three\n\n3. x\n4. y\n\nAfter.\n"},
		{"list of paragraphs", "<ul><li><p>one</p><p>more</p></li><li></li><li><p>two</ul>", "- one\n\n  more\n- two\n"},
		{"table", "<table><caption>Trade</caption><tr><th>Year<th>Goods</tr><tr><td>2019<td>81|82\n<b>billion</b></table>", "Trade\n\n| Year | Goods |\n| 2019 | 81\\|82 billion |\n"},
		{"table of facts", "<table><tr><th>Founders<td><ul><li>Ann<li>Bob</ul><tr><th>Founded<td>1861</table>", "| Founders | Ann, Bob |\n| Founded | 1861 |\n"},
		{"table for layout", "<table><tr><td><h2>Left</h2><p>a<td><ul><li>b</ul></table>", "## Left\n\na\n\n- b\n"},
		{"code", "<pre>a  b\n\tc &lt;d&gt;\n</pre>After the code there is a good deal of text, as it is on most pages.", "```\na  b\n\tc <d>\n```\n\nAfter the code there is a good deal of text, as it is on most pages.\n"},
		{"code with fences", "<p>Some text that stands before the code.</p><pre>```\nx</pre>", "Some text that stands before the code.\n\n````\n```\nx\n````\n"},
		{"a text file as a page", "<html><pre>\nTitle\n\n# 1 of 2\n</pre></html>", "Title\n\n# 1 of 2"},
		{"line breaks", "<p>a<br>b<br><br>c", "a\nb\n\nc\n"},
		{"links and images", `<p>See <a href="https://example.org">the site</a><img src=x alt="A picture">.`, "See the site.\n"},
		{"powers and notes", `<p>10<sup>6</sup> km<sup>2</sup> in 1861.<sup class="reference">[1]</sup>`, "10^6 km2 in 1861.\n"},
		{"not shown", "<style>x</style><script>y</script><noscript>n</noscript><template>t</template><svg><text>s</text></svg><p hidden>h<p style='color:red; display: none'>d<p>Text.<button>b</button><select><option>o</select><textarea>a</textarea><iframe>i</iframe>", "Text.\n"},
		{"surroundings", "<header><nav>Home</nav><h1>H</h1></header><p>" + long + "<aside>Related</aside><footer>Imprint</footer>", "# H\n\n" + strings.TrimSpace(long) + "\n"},
		{"cookie banner", "<div id=cookie-notice role=region><p>We use cookies.</div><p>" + long, strings.TrimSpace(long) + "\n"},
		{"dialog about consent", "<div role=dialog>Agree?</div><div class='onetrust-pc'>Vendors</div><p>" + long, strings.TrimSpace(long) + "\n"},
		{"a class that names cookies on the whole page", "<body class='cookie-consent-shown'><div class=cookie-bar>" + long + "</div>", strings.TrimSpace(long) + "\n"},
		{"nothing but surroundings", "<nav>Home</nav><aside>All there is.</aside>", "Home\n\nAll there is.\n"},
		{"main", "<div>Menu of the site</div><main><h1>H</h1><p>" + long + "</main><div>Other sites</div>", "# H\n\n" + strings.TrimSpace(long) + "\n"},
		{"a main with little in it", "<main>Search</main><p>" + long, "Search\n\n" + strings.TrimSpace(long) + "\n"},
		{"escapes", "<p># no<p>- no<p>1. no<p>&gt; no<p>| no<p>---<p>```<p>2019. A year<p>+1 is fine<p>#tag is fine<p>a - b<br>* no<p>&lt;div&gt; no<p>[x]: no",
			"\\# no\n\n\\- no\n\n1\\. no\n\n\\> no\n\n\\| no\n\n\\---\n\n\\```\n\n2019\\. A year\n\n+1 is fine\n\n#tag is fine\n\na - b\n\\* no\n\n\\<div> no\n\n\\[x]: no\n"},
		{"heading in an item", "<ul><li><h2>H</h2>text</ul>", "- H\n\n  text\n"},
		{"definition list", "<dl><dt>Term<dd>Meaning</dl>", "Term\n\nMeaning\n"},
		{"broken", "<p>a<div><b>c</p>d</i><<td>e</table", "a\n\nc\n\nd<e\n"},
		{"frameset", "<frameset><frame src=a></frameset>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := readHTML(tt.html).Text; got != tt.want {
				t.Errorf("%q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestHTMLMetadata(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		name, html string
		want       Document
	}{
		{"all", `<html lang="it-IT"><title> Titolo
			| Sito</title><meta property="og:site_name" content="Sito"><link rel="canonical" href="https://example.org/x">
			<meta property="article:published_time" content="2020-10-02T10:00:00+02:00"><h1>Titolo</h1>`,
			Document{Title: "Titolo", Lang: "it", URL: "https://example.org/x", Publisher: "Sito", Date: day("2020-10-02")}},
		{"site name after a dash", `<title>A - b - Site</title><h1>A - b</h1>`, Document{Title: "A - b"}},
		{"dash of the title", `<title>A - b</title><h1>Site</h1>`, Document{Title: "A - b"}},
		{"shared title", `<meta property="og:title" content="Short"><title>Short – The Site</title>`, Document{Title: "Short"}},
		{"heading alone", `<h1>Head</h1>`, Document{Title: "Head"}},
		{"title in a drawing", `<svg><title>Icon</title></svg><title>Page</title>`, Document{Title: "Page"}},
		{"structured data", `<script type="application/ld+json">{"@graph":[{"dateModified":"2022-01-01","datePublished": "2021-03-04T00:00Z"}]}</script>`, Document{Date: day("2021-03-04")}},
		{"changed only", `<meta name="last-modified" content="2019-05-06">`, Document{Date: day("2019-05-06")}},
		{"kept up to date", `<meta property="article:published_time" content="2019-05-06"><meta property="article:modified_time" content="2024-02-03"><p>Prices as of 2023.`, Document{Date: day("2024-02-03")}},
		{"touched up", `<meta property="article:published_time" content="2019-05-06"><meta property="article:modified_time" content="2024-02-03"><p>Prices as of 2018.`, Document{Date: day("2019-05-06")}},
		{"time tag", `<aside><time datetime=2001-01-01></aside><time datetime="2018-07-09 10:00">yesterday</time>`, Document{Date: day("2018-07-09")}},
		{"address", `<link rel=canonical href="https://example.org/2017/06/05/x">`, Document{URL: "https://example.org/2017/06/05/x", Date: day("2017-06-05")}},
		{"no address", `<link rel=canonical href="/x"><meta property="og:url" content="javascript:x">`, Document{}},
		{"nonsense", `<html lang="?"><meta property="article:published_time" content="soon"><meta name=date content="2020-13-45"><title></title>`, Document{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readHTML(tt.html)
			got.Text, got.Format = "", ""
			if got != tt.want {
				t.Errorf("%+v\nwant %+v", got, tt.want)
			}
		})
	}
}

// Pages that are made to break a parser are read in time, and what text they have is found.
func TestHostileHTML(t *testing.T) {
	deep := func(tag string, n int) string { return strings.Repeat("<"+tag+">", n) }
	for _, tt := range []struct{ name, html string }{
		{"open tags", deep("div", 100_000) + "needle"},
		{"open lists", deep("ul><li", 100_000) + "needle"},
		{"open tables", deep("table><tr><td", 100_000) + "needle"},
		{"open links", deep("a href=x", 100_000) + "needle"},
		{"open formatting", deep("b><p", 50_000) + "needle"},
		{"misnested formatting", strings.Repeat("<b><i><p></b></i>", 20_000) + "needle"},
		{"headings", deep("h1", 100_000) + "needle"},
		{"many tags", strings.Repeat("<br>", 1_100_000) + "needle"},
		{"attributes", "<p " + strings.Repeat("a=b ", 200_000) + ">needle"},
		{"long attribute", "<p class='" + strings.Repeat("cookie ", 200_000) + "'>needle"},
		{"nested lists with breaks", strings.Repeat("<ul><li>x<br>", 400) + strings.Repeat("y<br>", 10_000) + "needle"},
		{"unclosed comment", "needle<!--" + strings.Repeat("-!", 100_000)},
		{"entities", strings.Repeat("&amp;&#x41;&bogus;", 50_000) + " needle"},
		{"backquotes", "<p>text text text text<pre>needle" + strings.Repeat("`", 3000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			d := readHTML(tt.html)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if !strings.Contains(d.Text, "needle") {
				t.Errorf("lost the text: %.200q", d.Text)
			}
			if len(d.Text) > 8*len(tt.html) {
				t.Errorf("%d bytes became %d", len(tt.html), len(d.Text))
			}
		})
	}
}

func TestReadTokens(t *testing.T) {
	d := readTokens("<title>T &amp; t</title><style>s</style><h2>Head</h2><p>One<br>line <b>bold</b><ul><li>a<li># b</ul><script>if (a<b) x()</script><div># no</div>")
	if want := "## Head\n\nOne\nline bold\n\n- a\n- \\# b\n\n\\# no\n"; d.Text != want || d.Title != "T & t" {
		t.Errorf("%q, %q\nwant %q", d.Title, d.Text, want)
	}
}

// The words of a search engine's snippets are in the text of the pages, but for one page that turns robots away.
func TestHTMLSnippets(t *testing.T) {
	fsys := needCorpora(t, "crag_html")
	data, err := fs.ReadFile(fsys, "corpus.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for d, err := range Read(fsys) {
		if err == nil {
			texts[d.ID] = d.Text
		}
	}
	word := regexp.MustCompile(`\w+`)
	found, total, pages := 0, 0, 0
	for line := range strings.Lines(string(data)) {
		var page struct{ ID, Expect string }
		if err := json.Unmarshal([]byte(line), &page); err != nil {
			t.Fatal(err)
		}
		if page.ID == "crag:349e232390d2" {
			continue
		}
		pages++
		words := map[string]bool{}
		for _, w := range word.FindAllString(strings.ToLower(texts[page.ID]), -1) {
			words[w] = true
		}
		for _, w := range word.FindAllString(strings.ToLower(page.Expect), -1) {
			total++
			if words[w] {
				found++
			}
		}
	}
	t.Logf("%.4f of %d words on %d pages", float64(found)/float64(total), total, pages)
	if pages != 15 || float64(found) < 0.985*float64(total) {
		t.Errorf("%d of %d words on %d pages", found, total, pages)
	}
}

func TestHTMLAbstracts(t *testing.T) {
	docs, errs := gather(t, Read(needCorpora(t, "cacm/html")))
	if len(docs) != 300 || len(errs) > 0 {
		t.Fatalf("%d documents, errors %v", len(docs), errs)
	}
	titled := 0
	for _, d := range docs {
		if !strings.Contains(d.Text, "CACM") || d.Format != Plain {
			t.Errorf("%s: %q", d.ID, d.Text)
		}
		if d.Title != "" {
			titled++
		}
	}
	t.Logf("%d of %d have a title", titled, len(docs))
	if titled < 240 {
		t.Errorf("only %d have a title", titled)
	}
}

func FuzzReadHTML(f *testing.F) {
	for _, s := range []string{
		"<h1>One</h1><p>Text.", "<ul><li>a<ul><li>b</ul>c</ul>", "<table><tr><th>a<td><ul><li>b<li>c</table>", "<pre>```\n# x</pre>", "<p># x<br>- y",
		"<main><article><nav>x</nav>y</article></main>", "<title>a - b</title><h1>a</h1>", "<script type=application/ld+json>{\"datePublished\":\"2020\"}", "<frameset>",
		"<svg><title>x</svg><math><annotation>y", "<body class=cookie-banner>x", "<time datetime=20201002>", "\x00<p\x00>", "<plaintext>a", "<li value=3>x<td>y", "<ol start=-5><li>a",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		d := readHTML(strings.ToValidUTF8(src, "\ufffd"))
		tokens := readTokens(strings.ToValidUTF8(src, "\ufffd"))
		for _, d := range []Document{d, tokens} {
			if !utf8.ValidString(d.Text) || !utf8.ValidString(d.Title) {
				t.Errorf("%q, %q are not valid UTF-8", d.Title, d.Text)
			}
			if len(d.Text) > 64*len(src)+64 {
				t.Errorf("%d bytes became %d", len(src), len(d.Text))
			}
		}
		gather(t, Read(fstest.MapFS{"a.html": {Data: []byte(src)}}))
	})
}
