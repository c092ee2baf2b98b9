"""What is marked under a model's text, and what is not."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.drafts import DraftRequest, Purpose
from bot.domain.guards import empty_phrases, not_told

REQUEST = DraftRequest(
    purpose=Purpose.FIRST_NOTE,
    name="Ana Reis",
    specific="page 4 of the Q3 deck, and 20% for Acme",
    title="Head of Rebates",
    division="Finance",
    place="the Lisbon offsite",
    met_on=date(2026, 11, 16),
    note="their São Paulo move, 1,200 invoices, two weeks late",
    own_division="R&D",
    project="Orion",
)
TOLD = [
    "Hi Ana, it was good to meet you at the Lisbon offsite in November. Page 4 of the Q3 deck is for you.",
    "Hi Ana, how are the 1200 invoices in Sao Paulo? I'd like to hear, and we're at 1,200 with Orion.",
    "Hi Ana — as Head of Rebates you know Orion’s numbers. Lisbon's weather was good for it. Acme gets 20 %.",
    "Hi Ana,\n\nLeave it. Reply if you like. Attached is nothing. OK? FYI: It is two weeks late. R&D can help.",
    "Hi Ana, See what I’m at. I'd say (It helps) “Page 4”.",
    "Hi Ana, if I can help, I will be glad to. I will leave it at that.",
]
MARKED = [
    ("Hi Ana, page 5 of the deck.", ["5"]),
    ("Hi Ana, the 12,000 invoices, or $4 million.", ["12,000", "$4 million"]),
    ("Hi Ana, 20 minutes of your time, or half an hour?", ["20 minutes", "half an hour"]),
    ("Hi Ana, it takes fifteen minutes, or a few days.", ["fifteen minutes", "a few days"]),
    ("Hi Ana, page ４７ of the deck.", ["47"]),
    ("Hi Ana, it saves you two million a year, twice.", ["two million", "twice"]),
    ("Hi Ana, coffee on Tuesday? Friday is fine. Or next week.", ["Tuesday", "Friday", "next week"]),
    ("Hi Ana, we met in March, and in Porto.", ["March", "Porto"]),
    ("Hi Ana, greetings to Carol Chen and to Globex’s people.", ["Carol Chen", "Globex"]),
    ("Hi Ana. Quentin Quux says hello.", ["Quentin Quux"]),
    ("Hi Ana, all the best, Alice", ["Alice"]),
    ("Hi Ana, page 4.\n\nBest regards\nAlice", ["Alice"]),
    ("Hi Ana, our friends at iFruit and ACME like it in Lisbonne-Porto.", ["iFruit", "Lisbonne-Porto"]),
    ("Hi Ana, I will be in Berlin.", ["Berlin"]),
]  # fmt: skip


@pytest.mark.parametrize("text", TOLD)
def test_what_the_inputs_hold_has_no_mark(text: str) -> None:
    assert not_told(text, REQUEST) == []


@pytest.mark.parametrize(("text", "marks"), MARKED)
def test_what_is_not_from_the_member_is_marked_as_it_stands(text: str, marks: list[str]) -> None:
    assert not_told(text, REQUEST) == marks


def test_what_the_member_typed_has_no_mark() -> None:
    text = "Hi Ana, come to Room 12 on Friday."
    assert not_told(text, REQUEST) == ["Room", "12", "Friday"]
    assert not_told(text, REQUEST, own=text) == []


def test_an_ask_may_be_bounded() -> None:
    text = "Hi Ana, 10 minutes or 2 lines; ten minutes or two lines. Or 90 minutes."
    assert not_told(text, replace(REQUEST, purpose=Purpose.ASK)) == ["90 minutes"]


def test_empty_phrases_are_named_as_they_stand_there() -> None:
    assert empty_phrases("Hi Ana, just checking in. Let’s circle back!") == ["just checking in", "circle back"]
    assert empty_phrases("Hi Ana, I hope you’re doing well.") == ["hope you're doing well"]
    assert empty_phrases("Hi Ana, page 4 made me think of you.") == []
