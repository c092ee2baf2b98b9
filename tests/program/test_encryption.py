"""With ENCRYPTION_KEY set nobody's words are in any file of the database, and no word can be moved to another row."""

import signal
import sqlite3
from pathlib import Path

import pytest

from bot.domain.models import Encounter
from tests.program.process import MONDAY_MORNING, program, slack_settings
from tests.program.refusal import refusal
from tests.program.test_data_commands import run
from tests.slack import FakeSlack
from tests.world import FakeClock, World

KEY, NEW_KEY, OTHER = "sesame" * 6, "n" * 40, "o" * 40
WORDS = (b"severance", b"rebates", b"Orion-pricelist")
UNREADABLE = "(I could not read this)"


async def live(folder: Path, slack: FakeSlack, **settings: str) -> None:
    """Notes and a project, told to the real program."""
    async with program(folder, at=MONDAY_MORNING, **slack_settings(slack), **settings) as bot:
        await bot.says("started")
        bob, carol = slack.person("bob").id, slack.person("carol").id
        assert (await slack.command("alice", "/met", f"<@{bob}> at KubeCon about severance")).ok
        assert (await slack.command("alice", "/met", f"<@{carol}> at FOSDEM about rebates")).ok
        assert (await slack.command("alice", "/project", "Orion-pricelist: one list")).ok
        assert [word for word in WORDS if word in bytes_of(folder)] == ([] if settings else list(WORDS))
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0


def bytes_of(folder: Path) -> bytes:
    """Everything in the database's files, the write-ahead file among them."""
    return b"".join(path.read_bytes() for path in folder.glob("tactful.db*"))


def column(folder: Path, what: str) -> list[str]:
    database = sqlite3.connect(folder / "tactful.db")
    found = [row[0] for row in database.execute(what)]
    database.close()
    return found


def change(folder: Path, *statements: str) -> None:
    database = sqlite3.connect(folder / "tactful.db")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


async def notes(folder: Path, slack: FakeSlack, key: str) -> list[str]:
    """The notes as the bot reads them."""
    world = World(slack, FakeClock(), f"sqlite:///{folder}/tactful.db", encryption_key=key)
    await world.start()
    found = [each.note for each in await world.rows(Encounter)]
    await world.stop()
    return found


async def test_no_word_and_no_token_is_in_any_file_of_the_database(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack, ENCRYPTION_KEY=KEY)
    kept = bytes_of(tmp_path)
    secrets = (slack.bot_token, slack.app_token, slack.signing_secret, KEY)
    assert [word for word in (*WORDS, *map(str.encode, secrets)) if word in kept] == []
    assert all(note.startswith("sealed:") for note in column(tmp_path, "SELECT note FROM encounters"))


@pytest.mark.parametrize("key", [OTHER, ""], ids=["another key", "no key"])
async def test_with_a_wrong_key_it_does_not_start(tmp_path: Path, slack: FakeSlack, key: str) -> None:
    await live(tmp_path, slack, ENCRYPTION_KEY=KEY)
    sentence = await refusal(tmp_path, **slack_settings(slack), ENCRYPTION_KEY=key)
    assert sentence.startswith("Tactful cannot start: ENCRYPTION_KEY")
    assert "does not open the notes in the database" in sentence
    for command in (("rekey",), ("export", "--member", "U0ALICE001")):
        code, said = await run(tmp_path, *command, ENCRYPTION_KEY=key)
        assert (code, "ENCRYPTION_KEY" in said) == (2, True)


async def test_words_kept_before_there_was_a_key_are_sealed_by_rekey(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack)
    code, said = await run(tmp_path, "rekey", ENCRYPTION_KEY=KEY)
    assert (code, said) == (0, "7 rows are sealed with the first key of ENCRYPTION_KEY.\n"), said
    assert [word for word in WORDS if word in bytes_of(tmp_path)] == []
    assert await notes(tmp_path, slack, KEY) == ["severance", "rebates"]


async def test_after_rekey_the_old_key_may_go(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack, ENCRYPTION_KEY=KEY)
    assert (await run(tmp_path, "rekey", ENCRYPTION_KEY=f"{NEW_KEY},{KEY}"))[0] == 0
    assert await notes(tmp_path, slack, NEW_KEY) == ["severance", "rebates"]
    await refusal(tmp_path, **slack_settings(slack), ENCRYPTION_KEY=KEY)


async def test_a_rotation_that_was_killed_half_way_is_readable_and_can_be_finished(
    tmp_path: Path, slack: FakeSlack
) -> None:
    await live(tmp_path, slack, ENCRYPTION_KEY=KEY)
    [before, _] = column(tmp_path, "SELECT note FROM encounters ORDER BY id")
    assert (await run(tmp_path, "rekey", ENCRYPTION_KEY=f"{NEW_KEY},{KEY}"))[0] == 0
    change(tmp_path, f"UPDATE encounters SET note = '{before}' WHERE id = 1")  # as if that portion had not come yet
    assert await notes(tmp_path, slack, f"{NEW_KEY},{KEY}") == ["severance", "rebates"]
    await refusal(tmp_path, **slack_settings(slack), ENCRYPTION_KEY=NEW_KEY)
    assert (await run(tmp_path, "rekey", ENCRYPTION_KEY=f"{NEW_KEY},{KEY}"))[0] == 0
    assert await notes(tmp_path, slack, NEW_KEY) == ["severance", "rebates"]


async def test_words_moved_between_rows_or_columns_are_not_readable(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack, ENCRYPTION_KEY=KEY)
    first, second = column(tmp_path, "SELECT note FROM encounters ORDER BY id")
    change(tmp_path, f"UPDATE encounters SET note = '{second}' WHERE id = 1")
    assert await notes(tmp_path, slack, KEY) == [UNREADABLE, "rebates"]
    change(
        tmp_path, f"UPDATE encounters SET note = '{first}' WHERE id = 1", "UPDATE encounters SET negotiation = note"
    )
    assert await notes(tmp_path, slack, KEY) == ["severance", "rebates"]
    tampered = first[:-6] + ("A" if first[-6] != "A" else "B") + first[-5:]
    change(tmp_path, f"UPDATE encounters SET note = '{tampered}' WHERE id = 1")
    assert await notes(tmp_path, slack, KEY) == [UNREADABLE, "rebates"]
    assert (await run(tmp_path, "rekey", ENCRYPTION_KEY=f"{NEW_KEY},{KEY}"))[0] == 0
    assert column(tmp_path, "SELECT note FROM encounters ORDER BY id")[0] == tampered


async def test_a_note_that_reads_like_an_unreadable_one_is_sealed_anew_like_any_other(
    tmp_path: Path, slack: FakeSlack
) -> None:
    async with program(tmp_path, at=MONDAY_MORNING, **slack_settings(slack), ENCRYPTION_KEY=KEY) as bot:
        await bot.says("started")
        assert (await slack.command("alice", "/met", f"Jane at KubeCon about {UNREADABLE}")).ok
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0
    assert (await run(tmp_path, "rekey", ENCRYPTION_KEY=f"{NEW_KEY},{KEY}"))[0] == 0
    assert await notes(tmp_path, slack, NEW_KEY) == [UNREADABLE]


async def test_the_log_of_a_rotation_holds_no_word(tmp_path: Path, slack: FakeSlack) -> None:
    await live(tmp_path, slack, ENCRYPTION_KEY=KEY)
    _, said = await run(tmp_path, "rekey", ENCRYPTION_KEY=f"{NEW_KEY},{KEY}", LOG_LEVEL="debug")
    assert [word for word in (*WORDS, KEY.encode(), NEW_KEY.encode()) if word.decode() in said] == []
