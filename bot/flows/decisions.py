"""What a member tells about a contact: one flow applies the ladder's table, for every screen."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.ladder import Happened, step
from bot.domain.models import Change, Contact, Member
from bot.domain.types import Outcome, Stage, TouchKind
from bot.flows import changes, planning
from bot.store import attempts as store
from bot.store.rows import insert_all

Decision = Callable[[Session, Member, Contact, datetime], object]

TOUCHES = {
    Happened.WROTE: TouchKind.WROTE,
    Happened.ASKED: TouchKind.ASKED,
    Happened.REPLIED: TouchKind.REPLIED,
    Happened.HELPED: TouchKind.HELPED,
}
NOTES = (TouchKind.WROTE, TouchKind.ASKED)


def decide(
    session: Session,
    owner: Member,
    contact: Contact,
    happened: Happened,
    now: datetime,
    *,
    reason: str | None = None,
    months: int | None = None,
) -> Change | None:
    """It happened, today: noted, and the ladder moves as its table says. None: told already, or it changes nothing.

    The same told twice on one day is one; and a day climbs one rung at most, whatever was written on it.
    `reason`: one more to write, with KEPT. `months`: the new rhythm, with RHYTHM.
    """
    today = planning.today_of(owner, now)
    kind = TOUCHES.get(happened)
    noted = store.touches_on(session, contact.id, today) if kind else []
    if any(each.kind is kind for each in noted):
        return None
    reminder = store.open_reminder(session, contact.id)
    next_step = step(contact.stage, reminder.rung if reminder else None, happened)
    climbed = kind in NOTES and any(each.kind in NOTES and each.attempt for each in noted)
    if climbed and contact.stage is Stage.FOLLOWING_UP:
        next_step = None
    nothing_open = reminder is None and contact.stage is Stage.LET_GO
    if (next_step is None and kind is None) or (happened is Happened.LET_GO and nothing_open):
        return None
    change = changes.opened(owner, contact, reminder, happened.value, now, climbs=next_step is not None)
    insert_all(session, [change])
    if kind:
        attempt = reminder.rung.attempt if reminder and next_step and kind in NOTES else None
        insert_all(session, [changes.touched(change, kind, today, attempt)])
    contact.reason = reason or contact.reason
    contact.keep_in_touch_months = contact.keep_in_touch_months if months is None else months
    if next_step is None:
        return change
    if reminder:
        reminder.settle(next_step.outcome)
    contact.stage = next_step.stage
    session.flush()  # a contact has one open reminder at most
    if next_step.rung and next_step.when and (next_step.stage is not Stage.IN_TOUCH or contact.keep_in_touch_months):
        window = next_step.when(today, contact.keep_in_touch_months)
        planning.plan(session, owner, contact, next_step.rung, window, change, now)
    return change


def wrote(session: Session, owner: Member, contact: Contact, now: datetime) -> Change | None:
    """They wrote to the contact, today."""
    return decide(session, owner, contact, Happened.WROTE, now)


def replied(session: Session, owner: Member, contact: Contact, now: datetime) -> Change | None:
    """They heard from the contact: in touch from now on, at the contact's rhythm."""
    return decide(session, owner, contact, Happened.REPLIED, now)


def helped(session: Session, owner: Member, contact: Contact, now: datetime) -> Change | None:
    """The member gave something back."""
    return decide(session, owner, contact, Happened.HELPED, now)


def let_go(session: Session, owner: Member, contact: Contact, now: datetime) -> Change | None:
    """The end of the ladder, and that is okay."""
    return decide(session, owner, contact, Happened.LET_GO, now)


def follow_up_again(session: Session, owner: Member, contact: Contact, now: datetime) -> Change | None:
    """A contact who was let go comes back at the member's wish: the ladder starts afresh, from today."""
    return decide(session, owner, contact, Happened.AGAIN, now)


def set_rhythm(session: Session, owner: Member, contact: Contact, months: int, now: datetime) -> Change | None:
    """Remind of a contact in touch every so many months; 0: never. Counted from the day of this choice."""
    if contact.keep_in_touch_months == months:
        return None
    return decide(session, owner, contact, Happened.RHYTHM, now, months=months)


def keep_reason(session: Session, owner: Member, contact: Contact, reason: str, now: datetime) -> Change | None:
    """Let go, with one more reason to write noted for the day it comes up. It brings nothing up by itself."""
    return decide(session, owner, contact, Happened.KEPT, now, reason=reason)


def depart(session: Session, owner: Member, contact: Contact, now: datetime) -> Change | None:
    """Their Slack account was deactivated."""
    return decide(session, owner, contact, Happened.DEPARTED, now)


DECISIONS: dict[str, Decision] = {
    "wrote": wrote,
    "replied": replied,
    "helped": helped,
    "let_go": let_go,
    "again": follow_up_again,
    "undo": changes.undo_latest,
}
"""What a click on a card, in Home or in the contact view decides, by its word."""

DEPARTED = Outcome.DEPARTED
