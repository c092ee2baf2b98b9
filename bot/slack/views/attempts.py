"""The reminder DM: open cards with their buttons and forms, settled ones with what comes next and Undo."""

from datetime import date, timedelta

from slack_sdk.models.blocks import Block, ButtonElement, DividerBlock, InteractiveElement
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.cards import Card, Morning
from bot.domain.models import Contact, Reminder
from bot.domain.types import Outcome, Rung, Stage
from bot.slack.views import kit, limits
from bot.slack.views.kit import bold, button, typed

WROTE = "attempt.wrote"
REPLIED = "attempt.replied"
SNOOZE = "attempt.snooze"
LET_GO = "attempt.let_go"
KEEP_REASON = "attempt.keep_reason"
CHAT = "chat.open"
DRAFT = "draft.open"
UNDO = "change.undo"
CONTACT_REPLIED = "contact.replied"
RHYTHM = "contact.rhythm"
SNOOZE_FORM = "attempt.snooze_form"
REASON_FORM = "attempt.reason_form"
REASON_LIMIT = 500
SNOOZES = {"Tomorrow": "tomorrow", "Next week": "week", "Next month": "month", "On a date …": "date"}
QUIET = "I will not remind you by myself."
RHYTHMS = (1, 3, 6, 12, 0)
NEWS_FOR = timedelta(days=180)
"""How long a card says that somebody changed divisions."""
OWN_WORD = ("at ", "on ", "in ", "over ", "via ", "for ", "from ", "during ", "near ", "with ")
"""Places that bring their own word: “over lunch”."""


def morning(found: Morning) -> list[Block]:
    """The whole DM of a morning."""
    cards = found.cards
    if not cards:
        return [kit.section("Nothing to do here any more.")]
    blocks: list[Block] = []
    if found.people > 1:
        blocks.append(kit.section(f"{words.number(found.people).capitalize()} people today, five minutes each."))
    blocks += [limits.announcement(over, found.shown_on) for over in found.over]
    for each in cards:
        if blocks:
            blocks.append(DividerBlock())
        blocks += card(each, found.shown_on, found.team_id)
    return blocks


def morning_text(found: Morning) -> str:
    """The same for a notification: names only, no notes."""
    names = [typed(each.contact.name, kit.NAME) for each in found.cards if not each.is_question]
    if not names:
        return "A short question." if found.cards else "Nothing to do here any more."
    if len(names) == 1:
        return f"{names[0]}: a good day for a short note."
    return f"{words.number(len(names)).capitalize()} people today: {words.listed(names)}."


def card(each: Card, today: date, team_id: str) -> list[Block]:
    """One contact's card, as it stands now."""
    reminder = each.reminder
    if each.is_question:
        return limits.question(each, today)
    if reminder is None or not reminder.asks(today):
        told = f"{_title(each, today)}\n{_decision(each, today)}"
        marker = reminder.id if reminder else f"contact.{each.contact.id}"
        return [kit.section(told, f"card.{marker}"), kit.actions(_after_buttons(each), f"actions.{marker}")]
    if each.bounds.stop:  # it was told since the card was shown
        why = limits.why(each.bounds.stop, today, each.contact)
        return [kit.section(f"{_title(each, today)}\n{why}", f"card.{reminder.id}")]
    blocks: list[Block] = [kit.section(f"{_title(each, today)}\n{purpose(each, today)}", f"card.{reminder.id}")]
    blocks += limits.notices(each.bounds, each.contact.name)
    if each.meant_for:
        late = f"I am late with this one: it was meant for {words.day(each.meant_for, today)}. That is my fault."
        blocks.append(kit.context(late, block_id=f"late.{reminder.id}"))
    return [*blocks, kit.actions(buttons(each, reminder, team_id), f"actions.{reminder.id}")]


def purpose(each: Card, today: date) -> str:
    """Why now, and what this note is for."""
    name = typed(each.contact.name, kit.NAME)
    wrote = f"You wrote {words.ago(each.wrote_on, today)}. " if each.wrote_on else ""
    note = each.encounter.note if each.encounter else None
    noted = f" You noted “{typed(note, kit.NOTE)}”." if note else ""
    match each.reminder.rung if each.reminder else None:
        case Rung.FIRST_NOTE:
            return f"A good day for a first note: what did you two talk about?{noted}"
        case Rung.SECOND_TRY:
            return (
                f"{wrote}No answer noted; people are busy and forget. This time make it about them: "
                f"one thing you saw that {name} could use.{noted}"
            )
        case Rung.THIRD_TRY:
            return f"{wrote}The last one, and a light one. No question to answer; just leave the door open.{noted}"
        case Rung.CLOSING:
            return (
                f"You have written to {name} three times, well apart. That was kind and enough. "
                "Some people are just busy elsewhere, and that is okay.\n"
                "I will stop here. If they write one day, tell me and we go on."
            )
        case _:
            return f"{wrote}It has been a while. A short hello keeps it warm.{noted}"


def buttons(each: Card, reminder: Reminder, team_id: str) -> list[InteractiveElement]:
    """What the member can do about an open reminder."""
    contact = each.contact
    if reminder.rung is Rung.CLOSING:
        return [
            button("They replied", REPLIED, reminder.id),
            button("Keep one more reason", KEEP_REASON, reminder.id),
            button("Fine", LET_GO, reminder.id, style="primary"),
            kit.details(contact.id),
        ]
    snooze = [kit.option(text, f"{word}:{reminder.id}") for text, word in SNOOZES.items()]
    talked = "We talked" if reminder.rung is Rung.KEEP_IN_TOUCH else "They replied"
    return [
        button("Draft a note", DRAFT, reminder.id, style="primary"),
        button("I wrote", WROTE, reminder.id, confirm=limits.before_telling(each.bounds, contact.name)),
        button(talked, REPLIED, reminder.id),
        kit.menu(snooze, placeholder="Snooze", action_id=SNOOZE),
        button("Let go", LET_GO, reminder.id),
        kit.details(contact.id),
        *open_chat(contact, team_id),
    ]


def open_chat(contact: Contact, team_id: str, action_id: str = CHAT) -> list[ButtonElement]:
    """A link to the conversation with a colleague; none for somebody outside Slack."""
    if not contact.slack_user_id:
        return []
    url = f"slack://user?team={team_id}&id={contact.slack_user_id}"
    return [button("Open chat", action_id, contact.id, url=url)]


def what_next(following: Reminder | None, today: date, when: str | None = None, whom: str | None = None) -> str:
    """What the reminder that comes next will do, in a sentence; empty where nothing comes. `when` and `whom`: these,
    where they are to be told otherwise than right after a decision about one contact."""
    if following is None or following.due_on is None:
        return ""
    name = whom or typed(kit.called(following.contact), kit.NAME)
    about = when or f"in about {words.span(following.contact.keep_in_touch_months)}"
    when = when or words.coming(following.due_on, today)
    return {
        Rung.FIRST_NOTE: f"I remind you of a first note {when}.",
        Rung.SECOND_TRY: f"If nothing comes back, I will remind you of {name} once more {when}.",
        Rung.THIRD_TRY: f"If nothing comes back, I remind you of {name} one last time {when}; then we let it go.",
        Rung.CLOSING: f"That was the last one. If nothing comes back, we let {name} go {when}, and that is okay.",
        Rung.KEEP_IN_TOUCH: f"I will remind you of {name} {about}, so that it does not go quiet.",
        Rung.STILL_ON: f"I ask you {when} whether it is over.",
    }[following.rung]


def snooze_form(reminder: Reminder, today: date) -> View:
    """The modal behind “On a date …”."""
    label = f"When shall I remind you of {kit.label(reminder.contact.name, kit.NAME)}?"
    fields = [kit.field("date", label, kit.day(today + timedelta(days=14)))]
    return kit.modal("Another day", fields, callback_id=SNOOZE_FORM, submit="Save", about=reminder.id)


def reason_form(reminder: Reminder) -> View:
    """The modal behind *Keep one more reason*."""
    label = f"What would be a reason to write to {kit.label(reminder.contact.name, kit.NAME)} one day?"
    hint = "I keep it with your contact in Home, and do not remind you by myself."
    fields = [kit.field("reason", label, kit.entry(None, REASON_LIMIT, multiline=True), hint=hint)]
    return kit.modal("One more reason", fields, callback_id=REASON_FORM, submit="Keep it", about=reminder.id)


def _title(each: Card, today: date) -> str:
    parts = who(each.contact, today)
    if each.encounter:
        where = f"{at(each.encounter.place)}, " if each.encounter.place else ""
        parts.append(f"you met {where}{words.ago(each.encounter.met_on, today)}")
    return " · ".join(parts)


def who(contact: Contact, today: date) -> list[str]:
    """Their name, their division or company, and that they moved there, if that was lately."""
    parts = [bold(typed(contact.name, kit.NAME))]
    if contact.division or contact.company:
        parts.append(typed(contact.division or contact.company, kit.NAME))
    if contact.moved_from and contact.moved_on and today - contact.moved_on <= NEWS_FOR:
        parts.append(f"moved there from {typed(contact.moved_from, kit.NAME)}")
    return parts


def at(place: str) -> str:
    """ "at the Lisbon offsite", "over lunch"."""
    own_word = place.casefold().startswith(OWN_WORD)
    return f"{'' if own_word else 'at '}{typed(place, kit.PLACE)}"


def comes_next(each: Card, today: date) -> str:
    """What comes after the decision, or why nothing does."""
    stop = each.bounds.stop
    return limits.why(stop, today, each.contact) if stop else what_next(each.following, today)


def _decision(each: Card, today: date) -> str:
    """What was decided, and what comes next."""
    reminder, name, following = each.reminder, typed(each.contact.name, kit.NAME), comes_next(each, today)
    outcome = Outcome.REPLIED if _is_heard(each) else reminder and reminder.outcome
    match outcome:
        case Outcome.WROTE:
            return f"Noted: you wrote. {following}".strip()
        case Outcome.REPLIED:
            return f"Good. {following or QUIET}"
        case Outcome.LET_GO:
            return "Let go, and that is okay. If they write one day, tell me and we go on."
        case Outcome.KEPT:
            reason = typed(each.contact.reason, kit.NOTE)
            return f"Kept for the day it comes up: “{reason}”. You find it in Home, under Let go."
        case Outcome.SUPERSEDED:
            return f"Something newer has happened with {name}, so this one is settled."
        case Outcome.DEPARTED:
            return f"{name} has no active Slack account any more. I stop here."
        case _:
            if reminder and reminder.due_on:
                return f"I will remind you of {name} {words.coming(reminder.due_on, today)}."
            return following or "Nothing to do here."


def _after_buttons(each: Card) -> list[InteractiveElement]:
    """Buttons of a settled card: only what still makes sense, and Undo for the latest decision."""
    contact, reminder, change, is_heard = each.contact, each.reminder, each.change, _is_heard(each)
    outcome = reminder.outcome if reminder else None
    is_latest = change is not None and reminder is not None and change.reminder_id == reminder.id
    elements: list[InteractiveElement] = []
    if outcome in (Outcome.WROTE, Outcome.LET_GO, Outcome.KEPT) and is_latest and contact.stage is not Stage.IN_TOUCH:
        elements.append(button("They replied", CONTACT_REPLIED, contact.id))
    if is_heard:
        options = [kit.option(words.rhythm(count).capitalize(), f"{count}:{contact.id}") for count in RHYTHMS]
        elements.append(kit.menu(options, f"{contact.keep_in_touch_months}:{contact.id}", "Change", RHYTHM))
    if change and (is_latest or is_heard) and outcome is not Outcome.DEPARTED:
        elements.append(button("Undo", UNDO, change.id))
    return [*elements, kit.details(contact.id)]


def _is_heard(each: Card) -> bool:
    """Whether the latest that was told, on whichever card, is their reply, or how often to remind of them since."""
    in_touch = each.contact.stage is Stage.IN_TOUCH
    return in_touch and each.change is not None and each.change.verb in ("replied", "rhythm")
