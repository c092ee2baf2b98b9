"""Deleting everything while something is on its way: no row comes back, no bug, no later message."""

import asyncio
from collections.abc import Callable

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from sandbox.errors import Json
from tests import faults
from tests.drafting import SPECIFIC, Held, card_for, opt_in
from tests.fake_model import FakeModel, hangs_up
from tests.jobs.shown import until_due
from tests.owned import counts
from tests.scenarios.test_erase import asked
from tests.world import PATIENCE, World, eventually, text_of


class HeldCall:
    """One call that Slack carries out, or answers, when the test lets it."""

    def __init__(self) -> None:
        self.arrived, self.free = asyncio.Event(), asyncio.Event()

    async def _wait(self, *_: Json | str) -> web.StreamResponse | None:
        self.arrived.set()
        await self.free.wait()
        return None

    @property
    def before(self) -> faults.Fault:
        """Slack has not done it yet."""
        return faults.Fault(before=self._wait)

    @property
    def after(self) -> faults.Fault:
        """Slack has done it and does not answer yet."""
        return faults.Fault(after=self._wait)


async def erase(world: World) -> None:
    """Delete everything without waiting for what is on its way, and wait until Slack shows nothing of it either."""
    assert (await world.slack.open_home("alice")).ok
    for view, action in ((world.slack.home, "settings.open"), (world.slack.modal, "data.erase")):
        assert (await world.slack.click("alice", view("alice"), action)).ok
    assert (await world.slack.submit("alice", world.slack.modal("alice"), {"sure": ["yes"]})).ok
    await eventually(lambda: "is deleted" in text_of(world.slack.home("alice") or {"blocks": []}))


def bugs(logged: list[Json]) -> list[Json]:
    """Whatever should not be in a log of that."""
    return [line for line in logged if line["event"] == "bug" or line["log_level"] in ("error", "critical")]


SIDES: list[Callable[[HeldCall], faults.Fault]] = [lambda held: held.before, lambda held: held.after]


@pytest.mark.parametrize("side", SIDES, ids=["not yet shown", "shown and not answered"])
@pytest.mark.parametrize("method", ["users.info", "chat.postMessage"])
async def test_a_reminder_on_its_way(any_world: World, method: str, side: Callable[[HeldCall], faults.Fault]) -> None:
    world, held = any_world, HeldCall()
    await until_due(world, "bob")
    form = await asked(world)
    world.slack.faults.add(method, side(held))
    with capture_logs() as logged:
        tick = asyncio.ensure_future(world.bot.tick())
        await asyncio.wait_for(held.arrived.wait(), PATIENCE)
        assert (await world.slack.submit("alice", form, {"sure": ["yes"]})).ok
        await eventually(lambda: "is deleted" in text_of(world.slack.home("alice")))
        assert await counts(world) == {}
        held.free.set()
        await tick
        await world.quiet()
        await world.bot.tick()
    assert await counts(world) == {}
    assert world.slack.dm("alice") == []
    assert bugs(logged) == []


@pytest.mark.parametrize("lost", [faults.drop_after, faults.server_error], ids=["it is in Slack", "it is not"])
@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
async def test_a_reminder_that_is_being_looked_for(
    any_world: World, method: str, lost: Callable[[], faults.Fault]
) -> None:
    world, held = any_world, HeldCall()
    await until_due(world, "bob")
    world.slack.faults.add("chat.postMessage", lost())
    await world.bot.tick()
    form = await asked(world)
    world.clock.forward(hours=1)
    world.slack.faults.add(method, held.after)
    with capture_logs() as logged:
        tick = asyncio.ensure_future(world.bot.tick())
        await asyncio.wait_for(held.arrived.wait(), PATIENCE)
        assert (await world.slack.submit("alice", form, {"sure": ["yes"]})).ok
        await eventually(lambda: "is deleted" in text_of(world.slack.home("alice")))
        held.free.set()
        await tick
        await world.quiet()
        await world.bot.tick()
    assert await counts(world) == {}
    assert world.slack.dm("alice") == []
    assert bugs(logged) == []


async def test_a_reminder_whose_answer_is_lost_is_looked_for_and_taken_back(world: World) -> None:
    held = HeldCall()
    await until_due(world, "bob")
    form = await asked(world)

    async def lost(_: str, __: Json, ___: Json) -> None:
        await held._wait()
        raise faults.DropConnection

    world.slack.faults.add("conversations.history", faults.error("internal_error"), times=2)  # it is asked twice
    world.slack.faults.add("chat.postMessage", faults.Fault(after=lost))
    with capture_logs() as logged:
        tick = asyncio.ensure_future(world.bot.tick())
        await asyncio.wait_for(held.arrived.wait(), PATIENCE)
        await world.submit("alice", form, {"sure": ["yes"]})
        assert len(world.slack.dm("alice")) == 1
        held.free.set()
        await tick
    assert world.slack.dm("alice") == []
    assert await counts(world) == {}
    assert bugs(logged) == []


async def test_a_look_up_under_way_brings_no_profile_back(world: World) -> None:
    held = HeldCall()
    await until_due(world, "bob")
    form = await asked(world)
    world.slack.faults.add("users.info", held.after, times=2)
    tick = asyncio.ensure_future(world.bot.tick())
    await asyncio.wait_for(held.arrived.wait(), PATIENCE)
    await world.submit("alice", form, {"sure": ["yes"]})
    held.free.set()
    await tick
    assert await counts(world) == {}


async def test_the_weekly_suggestion_on_its_way_is_taken_back(world: World) -> None:
    held = HeldCall()
    await world.met("alice", "@dan at KubeCon about rebates")
    await world.slack.command("alice", "/project", "Orion: rebates")
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "project.open")
    view = world.slack.modal("alice")
    await world.submit("alice", view, {"weekly": ["weekly"]})
    form = await asked(world)
    said = len(world.slack.dm("alice"))
    world.clock.forward(days=8)
    world.slack.faults.add("chat.postMessage", held.after, times=2)
    tick = asyncio.ensure_future(world.bot.tick())
    await asyncio.wait_for(held.arrived.wait(), PATIENCE)
    assert len(world.slack.dm("alice")) == said + 1
    assert (await world.slack.submit("alice", form, {"sure": ["yes"]})).ok
    held.free.set()
    await tick
    await world.quiet()
    assert world.slack.dm("alice") == []
    assert await counts(world) == {}


async def begin_draft(world: World) -> None:
    """*Draft a note*, up to the moment at which the model is asked."""
    await world.click("alice", await card_for(world), "draft.open")
    assert (await world.slack.submit("alice", world.slack.modal("alice"), {"specific": SPECIFIC})).ok


@pytest.mark.parametrize("ends", ["it answers", "it fails and is asked again"])
async def test_a_draft_that_is_being_made(drafting: World, model: FakeModel, ends: str) -> None:
    world, held = drafting, Held()

    async def fails(server: FakeModel, request: web.Request) -> web.StreamResponse:
        await held.free.wait()
        return await hangs_up(server, request)

    await opt_in(world)
    model.answer = held if ends == "it answers" else fails
    await begin_draft(world)
    await eventually(lambda: model.bodies)
    with capture_logs() as logged:
        world.slack.reload("alice")
        await erase(world)
        held.free.set()
        await world.quiet()
    assert await counts(world) == {}
    assert world.slack.dm("alice") == []
    assert bugs(logged) == []


async def test_a_draft_whose_first_call_comes_after_the_erasure(drafting: World, model: FakeModel) -> None:
    world, held = drafting, HeldCall()
    await opt_in(world)
    card = await card_for(world)
    await world.click("alice", card, "draft.open")
    await world.submit("alice", world.slack.modal("alice"), {"specific": SPECIFIC})
    ready = world.slack.modal("alice")
    world.slack.faults.add("views.update", held.after)
    with capture_logs() as logged:
        wording = asyncio.ensure_future(world.slack.click("alice", ready, "draft.again"))
        await asyncio.wait_for(held.arrived.wait(), PATIENCE)
        world.slack.reload("alice")
        await erase(world)
        asked_before = len(model.bodies)
        held.free.set()
        await wording
        await world.quiet()
    assert len(model.bodies) == asked_before
    assert await counts(world) == {}
    assert bugs(logged) == []


@pytest.mark.parametrize("action", ["attempt.wrote", "attempt.let_go"])
async def test_a_card_that_is_being_redrawn(world: World, action: str) -> None:
    held = HeldCall()
    await until_due(world, "bob")
    await world.bot.tick()
    card = world.slack.dm("alice")[-1]
    form = await asked(world)
    world.slack.faults.add("chat.update", held.before)
    with capture_logs() as logged:
        assert (await world.slack.click("alice", card, action)).ok
        await asyncio.wait_for(held.arrived.wait(), PATIENCE)
        assert (await world.slack.submit("alice", form, {"sure": ["yes"]})).ok
        held.free.set()
        await world.quiet()
    assert await counts(world) == {}
    assert world.slack.dm("alice") == []
    assert bugs(logged) == []
