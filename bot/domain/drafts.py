"""A note to a contact, from good templates. Without one specific thing to say there is no draft."""

from dataclasses import dataclass
from datetime import date

from bot.domain.types import Rung

LONGEST_PLACE = 120


@dataclass(frozen=True)
class DraftRequest:
    """All that a draft is made of."""

    rung: Rung
    name: str
    specific: str
    """The one thing for them: a link, a number, an event, a question."""
    place: str | None = None
    met_on: date | None = None


def from_template(request: DraftRequest) -> str:
    """A complete note: about them, one thing, nothing they must answer."""
    specific = _sentence(request.specific)
    first = _first_name(request.name)
    place = _short(request.place or "")
    where = f"at {place}" if place else "the other day"
    met = f"at {place}" if place else _when(request.met_on)
    match request.rung:
        case Rung.FIRST_NOTE:
            return (
                f"Hi {first}, it was good to meet you {where}. {specific} "
                "If I can help with anything from my side, tell me."
            )
        case Rung.SECOND_TRY:
            return (
                f"Hi {first}, we met {met}. I came across something and thought of you: {specific} "
                "No need to answer; I thought it might save you a search."
            )
        case Rung.THIRD_TRY:
            return (
                f"Hi {first}, a short hello, we met {met}. {specific} "
                "Use it if it is of use; and if anything from my side would ever help, I am easy to find."
            )
        case _:
            return f"Hi {first}, a short hello. {specific} How are things on your side?"


def _first_name(name: str) -> str:
    return name.split()[0] if name.split() else "there"


def _short(place: str) -> str:
    """A place as it fits into a sentence: the one thing for them must never be pushed out of the note."""
    return place if len(place) <= LONGEST_PLACE else f"{place[: LONGEST_PLACE - 1]}…"


def _when(met_on: date | None) -> str:
    return f"in {met_on:%B}" if met_on else "some time ago"


def _sentence(text: str) -> str:
    """The member's words, ended like a sentence where they end in a word."""
    words = " ".join(text.split())
    return f"{words}." if words and words[-1].isalnum() and not words.split()[-1].startswith("http") else words
