"""The Home tab."""

from datetime import date, timedelta

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock, OverflowMenuElement
from slack_sdk.models.views import View

from bot.domain import limits, words
from bot.domain.calendar import is_known_zone
from bot.domain.cards import Card, Home, Shelf
from bot.domain.models import Limit
from bot.domain.types import LimitKind
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

EMPTY = {
    Shelf.DUE: "Nothing today. Enjoy it.",
    Shelf.COMING_UP: "Nobody yet. After you have met somebody, type `/met @name at the place`.",
}
"""Lists that are shown even when empty, and what stands in them."""
CHOICES = {
    "details": "Details",
    "draft": "Draft a note",
    "wrote": "I already wrote",
    "replied": "They replied",
    "helped": "I helped them",
    "over": "It has ended",
    "let_go": "Let go",
    "again": "Follow up again",
    "undo": "Undo the last step",
}
MENUS = {
    Shelf.COMING_UP: ("details", "draft", "wrote", "let_go", "replied"),
    Shelf.WAITING: ("details", "draft", "replied", "let_go"),
    Shelf.IN_TOUCH: ("details", "draft", "replied", "let_go", "helped"),
    Shelf.ON_HOLD: ("details", "replied", "let_go"),  # a date or a limit ends it
    Shelf.LET_GO: ("details", "draft", "replied", "again"),
}


def home(found: Home, team_id: str) -> View:
    """Every list, and what can be done about each contact."""
    blocks: list[Block] = [*_head(found)]
    blocks += [DividerBlock(), *projects.present(found.project, found.today)]
    for shelf in Shelf:
        cards = found.shelves.get(shelf, [])
        if not cards and shelf not in EMPTY:
            continue
        blocks += [DividerBlock(), HeaderBlock(text=shelf.value)]
        for each in cards:
            if shelf is Shelf.DUE:
                blocks += attempts.card(each, found.today, team_id)
            else:
                line, menu = _line(shelf, each, found.today), _menu(shelf, each, found.today)
                blocks.append(kit.section(line, f"contact.{each.contact.id}", menu))
        blocks += kit.more(found.counts.get(shelf, 0) - len(cards)) if cards else [kit.section(EMPTY[shelf])]
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


def _line(shelf: Shelf, each: Card, today: date) -> str:
    left = ["has left"] if each.departed else []
    return f"{' · '.join([*attempts.who(each.contact, today), *left])}\n{_state(shelf, each, today)}"


def _state(shelf: Shelf, each: Card, today: date) -> str:
    """What was last, and what comes next."""
    stop, reminder = each.bounds.stop, each.reminder
    met = f"You met {words.ago(each.encounter.met_on, today)}." if each.encounter else ""
    if shelf is Shelf.ON_HOLD and stop:
        return _held(stop, today)
    if shelf is Shelf.LET_GO:
        if stop and stop.kind is LimitKind.DO_NOT_CONTACT:
            return "Not to be contacted, as you told me."
        reason = typed(each.contact.reason, kit.NOTE)
        return f"Kept for the day it comes up: “{reason}”." if reason else met
    when = words.coming(reminder.due_on, today) if reminder and reminder.due_on else None
    following = attempts.what_next(reminder, "them", today, when)
    if shelf is Shelf.IN_TOUCH:
        return following or "I will not bring them up by myself."
    wrote = f"You wrote {words.ago(each.wrote_on, today)}." if each.wrote_on else met
    return f"{wrote} {following}".strip()


def _held(stop: Limit, today: date) -> str:
    """Why they are left in peace, and what ends it."""
    if stop.goes_on:
        return f"On hold while {typed(limits.going_on(stop.words), 2 * kit.NAME)}."
    why = f", because you noted “{typed(stop.words, kit.NOTE)}”" if stop.words else ""
    return f"On hold until {words.day(stop.until_on, today)}{why}." if stop.until_on else f"On hold{why}."


def _menu(shelf: Shelf, each: Card, today: date) -> OverflowMenuElement:
    """What can be done about a contact outside a card."""
    stop, choices = each.bounds.stop, MENUS[shelf]
    if stop and stop.kind is LimitKind.DO_NOT_CONTACT:
        choices = ("details",)
    elif stop and stop.goes_on and shelf is Shelf.ON_HOLD:
        choices = ("details", "over", "let_go")
    if can_undo(each, today):
        choices = (*choices[: MENU_OPTIONS - 1], "undo")
    said = CHOICES | ({"replied": "We talked"} if shelf is Shelf.IN_TOUCH else {})
    options = [kit.option(said[word], f"{word}:{each.contact.id}") for word in choices]
    return OverflowMenuElement(action_id=CONTACT_MENU, options=options)


def can_undo(each: Card, today: date) -> bool:
    """Whether the last decision is fresh. That they met is taken back where it was noted."""
    change = each.change
    if change is None or change.verb in ("met", "departed"):
        return False
    return today - change.created_at.date() <= UNDO_FOR
