"""Why somebody is in the list of experts, and what to think of before asking: one line each, for a person."""

from collections.abc import Sequence
from datetime import date

from bot.domain import words
from bot.domain.experts import (
    Asked,
    AskedLately,
    Expert,
    Gave,
    InTouch,
    LetGo,
    MetAt,
    NotAsked,
    Noted,
    NothingGivenBack,
    Reason,
    Titled,
    Touched,
)
from bot.domain.models import Contact
from bot.domain.phrases import first_name
from bot.domain.types import TouchKind
from bot.slack.views import attempts, kit
from bot.slack.views.kit import bold, typed

FIRST_NAME, WORD = 40, 40
"""Characters of a first name on a button, and of a word that is quoted."""

TOUCHED = {
    TouchKind.MET: "you met",
    TouchKind.WROTE: "you wrote",
    TouchKind.REPLIED: "they replied",
    TouchKind.TALKED: "you talked",
    TouchKind.ASKED: "you asked",
    TouchKind.HELPED: "you helped",
}


def line(expert: Expert, today: date) -> str:
    """Who, where, and why they are in the list."""
    contact = expert.candidate.contact
    parts = [bold(typed(contact.name, kit.NAME))]
    if contact.division or contact.company:
        parts.append(typed(contact.division or contact.company, kit.NAME))
    if news := attempts.moved(contact, today):
        parts.append(news)
    if expert.reasons:
        parts.append(reasons(expert.reasons, today))
    return " · ".join(parts)


def reasons(found: Sequence[Reason], today: date) -> str:
    """Reasons as a person says them, one after the other."""
    return "; ".join(_said(reason, today) for reason in found)


def warning(expert: Expert, today: date) -> str | None:
    """What to think of before asking, without reproach."""
    name = typed(called(expert.candidate.contact), FIRST_NAME) or "them"
    match expert.warning:
        case NothingGivenBack(asks):
            times = {1: "once", 2: "twice"}.get(asks, f"{words.number(asks)} times")
            return f"You have asked {name} {times} already. Is there something you could offer first?"
        case AskedLately(on):
            return f"You asked {name} {words.ago(on, today)}. If this one can wait a little, all the better."
        case _:
            return None


def called(contact: Contact) -> str:
    """The first name, or the whole where nobody can be sure of it."""
    return first_name(contact.name[: kit.NAME]) or contact.name


def _said(reason: Reason, today: date) -> str:
    match reason:
        case InTouch():
            return "in touch"
        case LetGo():
            return "you had let it go"
        case Touched(kind, on, place):
            where = f" at {typed(place, kit.PLACE)}" if place else ""
            return f"{TOUCHED[kind]}{where} {words.ago(on, today)}"
        case MetAt(place):
            return f"you met at {typed(place, kit.PLACE)}"
        case Noted(found):
            return f"you noted {_quoted(found)}"
        case Titled(found):
            return f"their title says {_quoted(found)}"
        case Gave():
            return "you have helped before"
        case Asked(on):
            return f"you asked {words.ago(on, today)}"
        case NotAsked():
            return "not asked this quarter"


def _quoted(found: Sequence[str]) -> str:
    return words.listed([f"“{typed(word, WORD)}”" for word in found])
