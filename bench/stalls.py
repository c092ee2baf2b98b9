"""How long the event loop stands still, and others wait for `/met`, while something is done for 5,000 people."""

import asyncio
import contextlib
import itertools
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import processes, table
from bench.member import PEOPLE, Somebody
from bench.table import Row
from tests.slack import FakeSlack

NAP = 0.05
"""Seconds between two `/met` of another member."""
QUIET_SECONDS = 1
DEEDS: dict[str, Callable[[Somebody], Awaitable[None]]] = {
    "imported": Somebody.imports,
    "shown in Home": Somebody.opens_home,
    "paused": Somebody.pauses,
    "exported": Somebody.exports,
}
Found = tuple[float, float]
"""Milliseconds: the longest stall, the slowest `/met`."""


async def measure(_: processes.Slack, folder: Path) -> list[Row]:
    """Each round another member does it all; the peer is the same program when only `/met` is asked of it."""
    rounds: list[tuple[Found, dict[str, Found]]] = []
    async with _running(folder) as (slack, process):
        others = itertools.count()
        await _watched(slack, process, others, asyncio.sleep(QUIET_SECONDS))
        for number in range(table.ROUNDS):
            somebody = Somebody(slack, f"guest{number}")
            quiet = await _watched(slack, process, others, asyncio.sleep(QUIET_SECONDS))
            found = {name: await _watched(slack, process, others, deed(somebody)) for name, deed in DEEDS.items()}
            rounds.append((quiet, found))
    stalls = [
        table.row(
            f"{PEOPLE:,} people {name}: longest stall of the loop ÷ an idle loop",
            [(found[name][0], quiet[0]) for quiet, found in rounds],
            "ms",
            "≤ 50 ms",
            tell_worst=True,
        )
        for name in DEEDS
    ]
    waits = [
        table.row(
            f"{PEOPLE:,} people {name}: slowest /met of another member ÷ alone",
            [(found[name][1], quiet[1]) for quiet, found in rounds],
            "ms",
            "≤ 500 ms",
            tell_worst=True,
        )
        for name in DEEDS
    ]
    return stalls + waits


@contextlib.asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[tuple[FakeSlack, Process]]:
    """The program with its probe, in a workspace of its own that this process plays."""
    slack = FakeSlack(now=lambda: datetime.now(UTC), manifest=processes.ROOT / "manifest.yml")
    slack.delivery.timeout = 120  # how late an answer is, is what we want to know
    await slack.start()
    program = processes.python(
        "-m",
        "bench.probed",
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_SIGNING_SECRET=slack.signing_secret,
        SLACK_API_URL=slack.api_url,
        DATABASE_URL=f"sqlite:///{folder}/stalls.db",
        PORT="0",
        **processes.NO_TICKS,
    )
    try:
        async with program as process:
            slack.delivery.request_url = f"http://127.0.0.1:{int(await processes.line(process))}/slack/events"
            yield slack, process
    finally:
        await slack.stop()


async def _watched(slack: FakeSlack, process: Process, others: Iterator[int], deed: Awaitable[None]) -> Found:
    """What was found while it was done."""
    await _longest_stall(process)
    done = asyncio.Event()
    async with asyncio.TaskGroup() as together:
        asking = together.create_task(_ask(slack, others, done))
        await deed
        done.set()
    return 1000 * await _longest_stall(process), 1000 * asking.result()


async def _ask(slack: FakeSlack, others: Iterator[int], done: asyncio.Event) -> float:
    """Another member meets people, one after the other; the slowest answer."""
    slowest = 0.0
    while not done.is_set():
        answer = await slack.command("mallory", "/met", f'"Guest {next(others)}" at FOSDEM')
        if "Noted" not in str(answer.blocks):
            raise RuntimeError(f"/met was answered with {answer}")
        slowest = max(slowest, answer.seconds)
        await asyncio.sleep(NAP)
    return slowest


async def _longest_stall(process: Process) -> float:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    return float(await processes.line(process))
