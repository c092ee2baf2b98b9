"""A draft: what it may be made of, what may be told to a model, and what came of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

DRAFT_LIMIT = 1200  # characters of a draft; a longer note is not read


class Purpose(StrEnum):
    """What a note is for: one of three attempts, keeping in touch, or an ask."""

    FIRST_NOTE = "first_note"
    SECOND_TRY = "second_try"
    THIRD_TRY = "third_try"
    KEEP_IN_TOUCH = "keep_in_touch"
    ASK = "ask"


class Style(StrEnum):
    """How the member wants it."""

    AS_IS = "as_is"
    SHORTER = "shorter"
    WARMER = "warmer"


class WhyTemplate(StrEnum):
    """Why a draft comes from a template and not from the model."""

    NOT_SWITCHED_ON = "not_switched_on"
    CAP_REACHED = "cap_reached"
    UNAVAILABLE = "unavailable"
    REFUSED_TEXT = "refused_text"  # the model answered twice, and neither text was fit to be shown
    OFF_LIMITS = "off_limits"


@dataclass(frozen=True)
class DraftRequest:
    """All that a draft is made of."""

    purpose: Purpose
    name: str
    specific: str  # the one thing for them: a link, a number, an event, a question. For an ask: the question
    title: str | None = None
    division: str | None = None
    company: str | None = None
    place: str | None = None
    met_on: date | None = None
    note: str | None = None
    own_division: str | None = None
    project: str | None = None
    project_summary: str | None = None
    today: date | None = None  # the member's today, for "in March"; without it a date is told with its year


@dataclass(frozen=True)
class Order:
    """Everything that the drafter needs."""

    request: DraftRequest
    style: Style = Style.AS_IS
    variant: int = 0
    topics: tuple[str, ...] = ()  # what must not be mentioned
    model_allowed: bool = True
    previous: str | None = None  # what the member had in front of them and wants changed: it is told to the model


@dataclass(frozen=True)
class Draft:
    """Proposed text. It never leaves the bot without a click on exactly that text."""

    text: str
    variant: int
    why_template: WhyTemplate | None  # None: the model wrote it


REMOVABLE = {
    "title": "their title",
    "division": "their division",
    "company": "their company",
    "place": "where you met",
    "note": "your note",
    "own_division": "your division",
    "project": "your project",
    "project_summary": "what your project is about",
}
"""The inputs that the member may take out of a draft, and what they are called."""

TOLD_TO_MODEL = ("purpose", "name", "specific", "met_on", *REMOVABLE)
"""The fields that may leave the company, of the name the first alone, of the day month and year. A field that is not
here is never in a prompt."""


def inputs(request: DraftRequest, but: str | None = None) -> list[str]:
    """What the text may be made of, as it was typed; `but`: one field that is left out."""
    values = [getattr(request, field) for field in TOLD_TO_MODEL if field not in ("purpose", but)]
    return [f"{value:%d %B %Y}" if isinstance(value, date) else value for value in values if value]


def used(request: DraftRequest) -> tuple[str, ...]:
    """The removable inputs that this draft has."""
    return tuple(field for field in REMOVABLE if getattr(request, field))


def without(request: DraftRequest, left_out: Collection[str]) -> DraftRequest:
    """The same request with these inputs taken out; only removable ones can be."""
    taken_out: dict[str, Any] = dict.fromkeys(REMOVABLE.keys() & left_out)
    return replace(request, **taken_out)
