"""Limits: the list, the form, and what a person reads before they write."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, ConfirmObject, InputBlock
from slack_sdk.models.views import View

from bot.domain import divisions, words
from bot.domain import limits as limits_words
from bot.domain.limits import WORDS_LIMIT, Bounds
from bot.domain.models import Contact, Limit
from bot.domain.types import LimitKind
from bot.slack.views import kit
from bot.slack.views.kit import bold, button, typed

OPEN = "limit.open"
ADD = "limit.add"
LIFT = "limit.lift"
FORM = "limit.form"
LIST = "limit.list"
SHOWN, PARTS_OFFERED, NOTICES = 40, 90, 5
BRIEF = 40
"""Characters of a text in a dialog, which has room for 300 altogether."""
EVERYBODY = "all"
THOUGHT = "thought"

OFFERED = {
    LimitKind.TOPIC: "Not to be written about",
    LimitKind.HOLD: "Leave in peace for a while",
    LimitKind.DO_NOT_CONTACT: "Do not contact",
    LimitKind.CONFLICT: "Conflict of interest",
    LimitKind.REPRESENTED: "Has counsel in a matter",
}
KINDS = OFFERED | {LimitKind.NEGOTIATION: "On hold for a negotiation"}
"""A negotiation comes with a meeting, and ends for all its people at once."""
NO_ADVICE = "I go by what you tell me here. This is not legal advice."


def limits(found: Sequence[Limit], about: Contact | None, names: dict[int, str], today: date) -> View:
    """The limits about one contact, or all of them. `names`: of the contacts that they are about, by id."""
    whose = f"about {bold(typed(about.name, kit.NAME))}" if about else "you told me"
    blocks: list[Block] = [
        kit.section(f"The limits {whose}. I keep to them, and nobody else sees them."),
        kit.actions([button("Add a limit", ADD, about.id if about else 0, style="primary")], "add"),
    ]
    for each in found[:SHOWN]:
        lift = button("Lift", LIFT, each.id)
        blocks.append(kit.section(_line(each, names, today), f"limit.{each.id}", lift))
    blocks += kit.more(len(found) - SHOWN)
    if not found:
        blocks.append(kit.section("None so far."))
    blocks.append(kit.context(NO_ADVICE))
    return kit.modal("Limits", blocks, callback_id=LIST, about=about.id if about else 0, close="Back")


def form(about: Contact | None, parts: Sequence[str]) -> View:
    """A new one. `parts`: the divisions and companies that it can be about; for a contact, theirs."""
    whom = [kit.option("Everybody", EVERYBODY)]
    whom += [
        kit.option(f"Everybody in {kit.label(part, 50)}", divisions.ident(part)) for part in parts[:PARTS_OFFERED]
    ]
    if about:
        whom = [kit.option(kit.label(about.name, 70) or "This person", str(about.id)), *whom[1:], whom[0]]
    kinds = [kit.option(text, kind.value) for kind, text in OFFERED.items()]
    seen = "Only you see this. A topic or matter is never in a draft."
    until = "The first day on which it holds no more. Empty: until you lift it."
    what = "Which topic, matter or conflict, or why"
    fields = [
        kit.field("kind", "What", kit.menu(kinds, placeholder="Choose")),
        kit.field("whom", "About whom", kit.menu(whom, whom[0].value, "Choose")),
        kit.field("words", what, kit.entry(None, WORDS_LIMIT), hint=seen, optional=True),
        kit.field("until_on", "Until", kit.day(), hint=until, optional=True),
    ]
    return kit.modal("A limit", fields, callback_id=FORM, submit="Save", about=about.id if about else 0)


def why(stop: Limit, name: str, today: date) -> str:
    """Why they are left in peace, with everything in it made safe."""
    return limits_words.why(stop, typed(name, kit.NAME), today, typed(stop.words, kit.NAME))


def notices(bounds: Bounds, name: str) -> list[Block]:
    """What to think of before writing; empty where nothing is."""
    told = [_notice(limit, bounds, typed(name, kit.NAME)) for limit in bounds.confirm[:NOTICES]]
    return [kit.context(*told)] if told else []


def thought_of_it(bounds: Bounds) -> list[InputBlock]:
    """The tick without which no draft is made, where something is to be thought of first."""
    if not bounds.confirm:
        return []
    return [kit.field(THOUGHT, "Before you write", kit.tick("I have read this, and it is fine to write"))]


def before_telling(bounds: Bounds, name: str) -> ConfirmObject | None:
    """The dialog behind *I wrote*, where something is to be thought of first."""
    if not bounds.confirm:
        return None
    told = "; ".join(f"{KINDS[each.kind].lower()}: {kit.label(each.words, BRIEF)}" for each in bounds.confirm[:3])
    text = f"You noted about {kit.label(name, BRIEF)}: {told}. Did you write all the same?"
    return kit.confirm("Before I note it", text, "Yes, I wrote")


def _notice(limit: Limit, bounds: Bounds, name: str) -> str:
    told = typed(limit.words, kit.NOTE)
    if limit.kind is LimitKind.CONFLICT:
        return f"You noted a conflict of interest with {name}: “{told}”."
    if limit.words in bounds.matters:
        return (
            f"You noted that {name} is represented in “{told}”. Nothing about that matter, please: "
            f"ask their counsel. Something apart from it is fine. {NO_ADVICE}"
        )
    return f"You noted that {name} has counsel in “{told}”. Better leave that matter to the counsel. {NO_ADVICE}"


def _line(limit: Limit, names: dict[int, str], today: date) -> str:
    whom = names.get(limit.contact_id, "") if limit.contact_id else limit.division or "Everybody"
    parts = [bold(KINDS[limit.kind]), typed(whom, kit.NAME)]
    if limit.until_on:
        parts.append(f"until {words.day(limit.until_on, today)}")
    told = f"\n“{typed(limit.words, kit.NOTE)}”" if limit.words else ""
    return f"{' · '.join(parts)}{told}"
