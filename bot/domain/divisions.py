"""Divisions: which spellings mean the same part of the company, and how many people are known in each.

A division is whatever a profile or a member says. Aliases (an admin's or a member's) map a normalised
spelling to the division that is meant.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from bot.domain.english import words_of
from bot.domain.text import folded, one_line

LIMIT = 150
"""Characters of a division that count; what follows them names no division."""

SHORTEST_PREFIX, LONGEST_PREFIX = 3, 4
"""Letters of a cut-off word that may stand for the whole one ("Fin", "Comm"); more is a word of its own."""
LEFT_OUT = 3
"""Letters that a cut-off word leaves out at least: "Data" is not short for "Dates"."""

_AND = "and"
_GENERIC = {"dept", "department", "div", "division"}
_SHORT = {"ops": "operations", "mktg": "marketing", "mkt": "marketing", "acct": "accounting", "mfg": "manufacturing"}
_SIGNS = str.maketrans({"&": " and ", "+": " and ", "/": " and ", "'": "", "’": ""})


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The spelling that divisions are compared by: "Finance & Accounting Dept." → "finance and accounting"."""
    spelt = folded(text[:LIMIT])
    found = words_of(spelt.replace("&amp;", "&").translate(_SIGNS))
    while len(found) > 1 and (bare := _without_generic(found)) != found:
        found = bare
    return " ".join(found) or one_line(spelt)  # a division may be called by a sign alone


def canonical(division: str | None, aliases: Mapping[str, str]) -> str | None:
    """The division that is meant, as its aliases spell it, else as it is written; None where none is told.

    `aliases` maps normalised spellings to divisions. Chains are followed to their end; every spelling of a
    circle means the same one.
    """
    return _meanings(tuple(aliases.items())).of(division)


def same(a: str | None, b: str | None, aliases: Mapping[str, str]) -> bool:
    """Whether both are known and mean the same division."""
    one, other = canonical(a, aliases), canonical(b, aliases)
    return one is not None and other is not None and normalise(one) == normalise(other)


def counts(divisions: Iterable[str | None], aliases: Mapping[str, str]) -> list[tuple[str, int]]:
    """Each division with its number of people: most people first, then by name; spelt as most people spell it."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    meanings = _meanings(tuple(aliases.items()))
    for division in divisions:
        if (meant := meanings.of(division)) is not None:
            spellings[normalise(meant)][meant] += 1
    found = [(_favourite(spelt), spelt.total()) for spelt in spellings.values()]
    return sorted(found, key=lambda each: (-each[1], normalise(each[0])))


def looks_alike(divisions: Iterable[str | None]) -> list[tuple[str, str]]:
    """Pairs worth offering to merge, the short one first: "Fin"/"Finance", "HR"/"Human Resources".

    Only where one fits: with "Product" and "Production" about, nobody can tell what "Prod" stands for.
    """
    spelt = {normalise(name): name for name, _ in counts(divisions, {})}
    longer: dict[str, set[str]] = defaultdict(set)
    for name in spelt:
        for short in _short_for(name):
            longer[short].add(name)
    pairs = {(start, name) for name in spelt for start in _starts(name) if start in spelt}
    for short in spelt:
        meant = (longer[short] | longer[_letters(short)]) - {short}
        pairs.update((short, name) for name in meant if len(meant) == 1)
    return [(spelt[short], spelt[name]) for short, name in sorted(pairs)]


def ident(division: str) -> str:
    """A short id for a menu's value: the same for every spelling, however long the name."""
    return sha256(normalise(division).encode()).hexdigest()[:16]


def find(wanted: str, divisions: Iterable[str]) -> str | None:
    """The division that this id stands for."""
    return next((division for division in divisions if ident(division) == wanted), None)


def _without_generic(found: tuple[str, ...]) -> tuple[str, ...]:
    """One step less of "the … department", "Department of …"."""
    if found[-1] in _GENERIC:
        return found[:-1]
    if found[0] == "the":
        return found[1:]
    return found[2:] if len(found) > 2 and found[0] in _GENERIC and found[1] == "of" else found


@dataclass(frozen=True)
class _Meanings:
    """What some aliases come to."""

    ends: Mapping[str, str]
    """By normal spelling, where its chain ends: of a circle, at its least."""
    written: Mapping[str, str]
    """By normal spelling, how a division that an alias leads to is written."""

    def of(self, division: str | None) -> str | None:
        key = normalise(division or "")
        return one_line(self.written.get(self.ends.get(key, key), division or ""))[:LIMIT] if key else None


@lru_cache(maxsize=16)
def _meanings(aliases: tuple[tuple[str, str], ...]) -> _Meanings:
    steps = {normalise(spelling): key for spelling, target in aliases if (key := normalise(target))}
    ends: dict[str, str] = {}
    for start in steps:
        walked, at = [], start
        while at in steps and at not in ends:
            walked.append(at)
            ends[at] = ""  # walked through, and the end not known yet
            at = steps[at]
        end = ends.get(at, at) or min(walked[walked.index(at) :])
        ends |= dict.fromkeys(walked, end)
    written: dict[str, str] = {}
    for _, target in aliases:
        key = normalise(target)
        written[key] = min(target, written.get(key, target))
    return _Meanings(ends, written)


def _favourite(spelt: Counter[str]) -> str:
    return min(spelt, key=lambda name: (-spelt[name], name))


def _starts(name: str) -> Iterator[str]:
    """ "finance and tax and audit" → "finance", "finance and tax"."""
    words = name.split()
    return (" ".join(words[:at]) for at, word in enumerate(words[:-1]) if word == _AND)


def _short_for(name: str) -> set[str]:
    """What the name may be cut down to: its initials with a space in front; or the beginning of its one word."""
    many = [word for word in name.split() if word not in (_AND, "of")]
    if len(many) > 1:
        return {f" {''.join(word[0] for word in many)}"}
    word = "".join(many)
    lengths = range(SHORTEST_PREFIX, min(LONGEST_PREFIX, len(word) - LEFT_OUT) + 1)
    return {word[:length] for length in lengths} | {short for short, whole in _SHORT.items() if whole == word}


def _letters(short: str) -> str:
    """ "hr", "h r" or "h and r", as `_short_for` writes initials; "" where these are no letters."""
    words = [word for word in short.split() if word != _AND]
    return f" {''.join(words)}" if len(short.split()) == 1 or all(len(word) == 1 for word in words) else ""
