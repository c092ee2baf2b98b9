"""The forms behind a reminder card: another day, and one more reason."""

from datetime import date, timedelta

from slack_sdk.models.views import View

from bot.domain.models import Reminder
from bot.slack.views import kit

SNOOZE_FORM = "attempt.snooze_form"
REASON_FORM = "attempt.reason_form"
REASON_LIMIT = 500


def snooze_form(reminder: Reminder, today: date) -> View:
    """The modal behind “On a date …”."""
    label = f"When shall I bring {kit.label(reminder.contact.name, kit.NAME)} up?"
    fields = [kit.field("date", label, kit.day(today + timedelta(days=14)))]
    return kit.modal("Another day", fields, callback_id=SNOOZE_FORM, submit="Save", about=reminder.id)


def reason_form(reminder: Reminder) -> View:
    """The modal behind *Keep one more reason*."""
    label = f"What would be a reason to write to {kit.label(reminder.contact.name, kit.NAME)} one day?"
    hint = "I keep it with your contact in Home, and I will not bring it up by myself."
    fields = [kit.field("reason", label, kit.entry(None, REASON_LIMIT, multiline=True), hint=hint)]
    return kit.modal("One more reason", fields, callback_id=REASON_FORM, submit="Keep it", about=reminder.id)
