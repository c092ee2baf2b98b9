"""The list of attendees that an event tool or a spreadsheet exports (CSV), read into people.

Each line becomes a person or is told to be wrong, with its number and the reason; a file that cannot be used at
all is refused with one sentence. What a spreadsheet would calculate is plain text here.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import NamedTuple

from bot.domain import attendee_columns as columns_of
from bot.domain.attendee_columns import quoted
from bot.domain.text import one_line
from bot.errors import UserError

LARGEST = 16 * 2**20  # bytes of a file that are read
AT_MOST = 10_000  # people in one list; also the most lines in it that may give nobody new
MOST_LINES = 2**20  # lines of a file, empty ones too: what a sheet of Excel has

_KINDS = {  # of files that are no CSV, by how they begin, and what helps
    rb"PK[\x03\x05]": ("an Excel or ZIP file", "Save it as CSV first"),
    rb"\xd0\xcf\x11\xe0": ("an old Excel file", "Save it as CSV first"),
    rb"%PDF": ("a PDF", "Export the list as CSV instead"),
    rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*": ("a picture", "Export the list as CSV instead"),
    rb"\x1f\x8b|7z\xbc\xaf|Rar!\x1a|BZh\d1AY": ("a packed file", "Unpack it first"),
    rb"\{\\rtf": ("a text document", "Save the list as CSV instead"),
    rb"\s*<[!?a-zA-Z]": ("a web page", "Export the list as CSV instead"),
    rb'\s*(?:\{\s*["}]|\[\s*[\[{"\]])': ("a JSON file", "Export the list as CSV instead"),
}
_AS_CSV = "Please save the list as CSV (UTF-8), and try again."
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1a"})  # \x1a ended files under DOS
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # in Windows' code
_LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SAYS_DELIMITER = re.compile(r'"?sep=([,;\t|])"?\s*', re.IGNORECASE)
_DELIMITERS = "\t;|,"  # a header without any is one column: the first then splits no "Smith, John"
_QUOTED = r' *+"[^"]*+(?:""[^"]*+)*+'  # without the closing mark

_Record = tuple[int, list[str] | str]  # the line on which it begins, and its fields or why it has none


@dataclass(frozen=True)
class Attendee:
    """Somebody on the list. `line` is the line of the file on which their record begins; the first is 1."""

    line: int
    name: str
    email: str | None = None
    company: str | None = None
    title: str | None = None
    division: str | None = None
    note: str | None = None
    slack_user_id: str | None = None


class WrongLine(NamedTuple):
    """A line that gives nobody, and why, in a sentence for a person."""

    line: int
    reason: str


@dataclass
class AttendeeList:
    """What a file holds, in its order."""

    columns: dict[str, str]  # our field ("first_name" and "last_name" too) → the header as it stands in the file
    people: list[Attendee] = field(default_factory=list)
    wrong: list[WrongLine] = field(default_factory=list)
    repeated: int = 0  # lines that name a person of an earlier line: by e-mail, without one by name and company


def read(data: bytes) -> AttendeeList:
    """The people in a file. Raises UserError with one sentence or two where the whole file cannot be used."""
    if len(data) > LARGEST:
        raise UserError(
            f"This file has {-(-len(data) // 2**20)} MB, and I can read up to {LARGEST // 2**20} MB at once. "
            "Please split it, and try again."
        )
    text = _as_text(data)
    _refuse_other_kinds(text)
    if max(text.count(b"\n"), text.count(b"\r")) > MOST_LINES:
        raise UserError(f"This file goes on beyond line {MOST_LINES:,}. Is it the right one?")
    records = _records(text)
    top, headers = next(records, (1, []))
    if not headers:
        raise UserError("There is nothing on line 1 or below it: the file is empty.")
    if isinstance(headers, str):
        raise UserError(f"Line {top:,} must name the columns, and I cannot read it. {headers}")
    columns = columns_of.find(headers)
    if columns_of.IDENTITY.isdisjoint(columns):
        raise UserError(
            f"I found no column with names or e-mail addresses. Line {top:,} must name the columns, for example "
            f"First name, Last name, E-mail, Company. It says {quoted(', '.join(filter(None, headers)))}."
        )
    found = AttendeeList({each: one_line(headers[at]) for each, at in columns.items() if each != "status"})
    _sort_out(records, columns, len(headers), found)
    if not found.people and not found.wrong:
        raise UserError(f"There is nobody on this list: line {top:,} names the columns, and nothing follows it.")
    return found


def _sort_out(records: Iterable[_Record], columns: Mapping[str, int], width: int, found: AttendeeList) -> None:
    """Each record becomes a person, repeats one, or is wrong."""
    known: set[object] = set()
    for line, fields in records:
        try:
            somebody = _attendee(line, fields, columns, width)
        except UserError as error:
            found.wrong.append(WrongLine(line, str(error)))
        else:
            email = (somebody.email or "").casefold()
            name = (somebody.name.casefold(), (somebody.company or "").casefold())
            if (email or name) in known:
                found.repeated += 1
            else:
                found.people.append(somebody)
            known |= {email, name}
        if len(found.people) > AT_MOST:
            raise UserError(
                f"I can take {AT_MOST:,} people at once, and the next one begins on line {line:,}. "
                "Please split the file there, and try again."
            )
        if len(found.wrong) + found.repeated > AT_MOST:
            raise UserError(
                f"More than {AT_MOST:,} lines of this file give nobody new, so I stopped on line {line:,}. "
                "Is it the right file?"
            )


def _attendee(line: int, fields: list[str] | str, columns: Mapping[str, int], width: int) -> Attendee:
    """Whom a record names. Raises UserError with the reason where it names nobody."""
    if isinstance(fields, str):
        raise UserError(fields)
    if any(each.strip() for each in fields[width:]):
        raise UserError(
            f"It has {len(fields):,} fields, and there are {width:,} columns. "
            "A text that holds the separator needs quotation marks around it."
        )
    return Attendee(line, **columns_of.person(fields, columns))


def _as_text(data: bytes) -> bytes:
    """The file without the mark of its coding, in UTF-8 where it was UTF-16."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-16").encode()
    except UnicodeDecodeError as error:
        line = _last_line(data[: error.start].decode("utf-16", "ignore"))
        raise UserError(f"Line {line:,} is damaged: what stands there is no text. {_AS_CSV}") from None


def _refuse_other_kinds(data: bytes) -> None:
    for beginning, (kind, way_out) in _KINDS.items():
        if re.match(beginning, data, re.DOTALL):
            raise UserError(f"This is {kind} under another name, as line 1 shows. {way_out}, and try again.")
    if (zero := data.find(b"\0")) >= 0:
        line = _last_line(data[:zero].decode("latin-1"))
        raise UserError(f"Line {line:,} holds a zero byte, which no text does. {_AS_CSV}")
    if (len(data) - len(data.translate(None, _CONTROLS))) * 20 > len(data):
        raise UserError(f"This is no text: from line 1 on, too much of it is no letter in any language. {_AS_CSV}")


def _last_line(text: str) -> int:
    return 1 + len(re.findall(r"\r\n?|\n", text))


def _records(data: bytes) -> Iterator[_Record]:
    """The records that are not empty, the names of the columns first. Raises UserError where quotes stay open."""
    lines = [_line(match[0]) for match in _LINE.finditer(data)]
    says = _SAYS_DELIMITER.fullmatch(lines[0]) if lines else None
    if says:
        lines[0] = "\n"
    delimiter = says[1] if says else max(_DELIMITERS, key=lambda each: _worth(each, lines))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        before = reader.line_num
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field over the csv module's own limit of 131,072 characters is one, too
            yield before + 1, _why_not(before, "".join(lines[before : reader.line_num]), delimiter)
        else:
            if not all(map(_is_blank, fields)):
                yield before + 1, fields


def _line(data: bytes) -> str:
    """The line in UTF-8 or else in the old code of Windows: one odd line must not spoil everybody's names."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1" if _UNDEFINED.search(data) else "cp1252")


def _worth(delimiter: str, lines: Sequence[str]) -> tuple[int, int]:
    """How well it parts the columns: how many of ours the first record names by it, and how many of any."""
    try:
        headers = next(csv.reader(dropwhile(_is_blank, lines), delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return 0, 0
    return len(columns_of.find(headers)), len(headers)


def _is_blank(text: str) -> bool:
    return not text.strip(f' "\xa0\r\n{_DELIMITERS}')


def _why_not(before: int, text: str, delimiter: str) -> str:
    """Why a record has no fields. Raises UserError where a quotation mark is open beyond the end of its line."""
    field = rf'(?:{_QUOTED}"| *+[^"{delimiter}\r\n][^{delimiter}\r\n]*+| *+)'
    good = re.match(rf"(?:{field}[{delimiter}\r\n])*+", text)
    end = good.end() if good else 0
    opened = re.match(_QUOTED, text[end:])
    if opened and (end + opened.end() == len(text) or re.search(r"[\r\n]", opened[0])):
        raise UserError(
            f"The quotation mark that opens on line {before + _last_line(text[:end]):,} is never closed. "
            "Please close it or take it out, and try again."
        )
    return "Its quotation marks do not match." if opened else "It is far too long for a line of a list."
