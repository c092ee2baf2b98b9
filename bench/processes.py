"""Servers on loopback, each in a process of its own, for as long as they are measured."""

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 20


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
    owners: list[str]
    """People for the reminders: each owns one that falls due."""

    @property
    def settings(self) -> dict[str, str]:
        """What connects an app to it."""
        return {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_API_URL": self.api_url,
        }


@contextlib.asynccontextmanager
async def fake_slack() -> AsyncIterator[Slack]:
    """The sandbox, ready to answer."""
    async with _process("-m", "bench.slack") as process:
        assert process.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            told = await process.stdout.readline()
        yield Slack(**json.loads(told))


@contextlib.asynccontextmanager
async def ours(slack: Slack, folder: Path) -> AsyncIterator[int]:
    """The real program in HTTP mode, on SQLite in that folder; gives its port."""
    port = _free_port()
    own = {"DATABASE_URL": f"sqlite:///{folder}/tactful.db", "PORT": str(port), "TICK_SECONDS": "3600"}
    async with _process("app.py", **slack.settings, **own, LOG_LEVEL="error") as process:
        await _listens(process, port)
        yield port


@contextlib.asynccontextmanager
async def bare(slack: Slack, kind: str) -> AsyncIterator[int]:
    """The bare Bolt app, `default` or `tuned`; gives its port."""
    port = _free_port()
    async with _process("-m", "bench.bare", str(port), kind, **slack.settings) as process:
        await _listens(process, port)
        yield port


@contextlib.asynccontextmanager
async def _process(*arguments: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listens(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            with contextlib.suppress(ConnectionError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
