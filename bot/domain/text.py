"""Text that people typed, made fit to be kept and to be compared. Drawing it safely is `slack/views/kit.py`'s."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

NAME_LIMIT = 200  # characters of a name, company or e-mail that are kept; more is no name
HANGUL = "\u1100-\u11ff\uac00-\ud7a3"
HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CJK = f"{HANGUL}{HAN}\u3040-\u30ff"
UNSPACED = f"{CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Letters, for a set in a regular expression, that stand next to another word without a space between."""

# Zero-width and direction marks: part of the wording, but they must not hide a word.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_ACCENTS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670"
"""Accents, and the vowel signs that Hebrew and Arabic may leave out; in other scripts a mark makes another letter."""
_ACCENT = re.compile(f"[{_ACCENTS}]")
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_SIGNS = {"’": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-"}
_FOLDS = str.maketrans(_PLAIN | _SIGNS)
_ALPHABETS = (*range(0x41, 0x2000), *range(0xFF00, 0xFFF0))  # where letters are that fold to other ones


def clean(text: str | None, limit: int | None = None) -> str | None:
    """The text as typed, without NUL and lone surrogates, which no database takes; None where nothing is left."""
    if text is None:
        return None
    kept = text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()
    return kept[:limit] or None


def said(text: str | None, limit: int | None = None) -> str | None:
    """The same for text that is to say something: None where nothing of it can be seen."""
    kept = clean(text, limit)
    return kept if kept and any(each.isprintable() and not each.isspace() for each in kept) else None


def one_line(text: str) -> str:
    """The text on one line, for places where a line break would pull a card apart."""
    return " ".join(text.split())


def visible(text: str) -> str:
    """The text without zero-width characters and direction marks."""
    return _INVISIBLE.sub("", text)


def folded(text: str) -> str:
    """Text as it is compared: without case, accents, more than single spaces, what is invisible, wide and narrow
    letters, and the form of apostrophes and hyphens."""
    spelt_out = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", visible(text)).casefold())
    return one_line(unicodedata.normalize("NFC", _ACCENT.sub("", spelt_out).translate(_FOLDS)))


def spellings(text: str) -> str:
    """A regular expression that finds whatever `folded` makes equal to the text."""
    more = _more_spellings()
    several = "|".join(each for each in more if len(each) > 1)
    return "".join(_spelt(each, more) for each in re.findall(f"{several}|.", folded(text)))


def _spelt(letters: str, more: Mapping[str, str]) -> str:
    if letters == " ":
        return r"\s+"
    if len(letters) > 1:
        return f"(?:{''.join(_spelt(each, more) for each in letters)}|[{more[letters]}][{_ACCENTS}]*+)"
    apart = unicodedata.normalize("NFD", letters)  # there are no accents left: a syllable of Hangul, or a voiced kana
    if apart != letters:
        return f"(?:{letters}|{apart})"
    return f"[{re.escape(letters)}{more.get(letters, '')}][{_ACCENTS}]*+"


@cache
def _more_spellings() -> dict[str, str]:
    """By what they fold to, the letters and signs that are not folded yet."""
    found: defaultdict[str, str] = defaultdict(str)
    for letter in (*filter(str.isalpha, map(chr, _ALPHABETS)), *_SIGNS):
        if (plain := folded(letter)) != letter:
            found[plain] += letter
    return dict(found)
