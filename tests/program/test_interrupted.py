"""Ctrl+C at a question ends the command at once, with 130, and nothing is changed."""

import os
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.importing import GUESTS
from tests.program.process import program
from tests.program.test_data_commands import ALICE, BOB, live
from tests.slack import FakeSlack

QUESTIONS = {
    "erase a member": ("Erase it?", ("erase", "--member", ALICE)),
    "erase a subject": ("Erase it?", ("erase", "--subject", BOB)),
    "import": ("Type yes:", ("import", "guests.csv", "--member", ALICE)),
}


def kept(folder: Path) -> list[str]:
    """Everything in the database, as SQL."""
    with sqlite3.connect(folder / "tactful.db") as database:
        return list(database.iterdump())


@pytest.mark.parametrize("at", ["a terminal", "a pipe"])
@pytest.mark.parametrize("what", QUESTIONS)
async def test_it_ends_at_once_and_nothing_is_changed(what: str, at: str, tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack)
    (tmp_path / "guests.csv").write_text(GUESTS, encoding="utf-8")
    before = kept(tmp_path)
    question, arguments = QUESTIONS[what]
    ours, theirs = os.openpty() if at == "a terminal" else reversed(os.pipe())
    async with program(tmp_path, *arguments, stdin=theirs) as command:
        await command.says(question)
        command.send(signal.SIGINT)
        assert await command.ended(seconds=10) == 130
    os.close(ours)
    os.close(theirs)
    assert "Traceback" not in command.written
    assert kept(tmp_path) == before


@pytest.mark.parametrize("answer", ["yes", " Y ", "no", ""])
async def test_only_a_yes_at_the_question_counts(answer: str, tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack)
    theirs, ours = os.pipe()
    os.write(ours, f"{answer}\n".encode())
    os.close(ours)
    async with program(tmp_path, "erase", "--member", ALICE, stdin=theirs) as command:
        is_yes = answer.strip().casefold().startswith("y")
        assert await command.ended() == (0 if is_yes else 2)
    os.close(theirs)
    with sqlite3.connect(tmp_path / "tactful.db") as database:
        tables = ("members", "clearings")
        counts = tuple(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
    assert counts == ((1, 1) if is_yes else (2, 0))
