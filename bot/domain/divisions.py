"""Divisions as people spell them: which spellings mean the same part of the company, and how many are in each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

from bot.domain.english import words_of
from bot.domain.text import folded, one_line

LIMIT = 150  # characters of a division that count; what follows them names no division

SHORTEST_PREFIX, LONGEST_PREFIX = 3, 4
"""Letters of a cut-off word that may stand for the whole one ("Fin", "Comm"); more is a word of its own."""
LEFT_OUT = 3  # letters that a cut-off word leaves out at least: "Data" is not short for "Dates"

_GENERIC = "(?:dept|department|div|division)"
_AROUND = re.compile(f"^the |^{_GENERIC} of | {_GENERIC}$")
"""What names no division of its own: "the … department", "Department of …"."""
_SHORT = {"ops": "operations", "mktg": "marketing", "mkt": "marketing", "acct": "accounting", "mfg": "manufacturing"}
_SIGNS = str.maketrans({"&": " and ", "+": " and ", "/": " and ", "'": "", "’": ""})


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The spelling that divisions are compared by: "Finance & Accounting Dept." → "finance and accounting"."""
    spelt = folded(text[:LIMIT])
    name = " ".join(words_of(spelt.replace("&amp;", "&").translate(_SIGNS)))
    while (bare := _AROUND.sub("", name)) != name:
        name = bare
    return name or one_line(spelt)  # a division may be called by a sign alone


def canonical(division: str | None, aliases: Mapping[str, str]) -> str | None:
    """The division that is meant, as its aliases (by normal spelling) spell it, else as it is written.

    Chains are followed to their end; every spelling of a circle means the same one. None where none is told.
    """
    key = normalise(division or "")
    meanings = _meanings(tuple(aliases.items()))
    return one_line(meanings.get(key, division or ""))[:LIMIT] if key else None


def same(a: str | None, b: str | None, aliases: Mapping[str, str]) -> bool:
    """Whether both are known and mean the same division."""
    one, other = canonical(a, aliases), canonical(b, aliases)
    return one is not None and other is not None and normalise(one) == normalise(other)


def counts(divisions: Iterable[str | None], aliases: Mapping[str, str]) -> list[tuple[str, int]]:
    """Each division with its number of people: most people first, then by name; spelt as most people spell it."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for division in divisions:
        if (meant := canonical(division, aliases)) is not None:
            spellings[normalise(meant)][meant] += 1
    found = [(min(spelt, key=lambda name: (-spelt[name], name)), spelt.total()) for spelt in spellings.values()]
    return sorted(found, key=lambda each: (-each[1], normalise(each[0])))


def looks_alike(divisions: Iterable[str | None]) -> list[tuple[str, str]]:
    """Pairs worth offering to merge, the short one first ("Fin", "Finance"); only where no other one fits."""
    spelt = {normalise(name): name for name, _ in counts(divisions, {})}
    longer: dict[str, set[str]] = defaultdict(set)
    for name in spelt:
        for short in _short_for(name):
            longer[short].add(name)
    beginnings = ((name[: gap.start()], name) for name in spelt for gap in re.finditer(" (?=and )", name))
    pairs = {(start, name) for start, name in beginnings if start in spelt}
    for short in spelt:
        letters = [word for word in short.split() if word != "and"]  # "r d", "r and d"
        meant = longer["".join(letters) if max(map(len, letters), default=0) == 1 else short] - {short}
        pairs.update((short, name) for name in meant if len(meant) == 1)
    return [(spelt[short], spelt[name]) for short, name in sorted(pairs)]


def ident(division: str) -> str:
    """A short id for a menu's value: the same for every spelling, however long the name."""
    return sha256(normalise(division).encode()).hexdigest()[:16]


def find(wanted: str, divisions: Iterable[str]) -> str | None:
    """The division that this id stands for."""
    return next((division for division in divisions if ident(division) == wanted), None)


@lru_cache(maxsize=16)
def _meanings(aliases: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """By normal spelling, how the division that some aliases lead to is written: of a circle, its least one."""
    written: dict[str, str] = {}
    for _, target in aliases:
        written[normalise(target)] = min(target, written.get(normalise(target), target))
    steps = {normalise(spelling): normalise(target) for spelling, target in aliases if normalise(target)}
    ends: dict[str, str] = {}
    for start in steps:
        walked, at = [], start
        while at in steps and at not in ends:
            walked.append(at)
            ends[at] = ""  # walked through, and the end not known yet
            at = steps[at]
        end = ends.get(at, at) or min(walked[walked.index(at) :])
        ends |= dict.fromkeys(walked, end)
    return written | {key: written[end] for key, end in ends.items()}


def _short_for(name: str) -> set[str]:
    """What the name may be cut down to: its initials, or the beginning of its one word."""
    many = [word for word in name.split() if word not in ("and", "of")]
    if len(many) > 1:
        return {"".join(word[0] for word in many)}
    word = "".join(many)
    lengths = range(SHORTEST_PREFIX, min(LONGEST_PREFIX, len(word) - LEFT_OUT) + 1)
    return {word[:length] for length in lengths} | {short for short, whole in _SHORT.items() if whole == word}
