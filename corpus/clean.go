package corpus

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reasons for leaving a block out.
const (
	cookieBanner = "cookie banner"
	navigation   = "navigation"
	repetition   = "repetition"
	emptyList    = "empty list"
)

// clean marks the blocks that are no content. It drops a full sentence only in a cookie notice and where the same
// paragraph has stood before: what is lost here cannot be found, while a stray line of navigation does little harm.
func clean(d Document, bs []block) {
	at := func(i int) string { return d.Text[bs[i].start:bs[i].end] }
	for i := range bs {
		if bs[i].drop == "" && isCookieBanner(at(i)) {
			bs[i].drop = cookieBanner
		}
	}
	dropNavigation(d.Text, bs)
	dropRepetitions(d.Text, bs)
	for i := range bs {
		if bs[i].drop == "" && isLabel(at(i)) && !leads(bs[i+1:], d.Text) {
			bs[i].drop = emptyList
		}
	}
}

var (
	cookieWord = regexp.MustCompile(`(?i)cookies?\b|クッキー|куки`)
	// Who speaks: a page about itself. An article about cookies has no reason to.
	cookieSite = regexp.MustCompile(`(?i)\b(this|our|the) (web ?)?(site|page|portal)s?\b|\bwe (and our partners )?(use|value|care|collect|store)|\b(questo|nostro|il) sito|` +
		`\butilizziamo|\b(diese|unsere|dieser|unserer) (web)?(site|seite)|\bwir (verwenden|nutzen|benutzen)|\b(ce|notre|le) site|\bnous utilisons|\b(este|nuestro|nosso|el|o) ` +
		`(sitio|site)|\b(usamos|utilizamos)\b|\b(deze|onze) (web)?site|\b(wij|we) gebruiken|\b(acest|denne|den här|ta) (site|strona)|\bwebbplats|\bnettsted|\bhjemmeside|` +
		`\b(tato|tyto) (web|str)|\bserwis|\bbu (web )?site|сайт|ιστ[οό]τοπ|本网站|本サイト|当サイト|이 사이트`)
	cookieConsent = regexp.MustCompile(`(?i)accept|agree|consent|continu|prefer|polic|setting|technical|necessary|analytic|experience|opt.out|browsing|accett|acconsent|` +
		`prosegu|naviga|zustimm|einverstanden|akzept|einstellung|erfahrung|acept|acord|consenti|naveg|experiencia|akkoord|toestem|accord|godk|samty|zgod|souhlas|kabul|` +
		`соглас|принят|συμφων|αποδ|同意|接受|동의`)
)

// isCookieBanner reports whether a paragraph is a site's notice about its cookies.
func isCookieBanner(s string) bool {
	hint := strings.Contains(s, "ooki") || strings.Contains(s, "OOKI") || strings.Contains(s, "キー") || strings.Contains(s, "уки") // cheap
	return hint && len(s) <= 800 && cookieWord.MatchString(s) && cookieSite.MatchString(s) && cookieConsent.MatchString(s)
}

// dropNavigation marks what leads around a site: single lines that say so, and runs of links or of menu words.
func dropNavigation(text string, bs []block) {
	prose := make([]int, 0, 2) // the first and the last block of prose: links between them may be content
	for i, b := range bs {
		if b.drop == "" && b.kind != heading && b.kind != code && isText(text[b.start:b.end]) && !isLinks(text[b.start:b.end]) {
			prose = append(prose[:min(len(prose), 1)], i)
		}
	}
	for i := 0; i < len(bs); {
		s := text[bs[i].start:bs[i].end]
		if bs[i].drop != "" || bs[i].kind == code {
			i++
			continue
		}
		if bs[i].kind != heading && (navigationLine.MatchString(s) || isBreadcrumb(s)) {
			bs[i].drop = navigation
			i++
			continue
		}
		end, short, menu, links := i, 0, 0, 0
		for ; end < len(bs) && bs[end].drop == "" && bs[end].kind != heading && bs[end].kind != code; end++ {
			s := text[bs[end].start:bs[end].end]
			if len(s) > 400 || isTerminated(s) && !isLinks(s) {
				break
			}
			n, m, l := menuLines(s)
			if n == 0 {
				break
			}
			short, menu, links = short+n, menu+m, links+l
		}
		outside := len(prose) == 0 || i < prose[0] || i > prose[len(prose)-1]
		if short >= 3 && (menu*3 >= short && menu >= 2 || links == short && outside && len(prose) > 0) {
			for ; i < end; i++ {
				bs[i].drop = navigation
			}
		}
		i = max(i+1, end)
	}
}

var (
	navigationLine = regexp.MustCompile(`(?i)^[\W_]*(\[?(skip|jump) to (the )?(main |primary |secondary )?(content|navigation|search|sidebar|footer)\]?(\([^)]*\))?|back to top|share (this|on)( \w+){0,3}|` +
		`(tweet|print|email) this( page)?|toggle (navigation|menu)|(previous|next) (post|article|page)|(you are|sei) (here|qui):.*|vai al contenuto( principale)?|` +
		`salta al contenuto( principale)?|torna su|condividi( su \w+)?|zum (haupt)?inhalt( springen)?|nach oben|teilen auf \w+|aller au contenu( principal)?|` +
		`partager( sur \w+)?|haut de page|ir al contenido( principal)?|saltar al contenido( principal)?|compartir( en \w+)?|ir para o conteúdo|(naar )?inhoud overslaan|` +
		`(all rights reserved|alle rechte vorbehalten|tutti i diritti riservati)\.?|read more|leggi tutto|weiterlesen|lire la suite|leer más)[\W_]*$`)
	linkOnly = regexp.MustCompile(`^[\s>*+•\-–|·]*(?:\d{1,2}[.)]\s+)?!?\[([^\[\]]{0,80})\]\([^()\s]*(?:\s+"[^"]*")?\)[\s|·*]*$`)
)

// menuWords are what the menus of sites say.
var menuWords = func() map[string]bool {
	m := make(map[string]bool)
	for w := range strings.SplitSeq(`home,homepage,about,about us,contact,contacts,contact us,log in,login,log out,logout,sign in,sign up,sign out,register,`+
		`search,menu,news,newsletter,newsroom,privacy,privacy policy,privacy notice,terms,terms of use,terms of service,terms and conditions,terms & conditions,`+
		`sitemap,site map,faq,faqs,help,blog,careers,jobs,press,cookies,cookie policy,accessibility,legal,legal notice,disclaimer,imprint,facebook,twitter,x,`+
		`instagram,linkedin,youtube,whatsapp,telegram,pinterest,flickr,rss,email,e-mail,print,share,subscribe,download app,cart,account,my account,donate,`+
		`chi siamo,contatti,cerca,accedi,notizie,note legali,mappa del sito,impressum,datenschutz,kontakt,über uns,startseite,suche,anmelden,accueil,recherche,`+
		`contactez-nous,mentions légales,connexion,plan du site,inicio,contacto,buscar,noticias,aviso legal,english,italiano,deutsch,français,español,português,`+
		`en,it,de,fr,es`, ",") {
		m[w] = true
	}
	return m
}()

func menuKey(line string) string {
	return strings.ToLower(strings.TrimFunc(line, func(r rune) bool { return !unicode.IsLetter(r) }))
}

// menuLines counts the lines of a block that is short lines only, and those that are menu words and links; n is 0 for
// any other block.
func menuLines(s string) (n, menu, links int) {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		var m []string
		if strings.Contains(line, "](") {
			m = linkOnly.FindStringSubmatch(line)
		}
		if m != nil {
			links++
			line = m[1]
		}
		if line = strings.TrimLeft(line, "*+-•·|> "); utf8.RuneCountInString(line) > 40 || m == nil && isTerminated(line) {
			return 0, 0, 0
		}
		if menuWords[menuKey(line)] {
			menu++
		}
		n++
	}
	return n, menu, links
}

func isLinks(s string) bool {
	n, _, links := menuLines(s)
	return n > 0 && n == links
}

// isBreadcrumb reports whether a line is the way from a site's home page: Home > News > Politics.
func isBreadcrumb(s string) bool {
	if len(s) > 200 || strings.Contains(s, "\n") {
		return false
	}
	for _, sep := range []string{" > ", " » ", " › ", " / ", " | "} {
		if parts := strings.Split(s, sep); len(parts) >= 2 && breadcrumbRoot.MatchString(parts[0]) {
			return true
		}
	}
	return false
}

var breadcrumbRoot = regexp.MustCompile(`(?i)^\W*(home(page)?|startseite|accueil|inicio|início|главная|首页|ホーム)\W*$`)

// dropRepetitions marks the paragraphs and the headings that have stood before, quotation marks and white space aside: the
// same thing twice in a row, and a paragraph anywhere above. A step of a list or a short remark may recur under another
// heading, where it means something else.
func dropRepetitions(text string, bs []block) {
	seen := make(map[string]bool)
	last, section := "", 0 // the last block that is kept, and where the last heading is
	for i, b := range bs {
		switch {
		case b.drop != "":
			continue
		case b.kind == code || b.kind == lines:
			last = ""
			continue
		}
		words := normal(text[b.start:b.end])
		if b.kind == heading {
			words = normal(b.title)
		}
		again := words == last && (b.kind != heading || bs[section].kind == heading && normal(bs[section].title) == words)
		if b.kind == heading {
			section = i
		} else if !again && len(words) >= 40 {
			key := words
			if b.kind == item || len(words) < 100 || strings.HasSuffix(words, ":") {
				key = strconv.Itoa(section) + " " + key
			}
			again = seen[key]
			seen[key] = true
		}
		if again && strings.ContainsFunc(words, unicode.IsLetter) {
			bs[i].drop = repetition
			continue
		}
		last = words
	}
}

// same reports whether two lines say the same, quotation marks, case and white space aside.
func same(a, b string) bool {
	return len(a) <= len(b)+16 && len(b) <= len(a)+16 && normal(a) == normal(b)
}

func normal(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch r {
		case '“', '”', '„', '«', '»', '″':
			r = '"'
		case '‘', '’', '′', '`':
			r = '\''
		case '–', '—', '‑', '‐':
			r = '-'
		case '\u200b', '\u00ad', '\ufeff':
			continue
		}
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// isLabel reports whether a block is the title of a list of links or files, which is nothing without them.
func isLabel(s string) bool { return len(s) <= 60 && strings.Contains(s, ":") && label.MatchString(s) }

var label = regexp.MustCompile(`(?i)^[\W_]*(((related|useful|external|quick) )?links?|related (articles|content|pages|documents|posts)|see also|attachments?|downloads?|` +
	`documents?|files?|tags?|share|follow us|read (also|more)|photo gallery|gallery|videos?|collegamenti|link utili|allegati|documenti|vedi anche|leggi anche|condividi|` +
	`galleria|weiterführende links|siehe auch|dateien|anhänge|liens( utiles)?|voir aussi|documents|partager|enlaces|véase también|archivos|documentos|etiquetas)\s*:\s*[*_]*$`)

// leads reports whether the blocks begin with something that a label can stand above: items, links or files.
func leads(bs []block, text string) bool {
	for _, b := range bs {
		if b.drop != "" {
			continue
		}
		s := text[b.start:b.end]
		return b.kind == item || b.kind == code || isLinks(s) || b.kind != heading && strings.Contains(s, "://")
	}
	return false
}
