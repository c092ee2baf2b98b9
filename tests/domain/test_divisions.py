"""Which spellings are one division, and which might be."""

import time as stopwatch
from collections.abc import Mapping
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.domain import divisions
from bot.domain.divisions import canonical, counts, looks_alike, normalise, same

CALM = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALIASES = {"fin": "Finance", "finance and accounting": "Finance", "people": "Human Resources"}
SPELLINGS = st.sampled_from(["Fin", "Finance", "FINANCE dept.", "Finance & Accounting", "People", "Legal", "", "🚀"])
NAMES = st.one_of(SPELLINGS, st.text(max_size=200))
MAPS = st.dictionaries(NAMES.map(normalise), NAMES, max_size=8)


@pytest.mark.parametrize(
    "spelling",
    [
        "Finance & Accounting",
        "finance and accounting",
        "FINANCE  AND\tACCOUNTING",
        "Finance &amp; Accounting",
        "Finance/Accounting",
        "Finance + Accounting Dept.",
        "The Finance and Accounting Department",
        "Department of Finance & Accounting",
        "Finance and Accounting Division",
        "Ｆinance and Accóunting",
        "Finance\u200b and Accounting",
    ],
)
def test_spelling_does_not_matter(spelling: str) -> None:
    assert normalise(spelling) == "finance and accounting"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Legal", "Sales"),
        ("R&D", "RD"),
        ("Product", "Production"),
        ("Division", "Department"),
        ("🚀", "🎉"),
        ("財務", "法務"),
    ],
)
def test_different_divisions_stay_apart(one: str, other: str) -> None:
    assert not same(one, other, {})


@pytest.mark.parametrize("spelling", ["Fin", "fin.", "finance", "Finance Dept.", "Finance & Accounting"])
def test_an_alias_leads_to_the_division_and_its_spelling(spelling: str) -> None:
    assert canonical(spelling, ALIASES) == "Finance"


def test_a_division_without_an_alias_is_itself() -> None:
    assert canonical("  Legal\nAffairs ", ALIASES) == "Legal Affairs"


@pytest.mark.parametrize("nothing", [None, "", " \t", "\u200b"])
def test_no_division_is_the_same_as_none(nothing: str | None) -> None:
    assert canonical(nothing, ALIASES) is None
    assert not same(nothing, nothing, ALIASES)


def test_chains_are_followed_to_their_end() -> None:
    assert canonical("a", {"a": "B", "b": "C", "c": "Finance"}) == "Finance"


def test_every_spelling_of_a_circle_means_the_same_division() -> None:
    circle = {"a": "B", "b": "C", "c": "A"}
    assert {canonical(name, circle) for name in ("a", "B", "c", "A dept.")} == {"A"}
    assert canonical("x", circle | {"x": "b"}) == "A"


def test_an_alias_to_nothing_is_no_alias() -> None:
    assert canonical("Legal", {"legal": ""}) == "Legal"


@CALM
@given(NAMES, MAPS)
def test_what_is_meant_means_itself(name: str, aliases: dict[str, str]) -> None:
    meant = canonical(name, aliases)
    assert meant is None or (canonical(meant, aliases) == meant and same(name, meant, aliases))


@CALM
@given(NAMES)
def test_a_normal_spelling_is_normal(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


def test_most_people_come_first_then_the_name() -> None:
    known = ["Sales", "Legal", None, "finance", "Fin", "Finance & Accounting", "legal dept.", "Legal", "Art", ""]
    assert counts(known, ALIASES) == [("Finance", 3), ("Legal", 3), ("Art", 1), ("Sales", 1)]


def test_a_division_is_spelt_as_most_people_spell_it() -> None:
    assert counts(["LEGAL", "Legal", "Legal", "legal"], {}) == [("Legal", 4)]


@CALM
@given(st.lists(NAMES, max_size=10), MAPS, st.randoms())
def test_counts_do_not_depend_on_the_order(names: list[str], aliases: dict[str, str], random: Random) -> None:
    shuffled = random.sample(names, len(names))
    assert counts(names, aliases) == counts(shuffled, aliases)
    assert sum(count for _, count in counts(names, aliases)) == sum(bool(normalise(name)) for name in names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fin", "Finance"),
        ("Finance", "Finance & Accounting"),
        ("HR", "Human Resources"),
        ("IT", "Information Technology"),
        ("R&D", "Research & Development"),
        ("Ops", "Operations"),
        ("Eng", "Engineering dept."),
    ],
)
def test_a_short_name_is_offered_with_the_long_one(one: str, other: str) -> None:
    assert looks_alike([other, "Legal", one, None, one]) == [(one, other)]


@pytest.mark.parametrize(
    "names",
    [
        ["Product", "Production"],
        ["Legal", "Regal"],
        ["Finance", "finance", "Finance Dept."],  # the same already
        ["Marketing", "Sales & Marketing"],
        ["Sales", "Sales Operations"],
        ["Prod", "Product", "Production"],  # nobody can tell which
        ["IT", "Internal Tools", "Information Technology"],
        ["", "🚀", "A"],
        [],
    ],
)
def test_nothing_else_is_offered(names: list[str]) -> None:
    assert looks_alike(names) == []


def test_a_division_is_found_by_the_id_of_any_spelling() -> None:
    known = ["Legal", "Finance & Accounting"]
    assert divisions.find(divisions.ident("finance and accounting dept."), known) == "Finance & Accounting"
    assert divisions.find("0" * 16, known) is None
    assert len(divisions.ident("x" * 40_000)) == 16


PARTS = ["fin", "finance", "financial", "hr", "human", "resources", "of", "and", "r", "d", "research", "development"]
PARTS += ["ops", "operations", "it", "&", "🚀"]
MANY = [f"Division {number} of Things" for number in range(1_000)]
MANY += [" ".join(each) for each in product(PARTS, PARTS, ("", "and audit"))][:500]


def alike_one_by_one(names: list[str]) -> list[tuple[str, str]]:
    """What the index must find, said in the slow way."""
    spelt = {normalise(name): name for name, _ in counts(names, {})}
    pairs: set[tuple[str, str]] = set()
    for short in spelt:
        meant = [other for other in spelt if other != short and is_short_for(short, other)]
        pairs.update((short, other) for other in meant if len(meant) == 1)
        pairs.update((short, other) for other in spelt if other.startswith(f"{short} and "))
    return [(spelt[short], spelt[other]) for short, other in sorted(pairs)]


def is_short_for(short: str, other: str) -> bool:
    one, many = short.split(), [word for word in other.split() if word not in ("and", "of")]
    letters = [word for word in one if word != "and"]
    if len(many) > 1:
        is_of_letters = len(one) == 1 or all(len(letter) == 1 for letter in letters)
        return is_of_letters and "".join(letters) == "".join(word[0] for word in many)
    if len(one) != 1 or not many:
        return False
    cut_off = 3 <= len(short) <= 4 and len(many[0]) >= len(short) + 3
    return {"ops": "operations"}.get(short) == many[0] or (cut_off and many[0].startswith(short))


def meant_one_by_one(division: str, aliases: Mapping[str, str]) -> str | None:
    key, seen = normalise(division), []
    while key not in seen:
        seen.append(key)
        key = normalise(aliases.get(key, "")) or key
    key = min(seen[seen.index(key) :])
    written = [target for target in aliases.values() if normalise(target) == key]
    return " ".join(min(written, default=division).split())[:150] if normalise(division) else None


@CALM
@given(st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map(" ".join), max_size=25))
def test_the_index_finds_the_pairs_that_one_by_one_are_found(names: list[str]) -> None:
    assert looks_alike(names) == alike_one_by_one(names)


@CALM
@given(NAMES, MAPS)
def test_aliases_lead_where_one_by_one_they_lead(name: str, aliases: dict[str, str]) -> None:
    assert canonical(name, aliases) == meant_one_by_one(name, aliases)


def test_many_divisions_take_a_moment() -> None:
    chain = {normalise(one): other for one, other in pairwise(MANY)}
    counts(MANY, {})  # spelling is remembered
    started = stopwatch.process_time()
    looks_alike(MANY)
    assert sum(count for _, count in counts(MANY, chain)) == len(MANY)
    assert stopwatch.process_time() - started < 0.5  # some hundredths here; comparing all with all took seconds
