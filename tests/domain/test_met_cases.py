"""The examples with the right answer: what is typed after `/met`, and how it is read."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.domain.encounters import Person
from bot.domain.met import Met, read

TODAY = date(2026, 11, 24)  # a Tuesday
COLLEAGUES = ("ana", "bob", "carol", "dan", "erin")
FOLDER = Path(__file__).parent / "cases"
CASES = [
    json.loads(line)
    for name in ("met.jsonl", "met_more.jsonl")
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]


def as_sent(text: str) -> str:
    """With a mention for each colleague, as Slack sends it."""
    return re.sub(rf"@({'|'.join(COLLEAGUES)})\b", lambda found: f"<@U{found[1].upper()}>", text)


def names() -> dict[str, str]:
    return {f"U{name.upper()}": name for name in COLLEAGUES}


def told(somebody: Person) -> dict[str, Any]:
    fields = {"name": somebody.name, "company": somebody.company, "email": somebody.email}
    return {name: value for name, value in fields.items() if value}


def kept(met: Met) -> dict[str, Any]:
    """The same, in the words of the cases."""
    found = {
        "people": [told(each) for each in met.people],
        "place": met.place,
        "on": met.met_on.isoformat(),
        "note": met.note,
        "wrote": met.already_wrote or None,
        "negotiation": met.negotiation,
        "introduced_by": met.introduced_by,
        "remind_on": met.remind_on.isoformat() if met.remind_on else None,
        "title": next((each.title for each in met.people if each.title), None),
        "link": next((each.link for each in met.people if each.link), None),
    }
    return {name: value for name, value in found.items() if value is not None or name in ("place", "note")}


@pytest.mark.parametrize("case", CASES, ids=[ascii(case["text"]) for case in CASES])
def test_every_example_is_read_rightly(case: dict[str, Any]) -> None:
    month_first = case.get("locale") == "en-US"
    met = read(as_sent(case["text"]), TODAY, month_first=month_first, names=names())
    assert kept(met) == {name: value for name, value in case.items() if name not in ("text", "locale")}
    assert met.problems == []
