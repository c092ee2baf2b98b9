"""`/met` over signed HTTP: our whole command with its commit, beside bare Bolt apps that only acknowledge."""

import asyncio
import contextlib
import itertools
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench import commands, processes, table
from bench.processes import Slack
from bench.table import Row

LOADS = {1: 80, 16: 240}
"""How many requests a round sends, by how many are under way at once."""
MENTIONS = 10
OURS, DEFAULT, TUNED = "ours", "default", "tuned"


@dataclass(frozen=True)
class Round:
    """What one server did in one round."""

    p50: float
    p99: float
    """In milliseconds."""
    speed: float
    """Requests a second."""


Measured = dict[tuple[str, int], list[Round]]


async def measure(slack: Slack, folder: Path) -> list[Row]:
    """One at once beside Bolt as it comes; sixteen at once beside Bolt as fast as it can be."""
    found = await _take_turns(slack, folder)
    ours, default = found[OURS, 1], found[DEFAULT, 1]
    busy, tuned = found[OURS, 16], found[TUNED, 16]
    p50 = [(one.p50, two.p50) for one, two in zip(ours, default, strict=True)]
    speed = [(one.speed, two.speed) for one, two in zip(busy, tuned, strict=True)]
    spread = [(each.p99, each.p50) for each in busy]
    return [
        table.row("/met with its commit, p50, one at once ÷ bare Bolt, default", p50, "ms", "≤ 0.40"),
        table.row("/met with its commit, 16 at once ÷ bare Bolt, tuned", speed, "/s", "≥ 0.07"),
        table.row("/met with its commit, 16 at once: p99 ÷ its own p50", spread, "ms", "≤ 2"),
    ]


async def _take_turns(slack: Slack, folder: Path) -> Measured:
    """Rounds by (server, load)."""
    found: Measured = {}
    texts = _texts(slack)
    async with contextlib.AsyncExitStack() as running:
        servers = {
            OURS: await running.enter_async_context(processes.ours(slack, folder)),
            DEFAULT: await running.enter_async_context(processes.bare(slack, "default")),
            TUNED: await running.enter_async_context(processes.bare(slack, "tuned")),
        }
        for server in servers.values():
            await _round(slack, server.port, _warm_up(slack), 1)
        for _, load, name in itertools.product(range(table.ROUNDS), LOADS, servers):
            texts_of_round = list(itertools.islice(texts, LOADS[load]))
            found.setdefault((name, load), []).append(await _round(slack, servers[name].port, texts_of_round, load))
    return found


def _texts(slack: Slack) -> Iterator[tuple[str, str]]:
    """(member, text): another place each time, so that each is recorded; the work is spread over the members."""
    people = itertools.cycle(itertools.product(slack.contacts, slack.members))
    for number, (contact, member) in enumerate(people):
        yield member, f"<@{contact}> at Place {number}"


def _warm_up(slack: Slack) -> list[tuple[str, str]]:
    """Everybody's profile is asked for once, and then known."""
    groups = [slack.contacts[at : at + MENTIONS] for at in range(0, len(slack.contacts), MENTIONS)]
    mentions = [" ".join(f"<@{contact}>" for contact in group) for group in groups]
    return [(member, f"{mentions[at % len(mentions)]} at the start") for at, member in enumerate(slack.members)]


async def _round(slack: Slack, port: int, texts: list[tuple[str, str]], load: int) -> Round:
    """Send them, `load` at a time; every connection is kept open, as Slack keeps them."""
    waiting = iter([commands.signed(slack, member, text) for member, text in texts])
    seconds: list[float] = []

    async def client(http: aiohttp.ClientSession) -> None:
        seconds.extend([await commands.seconds(http, port, command) for command in waiting])

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=load)) as http:
        begun = time.perf_counter()
        await asyncio.gather(*(client(http) for _ in range(load)))
        whole = time.perf_counter() - begun
    cuts = statistics.quantiles(seconds, n=100)
    return Round(1000 * cuts[49], 1000 * cuts[98], len(seconds) / whole)
