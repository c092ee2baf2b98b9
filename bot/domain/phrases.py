"""Parts of a sentence, made from what people typed: a first name, a place, a time, a division, the one thing."""

import re
import unicodedata
from datetime import date

from bot.domain.english import word_set
from bot.domain.plain import is_link, plain

SPECIFIC_LENGTH = 700  # characters of the one thing that a template takes; the sentences round it need the rest

_TITLES = word_set(
    "dr prof professor doctor mr mrs ms miss mx sir dame lady lord rev fr hon capt col gen lt sgt herr"
    " frau mag ing dipl dipl-ing m mme mlle sr sra srta dott ir drs eng engr"
)
_DEGREES = word_set("phd md mba jr sr ii iii iv cpa cfa esq msc bsc ma ba llm pmp")
_PARTICLES = word_set("van von der den de del della di da dos das do du la le ten ter zu af al el bin ibn")
_NAME_MARKS = "'’-·"

_PREPOSITIONS = word_set(
    "at in on during over via for near by after before from through between outside inside with while around"
    " across next online virtually remotely backstage here there under beside behind"
)
_SMALL = word_set("one two some every all both new how what why when where less more better")
_ARTICLES = word_set("the a an our your their my his her this that these those")
_ON = word_set("call phone train plane flight bus ferry panel zoom teams webex slack")
_EVENTS = word_set(
    "offsite conference workshop meeting summit fair party booth canteen cafeteria office event kickoff"
    " kick-off training meetup retreat hackathon webinar reception course seminar airport hotel bar stand"
    " stage fireside exhibition festival congress convention forum roundtable gathering bootcamp"
)
_GROUPS = word_set("team department division group unit office function org organisation organization")
_NOTHING = frozenset(["n/a", "na", "none", "unknown", "tbd", "tba", "other", "not set", "no division"])

_SENTENCE_MARKS = r"[!?;<>{}\[\]|\"“”=@]|\w:|[.:]\s|[.:]$"
_QUESTION_WORD = (
    r"(?i)(?:who|what|when|where|which|whose|whom|why|how)(?:'s|’s| (?:do|does|did|is|are|was|were|can|could|will"
    r"|would|should|shall|has|have|had|may|might|many|much|often|long|far|soon|big)\b)"
    r"|(?:do|does|did|is|are|was|were|can|could|will|would|should|shall|has|have|may|might)"
    r" (?:you|we|i|they|it|there|the|your|our|a|an|any|anyone|anybody|someone|somebody|this|that|he|she|finance)\b"
    r"|any (?:chance|idea|experience)\b"
)


def first_name(name: str) -> str | None:
    """The first name, as one says it; None where there is none to be sure of."""
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]|[\"“”„][^\"“”„]*[\"“”„]", " ", plain(name, keep_links=True))
    before, _, after = text.partition(",")
    degrees = {word.replace(".", "").casefold() for word in after.replace(",", " ").split()}
    is_surname = before.strip() and _PARTICLES.issuperset(before.casefold().split()[:-1])
    if is_surname and not degrees <= _DEGREES:
        before = after
    words = [word for word in before.replace("/", " / ").split() if word.strip(".").casefold() not in _TITLES]
    if len(words) == 1:
        words = [re.split(r"[._@]", words[0].lstrip("@"))[0]] if ":" not in words[0] else []
    elif words and len(words[0].strip(".")) == 1:  # an initial
        words = words[1:] if len(words) > 2 else []
    first = words[0].strip(".,") if words else ""
    fits = all(each.isalpha() or unicodedata.category(each)[0] == "M" or each in _NAME_MARKS for each in first)
    if not (fits and first[:1].isalpha() and len(first) <= 30) or words[0] in _PARTICLES:
        return None
    return _spelt(first, shouted=before.isupper(), whispered=before.islower())


def at_place(place: str | None) -> str | None:
    """ "at the Lisbon offsite", "in the canteen", "on a call"; None where it fits in no sentence."""
    text = _part(place, 80, 10)
    if text is None:
        return None
    words = text.split()
    first, last = words[0].casefold(), words[-1].casefold()
    text = _lowered(text, _PREPOSITIONS | _ARTICLES)
    if first in _PREPOSITIONS:
        return text if len(words) > 1 or first in ("online", "virtually", "remotely", "backstage") else None
    needs_article = first not in _ARTICLES and "'s" not in text and "’s" not in text
    if needs_article and (last in _EVENTS or last == "phone" or (last in _ON and len(words) > 1 and text.islower())):
        text = f"the {text}"
    elif needs_article and last == "call":
        text = f"a {text}"
    return f"{'on' if last in _ON else 'at'} {text}"


def at_time(met_on: date | None, today: date | None) -> str | None:
    """ "in March", "in March 2024"; None where a date says less than nothing."""
    if met_on is None or (today and met_on > today):
        return None
    days = (today - met_on).days if today else 1000
    if days < 14:
        return "the other day"
    return f"in {met_on:%B}" if days < 330 else f"in {met_on:%B %Y}"


def department(division: str | None) -> str | None:
    """A division as one says it after "from" or "in": "Finance", "the Sales team"; None where it is none."""
    text = _part(division, 60, 8)
    if text is None or text.casefold() in _NOTHING:
        return None
    words = text.split()
    if words[0].casefold() == "the":
        return " ".join(["the", *words[1:]]) if len(words) > 1 else None
    text = text if words[0][0].isupper() or not words[0].islower() else text[0].upper() + text[1:]
    return f"the {text}" if words[-1].casefold() in _GROUPS and len(words) > 1 else text


def sided(division: str) -> str:
    """A division in front of "side": "the Sales team" becomes "Sales"."""
    words = division.removeprefix("the ").split()
    return " ".join(words[:-1] if words[-1].casefold() in _GROUPS and len(words) > 1 else words)


def called(project: str | None) -> str | None:
    """A project's name inside a sentence; None where it is none."""
    text = _part(project, 80)
    return text and _lowered(text, _ARTICLES)


def summed_up(summary: str | None) -> str | None:
    """A short summary, to stand in parentheses; None where it is too long for that."""
    text = _part(summary, 90, marks=r"[.!?;]\s|[()<>{}\[\]|]")
    return text and _lowered(text, _ARTICLES | _PREPOSITIONS | _SMALL)


def the_thing(specific: str) -> tuple[str, bool]:
    """The member's one thing, ended as a sentence to stand in a note, and whether it is a question."""
    text = plain(specific, keep_links=True).lstrip("-–—*•·,;:. ").rstrip(" ,;:-–—")
    if len(text) > SPECIFIC_LENGTH:
        whole, _, broken = text[: SPECIFIC_LENGTH - 1].rpartition(" ")
        text = f"{(whole or broken).rstrip(' ,;:.-')}…"
    text = re.sub(r"^(?:their|his|her)(?= [^\W\d_])", "your", text, flags=re.IGNORECASE)
    if not text:
        return "a good day to you.", False
    bare = text.rstrip("\"'”’)» ")
    if is_link(text.split()[-1]) and not bare.endswith("?"):
        return text.rstrip(".,;"), False
    if re.match(_QUESTION_WORD, text) and not re.search(r"[.!?…]", text):
        return f"{text}?", True
    ended = bare.endswith((".", "!", "?", "…")) or not (bare[-1:].isalnum() or text[-1] in "\"'”’)»%")
    return text if ended else f"{text}.", bare.endswith("?")


def _part(typed: str | None, length: int, most_words: int = 40, marks: str = _SENTENCE_MARKS) -> str | None:
    """What was typed as a part of a sentence; None where it is too long for that, a sentence itself, or no words."""
    text = plain(typed).strip(" .,;:!-–—/&")
    fits = len(text) <= length and len(text.split()) <= most_words and not re.search(marks, text)
    return text if fits and any(map(str.isalpha, text)) else None


def _lowered(text: str, words: frozenset[str]) -> str:
    """With its first word in small letters, if it is one of these."""
    first, *rest = text.split()
    return " ".join([first.lower(), *rest]) if first.casefold() in words else text


def _spelt(name: str, *, shouted: bool, whispered: bool) -> str:
    """A name in capitals or in small letters throughout, as it is written in a letter."""
    initials = len(name) < 3 or not re.search("[AEIOUY]", unicodedata.normalize("NFD", name))
    if whispered or ((shouted or len(name) > 3) and name.isupper() and not initials):
        return re.sub(r"[^\W\d_]+", lambda part: part[0][0].upper() + part[0][1:].lower(), name)
    return name
