"""The forms behind a reminder card: another day, and one more reason."""

from datetime import date, timedelta

from slack_sdk.models.blocks import DatePickerElement, InputBlock, PlainTextInputElement, PlainTextObject
from slack_sdk.models.views import View

from bot.domain.models import Reminder
from bot.slack.views import kit

SNOOZE_FORM = "attempt.snooze_form"
REASON_FORM = "attempt.reason_form"
REASON_LIMIT = 500


def snooze_form(reminder: Reminder, today: date) -> View:
    """The modal behind “On a date …”."""
    name = kit.label(reminder.contact.name, kit.NAME)
    picker = DatePickerElement(action_id="date", initial_date=_in_two_weeks(today))
    return View(
        type="modal",
        callback_id=SNOOZE_FORM,
        private_metadata=str(reminder.id),
        title="Another day",
        submit="Save",
        close="Cancel",
        blocks=[
            InputBlock(block_id="date", label=PlainTextObject(text=f"When shall I bring {name} up?"), element=picker)
        ],
    )


def reason_form(reminder: Reminder) -> View:
    """The modal behind *Keep one more reason*."""
    name = kit.label(reminder.contact.name, kit.NAME)
    entry = PlainTextInputElement(action_id="reason", multiline=True, max_length=REASON_LIMIT)
    hint = "I keep it with your contact in Home, and I will not bring it up by myself."
    return View(
        type="modal",
        callback_id=REASON_FORM,
        private_metadata=str(reminder.id),
        title="One more reason",
        submit="Keep it",
        close="Cancel",
        blocks=[
            InputBlock(
                block_id="reason",
                label=PlainTextObject(text=f"What would be a reason to write to {name} one day?"),
                element=entry,
                hint=PlainTextObject(text=hint),
            )
        ],
    )


def _in_two_weeks(today: date) -> str:
    return (today + timedelta(days=14)).isoformat()
