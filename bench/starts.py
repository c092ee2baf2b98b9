"""Starting: how soon it is ready, what the first `/met` costs, and the memory of a program that waits."""

import time
from pathlib import Path

import aiohttp
import psutil

from bench import commands, processes, table
from bench.processes import Slack
from bench.table import Row

IMPORTS = "import aiohttp.web, apscheduler.schedulers.asyncio, slack_bolt.async_app, sqlalchemy.orm; print('done')"
"""What any bot of this kind has to import."""
TRIES = 10
MEGABYTE = 2**20


async def measure(slack: Slack, folder: Path) -> list[Row]:
    """Starts on a database that is there already. The first one makes it, and does not count."""
    ready, memory, first = [], [], []
    for number in range(table.ROUNDS + 1):
        begun = time.perf_counter()
        async with processes.ours(slack, folder) as server:
            our_start, our_memory = time.perf_counter() - begun, _megabytes(server.pid)
            met = await _mets(slack, server.port, number)
        peer_memory = await _bare_memory(slack)
        ready.append((our_start, await _bare_imports()))
        memory.append((our_memory, peer_memory))
        first.append((1000 * met[0], 1000 * met[-1]))
    return [
        table.row("start to the first connection ÷ the imports of any such bot", ready[1:], "s", "≤ 1.3"),
        table.row(f"the first /met after a start ÷ the {TRIES}th", first[1:], "ms", "≤ 2"),
        table.row("idle memory (RSS), HTTP mode ÷ a bare Bolt app", memory[1:], "MB", "≤ 2.0"),
    ]


async def _mets(slack: Slack, port: int, number: int) -> list[float]:
    """The first ones, by a member and about people whom the database knows."""
    async with aiohttp.ClientSession() as http:
        return [
            await commands.seconds(
                http, port, commands.signed(slack, slack.members[0], f"<@{contact}> at Start {number}")
            )
            for contact in slack.contacts[:TRIES]
        ]


async def _bare_imports() -> float:
    begun = time.perf_counter()
    async with processes.python("-c", IMPORTS) as process:
        await processes.line(process)
        return time.perf_counter() - begun


async def _bare_memory(slack: Slack) -> float:
    async with processes.bare(slack, "default") as server:
        return _megabytes(server.pid)


def _megabytes(pid: int) -> float:
    resident: int = psutil.Process(pid).memory_info().rss
    return resident / MEGABYTE
