"""The grammar of `/met`: people first, then clauses in any order; mentions count anywhere before the note.

    /met @ana @bob at the Lisbon offsite
    /met "Jane Doe" jane@acme.example (Acme) during negotiation Orion

    opening      "today I met", "we met", "just met": skipped, and its date read
    people       @mention, "Jane Doe", Jane Doe, an e-mail, a company in brackets or "CFO of Acme";
                 later on: @mention, and after "with" or "and" an e-mail or two capitalised words after a mention
    place        at, @, in, during; or with its preposition: on Zoom, via Teams, over lunch, for coffee
    date         "on 12 March", "yesterday", "Friday" right after the people
    note         about, re, "we talked about", "discussed": the rest of the text, mentions and all,
                 but for a final "already wrote" or "during negotiation Orion"
    wrote        "already wrote", "I've already emailed them", "already sent her a note", "already followed up"
    negotiation  during, in, over, for, with the name after it ("during negotiation Orion", "in the deal of Orion")
                 or before it ("in our Orion deal"); "deal: Orion"; after a comma or a person "deal Orion" and
                 "the Orion deal". Without a name, or as the last word of a place, it is
                 "the negotiation" or "the deal"

The text is Slack's, with escaping on: `<@U1>` is a mention, `&lt;@U1&gt;` is something typed by hand.
`met_tokens` cuts it up, `met_people` reads the people, and `met_clauses` the rest, with `met_keywords` and
`met_dates`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.met_clauses import read_clauses
from bot.domain.met_people import Mention, Outsider, People
from bot.domain.met_tokens import Kind, Token, clean, plain, replace_mentions, tokenise
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
    clauses = read_clauses(cleaned, tokens, people, today)
    if not (people.mentions or people.outsiders or people.problems):
        raise UserError(
            "Start with the people you met, for example: /met @ana at KubeCon about billing. "
            'For somebody outside Slack write a name in quotes, like "Jane Doe".'
        )
    _refuse_lone_words(people, tokens)
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


def _refuse_lone_words(people: People, tokens: Sequence[Token]) -> None:
    """Raise UserError for "hello" or "undo": small words, and nothing else, are rather no person."""
    if people.mentions or people.problems or len(people.outsiders) != 1:
        return
    [person] = people.outsiders
    words = [word for word in person.name.split() if any(letter.isalnum() for letter in word)]
    spoken = [token for token in tokens if any(letter.isalnum() for letter in token.value)]
    is_alone = len(words) == len(spoken) and all(token.kind is Kind.WORD for token in spoken)
    if is_alone and person == Outsider(person.name) and person.name.islower():
        raise UserError(
            f'Is {person.name} a person? Pick a colleague with @, put a name in quotes, or type "/met help".'
        )


def name_mentions(text: str, names: Mapping[str, str]) -> str:
    """Write the mentions in a place or note as names: "<@U3>" becomes "@Carol Clark".

    The label in the mention comes first, then `names` (by Slack user id), else the id itself ("@U3").
    """
    return replace_mentions(text, names)


def as_typed(text: str) -> str:
    """The whole text as the person typed it, to hand it back: mentions by their label or id, entities decoded."""
    return replace_mentions(plain(clean(text)), {})
