"""The forms of the contact view: correcting what is kept, and making two contacts one."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.cards import FIELDS, Merger
from bot.domain.models import Contact
from bot.domain.text import NAME_LIMIT
from bot.domain.types import Stage
from bot.slack.views import attempts, kit
from bot.slack.views.kit import bold, typed

EDIT_FORM = "contact.edit_form"
MERGE_FORM = "contact.merge_form"
MERGE_SURE = "contact.merge_sure"
TITLE = "Same person as …"
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


def edit(contact: Contact) -> View:
    """*Edit*: everything about the person; what was told of an encounter has its own form."""
    hint = "I keep it here for the day it comes up, and do not bring it up by myself."
    keep = kit.tick("Keep what I noted about them for good", contact.keep_notes, "keep")
    reason = kit.entry(contact.reason, attempts.REASON_LIMIT, multiline=True)
    months = [kit.option(words.rhythm(count).capitalize(), count) for count in attempts.RHYTHMS]
    often = "How often to bring them up, once in touch"
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
    return kit.modal(TITLE, blocks, callback_id=MERGE_FORM, submit="Go on", about=contact.id)


def nobody_else(contact: Contact) -> View:
    """Where there is nobody to choose from."""
    text = f"There is nobody else among your contacts who could be {bold(typed(contact.name, kit.NAME))}."
    return kit.modal(TITLE, [kit.section(text)])


def sure(merger: Merger) -> View:
    """What making them one will do, before it is done."""
    kept, gone = merger.kept, merger.gone
    text = (
        f"{bold(typed(gone.name, kit.NAME))}{_where(gone)} becomes part of "
        f"{bold(typed(kept.name, kit.NAME))}{_where(kept)}."
    )
    met = words.number(merger.encounters)
    once = "encounter" if merger.encounters == 1 else "encounters"
    details = (
        f"• {met.capitalize()} {once}, and every note, question, draft and limit of both stay.\n"
        f"• {STAYS[merger.lead.stage]}\n"
        "• What one of them lacks, such as an e-mail, comes from the other.\n"
        "• You can undo this for a day, as long as nothing newer happens with them."
    )
    blocks = [kit.section(text), kit.section(details)]
    about = f"{kept.id}:{gone.id}"
    return kit.modal("One person", blocks, callback_id=MERGE_SURE, submit="Make them one", about=about)


def _where(contact: Contact) -> str:
    place = contact.division or contact.company or contact.email
    parts = [typed(place, kit.NAME)] if place else []
    parts += ["in Slack"] if contact.slack_user_id else []
    return f" ({', '.join(parts)})" if parts else ""


def _named(contact: Contact) -> str:
    place = contact.email or contact.division or contact.company
    name = kit.label(contact.name, OPTION_TEXT // 2) or "Somebody"
    return f"{name} · {kit.label(place, OPTION_TEXT // 2 - 3)}" if place else name
