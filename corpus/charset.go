package corpus

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	textunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

var (
	utf16LE = textunicode.UTF16(textunicode.LittleEndian, textunicode.IgnoreBOM)
	utf16BE = textunicode.UTF16(textunicode.BigEndian, textunicode.IgnoreBOM)
)

// boms are looked for in this order: the mark of UTF-16LE begins that of UTF-32LE.
var boms = []struct {
	mark string
	enc  encoding.Encoding // nil for UTF-8
}{
	{"\xef\xbb\xbf", nil},
	{"\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
	{"\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
	{"\xff\xfe", utf16LE},
	{"\xfe\xff", utf16BE},
}

// decode returns data as valid UTF-8 without a byte order mark. The encoding is, in this order, what a byte order mark
// says, what markup declares where isMarkup, UTF-8 where the data is valid UTF-8 without NULs, UTF-16 where that makes
// text, and otherwise the one in which the data reads most like text. Bytes without a meaning become U+FFFD.
func decode(data []byte, isMarkup bool) string {
	for _, b := range boms {
		if rest, ok := bytes.CutPrefix(data, []byte(b.mark)); ok {
			return decodeAs(rest, b.enc)
		}
	}
	return decodeAs(data, guess(data, isMarkup))
}

// guess returns the encoding of data that has no byte order mark; nil is UTF-8.
func guess(data []byte, isMarkup bool) encoding.Encoding {
	valid, multi, bad := utf8Sequences(sample(data))
	if valid = valid && utf8.Valid(data); valid && isISO2022JP(data) {
		return japanese.ISO2022JP
	}
	if isMarkup && (!valid || multi < 4) { // four sequences are UTF-8 by chance in no other encoding
		if enc := declared(data); enc != nil {
			return enc
		}
	}
	zeros := bytes.IndexByte(data, 0) >= 0
	if !zeros && (valid || multi > 4*bad) {
		return nil
	}
	if enc := guessUTF16(data); enc != nil || zeros {
		return enc
	}
	return guessLegacy(data)
}

func decodeAs(data []byte, enc encoding.Encoding) string {
	if enc != nil {
		// Decoders turn what they cannot decode into U+FFFD; an error can only come from the transformation itself.
		if out, err := enc.NewDecoder().Bytes(data); err == nil {
			data = out
		}
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// utf8Sequences counts the sequences of more than one byte, good and bad.
func utf8Sequences(data []byte) (valid bool, multi, bad int) {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			// The sample may end within a sequence.
			if len(data) < utf8.UTFMax && !utf8.FullRune(data) {
				return bad == 0, multi, bad
			}
			bad++
		case n > 1:
			multi++
		}
		data = data[n:]
	}
	return bad == 0, multi, bad
}

func isISO2022JP(data []byte) bool {
	return bytes.Contains(data, []byte("\x1b$B")) || bytes.Contains(data, []byte("\x1b$@"))
}

var declaration = regexp.MustCompile(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9._:-]{1,40})|` +
	`^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-z0-9._:-]{1,40})`)

// declared returns the encoding that HTML or XML names in its first 4 KiB, unless the data cannot be in it.
func declared(data []byte) encoding.Encoding {
	m := declaration.FindSubmatch(data[:min(len(data), 4<<10)])
	if m == nil {
		return nil
	}
	label := string(m[1]) + string(m[2])
	enc, name := charset.Lookup(label)
	switch name {
	case "", "utf-8", "utf-16le", "utf-16be", "replacement": // a declaration that could be read is not in UTF-16
		return nil
	}
	part := sample(data)
	text := decodeAs(part, enc)
	if strings.Count(text, "\uFFFD")*50 > utf8.RuneCountInString(text) {
		return nil
	}
	return enc
}

// guessUTF16 returns the order of bytes in which data reads as text; nil if it does in neither.
func guessUTF16(data []byte) encoding.Encoding {
	part := data[:min(len(data), 16<<10)&^1]
	le, be := familiar(decodeAs(part, utf16LE)), familiar(decodeAs(part, utf16BE))
	switch {
	case max(le, be) < 0.4:
		return nil
	case le >= be:
		return utf16LE
	}
	return utf16BE
}

// familiar returns the share of characters in s that texts are made of, less those that no text holds. Pairs of unrelated
// bytes make ideographs and syllables too, but hardly ever frequent ones.
func familiar(s string) float64 {
	score, n := 0.0, 0.0
	for _, r := range s {
		n++
		switch {
		case r == utf8.RuneError, unicode.IsControl(r) && !unicode.IsSpace(r):
			score -= 20
		case r < utf8.RuneSelf, scriptOf(r) != nil, unicode.Is(unicode.Devanagari, r), frequentAsian[r]:
			score++
		default:
			score -= 0.5
		}
	}
	return score / max(n, 1)
}

// isBinary reports whether a decoded file is no text: it has NULs, or too many of the characters that are only in text by
// mistake, or begins as a format does that is text to the eye of a program only. A parser of markup drops NULs itself.
func isBinary(text string, isMarkup bool) bool {
	if strings.HasPrefix(text, "%PDF-") || strings.HasPrefix(text, `{\rtf`) {
		return true
	}
	odd, n := 0, 0
	for _, r := range text {
		n++
		switch {
		case r == 0 && !isMarkup:
			return true
		case r == utf8.RuneError, unicode.IsControl(r) && !unicode.IsSpace(r) && r != '\x1b' && r != '\b':
			odd++
		}
	}
	return odd*10 > n
}

// sample returns at most 32 KiB of data around the bytes that are not ASCII, since the others say nothing.
func sample(data []byte) []byte {
	const most, around = 32 << 10, 64
	if len(data) <= most {
		return data
	}
	var out []byte
	for i := 0; i < len(data) && len(out) < most; i++ {
		if data[i] < utf8.RuneSelf {
			continue
		}
		// From the white space before the byte to the line ending after it, so that no character is cut.
		start := i
		for start > 0 && i-start < around && data[start-1] > ' ' && data[start-1] < utf8.RuneSelf {
			start--
		}
		end := i
		for end < len(data) && end-i < most && data[end] != '\n' {
			end++
		}
		out = append(append(out, data[start:end]...), '\n')
		i = end
	}
	return out
}

// legacy is an encoding from before Unicode.
type legacy struct {
	enc    encoding.Encoding
	width  float64 // bytes of a character that is not ASCII
	common string  // characters that most texts in it are made of
}

// Frequent characters of the languages that an encoding was made for.
const (
	cyrillic = "оеаинтсрвлкмдпуыяі"
	greek    = "αοιετνσςηυρκπμλίάόέή"
	hebrew   = "יוהלאתרמבשנםד"
	arabic   = "اليونمترةبعدسفكهقحأ"
	thai     = "กขคงจชดตทนบปพมยรลวสหอะัาำิีึืุูเแไ่้์"
	simple   = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运，。、；：？！“”《》（）"
	trad     = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運，。、；：？！「」《》（）"
	hangul   = "이다의는에을를가은로하고한지기사그리서도자대정시인있어나해아전수일부제장보라국원상들주공과으면성구만학여동신조유경계화세위관연문선것년월발합할된되와적했었였며터까중미영등모무물방치안오진행실용개식단체법소생명게습니요내간후통회반재말때더어려비양현운각당분결최초교역남북서트스드르크프러레디티파카토타약음민표작업강"
	japan    = "ぁあいうえおかがきぎくぐけげこごさざしじすずせぜそぞただちっつづてでとどなにぬねのはばぱひびふぶへべほぼまみむめもゃやゅゆょよらりるれろわをんアイウエオカガキギクグケゲコゴサザシジスズセタダチッツテデトドナニネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロワン、。「」・ー日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢裁状工建語球営空職証土与急止送援供可役構木割聞身費付施切由説転食比難防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警宮究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助労例衛然早張映限親額監環験追審商葉義伝働形景落欧担好退準賀訴辺造英被株頭技低毎医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影命含福蔵量望松非撃佐核観察整段横融型白深字答夜製票況音申様財港識注呼渉達"
)

// legacies are tried in this order, and the first of equals wins.
var legacies = []legacy{
	{charmap.Windows1252, 1, "àâäáãåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÜ"},
	{charmap.Windows1250, 1, "ąćęłńóśźżáčďéěíňřšťúůýžôľĺŕäëöüőűăâîşţșțđĄĆĘŁŃÓŚŹŻČŘŠŽŐŰ"},
	{charmap.Windows1254, 1, "çğıöşüâîûÇĞİÖŞÜ"},
	{charmap.ISO8859_2, 1, "ąćęłńóśźżáčďéěíňřšťúůýžôľĺŕäëöüőűăâîşţđĄĆĘŁŃÓŚŹŻČŘŠŽŐŰ"},
	{charmap.Windows1251, 1, cyrillic},
	{charmap.KOI8U, 1, cyrillic},
	{charmap.CodePage866, 1, cyrillic},
	{charmap.ISO8859_5, 1, cyrillic},
	{charmap.Windows1253, 1, greek},
	{charmap.Windows1255, 1, hebrew},
	{charmap.Windows1256, 1, arabic},
	{charmap.Windows874, 1, thai},
	{japanese.ShiftJIS, 2, japan},
	{japanese.EUCJP, 2, japan},
	{simplifiedchinese.GB18030, 2, simple},
	{traditionalchinese.Big5, 2, trad},
	{korean.EUCKR, 2, hangul},
}

// guessLegacy returns the encoding in which data reads most like text.
func guessLegacy(data []byte) encoding.Encoding {
	part := sample(data)
	var best encoding.Encoding = charmap.Windows1252
	top := 0.0
	for i, l := range legacies {
		if s := l.score(decodeAs(part, l.enc)); i == 0 || s > top {
			best, top = l.enc, s
		}
	}
	return best
}

// frequentAsian are the frequent characters of the languages that are written with thousands.
var frequentAsian = setOf(simple + trad + hangul + japan)

func setOf(s string) map[rune]bool {
	m := make(map[rune]bool, len(s))
	for _, r := range s {
		m[r] = true
	}
	return m
}

const typography = "“”‘’„‚–—…«»‹›°§€£·¿¡ªº©®™№\u00a0"

// score weighs what is not ASCII in s, in points for each byte: one for a common character, less for another, and
// much less for what shows a wrong guess: no character at all, two scripts in one word, a capital after a small letter.
func (l legacy) score(s string) float64 {
	common := setOf(l.common)
	sum := 0.0
	prev := ' '
	for _, r := range s {
		wide := r >= utf8.RuneSelf
		letter := unicode.IsLetter(r)
		if wide {
			switch {
			case r == utf8.RuneError:
				sum -= 6
			case unicode.IsControl(r), !unicode.IsGraphic(r), unicode.Is(unicode.Co, r):
				sum -= 4
			case common[r]:
				sum += l.width
			case strings.ContainsRune(typography, r):
				sum++
			case l.width > 1: // the rare ideographs and syllables are many, and chance finds them
				sum -= 0.2 * l.width
			case letter, unicode.IsMark(r):
				sum += 0.3
			case unicode.IsLetter(prev):
				sum -= 1.5
			default:
				sum -= 0.5
			}
		}
		if letter && strings.ContainsRune("ªº°©®", prev) {
			sum -= 1.5
		}
		if misspelt(prev, r) {
			sum -= 3
		}
		if letter && unicode.IsLetter(prev) && (wide || prev >= utf8.RuneSelf) {
			if a, b := scriptOf(prev), scriptOf(r); a != b {
				sum -= 1.5
			} else if a == unicode.Latin && wide && prev >= utf8.RuneSelf {
				sum -= 0.8 // accented letters seldom come in pairs
			}
			if unicode.IsLower(prev) && unicode.IsUpper(r) {
				sum -= 1.5
			}
		}
		prev = r
	}
	return sum
}

// misspelt reports whether no Thai word has r after prev: a vowel or a tone without the consonant that carries it, or a vowel
// that is written first without the consonant to come. Thai takes up nearly all of its code page, so that the letters
// alone make Thai of any bytes.
func misspelt(prev, r rune) bool {
	const first, last, leading, trailing = 'ก', 'ฮ', "เแโใไ", "ะาำๅ"
	consonant := first <= r && r <= last
	switch {
	case strings.ContainsRune(leading, prev):
		return !consonant
	case !unicode.Is(unicode.Thai, r) || !unicode.IsMark(r) && !strings.ContainsRune(trailing, r):
		return false
	}
	carried := first <= prev && prev <= last || unicode.Is(unicode.Thai, prev) && (unicode.IsMark(prev) || prev == 'า')
	return !carried
}

// scriptOf tells the scripts apart that do not share a word; nil for those of East Asia, which do.
func scriptOf(r rune) *unicode.RangeTable {
	if r < utf8.RuneSelf {
		return unicode.Latin
	}
	for _, t := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Thai} {
		if unicode.Is(t, r) {
			return t
		}
	}
	return nil
}
