"""Names in a sentence of `/met`, and what stands directly behind one: a company, an address, a link, a degree."""

import re
from dataclasses import replace

from bot.domain.encounters import Person
from bot.domain.english import word_set
from bot.domain.identity import AFTER_A_NAME
from bot.domain.met.typed import MARK, STOP, THINGS, Typed, trimmed
from bot.domain.text import folded

LONGEST_NAME, MOST_WORDS = 80, 6
"""Characters of a name or a company, and words of a name without quotes: more is a sentence."""
WORD = re.compile(rf"(?:[^\s,.;:()\[\]<>\"“”„‟«»‘/&+!?…–{MARK}{THINGS}]|(?<=\w)&(?=\w)|\.(?=\w))+")
QUOTED = re.compile(r'["“”„‟«»]([^"“”„‟«»\n]+)["“”„‟«»]|(?<!\w)[‘\']((?:[^‘\'\n]|\'(?=\w)){1,80})\'(?!\w)')
EMAIL = re.compile(r"<?(?:mailto:)?(?P<email>[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})>?")
BRACKET = re.compile(r"\s?[(\[](?P<inside>[^()\[\]]*)[)\]]")
ENDS = re.compile(
    rf"\s?(?:$|[,.;:!?()\[\]\n–/&+\"“”„«»‘{MARK}{THINGS}]|-\s)|\s(?:@|w/|(?:at|in|on|during|with|and|und|mit|from|of|for|over"
    r"|via|through|beim|im|about|re|re:|über|regarding|already|met|deal|negotiations?|have|i|we)\b)",
    re.IGNORECASE,
)
"""What a name, a day and all that is read by itself may be followed by."""

_PARTICLES = word_set(
    "de la le du des van von zu zum zur der den del della di da do dos das bin ibn bint al el abu ben af av ter ten"
    " te"
)
NO_NAMES = word_set(
    "i i'm i've i'll i'd we we've she he they it it's the this that my our her his their a an you your there no not"
    " at in on and with about re during for from via"
)
"""A capital does not make a name of these."""
_GENERATIONS = word_set("jr sr ii iii iv")
_COMPANY_SIGN = rf"(?:inc|ltd|llc|gmbh|corp|plc|ag|co)\b[.{STOP}]?"
_IS_COMPANY = re.compile(rf"(?:^|\s){_COMPANY_SIGN}$", re.IGNORECASE)
_AND = re.compile(r"\s(?:&|\+|and|und)\s")
_COMMA_SIGN = re.compile(rf",\s{_COMPANY_SIGN}", re.IGNORECASE)
_PRONOUNS = re.compile(r"(?:(?:she|he|they|her|hers|him|his|them|theirs|ze|xe|any)\b[\s/,]*)+", re.IGNORECASE)
_DEGREE = re.compile(rf",?\s(?!i\b){AFTER_A_NAME}{STOP}?(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"\s(?:from|of)\s(?:the\s)?", re.IGNORECASE)
_TEAM = re.compile(r"(?:\s(?:team|department|dept|division)\b)?")
_DASH = re.compile(r"\s[-–](?=\s)")
_LINK = re.compile(rf"[,\s(]*(?P<sign>[{THINGS}])\)?")
_ADDRESS = re.compile(rf"[,\s]*{EMAIL.pattern}")
_APART = re.compile(r",\s|(?P<slash>\s?/\s?)")
_TITLE = re.compile(
    rf",\s(?P<title>(?:C[A-Z]{{1,2}}O|(?:[Cc]o-?)?[Ff]ounder|[Oo]wner|[Cc]hairman)"
    rf"|(?:{WORD.pattern}\s){{0,4}}?{WORD.pattern}(?=\s(?:at|@)\s(?:the\s)?[^\W\da-zà-ÿ_])|(?:{WORD.pattern}\s){{0,4}}?{WORD.pattern}(?=\sof\s))"
    r"\s(?:of|at|@)\s(?:the\s)?"
)
_NO_TITLE = re.compile(
    r"\b(?:a|an|the|i|we|she|he|they|was|is|met|with|and|in|on|from|about|for|to|not|very|too|who|meeting"
    r"|chat|talk(?:ed)?|call|spoke|lunch|coffee|dinner|breakfast|drinks|conversation|discuss(?:ed|ion))\b",
    re.IGNORECASE,
)
_AT_OR_OF = re.compile(r"\s(?:of|at|@)\s")


def is_capital(word: str) -> bool:
    """Whether a word is written as names are: with a capital, or in a script that has none."""
    return word != word.lower() or (word == word.upper() and any(map(str.isalpha, word)))


def name_end(text: str, at: int, digits: bool = False) -> int:
    """Where the words of a name that begins there end (`at`: there is none). `digits`: as in "KubeCon 2026"."""
    end = place = at
    for count in range(MOST_WORDS):
        word = WORD.match(text, place)
        told = word[0].casefold().rstrip(STOP) if word else ""
        degree = count and told not in _GENERATIONS and _DEGREE.match(text, place - 1)
        is_none = told in NO_NAMES and word and word[0] != "IT" and (not count or not word[0].istitle())
        if word is None or degree or is_none:
            break
        if is_capital(word[0]) or (digits and count and told[:1].isdigit()):
            end = word.end()
        elif told not in _PARTICLES:
            break
        if not text.startswith(" ", word.end()):
            break
        place = word.end() + 1
    sign = _COMMA_SIGN.match(text, end) if digits else None
    return sign.end() if sign else end


def company_end(text: str, at: int) -> int:
    """The same for a company, or one small word that stands alone ("adidas")."""
    end, word = name_end(text, at, digits=True), WORD.match(text, at)
    if end == at and word and word[0].casefold() not in NO_NAMES and ENDS.match(text, word.end()):
        return word.end()
    if further := _AND.match(text, end):  # "Müller & Söhne GmbH"
        last = name_end(text, further.end(), digits=True)
        end = last if _IS_COMPANY.search(text[at:last]) else end
    return end


def details(person: Person, typed: Typed, at: int) -> tuple[Person, int]:
    """That person with what is said directly behind the name, and where that ends."""
    while found := _detail(person, typed, at):
        person, at = found
    return person, at


def _detail(person: Person, typed: Typed, at: int) -> tuple[Person, int] | None:
    text = typed.text
    link = _LINK.match(text, at)
    thing = typed.thing(link.start("sign")) if link and not person.link else None
    if link and thing and thing.link:
        return replace(person, link=thing.link), link.end()
    if (found := BRACKET.match(text, at)) and (told := _bracket(person, typed, *found.span("inside"))):
        return told, found.end()
    if (found := _FROM.match(text, at)) and (end := company_end(text, found.end())) > found.end():
        team = _TEAM.match(text, end)
        return _works(person, typed.said(found.end(), end)), team.end() if team else end
    if person.slack_user_id:
        return None
    if found := _DEGREE.match(text, at):
        return person, found.end()
    if (found := _ADDRESS.match(text, at)) and not person.email:
        return replace(person, email=found["email"]), found.end()
    return _company(person, typed, at)


def _company(person: Person, typed: Typed, at: int) -> tuple[Person, int] | None:
    """ "- Acme -", "/ Acme", ", Acme," beside an address of that domain, and ", CFO of Acme"."""
    text, is_full = typed.text, " " in person.name
    if found := _DASH.match(text, at):
        end = company_end(text, found.end() + 1)
        return (_works(person, typed.said(found.end(), end)), end + 2) if _DASH.match(text, end) else None
    found = None if person.company else _APART.match(text, at)
    ends = name_end if found and found["slash"] else company_end
    if found and (end := ends(text, found.end())) > found.end():
        said, address = typed.said(found.end(), end), _ADDRESS.match(text, end)
        is_theirs = _is_theirs(said, person, address["email"] if address else person.email)
        if is_theirs or _IS_COMPANY.search(said) or (found["slash"] and is_full and " " not in said):
            return _works(person, said), end
        if is_full and not _AT_OR_OF.match(text, end) and re.fullmatch("[A-Z]{3,4}", said):
            return replace(person, title=said), end  # an abbreviation is no name
    found = None if person.company else _TITLE.match(text, at)
    if found and (end := name_end(text, found.end(), digits=True)) > found.end():
        head = is_full and text.startswith("of ", text.find(" ", at + 2) + 1)  # and not "Carlos Sales at"
        if not _NO_TITLE.search(found["title"]) and (head or not found["title"].split()[0].istitle()):
            return replace(person, title=found["title"], company=typed.said(found.end(), end)), end
    return None


def _bracket(person: Person, typed: Typed, start: int, end: int) -> Person | None:
    """What a bracket behind a name tells; None: it is about something else."""
    inside, said, thing = typed.text[start:end].strip(), typed.said(start, end), typed.thing(start)
    if _PRONOUNS.fullmatch(inside):
        return person
    if address := EMAIL.search(inside):
        company = trimmed(inside.replace(address[0], ""))
        return _works(replace(person, email=person.email or address["email"]), company)
    if title := _TITLE.match(f", {said}"):
        return replace(person, title=title["title"], company=said[title.end() - 2 :])
    is_name = any(map(str.isalpha, said)) and (" " not in said or is_capital(said.split()[0]))
    return _works(person, said) if is_name and not (thing and thing.user) and len(said) <= LONGEST_NAME else None


def _works(person: Person, company: str) -> Person:
    """They work there; of a colleague Slack knows it better."""
    is_kept = person.slack_user_id or person.company or not 0 < len(company) <= LONGEST_NAME
    return person if is_kept else replace(person, company=company)


def _is_theirs(company: str, person: Person, email: str | None) -> bool:
    """Whether an address is one of that company ("Acme Corp" of jane@acme.example), or of the person alone."""
    local, _, domain = (email or "").casefold().rpartition("@")
    words, names = (re.findall(r"\w{2,}", folded(each)) for each in (company, person.name))
    is_domain = not {"".join(words), "-".join(words), *words[:1]}.isdisjoint(domain.split(".")[:-1])
    return is_domain or (any(each in local for each in names) and not any(each in local for each in words))
