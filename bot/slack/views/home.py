"""The Home tab."""

from collections.abc import Sequence
from datetime import date, timedelta

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock, OverflowMenuElement
from slack_sdk.models.views import View

from bot.domain import limits, words
from bot.domain.calendar import is_known_zone
from bot.domain.cards import Card
from bot.domain.home import Home, Shelf
from bot.domain.limits import Stop
from bot.domain.types import LimitKind, Rung
from bot.slack.views import attempts, kit, projects, settings
from bot.slack.views.kit import button, typed

PAUSE = "pause.open"
RESUME = "pause.end"
MET = kit.MET
CONTACT_MENU = "contact.menu"
BRING_BACK = "contact.bring_back"
PAUSE_FORM = "pause.form"

UNDO_FOR = timedelta(days=7)
"""How long Home offers to take a decision back; after that the menu would only be longer."""
MENU_OPTIONS = 5
"""What fits into Slack's menu; Undo, while it is offered, takes the last choice's place. Details has them all."""
DELETED_SHOWN = 3

TITLES = {
    Shelf.DUE: "Due now",
    Shelf.COMING_UP: "Coming up",
    Shelf.WAITING: "Waiting for a reply",
    Shelf.IN_TOUCH: "In touch",
    Shelf.ON_HOLD: "On hold",
    Shelf.LET_GO: "Let go",
}
EMPTY = {
    Shelf.DUE: "Nothing today. Enjoy it.",
    Shelf.COMING_UP: "Nobody yet. After you have met somebody, type `/met @name at the place`.",
}
"""Lists that are shown even when empty, and what stands in them."""


def home(found: Home, team_id: str) -> View:
    """Every list, and what can be done about each contact."""
    blocks: list[Block] = [*_head(found)]
    blocks += [DividerBlock(), *projects.present(found.project, found.today)]
    for shelf in Shelf:
        cards, count = found.shelves.get(shelf, []), found.counts.get(shelf, 0)
        if not cards and shelf not in EMPTY:
            continue
        blocks += [DividerBlock(), HeaderBlock(text=TITLES[shelf])]
        blocks += _due(cards, found, team_id) if shelf is Shelf.DUE else _lines(shelf, cards, found.today)
        blocks += kit.more(count - len(cards))
    return View(type="home", blocks=blocks)


def pause_form(today: date) -> View:
    """*Pause me*."""
    hint = "Nothing is lost: what falls into these days comes after them."
    until = kit.field("until", "Bring nothing up before", kit.day(today + timedelta(days=14)), hint=hint)
    return kit.modal("Pause reminders", [until], callback_id=PAUSE_FORM, submit="Pause")


def _head(found: Home) -> list[Block]:
    blocks: list[Block] = []
    pause = button("Pause me until …", PAUSE, "pause")
    if found.paused_until:
        until = words.day(found.paused_until, found.today)
        blocks.append(kit.section(f"I am quiet until {until}.", "pause"))
        pause = button("End the pause", RESUME, "end")
    met = button("Whom did you meet?", MET, "met", style="primary")
    blocks.append(kit.actions([met, pause, button("Settings", settings.OPEN, "settings")], "head"))
    for morning_on in found.parked[:3]:
        day = words.day(morning_on, found.today)
        blocks.append(kit.context(f"Slack did not take my message of {day}. Nothing is lost: it waits here."))
    if found.undrawn:
        names = words.listed([typed(name, kit.NAME) for name in found.undrawn[:DELETED_SHOWN]])
        blocks.append(kit.context(f"I could not show the card of {names}. That is my fault, and nothing is lost."))
    for each in found.deleted[:DELETED_SHOWN]:
        name = typed(each.name, kit.NAME)
        undo = button("Undo", BRING_BACK, each.id)
        blocks.append(kit.section(f"{name} was deleted.", f"deleted.{each.id}", undo))
    if not is_known_zone(found.zone):
        blocks.append(kit.context("Your Slack profile names no time zone that I know, so I go by UTC."))
    return blocks


def _due(cards: Sequence[Card], found: Home, team_id: str) -> list[Block]:
    if not cards:
        return [kit.section(EMPTY[Shelf.DUE])]
    blocks: list[Block] = []
    for each in cards:
        blocks += attempts.card(each, found.today, team_id)
    return blocks


def _lines(shelf: Shelf, cards: Sequence[Card], today: date) -> list[Block]:
    if not cards:
        return [kit.section(EMPTY[shelf])]
    return [
        kit.section(_line(shelf, each, today), f"contact.{each.contact.id}", _menu(shelf, each, today))
        for each in cards
    ]


def _line(shelf: Shelf, each: Card, today: date) -> str:
    left = ["has left"] if each.departed else []
    return f"{' · '.join([*attempts.who(each.contact, today), *left])}\n{_state(shelf, each, today)}"


def _state(shelf: Shelf, each: Card, today: date) -> str:
    due_on = each.reminder.due_on if each.reminder else None
    when = words.coming(due_on, today) if due_on else ""
    met = f"You met {words.ago(each.encounter.met_on, today)}." if each.encounter else ""
    match shelf:
        case Shelf.COMING_UP:
            rung = each.reminder.rung if each.reminder else None
            what = "First note" if rung is Rung.FIRST_NOTE else "Next note"
            return f"{what} {when}. {met}" if when else met
        case Shelf.WAITING:
            wrote = f"You wrote {words.ago(each.wrote_on, today)}." if each.wrote_on else met
            last = each.reminder is not None and each.reminder.rung is Rung.CLOSING
            following = (
                "That was the last one." if last else f"If nothing comes back, once more {when}." if when else ""
            )
            return f"{wrote} {following}".strip()
        case Shelf.IN_TOUCH:
            return f"I will bring them up again {when}." if when else "I will not bring them up by myself."
        case Shelf.ON_HOLD if each.bounds.stop:
            return _held(each.bounds.stop, today)
        case Shelf.LET_GO if each.bounds.stop and each.bounds.stop.kind is LimitKind.DO_NOT_CONTACT:
            return "Not to be contacted, as you told me."
        case _:
            reason = each.contact.reason
            return f"Kept for the day it comes up: “{typed(reason, kit.NOTE)}”." if reason else met


def _held(stop: Stop, today: date) -> str:
    """Why they are left in peace, and what ends it."""
    if stop.goes_on:
        return f"On hold while {typed(limits.going_on(stop.words), 2 * kit.NAME)}."
    why = f", because you noted “{typed(stop.words, kit.NOTE)}”" if stop.words else ""
    return f"On hold until {words.day(stop.until_on, today)}{why}." if stop.until_on else f"On hold{why}."


def _menu(shelf: Shelf, each: Card, today: date) -> OverflowMenuElement:
    """What can be done about a contact outside a card. Slack wants two options at least in a menu of old clients."""
    contact = each.contact
    choices = {
        Shelf.COMING_UP: (
            ("Draft a note", "draft"),
            ("I already wrote", "wrote"),
            ("Let go", "let_go"),
            ("They replied", "replied"),
        ),
        Shelf.WAITING: (("Draft a note", "draft"), ("They replied", "replied"), ("Let go", "let_go")),
        Shelf.IN_TOUCH: (
            ("Draft a note", "draft"),
            ("We talked", "replied"),
            ("Let go", "let_go"),
            ("I helped them", "helped"),
        ),
        Shelf.ON_HOLD: (("It has ended", "over"), ("Let go", "let_go")),
        Shelf.LET_GO: (("Draft a note", "draft"), ("They replied", "replied"), ("Follow up again", "again")),
    }[shelf]
    if shelf is Shelf.ON_HOLD and not (each.bounds.stop and each.bounds.stop.goes_on):
        choices = (("They replied", "replied"), ("Let go", "let_go"))  # a date or a limit ends this one
    if each.bounds.stop and each.bounds.stop.kind is LimitKind.DO_NOT_CONTACT:
        choices = ()
    choices = (("Details", "details"), *choices)
    if can_undo(each, today):
        choices = (*choices[: MENU_OPTIONS - 1], ("Undo the last step", "undo"))
    return OverflowMenuElement(
        action_id=CONTACT_MENU, options=[kit.option(text, f"{verb}:{contact.id}") for text, verb in choices]
    )


def can_undo(each: Card, today: date) -> bool:
    """Whether the last decision is fresh. That they met is taken back where it was noted."""
    change = each.change
    if change is None or change.verb in ("met", "departed"):
        return False
    return today - change.created_at.date() <= UNDO_FOR
