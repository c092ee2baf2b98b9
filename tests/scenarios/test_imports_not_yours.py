"""Somebody else's attendee list: answered like what does not exist, and nothing happens to it."""

from typing import Any

import pytest

from bot.domain.models import AttendeeImport, Contact, Member
from bot.slack.views import imports, settings
from tests.importing import GUESTS, open_form, report
from tests.scenarios.test_not_yours import NONSENSE, NOT_FOUND, everything
from tests.world import World

OUTSIDER = "Tactful works inside one company only, and you seem to visit from another one. Sorry."


async def forged(world: World, user: str, callback: str, about: str) -> Any:
    """A form of ours as somebody else would send it."""
    await world.met(user, "")
    view = world.slack.modal(user)
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "remind"}
    values = {
        "what": {"value": {"type": "radio_buttons", "selected_option": option}},
        "place": {"value": {"type": "plain_text_input", "value": "KubeCon"}},
        "met_on": {"value": {"type": "datepicker", "selected_date": "2026-11-20"}},
    }
    blocks = [{"type": "input", "block_id": "what"}]
    return {**view, "callback_id": callback, "private_metadata": about, "blocks": blocks, "state": {"values": values}}


@pytest.mark.parametrize("member", [True, False], ids=["a member", "nobody we know"])
async def test_nobody_else_says_yes_to_a_list(any_world: World, member: bool) -> None:
    await report(any_world, GUESTS)
    if member:
        await any_world.slack.open_home("mallory")
    own = str((await any_world.rows(AttendeeImport))[0].id)
    before = await everything(any_world)
    for about in (own, *NONSENSE):
        view = await forged(any_world, "mallory", imports.REPORT, about)
        answer = await sent(any_world, "mallory", view)
        assert answer.errors == {"what": NOT_FOUND}, about
    assert await everything(any_world) == before
    assert len(await any_world.rows(Member)) == 1 + member


@pytest.mark.parametrize("member", [True, False], ids=["a member", "nobody we know"])
async def test_nobody_else_throws_a_list_away(any_world: World, member: bool) -> None:
    await report(any_world, GUESTS)
    if member:
        await any_world.slack.open_home("mallory")
    own = str((await any_world.rows(AttendeeImport))[0].id)
    before = await everything(any_world)
    for about in (own, *NONSENSE):
        await any_world.met("mallory", "")
        view = any_world.slack.modal("mallory")
        view |= {"callback_id": imports.REPORT, "private_metadata": about, "notify_on_close": True}
        await any_world.slack.close("mallory", view)
    assert await everything(any_world) == before


async def test_whoever_is_no_member_gets_no_form_and_brings_nothing_in(world: World) -> None:
    await report(world, GUESTS)
    before = await everything(world)
    view = await forged(world, "mallory", imports.FORM, "")
    answer = await sent(world, "mallory", view)
    assert answer.errors == {"what": NOT_FOUND}
    await world.click("mallory", world.slack.modal("mallory"), imports.OPEN, forged=True, value="import")
    assert NOT_FOUND in str(world.slack.modal("mallory"))
    assert await everything(world) == before


async def test_a_visitor_from_another_company_is_refused(world: World) -> None:
    await report(world, GUESTS)
    own = str((await world.rows(AttendeeImport))[0].id)
    before = await everything(world)
    world.slack.add_person("lee", is_stranger=True, team_id="T0ELSEWHERE")
    template = world.slack.modal("alice")
    for callback in (imports.FORM, imports.REPORT):
        view = {**template, "callback_id": callback, "private_metadata": own}
        answer = await sent(world, "lee", view)
        assert list((answer.errors or {}).values()) == [OUTSIDER], callback
    await world.click("lee", template, imports.OPEN, forged=True, value="import")
    assert await everything(world) == before


async def test_the_button_is_in_the_settings(world: World) -> None:
    form = await open_form(world)
    assert form["callback_id"] == imports.FORM
    assert settings.OPEN != imports.OPEN
    assert not await world.rows(Contact)


async def sent(world: World, user: str, view: Any) -> Any:
    """A form that their client never showed."""
    answer = await world.slack.submit(user, view, forged=True)
    await world.quiet()
    return answer
