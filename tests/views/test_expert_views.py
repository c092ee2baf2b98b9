""" "Ask division expert" and the project's screens: what they say, and that Slack takes them, whatever the words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain import asks, divisions
from bot.domain.asks import QUESTION_LIMIT, AskDraft, Candidate, Expert, rank
from bot.domain.models import Contact, Project
from bot.domain.types import Stage, TouchKind
from bot.errors import NotFound
from bot.slack.views import experts, projects
from sandbox.block_check import check_blocks, check_view, elements_of
from tests.views.gallery import UGLY

TODAY = date(2026, 11, 24)
TEAM = "T0SANDBOX1"
LONG_AGO = (date(2020, 1, 1), date(2020, 6, 1))
DAN = Contact(
    id=5, name="Dan Diaz", division="Finance", title="Analyst", slack_user_id="U0DAN00005", keep_in_touch_months=3
)
TALKED = Candidate(DAN, Stage.FOLLOWING_UP, TODAY - timedelta(days=21), TouchKind.TALKED, None, ("rebates",), (), 0)
ORION = Project(id=3, name="Orion", summary="one price list", help_welcome="rebates", started_on=date(2026, 11, 1))
ASK = AskDraft("Finance", "How do you handle rebates?", "Orion")


@dataclass(frozen=True)
class Screen:
    name: str
    drawn: Any


def found(*candidates: Candidate, question: str = ASK.question) -> list[Expert]:
    return rank(candidates, question=question, project=None, today=TODAY)


def as_sent(drawn: Any) -> Any:
    """What slack_sdk makes of a view or of blocks; it checks lengths and required parts as it does."""
    return [block.to_dict() for block in drawn] if isinstance(drawn, list) else drawn.to_dict()


def text_of(blocks: Any) -> str:
    return str(as_sent(blocks))


def buttons(blocks: Any) -> list[tuple[str, str, str]]:
    drawn = as_sent(blocks.blocks if hasattr(blocks, "blocks") else blocks)
    elements = [element for block in drawn for element in elements_of(block) if element["type"] == "button"]
    return [(element["text"]["text"], element["action_id"], element["value"]) for element in elements]


def everybody(told: str) -> list[Candidate]:
    """People in every situation, all of whose words are these."""
    situations = [
        (stage, kind, asked_on, given)
        for stage in (Stage.IN_TOUCH, Stage.LET_GO)
        for kind in (None, *TouchKind)
        for asked_on, given in (((), 0), ((TODAY,), 1), (LONG_AGO, 0))
    ]
    return [
        Candidate(
            Contact(
                id=number,
                name=told,
                division=told,
                title=told,
                company=told,
                slack_user_id="U1" if number % 2 else None,
            ),
            stage,
            TODAY - timedelta(days=number * 9) if kind else None,
            kind,
            told,
            (told, "rebates pricing ledger tax"),
            asked_on,
            given,
        )
        for number, (stage, kind, asked_on, given) in enumerate(situations, start=1)
    ]


def screens(told: str) -> Iterator[Screen]:
    """Every screen with these words everywhere."""
    question = f"rebates pricing ledger tax {told}"
    people = rank(everybody(told), question=question, project=told, today=TODAY)
    contact = people[0].candidate.contact
    project = Project(id=3, name=told, summary=told, help_welcome=told, started_on=TODAY, ended_on=TODAY)
    bare = Project(id=4, name=told, started_on=date(2020, 1, 1))
    ask = AskDraft(told, question, told)
    many = [(f"{number} {told}", number) for number in range(150)]
    yield Screen("form", experts.form([(told, 1), *many], question, told))
    yield Screen("form, unknown", experts.form(many[:2], question, told, [name for name, _ in many]))
    yield Screen("form, only unknown", experts.form([], None, None, [told or "x"]))
    yield Screen("form, nobody", experts.form([], question, told))
    yield Screen("nobody yet", experts.nobody_yet())
    for start in range(0, len(people), 7):
        yield Screen("people", experts.people(ask, people[start:], TODAY, TEAM))
        yield Screen("project set", projects.project_set(project, people[start:], TODAY)[0])
        yield Screen("suggested", projects.project_set(bare, people[start:], TODAY, weekly=True)[0])
    yield Screen("people, none", experts.people(ask, [], TODAY, TEAM))
    for count in (0, 1, 60):
        yield Screen(f"looked, {count}", experts.looked(told, [told or "x"] * count, count))
    yield Screen("helped", experts.helped(contact))
    yield Screen("project set, nobody", projects.project_set(project, [], TODAY)[0])
    yield Screen("not now", projects.not_now(project))
    yield Screen("ended", projects.ended(project))
    for each in (project, bare, None):
        yield Screen("present", projects.present(each, TODAY))
        yield Screen("project form", projects.form(each, weekly=each is project))
    before = [Project(id=n, name=told, summary=told, started_on=TODAY, ended_on=TODAY) for n in range(10)]
    yield Screen("history", projects.history(before, TODAY))


@pytest.mark.parametrize("told", ["Finance", *UGLY.values()], ids=["ordinary", *UGLY])
def test_slack_takes_every_screen(told: str) -> None:
    for screen in screens(told):
        drawn = as_sent(screen.drawn)
        complaints = check_view(drawn) if isinstance(drawn, dict) else check_blocks("message", drawn)
        assert (screen.name, complaints) == (screen.name, [])
        for block in drawn["blocks"] if isinstance(drawn, dict) else drawn:
            for value in values_of(block):
                assert value.isdigit() or value in {"met", "look", "new", "weekly"} or is_ident(value), (
                    screen.name,
                    value,
                )
            for mrkdwn in mrkdwn_of(block):
                assert "<" not in mrkdwn.replace("<#", "<"), (screen.name, mrkdwn)


def values_of(block: dict[str, Any]) -> Iterator[str]:
    """What each button and option carries."""
    for element in elements_of(block):
        groups = [group["options"] for group in element.get("option_groups", [])]
        options = [*element.get("options", []), *(option for group in groups for option in group)]
        yield from (part["value"] for part in (element, *options) if "value" in part)


def is_ident(value: str) -> bool:
    return len(value) == 16 and set(value) <= set("0123456789abcdef")


def mrkdwn_of(block: dict[str, Any]) -> Iterator[str]:
    parts = [block.get("text") or {}, *block.get("elements", [])]
    yield from (part["text"] for part in parts if part.get("type") == "mrkdwn")


def line(candidate: Candidate) -> str:
    drawn = experts.people(ASK, found(candidate), TODAY, TEAM)
    return next(block.text.text for block in drawn.blocks if block.block_id == f"expert.{candidate.contact.id}")


def test_a_line_says_who_and_why() -> None:
    assert line(TALKED) == (
        "*Dan Diaz* · Finance · you talked three weeks ago; you noted “rebates”; not asked this quarter"
    )


def test_a_line_names_the_place_and_the_title() -> None:
    contact = Contact(id=5, name="Dan Diaz", company="Acme", title="Head of Rebates")
    met = replace(TALKED, contact=contact, stage=Stage.IN_TOUCH, last_touch=TouchKind.MET, place="KubeCon", notes=())
    assert line(met) == (
        "*Dan Diaz* · Acme · in touch; you met at KubeCon three weeks ago; their title says “Rebates”; "
        "not asked this quarter"
    )


def why(**told: Any) -> list[str]:
    return experts.reasons(found(replace(TALKED, notes=(), **told))[0], TODAY)


def test_meeting_them_is_said_once_and_apart_from_a_later_touch() -> None:
    met = {"last_touch": TouchKind.MET, "place": "KubeCon"}
    assert why(**met) == ["you met at KubeCon three weeks ago", "not asked this quarter"]
    assert why(place="KubeCon") == ["you talked three weeks ago", "you met at KubeCon", "not asked this quarter"]


def test_more_reasons_where_they_hold() -> None:
    long_ago, lately = (TODAY - timedelta(days=92),), (TODAY - timedelta(days=60), TODAY - timedelta(days=200))
    assert "you had let it go" in why(stage=Stage.LET_GO)
    assert "you have helped before" in why(given=1)
    assert "you have helped before" not in why(given=1, last_touch=TouchKind.HELPED)  # that was the last touch
    assert "you asked in September" in why(asked_on=lately)
    assert "not asked this quarter" not in why(asked_on=lately)
    assert "not asked this quarter" in why(asked_on=long_ago)


@pytest.mark.parametrize(
    ("asked_on", "given", "expected"),
    [
        (LONG_AGO, 0, "You have asked Dan twice already. Is there something you could offer first?"),
        (LONG_AGO * 2, 0, "You have asked Dan four times already. Is there something you could offer first?"),
        (
            (TODAY - timedelta(days=14),),
            0,
            "You asked Dan two weeks ago. If this one can wait a little, all the better.",
        ),
        (
            (TODAY - timedelta(days=200), TODAY - timedelta(days=3)),
            1,
            "You asked Dan on Saturday. If this one can wait a little, all the better.",
        ),
        (LONG_AGO, 1, None),
    ],
)
def test_a_warning_is_kind(asked_on: tuple[date, ...], given: int, expected: str | None) -> None:
    assert experts.warning(found(replace(TALKED, asked_on=asked_on, given=given))[0], TODAY) == expected


def test_each_person_can_be_asked() -> None:
    owed = replace(TALKED, contact=Contact(id=6, name="Frau Erin Epp", slack_user_id=None), asked_on=LONG_AGO)
    drawn = experts.people(ASK, found(TALKED, owed), TODAY, TEAM)
    assert buttons(drawn) == [
        ("Ask Dan", "ask.pick", "5"),
        ("Open chat", "chat.open", "5"),
        ("Ask Erin", "ask.pick", "6"),
        ("I gave something back", "contact.helped", "6"),
    ]
    assert asks.unpacked(drawn.private_metadata) == ASK


def test_ten_people_are_shown_and_the_rest_are_counted() -> None:
    people = [replace(TALKED, contact=Contact(id=number, name=f"Person {number}")) for number in range(1, 14)]
    drawn = experts.people(ASK, found(*people), TODAY, TEAM)
    assert sum(action == "ask.pick" for _, action, _ in buttons(drawn)) == 10
    assert "and three more" in text_of(drawn.blocks)


def test_nobody_there_says_so_and_offers_what_would_help() -> None:
    drawn = experts.people(AskDraft("Legal", "May we?"), [], TODAY, TEAM)
    assert (
        "You know nobody in Legal yet. Next time you meet somebody there, `/met` them. "
        "If it cannot wait, I can look who lists Legal in their profile."
    ) in text_of(drawn.blocks)
    assert [action for _, action, _ in buttons(drawn)] == ["ask.look", "encounter.open"]
    assert asks.unpacked(drawn.private_metadata) == AskDraft("Legal", "May we?")


def test_the_form_offers_each_division_once_with_its_people() -> None:
    menu = as_sent(experts.form([("Finance", 3), ("Legal", 1)], "Why?", "Orion", ["Sales", "finance dept."]))[
        "blocks"
    ][0]["element"]
    known, new = (group["options"] for group in menu["option_groups"])
    assert [option["text"]["text"] for option in known] == ["Finance · 3 people", "Legal · 1 person"]
    assert [option["text"]["text"] for option in new] == ["Sales"]
    assert divisions.find(new[0]["value"], ["Finance", "SALES"]) == "SALES"


def test_a_form_without_any_division_hands_the_question_back() -> None:
    drawn = experts.form([], "How do you handle rebates?", "Orion")
    assert "How do you handle rebates?" in text_of(drawn.blocks)
    assert buttons(drawn) == [("Whom did you meet?", "encounter.open", "met")]


def test_a_project_is_answered_with_people_elsewhere() -> None:
    drawn, _ = projects.project_set(ORION, found(TALKED), TODAY)
    assert "*Orion* it is. Somebody elsewhere might make it better, if only a little:" in text_of(drawn)
    assert "*Dan Diaz* (Finance): you noted “rebates”; you talked three weeks ago" in text_of(drawn)
    assert buttons(drawn) == [("Ask Dan", "ask.pick", "5"), ("Not now", "project.not_now", "3")]


def test_the_project_form_is_filled_with_the_present_one() -> None:
    blocks = as_sent(projects.form(ORION, weekly=True))["blocks"]
    assert [block["element"].get("initial_value") for block in blocks] == ["Orion", "one price list", "rebates", None]
    assert blocks[3]["element"]["initial_options"][0]["value"] == "weekly"
    assert "initial_options" not in as_sent(projects.form())["blocks"][3]["element"]


@pytest.mark.parametrize("told", UGLY.values(), ids=UGLY)
def test_an_ask_comes_back_as_it_went(told: str) -> None:
    packed = AskDraft(told, told, told).packed()
    assert len(packed) <= 3000
    back = asks.unpacked(packed)
    assert asks.unpacked(back.packed()) == back
    assert back.question == told.strip()[:QUESTION_LIMIT].strip()


@pytest.mark.parametrize(
    "metadata", [None, "", "12", "[]", "[1,2,3]", "{}", '["a","b"]', '{"a":1,"b":2,"c":3}', "[" * 9_000]
)
def test_what_is_no_ask_is_not_found(metadata: str | None) -> None:
    with pytest.raises(NotFound):
        asks.unpacked(metadata)
