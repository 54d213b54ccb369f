package corpus

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for s, want := range map[string]string{
		"2020-10-02": "2020-10-02", "2020-10": "2020-10-01", "2020": "2020-01-01", "20201002": "2020-10-02", "2020/10/2": "2020-10-02",
		"20260105_11:00": "2026-01-05", "2020-10-02T23:30:00-05:00": "2020-10-02", "2020-10-02 10:00": "2020-10-02", " 2020-10-02\n": "2020-10-02",
		"2 October 2020": "2020-10-02", "October 2, 2020": "2020-10-02", "October 2nd 2020": "2020-10-02", "2nd of October, 2020": "2020-10-02",
		"Oct. 2, 2020": "2020-10-02", "Fri, 02 Oct 2020 10:00:00 GMT": "2020-10-02", "October 2020": "2020-10-01",
		"2 ottobre 2020": "2020-10-02", "1° maggio 2021": "2021-05-01", "2. Oktober 2020": "2020-10-02", "3. März 2019": "2019-03-03",
		"1er août 2018": "2018-08-01", "2 de octubre de 2020": "2020-10-02", "2 octubre del 2020": "2020-10-02", "9 de março de 2020": "2020-03-09",
		"2020年10月2日": "2020-10-02", "2020년 10월 2일": "2020-10-02", "02.10.2020": "2020-10-02", "25/12/2020": "2020-12-25", "12/25/2020": "2020-12-25", "5/5/2020": "2020-05-05",
		"3/4/2020": "", "soon": "", "": "", "2020-02-30": "", "2020-13-01": "", "31 June 2020": "", "99999999": "", "0000-01-01": "", "Foo 2020": "", "1601600000": "",
	} {
		if got := parseDate(s); got.Format(time.DateOnly) != want && !(want == "" && got.IsZero()) {
			t.Errorf("parseDate(%q) = %v, want %q", s, got, want)
		}
	}
}

func TestDateOf(t *testing.T) {
	long := strings.Repeat("Filler about nothing. ", maxDated/20)
	for _, tt := range []struct{ name, url, file, text, want string }{
		{"URL", "https://example.org/news/2020/10/02/visit/", "a.txt", "On 5 May 2019 he came.", "2020-10-02"},
		{"URL with a month", "https://example.org/2020/10/visit.html", "a.txt", "", "2020-10-01"},
		{"URL with a day in one", "https://example.org/x-20201002.html", "a.txt", "", "2020-10-02"},
		{"URL with a hyphenated day", "https://example.org/2020-10-02-visit", "a.txt", "", "2020-10-02"},
		{"URL with a number", "https://example.org/12345678/2999/99/", "a.txt", "", ""},
		{"file name", "", "posts/2020-10-02-visit.md", "On 5 May 2021 he came.", "2020-10-02"},
		{"file name with a number", "", "2020-99-02-visit.md", "", ""},
		{"label", "", "a.txt", "Minutes\nDate: 2 March 2018\n\nNext meeting: 5 May 2018.", "2018-03-02"},
		{"label of a chat", "", "a.txt", "Time: 20260105_11:00\nLi: On 1 January 2027 I travel.", "2026-01-05"},
		{"published", "", "a.txt", "Title\nPublished on October 2, 2020\n" + long, "2020-10-02"},
		{"head of a news item", "", "a.txt", "WASHINGTON, D.C., July 27, 2023 — The two met.\n" + long, "2023-07-27"},
		{"date by itself", "", "a.txt", "Title\n\nOctober 2, 2020\n\n" + long, "2020-10-02"},
		{"born", "", "a.txt", "Jane Doe\nBorn 3 March 1998\n" + long, ""},
		{"long article", "", "a.txt", long + " On 5 May 2019 he came. " + long, ""},
		{"latest", "", "a.txt", "He came in October 2019. The statement of July 27, 2023 says so. In 2024 Italy chairs.", "2023-07-27"},
		{"month", "", "a.txt", "signed in July 2018 and again in March 2019, to launch a dialogue", "2019-03-01"},
		{"years only", "", "a.txt", "Since 1861 there have been relations, renewed in 2016.", ""},
		{"ahead by month", "", "a.txt", "In January 2017 it joined the group, which it will chair in May 2018.", "2017-01-01"},
		{"planned", "", "a.txt", "Two missions are scheduled for June 2026 and 2028.", ""},
		{"due", "", "a.txt", "It met in May 2020. The report is due by 30 June 2031.", "2020-05-01"},
		{"announced", "", "a.txt", "He returned in 2020, and will be in Rome from September 30 – October 2, 2020.", "2020-10-02"},
		{"far ahead", "", "a.txt", "It was signed on 3 May 2019 and will expire on 31 December 2050.", "2019-05-03"},
		{"range of days", "", "a.txt", "They met on 3-5 May 2019 and October 2–5, 2020.", "2020-10-05"},
		{"life", "", "a.txt", "John Doe (3 May 1999 – 4 June 2018) was a writer; he died on 4 June 2018.", ""},
		{"history", "", "a.txt", "It was signed on 3 May 1861.", ""},
		{"Italian", "", "a.txt", "L'accordo fu firmato il 3 maggio 2019. Sarà rinnovato nel giugno 2025.", "2019-05-03"},
		{"German", "", "a.txt", "Am 3. Mai 2019 trafen sie sich. Im Juni 2025 wird weiter verhandelt.", "2019-05-03"},
		{"French", "", "a.txt", "Signé le 3 mai 2019, il sera renouvelé en juin 2025.", "2019-05-03"},
		{"ambiguous", "", "a.txt", "On 3/4/2020 it rained.", ""},
		{"codes and numbers", "", "a.txt", "Case 2020-2021, $2020, May 20201, ISO 2020.5, 1234/2020", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := dateOf(tt.url, tt.file, tt.text)
			if got.Format(time.DateOnly) != tt.want && !(tt.want == "" && got.IsZero()) {
				t.Errorf("%v, want %q", got, tt.want)
			}
		})
	}
}

func FuzzDateOf(f *testing.F) {
	f.Add("https://x/2020/10/02/", "On 2 October 2020 it will end by 2021-01-01. 2020年1月2日")
	f.Add("", "Date: 20201002\nROME, 2 ottobre 2020 –")
	f.Fuzz(func(t *testing.T, url, text string) {
		d := dateOf(url, url, text)
		if !d.IsZero() && (d.Year() < 1000 || d.Year() > 2200 || d != d.Truncate(24*time.Hour)) {
			t.Errorf("date %v", d)
		}
		parseDate(text)
	})
}
