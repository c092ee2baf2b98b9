"""Somebody else's buttons, and buttons with nonsense in them: answered like what does not exist; nothing happens."""

from typing import Any

import pytest

from bot.domain.models import Base, Change, Contact, DeletedContact, Draft, Encounter, Member, Reminder
from bot.slack.views import attempts, contacts, drafts, encounters, experts, home, kit
from tests.world import World, text_of

NOT_FOUND = "I cannot find that one any more. Your Home tab shows everything I keep for you."
BUTTONS = {  # action: whose id it carries
    encounters.WROTE: "encounter",
    encounters.EDIT: "encounter",
    encounters.UNDO: "encounter",
    attempts.WROTE: "reminder",
    attempts.REPLIED: "reminder",
    attempts.LET_GO: "reminder",
    attempts.KEEP_REASON: "reminder",
    attempts.DRAFT: "reminder",
    attempts.CONTACT_REPLIED: "contact",
    attempts.UNDO: "change",
    drafts.WROTE: "draft",
    experts.PICK: "contact",
    experts.HELPED: "contact",
    kit.DETAILS: "contact",
    contacts.DRAFT: "contact",
    contacts.WROTE: "contact",
    contacts.HEARD: "contact",
    contacts.LET_GO: "contact",
    contacts.AGAIN: "contact",
    contacts.HELPED: "contact",
    contacts.OVER: "contact",
    contacts.UNDO: "contact",
    contacts.EDIT: "contact",
    contacts.EDIT_ENCOUNTER: "encounter",
    contacts.MERGE: "contact",
    contacts.DELETE: "contact",
    home.BRING_BACK: "deleted",
}
WORDINGS = (drafts.SHORTER, drafts.WARMER, drafts.AGAIN, drafts.TEMPLATE, drafts.MINE, drafts.INPUTS)
"""The buttons inside the modal of a draft."""
MENUS = {
    attempts.SNOOZE: ("reminder", ["tomorrow", "week", "month", "date"]),
    attempts.RHYTHM: ("contact", ["1", "3", "6", "12", "0"]),
    home.CONTACT_MENU: ("contact", ["wrote", "replied", "let_go", "again", "draft", "helped", "undo", "details"]),
}
FORMS: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    encounters.EDIT_FORM: ("encounter", {"place": {"value": "x"}, "met_on": {"selected_date": "2026-11-20"}}),
    attempts.SNOOZE_FORM: ("reminder", {"date": {"selected_date": "2027-01-11"}}),
    attempts.REASON_FORM: ("reminder", {"reason": {"value": "x"}}),
    drafts.ASK_FORM: ("reminder", {"specific": {"value": "x"}}),
    drafts.READY_FORM: ("draft", {"text.1": {"value": "x"}}),
}
NONSENSE = ("", "0", "-1", "1.5", "x", "١", "1 OR 1=1", "2147483648", "9" * 40, "999999")


async def everything(world: World) -> list[tuple[Any, ...]]:
    """Every row of every table, but for who is a member and what the directory says."""
    tables = [
        each.class_ for each in Base.registry.mappers if each.class_.__tablename__ not in ("members", "profiles")
    ]
    rows = [(table, row) for table in tables for row in await world.rows(table)]
    return [
        (table.__tablename__, *(getattr(row, key.name) for key in table.__table__.columns)) for table, row in rows
    ]


async def ids(world: World) -> dict[str, str]:
    """Alice's ids, after she has met Bob and settled a card, so that every kind exists and is of use."""
    await world.met("alice", "@bob at KubeCon about the secret merger")
    await world.click("alice", await world.until_dm("alice"), attempts.REPLIED)
    await world.until_dm("alice")
    await world.click("alice", world.slack.dm("alice")[-1], attempts.DRAFT)
    await world.submit("alice", world.slack.modal("alice"), {"specific": "the secret ledger"})
    world.slack.reload("alice")
    await world.met("alice", "Jane Doe (Acme) at the secret talks")
    await delete_last_contact(world)
    tables = {
        "draft": Draft, "encounter": Encounter, "reminder": Reminder, "contact": Contact, "change": Change,
        "deleted": DeletedContact,
    }  # fmt: skip
    return {kind: str((await world.rows(table))[-1].id) for kind, table in tables.items()}


async def delete_last_contact(world: World) -> None:
    """Alice deletes whom she noted last: it can still be had back."""
    jane = str((await world.rows(Contact))[-1].id)
    await world.click("alice", world.slack.ephemerals("alice")[-1], contacts.DELETE, forged=True, value=jane)


async def a_member(world: World) -> Any:
    """Mallory, with a contact and a card of her own."""
    await world.met("mallory", "@carol at FOSDEM")
    return world.slack.ephemerals("mallory")[-1]


def told(world: World, user: str) -> list[str]:
    """What this person was told in private, message by message."""
    return [f"{each.get('text', '')}{text_of(each)}" for each in world.slack.ephemerals(user)]


@pytest.mark.parametrize("member", [True, False], ids=["a member", "nobody we know"])
async def test_no_button_works_for_somebody_else(any_world: World, member: bool) -> None:
    world, own = any_world, await ids(any_world)
    if member:
        await a_member(world)
    where = world.slack.ephemerals("mallory")[0] if member else world.slack.dm("alice")[-1]
    before, card = await everything(world), text_of(world.slack.dm("alice")[-1])
    for action, kind in BUTTONS.items():
        heard = len(told(world, "mallory"))
        answer = await world.click("mallory", where, action, forged=True, value=own[kind])
        assert answer.ok, action
        if action == encounters.UNDO and member:
            assert text_of(where) == "Taken back. Nothing is noted of it.", "as for one that does not exist"
            continue
        assert [text.startswith(NOT_FOUND) for text in told(world, "mallory")[heard:]] == [True], action
    for action, (kind, choices) in MENUS.items():
        for choice in choices:
            option = {"text": {"type": "plain_text", "text": "x"}, "value": f"{choice}:{own[kind]}"}
            await world.click("mallory", where, action, forged=True, selected_option=option)
            assert world.slack.ephemerals("mallory")[-1]["text"] == NOT_FOUND, action
    assert await everything(world) == before
    assert text_of(world.slack.dm("alice")[-1]) == card
    assert world.slack.modal("mallory") is None
    assert not world.slack.dm("mallory")
    assert not [text for text in told(world, "mallory") if "secret" in text or "Bob" in text]
    assert len(await world.rows(Member)) == 1 + member


@pytest.mark.parametrize("callback", FORMS)
async def test_no_form_works_for_somebody_else(any_world: World, callback: str) -> None:
    world, own = any_world, await ids(any_world)
    await a_member(world)
    before = await everything(world)
    kind, state = FORMS[callback]
    kinds = [f"{each}:{own['contact' if each == 'ask' else each]}" for each in ("reminder", "contact", "ask")]
    for about in (*(kinds if callback == drafts.ASK_FORM else ()), own[kind], *NONSENSE):
        await world.met("mallory", "")
        view = world.slack.modal("mallory")
        blocks = [{"type": "input", "block_id": block_id} for block_id in state]
        values = {block_id: {"value": value} for block_id, value in state.items()}
        forged = {**view, "callback_id": callback, "private_metadata": about, "blocks": blocks}
        answer = await world.slack.submit("mallory", {**forged, "state": {"values": values}}, forged=True)
        await world.quiet()
        assert answer.errors == {next(iter(state)): NOT_FOUND}, about
    assert await everything(world) == before


async def test_no_wording_of_somebody_elses_draft_can_be_had(any_world: World) -> None:
    world, own = any_world, await ids(any_world)
    await a_member(world)
    before = await everything(world)
    for action in WORDINGS:
        for about in (own["draft"], *NONSENSE):
            await world.met("mallory", "")
            view = world.slack.modal("mallory")
            view["private_metadata"] = about
            heard = len(told(world, "mallory")) + len(world.slack.dm("mallory"))
            await world.click("mallory", view, action, forged=True, value=about)
            assert "ledger" not in text_of(world.slack.modal("mallory") or {"blocks": []}), (action, about)
            assert len(told(world, "mallory")) + len(world.slack.dm("mallory")) <= heard + 1
            world.slack.reload("mallory")
    assert await everything(world) == before


async def test_an_edit_cannot_reach_into_somebody_elses_contact(world: World) -> None:
    own = await ids(world)
    button = await a_member(world)
    await world.click("mallory", button, encounters.EDIT)
    view = world.slack.modal("mallory")
    values = {**view["state"]["values"], f"division.{own['contact']}": {"value": {"value": "Hell"}}}
    values |= {"division.x": {"value": {"value": "Hell"}}}
    await world.slack.submit("mallory", {**view, "state": {"values": values}}, forged=True)
    await world.quiet()
    bob = (await world.rows(Contact))[0]
    assert (bob.name, bob.division) == ("Bob Brown", "Finance")


@pytest.mark.parametrize("value", NONSENSE)
async def test_nonsense_in_a_button_is_answered_like_what_does_not_exist(any_world: World, value: str) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    message = await world.until_dm("alice")
    before = await everything(world)
    for action in BUTTONS:
        await world.click("alice", message, action, forged=True, value=value)
        if action == encounters.UNDO and value == "999999":
            continue  # what is not there is taken back already
        assert world.slack.ephemerals("alice")[-1]["text"] == NOT_FOUND, action
    for action in MENUS:
        for choice in (value, f"wrote:{value}", f"week:{value}", f"3:{value}"):
            option = {"text": {"type": "plain_text", "text": "x"}, "value": choice}
            await world.click("alice", message, action, forged=True, selected_option=option)
            assert "my fault" not in world.slack.ephemerals("alice")[-1]["text"], (action, choice)
    assert await everything(world) == before


async def test_an_unknown_word_in_a_menu_changes_nothing(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    message = await world.until_dm("alice")
    before = await everything(world)
    for action in MENUS:
        for word in ("", "never", "date_", "2", "-1"):
            option = {"text": {"type": "plain_text", "text": "x"}, "value": f"{word}:1"}
            await world.click("alice", message, action, forged=True, selected_option=option)
            assert "my fault" not in world.slack.ephemerals("alice")[-1]["text"], (action, word)
    assert await everything(world) == before


async def test_a_button_of_an_older_version_says_where_to_go(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", await world.until_dm("alice"), "attempt.poke", forged=True, value="1")
    expected = "That button is from an older version of me. Your Home tab has the current ones."
    assert world.slack.ephemerals("alice")[-1]["text"] == expected
