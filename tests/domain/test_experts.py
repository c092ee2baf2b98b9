"""Whom to ask first: each part of the score alone, the order as a whole, and who never appears."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.domain import asks
from bot.domain.asks import Candidate, Expert, Warning
from bot.domain.models import Contact
from bot.domain.types import Stage, TouchKind

CALM = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 24)
BOB = Contact(id=1, name="Bob Brown", division="Finance", title="Analyst")
CAROL = Contact(id=2, name="Carol Clark", division="Finance", title="Analyst")
QUESTION = "How do you handle rebates in pricing?"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


EQUAL = Candidate(BOB, Stage.FOLLOWING_UP, ago(30), TouchKind.MET, "KubeCon", ("lunch",), (), 0)


def ranked(*candidates: Candidate, question: str = QUESTION, project: str | None = None) -> list[Expert]:
    return asks.rank(candidates, question=question, project=project, today=TODAY)


def only(**told: object) -> Expert:
    return ranked(replace(EQUAL, **told))[0]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"stage": Stage.IN_TOUCH}, {"stage": Stage.FOLLOWING_UP}),
        ({"stage": Stage.FOLLOWING_UP}, {"stage": Stage.LET_GO}),
        ({"last_touch_on": ago(1)}, {"last_touch_on": ago(2)}),
        ({"last_touch_on": ago(1000)}, {"last_touch_on": None, "last_touch": None}),
        ({"notes": ("rebates",)}, {"notes": ("lunch",)}),
        ({"notes": ("rebates", "pricing")}, {"notes": ("rebates", "rebate")}),
        ({"notes": ("Rebate!",)}, {"notes": ("how do you",)}),
        ({"asked_on": (ago(91),), "given": 1}, {"asked_on": (ago(90),), "given": 1}),
        ({"asked_on": (ago(92),), "given": 1}, {"asked_on": (ago(91),), "given": 1}),
        ({"given": 1}, {"given": 0}),
        ({"asked_on": (ago(400),)}, {"asked_on": (ago(400), ago(401))}),
    ],
)
def test_each_part_alone_decides(better: dict[str, object], worse: dict[str, object]) -> None:
    second = replace(EQUAL, contact=BOB, **worse)
    first = replace(EQUAL, contact=CAROL, **better)  # the name alone would put Bob first
    assert [each.candidate.contact.name for each in ranked(second, first)] == ["Carol Clark", "Bob Brown"]


def test_a_word_of_the_title_decides() -> None:
    pricing = Contact(id=2, name="Carol Clark", division="Finance", title="Prices")
    assert ranked(EQUAL, replace(EQUAL, contact=pricing))[0].candidate.contact is pricing


def test_a_word_of_the_project_decides() -> None:
    about_it = replace(EQUAL, contact=CAROL, notes=("works on Orion too",))
    assert ranked(EQUAL, about_it, project="Orion")[0].candidate is about_it
    assert ranked(EQUAL, about_it)[0].candidate is EQUAL


def test_relevance_outweighs_a_stage() -> None:
    close = replace(EQUAL, stage=Stage.IN_TOUCH)
    relevant = replace(EQUAL, contact=CAROL, notes=("rebates, pricing",))
    assert ranked(close, relevant)[0].candidate is relevant


def test_a_touch_loses_half_of_its_worth_in_a_half_life() -> None:
    never = only(last_touch_on=None).score
    today, later = only(last_touch_on=TODAY).score, only(last_touch_on=ago(asks.HALF_LIFE.days)).score
    assert later - never == pytest.approx((today - never) / 2)


def test_a_day_to_come_counts_as_today() -> None:
    assert (
        only(last_touch_on=ago(-3), asked_on=(ago(-3),)).score == only(last_touch_on=TODAY, asked_on=(TODAY,)).score
    )


@pytest.mark.parametrize("field", ["notes", "given", "asked_on"])
def test_no_part_grows_without_end(field: str) -> None:
    many, more = {
        "notes": (("alpha beta gamma delta",), ("alpha beta gamma delta epsilon",)),
        "given": (asks.MOST_FAVOURS, 99),
        "asked_on": ((ago(400),) * asks.MOST_FAVOURS, (ago(400),) * 99),
    }[field]
    found = [
        ranked(replace(EQUAL, **{field: told}), question="alpha beta gamma delta epsilon")[0].score
        for told in (many, more)
    ]
    assert found[0] == found[1]


def test_the_words_that_counted_are_told_as_they_are_written() -> None:
    contact = Contact(id=1, name="Dan Diaz", title="Head of Pricing")
    found = only(contact=contact, notes=("asked about Rebates",))
    assert (found.noted, found.titled) == (("Rebates",), ("Pricing",))
    assert found.warning is None


@pytest.mark.parametrize(
    ("asked_on", "given", "expected"),
    [
        ((), 0, None),
        ((ago(28),), 0, None),
        ((ago(27),), 0, Warning.ASKED_LATELY),
        ((ago(200), ago(3)), 1, Warning.ASKED_LATELY),
        ((ago(200), ago(100)), 0, Warning.NOTHING_GIVEN_BACK),
        ((ago(200), ago(3)), 0, Warning.NOTHING_GIVEN_BACK),
        ((ago(200), ago(100)), 1, None),
        ((ago(300), ago(200), ago(100)), 0, Warning.NOTHING_GIVEN_BACK),
    ],
)
def test_warnings(asked_on: tuple[date, ...], given: int, expected: object) -> None:
    assert only(asked_on=asked_on, given=given).warning == expected


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("rebate", "REBATES"),
        ("Tarifação?", "tarifacao"),
        ("priced", "Prices"),
        ("migrating", "their migration"),
        ("policy", "policies"),
        ("customer's", "customers"),
        ("AI", "loves AI"),
        ("the G7 deck", "G7"),
        ("rab\u200bbit", "rabbit"),
    ],
)
def test_forms_of_one_word_are_shared(question: str, note: str) -> None:
    assert ranked(replace(EQUAL, notes=(note,)), question=question)[0].noted


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("how do you do it", "how do you do it"),
        ("Could I ask about the project today?", "asked about a project today"),
        ("12 March 2026", "12 March 2026"),
        ("https://acme.example/billing", "billing at acme"),
        ("see <https://acme.example/billing|x> <@U0BILLING>", "billing U0BILLING"),
        ("or", "org"),
        ("thing", "th"),
        ("", ""),
    ],
)
def test_words_that_say_nothing_are_not_shared(question: str, note: str) -> None:
    assert ranked(replace(EQUAL, notes=(note,)), question=question)[0].score == ranked(EQUAL)[0].score


def colleague(number: int, division: str | None = "Finance", **told: object) -> Candidate:
    return replace(EQUAL, contact=Contact(id=number, name=f"Person {number}", division=division, title=None), **told)


def helpers(*candidates: Candidate, own: str | None = "Engineering", **aliases: str) -> list[int]:
    found = asks.helpers_for("Orion", "one price list; rebates", candidates, own, today=TODAY, aliases=aliases)
    return [each.candidate.contact.id for each in found]


def test_helpers_are_in_other_divisions_best_first() -> None:
    own, unknown = colleague(1, "engineering dept.", notes=("rebates",)), colleague(2, None, notes=("rebates",))
    assert helpers(own, unknown, colleague(3), colleague(4, "Legal", notes=("rebates",))) == [4, 3]
    assert helpers(colleague(1, "Eng"), eng="Engineering") == []


def test_helpers_are_five_at_most() -> None:
    assert helpers(*(colleague(number) for number in range(1, 9))) == [1, 2, 3, 4, 5]


def test_with_no_division_of_ones_own_everybody_is_elsewhere() -> None:
    assert helpers(colleague(1), own=None) == [1]


def test_nobody_is_suggested_whom_asking_would_warn_about() -> None:
    assert helpers(colleague(1, asked_on=(ago(3),)), colleague(2, asked_on=(ago(200), ago(100)))) == []


def test_somebody_let_go_is_suggested_only_for_a_good_reason() -> None:
    assert helpers(colleague(1, stage=Stage.LET_GO), colleague(2, stage=Stage.LET_GO, notes=("rebates",))) == [2]


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
TEXTS = st.text(max_size=40) | st.sampled_from(["rebates", "pricing and tax", "<!channel>", "\ud800"])
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        contact=st.builds(
            Contact, id=st.integers(1, 10**6), name=TEXTS, title=st.none() | TEXTS, division=st.none() | TEXTS
        ),
        stage=st.sampled_from(Stage),
        last_touch_on=st.none() | DAYS,
        last_touch=st.none() | st.sampled_from(TouchKind),
        place=st.none() | TEXTS,
        notes=st.lists(TEXTS, max_size=3).map(tuple),
        asked_on=st.lists(DAYS, max_size=4).map(tuple),
        given=st.integers(0, 5),
    ),
    max_size=8,
    unique_by=lambda each: each.contact.id,
)


@CALM
@given(CANDIDATES, TEXTS, st.none() | TEXTS, st.randoms())
def test_the_order_is_total_and_nobody_is_left_out(
    candidates: list[Candidate], question: str, project: str | None, random: Random
) -> None:
    found = ranked(*candidates, question=question, project=project)
    shuffled = random.sample(candidates, len(candidates))
    assert found == ranked(*shuffled, question=question, project=project)
    assert sorted(each.candidate.contact.id for each in found) == sorted(each.contact.id for each in candidates)
    assert all(one.score >= other.score for one, other in pairwise(found))
