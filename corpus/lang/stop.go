package lang

import "strings"

// IsStop reports whether the lower-cased word is a function word of the language.
func IsStop(word, language string) bool { return stops[language][word] }

// stops holds, for each language, the words that carry grammar rather than matter: they are left out of the index and
// out of what a question must find in a passage.
var stops = func() map[string]map[string]bool {
	m := make(map[string]map[string]bool, len(stopLists))
	for language, list := range stopLists {
		set := make(map[string]bool)
		for w := range strings.FieldsSeq(list) {
			set[w] = true
		}
		m[language] = set
	}
	return m
}()

var stopLists = map[string]string{
	"en": `a about above after again against all also am an and any are aren't as at be because been before being below
		between both but by can cannot could did didn't do does doesn't doing don't down during each few for from further had
		has have having he her here hers herself him himself his how i if in into is isn't it its itself just me more most my
		myself no nor not of off on once only or other our ours out over own same she should so some such than that the their
		theirs them themselves then there these they this those through to too under until up upon us very was we were what
		when where which while who whom whose why will with would you your yours yourself`,
}
