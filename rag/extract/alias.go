package extract

import (
	"strings"

	"dossier/corpus/lang"
)

// aliases are the words for countries whose name and adjective do not begin alike, or that have several names: who asks
// about American companies is answered by a sentence about the U.S. private sector. Keys are folded and lower-cased; the
// values only have to be equal.
var aliases = map[string]string{
	"american": "us", "americans": "us", "america": "us", "usa": "us", "united states": "us", "stati uniti": "us",
	"vereinigte staaten": "us", "vereinigten staaten": "us", "etats unis": "us", "estados unidos": "us",
	"british": "uk", "britain": "uk", "briton": "uk", "britons": "uk", "united kingdom": "uk", "regno unito": "uk",
	"britannico": "uk", "britannica": "uk", "royaume uni": "uk", "reino unido": "uk", "vereinigtes konigreich": "uk", "vereinigte konigreich": "uk",
	"french": "fr", "france": "fr", "english": "en", "england": "en", "dutch": "nl", "netherlands": "nl", "holland": "nl",
	"danish": "dk", "denmark": "dk", "danes": "dk", "spanish": "es", "spain": "es", "spaniards": "es", "swiss": "ch", "switzerland": "ch",
	"polish": "pl", "poland": "pl", "welsh": "wa", "wales": "wa", "irish": "ie", "ireland": "ie", "scottish": "sc", "scotland": "sc", "scots": "sc",
	"finnish": "fi", "finland": "fi", "turkish": "tr", "turkey": "tr", "greek": "gr", "greece": "gr", "greeks": "gr",
	"filipino": "ph", "philippines": "ph", "peruvian": "pe", "peru": "pe", "belgian": "be", "belgium": "be",
}

// aliasAt is the alias of the word at i, or of the two words that it opens or closes; "" if it has none. "US" and "UK"
// are read as countries in capitals only, for "us" is a pronoun.
func aliasAt(surfaces []string, i int) string {
	word := func(j int) string {
		if j < 0 || j >= len(surfaces) {
			return ""
		}
		return lang.Fold(strings.ToLower(surfaces[j]))
	}
	switch strings.ReplaceAll(surfaces[i], ".", "") {
	case "US":
		return "us"
	case "UK":
		return "uk"
	}
	for _, key := range []string{word(i-1) + " " + word(i), word(i) + " " + word(i+1), word(i)} {
		if a := aliases[key]; a != "" {
			return a
		}
	}
	return ""
}
