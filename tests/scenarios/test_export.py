"""*Export*: everything a member has, complete and exact, as one file in their DM, safe to open in a spreadsheet."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from sqlalchemy import inspect

from bot.domain.data import archive
from bot.domain.models import Sealed
from tests import faults
from tests.owned import NOBODYS, TABLES, full_life, kept, member
from tests.world import MONDAY, World, text_of

STARTS = ("files.getUploadURLExternal", "files.completeUploadExternal")


async def settings(world: World, user: str = "alice") -> Any:
    """The settings, opened from Home."""
    await world.slack.open_home(user)
    await world.click(user, world.slack.home(user), "settings.open")
    return world.slack.modal(user)


async def exported(world: World, user: str = "alice") -> dict[str, bytes]:
    """What is in the newest file of the member's DM, asked for in the settings."""
    assert (await world.click(user, await settings(world, user), "data.export")).ok
    [file] = world.slack.dm(user)[-1]["files"]
    return unpacked(world.slack.files.find(file["id"]).data)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def rows_of(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    """A CSV file as a spreadsheet reads it."""
    assert files[name].startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


def as_told(row: Any) -> dict[str, Any]:
    """A row as JSON tells it, read column by column here, not as the export reads it."""
    told = {}
    for column in inspect(type(row)).column_attrs:
        sealed = isinstance(column.columns[0].type, Sealed)
        value = getattr(row, column.key.removesuffix("_kept") if sealed else column.key)
        told[column.columns[0].name] = value.isoformat() if hasattr(value, "isoformat") else value
    return told


async def test_the_export_is_what_the_tables_hold_row_by_row_and_column_by_column(any_world: World) -> None:
    await full_life(any_world)
    before = await kept(any_world)
    before["profiles"] = [row for row in before["profiles"] if row.name == "Alice Adams"]
    whole = json.loads((await exported(any_world))["tactful.json"])
    assert set(whole["tables"]) == {table.__tablename__ for table in TABLES} - set(NOBODYS)
    for name, rows in before.items():
        assert rows, name
        assert whole["tables"][name] == [as_told(row) for row in rows], name
        assert all(
            set(told) == set(row.__table__.columns.keys())
            for told, row in zip(whole["tables"][name], rows, strict=True)
        )


async def test_every_table_is_a_csv_file_too_with_the_same_rows_and_people_by_name(world: World) -> None:
    await full_life(world)
    files = await exported(world)
    for name, rows in json.loads(files["tactful.json"])["tables"].items():
        assert len(rows_of(files, f"{name}.csv")) == len(rows), name
    assert {row["contact"] for row in rows_of(files, "touches.csv")} == {"Bob Brown", "Carol Chen", "Jane Doe"}
    jane = rows_of(files, "contacts.csv")[-1]
    assert (jane["name"], jane["email"], jane["company"]) == ("Jane Doe", "jane@acme.example", "Acme")
    assert date.fromisoformat(rows_of(files, "encounters.csv")[0]["met_on"]) == date(2026, 11, 23)
    assert "member_id" not in jane


async def test_nothing_of_anybody_else_is_in_it(world: World) -> None:
    await full_life(world)
    await world.met("mallory", "@alice @dan at the secret summit about layoffs")
    content = b"".join((await exported(world)).values()).decode()
    for word in ("summit", "layoffs", "Mallory"):
        assert word not in content
    own = await member(world, "alice")
    assert {
        row["member_id"] for row in json.loads((await exported(world))["tactful.json"])["tables"]["contacts"]
    } == {own.id}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  =", "＝"])
def test_no_cell_is_a_formula_and_the_json_stays_exact(start: str) -> None:
    evil = f'{start}cmd|"/c calc"!A1; "x",\ny'
    files = unpacked(archive({"contacts": [{"id": 1, "name": evil}]}, MONDAY))
    [row] = rows_of(files, "contacts.csv")
    assert row["name"] == f"'{evil}"
    assert json.loads(files["tactful.json"])["tables"]["contacts"][0]["name"] == evil


async def test_a_formula_that_somebody_calls_themselves_is_tamed_on_the_whole_way(world: World) -> None:
    await world.met("alice", '"=HYPERLINK(0)" at the Wintergarden')
    names = [row["name"] for row in rows_of(await exported(world), "contacts.csv")]
    assert [name for name in names if name.startswith("=")] == []
    assert any("HYPERLINK" in name for name in names)


@pytest.mark.parametrize("method", STARTS)
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (faults.error("storage_limit_reached"), "Slack did not confirm the file"),
        (faults.rate_limited("30"), "Slack did not confirm the file"),
        (faults.error("missing_scope"), "ask your admin to reinstall me"),
        (faults.html(), "if it does not show up here"),
        (faults.drop_after(), "if it does not show up here"),
    ],
)
async def test_where_slack_takes_no_file_it_is_said_kindly_and_can_be_tried_again(
    world: World, method: str, fault: faults.Fault, sentence: str
) -> None:
    await world.met("alice", "@bob at KubeCon")
    world.slack.faults.add(method, fault)
    await world.click("alice", await settings(world), "data.export")
    assert sentence in text_of(world.slack.dm("alice")[-1])
    assert (await exported(world))["contacts.csv"]


async def test_a_form_that_slack_failed_to_open_is_slacks_fault(world: World) -> None:
    shown = await settings(world)
    world.slack.faults.add("views.push", faults.html(500))
    await world.click("alice", shown, "data.export")
    assert "Slack did not answer as it should" in text_of(world.slack.modal("alice"))


async def test_the_member_is_told_at_once_that_it_is_on_its_way(world: World) -> None:
    await world.click("alice", await settings(world), "data.export")
    assert "on its way to you" in text_of(world.slack.modal("alice"))
    assert "As of Monday 23 November" in world.slack.dm("alice")[-1]["text"]


async def test_somebody_who_keeps_nothing_here_gets_no_file(world: World) -> None:
    form = await settings(world)
    answer = await world.click("mallory", form, "data.export", forged=True)
    assert answer.ok
    assert world.slack.dm("mallory") == []
