"""The contact view: who they are, where they stand, what can be done, and everything that happened."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock, InteractiveElement
from slack_sdk.models.views import View

from bot.domain import limits as limit_words, words
from bot.domain.cards import FIELDS, Details, Entry, Merger
from bot.domain.models import Contact, DeletedContact, Encounter, Reminder
from bot.domain.text import NAME_LIMIT
from bot.domain.types import Rung, Stage
from bot.slack.views import attempts, home, kit, limits
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

EDIT_FORM = "contact.edit_form"
MERGE_FORM = "contact.merge_form"
MERGE_SURE = "contact.merge_sure"
MERGE_TITLE = "Same person as …"
STAYS = {
    Stage.IN_TOUCH: "You are in touch with them.",
    Stage.FOLLOWING_UP: "You go on following up.",
    Stage.LET_GO: "They stay among those you let go.",
}
"""Where both will stand."""
LABELS = {"name": "Name", "title": "Title", "division": "Division", "company": "Company", "email": "E-mail"}
CHOICES = 100
"""What fits into Slack's menu."""
OPTION_TEXT = 75

EDITABLE = 5
"""How many of the newest encounters have their *Edit* here."""
ENTRIES_SHOWN = 80
"""With the head they stay under Slack's 100 blocks."""
DRAFT_SHOWN = 300

DEEDS = {
    "wrote": "You wrote.",
    "replied": "They replied.",
    "talked": "You talked.",
    "helped": "You helped them.",
    "rested": "Three notes, well apart: that was enough, and I stopped.",
    "snoozed": "You put it off to another day.",
    "let_go": "You let them go.",
    "kept": "You let them go, and kept a reason for later.",
    "again": "You took them up again.",
    "over": "The negotiation was over.",
    "departed": "Their Slack account was closed.",
}
STAGES = {
    Stage.FOLLOWING_UP: "You are following up.",
    Stage.IN_TOUCH: "You are in touch.",
    Stage.LET_GO: "You let them go, and that is okay.",
}


def details(found: Details, team_id: str) -> View:
    """Everything about one contact."""
    contact, bounds = found.card.contact, found.card.bounds
    left_out = ", ".join(typed(topic, kit.NAME) for topic in bounds.topics[:10])
    blocks: list[Block] = [
        kit.section(_who(contact), "who"),
        kit.section(standing(found), "standing"),
        *limits.notices(bounds, contact.name),
        *([kit.context(f"Leave out: {left_out}.")] if left_out else []),
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
        return f"{limits.why(stop, found.today, contact)} {following}".strip()
    if contact.stage is Stage.IN_TOUCH and not following:
        following = attempts.QUIET
    return f"{STAGES[contact.stage]} {following}".strip()


def _next(reminder: Reminder | None, found: Details) -> str:
    """What comes next; empty where nothing does, or where nobody knows when."""
    if reminder is None or (reminder.due_on is None and found.card.bounds.stop):
        return ""
    waits = f"The {_rung(reminder.rung)} waits for you in Home." if reminder.rung.attempt else ""
    if reminder.due_on is None or reminder.due_on <= found.today:
        return waits
    when = f"on {words.exact(reminder.due_on)}"
    if waits and reminder.shown:
        return f"{waits} I remind you once more {when}."
    return attempts.what_next(reminder, found.today, when)


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


def _decisions(found: Details) -> list[InteractiveElement]:
    """What makes sense where they stand."""
    contact, bounds, stage = found.card.contact, found.card.bounds, found.card.contact.stage
    stop = bounds.stop
    goes_on, holds = stop is not None and stop.goes_on, f"{contact.id}:{stop.id if stop else 0}"
    thought = limits.before_telling(bounds, contact.name)
    offered = [
        (not stop, button("Draft a note", DRAFT, contact.id, style="primary")),
        (not stop, button("I wrote", WROTE, contact.id, confirm=thought)),
        (goes_on, button("It has ended", limits.ENDED, holds)),
        (not goes_on, button("We talked" if stage is Stage.IN_TOUCH else "They replied", HEARD, contact.id)),
        (True, button("I helped them", HELPED, contact.id)),
        (stage is not Stage.LET_GO, button("Let go", LET_GO, contact.id)),
        (stage is Stage.LET_GO and not stop, button("Follow up again", AGAIN, contact.id)),
        (home.can_undo(found.card, found.today), button("Undo the last step", UNDO, contact.id)),
    ]
    return [element for makes_sense, element in offered if makes_sense]


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
    editable = [entry for entry in history if entry.encounter][:EDITABLE]
    for number, entry in enumerate(history[:ENTRIES_SHOWN]):
        about = f"{entry.encounter.id if entry.encounter else 0}:{contact.id}"
        edit = button("Edit", EDIT_ENCOUNTER, about) if entry in editable else None
        blocks.append(kit.section(f"{bold(words.exact(entry.on))}\n{_deed(entry)}", f"history.{number}", edit))
    return [*blocks, *kit.more(len(history) - ENTRIES_SHOWN, "older")]


def _deed(entry: Entry) -> str:
    match entry.deed:
        case "met" if entry.encounter:
            return _met(entry.encounter)
        case "asked":
            return f"You asked: “{typed(entry.words, kit.NOTE)}”" if entry.words else "You asked them something."
        case "drafted":
            return f"You took a draft: “{typed(entry.words, DRAFT_SHOWN)}”"
        case "let_pass":
            return f"I reminded you of the {_rung(entry.rung) if entry.rung else 'note'}; it was not the day for it."
        case _:
            return DEEDS[entry.deed]


def _rung(rung: Rung) -> str:
    return rung.replace("_", " ")  # "first note"


def _met(encounter: Encounter) -> str:
    where = f" {attempts.at(encounter.place)}" if encounter.place else ""
    during = f" during {typed(limit_words.called(encounter.negotiation), kit.NAME)}" if encounter.negotiation else ""
    note = f"\n“{typed(encounter.note, kit.NOTE)}”" if encounter.note else ""
    return f"You met{where}{during}.{note}"


def edit(contact: Contact) -> View:
    """*Edit*: everything about the person; what was told of an encounter has its own form."""
    hint = "I keep it here for the day it comes up, and do not remind you by myself."
    keep = kit.tick("Keep what I noted about them for good", contact.keep_notes, "keep")
    reason = kit.entry(contact.reason, attempts.REASON_LIMIT, multiline=True)
    months = [kit.option(words.rhythm(count).capitalize(), count) for count in attempts.RHYTHMS]
    often = "How often to remind you, once in touch"
    texts = {field: kit.entry(getattr(contact, field), NAME_LIMIT) for field in FIELDS}
    fields = [
        *(kit.field(name, LABELS[name], entry, optional=name != "name") for name, entry in texts.items()),
        kit.field("months", often, kit.menu(months, contact.keep_in_touch_months, "As before"), optional=True),
        kit.field("reason", "A reason to write one day", reason, optional=True, hint=hint),
        kit.field("keep_notes", "Notes", keep, optional=True),
    ]
    return kit.modal("Edit contact", fields, callback_id=EDIT_FORM, submit="Save", about=contact.id)


def merge(contact: Contact, likely: Sequence[Contact]) -> View:
    """*Same person as …*: the likely ones first; where there are too many, a field to narrow them down."""
    name = bold(typed(contact.name, kit.NAME))
    shown = [kit.option(_named(each), str(each.id)) for each in likely[:CHOICES]]
    narrow = len(likely) > CHOICES
    blocks: list[Block] = [kit.section(f"If somebody else among your contacts is {name}, too, I make them one.")]
    if shown:
        menu = kit.menu(shown, placeholder="Pick somebody")
        blocks.append(kit.field("other", "The same person", menu, optional=narrow))
    if narrow or not shown:
        label = "A part of their name" if not shown else "Not in the list? A part of their name"
        blocks.append(kit.field("part", label, kit.entry(None, NAME_LIMIT), optional=bool(shown)))
    return kit.modal(MERGE_TITLE, blocks, callback_id=MERGE_FORM, submit="Go on", about=contact.id)


def sure(merger: Merger) -> View:
    """What making them one will do, before it is done."""
    kept, gone = merger.kept, merger.gone
    met = words.number(merger.encounters)
    once = "encounter" if merger.encounters == 1 else "encounters"
    details = (
        f"• {met.capitalize()} {once}, and every note, question, draft and limit of both stay.\n"
        f"• {STAYS[merger.lead.stage]}\n"
        "• What one of them lacks, such as an e-mail, comes from the other.\n"
        "• You can undo this for a day, as long as nothing newer happens with them."
    )
    blocks = [kit.section(f"{kit.who(gone)} becomes part of {kit.who(kept)}."), kit.section(details)]
    about = f"{kept.id}:{gone.id}"
    return kit.modal("One person", blocks, callback_id=MERGE_SURE, submit="Make them one", about=about)


def _named(contact: Contact) -> str:
    place = contact.email or contact.division or contact.company
    name = kit.label(contact.name, OPTION_TEXT // 2) or "Somebody"
    return f"{name} · {kit.label(place, OPTION_TEXT // 2 - 3)}" if place else name
