"""Limits: the list, the form, and what is read before one writes; and how a negotiation goes on or ends."""

from collections.abc import Sequence
from datetime import date, timedelta

from slack_sdk.models.blocks import Block, ConfirmObject, InputBlock
from slack_sdk.models.views import View

from bot.domain import divisions, limits as limits_words, words
from bot.domain.cards import Card
from bot.domain.limits import WORDS_LIMIT, Bounds, Negotiation
from bot.domain.models import Contact, Limit, Member, Reminder
from bot.domain.types import LimitKind, Outcome
from bot.slack.views import kit
from bot.slack.views.kit import bold, button, names, typed

OPEN = "limit.open"
ADD = "limit.add"
LIFT = "limit.lift"
FORM = "limit.form"
LIST = "limit.list"
ENDED = "negotiation.ended"
GOES_ON = "negotiation.goes_on"
UNDO = "negotiation.undo"
ENDED_FORM = "negotiation.form"
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


def limits(found: Sequence[Limit], about: Contact | None, called: dict[int, str], today: date) -> View:
    """The limits about one contact, or all of them. `called`: those whom they are about, by id."""
    whose = f"about {bold(typed(about.name, kit.NAME))}" if about else "you told me"
    blocks: list[Block] = [
        kit.section(f"The limits {whose}. I keep to them, and nobody else sees them."),
        kit.actions([button("Add a limit", ADD, about.id if about else 0, style="primary")], "add"),
    ]
    for each in found[:SHOWN]:
        lift = button("Lift", LIFT, each.id)
        blocks.append(kit.section(_line(each, called, today), f"limit.{each.id}", lift))
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


def why(stop: Limit, today: date, *people: Contact) -> str:
    """Why they are left in peace, with everything in it made safe."""
    told, are = names([each.name for each in people], 5), "is" if len(people) == 1 else "are"
    return limits_words.why(stop, told, today, typed(stop.words, kit.NAME), are=are)


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
    what = "Better leave that matter to the counsel."
    if limit.words in bounds.matters:
        what = "Nothing about that matter, please: ask their counsel. Something apart from it is fine."
    return f"You noted that {name} has counsel in “{told}”. {what} {NO_ADVICE}"


def _line(limit: Limit, called: dict[int, str], today: date) -> str:
    whom = called.get(limit.contact_id, "") if limit.contact_id else limit.division or "Everybody"
    parts = [bold(KINDS[limit.kind]), typed(whom, kit.NAME)]
    if limit.until_on:
        parts.append(f"until {words.day(limit.until_on, today)}")
    told = f"\n“{typed(limit.words, kit.NOTE)}”" if limit.words else ""
    return f"{' · '.join(parts)}{told}"


def question(each: Card, today: date) -> list[Block]:
    """The question of the quarter: does it go on?"""
    told = each.negotiation or limits_words.UNNAMED
    reminder, name = each.reminder, bold(typed(told[:1].upper() + told[1:], kit.NAME))
    if reminder is None or not reminder.open:
        return [kit.section(_settled(each, today), f"card.{reminder.id}" if reminder else None)]
    people = names(each.held_with or (each.contact.name,))
    text = f"{name} · does it still go on?\nWhile it does, I leave {people} in peace."
    elements = [
        button("It has ended", ENDED, f"{each.contact.id}:{reminder.limit_id}"),
        button("It goes on", GOES_ON, reminder.id),
    ]
    return [kit.section(text, f"card.{reminder.id}"), kit.actions(elements, f"actions.{reminder.id}")]


def ended_form(held: Negotiation, marker: str, owner: Member, today: date) -> View:
    """When did it end? `marker`: one of those whom it holds, and the limit that does."""
    peace = f"I leave {names(held.people)} in peace for {words.number(owner.cooling_off_days)} days after that, "
    blocks = [
        kit.field("ended_on", f"When did {kit.label(held.name, kit.NAME)} end?", kit.day(today)),
        kit.context(f"{peace}and then remind you of a first note. How long is up to you, in Settings."),
    ]
    return kit.modal("It has ended", blocks, callback_id=ENDED_FORM, submit="Save", about=marker)


def ended(held: Negotiation, planned: Sequence[Reminder], marker: str, today: date) -> View:
    """What happens next, and the way back."""
    days = sorted(each.due_on for each in planned if each.due_on)
    people = names([each.contact.name for each in planned])
    when = (
        f"I remind you of {people} from {words.day(days[0], today)} on."
        if days
        else "I remind you of nobody for now."
    )
    text = f"Noted: {bold(typed(held.name, kit.NAME))} has ended. {when}"
    return kit.modal("Noted", [kit.section(text), kit.actions([button("Undo", UNDO, marker)], "ended")])


def taken_back(held: Negotiation) -> View:
    """After Undo."""
    stay = "stays" if len(held.people) == 1 else "stay"
    text = f"Taken back. {names(held.people)} {stay} on hold while {typed(held.name, kit.NAME)} goes on."
    return kit.modal("Noted", [kit.section(text)])


def announcement(over: Negotiation, today: date) -> Block:
    """Told once, in the first DM that reminds of somebody of it."""
    ended_on = words.ago(over.limits[0].ended_on or today, today)
    return kit.section(
        f"{bold(typed(over.name, kit.NAME))} ended {ended_on}, and some time has passed since. "
        f"I remind you of {names(over.people)} now, a few a morning."
    )


def _settled(each: Card, today: date) -> str:
    name = typed(each.negotiation or each.contact.name, kit.NAME)
    match each.reminder.outcome if each.reminder else None:
        case Outcome.GOES_ON:
            due = each.following.due_on if each.following else None
            again = f" I ask again {words.coming(due, today)}." if due else ""
            return f"{bold(name)} goes on.{again}"
        case Outcome.OVER:
            until = each.bounds.stop.until_on if each.bounds.stop else None
            since = f" I remind you after {words.day(until - timedelta(days=1), today)}." if until else ""
            return f"{bold(name)}: it has ended.{since}"
        case _:
            return f"{bold(name)}: something newer has happened, so this one is settled."
