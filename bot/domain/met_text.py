"""The grammar of `/met`: people first, then clauses in any order.

    /met @ana @bob at the Lisbon offsite
    /met "Jane Doe" jane@acme.example (Acme) during negotiation Orion

The text is Slack's, with escaping on: `<@U1>` is a mention, `&lt;@U1&gt;` is something typed by hand.
`met_tokens` cuts it up, `met_people` reads the people, and `met_clauses` the rest, with `met_keywords` and
`met_dates`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.met_clauses import read_clauses
from bot.domain.met_people import Mention, Outsider, People
from bot.domain.met_tokens import clean, plain, replace_mentions, tokenise
from bot.errors import UserError

__all__ = ["Mention", "MetText", "Outsider", "as_typed", "name_mentions", "parse"]


@dataclass(frozen=True)
class MetText:
    """What `/met` said. People are in order and without duplicates; `met_on` is never in the future.

    `problems` holds one sentence for the member for each part that cannot be a person. Mentions inside
    `place`, `note` and `negotiation` are still tokens; `name_mentions` writes them out.
    """

    mentions: tuple[Mention, ...]
    outsiders: tuple[Outsider, ...]
    problems: tuple[str, ...]
    met_on: date
    place: str | None = None
    note: str | None = None
    negotiation: str | None = None
    already_wrote: bool = False


def parse(text: str, today: date) -> MetText:
    """Read the text of `/met`; `today` is the member's local date.

    Raises UserError where nothing can be done with the whole: nobody is named, or the day is still to come.
    """
    cleaned = clean(text)
    tokens = tokenise(cleaned)
    people = People(cleaned, tokens, today)
    clauses = read_clauses(cleaned, tokens, people.read(), today)
    if not (people.mentions or people.outsiders or people.problems):
        raise UserError(
            "Start with the people you met, for example: /met @ana at KubeCon about billing. "
            'For somebody outside Slack write a name in quotes, like "Jane Doe".'
        )
    return MetText(
        mentions=tuple(people.mentions.values()),
        outsiders=tuple(dict.fromkeys(people.outsiders)),
        problems=tuple(dict.fromkeys(people.problems)),
        met_on=clauses.met_on,
        place=clauses.place,
        note=clauses.note,
        negotiation=clauses.negotiation,
        already_wrote=clauses.already_wrote,
    )


def name_mentions(text: str, names: Mapping[str, str]) -> str:
    """Write the mentions in a place or note as names: "<@U3>" becomes "@Carol Clark".

    The label in the mention comes first, then `names` (by Slack user id), else the id itself ("@U3").
    """
    return replace_mentions(text, names)


def as_typed(text: str) -> str:
    """The whole text as the person typed it, to hand it back: mentions by their label or id, entities decoded."""
    return replace_mentions(plain(clean(text)), {})
