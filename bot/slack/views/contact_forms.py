"""The forms of the contact view: correcting what is kept, and making two contacts one."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    InputInteractiveElement,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.contacts import Merger
from bot.domain.models import Contact
from bot.domain.text import NAME_LIMIT
from bot.domain.types import Stage
from bot.slack.views import attempt_forms, attempts, kit
from bot.slack.views.kit import bold, typed

EDIT_FORM = "contact.edit_form"
MERGE_FORM = "contact.merge_form"
MERGE_SURE = "contact.merge_sure"
KEEP_NOTES = "keep"
CHOICES = 100
"""What fits into Slack's menu."""
OPTION_TEXT = 75


def edit(contact: Contact) -> View:
    """*Edit*: everything about the person; what was told of an encounter has its own form."""
    keep = kit.option("Keep what I noted about them for good", KEEP_NOTES)
    hint = "I keep it here for the day it comes up, and do not bring it up by myself."
    blocks = [
        _input("name", "Name", _line(contact.name)),
        _input("title", "Title", _line(contact.title), optional=True),
        _input("division", "Division", _line(contact.division), optional=True),
        _input("company", "Company", _line(contact.company), optional=True),
        _input("email", "E-mail", _line(contact.email), optional=True),
        _input("months", "How often to bring them up, once in touch", _rhythm(contact), optional=True),
        _input(
            "reason",
            "A reason to write one day",
            _line(contact.reason, attempt_forms.REASON_LIMIT, multiline=True),
            optional=True,
            hint=hint,
        ),
        _input(
            "keep_notes",
            "Notes",
            CheckboxesElement(
                action_id="value", options=[keep], initial_options=[keep] if contact.keep_notes else None
            ),
            optional=True,
        ),
    ]
    return View(
        type="modal",
        callback_id=EDIT_FORM,
        private_metadata=str(contact.id),
        title="Edit contact",
        submit="Save",
        close="Cancel",
        blocks=blocks,
    )


def merge(contact: Contact, likely: Sequence[Contact]) -> View:
    """*Same person as …*: the likely ones first; where there are too many, a field to narrow them down."""
    name = bold(typed(contact.name, kit.NAME))
    shown = [kit.option(_named(each), str(each.id)) for each in likely[:CHOICES]]
    narrow = len(likely) > CHOICES
    blocks: list[Block] = [kit.section(f"If somebody else among your contacts is {name}, too, I make them one.")]
    if shown:
        menu = StaticSelectElement(action_id="value", placeholder="Pick somebody", options=shown)
        blocks.append(_input("other", "The same person", menu, optional=narrow))
    if narrow or not shown:
        label = "A part of their name" if not shown else "Not in the list? A part of their name"
        blocks.append(_input("part", label, _line(None), optional=bool(shown)))
    return View(
        type="modal",
        callback_id=MERGE_FORM,
        private_metadata=str(contact.id),
        title="Same person as …",
        submit="Go on",
        close="Cancel",
        blocks=blocks,
    )


def nobody_else(contact: Contact) -> View:
    """Where there is nobody to choose from."""
    text = f"There is nobody else among your contacts who could be {bold(typed(contact.name, kit.NAME))}."
    return View(type="modal", title="Same person as …", close="Close", blocks=[kit.section(text)])


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
        f"• {_standing(merger.lead)}\n"
        "• What one of them lacks, such as an e-mail, comes from the other.\n"
        "• You can undo this for a day, as long as nothing newer happens with them."
    )
    return View(
        type="modal",
        callback_id=MERGE_SURE,
        private_metadata=f"{kept.id}:{gone.id}",
        title="One person",
        submit="Make them one",
        close="Cancel",
        blocks=[kit.section(text), kit.section(details)],
    )


def _standing(lead: Contact) -> str:
    """Where both will stand."""
    return {
        Stage.IN_TOUCH: "You are in touch with them.",
        Stage.FOLLOWING_UP: "You go on following up.",
        Stage.LET_GO: "They stay among those you let go.",
    }[lead.stage]


def _where(contact: Contact) -> str:
    place = contact.division or contact.company or contact.email
    parts = [typed(place, kit.NAME)] if place else []
    parts += ["in Slack"] if contact.slack_user_id else []
    return f" ({', '.join(parts)})" if parts else ""


def _named(contact: Contact) -> str:
    place = contact.email or contact.division or contact.company
    name = kit.label(contact.name, OPTION_TEXT // 2) or "Somebody"
    return f"{name} · {kit.label(place, OPTION_TEXT // 2 - 3)}" if place else name


def _rhythm(contact: Contact) -> StaticSelectElement:
    options = {count: kit.option(words.rhythm(count).capitalize(), str(count)) for count in attempts.RHYTHMS}
    return StaticSelectElement(
        action_id="value",
        placeholder="As before",
        options=list(options.values()),
        initial_option=options.get(contact.keep_in_touch_months),
    )


def _input(
    block_id: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=label),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
    )


def _line(value: str | None, limit: int = NAME_LIMIT, *, multiline: bool = False) -> PlainTextInputElement:
    return PlainTextInputElement(
        action_id="value",
        max_length=limit,
        multiline=multiline,
        initial_value=kit.plain(value, limit) if value else None,
    )
