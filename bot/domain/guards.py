"""What a text from a model must pass before anybody sees it. Its author may have obeyed a stranger's title."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from bot.domain.drafts import DRAFT_LIMIT, TOLD_TO_MODEL, DraftRequest, Purpose
from bot.domain.english import ALWAYS_CAPITAL, BIG_NUMBERS, EMPTY_PHRASES, FUNCTION_WORDS, STARTERS
from bot.domain.plain import canonical, hidden, links, mentions, plain
from bot.domain.text import folded
from bot.domain.topics import mentions_topic, without_topics

__all__ = ["empty_phrases", "mentions_topic", "problems", "tidy", "without_topics"]

_EMPTY = re.compile("|".join(rf"\b{phrase}" for phrase in EMPTY_PHRASES), re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"<\|[^>]*\|?>|\[/?INST\]|<</?SYS>>|\[[^\]\n]*[^\W\d_][^\]\n]*\]|\{[^}\n]*\}|_{3,}|\bX{3,}\b|\blorem ipsum\b"
    r"|\b(?:your|their|recipient'?s?|sender'?s?) name here\b|^\W*(?:subject|assistant|system|user|human|ai)\s*:"
    r"|^\W*(?:sure|certainly|of course|absolutely|here(?:'s| is) (?:a|the|your|my) (?:\w+ ){0,2}"
    r"(?:draft|note|message))\b[^.\n]{0,40}[,!:]|#{2,}\s*\w",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP = re.compile(
    r"\*\*|__|~~|`|(?<!\w)[*_~](?=\S)[^*_~\n]+(?<=\S)[*_~](?!\w)|^\s*(?:[-*•+]|\d{1,2}[.)]|#{1,6})\s"
    r"|</?[a-z!][^<>]*>|\]\(|&(?:\w+|#\w+);|:[a-z][a-z0-9_+-]+:|^\s*(?:\||>)",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CONTRACTED = re.compile(r"['’](?:s|re|ve|ll|d|m|t)?$", re.IGNORECASE)
_ASKED_OF_THEM = re.compile(r"\b(?:10|2|15)(?=[ -](?:minutes?|mins?|lines?)\b)")
_GROUPED = re.compile(r"(?<=\d)[,.'’\u00a0\u202f](?=\d{3}(?!\d))")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?…:;\n\"“”‘'«»()–—•]|\s-)\s*$")


def problems(text: str, request: DraftRequest, topics: Collection[str], previous: str | None = None) -> list[str]:
    """What is wrong with a text from a model, in machine words; nothing: it may be shown.

    Links and mentions are only good where the one thing held them: a title or a note may be somebody else's words.
    `previous` is the wording that the member had in front of them and wants changed: it holds what they typed.
    """
    if not re.search(r"\w", text):
        return ["empty"]
    if len(text) > DRAFT_LIMIT:
        return ["length"]
    own = " ".join(filter(None, [plain(request.specific, keep_links=True), previous]))
    return [word for word, wrong in _findings(text, own, _told(request, own), topics, request.purpose) if wrong]


def empty_phrases(text: str) -> list[str]:
    """The phrases that say nothing ("just checking in"), as they stand in the text."""
    return [match[0] for match in _EMPTY.finditer(canonical(text).replace("’", "'"))]


def tidy(text: str) -> str:
    """A model's text without the wrapping that some put round it."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > 1 and text[0] + text[-1] in ('""', "“”", "''", "«»") and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+(?=\n)", "", text))


def _findings(
    text: str, own: str, told: str, topics: Collection[str], purpose: Purpose
) -> Iterator[tuple[str, bool]]:
    """Each kind of fault, and whether it is there; `own` is what the member typed for this very note."""
    read, own_links = canonical(text), links(own)
    yield "control", any(map(hidden, text)) or _stacked(text)
    yield "link", not links(text) <= own_links
    yield "mention", not mentions(text) <= mentions(own)
    yield "placeholder", _new(_PLACEHOLDER, read, own)
    yield "markup", _new(_MARKUP, f"{text}\n{read}", own)
    yield "empty_phrase", _new(_EMPTY, read.replace("’", "'"), own.replace("’", "'"))
    prose = re.sub(r"\S+", lambda word: _without_link(word[0], own_links), read)
    yield "invented_number", _invents_number(prose, told, purpose)
    yield "invented_name", _invents_name(prose, told)
    yield "language", _is_foreign(prose, told)
    yield "off_limits", mentions_topic(text, topics)


def _without_link(word: str, own_links: Collection[str]) -> str:
    """A word of the text, less the member's own link; what ends a sentence after it stays."""
    link = next(iter(links(word) & set(own_links)), "")
    return word.replace(link, "") if link else word


def _told(request: DraftRequest, own: str) -> str:
    """All that the inputs hold, in one text."""
    values = [value for field in TOLD_TO_MODEL if isinstance(value := getattr(request, field), str)]
    dates = [f"{request.met_on:%d %m %B %Y}"] if request.met_on else []
    return canonical(" \n ".join([own, *values, *(plain(value, keep_links=True) for value in values), *dates]))


def _new(pattern: re.Pattern[str], text: str, own: str) -> bool:
    """Whether the pattern is found in the text other than in the member's own words."""
    found = {match[0].strip().casefold() for match in pattern.finditer(text)}
    return any(len(each) < 2 or each not in own.casefold() for each in found)


def _stacked(text: str) -> bool:
    """Whether marks are heaped on letters, as no language does."""
    return bool(re.search("m{3}", "".join("m" if unicodedata.combining(each) else "-" for each in text)))


def _numbers(text: str) -> set[int]:
    return {int(digits) for digits in re.findall(r"\d+", _GROUPED.sub("", text)) if len(digits) < 50}


def _invents_number(text: str, told: str, purpose: Purpose) -> bool:
    if purpose is Purpose.ASK:
        text = _ASKED_OF_THEM.sub("", text)
    claims = BIG_NUMBERS & {word.casefold() for word in re.findall(r"[\w-]+", text)}
    return not _numbers(text) <= _numbers(told) or any(word not in told.casefold() for word in claims)


def _key(word: str) -> str:
    """A word as it is compared: without the possessive or contraction at its end."""
    return folded(_CONTRACTED.sub("", word))


def _known(told: str) -> set[str]:
    whole = [_key(match[0]) for match in _WORD.finditer(told)]
    return {*whole, *(part for word in whole for part in word.split("'"))}


def _invents_name(text: str, told: str) -> bool:
    known = _known(told)
    for match in _WORD.finditer(text):
        word, key = match[0], _key(match[0])
        if word.islower() or not any(letter.isupper() for letter in word) or key in known or key in ALWAYS_CAPITAL:
            continue
        begins = bool(_NEW_SENTENCE.search(text[max(0, match.start() - 3) : match.start()]))
        if not (begins and key in STARTERS and not word[1:].isupper()):
            return True
    return False


def _is_foreign(text: str, told: str) -> bool:
    """Whether it is in another alphabet, or holds none of the words that English cannot do without."""
    known = _known(told)
    words = [match[0] for match in _WORD.finditer(text)]
    new = [word for word in words if _key(word) not in known]
    strange = any(
        not unicodedata.name(letter, "LATIN").startswith("LATIN")
        for word in new
        for letter in word
        if letter.isalpha()
    )
    return strange or (len(words) > 7 and not FUNCTION_WORDS & {word.casefold() for word in words})
