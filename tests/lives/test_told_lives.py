"""Lives told step by step: what random ones come upon too seldom, or once came upon."""

from datetime import timedelta

import pytest

from bot.domain.types import LimitKind
from tests.lives.limited import LimitedLife
from tests.lives.living import OneFile

BOB, CAROL, DAN, ERIN = range(4)
ORION, VEGA, FINANCE = 0, 2, 0
SHORTLY_BEFORE_NEXT_MONDAYS_MORNING = timedelta(days=6, hours=20, minutes=30)
NEXT = ("next_morning",)


def decided(friend: int, verb: str) -> tuple:
    return ("decide", friend, verb, 0, False)


def undone(friend: int) -> tuple:
    return ("undo", friend, False)


def held(friend: int, days: int | None = None) -> tuple:
    return ("limit", LimitKind.HOLD, friend, None, days)


def met_in(negotiation: int, *friends: int, days_ago: int = 5) -> tuple:
    return ("meet_in", friends, days_ago, negotiation, FINANCE)


THREE_NOTES = [NEXT, decided(BOB, "wrote")] * 3
STORIES: dict[str, list[tuple]] = {
    "an Undo in a pause": [decided(BOB, "let_go"), ("pause", 8), undone(BOB)],
    "an Undo after a pause": [("pause", 30), decided(BOB, "let_go"), ("pause", 0), undone(BOB)],
    "an Undo under a hold": [decided(BOB, "let_go"), held(BOB, 60), undone(BOB)],
    "an Undo after a hold": [held(BOB, 60), decided(BOB, "let_go"), ("lift", 0), undone(BOB)],
    "an Undo in another country": [decided(BOB, "let_go"), ("move", "Asia/Tokyo"), undone(BOB)],
    "help taken back after the closing card": [*THREE_NOTES, decided(BOB, "helped"), NEXT, undone(BOB)],
    "an end taken back after the closing card": [
        *THREE_NOTES,
        met_in(ORION, BOB, days_ago=400),
        ("over", BOB, -95),
        NEXT,
        undone(BOB),
    ],
    "an end taken back after the first note": [met_in(ORION, CAROL, DAN), ("over", CAROL, -95), NEXT, undone(CAROL)],
    "an end taken back for those who were not written to": [
        met_in(ORION, CAROL, DAN),
        ("over", CAROL, -95),
        NEXT,
        decided(CAROL, "wrote"),
        undone(DAN),
        ("wait", timedelta(days=1)),
        met_in(ORION, ERIN, days_ago=0),
    ],
    "an end told anew": [met_in(ORION, CAROL), ("over", CAROL, -95), NEXT, undone(CAROL), ("over", CAROL, -95), NEXT],
    "an end told after it was announced, to one met before": [
        met_in(ORION, CAROL),
        ("over", CAROL, -95),
        NEXT,
        met_in(ORION, DAN, days_ago=200),
        NEXT,
    ],
    "a meeting taken back that took a negotiation up again": [
        met_in(ORION, CAROL, DAN),
        ("over", CAROL, -3),
        met_in(ORION, ERIN, days_ago=0),
        undone(CAROL),
        undone(ERIN),
    ],
    "the same after another end": [
        met_in(ORION, CAROL, DAN),
        ("over", CAROL, -3),
        met_in(ORION, ERIN, days_ago=0),
        ("over", ERIN, 0),
        *[undone(ERIN)] * 3,
    ],
    "two negotiations with one person": [
        met_in(ORION, CAROL),
        met_in(VEGA, CAROL, DAN),
        ("over", CAROL, -3),
        ("over", CAROL, -50),
        *[undone(CAROL)] * 3,
    ],
    "the hold of one of them lifted": [
        met_in(ORION, CAROL, DAN),
        ("lift", 0),
        ("wait", timedelta(days=1)),
        ("over", DAN, 0),
        ("wait", timedelta(days=100)),
    ],
    "the hold of one lifted, and the end taken back": [
        met_in(ORION, CAROL, DAN),
        ("over", CAROL, -3),
        ("lift", 0),
        undone(DAN),
    ],
    "it goes on, and that is taken back": [
        met_in(ORION, CAROL, days_ago=80),
        NEXT,
        NEXT,
        ("goes_on",),
        undone(CAROL),
        ("wait", timedelta(days=200)),
        ("goes_on",),
        ("over", CAROL, 0),
        *[undone(CAROL)] * 2,
    ],
    "a meeting told late, taken back when the first note is long overdue": [
        ("meet", (BOB,), 1, False),
        NEXT,
        ("sleep", timedelta(days=110)),
        undone(BOB),
    ],
    "nobody of it is left to ask about": [
        met_in(ORION, CAROL, days_ago=80),
        decided(CAROL, "let_go"),
        ("wait", timedelta(days=30)),
        undone(CAROL),
    ],
}
EARLY: dict[str, list[tuple]] = {
    "a hold lifted before this morning": [held(CAROL), ("wait", SHORTLY_BEFORE_NEXT_MONDAYS_MORNING), ("lift", 0)],
    "a pause ended before this morning": [
        held(CAROL, 7),
        ("wait", SHORTLY_BEFORE_NEXT_MONDAYS_MORNING),
        ("pause", 0),
    ],
}
"""Somebody else is due on that morning, and nobody more may be: the cap is one."""


@pytest.mark.parametrize("name", STORIES)
def test_every_promise_is_kept_in(name: str, file: OneFile) -> None:
    file.live(STORIES[name], LimitedLife)


@pytest.mark.parametrize("name", EARLY)
def test_no_morning_is_over_the_cap_after(name: str, file: OneFile) -> None:
    file.live([("meet", (CAROL,), 20, False), *EARLY[name]], LimitedLife, cap=1)
