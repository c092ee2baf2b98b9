"""What somebody may take away or have erased: an export as one ZIP, and who it is that is asked about."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
"""Rows by the name of their table, in the order of their columns."""

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection)."""
INTERNAL = ("row_key", "workspace_id", "member_id")
"""Columns that say nothing to a person who opens a spreadsheet; the JSON has them."""
SOMEBODY = "somebody"
REFERENCE_LIMIT = 200
"""Characters by which a subject is told."""
SLACK_ID = re.compile(r"[UW][A-Z0-9]{8,}")
_WITH_COMPANY = re.compile(r"(.+?)\s*\(([^()]+)\)", re.DOTALL)


def archive(tables: Tables, now: datetime, about: str = "") -> bytes:
    """A ZIP with a CSV file for each table, and with `tactful.json`, in which every value is exact."""
    stamp = now.timetuple()[:6]
    whole = {"exported_at": now, "about": about, "tables": tables}
    files = {
        **{f"{name}.csv": as_csv(rows, tables).encode("utf-8-sig") for name, rows in tables.items()},
        "tactful.json": json.dumps(whole, ensure_ascii=False, indent=1, default=_iso).encode(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def as_csv(rows: Sequence[Row], tables: Tables) -> str:
    """The rows as a spreadsheet opens them: contacts by their names too, and no cell that is a formula."""
    names = {row["id"]: row["name"] for row in tables.get("contacts", ()) if "id" in row}
    written = io.StringIO()
    writer = csv.writer(written)
    for number, row in enumerate(rows):
        shown = {key: value for key, value in row.items() if key not in INTERNAL}
        if "contact_id" in shown:
            shown["contact"] = names.get(shown["contact_id"])
        if number == 0:
            writer.writerow(shown)
        writer.writerow(map(_cell, shown.values()))
    return written.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False, default=_iso)
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(FORMULA_STARTS) else value
    return "" if value is None else _iso(value)


def _iso(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@dataclass(frozen=True)
class Person:
    """A *subject*: somebody whom members may keep something about, in Slack or outside of it."""

    slack_user_id: str | None = None
    email: str | None = None
    name: str | None = None
    company: str | None = None

    @property
    def reference(self) -> str:
        """The same as text: `person` reads it."""
        outside = f"{self.name} ({self.company})" if self.company else self.name
        return self.slack_user_id or self.email or outside or ""

    def is_another(self, known: Mapping[str, Any]) -> bool:
        """Whether somebody of the same name surely is not this person."""
        told = {"slack_user_id": self.slack_user_id, "email": self.email, "company": self.company}
        return any(own and known.get(key) and folded(known[key]) != folded(own) for key, own in told.items())

    def is_meant(self, known: Mapping[str, Any]) -> bool:
        """Whether somebody kept with these values (a contact's, or those of a list) is this person."""
        if self.slack_user_id:
            return known.get("slack_user_id") == self.slack_user_id
        if self.email:
            return folded(known.get("email")) == folded(self.email)
        outside = not known.get("slack_user_id") and folded(known.get("name")) == folded(self.name)
        return outside and (not self.company or folded(known.get("company")) == folded(self.company))


def person(text: str) -> Person | None:
    """Whom a Slack id, an e-mail address, a name, or a name with the company in parentheses means; None: nobody."""
    told = " ".join(text.split())[:REFERENCE_LIMIT].strip()
    if SLACK_ID.fullmatch(told):
        return Person(slack_user_id=told)
    if "@" in told and " " not in told:
        return Person(email=told)
    if named := _WITH_COMPANY.fullmatch(told):
        return Person(name=named[1], company=named[2].strip())
    return Person(name=told) if told else None


@dataclass(frozen=True)
class Held:
    """What is kept about a subject in a workspace, without who keeps it and without anybody's words."""

    person: Person
    members: int
    """How many members keep something."""
    since: date | None
    """Since when the first of them does."""
    tables: Tables
    """The facts: profile, contacts, encounters, touches."""
    is_member: bool = False
    """They use the bot themselves; their own data is not counted here."""
    waiting: int = 0
    """How often they are on lists that wait for a yes, or deleted and could be brought back."""
    names: tuple[str, ...] = ()
    """What they are called there, their addresses included."""
    namesakes: bool = False
    """Somebody else of such a name is kept, and stays."""

    @property
    def nothing(self) -> bool:
        """Whether nobody keeps anything about them."""
        return not (self.members or self.waiting or self.is_member or any(self.tables.values()))


@dataclass
class Erased:
    """How much went: for the line in the log, which names nobody."""

    members: int = 0
    contacts: int = 0
    encounters: int = 0
    waiting: int = 0
    """Places on lists that waited for a yes, and deleted contacts that could have been brought back."""
    texts: int = 0
    """Notes and other words in which a name was replaced."""

    def __iadd__(self, other: "Erased") -> "Erased":
        for each in self.__dataclass_fields__:
            setattr(self, each, getattr(self, each) + getattr(other, each))
        return self


def called(words: Iterable[str]) -> re.Pattern[str] | None:
    """What finds a subject in the notes of others: by full name, e-mail address or mention, never by a first name.

    None: nothing of that is known.
    """
    full = sorted({" ".join(each.split()) for each in words if _is_full(each)}, key=len, reverse=True)
    if not full:
        return None
    either = "|".join(r"\s+".join(map(re.escape, each.split(" "))) for each in full)
    return re.compile(rf"<@(?:{either})(?:\|[^>]*)?>|(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def without(value: Any, pattern: re.Pattern[str]) -> Any:
    """The same words, or the same JSON, with "somebody" in place of what the pattern finds."""
    if isinstance(value, str):
        return pattern.sub(SOMEBODY, value)
    if isinstance(value, list):
        return [without(each, pattern) for each in value]
    if isinstance(value, dict):
        return {key: without(each, pattern) for key, each in value.items()}
    return value


def _is_full(name: str) -> bool:
    return " " in name.strip() or "@" in name or SLACK_ID.fullmatch(name) is not None


def folded(text: Any) -> str | None:
    """Text as it is compared."""
    return " ".join(text.split()).casefold() if isinstance(text, str) else None
