"""`/met` is answered from the acknowledgement, and committed before: kill -9 right after the answer loses nothing."""

import signal
import sqlite3
from pathlib import Path

import pytest

from tests.program.process import free_port, program, slack_settings
from tests.slack import FakeSlack

ROUNDS = 10
COMMANDS = 3


def kept(folder: Path) -> list[tuple[str, str]]:
    """Every contact with a planned reminder, and where they were met, as the next process finds them."""
    with sqlite3.connect(folder / "tactful.db") as database:
        return database.execute(
            "SELECT contacts.slack_user_id, encounters.place FROM encounters"
            " JOIN encounter_contacts ON encounter_id = encounters.id"
            " JOIN contacts ON contacts.id = encounter_contacts.contact_id"
            " JOIN reminders ON reminders.contact_id = contacts.id WHERE reminders.due_at IS NOT NULL"
            " ORDER BY encounters.id"
        ).fetchall()


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_what_was_answered_survives_kill_9(mode: str, tmp_path: Path, slack: FakeSlack) -> None:
    told: list[tuple[str, str]] = []
    port = free_port() if mode == "http" else None
    slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events" if port else None
    for number in range(ROUNDS):
        async with program(tmp_path, **slack_settings(slack, http_port=port)) as bot:
            await bot.says("started")
            for each in range(COMMANDS):
                person = slack.add_person(f"person{number}x{each}")
                place = f"round {number}"
                answer = await slack.command("alice", "/met", f"<@{person.id}> at {place}")
                if each == COMMANDS - 1:
                    bot.send(signal.SIGKILL)
                assert answer.response_type == "ephemeral"
                assert person.real_name in str(answer.blocks)
                told.append((person.id, place))
            assert await bot.ended() == -signal.SIGKILL
        assert kept(tmp_path) == told
    assert not slack.dm("alice"), "the answer was the acknowledgement itself"
