"""SIGTERM and Ctrl+C: nothing new is begun, what runs is finished, and the exit code is 0."""

import asyncio
import signal
import sqlite3
import time
from pathlib import Path

import aiohttp
import pytest

from bot.jobs.deliver import BATCH
from tests.faults import ALWAYS, Fault
from tests.program.process import MONDAY_MORNING, free_port, program, slack_settings
from tests.program.refusal import refusal
from tests.slack import FakeSlack
from tests.world import FakeClock, World, eventually


class Gate:
    """Holds the bot's calls of one method at Slack until it is opened."""

    def __init__(self, slack: FakeSlack, method: str) -> None:
        self.arrived = 0
        self._opened = asyncio.Event()
        slack.faults.add(method, Fault(before=self._hold), ALWAYS)

    def open(self) -> None:
        self._opened.set()

    async def _hold(self, *_: object) -> None:
        self.arrived += 1
        await self._opened.wait()


@pytest.fixture
async def due(tmp_path: Path, slack: FakeSlack, clock: FakeClock) -> Path:
    """A folder with a database in which more people than are claimed at once have a reminder due on that Monday."""
    clock.forward(days=-14)
    world = World(slack, clock, f"sqlite:///{tmp_path}/tactful.db")
    await world.start()
    for number in range(BATCH + 2):
        member = slack.add_person(f"member{number}", tz="UTC")
        await world.met(member.handle, "@carol at KubeCon")
    await world.stop()
    return tmp_path


def states(folder: Path) -> list[str]:
    with sqlite3.connect(f"file:{folder}/tactful.db?mode=ro", uri=True) as database:
        return [state for (state,) in database.execute("SELECT state FROM deliveries ORDER BY id")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_an_idle_bot_ends_at_once(number: signal.Signals, tmp_path: Path, slack: FakeSlack) -> None:
    async with program(tmp_path, **slack_settings(slack)) as bot:
        await bot.says("started")
        bot.send(number)
        start = time.monotonic()
        assert await bot.ended() == 0
    assert time.monotonic() - start < 10
    assert "Traceback" not in bot.written
    assert "bug" not in bot.written
    await slack.sockets.disconnected()


async def test_what_is_claimed_is_sent_and_marked_and_the_rest_is_left_for_the_next_start(
    due: Path, slack: FakeSlack
) -> None:
    gate = Gate(slack, "chat.postMessage")
    async with program(due, at=MONDAY_MORNING, **slack_settings(slack)) as bot:
        await eventually(lambda: gate.arrived > 0)
        assert "sending" in states(due)
        bot.send(signal.SIGTERM)
        gate.open()
        assert await bot.ended() == 0, bot.written
    assert states(due) == ["sent"] * BATCH + ["pending"] * 2
    assert sum(len(slack.dm(f"member{number}")) for number in range(BATCH + 2)) == BATCH


async def test_nothing_is_claimed_while_a_last_command_is_answered(world: World, slack: FakeSlack) -> None:
    await world.met("alice", "@bob at KubeCon")
    gate = Gate(slack, "users.info")
    told = asyncio.create_task(slack.command("bob", "/met", f"<@{slack.person('carol').id}> at KubeCon"))
    await eventually(lambda: gate.arrived > 0)
    ending = asyncio.create_task(world.stop())
    await asyncio.sleep(0)
    world.clock.set(await world.bot.next_due_at() or world.clock.now)
    assert await world.bot.deliverer.run() == 0
    assert not told.done()
    gate.open()
    assert (await told).ok
    await ending
    assert not slack.calls_of("chat.postMessage")


async def test_a_command_that_is_being_worked_on_is_answered(tmp_path: Path, slack: FakeSlack) -> None:
    gate = Gate(slack, "users.info")
    async with program(tmp_path, **slack_settings(slack)) as bot:
        await bot.says("started")
        told = asyncio.create_task(slack.command("alice", "/met", f"<@{slack.person('bob').id}> at KubeCon"))
        await eventually(lambda: gate.arrived > 0)
        bot.send(signal.SIGTERM)
        gate.open()
        answer = await told
        assert await bot.ended() == 0, bot.written
    assert answer.ok
    assert "Noted" in str(answer.blocks)


async def test_over_http_a_command_that_is_being_worked_on_is_answered(tmp_path: Path, slack: FakeSlack) -> None:
    gate = Gate(slack, "users.info")
    port = free_port()
    slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events"
    async with program(tmp_path, **slack_settings(slack, http_port=port)) as bot:
        await bot.says("started")
        told = asyncio.create_task(slack.command("alice", "/met", f"<@{slack.person('bob').id}> at KubeCon"))
        await eventually(lambda: gate.arrived > 0)
        bot.send(signal.SIGTERM)
        gate.open()
        answer = await told
        assert await bot.ended() == 0, bot.written
    assert answer.ok
    assert "Noted" in str(answer.blocks)


async def test_a_caller_who_never_finishes_the_request_does_not_hold_up_the_end(
    tmp_path: Path, slack: FakeSlack
) -> None:
    port = free_port()
    async with program(tmp_path, **slack_settings(slack, http_port=port)) as bot:
        await bot.says("started")
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of")
        await writer.drain()
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/slack/events") as answer:
            assert answer.status == 405
        bot.send(signal.SIGTERM)
        assert await bot.ended(seconds=40) == 0
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("method", ["auth.test", "team.profile.get", "apps.connections.open"])
async def test_while_it_is_still_starting(method: str, tmp_path: Path, slack: FakeSlack) -> None:
    gate = Gate(slack, method)
    async with program(tmp_path, **slack_settings(slack)) as bot:
        await eventually(lambda: gate.arrived == 1)
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0, bot.written
        assert bot.err.decode() == ""
    gate.open()


async def test_a_second_bot_on_the_same_file_is_told_so(tmp_path: Path, slack: FakeSlack) -> None:
    async with program(tmp_path, **slack_settings(slack)) as bot:
        await bot.says("started")
        said = await refusal(tmp_path, **slack_settings(slack))
        assert "Another Tactful is running on the database that DATABASE_URL names" in said
        assert (await slack.command("alice", "/met", f"<@{slack.person('bob').id}> at KubeCon")).ok
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0


async def test_a_bot_that_starts_while_the_old_one_ends_takes_over(tmp_path: Path, slack: FakeSlack) -> None:
    async with program(tmp_path, **slack_settings(slack)) as old:
        await old.says("started")
        async with program(tmp_path, **slack_settings(slack)) as new:
            old.send(signal.SIGTERM)
            assert await old.ended() == 0
            await new.says("started")
