"""`python app.py import`: the report first, then one yes; also beside a bot that runs on the same database."""

import asyncio
import fcntl
import sqlite3
from pathlib import Path

import pytest

from tests.importing import GUESTS, rows
from tests.program.process import program, slack_settings
from tests.slack import FakeSlack

ALICE = ("--member", "U0ALICE001")
WHERE = ("--place", "KubeCon", "--on", "2026-11-20")


@pytest.fixture
async def folder(tmp_path: Path, slack: FakeSlack) -> Path:
    """Where a bot has run, and Alice has opened Home."""
    async with program(tmp_path, **slack_settings(slack)) as bot:
        await bot.says("started")
        await slack.open_home("alice")
    (tmp_path / "guests.csv").write_text(GUESTS, encoding="utf-8")
    return tmp_path


def kept(folder: Path) -> list[tuple[str, str | None, str]]:
    """Every contact, as the next process finds them."""
    with sqlite3.connect(folder / "tactful.db") as database:
        return database.execute("SELECT name, slack_user_id, stage FROM contacts ORDER BY id").fetchall()


async def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """The command to its end: its exit code and what it said."""
    async with program(folder, "import", *arguments, **settings) as command:
        return await command.ended(), command.written


async def test_the_report_comes_first_and_without_a_yes_nothing_is_imported(folder: Path, slack: FakeSlack) -> None:
    code, said = await run(folder, "guests.csv", *ALICE, *WHERE, **slack_settings(slack))
    assert code == 0
    assert "There are 2 people on this list." in said
    assert "One of them is in Slack, by e-mail: Bob Brown." in said
    assert "Import 2 people? Type yes:" in said
    assert "Nothing is imported." in said
    assert kept(folder) == []


async def test_beside_a_running_bot_a_list_comes_in_once(folder: Path, slack: FakeSlack) -> None:
    async with program(folder, **slack_settings(slack)) as bot:
        await bot.says("started")
        order = ("guests.csv", *ALICE, *WHERE, "--yes")
        code, said = await run(folder, *order, **slack_settings(slack))
        assert code == 0, said
        assert "The list from KubeCon is in: 2 people, all of them new." in said
        code, said = await run(folder, *order, **slack_settings(slack))
        assert "You had noted all of them already, so there is nothing to import." in said
    assert kept(folder) == [("Jane Doe", None, "let_go"), ("Bob Brown", "U0BOB00002", "let_go")]


async def test_members_are_answered_while_a_long_list_comes_in(folder: Path, slack: FakeSlack) -> None:
    (folder / "long.csv").write_text(rows(2000), encoding="utf-8")
    async with program(folder, **slack_settings(slack)) as bot:
        await bot.says("started")
        importing = asyncio.create_task(run(folder, "long.csv", *ALICE, "--remind", "--yes"))
        number = 0
        while not importing.done():
            answer = await slack.command("mallory", "/met", f'"Guest {number}" at FOSDEM')
            assert "Noted" in str(answer.blocks)
            number += 1
        code, said = await importing
    assert code == 0
    assert "Slack did not tell me who is a colleague" in said, "no token is set for this command"
    assert "2,000 people, all of them new. I remind you of a first note to each" in said
    assert len([stage for _, _, stage in kept(folder)]) == 2000 + number


async def test_wrong_lines_are_told_with_their_reasons(folder: Path) -> None:
    (folder / "odd.csv").write_text("Name,E-mail\nJane,not an address\nJoe Roe,\n", encoding="utf-8")
    code, said = await run(folder, "odd.csv", *ALICE)
    assert code == 0
    assert "I leave out one line:" in said
    assert "Line 2: “not an address” is not an e-mail address." in said


REFUSED = {
    "a file that is not there": (("nothing.csv", *ALICE), 2, "I cannot read nothing.csv."),
    "a member nobody knows": (("guests.csv", "--member", "U9"), 2, "Nobody with that Slack id uses me"),
    "a team nobody knows": (("guests.csv", *ALICE, "--team", "T9"), 2, "I know no such workspace."),
    "a day to come": (("guests.csv", *ALICE, "--on", "2999-01-01"), 2, "That day is still to come."),
    "a day that is none": (("guests.csv", *ALICE, "--on", "soon"), 2, "a day looks like 2026-11-20"),
    "no member": (("guests.csv",), 2, "--member"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_it_is_refused_in_a_sentence(folder: Path, what: str) -> None:
    arguments, code, sentence = REFUSED[what]
    answer, said = await run(folder, *arguments)
    assert answer == code
    assert sentence in said
    assert "Traceback" not in said


async def test_without_a_database_there_is_nothing_to_import_into(tmp_path: Path) -> None:
    (tmp_path / "guests.csv").write_text(GUESTS, encoding="utf-8")
    code, said = await run(tmp_path, "guests.csv", *ALICE)
    assert (code, "DATABASE_URL" in said) == (2, True)
    assert not (tmp_path / "tactful.db").exists()


async def test_a_database_of_another_version_is_left_alone_while_a_bot_holds_it(folder: Path) -> None:
    with sqlite3.connect(folder / "tactful.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    with open(folder / "tactful.db.lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        code, said = await run(folder, "guests.csv", *ALICE, "--yes")
    assert (code, "python app.py migrate" in said) == (2, True)
