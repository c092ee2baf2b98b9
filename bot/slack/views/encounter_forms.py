"""The form of `/met`, and of *Edit*, which mends what was read."""

from datetime import date

from slack_sdk.models.blocks import InputBlock, StaticMultiSelectElement, UserMultiSelectElement
from slack_sdk.models.views import View

from bot.domain.encounters import Recorded
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
        *_fields("Who was there", None, today, None),
        kit.field("negotiation", "During a negotiation", negotiation, optional=True),
        kit.field("wrote", "First note", kit.tick("I already wrote", value="wrote"), optional=True),
    ]
    return kit.modal("Whom did you meet?", fields, callback_id=FORM, submit="Note it")


def edit_form(found: Recorded, contact_id: int | None = None) -> View:
    """*Edit*: who, where, when, about what, and divisions that no profile tells. `contact_id`: from whose view."""
    encounter, people = found.encounter, [each.contact for each in found.noted]
    there = [kit.option(kit.label(each.name, kit.NAME - 5) or "Somebody", each.id) for each in people[:THERE_SHOWN]]
    menu = StaticMultiSelectElement(action_id="value", options=there, initial_options=there)
    fields = [
        *([kit.field("there", "Who was there", menu, optional=True)] if there else []),
        *_fields("And who else", encounter.place, encounter.met_on, encounter.note),
    ]
    for each in people[:DIVISIONS_ASKED]:
        label, entry = f"Division of {kit.label(each.name, kit.NAME)}", kit.entry(each.division, LINE_LIMIT)
        fields.append(kit.field(f"division.{each.id}", label, entry, optional=True))
    about = f"{encounter.id}:{contact_id}" if contact_id else encounter.id
    return kit.modal("Edit what you noted", fields, callback_id=EDIT_FORM, submit="Save", about=about)


def _fields(who: str, place: str | None, met_on: date, note: str | None) -> list[InputBlock]:
    """Colleagues from Slack's menu, people outside as they are typed after `/met`, where, when, and about what."""
    outsiders = kit.entry(None, LINE_LIMIT, "Jane Doe jane@acme.example (Acme)")
    hint = "Only you see this. Write it so that they could read it one day."
    talk = kit.entry(note, NOTE_LIMIT, multiline=True)
    return [
        kit.field("people", who, UserMultiSelectElement(action_id="value"), optional=True),
        kit.field("outsiders", "Somebody outside Slack", outsiders, optional=True),
        kit.field("place", "Where", kit.entry(place, PLACE_LIMIT, "the Lisbon offsite"), optional=True),
        kit.field("met_on", "When", kit.day(met_on)),
        kit.field("note", "What you talked about", talk, hint=hint, optional=True),
    ]
