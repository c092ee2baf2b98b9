"""Divisions: which spellings mean the same part of the company, and how many people are known in each.

A division is whatever a profile or a member says. Aliases (an admin's or a member's) map a normalised
spelling to the division that is meant.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256

from bot.domain.text import one_line
from bot.domain.vocabulary import folded, words

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
    found = words(spelt.replace("&amp;", "&").translate(_SIGNS))
    while len(found) > 1 and (bare := _without_generic(found)) != found:
        found = bare
    return " ".join(found) or one_line(spelt)  # a division may be called by a sign alone


def canonical(division: str | None, aliases: Mapping[str, str]) -> str | None:
    """The division that is meant, as its aliases spell it, else as it is written; None where none is told.

    `aliases` maps normalised spellings to divisions. Chains are followed to their end; every spelling of a
    circle means the same one.
    """
    key = normalise(division or "")
    if not key:
        return None
    key = _end_of_chain(key, aliases)
    spellings = [target for target in aliases.values() if normalise(target) == key]
    return one_line(min(spellings) if spellings else division or "")[:LIMIT]


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
    found = [(_favourite(spelt), spelt.total()) for spelt in spellings.values()]
    return sorted(found, key=lambda each: (-each[1], normalise(each[0])))


def looks_alike(divisions: Iterable[str | None]) -> list[tuple[str, str]]:
    """Pairs worth offering to merge, the short one first: "Fin"/"Finance", "HR"/"Human Resources".

    Only where one fits: with "Product" and "Production" about, nobody can tell what "Prod" stands for.
    """
    spelt = {normalise(name): name for name, _ in counts(divisions, {})}
    pairs: set[tuple[str, str]] = set()
    for short in spelt:
        meant = [other for other in spelt if other != short and _is_short_for(short, other)]
        pairs.update((short, other) for other in meant if len(meant) == 1)
        pairs.update((short, other) for other in spelt if other.startswith(f"{short} {_AND} "))
    return [(spelt[short], spelt[other]) for short, other in sorted(pairs)]


def ident(division: str) -> str:
    """A short id for a menu's value: the same for every spelling, however long the name."""
    return sha256(normalise(division).encode()).hexdigest()[:16]


def find(wanted: str, divisions: Iterable[str]) -> str | None:
    """The division that this id stands for."""
    return next((division for division in divisions if ident(division) == wanted), None)


def _without_generic(found: list[str]) -> list[str]:
    """One step less of "the … department", "Department of …"."""
    if found[-1] in _GENERIC:
        return found[:-1]
    if found[0] == "the":
        return found[1:]
    return found[2:] if len(found) > 2 and found[0] in _GENERIC and found[1] == "of" else found


def _end_of_chain(key: str, aliases: Mapping[str, str]) -> str:
    seen: list[str] = []
    while key not in seen:
        seen.append(key)
        key = normalise(aliases.get(key, "")) or key
    return min(seen[seen.index(key) :])


def _favourite(spelt: Counter[str]) -> str:
    return min(spelt, key=lambda name: (-spelt[name], name))


def _is_short_for(short: str, other: str) -> bool:
    one, many = short.split(), [word for word in other.split() if word not in (_AND, "of")]
    letters = [word for word in one if word != _AND]
    if len(many) > 1:
        initials = "".join(word[0] for word in many)
        return "".join(letters) == initials and (len(one) == 1 or _are_letters(letters))
    if len(one) != 1 or not many:
        return False
    cut_off = SHORTEST_PREFIX <= len(short) <= LONGEST_PREFIX and len(many[0]) >= len(short) + LEFT_OUT
    return _SHORT.get(short) == many[0] or (cut_off and many[0].startswith(short))


def _are_letters(letters: Sequence[str]) -> bool:
    return all(len(letter) == 1 for letter in letters)
