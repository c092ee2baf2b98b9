"""The contact view: who they are, where they stand, what can be done, and everything that happened."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock, InteractiveElement
from slack_sdk.models.views import View

from bot.domain import limits as limit_words
from bot.domain import words
from bot.domain.contacts import Deed, Details, Entry
from bot.domain.models import Contact, DeletedContact, Encounter, Reminder
from bot.domain.types import Rung, Stage
from bot.slack.views import attempts, home, kit, limits, negotiations
from bot.slack.views.kit import bold, button, typed

VIEW = "contact.details"
DRAFT = "contact.draft"
WROTE = "contact.wrote"
HEARD = "contact.heard"
LET_GO = "contact.let_go"
AGAIN = "contact.again"
HELPED = "contact.gave"
UNDO = "contact.undo"
EDIT = "contact.edit"
EDIT_ENCOUNTER = "contact.edit_encounter"
MERGE = "contact.merge"
DELETE = "contact.delete"

EDITABLE = 5
"""How many of the newest encounters have their *Edit* here."""
ENTRIES_SHOWN = 80
"""With the head they stay under Slack's 100 blocks."""
DRAFT_SHOWN = 300

RUNGS = {
    Rung.FIRST_NOTE: "first note",
    Rung.SECOND_TRY: "second try",
    Rung.THIRD_TRY: "third try",
}
DEEDS = {
    Deed.WROTE: "You wrote.",
    Deed.REPLIED: "They replied.",
    Deed.TALKED: "You talked.",
    Deed.HELPED: "You helped them.",
    Deed.RESTED: "Three notes, well apart: that was enough, and I stopped.",
    Deed.MOVED: "You put it off to another day.",
    Deed.LET_GO: "You let them go.",
    Deed.KEPT: "You let them go, and kept a reason for later.",
    Deed.AGAIN: "You took them up again.",
    Deed.OVER: "The negotiation was over.",
    Deed.DEPARTED: "Their Slack account was closed.",
}


def details(found: Details, team_id: str) -> View:
    """Everything about one contact."""
    contact = found.card.contact
    blocks: list[Block] = [
        kit.section(_who(contact), "who"),
        kit.section(standing(found), "standing"),
        *_limits(found),
        kit.actions(_decisions(found), "decisions"),
        kit.actions(_care(contact, team_id), "care"),
        DividerBlock(),
        HeaderBlock(text="What happened"),
        *_history(found.history, contact),
    ]
    return kit.modal("Contact", blocks, callback_id=VIEW, about=contact.id)


def deleted(kept: DeletedContact) -> View:
    """After *Delete*: the way back."""
    text = f"{bold(typed(kept.name, kit.NAME))} is deleted, with everything you noted about them. For a day you can "
    blocks = [
        kit.section(f"{text}take that back, here or in Home; after that it is gone for good.", "deleted"),
        kit.actions([button("Undo", home.BRING_BACK, kept.id)], "bring_back"),
    ]
    return kit.modal("Deleted", blocks)


def standing(found: Details) -> str:
    """Where they stand, and what comes next, with its exact date."""
    contact, stop = found.card.contact, found.card.bounds.stop
    following = _next(found.card.reminder, found)
    if stop:
        return f"{limits.why(stop, contact.name, found.today)} {following}".strip()
    stage = {
        Stage.FOLLOWING_UP: "You are following up.",
        Stage.IN_TOUCH: "You are in touch.",
        Stage.LET_GO: "You let them go, and that is okay.",
    }[contact.stage]
    if contact.stage is Stage.IN_TOUCH and not following:
        following = "I do not bring them up by myself."
    return f"{stage} {following}".strip()


def _next(reminder: Reminder | None, found: Details) -> str:
    """What comes next; empty where nothing does, or where nobody knows when."""
    if reminder is None or (reminder.due_on is None and found.card.bounds.stop):
        return ""
    due_on, what = reminder.due_on, RUNGS.get(reminder.rung)
    waiting = f"The {what} waits for you in Home." if what else ""
    if due_on is None or due_on <= found.today:
        return waiting
    day = words.exact(due_on)
    if what and reminder.shown:
        return f"{waiting} I remind you once more on {day}."
    months = reminder.contact.keep_in_touch_months
    return {
        Rung.FIRST_NOTE: f"I remind you of a first note on {day}.",
        Rung.SECOND_TRY: f"If nothing comes back, I remind you of a second try on {day}.",
        Rung.THIRD_TRY: f"If nothing comes back, I remind you of a third and last try on {day}.",
        Rung.CLOSING: f"That was the last note. If nothing comes back until {day}, we let it go.",
        Rung.KEEP_IN_TOUCH: f"I bring them up again on {day}, and then {words.rhythm(months)}.",
        Rung.STILL_ON: f"I ask you on {day} whether it is over.",
    }[reminder.rung]


def _who(contact: Contact) -> str:
    places = [typed(each, kit.NAME) for each in (contact.title, contact.division, contact.company) if each]
    lines = [
        bold(typed(contact.name, kit.NAME)),
        " · ".join(places),
        typed(contact.email, kit.NAME),
        typed(contact.link, kit.PLACE),
    ]
    if contact.reason:
        lines.append(f"Kept for the day it comes up: “{typed(contact.reason, kit.NOTE)}”.")
    if contact.keep_notes:
        lines.append("What you noted about them stays for good, as you wished.")
    return "\n".join(line for line in lines if line)


def _limits(found: Details) -> list[Block]:
    """What to think about before writing, and what to leave out."""
    bounds = found.card.bounds
    blocks = limits.notices(bounds, found.card.contact.name)
    if bounds.topics:
        topics = ", ".join(typed(topic, kit.NAME) for topic in bounds.topics[:10])
        blocks.append(kit.context(f"Leave out: {topics}."))
    return blocks


def _decisions(found: Details) -> list[InteractiveElement]:
    """What makes sense where they stand."""
    contact, stop = found.card.contact, found.card.bounds.stop
    about = contact.id
    elements: list[InteractiveElement] = []
    if stop is None:
        thought = limits.before_telling(found.card.bounds, contact.name)
        elements += [
            button("Draft a note", DRAFT, about, style="primary"),
            button("I wrote", WROTE, about, confirm=thought),
        ]
    elif stop.goes_on:
        elements.append(button("It has ended", negotiations.ENDED, about))
    if not (stop and stop.goes_on):
        elements.append(button("We talked" if contact.stage is Stage.IN_TOUCH else "They replied", HEARD, about))
    elements.append(button("I helped them", HELPED, about))
    if contact.stage is not Stage.LET_GO:
        elements.append(button("Let go", LET_GO, about))
    elif stop is None:
        elements.append(button("Follow up again", AGAIN, about))
    if home.can_undo(found.card, found.today):
        elements.append(button("Undo the last step", UNDO, about))
    return elements


def _care(contact: Contact, team_id: str) -> list[InteractiveElement]:
    """What is done about the record itself."""
    name = kit.label(contact.name, kit.NAME)
    text = f"{name} goes, with everything you noted about them. You can undo it for a day."
    sure = kit.confirm("Delete this contact?", text, "Delete", "Keep")
    delete = button("Delete", DELETE, contact.id, style="danger", confirm=sure)
    return [
        *attempts.open_chat(contact, team_id),
        button("Edit", EDIT, contact.id),
        button("Limits", limits.OPEN, contact.id),
        button("Same person as …", MERGE, contact.id),
        delete,
    ]


def _history(history: Sequence[Entry], contact: Contact) -> list[Block]:
    blocks: list[Block] = []
    edits = 0
    for number, entry in enumerate(history[:ENTRIES_SHOWN]):
        met = entry.encounter
        if met and edits < EDITABLE:
            edits += 1
            edit = button("Edit", EDIT_ENCOUNTER, f"{met.id}:{contact.id}")
            blocks.append(kit.section(_line(entry), f"history.{number}", edit))
        else:
            blocks.append(kit.section(_line(entry), f"history.{number}"))
    older = len(history) - ENTRIES_SHOWN
    if older > 0:
        blocks.append(kit.context(f"and {words.number(older)} older"))
    return blocks


def _line(entry: Entry) -> str:
    return f"{bold(words.exact(entry.on))}\n{_deed(entry)}"


def _deed(entry: Entry) -> str:
    if entry.encounter:
        return _met(entry.encounter)
    match entry.deed:
        case Deed.ASKED:
            return f"You asked: “{typed(entry.words, kit.NOTE)}”" if entry.words else "You asked them something."
        case Deed.DRAFTED:
            return f"You took a draft: “{typed(entry.words, DRAFT_SHOWN)}”"
        case Deed.LET_PASS:
            what = RUNGS[entry.rung] if entry.rung else "note"
            return f"I brought up the {what}, and it was not the day for it."
        case _:
            return DEEDS[entry.deed]


def _met(encounter: Encounter) -> str:
    where = f" {attempts.at(encounter.place)}" if encounter.place else ""
    during = f" during {typed(limit_words.called(encounter.negotiation), kit.NAME)}" if encounter.negotiation else ""
    note = f"\n“{typed(encounter.note, kit.NOTE)}”" if encounter.note else ""
    return f"You met{where}{during}.{note}"
