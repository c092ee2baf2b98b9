"""What somebody may take away or have erased: an export as one ZIP, and who it is that is asked about."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.identity import Known, Somebody, address_key, is_full, is_namesake, is_short, name_words
from bot.domain.text import CJK, HANGUL, UNSPACED, folded, one_line, spellings

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
"""Rows by the name of their table, in the order of their columns."""

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection)."""
INTERNAL = ("row_key", "workspace_id", "member_id")
"""Columns that say nothing to a person who opens a spreadsheet; the JSON has them."""
SOMEBODY = "somebody"
REFERENCE_LIMIT = 200  # characters by which a subject is told
SLACK_ID = re.compile(r"[UW][A-Z0-9]{8,}")
_CJK, _HANGUL, _UNSPACED = (re.compile(f"[{letters}]") for letters in (CJK, HANGUL, UNSPACED))
_LETTER = rf"[^\W_{UNSPACED}]"
"""One that would make a name a part of a longer word: not those that are written without spaces."""
_MARKS = "".join(sign for sign in map(chr, range(0x300, 0x3100)) if unicodedata.category(sign)[0] == "M")
_CAPITAL = f"[{''.join(filter(str.isupper, map(chr, range(0x530))))}]"
_NO_NAME_FOLLOWS = rf"(?!\s{_CAPITAL}(?!{_CAPITAL}){_LETTER})"
"""Another word with a capital; "Joana Reis, Ana Lima" is no "Reis, Ana"."""
_LONGEST_TURNED = 6  # words in front of a last name, at most, that may stand behind it
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WITH_COMPANY = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]", re.DOTALL)


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


class Person(Known):
    """A *subject*: somebody whom members may keep something about, in Slack or outside of it."""

    @property
    def reference(self) -> str:
        """The same as text: `person` reads it."""
        outside = f"{self.name} ({self.company})" if self.company else self.name
        return self.slack_user_id or self.email or outside or ""

    def is_another(self, somebody: Somebody) -> bool:
        """Whether somebody of the same name surely is not this person."""
        told = zip(_telling(self), _telling(somebody), strict=True)
        return any(own and their and own != their for own, their in told)

    def is_meant(self, somebody: Somebody) -> bool:
        """Whether somebody who is kept (as a contact, or on a list) is this person."""
        own_user, own_email, own_company = _telling(self)
        user, email, company = _telling(somebody)
        if own_user or own_email:
            return user == own_user if own_user else email == own_email
        return not user and own_company in ("", company) and is_namesake(somebody, self)


def _telling(somebody: Somebody) -> tuple[str, str, str]:
    """What tells namesakes apart."""
    return somebody.slack_user_id or "", address_key(somebody.email), folded(somebody.company or "")


def person(text: str) -> Person | None:
    """Whom a Slack id, an e-mail address, a name, or a name with the company in parentheses means; None: nobody."""
    told = one_line(text)[:REFERENCE_LIMIT].strip()
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
    since: date | None
    tables: Tables  # the facts: profile, contacts, encounters, touches
    is_member: bool = False  # they use the bot themselves; their own data is not counted here
    waiting: int = 0  # how often they are on lists that wait for a yes, or deleted and could be brought back
    names: Sequence[str] = ()  # what they are called there, their addresses included
    namesakes: bool = False  # somebody else of such a name is kept, and stays

    @property
    def nothing(self) -> bool:
        """Whether nobody keeps anything about them."""
        return not (self.members or self.waiting or self.is_member or any(self.tables.values()))


Erased = Counter[str]
"""How much went: `members`, `contacts` and `encounters`; `waiting` (on lists, or deleted and could be brought back);
and `texts` in which a name was replaced."""


def called(names: Iterable[str], whole: str | None = None) -> re.Pattern[str]:
    """What finds a subject in the notes of others: by full name, e-mail address or mention, never by a first name.

    `whole` is the name by which the subject was told: it may be of one word ("Cher"), and is then found where it is
    no part of a longer name. Where nothing of that is known it finds nothing.
    """
    told, whole = set(map(one_line, names)), whole and one_line(whole)
    found = sorted((each for each in told if _is_telling(each, told, whole)), key=len, reverse=True)
    return re.compile("|".join(dict.fromkeys(map(_in_text, found))) or "(?!)")


def without(value: Any, pattern: re.Pattern[str]) -> Any:
    """The same words, or the same JSON, with "somebody" in place of what the pattern finds."""
    if isinstance(value, str):
        return pattern.sub(SOMEBODY, value)
    if isinstance(value, list):
        return [without(each, pattern) for each in value]
    if isinstance(value, dict):
        return {key: without(each, pattern) for key, each in value.items()}
    return value


def _is_telling(name: str, told: Iterable[str], whole: str | None) -> bool:
    """Whether that means one person only: of one word, it must not be a part of another name of theirs."""
    if "@" in name or SLACK_ID.fullmatch(name) or len(name_words(name)) > 1:
        return True
    is_name = sum(map(str.isalpha, name)) > 1 and not any(is_short(name, each) for each in told)
    return is_name and (name == whole or is_full(name))


def _in_text(name: str) -> str:
    """A regular expression for a name, an address or a Slack id, however it is written."""
    if SLACK_ID.fullmatch(name):
        return rf"<@{name}(?:\|[^>]*)?>|(?<!\w){name}(?!\w)"
    if "@" in name:
        return rf"(?<!{_LETTER})(?<!{_LETTER}[._+-]){spellings(name)}(?![.-]?{_LETTER})"
    written_out = unicodedata.normalize("NFC", name.casefold()).translate(_UMLAUTS)
    orders = {
        _turned(words, at)
        for words in map(name_words, (name, written_out))
        for at, _ in enumerate(words[:_LONGEST_TURNED])
    }
    either = "|".join(sorted(orders))
    if is_full(name):
        return either
    # One word may be a word like any other ("Mark", "Will"), or the first name of somebody else.
    capital = f"(?={_CAPITAL})" if name[0].isupper() else ""
    return f"{capital}(?:{either}){_NO_NAME_FOLLOWS}"


def _turned(words: Sequence[str], at: int) -> str:
    """ "Jane Doe", and "Doe, Jane" where the last name begins at that word; no part of a longer word."""
    found = rf"{_row(words[at:])}\s*,\s*{_row(words[:at])}{_NO_NAME_FOLLOWS}" if at else _row(words)
    first, last = words[at][0], words[at - 1][-1]
    before = rf"(?<!{_LETTER})(?<![{_MARKS}])"
    if _UNSPACED.match(first):
        before = f"(?<![{HANGUL}])" if _HANGUL.match(first) else ""
    after = "" if _UNSPACED.match(last) else f"(?!{_LETTER})"
    return rf"{before}{found}(?![{_MARKS}\u1160-\u11ff]){after}"  # the rest of a sign that is spelt in parts


def _row(words: Sequence[str]) -> str:
    """The words, one after the other; an initial may have a dot."""
    gaps = [r"(?:\.\s*|\s+)" if len(word) == 1 else r"\.?\s+" for word in words[:-1]]
    return "".join(f"{_letters(word)}{gap}" for word, gap in zip(words, [*gaps, ""], strict=True))


def _letters(word: str) -> str:
    """Between the signs of a Chinese, Japanese or Korean name there may be a space, or none."""
    return r"[\s・]*".join(map(spellings, word)) if _CJK.match(word) else spellings(word)
