package corpus

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode/utf32"
)

// encoded returns text in the encoding that a label names.
func encoded(t testing.TB, label, text string) []byte {
	t.Helper()
	enc, _ := charset.Lookup(label)
	if strings.HasPrefix(label, "utf-32") {
		enc = utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	}
	if enc == nil {
		t.Fatalf("no encoding %q", label)
	}
	out, err := enc.NewEncoder().Bytes([]byte(text))
	if err == nil && !bytes.Contains(out, []byte("&#")) {
		return out
	}
	out = nil
	for _, r := range text { // what an encoding lacks is left out
		if b, err := enc.NewEncoder().Bytes([]byte(string(r))); err == nil && !strings.HasPrefix(string(b), "&#") {
			out = append(out, b...)
		}
	}
	return out
}

// In each of the languages, some sentences of the kind that a folder of documents holds.
var specimens = map[string]string{
	"fr": "Les relations diplomatiques ont été établies en 1861 ; depuis, les deux pays ont signé près de 40 traités. L’ambassadeur a rencontré le ministre à l'hôtel où siège la délégation française.",
	"de": "Die Gespräche über die künftige Zusammenarbeit dauerten länger als geplant. Österreich möchte größere Mengen Gas kaufen, heißt es in der Erklärung – „für alle Fälle“.",
	"es": "España y México firmaron ayer el acuerdo. ¿Cuántos años durará? Según el señor Núñez, más de diez años; además, habrá una comisión técnica.",
	"it": "La città è già stata avvisata: l’ambasciatore verrà lunedì. Perché così presto? È più facile, però non c'è fretta.",
	"pl": "Współpraca między Polską a Włochami rozwija się od wielu lat. Wartość wymiany handlowej przekroczyła 30 miliardów złotych, a większość firm chce inwestować również w przyszłości.",
	"cs": "Česká republika a Itálie spolupracují v mnoha oblastech. Příští týden přijede ministr zahraničí, který se setká s představiteli průmyslu.",
	"tr": "Türkiye ile İtalya arasındaki ilişkiler yüzyıllardır sürüyor. Geçen yıl iki ülkenin ticaret hacmi önemli ölçüde arttı; görüşmeler için Dışişleri Bakanı da gelecek.",
	"ru": "Дипломатические отношения были установлены в 1861 году. Сегодня Италия и Россия обсуждают вопросы торговли, энергетики и культуры. Встреча продлилась три часа.",
	"el": "Οι διπλωματικές σχέσεις των δύο χωρών άρχισαν τον δέκατο ένατο αιώνα. Σήμερα η συνεργασία καλύπτει το εμπόριο και τον πολιτισμό.",
	"he": "היחסים הדיפלומטיים בין שתי המדינות נוסדו במאה הקודמת. היום הן משתפות פעולה בתחומי המסחר והתרבות.",
	"ar": "أقيمت العلاقات الدبلوماسية بين البلدين في القرن الماضي، واليوم يتعاون البلدان في مجالات التجارة والثقافة والأمن.",
	"th": "ความสัมพันธ์ทางการทูตระหว่างสองประเทศเริ่มขึ้นเมื่อร้อยปีก่อน ปัจจุบันทั้งสองประเทศร่วมมือกันด้านการค้าและวัฒนธรรม",
	"ja": "両国の外交関係は百年以上前に始まりました。現在では、貿易や文化などの分野で協力しています。首相は昨日、ローマで大統領と会談した。",
	"zh": "两国的外交关系建立于一百多年前。现在，两国在贸易和文化等领域开展合作。总理昨天在罗马会见了总统，双方讨论了经济问题。",
	"tw": "兩國的外交關係建立於一百多年前。現在，兩國在貿易和文化等領域開展合作。總理昨天在羅馬會見了總統，雙方討論了經濟問題。",
	"ko": "두 나라의 외교 관계는 백여 년 전에 시작되었다. 오늘날 양국은 무역과 문화 등의 분야에서 협력하고 있다. 총리는 어제 로마에서 대통령을 만났다.",
}

// legacyOf names the encodings that texts of a language are found in.
var legacyOf = map[string][]string{
	"fr": {"windows-1252"}, "de": {"windows-1252"}, "es": {"windows-1252"}, "it": {"windows-1252"},
	"pl": {"windows-1250", "iso-8859-2"}, "cs": {"windows-1250", "iso-8859-2"}, "tr": {"windows-1254"},
	"ru": {"windows-1251", "koi8-r", "ibm866", "iso-8859-5"}, "el": {"windows-1253"}, "he": {"windows-1255"}, "ar": {"windows-1256"}, "th": {"windows-874"},
	"ja": {"shift_jis", "euc-jp", "iso-2022-jp"}, "zh": {"gbk", "gb18030"}, "tw": {"big5"}, "ko": {"euc-kr"},
}

func TestDecode(t *testing.T) {
	for lang, text := range specimens {
		t.Run(lang, func(t *testing.T) {
			for _, label := range append(legacyOf[lang], "utf-8", "utf-16le", "utf-16be") {
				data := encoded(t, label, text)
				if got := decode(data, false); got != strings.ToValidUTF8(got, "") || !nearly(got, text) {
					t.Errorf("%s read as %q", label, got)
				}
				if label == "utf-16le" || label == "utf-16be" {
					continue
				}
				page := encoded(t, label, "<html><head><meta charset='"+label+"'><title>"+text+"</title>")
				if got := decode(page, true); !strings.Contains(got, text[:20]) {
					t.Errorf("%s declared, read as %q", label, got)
				}
			}
			for mark, label := range map[string]string{"\xef\xbb\xbf": "utf-8", "\xff\xfe": "utf-16le", "\xfe\xff": "utf-16be", "": "utf-32"} {
				if got := decode(append([]byte(mark), encoded(t, label, text)...), false); got != text {
					t.Errorf("%s with a mark read as %q", label, got)
				}
			}
		})
	}
}

// A note of one line is a document, too.
func TestDecodeShort(t *testing.T) {
	for _, tt := range []struct{ text, labels string }{
		{"東京タワーは1958年に完成した電波塔です。高さは333メートルです。", "shift_jis euc-jp"},
		{"国際連合の本部はニューヨークにある。", "shift_jis euc-jp"},
		{"这座桥建于1957年，位于武汉市。桥长1670米。设计者是梅旸春。", "gbk gb18030"},
		{"北京是中国的首都。", "gbk gb18030"},
		{"กรุงเทพเป็นเมืองหลวง", "windows-874"},
		{"Мост построен в 1850 году.", "windows-1251 koi8-r ibm866 iso-8859-5"},
	} {
		for label := range strings.FieldsSeq(tt.labels) {
			if got := decode(encoded(t, label, tt.text), false); got != tt.text {
				t.Errorf("%q in %s read as %q", tt.text, label, got)
			}
		}
	}
}

// nearly compares two texts up to the few characters that an encoding may lack.
func nearly(a, b string) bool {
	ra, rb := []rune(a), []rune(b)
	if len(ra) != len(rb) {
		return false
	}
	differ := 0
	for i := range ra {
		if ra[i] != rb[i] {
			differ++
		}
	}
	return differ*25 <= len(ra)
}

func TestDecodeOddities(t *testing.T) {
	for _, tt := range []struct {
		name, data, want string
		markup           bool
	}{
		{name: "empty"},
		{name: "ASCII", data: "plain", want: "plain"},
		{name: "one accent", data: "caf\xe9", want: "café"},
		{name: "quotation marks of Windows", data: "\x93Yes\x94 \x96 it\x92s", want: "“Yes” – it’s"},
		{name: "pounds", data: "It costs \xa35.", want: "It costs £5."},
		{name: "one bad byte in UTF-8", data: "àèìòù — città \xff è più", want: "àèìòù — città \ufffd è più"},
		{name: "cut in a character", data: "àèìòù citt\xc3", want: "àèìòù citt\ufffd"},
		{name: "declared wrongly", data: "<meta charset=iso-8859-1><p>àèìòù", want: "<meta charset=iso-8859-1><p>àèìòù", markup: true},
		{name: "declared as UTF-8", data: "<meta charset=utf-8><p>caf\xe9 \xe0 la carte", want: "<meta charset=utf-8><p>café à la carte", markup: true},
		{name: "declared as nothing known", data: "<meta charset=klingon><p>caf\xe9", want: "<meta charset=klingon><p>café", markup: true},
		{name: "declared as UTF-16 and is not", data: "<meta charset=utf-16><p>caf\xe9", want: "<meta charset=utf-16><p>café", markup: true},
		{name: "XML declaration", data: `<?xml version="1.0" encoding="KOI8-R"?><p>` + "\xd0\xd2\xc9", want: `<?xml version="1.0" encoding="KOI8-R"?><p>при`, markup: true},
		{name: "http-equiv", data: `<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251"><p>` + "\xef\xf0\xe8",
			want: `<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251"><p>при`, markup: true},
		{name: "line endings stay", data: "a\r\nb\rc\n", want: "a\r\nb\rc\n"},
		{name: "UTF-16 cut in a character", data: "\xff\xfea\x00b", want: "a\ufffd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := decode([]byte(tt.data), tt.markup); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// A page of a legacy encoding with a long start in ASCII.
func TestDecodeLongASCII(t *testing.T) {
	data := append([]byte(strings.Repeat("All ASCII here.\n", 10_000)), encoded(t, "windows-1251", specimens["ru"])...)
	if got := decode(data, false); !strings.HasSuffix(got, specimens["ru"]) {
		t.Errorf("read as %q", got[len(got)-100:])
	}
}

// Texts of people rather than of the test's author, in every encoding that has their letters.
func TestDecodeCorpora(t *testing.T) {
	labels := map[string][]string{"de": {"windows-1252"}, "es": {"windows-1252"}, "ro": {"windows-1250"}, "tr": {"windows-1254"}, "ru": legacyOf["ru"],
		"el": {"windows-1253"}, "ar": {"windows-1256"}, "th": {"windows-874"}, "zh": {"gbk"}, "vi": {"utf-16le"}, "hi": {"utf-16be"}}
	right, total := 0, 0
	for d := range Read(needCorpora(t, "xquad")) {
		for _, label := range labels[d.ID[:2]] {
			line, _, _ := strings.Cut(d.Text, "\n")
			// As Romanian was written when these encodings were in use.
			data := encoded(t, label, strings.NewReplacer("\ufeff", "", "ș", "ş", "ț", "ţ", "Ș", "Ş", "Ț", "Ţ").Replace(line))
			enc, _ := charset.Lookup(label)
			want := decodeAs(data, enc)
			total++
			if got := decode(data, false); got == want {
				right++
			} else if total-right <= 20 {
				t.Logf("%s in %s: %.80q", d.ID, label, got)
			}
		}
	}
	t.Logf("%d of %d read right", right, total)
	if right*100 < total*98 {
		t.Errorf("only %d of %d read right", right, total)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("caf\xe9"), false)
	f.Add([]byte("\xff\xfea\x00"), false)
	f.Add([]byte("\x1b$B$3\x1b(B"), false)
	f.Add([]byte("<meta charset=hz-gb-2312>~{"), true)
	f.Add([]byte("<?xml encoding='shift_jis'?>\x82\xa0"), true)
	f.Add([]byte("a\x00b\x00"), true)
	f.Fuzz(func(t *testing.T, data []byte, markup bool) {
		got := decode(data, markup)
		if !utf8.ValidString(got) {
			t.Errorf("%q is not valid UTF-8", got)
		}
		if len(got) > 4*len(data)+4 {
			t.Errorf("%d bytes became %d", len(data), len(got))
		}
		isBinary(got, markup)
	})
}
