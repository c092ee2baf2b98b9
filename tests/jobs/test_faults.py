"""Slack on a bad day: whatever it answers, each reminder is shown once."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.domain.models import Delivery, Reminder
from bot.domain.types import DeliveryState
from bot.jobs.deliver import Deliverer
from bot.slack.install import slack_client
from tests import faults
from tests.jobs.shown import cards, each_once, until_due
from tests.world import World, text_of

POST = "chat.postMessage"


def answer(body: str, status: int = 200, kind: str = "application/json") -> faults.Fault:
    return faults.instead(lambda: web.Response(text=body, status=status, content_type=kind))


@pytest.mark.parametrize("times", [1, 5])
@pytest.mark.parametrize("wait", ["1", "30", "0", None, "abc", "1.5", "-1", "86400", "9" * 30])
async def test_after_a_rate_limit_it_is_shown_once_whatever_the_header_says(
    world: World, wait: str | None, times: int
) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.rate_limited(wait), times=times)
    await world.until_dm("alice")
    await world.pass_days(5)
    assert each_once(world.slack)


async def test_slack_is_left_alone_for_as_long_as_it_asks(world: World) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.rate_limited("30"))
    await world.bot.tick()
    for _ in range(29):
        world.clock.forward(seconds=1)
        await world.bot.tick()
    assert len(world.slack.calls_of(POST)) == 1
    world.clock.forward(seconds=31)
    await world.bot.tick()
    assert len(world.slack.calls_of(POST)) == 2
    assert each_once(world.slack)


NO_ANSWERS = {
    "500 in plain text": faults.server_error(500),
    "503 in plain text": faults.server_error(503),
    "502 with a page": faults.html(502),
    "200 with a page": faults.html(200),
    "200 with plain text": answer("hello", kind="text/plain"),
    "200 that says JSON and is none": answer("<html>"),
    "503 that says JSON and is none": answer("<html>", status=503),
    "200 with nothing": answer(""),
    "200 with a list": answer("[]"),
    "200 with null": answer("null"),
    "ok without a message": answer('{"ok": true}'),
    "429 with a page": answer("<html>", status=429, kind="text/html"),
    "dropped before": faults.drop_before(),
    "internal_error, not carried out": faults.internal_error(carried_out=False),
    "fatal_error": faults.error("fatal_error"),
    "an error nobody knows": faults.error("team_added_to_org"),
    "dropped after": faults.drop_after(),
    "internal_error, carried out": faults.internal_error(carried_out=True),
}


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("fault", NO_ANSWERS.values(), ids=NO_ANSWERS)
async def test_without_a_clear_answer_it_is_shown_once(world: World, fault: faults.Fault, times: int) -> None:
    await until_due(world, "bob", "carol")
    world.slack.faults.add(POST, fault, times=times)
    await world.pass_days(1)
    assert each_once(world.slack)
    assert len(cards(world.slack)) == 2


@pytest.mark.parametrize("fault", NO_ANSWERS.values(), ids=NO_ANSWERS)
async def test_a_look_up_without_a_clear_answer_holds_nothing_up(world: World, fault: faults.Fault) -> None:
    await until_due(world, "bob")
    for method in ("users.info", "users.profile.get", "users.list"):
        world.slack.faults.add(method, fault)
    await world.pass_days(1)
    assert each_once(world.slack)


@pytest.fixture
async def impatient(world: World) -> AsyncIterator[Deliverer]:
    """The same deliveries, by a client that waits a moment only."""
    async with slack_client(world.slack.bot_token, world.slack.api_url, 0.3) as client:
        yield Deliverer(world.bot.database, world.clock, {1: client})


@pytest.mark.parametrize("fault", [faults.hang(30), faults.hang_after(30)], ids=["before", "after"])
async def test_when_slack_falls_silent_before_or_after_storing_it_it_is_shown_once(
    world: World, impatient: Deliverer, fault: faults.Fault
) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, fault)
    await impatient.run()
    [delivery] = await world.rows(Delivery)
    assert (delivery.state, delivery.problem) == (DeliveryState.DOUBTFUL, "timeout")
    await world.pass_days(1)
    assert each_once(world.slack)


async def test_found_in_the_history_it_is_not_sent_again(world: World) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.drop_after())
    await world.pass_days(1)
    assert len(world.slack.calls_of(POST)) == 1
    assert {call.args["include_all_metadata"] for call in world.slack.calls_of("conversations.history")} <= {
        "1",
        "True",
    }
    [delivery] = await world.rows(Delivery)
    assert delivery.ts == world.slack.dm("alice")[0]["ts"]


async def test_it_is_found_though_slacks_clock_is_hours_behind_ours(world: World) -> None:
    await until_due(world, "bob")
    world.slack.now = lambda: world.clock.now.replace(hour=1)
    world.slack.faults.add(POST, faults.drop_after())
    await world.pass_days(1)
    assert len(world.slack.calls_of(POST)) == 1


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
@pytest.mark.parametrize("times", [1, 2, 5])
async def test_with_an_unreadable_history_it_is_shown_twice_at_most_and_never_lost(
    world: World, times: int, stored: bool
) -> None:
    await until_due(world, "bob")
    world.slack.scopes.discard("im:history")
    world.slack.faults.add(POST, faults.drop_after() if stored else faults.drop_before(), times=times)
    await world.pass_days(3)
    assert len(world.slack.calls_of(POST)) <= 2
    shown = cards(world.slack)["card.1"]
    assert shown <= 2
    if stored or times < 2:
        assert shown >= 1
    else:  # two requests and no answer at all: it waits in Home
        await world.slack.open_home("alice")
        assert "A good day for a first note" in text_of(world.slack.home("alice"))


async def test_a_history_that_comes_back_decides_what_two_silent_posts_left_open(world: World) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.drop_before(), times=2)
    world.slack.scopes.discard("im:history")
    await world.pass_time(world.clock.now.replace(hour=13))
    assert not world.slack.dm("alice")
    world.slack.scopes.add("im:history")
    await world.pass_days(1)
    assert each_once(world.slack)


async def test_doubts_about_it_survive_the_evening(world: World) -> None:
    """Sent again on the next morning, it is still the same delivery: twice at most."""
    await until_due(world, "bob")
    world.clock.set(world.clock.now.replace(hour=15, minute=59, second=50))  # 16:59:50 for alice
    world.slack.scopes.discard("im:history")
    world.slack.faults.add(POST, faults.drop_after(), times=5)
    await world.pass_days(2)
    assert cards(world.slack)["card.1"] == 2


async def test_a_click_on_a_message_in_doubt_counts_and_its_undo_repeats_it_as_if_it_had_been_ignored(
    world: World,
) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.drop_after())
    await world.bot.tick()
    [message] = world.slack.dm("alice")
    await world.click("alice", message, "attempt.wrote")
    world.clock.forward(seconds=5)
    await world.bot.tick()
    [message] = [each for each in world.slack.dm("alice") if each.get("metadata")]
    [first, second] = await world.rows(Reminder)
    assert (first.shown, second.shown) == (1, 0)
    confirmation = world.slack.dm("alice")[-1]
    await world.click("alice", confirmation, "change.undo")
    [first] = await world.rows(Reminder)
    assert first.open
    assert 7 <= (first.due_on - first.shown_on).days <= 11
