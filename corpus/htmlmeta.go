package corpus

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxJSONLD bounds what is looked at of a script with metadata, in bytes.
const maxJSONLD = 1 << 20

// The keys of <meta> that hold a date, best first. The day of a change is worth less than that of publication.
var (
	publishedKeys = []string{
		"article:published_time", "og:article:published_time", "citation_publication_date", "citation_date", "dc.date.issued",
		"dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate",
		"publishdate", "publish-date", "publication_date", "date", "datepublished",
	}
	modifiedKeys = []string{
		"article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified", "datemodified",
		"revised",
	}
	jsonPublished = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{4,40})"`)
	jsonModified  = regexp.MustCompile(`"dateModified"\s*:\s*"([^"]{4,40})"`)
)

// metadata returns what a page says about itself outside its text, with the day of its publication, and the day on which
// it was last changed.
func metadata(root *html.Node) (d Document, modified time.Time) {
	var (
		title, heading          string
		canonical               string
		timeTag                 time.Time
		scripted, scriptedLater time.Time
		meta                    = map[string]string{}
	)
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			if d.Lang == "" {
				d.Lang = baseLang(attr(n, "lang"))
			}
			if d.Lang == "" {
				d.Lang = baseLang(attr(n, "xml:lang"))
			}
		case atom.Title:
			if title == "" {
				title = cleanTitle(textOf(n))
			}
		case atom.H1:
			if heading == "" {
				heading = cleanTitle(textOf(n))
			}
		case atom.Meta:
			for _, key := range [...]string{"property", "name", "itemprop", "http-equiv"} {
				key = strings.ToLower(attr(n, key))
				if content := strings.TrimSpace(attr(n, "content")); key != "" && content != "" && meta[key] == "" && len(content) < 4<<10 {
					meta[key] = content
				}
			}
		case atom.Link:
			if canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
				canonical = attr(n, "href")
			}
		case atom.Time:
			if timeTag.IsZero() && !within(n, atom.Aside, atom.Footer, atom.Nav) {
				timeTag = parseDate(attr(n, "datetime"))
			}
		case atom.Script:
			if scripted.IsZero() && strings.EqualFold(attr(n, "type"), "application/ld+json") && n.FirstChild != nil {
				script := n.FirstChild.Data
				script = script[:min(len(script), maxJSONLD)]
				scripted = firstDate(jsonPublished, script)
				if scriptedLater.IsZero() {
					scriptedLater = firstDate(jsonModified, script)
				}
			}
		}
	}
	d.Title = pageTitle(title, cleanTitle(meta["og:title"]), heading)
	d.Publisher = cleanTitle(meta["og:site_name"])
	for _, address := range [...]string{canonical, meta["og:url"]} {
		if u, err := url.Parse(strings.TrimSpace(address)); err == nil && d.URL == "" && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
			d.URL = u.String()
		}
	}
	if d.Lang == "" {
		d.Lang = baseLang(meta["content-language"])
	}
	d.Date = firstTime(append(metaDates(meta, publishedKeys), scripted, urlDate(d.URL), timeTag)...)
	return d, firstTime(append(metaDates(meta, modifiedKeys), scriptedLater)...)
}

// firstTime returns the first time that is not zero.
func firstTime(ts ...time.Time) time.Time {
	for _, t := range ts {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func metaDates(meta map[string]string, keys []string) []time.Time {
	var out []time.Time
	for _, key := range keys {
		out = append(out, parseDate(meta[key]))
	}
	return out
}

func firstDate(re *regexp.Regexp, s string) time.Time {
	if m := re.FindStringSubmatch(s); m != nil {
		return parseDate(m[1])
	}
	return time.Time{}
}

// siteSeparators stand between the title of a page and the name of its site.
var siteSeparators = regexp.MustCompile(`^\s*(?:[|–—·•»:]|-\s)`)

// pageTitle returns the title of a page without the name of its site, if the heading or the title for sharing says where
// that begins.
func pageTitle(title, shared, heading string) string {
	if title == "" {
		title = shared
	}
	if title == "" {
		return heading
	}
	for _, short := range [...]string{heading, shared} {
		if rest, ok := strings.CutPrefix(title, short); ok && short != "" && (rest == "" || siteSeparators.MatchString(rest)) {
			return short
		}
	}
	return title
}

// textOf returns the text in an element.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style:
			b.WriteString(c.Data)
		case c.DataAtom == atom.Br || blockAtoms[c.DataAtom]:
			b.WriteByte(' ')
		}
		if b.Len() > 8*longestTitle {
			break
		}
	}
	return b.String()
}

// within reports whether n is in an element of one of the kinds.
func within(n *html.Node, kinds ...atom.Atom) bool {
	for p := range n.Ancestors() {
		for _, k := range kinds {
			if p.DataAtom == k {
				return true
			}
		}
	}
	return false
}
