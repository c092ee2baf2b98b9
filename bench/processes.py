"""Servers on loopback, each in a process of its own, for as long as they are measured."""

import asyncio
import contextlib
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
"""Where the processes run: a developer's `.env` lies elsewhere."""
START_SECONDS = 20
NO_TICKS = {"TICK_SECONDS": "3600", "LOG_LEVEL": "error"}


@dataclass(frozen=True)
class Slack:
    """Where the fake Slack is, and who works there."""

    api_url: str
    bot_token: str
    signing_secret: str
    team_id: str
    bot_user_id: str
    members: list[str]
    contacts: list[str]
    owners: dict[str, str]
    """People for the reminders, and their DMs with the bot: each owns one that falls due."""

    @property
    def settings(self) -> dict[str, str]:
        """What connects an app to it."""
        return {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_API_URL": self.api_url,
        }


@dataclass(frozen=True)
class Server:
    """An app that answers on a port."""

    port: int
    pid: int


@contextlib.asynccontextmanager
async def fake_slack() -> AsyncIterator[Slack]:
    """The sandbox, ready to answer."""
    async with python("-m", "bench.slack") as process:
        yield Slack(**json.loads(await line(process)))


@contextlib.asynccontextmanager
async def ours(slack: Slack, folder: Path) -> AsyncIterator[Server]:
    """The real program in HTTP mode, on SQLite in that folder, as soon as it takes a connection."""
    port = _free_port()
    own = {"DATABASE_URL": f"sqlite:///{folder}/tactful.db", "PORT": str(port), **NO_TICKS}
    async with python(f"{ROOT}/app.py", **slack.settings, **own) as process:
        await _listens(process, port)
        yield Server(port, process.pid)


@contextlib.asynccontextmanager
async def bare(slack: Slack, kind: str) -> AsyncIterator[Server]:
    """The bare Bolt app, `default` or `tuned`."""
    port = _free_port()
    async with python("-m", "bench.bare", str(port), kind, **slack.settings) as process:
        await _listens(process, port)
        yield Server(port, process.pid)


@contextlib.asynccontextmanager
async def python(*arguments: str, **settings: str) -> AsyncIterator[Process]:
    """A Python process with these settings and no others; it is ended afterwards."""
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=HERE, env=surroundings, stdin=PIPE, stdout=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def line(process: Process) -> str:
    """The next line that it prints."""
    assert process.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        told = await process.stdout.readline()
    if not told:
        raise RuntimeError("It ended before it said anything.")
    return told.decode()


async def _listens(process: Process, port: int) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            with contextlib.suppress(ConnectionError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.005)
    raise RuntimeError("It ended before it listened.")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
