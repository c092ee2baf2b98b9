"""The form of `/met`, and of *Edit*, which mends what was read."""

from datetime import date

from slack_sdk.models.blocks import InputBlock, StaticMultiSelectElement, UserMultiSelectElement
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
    negotiation = kit.entry(None, LINE_LIMIT, "its name, if there was one")
    fields = [
        *_people_inputs("Who was there"),
        kit.field("place", "Where", kit.entry(None, PLACE_LIMIT, "the Lisbon offsite"), optional=True),
        kit.field("met_on", "When", kit.day(today)),
        _note_input(None),
        kit.field("negotiation", "During a negotiation", negotiation, optional=True),
        kit.field("wrote", "First note", kit.tick("I already wrote", value="wrote"), optional=True),
    ]
    return kit.modal("Whom did you meet?", fields, callback_id=FORM, submit="Note it")


def edit_form(found: Recorded, contact_id: int | None = None) -> View:
    """*Edit*: who, where, when, about what, and divisions that no profile tells. `contact_id`: from whose view."""
    encounter = found.encounter
    asked = [each.contact for each in found.noted][:DIVISIONS_ASKED]
    people = [each.contact for each in found.noted][:THERE_SHOWN]
    there = [kit.option(kit.label(each.name, kit.NAME - 5) or "Somebody", each.id) for each in people]
    menu = StaticMultiSelectElement(action_id="value", options=there, initial_options=there)
    fields = [
        *([kit.field("there", "Who was there", menu, optional=True)] if there else []),
        *_people_inputs("And who else"),
        kit.field("place", "Where", kit.entry(encounter.place, PLACE_LIMIT), optional=True),
        kit.field("met_on", "When", kit.day(encounter.met_on)),
        _note_input(encounter.note),
        *[_division_input(contact) for contact in asked],
    ]
    about = f"{encounter.id}:{contact_id}" if contact_id else encounter.id
    return kit.modal("Edit what you noted", fields, callback_id=EDIT_FORM, submit="Save", about=about)


def _people_inputs(label: str) -> list[InputBlock]:
    """Colleagues from Slack's menu, and people outside as they are typed after `/met`."""
    outsiders = kit.entry(None, LINE_LIMIT, "Jane Doe jane@acme.example (Acme)")
    return [
        kit.field("people", label, UserMultiSelectElement(action_id="value"), optional=True),
        kit.field("outsiders", "Somebody outside Slack", outsiders, optional=True),
    ]


def _note_input(value: str | None) -> InputBlock:
    hint = "Only you see this. Write it so that they could read it one day."
    return kit.field(
        "note", "What you talked about", kit.entry(value, NOTE_LIMIT, multiline=True), hint=hint, optional=True
    )


def _division_input(contact: Contact) -> InputBlock:
    label = f"Division of {kit.label(contact.name, kit.NAME)}"
    return kit.field(f"division.{contact.id}", label, kit.entry(contact.division, LINE_LIMIT), optional=True)
