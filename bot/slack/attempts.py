"""What a member decides about a contact: on a card in its DM or in Home, in Home's menus, and in the contact view."""

from sqlalchemy.orm import Session

from bot.domain.ladder import Happened
from bot.domain.models import Member
from bot.domain.text import clean
from bot.domain.types import Stage
from bot.errors import FieldErrors, UserError
from bot.flows import attempts as flow, planning
from bot.slack import redraw, story
from bot.slack.click import Click
from bot.slack.story import Answer
from bot.slack.views import attempts as views, contacts as contact_views

ON_CARDS = {views.WROTE: "wrote", views.REPLIED: "replied", views.LET_GO: "let_go"}
"""What each button of a card decides. It carries the id of a reminder."""
IN_VIEW = {
    contact_views.WROTE: "wrote",
    contact_views.HEARD: "replied",
    contact_views.LET_GO: "let_go",
    contact_views.AGAIN: "again",
    contact_views.UNDO: "undo",
    contact_views.HELPED: "helped",
}
"""What each button of the contact view decides. It carries the id of the contact."""


@story.writes(action=ON_CARDS)
def on_card(session: Session, owner: Member, click: Click) -> Answer:
    """A button of an open card; a settled one stays as it is, and is shown so."""
    reminder = flow.find_reminder(session, owner, click.number)
    if reminder.asks(planning.today_of(owner, click.now)):
        flow.tell(session, owner, reminder.contact, ON_CARDS[click.name], click.now)
    return redraw.card(reminder.id)


@story.writes(action=IN_VIEW)
def in_view(session: Session, owner: Member, click: Click) -> Answer:
    """A button of the contact view."""
    contact = flow.find_contact(session, owner, click.number)
    flow.tell(session, owner, contact, IN_VIEW[click.name], click.now)
    return redraw.details(contact.id, is_below=False)


@story.writes(action=views.SNOOZE)
def snooze(session: Session, owner: Member, click: Click) -> Answer:
    """*Snooze*: a choice of the menu, or a form for a date."""
    word, reminder_id = click.choice
    reminder, today = flow.find_reminder(session, owner, reminder_id), planning.today_of(owner, click.now)
    if reminder.asks(today):
        if word == "date":
            return views.snooze_form(reminder, today)
        flow.snooze(session, owner, reminder, flow.snooze_day(word, today), click.now)
    return redraw.card(reminder_id)


@story.writes(form=views.SNOOZE_FORM)
def snooze_submitted(session: Session, owner: Member, click: Click) -> Answer:
    """The date of the form."""
    reminder, until = flow.find_reminder(session, owner, click.about), click.day("date")
    if reminder.asks(planning.today_of(owner, click.now)):
        flow.snooze(session, owner, reminder, until, click.now)
    return redraw.card(reminder.id)


@story.reads(action=views.KEEP_REASON)
def keep_reason(session: Session, owner: Member, click: Click) -> Answer:
    """*Keep one more reason*: the form for it."""
    reminder = flow.find_reminder(session, owner, click.number)
    return views.reason_form(reminder) if reminder.open else redraw.card(reminder.id)


@story.writes(form=views.REASON_FORM)
def reason_submitted(session: Session, owner: Member, click: Click) -> Answer:
    """The reason is kept with the contact, who is let go."""
    reminder, reason = flow.find_reminder(session, owner, click.about), clean(click.values.get("reason"))
    if reason is None:
        raise FieldErrors({"reason": "A few words are enough."})
    if reminder.open:
        flow.decide(session, owner, reminder.contact, Happened.KEPT, click.now, reason=reason)
    return redraw.card(reminder.id)


@story.writes(action=views.CONTACT_REPLIED)
def contact_replied(session: Session, owner: Member, click: Click) -> Answer:
    """*They replied* on a card that is settled already."""
    contact = flow.find_contact(session, owner, click.number)
    if contact.stage is not Stage.IN_TOUCH:
        flow.tell(session, owner, contact, "replied", click.now)
    return redraw.card(contact=contact.id)


@story.writes(action=views.RHYTHM)
def rhythm(session: Session, owner: Member, click: Click) -> Answer:
    """How often to remind of somebody in touch."""
    months, contact_id = click.choice
    if months not in {str(count) for count in views.RHYTHMS}:
        raise UserError("I do not know that rhythm. Please pick one from the menu.")
    contact = flow.find_contact(session, owner, contact_id)
    flow.decide(session, owner, contact, Happened.RHYTHM, click.now, months=int(months))
    return redraw.card(contact=contact_id)


@story.writes(action=views.UNDO)
def undo(session: Session, owner: Member, click: Click) -> Answer:
    """*Undo*: back to the open card, as long as nothing newer has happened."""
    change = flow.undo(session, owner, click.number, click.now)
    return redraw.card(change.reminder_id, change.contact_id)


@story.hears(action=views.CHAT)
async def chat_opened(click: Click) -> None:
    """A link button tells us too; there is nothing to do."""
