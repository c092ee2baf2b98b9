"""Topics that are off-limits: whether a text mentions one, however it is spelt, and a request without them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from bot.domain.drafts import DraftRequest
from bot.domain.plain import canonical
from bot.domain.text import UNSPACED, folded

_TWINS = str.maketrans("авекмнорстухіјѕԁɡαβεικνορτυχ", "abekmhopctyxijsdgabeiknoptux")
"""Letters of other alphabets that look like Latin ones."""
_DIGITS = str.maketrans("013457@$", "oieastas")  # digits and signs that stand in for letters
_NEEDED = ("purpose", "specific")
_ENDING = 3  # how many letters a plural may have more or less


def mentions_topic(text: str, topics: Collection[str]) -> bool:
    """Whether the text mentions one of the topics, in any case, number, alphabet; inside another word it does not."""
    readings = list(_readings(text))
    for topic in topics:
        if re.search(f"[{UNSPACED}]", topic):
            found = _bare(topic) in _bare(text)
        else:
            parts = _split(_folded(topic))
            found = bool(parts) and any(_found(parts, words) for words in readings)
        if found:
            return True
    return False


def without_topics(request: DraftRequest, topics: Collection[str]) -> DraftRequest | None:
    """The request without the inputs that mention a topic. None where the one thing itself does: no draft then."""
    if mentions_topic(request.specific, topics):
        return None
    dropped: dict[str, Any] = {}
    for field in fields(request):
        if field.name not in _NEEDED and (value := getattr(request, field.name)):
            told = f"{value:%d %B %Y}" if isinstance(value, date) else str(value)
            if mentions_topic(told, topics):
                dropped[field.name] = "" if field.name == "name" else None
    return replace(request, **dropped)


def _found(parts: list[str], words: list[str]) -> bool:
    """Whether the topic stands in the words: word by word, or cut up or run together in another way."""
    whole = "".join(parts)
    for start in (at for at, word in enumerate(words) if word[0] == whole[0]):
        there = words[start : start + len(parts)]
        if len(there) == len(parts) and all(map(_alike, there, parts)):
            return True
        run = ""
        for count, word in enumerate(words[start:], 1):
            run += word
            if len(run) > len(whole) + _ENDING:
                break
            # Short words often make up another one by accident ("an a…"); single letters never do.
            meant = count == 1 or len(whole) >= 5 or count == len(run) > 2
            if meant and _alike(run, whole):
                return True
    return False


def _readings(text: str) -> Iterator[list[str]]:
    """The words of the text in the ways that somebody could mean them."""
    plain = _folded(text)
    yield _split(plain)
    yield _split(_folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", canonical(text))))
    swapped = re.sub(r"\S*[^\W\d]\S*", lambda word: word[0].translate(_DIGITS), plain)
    if swapped != plain:
        yield _split(swapped)


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", text)


def _folded(text: str) -> str:
    """Small letters without accents; an umlaut written out counts as the umlaut."""
    return re.sub("([aou])e", r"\1", re.sub("['`]", "", _bare(text)))


def _bare(text: str) -> str:
    text = folded(canonical(text))
    return text.translate(_TWINS) if re.search("[a-z]", text) else text


def _alike(one: str, other: str) -> bool:
    """Whether both could be forms of one word."""
    return not _forms(one).isdisjoint(_forms(other))


@lru_cache(4096)
def _forms(word: str) -> frozenset[str]:
    """A word and what it could be the plural of, in a few languages."""
    forms = {word}
    for ending, instead, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            forms.add(word.removesuffix(ending) + instead)
    return frozenset(forms)


_ENDINGS = (
    ("ies", "y", 2), ("s", "", 3), ("es", "", 3), ("ves", "f", 3), ("x", "", 4),
    ("os", "ao", 3), ("as", "ao", 3), ("ais", "al", 2),  # demissões, folded
    ("e", "", 5), ("n", "", 5), ("en", "", 5), ("er", "", 5), ("i", "o", 4), ("i", "e", 4),
)  # fmt: skip
"""A plural's ending, what the singular has instead, and how much must be left of the word."""
