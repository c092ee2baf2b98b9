"""The contact view: everything about one contact, from anywhere, and what can be done about them."""

from datetime import date
from typing import Any

import pytest

from bot.domain.models import Contact, Encounter, EncounterContact, Limit, Reminder
from bot.domain.types import LimitKind, Outcome, Rung, Stage
from bot.slack.views import contacts as views, experts, limits
from tests.world import World, actions_of, text_of

NOT_FOUND = "I cannot find that one any more. Your Home tab shows everything I keep for you."


async def home(world: World) -> Any:
    assert (await world.slack.open_home("alice")).ok
    return world.slack.home("alice")


async def details(world: World, name: str = "Bob Brown") -> Any:
    """The contact view, opened from Home: from the menu, or from the card of who is due."""
    [contact] = await world.rows(Contact, name=name)
    view, line = await home(world), f"contact.{contact.id}"
    if line in [block["block_id"] for block in view["blocks"]]:
        await world.click("alice", view, "contact.menu", block_id=line, selected_option="Details")
    else:
        await world.click("alice", view, "contact.view")
    return world.slack.modal("alice")


def history(view: Any) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["block_id"].startswith("history.")]


async def test_it_opens_from_home_a_card_and_the_answer_of_met(world: World) -> None:
    await world.met("alice", "@bob at the Lisbon offsite about billing")
    await world.click("alice", world.slack.ephemerals("alice")[-1], "contact.view")
    assert text_of(world.slack.modal("alice")).startswith("*Bob Brown*\n")
    world.slack.reload("alice")
    assert text_of(await details(world)).startswith("*Bob Brown*\n")
    world.slack.reload("alice")
    card = await world.until_dm("alice")
    await world.click("alice", card, "contact.view")
    assert text_of(world.slack.modal("alice")).startswith("*Bob Brown*\n")
    world.slack.reload("alice")
    await world.click("alice", card, "attempt.wrote")
    await world.click("alice", world.slack.dm("alice")[-1], "contact.view")
    assert text_of(world.slack.modal("alice")).startswith("*Bob Brown*\n"), "from a settled card, too"


async def test_the_answer_of_met_for_several_people_has_no_details(world: World) -> None:
    await world.met("alice", "@bob @carol at KubeCon")
    assert "contact.view" not in actions_of(world.slack.ephemerals("alice")[-1])


async def test_clicked_in_a_modal_it_lies_on_top(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    first = await details(world)
    [bob] = await world.rows(Contact)
    await world.click("alice", first, "contact.view", forged=True, value=str(bob.id))
    assert world.slack.modal("alice")["previous_view_id"] == first["id"]


async def test_it_says_who_and_what_comes_next_with_the_exact_date(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    text = text_of(await details(world))
    assert text.startswith("*Bob Brown*\nController · Finance\n")
    assert "You are following up. I remind you of a first note on Monday 30 November 2026." in text
    await world.met("alice", '"Jane Doe" jane@acme.example (Acme) at KubeCon')
    world.slack.reload("alice")
    assert text_of(await details(world, "Jane Doe")).startswith("*Jane Doe*\nAcme\njane@acme.example\n")


async def test_the_history_tells_everything_newest_first(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at the Lisbon offsite about billing")
    await world.click("alice", await world.until_dm("alice"), "draft.open")
    await world.submit("alice", world.slack.modal("alice"), {"specific": "the rebate table"})
    await world.submit("alice", world.slack.modal("alice"), {"text": "Hi Bob, here is the rebate table."})
    world.slack.reload("alice")
    await world.until_dm("alice")
    await world.click("alice", world.slack.dm("alice")[-1], "attempt.snooze", selected_option="Next week")
    await world.until_dm("alice")
    await world.met("alice", "@bob during negotiation Orion")
    told = history(await details(world))
    assert told == [
        f"*{day(world.today('UTC'))}*\nYou met during the negotiation Orion.",
        "*Monday 22 March 2027*\nI reminded you of the second try; it was not the day for it.",
        "*Monday 15 March 2027*\nYou put it off to another day.",
        "*Monday 30 November 2026*\nYou wrote.",
        "*Monday 30 November 2026*\nYou took a draft: “Hi Bob, here is the rebate table.”",
        "*Monday 23 November 2026*\nYou met at the Lisbon offsite.\n“billing”",
    ]


def day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"


async def test_a_question_is_in_the_history_with_its_words(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.slack.shortcut("alice", "ask.division_expert")
    question = {"division": "Finance · 1 person", "question": "how do you handle rebates?"}
    await world.submit("alice", world.slack.modal("alice"), question)
    await world.click("alice", world.slack.modal("alice"), experts.PICK)
    await world.submit("alice", world.slack.modal("alice"), {})
    world.slack.reload("alice")
    assert [each for each in history(await details(world)) if "You asked" in each] == [
        "*Monday 23 November 2026*\nYou asked: “how do you handle rebates?”"
    ]


async def test_a_long_history_is_cut_and_says_how_much_is_older(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    [bob] = await world.rows(Contact)
    own = owner_of(bob) | {"met_on": date(2020, 1, 1), "created_at": world.clock()}
    met = [Encounter(**own, place=f"place {number}", note="<" * 3000) for number in range(150)]
    await world.add(*met)
    await world.add(*(EncounterContact(encounter_id=each.id, contact_id=bob.id) for each in met))
    view = await details(world)
    assert len(view["blocks"]) <= 100
    assert "and 71 older" in text_of(view)
    assert actions_of(view).count(views.EDIT_ENCOUNTER) == 5


STEPS = [
    (
        views.WROTE,
        Stage.FOLLOWING_UP,
        Rung.SECOND_TRY,
        "If nothing comes back, I will remind you of Bob once more on ",
    ),
    (views.HEARD, Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH, "You are in touch. I will remind you of Bob on "),
    (views.LET_GO, Stage.LET_GO, None, "You let them go, and that is okay."),
    (views.HELPED, Stage.FOLLOWING_UP, Rung.FIRST_NOTE, "You helped them."),
]


@pytest.mark.parametrize(("action", "stage", "rung", "told"), STEPS)
async def test_a_step_is_taken_here_and_shown_everywhere(
    world: World, action: str, stage: Stage, rung: Rung | None, told: str
) -> None:
    await world.met("alice", "@bob at KubeCon")
    card = await world.until_dm("alice")
    view = await details(world)
    await world.click("alice", view, action)
    shown = world.slack.modal("alice")
    assert shown["id"] == view["id"]
    assert told in text_of(shown)
    [bob] = await world.rows(Contact)
    assert bob.stage is stage
    assert [each.rung for each in await world.rows(Reminder) if each.open] == ([rung] if rung else [])
    if action != views.HELPED:
        assert "attempt.wrote" not in actions_of(world.slack.dm("alice")[0]), "the card is settled, too"
        assert "attempt.wrote" not in actions_of(world.slack.home("alice")), "and so is Home's"
    assert card["ts"] == world.slack.dm("alice")[0]["ts"]


async def test_the_last_step_can_be_taken_back_and_the_card_is_open_again(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.until_dm("alice")
    await world.click("alice", await details(world), views.LET_GO)
    assert "Let go, and that is okay." in text_of(world.slack.dm("alice")[0])
    assert views.AGAIN in actions_of(world.slack.modal("alice"))
    await world.click("alice", world.slack.modal("alice"), views.UNDO)
    told = "The first note waits for you in Home. I remind you once more on Monday 7 December 2026."
    assert told in text_of(world.slack.modal("alice"))
    assert "attempt.wrote" in actions_of(world.slack.dm("alice")[0])
    assert "attempt.wrote" in actions_of(world.slack.home("alice"))


async def test_who_was_let_go_can_be_followed_up_again(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", await details(world), views.LET_GO)
    await world.click("alice", world.slack.modal("alice"), views.AGAIN)
    assert "You are following up. I remind you of a first note on " in text_of(world.slack.modal("alice"))
    assert any("You took them up again." in each for each in history(world.slack.modal("alice")))


async def test_a_draft_is_made_on_top_of_the_view(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    view = await details(world)
    await world.click("alice", view, views.DRAFT)
    form = world.slack.modal("alice")
    assert (form["callback_id"], form["previous_view_id"]) == ("draft.ask_form", view["id"])
    await world.submit("alice", form, {"specific": "the rebate table"})
    assert world.slack.modal("alice")["callback_id"] == "draft.ready_form"


async def test_a_note_written_from_a_draft_is_in_the_view_below(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", await details(world), views.DRAFT)
    await world.submit("alice", world.slack.modal("alice"), {"specific": "the rebate table"})
    await world.submit("alice", world.slack.modal("alice"), {})
    await world.slack.close("alice", world.slack.modal("alice"))
    assert any("You wrote." in each for each in history(world.slack.modal("alice")))


async def test_a_negotiation_that_is_over_is_said_here(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    view = await details(world)
    assert "Bob Brown is on hold while Orion is being negotiated." in text_of(view)
    assert not {views.DRAFT, views.WROTE, views.HEARD} & {*actions_of(view)}
    await world.click("alice", view, limits.ENDED)
    await world.submit("alice", world.slack.modal("alice"), {})
    assert "*Orion* has ended. I remind you of Bob Brown from" in text_of(world.slack.modal("alice"))
    await world.slack.close("alice", world.slack.modal("alice"))
    assert "I remind you of a first note on " in text_of(world.slack.modal("alice"))


async def test_limits_are_said_and_what_they_stop_is_not_offered(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    [bob] = await world.rows(Contact)
    for kind, words in (
        (LimitKind.CONFLICT, "my cousin"),
        (LimitKind.REPRESENTED, "the patent suit"),
        (LimitKind.TOPIC, "the merger"),
    ):
        await limit(world, bob, kind, words)
    text = text_of(await details(world))
    assert "You noted a conflict of interest with Bob Brown: “my cousin”." in text
    assert "You noted that Bob Brown has counsel in “the patent suit”." in text
    assert "Leave out: the merger." in text
    world.slack.reload("alice")
    await limit(world, bob, LimitKind.DO_NOT_CONTACT, None)
    view = await details(world)
    assert "Bob Brown is not to be contacted, as you told me." in text_of(view)
    assert not {views.DRAFT, views.WROTE, views.AGAIN} & {*actions_of(view)}


async def limit(world: World, contact: Contact, kind: LimitKind, words: str | None) -> None:
    own = owner_of(contact) | {"created_at": world.clock()}
    await world.add(Limit(**own, kind=kind, contact_id=contact.id, words=words))


def owner_of(contact: Contact) -> dict[str, int]:
    """Whose contact it is, for more rows of theirs."""
    return {"workspace_id": contact.workspace_id, "member_id": contact.member_id}


async def test_the_end_of_the_ladder_reads_as_a_good_end(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    for _ in range(3):
        await world.click("alice", await world.until_dm("alice"), "attempt.wrote")
    await world.until_dm("alice")
    view = await details(world)
    assert "You let them go, and that is okay." in text_of(view)
    assert "Three notes, well apart: that was enough, and I stopped." in history(view)[0]
    assert [each.outcome for each in await world.rows(Reminder)] == [Outcome.WROTE] * 3 + [None]
