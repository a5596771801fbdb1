# ruff: noqa: E501, ISC004 - a line a language
"""Wording of notices in French, Dutch, Polish, Swedish and Turkish, folded: a cue, then a language.

Taken from what words there are for these things, not from real mails of Amazon.
"""

from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, ...]] = {
    "denied": (
        r"\brefus(?:e|ee)\b|\brejet(?:e|ee)\b|en votre faveur|n'avons pas (?:accorde|accepte)",
        r"\bafgewezen|\bgeweigerd|in uw voordeel|niet toegekend",
        r"\bodrzuc\w+|na (?:twoja|panstwa) korzysc|nie uzna\w+",
        r"\bavslag\w*|\bnekat\w*|till din fordel|inte bevilja\w*",
        r"\breddedil\w*|\breddett\w*|lehinize",
    ),
    "granted": (
        r"avons accorde|avons accepte|a ete accorde|en faveur (?:de l'acheteur|du client)",
        r"\btoegekend|\bgoedgekeurd|in het voordeel van de (?:koper|klant)",
        r"\bprzyzna(?:lismy|no|na)|\buzna(?:lismy|no|na)|na korzysc (?:kupujacego|klienta)",
        r"\bbevilja(?:t|ts|de)|\bgodkan(?:t|ts|nt)|till (?:koparens|kundens) fordel",
        r"\bonayla(?:ndi|dik)|kabul ed(?:ildi|ttik)|(?:alicinin|musterinin) lehine",
    ),
    "spared": (
        r"\b(?:ne|n')\b.{0,40}(?:debit|factur|prelev|responsable)|avons pris en charge|amazon a "
        r"(?:pris en charge|rembourse)",
        r"\bniet .{0,40}(?:in rekening|afgeschreven|verantwoordelijk)|amazon (?:heeft|draagt)",
        r"\bnie .{0,40}(?:obciaz|odpowiedzial)|amazon pokry\w+",
        r"\binte .{0,40}(?:debiter|belast|ansvarig)|amazon (?:har betalat|star for)",
        r"tahsil edilmeyecek|sorumlu (?:degil|tutulma)|amazon karsila\w+",
    ),
    "charged": (
        r"(?:sera|ete|avons) (?:debit|preleve|deduit)\w*",
        r"\bafgeschreven|in rekening gebracht|\bingehouden",
        r"\bobciaz(?:ymy|ylismy|one|ony)|\bpobra(?:lismy|na|no)",
        r"\bdebiter(?:at|ats|as|ar)|\bbelasta(?:t|s|des)",
        r"tahsil edil(?:di|ecek)|\bborclandir\w+",
    ),
    "withdrawn": (
        r"a (?:retire|annule) (?:la|sa) reclamation|reclamation .{0,30}\bretiree",
        r"claim .{0,30}\bingetrokken|\bingetrokken.{0,20}claim",
        r"wycofa\w+ .{0,20}roszczen\w+|roszczen\w+ .{0,30}wycofan\w+",
        r"(?:aterkallat|dragit tillbaka) (?:sitt )?(?:ansprak|kravet)",
        r"talebini geri cek\w+|talep .{0,20}geri cekil\w+",
    ),
    "of_the_claim": (
        r"garantie", r"beslissing", r"roszczen|decyzj|gwarancj", r"ansprak|beslut", r"talep|talebi|karar",
    ),
    "supposed": (
        r"^s[i'] ?(?:vous|le|la|les|nous|l'|aucun)", r"^(?:als|indien|tenzij)\b", r"^(?:jesli|jezeli)\b",
        r"^om (?:du|ni|vi|kopar)", r"\b(?:takdirde|durumunda)\b",
    ),
    "appeal": (r"contest|\bappel\b|recours", r"bezwaar|beroep", r"odwola", r"overklag", r"itiraz"),
    "action": (
        r"action (?:requise|necessaire)|reponse (?:requise|necessaire|attendue)|rappel",
        r"(?:actie|reactie|antwoord) (?:vereist|nodig)|herinnering",
        r"wymagan\w+ (?:dzialan\w+|reakcj\w+|odpowiedz\w*)|przypomnienie",
        r"(?:atgard|svar) kravs|paminnelse",
        r"(?:islem|yanit|cevap) gerekli|hatirlatma",
    ),
    "no_action": (
        r"aucune action|pas (?:necessaire|besoin)|n'avez rien a faire",
        r"geen actie|niets te doen|hoeft niets|hoeft u niet",
        r"nie musi(?:sz|cie)? |zadn\w+ dzialan\w+|nie jest wymagan\w+",
        r"ingen atgard|behover (?:du )?inte",
        r"islem (?:yapmaniza )?gerek(?:mez|miyor| yok)",
    ),
    "asked": (
        r"veuillez (?:fournir|repondre|envoyer|transmettre)|vous devez (?:repondre|fournir|envoyer)|"
        r"avons besoin d|informations complementaires",
        r"(?:u|je) moet .{0,60}(?:reageren|antwoorden|verstrekken|sturen)|"
        r"(?:reageer|antwoord|verstrek|stuur)\b.{0,30}\b(?:binnen|ons)|meer informatie nodig",
        r"prosimy o (?:odpowiedz|przeslanie|podanie)|nalezy (?:odpowiedziec|przeslac)|"
        r"potrzebujemy",
        r"(?:vanligen|var god) (?:svara|skicka|lamna)|du maste (?:svara|skicka|lamna)|behover mer",
        r"(?:yanit|cevap) ver(?:in|iniz|meniz)|(?:gonderin|saglayin|iletin)\b|daha fazla bilgi",
    ),
    "received": (
        r"\brecue?\b|\bnouvelle?\b|deposee?", r"ontvangen|\bnieuwe?\b",
        r"otrzyma\w+|\bnow[aey]\b|zlozon\w+", r"mottag\w+|\bny(?:tt|a)?\b", r"\baldiniz|alindi|\byeni\b",
    ),
    "decided": (
        r"resultat|cloturee?|tranchee?", r"beslissing|besluit|uitkomst|gesloten",
        r"decyzj|rozstrzygn|\bwynik|zamkniet", r"\bbeslut|avgjor|resultat|avslutat",
        r"\bkarar|\bsonuc|kapatildi",
    ),
    "to_answer": (r"repond|fourni|envoy", r"reager|antwoord|verstrek|stuur", r"odpowied|przesl", r"svar|skick",
                  r"yanit|cevap|gonder"),
    "not_that": (r"contest|appel|recours", r"bezwaar|beroep", r"odwola", r"overklag", r"itiraz"),
    "length": (
        r"jours?(?: calendaires| ouvres| ouvrables)?|heures?|(?:kalender|werk)?dagen|uur|uren",
        r"dni(?: kalendarzowych| roboczych)?|godzin\w*|(?:kalender|arbets)?dagar|timmar",
        r"(?:is |takvim )?gunu?\b|saat\w*",
    ),
    "hours": (r"heure", r"\buur|\buren", r"godzin", r"timmar", r"saat"),
    "business": (r"ouvr", r"werkdag", r"robocz", r"arbetsdag", r"is gun"),
}  # fmt: skip


def with_further(pattern: str, cue: str) -> str:
    """Return a pattern that knows the further languages as well."""
    return "|".join((pattern, *_WORDS[cue]))


FURTHER_LENGTHS = "|".join(_WORDS["length"])
