"""*Draft a note*: the question for the one specific thing, and the draft to change and copy."""

from slack_sdk.models.blocks import InputBlock, InteractiveElement, PlainTextInputElement, PlainTextObject
from slack_sdk.models.views import View

from bot.domain.models import Encounter, Reminder
from bot.domain.types import Rung
from bot.slack.views import attempts, kit
from bot.slack.views.kit import button, typed

ASK_FORM = "draft.ask_form"
DONE = "draft.done"
SPECIFIC_LIMIT, DRAFT_LIMIT = 500, 3000


def ask(reminder: Reminder, encounter: Encounter | None) -> View:
    """What is the one thing for them?"""
    name = typed(reminder.contact.name, kit.NAME)
    known = encounter.note if encounter and reminder.rung is Rung.FIRST_NOTE else None
    entry = PlainTextInputElement(
        action_id="specific",
        multiline=True,
        max_length=SPECIFIC_LIMIT,
        initial_value=kit.plain(known, SPECIFIC_LIMIT) if known else None,
    )
    label = PlainTextObject(text=f"The one thing for {kit.label(reminder.contact.name, kit.NAME)}")
    why = (
        f"What is the one thing for {name}? A link, a number, an event, a question only they could answer. "
        "Without it a note is just “let’s be friends”, and those get no answer."
    )
    return View(
        type="modal",
        callback_id=ASK_FORM,
        private_metadata=str(reminder.id),
        title="Draft a note",
        submit="Draft it",
        close="Cancel",
        blocks=[kit.section(why), InputBlock(block_id="specific", label=label, element=entry)],
    )


def draft(reminder: Reminder, text: str, team_id: str) -> View:
    """The draft in an editable field. Nothing here is sent: the member copies it."""
    entry = PlainTextInputElement(
        action_id="draft", multiline=True, max_length=DRAFT_LIMIT, initial_value=kit.plain(text, DRAFT_LIMIT)
    )
    label = PlainTextObject(text="Make it yours, copy it, and send it yourself")
    elements: list[InteractiveElement] = [button("I wrote", attempts.WROTE, reminder.id, style="primary")]
    if reminder.contact.slack_user_id:
        elements.append(attempts.open_chat(reminder.contact, team_id))
    return View(
        type="modal",
        title="Draft a note",
        submit="Done",
        close="Close",
        callback_id=DONE,
        blocks=[
            InputBlock(block_id="draft", label=label, element=entry, optional=True),
            kit.actions(elements, "draft.actions"),
        ],
    )
