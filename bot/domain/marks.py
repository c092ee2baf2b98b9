"""What in a text from a model is not from the member: shown under it, for them to look at twice."""

import re
from collections.abc import Iterator

from bot.domain.drafts import DraftRequest, Purpose, inputs
from bot.domain.english import EMPTY_PHRASES, NO_NAMES, words_of
from bot.domain.plain import canonical, is_link
from bot.domain.text import folded

MOST = 8
"""Phrases that are shown; more would be a second text."""

_COUNT = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|forty-five|fifty|sixty"
    "|ninety|several|a few|a couple of"
)
_TIME = r"(?:second|minute|min|hour|day|week|month|quarter|year)s?\b"
_FIGURE = (
    rf"\b(?:{_COUNT})[ -]{_TIME}|\b(?:half an|a quarter of an|an) hour\b"
    rf"|[$€£]?(?<![\w.])\d+(?:[.,:'’\u00a0\u202f]\d+)*(?:[ -]{_TIME}| ?%| ?(?:k|am|pm|percent|million|billion)\b)?"
    r"|\b(?:\w+ )?(?:dozens?|hundreds?|thousands?|millions?|billions?|percent)\b|\btwice\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b[Tt]omorrow\b|\b[Nn]ext (?:week|month|quarter|year)\b"
)
_BEGINS = r"(?:^|^[^,\n]{0,40},|[.!?…:;\n\"“”‘'«»()–—•]|\s-)\s*$"
_BOUND = r"(?:(?:10|ten|15) minutes?|(?:2|two) (?:minutes|lines))\b"
"""What the other is asked for in an ask: our instructions say so."""
_CONTRACTED = r"['’](?:s|re|ve|ll|d|m|t)?$"
_EMPTY = "|".join(rf"\b{phrase}" for phrase in EMPTY_PHRASES)


def not_told(text: str, request: DraftRequest, own: str | None = None) -> list[str]:
    """Its numbers, names, days and durations that no input holds; `own` is what the member typed besides."""
    told = canonical("\n".join(filter(None, [own, *inputs(request)])))
    prose = re.sub(r"\S+?(?=[.!?]*(?:\s|$))", lambda word: " " if is_link(word[0]) else word[0], canonical(text))
    found = sorted([*_figures(prose, told, request.purpose), *_names(prose, told)])
    return list(dict.fromkeys(phrase for _, phrase in found))[:MOST]


def empty_phrases(text: str) -> list[str]:
    """The phrases that say nothing ("just checking in"), as they stand in the text."""
    return [match[0] for match in re.finditer(_EMPTY, canonical(text).replace("’", "'"), re.IGNORECASE)]


def _figures(prose: str, told: str, purpose: Purpose) -> Iterator[tuple[int, str]]:
    numbers, said = _numbers(told), folded(told)
    for match in re.finditer(_FIGURE, prose):
        phrase = match[0]
        is_known = re.search(rf"(?<!\w){re.escape(folded(phrase))}(?!\w)", said)
        is_bare = not re.search(r"[^\W\d]", phrase) and _numbers(phrase) <= numbers
        is_bounded_ask = purpose is Purpose.ASK and re.match(_BOUND, prose[match.start() :])
        if not (is_known or is_bare or is_bounded_ask):
            yield match.start(), phrase


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[,.'’\u00a0\u202f](?=\d{3}(?!\d))", "", text)))


def _names(prose: str, told: str) -> Iterator[tuple[int, str]]:
    """Words with a capital that no input holds; not one alone at the beginning of a sentence, where all have one."""
    known = {*words_of(told), *NO_NAMES}
    names = re.sub(r"[^\W\d_][\w'’-]*", lambda word: ("N" if _is_new(word[0], known) else "-") * len(word[0]), prose)
    for match in re.finditer("N+(?: N+)*", names):
        phrase = re.sub(_CONTRACTED, "", prose[match.start() : match.end()])
        begins = re.search(_BEGINS, prose[: match.start()]) and phrase[1:] == phrase[1:].lower()
        signs = "\n" in prose[: match.start()] and not prose[match.end() :].strip()
        if signs or not begins or " " in phrase:
            yield match.start(), phrase


def _is_new(word: str, known: set[str]) -> bool:
    parts = re.sub(_CONTRACTED, "", word).split("-")
    return any(part != part.lower() and folded(part) not in known for part in parts)
