"""`export`, `erase` and `rekey` of the real program, with the bot running on the same file and without."""

import json
import signal
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.program.process import MONDAY_MORNING, program, slack_settings
from tests.slack import FakeSlack

ALICE, BOB = "U0ALICE001", "U0BOB00002"
PRIVATE = ("severance", "Wintergarden", "Jane", "acme.example", "Bob Brown")
KEY, NEW_KEY = "k" * 40, "n" * 40
NOBODY = "Nobody with that Slack id uses me in that workspace.\n"
UNCHANGED = "Nothing was erased."


async def live(folder: Path, slack: FakeSlack, **settings: str) -> None:
    """The bot runs once, and alice and mallory note whom they met."""
    async with program(folder, at=MONDAY_MORNING, **slack_settings(slack), **settings) as bot:
        await bot.says("started")
        await tell(slack)
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0


async def tell(slack: FakeSlack) -> None:
    bob = slack.person("bob").id
    told = f'<@{bob}> "Jane Doe" jane@acme.example (Acme) at the Wintergarden about severance for Bob Brown'
    assert (await slack.command("alice", "/met", told)).ok
    assert (await slack.command("mallory", "/met", f"<@{bob}> at the Wintergarden about severance")).ok


async def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """The exit code and all that was said, in which there is nobody's word."""
    async with program(folder, *arguments, **settings) as started:
        code = await started.ended()
    assert [word for word in PRIVATE if word in started.written] == []
    return code, started.written


def count(folder: Path, table: str) -> int:
    database = sqlite3.connect(folder / "tactful.db")
    found: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    database.close()
    return found


@pytest.mark.parametrize("runs", [False, True], ids=["the bot is down", "the bot runs"])
async def test_export_erase_and_rekey_beside_the_bot(tmp_path: Path, slack: FakeSlack, runs: bool) -> None:
    keys = {"ENCRYPTION_KEY": KEY}
    async with program(tmp_path, at=MONDAY_MORNING, **slack_settings(slack), **keys) as bot:
        await bot.says("started")
        await tell(slack)
        if not runs:
            bot.send(signal.SIGTERM)
            assert await bot.ended() == 0
        code, said = await run(tmp_path, "rekey", ENCRYPTION_KEY=f"{NEW_KEY},{KEY}")
        assert (code, "does not know the new key" in said) == ((2, True) if runs else (0, False))
        both = {"ENCRYPTION_KEY": f"{NEW_KEY},{KEY}"}
        code, said = await run(tmp_path, "export", "--member", ALICE, "--out", "mine.zip", **both)
        assert (code, "2 contacts" in said, "mine.zip" in said) == (0, True, True)
        with zipfile.ZipFile(tmp_path / "mine.zip") as packed:
            whole = json.loads(packed.read("tactful.json"))["tables"]
        assert [row["note"] for row in whole["encounters"]] == ["severance for Bob Brown"]
        code, said = await run(tmp_path, "erase", "--subject", BOB, "--yes", **both)
        assert (code, count(tmp_path, "contacts"), count(tmp_path, "encounters")) == (0, 1, 1), said
        code, said = await run(tmp_path, "erase", "--member", ALICE, "--yes", **both)
        assert (code, count(tmp_path, "contacts"), count(tmp_path, "members")) == (0, 0, 1), said
        if runs:
            bot.send(signal.SIGTERM)
            assert await bot.ended() == 0
            assert "bug" not in bot.written


async def test_the_file_is_for_its_owner_alone_and_overwrites_nothing(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack)
    assert (await run(tmp_path, "export", "--member", ALICE, "--out", "mine.zip"))[0] == 0
    assert (tmp_path / "mine.zip").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "mine.zip").read_bytes()
    code, said = await run(tmp_path, "export", "--member", ALICE, "--out", "mine.zip")
    assert (code, said) == (2, "mine.zip is there already. Name another file with --out.\n")
    assert (tmp_path / "mine.zip").read_bytes() == before
    code, said = await run(tmp_path, "export", "--member", ALICE, "--out", "nowhere/mine.zip")
    assert (code, said) == (2, "I cannot write nowhere/mine.zip. Name another file with --out.\n")


async def test_without_a_yes_nothing_is_erased(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack)
    for whose in (("--member", ALICE), ("--subject", BOB)):
        code, said = await run(tmp_path, "erase", *whose)
        assert (code, "There is no way back." in said, UNCHANGED in said) == (2, True, True)
    assert (count(tmp_path, "contacts"), count(tmp_path, "members")) == (3, 2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("export", "--member", "U0NOBODY01"), NOBODY),
        (("export", "--member", ALICE, "--team", "T0NOWHERE1"), "I know no such workspace.\n"),
        (("erase", "--member", "x' OR 1=1", "--yes"), NOBODY),
        (("erase", "--subject", "nobody@acme.invalid", "--yes"), "Nobody keeps anything about that person.\n"),
        (("erase", "--subject", " ", "--yes"), "--subject takes a Slack id, an e-mail address or a full name.\n"),
    ],
)
async def test_a_wrong_name_is_one_sentence(
    tmp_path: Path, slack: FakeSlack, arguments: tuple[str, ...], sentence: str
) -> None:
    await live(tmp_path, slack)
    assert await run(tmp_path, *arguments) == (2, sentence)
    assert count(tmp_path, "contacts") == 3


async def test_without_a_database_there_is_none_afterwards(tmp_path: Path) -> None:
    code, said = await run(tmp_path, "export", "--member", ALICE)
    assert (code, said) == (2, "Tactful cannot start: The database that DATABASE_URL names cannot be opened.\n")
    assert list(tmp_path.iterdir()) == []


async def test_an_erasure_counts_plainly_and_says_what_stays_in_slack(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack)
    code, said = await run(tmp_path, "erase", "--subject", BOB, "--yes")
    assert (code, "what 2 members keep about that person: 1 profile, 2 contacts" in said) == (0, True), said
    assert "Erased: 2 contacts, 1 encounter; in 1 other note their name is gone." in said
    assert "Cards in Slack that show them stay as they are: delete them there." in said


async def test_an_older_schema_is_brought_up_to_date_but_not_under_a_running_bot(
    tmp_path: Path, slack: FakeSlack
) -> None:
    older = "UPDATE alembic_version SET version_num = '0000'"
    async with program(tmp_path, at=MONDAY_MORNING, **slack_settings(slack)) as bot:
        await bot.says("started")
        database = sqlite3.connect(tmp_path / "tactful.db")
        database.execute(older)
        database.commit()
        code, said = await run(tmp_path, "export", "--member", ALICE)
        assert (code, "not up to date" in said) == (2, True)
        database.execute("UPDATE alembic_version SET version_num = '0003'")
        database.commit()
        database.close()


async def test_rekey_wants_a_key(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack)
    code, said = await run(tmp_path, "rekey")
    assert (code, said.startswith("Tactful cannot start: ENCRYPTION_KEY is not set")) == (2, True)
