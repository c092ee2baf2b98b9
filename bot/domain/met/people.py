"""Names in a sentence of `/met`, and what stands directly behind one: a company, an address, a link, a degree."""

import re
from dataclasses import replace

from bot.domain.encounters import Person
from bot.domain.identity import AFTER_A_NAME
from bot.domain.met.typed import MARK, THINGS, Typed, trimmed
from bot.domain.text import folded

LONGEST_NAME, MOST_WORDS = 80, 6
"""Characters of a name or a company, and words of a name without quotes: more is a sentence."""
WORD = re.compile(rf"(?:[^\s,;:()\[\]<>\"“”„‟«»‘/&+!?…–{MARK}{THINGS}]|(?<=\w)&(?=\w))+")
QUOTED = re.compile(r'["“”„‟«»]([^"“”„‟«»\n]+)["“”„‟«»]|(?<!\w)[‘\']((?:[^‘\'\n]|\'(?=\w)){1,80})\'(?!\w)')
EMAIL = re.compile(r"<?(?:mailto:)?(?P<email>[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})>?")
BRACKET = re.compile(r"\s?[(\[](?P<inside>[^()\[\]]*)[)\]]")
ENDS = re.compile(
    rf"\s?(?:$|[,.;:!?()\[\]\n–/&+\"“”„«»‘{MARK}{THINGS}]|-\s)|\s(?:@|w/|(?:at|in|on|during|with|and|und|mit|from|of|for|over"
    r"|via|through|beim|im|about|re|re:|über|regarding|already|met|deal|negotiations?|have|i|we)\b)",
    re.IGNORECASE,
)
"""What a name, a day and all that is read by itself may be followed by."""

_PARTICLES = {
    "de", "la", "le", "du", "des", "van", "von", "zu", "zum", "zur", "der", "den", "del", "della", "di", "da", "do",
    "dos", "das", "bin", "ibn", "bint", "al", "el", "abu", "ben", "af", "av", "ter", "ten", "te",
}  # fmt: skip
NO_NAMES = {
    "i", "i'm", "i've", "i'll", "i'd", "we", "we've", "she", "he", "they", "it", "it's", "the", "this", "that", "my",
    "our", "her", "his", "their", "a", "an", "you", "your", "there", "no", "not", "at", "in", "on", "and", "with",
    "about", "re", "during", "for", "from", "via",
}  # fmt: skip
"""A capital does not make a name of these."""
_GENERATIONS = {"jr", "sr", "ii", "iii", "iv"}
_SHORTENED = {"prof", "univ", "dipl", "capt", "corp"}
"""Four letters and a full stop that ends no sentence; of three letters all are taken so ("St.", "Dr.")."""
_SIGN = r"(?:inc|ltd|llc|gmbh|corp|plc|ag|co)\b\.?"
_COMPANY_SIGN = re.compile(rf"(?:^|\s){_SIGN}$", re.IGNORECASE)
_AND = re.compile(r"\s(?:&|\+|and|und)\s")
_AND_SIGN = re.compile(rf",\s{_SIGN}", re.IGNORECASE)
_PRONOUNS = re.compile(r"(?:(?:she|he|they|her|hers|him|his|them|theirs|ze|xe|any)\b[\s/,]*)+", re.IGNORECASE)
_DEGREE = re.compile(rf",?\s(?!i\b){AFTER_A_NAME}(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"\s(?:from|of)\s(?:the\s)?", re.IGNORECASE)
_TEAM = re.compile(r"(?:\s(?:team|department|dept|division)\b)?")
_DASHED = re.compile(r"\s[-–]\s(?=[^-–\n]{1,80}?\s[-–]\s)")
_LINK = re.compile(rf"[,\s(]*(?P<sign>[{THINGS}])\)?")
_SLASH = re.compile(r"\s?/\s?")
_TITLE = re.compile(rf",\s(?P<title>(?:{WORD.pattern}\s){{1,5}}?)(?P<link>of|at|@)\s(?:the\s)?")
_OF_A_COMPANY = re.compile(r"C[A-Z]{1,2}O|(?:co-?)?founder|owner|chairman", re.IGNORECASE)
_AT_OR_OF = re.compile(r"\s(?:of|at|@)\s")
_AT = re.compile(r"\s(?:at|@)\s(?:the\s)?")
_NO_TITLE = re.compile(
    r"\b(?:a|an|the|i|we|she|he|they|was|is|met|with|and|in|on|from|about|for|to|not|very|too|who|meeting"
    r"|chat|talk(?:ed)?|call|spoke|lunch|coffee|dinner|breakfast|drinks|conversation|discuss(?:ed|ion))\b",
    re.IGNORECASE,
)


def is_capital(word: str) -> bool:
    """Whether a word is written as names are: with a capital, or in a script that has none."""
    first = next((each for each in word if each.isalpha()), "")
    return any(each.isupper() or each.istitle() for each in word) or bool(first and not first.islower())


def name_end(text: str, at: int, digits: bool = False) -> int:
    """Where the words of a name that begins there end (`at`: there is none). `digits`: as in "KubeCon 2026"."""
    end = place = at
    for count in range(MOST_WORDS):
        word = WORD.match(text, place)
        told = word[0].casefold().rstrip(".") if word else ""
        degree = count and told not in _GENERATIONS and _DEGREE.match(text, place - 1)
        is_none = told in NO_NAMES and word and word[0] != "IT" and (not count or not word[0].istitle())
        if word is None or degree or is_none:
            break
        if is_capital(word[0]) or (digits and count and told[:1].isdigit()):
            end = word.end()
        elif told not in _PARTICLES:
            break
        place = word.end() + 1
        if word[0].endswith(".") and len(told) > 3 and "." not in told and told not in _SHORTENED:
            end -= end == word.end()  # a full stop
            break
        if not text.startswith(" ", word.end()):
            break
    sign = _AND_SIGN.match(text, end) if digits and end > at else None
    end = sign.end() if sign else end
    return end if any(each.isalpha() for each in text[at:end]) else at


def company_end(text: str, at: int) -> int:
    """The same for a company, or one small word that stands alone ("adidas")."""
    end, word = name_end(text, at, digits=True), WORD.match(text, at)
    if end == at and word and word[0].casefold() not in NO_NAMES and ENDS.match(text, word.end()):
        end = word.end()
    if end > at and (further := _AND.match(text, end)):  # "Müller & Söhne GmbH"
        last = name_end(text, further.end(), digits=True)
        end = last if _COMPANY_SIGN.search(text[at:last]) else end
    return end


def details(person: Person, typed: Typed, text: str, at: int) -> tuple[Person, int]:
    """That person with what is said directly behind the name, and where that ends. `text`: what is not read yet."""
    before = -1
    while before < at:
        before = at
        person, at = _detail(person, typed, text, at)
    return person, at


def _detail(person: Person, typed: Typed, text: str, at: int) -> tuple[Person, int]:
    link = _LINK.match(text, at)
    thing = typed.thing(link.start("sign")) if link else None
    if link and thing and thing.link and not person.link:
        return replace(person, link=thing.link), link.end()
    if (found := BRACKET.match(text, at)) and (told := _bracket(person, typed, *found.span("inside"))):
        return told, found.end()
    if (found := _FROM.match(text, at)) and (end := company_end(text, found.end())) > found.end():
        team = _TEAM.match(text, end)
        return _works(person, typed.said(found.end(), end)), team.end() if team else end
    if person.slack_user_id:
        return person, at
    if found := _DEGREE.match(text, at):
        return person, found.end()
    if not person.email and (found := re.compile(rf"[,\s]*{EMAIL.pattern}").match(text, at)):
        return replace(person, email=found["email"]), found.end()
    return _company(person, typed, text, at)


def _company(person: Person, typed: Typed, text: str, at: int) -> tuple[Person, int]:
    """ "- Acme -", "/ Acme", ", Acme," beside an address of that domain, and ", CFO of Acme"."""
    found = _DASHED.match(text, at)
    if found and text[(end := company_end(text, found.end())) : end + 3] in (" - ", " – "):
        return _works(person, typed.said(found.end(), end)), end + 2
    is_full = " " in person.name
    if (found := _SLASH.match(text, at)) and is_full and (end := name_end(text, found.end())) > found.end():
        company = typed.said(found.end(), end)
        if " " not in company or _COMPANY_SIGN.search(company):
            return _works(person, company), end
    if text.startswith(", ", at) and (end := company_end(text, at + 2)) > at + 2 and not person.company:
        company = typed.said(at + 2, end)
        address = re.compile(rf"[,\s]*{EMAIL.pattern}").match(text, end)
        if _COMPANY_SIGN.search(company) or _is_theirs(
            company, person, address["email"] if address else person.email
        ):
            return _works(person, company), end
        if is_full and not _AT_OR_OF.match(text, end) and re.fullmatch("[A-Z]{3,4}", company):
            return replace(person, title=company), end  # an abbreviation is no name
    found = _TITLE.match(text, at)
    end = name_end(text, found.end(), digits=True) if found else at
    if not found or end == found.end() or person.company or not _is_title(found, is_full):
        return person, at
    title, where = found["title"].strip(), found.end()
    is_wide = not _OF_A_COMPANY.fullmatch(title)
    if found["link"] == "of" and is_wide and (further := _AT.match(text, end)):  # "head of Sales at Acme"
        last = name_end(text, further.end(), digits=True)
        title, where, end = (text[found.start("title") : end], further.end(), last)
    return replace(person, title=title, company=typed.said(where, end)), end


def _is_title(found: re.Match[str], behind_full_name: bool) -> bool:
    """Whether it is "CFO at", "deal manager at" or "Head of", and not "Carlos Sales at"."""
    words = found["title"].split()
    is_single = len(words) == 1 and found["link"] == "of" and behind_full_name
    return not _NO_TITLE.search(found["title"]) and (not words[0].istitle() or is_single)


def _bracket(person: Person, typed: Typed, start: int, end: int) -> Person | None:
    """What a bracket behind a name tells; None: it is about something else."""
    inside = typed.text[start:end].strip()
    if _PRONOUNS.fullmatch(inside):
        return person
    if address := EMAIL.search(inside):
        return _works(
            replace(person, email=person.email or address["email"]), trimmed(inside.replace(address[0], ""))
        )
    said = typed.said(start, end)
    if title := _TITLE.match(f", {said}"):
        return replace(person, title=title["title"].strip(), company=said[title.end() - 2 :])
    thing = typed.thing(start)
    is_name = " " not in said or is_capital(said.split()[0])
    if not is_name or not any(each.isalpha() for each in said) or (thing and thing.user) or len(said) > LONGEST_NAME:
        return None
    return _works(person, said)


def _works(person: Person, company: str) -> Person:
    """They work there; of a colleague Slack knows it better."""
    is_kept = person.slack_user_id or person.company or not 0 < len(company) <= LONGEST_NAME
    return person if is_kept else replace(person, company=company)


def _is_theirs(company: str, person: Person, email: str | None) -> bool:
    """Whether an address is one of that company ("Acme Corp" of jane@acme.example), or of the person alone."""
    local, _, domain = (email or "").casefold().rpartition("@")
    words, names = (re.findall(r"\w{2,}", folded(each)) for each in (company, person.name))
    if not words or not local:
        return False
    is_domain = not {"".join(words), "-".join(words), words[0]}.isdisjoint(domain.split(".")[:-1])
    return is_domain or (any(each in local for each in names) and not any(each in local for each in words))
