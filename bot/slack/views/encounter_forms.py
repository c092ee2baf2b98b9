"""The form of `/met`, and of *Edit*, which mends what was read."""

from datetime import date

from slack_sdk.models.blocks import (
    CheckboxesElement,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    PlainTextInputElement,
    PlainTextObject,
    StaticMultiSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.encounters import Recorded
from bot.domain.models import Contact
from bot.slack.views import kit

FORM = "encounter.form"
EDIT_FORM = "encounter.edit_form"
PLACE_LIMIT, NOTE_LIMIT, LINE_LIMIT = 300, 3000, 150
DIVISIONS_ASKED = 10
THERE_SHOWN = 100
"""How many people *Edit* can take out: the most that a menu holds."""


def form(today: date) -> View:
    """`/met` alone."""
    blocks = [
        *_people_inputs("Who was there"),
        _input("place", "Where", _line("the Lisbon offsite", PLACE_LIMIT), optional=True),
        _input("met_on", "When", DatePickerElement(action_id="value", initial_date=today.isoformat())),
        _note_input(None),
        _input("negotiation", "During a negotiation", _line("its name, if there was one"), optional=True),
        _input(
            "wrote",
            "First note",
            CheckboxesElement(action_id="value", options=[kit.option("I already wrote", "wrote")]),
            optional=True,
        ),
    ]
    return View(
        type="modal",
        callback_id=FORM,
        title="Whom did you meet?",
        submit="Note it",
        close="Cancel",
        blocks=blocks,
    )


def edit_form(found: Recorded, contact_id: int | None = None) -> View:
    """*Edit*: who, where, when, about what, and divisions that no profile tells. `contact_id`: from whose view."""
    encounter = found.encounter
    asked = [each.contact for each in found.noted][:DIVISIONS_ASKED]
    options = [kit.option(kit.label(it.contact.name, kit.NAME - 5), str(it.contact.id)) for it in found.noted]
    there = options[:THERE_SHOWN]
    blocks = [
        _input(
            "there",
            "Who was there",
            StaticMultiSelectElement(action_id="value", options=there, initial_options=there),
            optional=True,
        ),
        *_people_inputs("And who else"),
        _input("place", "Where", _line(None, PLACE_LIMIT, encounter.place), optional=True),
        _input("met_on", "When", DatePickerElement(action_id="value", initial_date=encounter.met_on.isoformat())),
        _note_input(encounter.note),
        *[_division_input(contact) for contact in asked],
    ]
    return View(
        type="modal",
        callback_id=EDIT_FORM,
        private_metadata=f"{encounter.id}:{contact_id}" if contact_id else str(encounter.id),
        title="Edit what you noted",
        submit="Save",
        close="Cancel",
        blocks=blocks,
    )


def _people_inputs(label: str) -> list[InputBlock]:
    """Colleagues from Slack's menu, and people outside as they are typed after `/met`."""
    return [
        _input("people", label, UserMultiSelectElement(action_id="value"), optional=True),
        _input("outsiders", "Somebody outside Slack", _line("Jane Doe jane@acme.example (Acme)"), optional=True),
    ]


def _input(block_id: str, label: str, element: InputInteractiveElement, optional: bool = False) -> InputBlock:
    return InputBlock(block_id=block_id, label=PlainTextObject(text=label), element=element, optional=optional)


def _line(placeholder: str | None, limit: int = LINE_LIMIT, value: str | None = None) -> PlainTextInputElement:
    return PlainTextInputElement(
        action_id="value",
        placeholder=placeholder,
        max_length=limit,
        initial_value=kit.plain(value, limit) if value else None,
    )


def _note_input(value: str | None) -> InputBlock:
    return InputBlock(
        block_id="note",
        label=PlainTextObject(text="What you talked about"),
        element=PlainTextInputElement(
            action_id="value",
            multiline=True,
            max_length=NOTE_LIMIT,
            initial_value=kit.plain(value, NOTE_LIMIT) if value else None,
        ),
        hint=PlainTextObject(text="Only you see this. Write it so that they could read it one day."),
        optional=True,
    )


def _division_input(contact: Contact) -> InputBlock:
    label = f"Division of {kit.label(contact.name, kit.NAME)}"
    return _input(f"division.{contact.id}", label, _line(None, LINE_LIMIT, contact.division), optional=True)
