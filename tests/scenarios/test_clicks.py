"""The buttons of a reminder card: one decision, shown in place, with what comes next and a way back."""

import asyncio
from typing import Any

import pytest

from bot.domain.models import Change, Contact, Reminder
from bot.domain.types import Outcome, Stage
from tests import faults
from tests.world import World, actions_of, text_of

OPEN = [
    "draft.open",
    "attempt.wrote",
    "attempt.replied",
    "attempt.snooze",
    "attempt.let_go",
    "contact.view",
    "chat.open",
]


def card(world: World) -> Any:
    return world.slack.dm("alice")[-1]


async def a_card(world: World, people: str = "@bob") -> Any:
    await world.met("alice", f"{people} at KubeCon about billing")
    return await world.until_dm("alice")


async def a_closing_card(world: World) -> Any:
    await a_card(world)
    for _ in range(3):
        await world.click("alice", card(world), "attempt.wrote")
        await world.until_dm("alice")
    return card(world)


async def test_the_open_card_says_who_where_when_and_what_for(world: World) -> None:
    await a_card(world)
    assert text_of(card(world)).startswith(
        "*Bob Brown* · Finance · you met at KubeCon, a week ago\n"
        "A good day for a first note: what did you two talk about? You noted “billing”."
    )
    assert actions_of(card(world)) == OPEN
    assert card(world)["text"] == "Bob Brown: a good day for a short note."
    link = card(world)["blocks"][1]["elements"][-1]
    assert link["url"] == "slack://user?team=T0SANDBOX1&id=U0BOB00002"


SETTLED = {
    "attempt.wrote": (
        "Noted: you wrote. If nothing comes back, I will remind you of Bob once more in March.",
        ["contact.replied", "change.undo", "contact.view"],
    ),
    "attempt.replied": (
        "Good. I will remind you of Bob in about three months, so that it does not go quiet.",
        ["contact.rhythm", "change.undo", "contact.view"],
    ),
    "attempt.let_go": (
        "Let go, and that is okay. If they write one day, tell me and we go on.",
        ["contact.replied", "change.undo", "contact.view"],
    ),
}


@pytest.mark.parametrize("action", SETTLED)
async def test_a_click_settles_the_card_in_place_and_undo_brings_it_back(world: World, action: str) -> None:
    before = text_of(await a_card(world))
    [was] = await world.rows(Reminder)
    await world.click("alice", card(world), action)
    sentence, actions = SETTLED[action]
    assert sentence in text_of(card(world))
    assert actions_of(card(world)) == actions
    await world.click("alice", card(world), "change.undo")
    assert text_of(card(world)) == before
    assert actions_of(card(world)) == OPEN
    [now] = await world.rows(Reminder)
    assert (now.id, now.outcome, now.due_on, now.due_at) == (was.id, None, was.due_on, was.due_at)
    assert len(world.slack.dm("alice")) == 1


async def test_snooze_settles_the_card_and_undo_brings_it_back(world: World) -> None:
    before = text_of(await a_card(world))
    await world.click("alice", card(world), "attempt.snooze", selected_option="Next week")
    assert "I will remind you of Bob Brown on Monday 7 December." in text_of(card(world))
    assert actions_of(card(world)) == ["change.undo", "contact.view"]
    await world.click("alice", card(world), "change.undo")
    assert text_of(card(world)) == before


async def test_they_replied_on_a_settled_card_says_so_and_can_be_taken_back(world: World) -> None:
    await a_card(world)
    await world.click("alice", card(world), "attempt.wrote")
    wrote = text_of(card(world))
    await world.click("alice", card(world), "contact.replied")
    assert "Good. I will remind you of Bob in about three months" in text_of(card(world))
    assert actions_of(card(world)) == ["contact.rhythm", "change.undo", "contact.view"]
    await world.click("alice", card(world), "change.undo")
    assert text_of(card(world)) == wrote


async def test_another_rhythm_is_shown_and_can_be_taken_back(world: World) -> None:
    await a_card(world)
    await world.click("alice", card(world), "attempt.replied")
    await world.click("alice", card(world), "contact.rhythm", selected_option="Every six months")
    assert "Good. I will remind you of Bob in about six months" in text_of(card(world))
    await world.click("alice", card(world), "change.undo")
    assert "you of Bob in about three months" in text_of(card(world))
    await world.click("alice", card(world), "contact.rhythm", selected_option="Never")
    assert "Good. I will not remind you by myself." in text_of(card(world))
    assert not [each for each in await world.rows(Reminder) if each.open]


async def test_the_closing_card_ends_kindly_and_can_keep_one_more_reason(world: World) -> None:
    before = text_of(await a_closing_card(world))
    assert "You have written to Bob Brown three times, well apart. That was kind and enough." in before
    await world.click("alice", card(world), "attempt.keep_reason")
    await world.submit("alice", world.slack.modal("alice"), {"reason": "the rebate study is out in June"})
    assert "Kept for the day it comes up: “the rebate study is out in June”." in text_of(card(world))
    await world.click("alice", card(world), "change.undo")
    assert text_of(card(world)) == before
    await world.click("alice", card(world), "attempt.let_go")
    assert "Let go, and that is okay." in text_of(card(world))
    [bob] = await world.rows(Contact)
    assert (bob.stage, bob.reason) == (Stage.LET_GO, None)


async def test_a_reason_without_words_is_asked_for_again(world: World) -> None:
    await a_closing_card(world)
    await world.click("alice", card(world), "attempt.keep_reason")
    answer = await world.submit("alice", world.slack.modal("alice"), {"reason": "  "})
    assert answer.errors == {"reason": "A few words are enough."}


async def test_a_draft_is_made_from_one_specific_thing_and_i_wrote_there_settles_the_card(world: World) -> None:
    await a_card(world)
    view = await a_draft(world)
    assert view["blocks"][0]["element"]["initial_value"] == (
        "Hi Bob, it was good to meet you at KubeCon. One thing stayed with me: You mentioned the new ledger. "
        "If I can help with anything from Engineering, tell me."
    )
    await world.submit("alice", view, {})
    assert text_of(world.slack.modal("alice")).startswith("Noted: you wrote to *Bob Brown*.")
    assert [each.outcome for each in await world.rows(Reminder)] == [Outcome.WROTE, None]


async def test_i_wrote_in_a_draft_that_was_closed_meanwhile_settles_the_card_all_the_same(world: World) -> None:
    await a_card(world)
    await world.submit("alice", await a_draft(world), {})
    world.slack.faults.add("views.update", faults.error("not_found"))
    assert [each.outcome for each in await world.rows(Reminder)] == [Outcome.WROTE, None]


async def a_draft(world: World) -> Any:
    """From the card to the draft."""
    await world.click("alice", card(world), "draft.open")
    await world.submit("alice", world.slack.modal("alice"), {"specific": "You mentioned the new ledger"})
    return world.slack.modal("alice")


BUTTONS = ("attempt.wrote", "attempt.replied", "attempt.let_go", "attempt.snooze")


@pytest.mark.parametrize("action", BUTTONS)
async def test_twenty_clicks_at_once_are_one_decision(any_world: World, action: str) -> None:
    message = await a_card(any_world)
    how: dict[str, Any] = {"selected_option": "Next week"} if action == "attempt.snooze" else {}
    answers = await asyncio.gather(*(any_world.slack.click("alice", message, action, **how) for _ in range(20)))
    await any_world.quiet()
    assert all(each.ok for each in answers)
    assert [each.verb for each in await any_world.rows(Change)][1:] == [
        {"wrote": "wrote", "replied": "replied", "let_go": "let_go", "snooze": "snoozed"}[action.partition(".")[2]]
    ]
    assert not any_world.slack.ephemerals("alice")[1:], "nobody was told off"
    await any_world.click("alice", card(any_world), "change.undo")
    assert actions_of(card(any_world)) == OPEN


async def test_every_button_twenty_times_at_once_is_one_decision(any_world: World) -> None:
    message = await a_card(any_world)
    ways: list[tuple[str, dict[str, Any]]] = [(each, {}) for each in BUTTONS[:3]]
    ways.append(("attempt.snooze", {"selected_option": "Next month"}))
    answers = await asyncio.gather(
        *(any_world.slack.click("alice", message, action, **how) for _ in range(20) for action, how in ways)
    )
    await any_world.quiet()
    assert all(each.ok for each in answers)
    assert len(await any_world.rows(Change)) == 2, "the meeting, and one decision"
    assert "change.undo" in actions_of(card(any_world))


async def test_twenty_undos_at_once_take_one_decision_back(any_world: World) -> None:
    await a_card(any_world)
    await any_world.click("alice", card(any_world), "attempt.wrote")
    message = card(any_world)
    clicks = (any_world.slack.click("alice", message, "change.undo") for _ in range(20))
    assert all(each.ok for each in await asyncio.gather(*clicks))
    await any_world.quiet()
    assert actions_of(card(any_world)) == OPEN
    assert [each.outcome for each in await any_world.rows(Reminder)] == [None]


async def test_a_later_click_on_an_old_card_shows_how_it_was_settled(world: World) -> None:
    message = await a_card(world)
    stale = {**message, "blocks": message["blocks"]}
    await world.click("alice", card(world), "attempt.wrote")
    settled = text_of(card(world))
    await world.slack.click("alice", stale, "attempt.let_go", forged=True, value="1")
    await world.quiet()
    assert text_of(card(world)) == settled
    assert [each.outcome for each in await world.rows(Reminder)] == [Outcome.WROTE, None]
