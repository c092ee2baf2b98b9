"""The Home tab, and the member's settings."""

from collections.abc import Sequence
from datetime import date, timedelta

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock, InputBlock, OverflowMenuElement
from slack_sdk.models.views import View

from bot.domain import divisions, words
from bot.domain.calendar import is_known_zone
from bot.domain.cards import Card, Home, Shelf
from bot.domain.limits import TOPICS_LIMIT
from bot.domain.models import Member, Workspace
from bot.domain.types import LimitKind
from bot.slack.views import attempts, data, imports, kit, limits, projects
from bot.slack.views.kit import button, typed

PAUSE = "pause.open"
RESUME = "pause.end"
MET = kit.MET
CONTACT_MENU = "contact.menu"
BRING_BACK = "contact.bring_back"
PAUSE_FORM = "pause.form"
SETTINGS = "settings.open"
SETTINGS_FORM = "settings.form"
PAIRS_SHOWN = 5
NOTES_EXPIRE = {6: "After six months", 12: "After a year", 24: "After two years", 0: "Never"}
COOLING_OFF = (30, 60, 90, 120, 180, 365)
WHAT_LEAVES = (
    "For each draft this leaves your company: the person's first name, title and division, where and when you met, "
    "your note, the one thing to say, your division and your project. Never anything about anybody else."
)

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
    until = kit.field("until", "Remind me of nobody before", kit.day(today + timedelta(days=14)), hint=hint)
    return kit.modal("Pause reminders", [until], callback_id=PAUSE_FORM, submit="Pause")


def _head(found: Home) -> list[Block]:
    blocks: list[Block] = []
    pause = button("Pause me until …", PAUSE, "pause")
    if found.paused_until:
        until = words.day(found.paused_until, found.today)
        blocks.append(kit.section(f"I am quiet until {until}.", "pause"))
        pause = button("End the pause", RESUME, "end")
    met = button("Whom did you meet?", MET, "met", style="primary")
    blocks.append(kit.actions([met, pause, button("Settings", SETTINGS, "settings")], "head"))
    for morning_on in found.parked[:3]:
        day = words.day(morning_on, found.today)
        blocks.append(kit.context(f"Slack did not take my message of {day}. Nothing is lost: it waits here."))
    if found.undrawn:
        names = kit.names(found.undrawn, DELETED_SHOWN)
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
    if stop and (shelf is Shelf.ON_HOLD or stop.kind is LimitKind.DO_NOT_CONTACT):
        noted = f" You noted “{typed(stop.words, kit.NOTE)}”." if stop.words and not stop.goes_on else ""
        return f"{limits.why(stop, today, each.contact)}{noted}"
    if shelf is Shelf.LET_GO:
        reason = typed(each.contact.reason, kit.NOTE)
        return f"Kept for the day it comes up: “{reason}”." if reason else met
    when = words.coming(reminder.due_on, today) if reminder and reminder.due_on else None
    following = attempts.what_next(reminder, today, when)
    if shelf is Shelf.IN_TOUCH:
        return following or attempts.QUIET
    wrote = f"You wrote {words.ago(each.wrote_on, today)}." if each.wrote_on else met
    return f"{wrote} {following}".strip()


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


def settings(
    owner: Member,
    workspace: Workspace,
    topics: Sequence[str],
    alike: Sequence[tuple[str, str]],
    *,
    model_is_set: bool,
    is_admin: bool,
) -> View:
    """How drafts are made, what is never in one, and which divisions are one. `alike`: pairs that might be."""
    never = kit.entry("\n".join(topics), TOPICS_LIMIT, multiline=True)
    one_a_line = "Topics that are off-limits, one a line: layoffs, the merger."
    days = kit.menu([kit.option(f"{count} days", count) for count in COOLING_OFF], owner.cooling_off_days)
    attorney = kit.tick("I am an attorney: stop me where somebody is represented in the matter", owner.is_attorney)
    expire = kit.menu([kit.option(text, months) for months, text in NOTES_EXPIRE.items()], owner.notes_months)
    stays = "That you met them stays; the words you noted about them go."
    blocks = [
        *(_may_model(owner, workspace, is_admin) if model_is_set else ()),
        kit.field("topics", "Never in a draft", never, hint=one_a_line, optional=True),
        kit.field("cooling_off", "After a negotiation has ended, leave its people in peace for", days),
        kit.field("attorney", "Attorneys", attorney, hint=limits.NO_ADVICE, optional=True),
        *(_alike(alike[:PAIRS_SHOWN], is_admin) if alike else ()),
        kit.field("notes", "Forget my notes about people I let go", expire, hint=stays, optional=True),
        kit.actions([button("Limits", limits.OPEN, 0)], "limits"),
        kit.actions([button(imports.TITLE, imports.OPEN, "import")], "settings.import"),
        *data.choices(is_admin),
    ]
    return kit.modal("Settings", blocks, callback_id=SETTINGS_FORM, submit="Save")


def _alike(alike: Sequence[tuple[str, str]], is_admin: bool) -> list[InputBlock]:
    options = []
    for one, other in alike:
        pair = f"{divisions.ident(one)}:{divisions.ident(other)}"
        options.append(kit.option(f"{kit.label(one, 30)} is {kit.label(other, 30)}", pair))
    decide = "As an admin you decide this for everybody."
    hint = decide if is_admin else "For you alone; an admin can decide it for all."
    return [kit.field("divisions", "The same division?", kit.ticks(options), hint=hint, optional=True)]


def _may_model(owner: Member, workspace: Workspace, is_admin: bool) -> list[InputBlock]:
    blocks = []
    if workspace.model_allowed or is_admin:
        mine = kit.tick("A language model may write my drafts", owner.model_drafts)
        blocks.append(kit.field("model", "Drafts", mine, hint=WHAT_LEAVES, optional=True))
    if is_admin:
        everybody = kit.tick("Members may let a language model write their drafts", workspace.model_allowed)
        blocks.append(kit.field("workspace_model", "For this workspace", everybody, optional=True))
    return blocks
