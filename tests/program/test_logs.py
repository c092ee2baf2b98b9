"""The log holds events and ids: no note, no name, no token, at any level, on any day."""

import asyncio
import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from tests import faults
from tests.program.process import MONDAY_MORNING, Process, free_port, program, slack_settings
from tests.slack import FakeSlack
from tests.world import FakeClock, eventually

TWO_WEEKS_LATER = "2026-12-07T10:00:00+00:00"
PRIVATE = ("Wintergarden", "severance", "Jane Doe", "jane@acme.example", "Acme")
"""What alice tells: a place, a note, a person outside Slack."""


async def meet(slack: FakeSlack) -> None:
    """A command that works, and others that meet an odd user, a slow Slack, and no people at all."""
    bob = slack.person("bob").id
    told = f'<@{bob}> "Jane Doe" jane@acme.example (Acme) at the Wintergarden about severance'
    assert (await slack.command("alice", "/met", told)).ok
    slack.faults.add("users.info", faults.error("internal_error"))
    slack.faults.add("users.info", faults.drop_before())
    await slack.command("alice", "/met", f"<@{slack.person('carol').id}> at the Wintergarden about severance")
    await slack.command("alice", "/met", "at the Wintergarden about severance")
    slack.triggers.lifetime = 0
    await slack.command("alice", "/met")
    await slack.click("alice", slack.ephemerals("alice")[0], "encounter.undo", forged=True, value="severance")
    await slack.open_home("alice")


async def be_reminded(bot: Process, slack: FakeSlack, folder: Path) -> None:
    """A DM after a bad start, clicks on it, and a click that meets a broken database."""
    await bot.says("delivery.looked_for")
    card = slack.dm("alice")[-1]
    assert (await slack.click("alice", card, "draft.open")).ok
    await slack.click("alice", card, "attempt.wrote")
    await slack.message("alice", "severance at the Wintergarden")
    with sqlite3.connect(folder / "tactful.db") as database:
        database.execute("ALTER TABLE encounters RENAME TO lost")
    answer = await slack.command("alice", "/met", '"Jane Doe" at the Wintergarden about severance')
    assert "it is my fault" in str(answer.payload)


def unbearable(slack: FakeSlack, written: str) -> list[str]:
    """What of all that should never be in a log is in this one."""
    people = [
        word for person in slack.people.values() if not person.is_bot for word in (person.real_name, person.email)
    ]
    secrets = [slack.bot_token, slack.app_token, slack.signing_secret, "ticket=", "xoxb-", "xapp-", "/link/"]
    return [word for word in (*PRIVATE, *people, *secrets) if word and word in written]


@pytest.mark.provokes("OperationalError")
@pytest.mark.parametrize(("mode", "form"), [("socket", "console"), ("http", "json")])
async def test_a_whole_story_leaves_nothing_private_behind(
    mode: str, form: str, tmp_path: Path, slack: FakeSlack, clock: FakeClock
) -> None:
    port = free_port() if mode == "http" else None
    slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events" if port else None
    settings = slack_settings(slack, http_port=port) | {"LOG_LEVEL": "debug", "LOG_FORMAT": form}
    async with program(tmp_path, at=MONDAY_MORNING, **settings) as bot:
        await bot.says("started")
        await meet(slack)
        if mode == "socket":
            handshakes = slack.sockets.handshakes
            slack.sockets.refuse_tickets()
            slack.sockets.drop()
            await eventually(lambda: slack.sockets.handshakes > handshakes)
            slack.sockets.refuse_tickets(False)
            await slack.sockets.connected(timeout=30)
    written = bot.written
    slack.faults.add("chat.postMessage", faults.rate_limited("1"))
    slack.faults.add("chat.postMessage", faults.drop_after())
    clock.set(datetime.fromisoformat(TWO_WEEKS_LATER))
    async with program(tmp_path, at=TWO_WEEKS_LATER, **settings) as bot:
        await bot.says("started")
        await be_reminded(bot, slack, tmp_path)
        await bot.says("bug")
    written += bot.written
    assert unbearable(slack, written) == []
    assert "Traceback" not in written
    for event in ("started", "delivery.looked_for", "slack.refused", "bug"):
        assert event in written
    if form == "json":
        events = [json.loads(line) for line in written.splitlines()]
        assert all({"event", "level", "timestamp"} <= event.keys() for event in events)


async def test_a_library_in_trouble_is_a_line_of_ours(tmp_path: Path, slack: FakeSlack) -> None:
    """Its own words may quote a request; they are left out."""
    port = free_port()
    settings = slack_settings(slack, http_port=port) | {"LOG_FORMAT": "json"}
    async with program(tmp_path, **settings) as bot:
        await bot.says("started")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: severance\r\n\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()
        await bot.says("aiohttp.server")
    assert "severance" not in bot.written
    assert json.loads(bot.err.decode().splitlines()[-1])["event"] == "library"
