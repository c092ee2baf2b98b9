"""Negotiations: whether one goes on, when it has ended, and that its people may be written to again."""

from collections.abc import Sequence
from datetime import date, timedelta

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain import limits, words
from bot.domain.cards import Card
from bot.domain.limits import Negotiation
from bot.domain.models import Member, Reminder
from bot.domain.types import Outcome
from bot.slack.views import kit
from bot.slack.views.kit import bold, button, typed

ENDED = "negotiation.ended"
GOES_ON = "negotiation.goes_on"
UNDO = "negotiation.undo"
FORM = "negotiation.form"
NAMES_SHOWN = 8


def card(each: Card, today: date) -> list[Block]:
    """The question of the quarter: does it go on?"""
    told = each.negotiation or limits.UNNAMED
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


def form(held: Negotiation, marker: str, owner: Member, today: date) -> View:
    """When did it end? `marker`: one of those whom it holds, and the limit that does."""
    peace = f"I leave {names(held.people)} in peace for {words.number(owner.cooling_off_days)} days after that, "
    blocks = [
        kit.field("ended_on", f"When did {kit.label(held.name, kit.NAME)} end?", kit.day(today)),
        kit.context(f"{peace}and then remind you of a first note. How long is up to you, in Settings."),
    ]
    return kit.modal("It has ended", blocks, callback_id=FORM, submit="Save", about=marker)


def ended(held: Negotiation, planned: Sequence[Reminder], marker: str, today: date) -> View:
    """What happens next, and the way back."""
    days = sorted(each.due_on for each in planned if each.due_on)
    people = names([each.contact.name for each in planned])
    when = f"I bring up {people} from {words.day(days[0], today)} on." if days else "I bring nobody up for now."
    text = f"Noted: {bold(typed(held.name, kit.NAME))} has ended. {when}"
    return kit.modal("Noted", [kit.section(text), kit.actions([button("Undo", UNDO, marker)], "ended")])


def taken_back(held: Negotiation) -> View:
    """After Undo."""
    stay = "stays" if len(held.people) == 1 else "stay"
    text = f"Taken back. {names(held.people)} {stay} on hold while {typed(held.name, kit.NAME)} goes on."
    return kit.modal("Noted", [kit.section(text)])


def announcement(over: Negotiation, today: date) -> Block:
    """Told once, in the first DM that brings up somebody of it."""
    ended_on = words.ago(over.limits[0].ended_on or today, today)
    return kit.section(
        f"{bold(typed(over.name, kit.NAME))} ended {ended_on}, and some time has passed since. "
        f"I bring up {names(over.people)} for a first note now, a few a morning."
    )


def names(people: Sequence[str]) -> str:
    """Their names in a sentence."""
    return words.listed([typed(name, kit.NAME) for name in people], NAMES_SHOWN)


def _settled(each: Card, today: date) -> str:
    name = typed(each.negotiation or each.contact.name, kit.NAME)
    match each.reminder.outcome if each.reminder else None:
        case Outcome.GOES_ON:
            due = each.following.due_on if each.following else None
            again = f" I ask again {words.coming(due, today)}." if due else ""
            return f"{bold(name)} goes on.{again}"
        case Outcome.OVER:
            until = each.bounds.stop.until_on if each.bounds.stop else None
            since = f" I bring them up after {words.day(until - timedelta(days=1), today)}." if until else ""
            return f"{bold(name)}: it has ended.{since}"
        case _:
            return f"{bold(name)}: something newer has happened, so this one is settled."
