"""The files that people really have, through the form: each imported, or refused with the line and the reason."""

import io
import zipfile
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.domain.models import AttendeeImport, Contact
from bot.slack.imports import is_slacks
from tests import faults
from tests.importing import GUESTS, bring_in, open_form, report, rows, submit
from tests.world import World, text_of


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("guests.csv", GUESTS)
    return packed.getvalue()


def forty_columns() -> str:
    """As an event tool exports it: what we want is somewhere among the rest."""
    names = [f"Custom question {number}" for number in range(36)]
    columns = ["Order #", *names[:18], "Attendee Email", "First Name", *names[18:], "Last Name"]
    line = ["1", *["yes, please"] * 18, "jane@acme.example", "Jane", *['say ""hi""'] * 18, "Doe"]
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (columns, line)) + "\r\n"


TAKEN = {
    "with a mark": (b"\xef\xbb\xbf" + GUESTS.encode(), ["Jane Doe", "Bob Brown"]),
    "semicolons": (b"Vorname;Nachname;Firma\nJane;Doe;Acme\n", ["Jane Doe"]),
    "tabs": (b"Name\tEmail\nJane Doe\tj@acme.example\n", ["Jane Doe"]),
    "quotes": (b'Name,Company\n"Doe, Jane","Acme ""West"", Inc."\n', ["Jane Doe"]),
    "a line break in quotes": (b'Name,Notes\nJane Doe,"one\ntwo"\nJoe Roe,\n', ["Jane Doe", "Joe Roe"]),
    "Latin-1": ("Name;Firma\nZo\u00eb M\u00fcller;Stra\u00dfe\n".encode("latin-1"), ["Zo\u00eb M\u00fcller"]),
    "UTF-16": ("Name\tEmail\nJos\u00e9\tj@acme.example\n".encode("utf-16"), ["Jos\u00e9"]),
    "forty columns": (forty_columns().encode(), ["Jane Doe"]),
    "old line ends": (b"Name\rJane Doe\rJoe Roe\r", ["Jane Doe", "Joe Roe"]),
}
REFUSED = {
    "a ZIP": (zipped(), "This is an Excel or ZIP file under another name, as line 1 shows."),
    "a PDF": (b"%PDF-1.7 ...", "This is a PDF under another name, as line 1 shows."),
    "a web page": (b"<!DOCTYPE html><html></html>", "This is a web page under another name, as line 1 shows."),
    "nothing": (b"\n\n", "There is nothing on line 1 or below it: the file is empty."),
    "no names": (b"City,Country\nLisbon,Portugal\n", "I found no column with names or e-mail addresses. Line 1"),
    "columns alone": (b"Name,Email\n", "There is nobody on this list: line 1 names the columns"),
    "an open quote": (b'Name,Notes\nJane,"oh\nJoe,\n', "The quotation mark that opens on line 2 is never closed."),
    "a zero byte": (b"Name\nJane\0Doe\n", "Line 2 holds a zero byte"),
}


@pytest.mark.parametrize("kind", TAKEN)
async def test_it_is_imported(world: World, kind: str) -> None:
    data, names = TAKEN[kind]
    done = await bring_in(world, data)
    assert "The list from KubeCon is in" in text_of(done)
    assert [each.name for each in await world.rows(Contact)] == names


@pytest.mark.parametrize("kind", REFUSED)
async def test_it_is_refused_with_the_line_and_the_reason(world: World, kind: str) -> None:
    data, sentence = REFUSED[kind]
    shown = await report(world, data)
    assert sentence in text_of(shown)
    assert shown["submit"] is None
    assert not await world.rows(AttendeeImport)


async def test_ten_megabytes_are_read(world: World) -> None:
    wide = "x" * 2900
    lines = "".join(f"Guest {number},{wide}\n" for number in range(3600))
    data = f"Name,Remark about the talk\n{lines}".encode()
    assert 10_000_000 < len(data) <= 10 * 2**20
    assert "There are 3,600 people on this list." in text_of(await report(world, data))


async def test_a_formula_is_no_name_and_elsewhere_it_is_plain_text(world: World) -> None:
    shown = await report(world, "Name,Company\n=cmd|' /C calc'!A0,Acme\nJane Doe,=1+1\n")
    assert "Line 2: “=cmd" in text_of(shown)
    await world.submit("alice", shown, {"what": "keep"})
    assert [(each.name, each.company) for each in await world.rows(Contact)] == [("Jane Doe", "=1+1")]


async def test_words_in_a_file_do_not_come_alive(world: World) -> None:
    said = text_of(await report(world, "Name,E-mail\n<!channel> *x*,<!here>\n<@U2>,u@acme.example\n"))
    assert "<!" not in said
    assert "<@" not in said


# --- between Slack and us


async def test_a_page_to_sign_in_instead_of_the_file_is_said_kindly(world: World) -> None:
    form = await open_form(world)
    take_the_scope_away(world)
    file = world.slack.upload("alice", "guests.csv", GUESTS.encode())
    await world.submit("alice", form, {"file": [file["id"]], "place": "KubeCon"})
    assert "Slack did not hand me that file." in text_of(world.slack.modal("alice"))
    assert not await world.rows(AttendeeImport)


def take_the_scope_away(world: World) -> None:
    """Between the question where the file is and the download."""

    async def before(*_: object) -> None:
        world.slack.scopes |= {"files:read"}

    async def after(*_: object) -> None:
        world.slack.scopes -= {"files:read"}

    world.slack.faults.add("files.info", faults.Fault(before, after), faults.ALWAYS)


async def test_a_page_in_place_of_the_file_is_no_list(world: World) -> None:
    url = f"{world.slack.url}/signin"
    file = {"id": "F1", "user": "U0ALICE001", "mimetype": "text/csv", "url_private_download": url}
    world.slack.faults.add("files.info", faults.instead(lambda: web.json_response({"ok": True, "file": file})))
    assert "Slack did not hand me that file." in text_of(await report(world, GUESTS))


@pytest.fixture
async def stranger() -> AsyncIterator[tuple[str, list[dict[str, str]]]]:
    """A server that is not Slack's, and what it was told."""
    heard: list[dict[str, str]] = []

    async def listen(request: web.Request) -> web.Response:
        heard.append(dict(request.headers))
        return web.Response(text=GUESTS, content_type="text/csv")

    app = web.Application()
    app.router.add_get("/{any:.*}", listen)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", heard
    await runner.cleanup()


async def test_no_stranger_is_asked_for_the_file_with_our_token(
    world: World, stranger: tuple[str, list[dict[str, str]]]
) -> None:
    url, heard = stranger
    file = {"id": "F1", "user": "U0ALICE001", "mimetype": "text/csv", "url_private_download": f"{url}/guests.csv"}
    world.slack.faults.add("files.info", faults.instead(lambda: web.json_response({"ok": True, "file": file})))
    assert "Slack did not hand me that file." in text_of(await report(world, GUESTS))
    assert heard == []


@pytest.mark.parametrize(
    ("url", "is_theirs"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", True),
        ("https://slack.com/files-pri/T1-F1/a.csv", True),
        ("https://files.slack-edge.com/a.csv", True),
        ("http://files.slack.com/a.csv", False),
        ("https://files.slack.com.evil.example/a.csv", False),
        ("https://evilslack.com/a.csv", False),
        ("https://files.slack.com@evil.example/a.csv", False),
        ("https://proxy.example/files/a.csv", True),
        ("https://proxy.example:8443/files/a.csv", False),
        ("http://proxy.example/files/a.csv", False),
        ("", False),
    ],
)
def test_who_may_see_our_token(url: str, is_theirs: bool) -> None:
    assert is_slacks(url, "https://proxy.example/api/") is is_theirs


async def test_a_file_that_is_gone_or_was_put_there_by_somebody_else_is_not_found(world: World) -> None:
    form = await open_form(world)
    file = world.slack.upload("mallory", "secret.csv", GUESTS.encode())
    await world.submit("alice", form, {"file": [file["id"]], "place": "KubeCon"})
    assert "I cannot find that one any more." in text_of(world.slack.modal("alice"))
    world.slack.reload("alice")
    world.slack.faults.add("files.info", faults.error("file_deleted"))
    assert "Slack did not hand me that file." in text_of(await report(world, GUESTS))


async def test_a_slack_that_does_not_answer_is_said_kindly(world: World) -> None:
    world.slack.faults.add("files.info", faults.drop_before(), times=2)  # aiohttp tries a GET a second time
    assert "Slack did not hand me that file in time." in text_of(await report(world, GUESTS))


async def test_more_than_ten_thousand_people_are_too_many_and_the_line_is_told(world: World) -> None:
    assert "the next one begins on line 10,002." in text_of(await report(world, rows(10_001)))


async def test_only_one_file_of_the_right_kind_can_be_chosen(world: World) -> None:
    answer = await submit(world, zipped(), name="guests.xlsx")
    assert answer.errors == {"file": "Please choose a file ending in .csv or .txt or .tsv."}
