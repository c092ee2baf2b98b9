"""The program as a process of its own, started in an empty folder with a clean environment."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from tests.overheard import heard
from tests.slack import FakeSlack

ROOT = Path(__file__).parents[2]
CLOCK = Path(__file__).with_name("with_clock.py")
MONDAY_MORNING = "2026-11-23T10:00:00+00:00"


class Process:
    """One running `python app.py`. What it writes is kept, to be read at any time."""

    def __init__(self, running: asyncio.subprocess.Process) -> None:
        self._running = running
        self.out, self.err = bytearray(), bytearray()
        self._readers = [
            asyncio.create_task(self._read(running.stdout, self.out)),
            asyncio.create_task(self._read(running.stderr, self.err)),
        ]
        self._more = asyncio.Event()

    @property
    def written(self) -> str:
        """Everything it said so far, on both channels."""
        return (self.out + self.err).decode()

    @property
    def memory(self) -> int:
        """Bytes it has ever held at once."""
        lines = Path(f"/proc/{self._running.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

    async def says(self, words: str, seconds: float = 60) -> None:
        """Wait until it has written this. Fails at once where it ends without."""
        async with asyncio.timeout(seconds):
            while words not in self.written:
                assert not all(reader.done() for reader in self._readers), self.written
                self._more.clear()
                await self._more.wait()

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._running.pid, number)

    async def ended(self, seconds: float = 60) -> int:
        """Wait for its end; its exit code."""
        async with asyncio.timeout(seconds):
            await asyncio.gather(*self._readers)
            return await self._running.wait()

    async def _read(self, stream: asyncio.StreamReader | None, kept: bytearray) -> None:
        assert stream is not None
        while chunk := await stream.read(65536):
            kept.extend(chunk)
            self._more.set()
        self._more.set()


@contextlib.asynccontextmanager
async def program(
    folder: Path, *arguments: str, at: str | None = None, stdin: int = asyncio.subprocess.DEVNULL, **settings: str
) -> AsyncIterator[Process]:
    """Start `app.py` in that folder with these settings and nothing else; whatever still runs afterwards is killed.

    `at`: the moment its clock starts from, where the machine's date must not decide what is seen. `stdin`: a file.
    """
    script = [CLOCK, at] if at else [ROOT / "app.py"]
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *map(str, script),
        *arguments,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LOG_LEVEL": "debug", **settings},
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    process = Process(running)
    heard.program(process, settings)
    try:
        yield process
    finally:
        process.send(signal.SIGKILL)
        await process.ended()


def slack_settings(slack: FakeSlack, *, http_port: int | None = None) -> dict[str, str]:
    """What connects the program to that workspace: over Socket Mode, or over HTTP on that port."""
    settings = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "TICK_SECONDS": "0.1"}
    if http_port is None:
        return settings | {"SLACK_APP_TOKEN": slack.app_token}
    return settings | {"SLACK_SIGNING_SECRET": slack.signing_secret, "PORT": str(http_port)}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
