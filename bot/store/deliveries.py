"""Deliveries: what is due, who works on it, and what they carry."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from bot.domain.models import Clearing, Contact, Delivery, DeliveryItem, Member, Reminder
from bot.domain.models.deliveries import LEASE
from bot.domain.types import DeliveryState

LIVE = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.DOUBTFUL)
"""Not yet in Slack, and still on its way there."""


def members_with_due(session: Session, workspaces: Collection[int], now: datetime, limit: int) -> Sequence[int]:
    """Ids of members of these workspaces for whom a reminder has fallen due, the longest waiting first."""
    due = select(Reminder.member_id).where(Reminder.due_at <= now, Reminder.workspace_id.in_(workspaces))
    return list(dict.fromkeys(session.scalars(due.order_by(Reminder.due_at).limit(limit))))


def due_reminders(session: Session, member_ids: Collection[int], now: datetime) -> Sequence[Reminder]:
    """The reminders of these members that have fallen due, with their contacts, the longest waiting first."""
    due = select(Reminder).where(Reminder.member_id.in_(member_ids), Reminder.due_at <= now)
    due = due.order_by(Reminder.due_on, Reminder.id).options(joinedload(Reminder.contact))
    return session.scalars(due).all()


def recent(session: Session, member_ids: Collection[int], now: datetime) -> dict[int, list[Delivery]]:
    """The DMs of these members that are on their way, or of their last mornings, by member id."""
    lately = or_(Delivery.state.in_(LIVE), Delivery.morning_on >= now.date() - timedelta(days=2))
    found: dict[int, list[Delivery]] = defaultdict(list)
    for each in session.scalars(select(Delivery).where(Delivery.member_id.in_(member_ids), lately)):
        found[each.member_id].append(each)
    return found


def carried(session: Session, reminder: Reminder) -> bool:
    """Whether a DM that is not in Slack carries this reminder: on its way, or parked."""
    waiting = Delivery.state.in_((*LIVE, DeliveryState.PARKED))
    return session.scalars(select(Delivery.id).where(waiting, _shows(reminder.id))).first() is not None


def claim(session: Session, workspaces: Collection[int], worker: str, now: datetime, limit: int) -> list[int]:
    """Take deliveries of these workspaces that want attention: due tries, and those whose worker fell silent.

    Returns their ids.
    """
    due = (Delivery.state.in_(LIVE), Delivery.next_at <= now, Delivery.workspace_id.in_(workspaces))
    wanted = select(Delivery).where(*due).order_by(Delivery.next_at).limit(limit)
    found = session.scalars(wanted.with_for_update(skip_locked=True)).all()
    for each in found:
        each.worker, each.next_at = worker, now + LEASE
        if each.state is DeliveryState.SENDING:
            each.state = DeliveryState.DOUBTFUL
    return [each.id for each in found]


def push_back(session: Session, member_id: int, now: datetime, until: datetime) -> None:
    """What is due for the member is looked at again at that moment."""
    due = (Reminder.member_id == member_id, Reminder.due_at <= now)
    session.execute(update(Reminder).where(*due).values(due_at=until))


def trouble(session: Session, workspaces: Collection[int], drawn_at_most: int) -> tuple[int, int]:
    """How many cards could not be drawn and wait in Home by name, and how many messages Slack would not take."""
    undrawn = (Reminder.undrawn >= drawn_at_most, Reminder.outcome.is_(None), Reminder.workspace_id.in_(workspaces))
    refused = (Delivery.state == DeliveryState.PARKED, Delivery.workspace_id.in_(workspaces))
    cards, messages = (session.scalar(select(func.count()).where(*which)) or 0 for which in (undrawn, refused))
    return cards, messages


def put_off(session: Session, until: Mapping[int, datetime], now: datetime) -> None:
    """What is due in these workspaces waits until that moment, by workspace id."""
    for workspace_id, moment in until.items():
        due = (Delivery.workspace_id == workspace_id, Delivery.state.in_(LIVE), Delivery.next_at <= now)
        session.execute(update(Delivery).where(*due).values(next_at=moment))


def free_leases(session: Session, workspaces: Collection[int], now: datetime) -> None:
    """Give every lease of these workspaces back, of DMs to be sent and to be emptied: for a database with one process
    only, at its start."""
    leased = (Delivery.worker.is_not(None), Delivery.state.in_(LIVE))
    for table, which in ((Delivery, leased), (Clearing, ())):
        session.execute(update(table).where(table.workspace_id.in_(workspaces), *which).values(next_at=now))


def deliveries(session: Session, delivery_ids: Collection[int], worker: str | None = None) -> Sequence[Delivery]:
    """These deliveries with their member, reminders and contacts. `worker`: those that it holds, locked.

    Locked, so that one whose lease has run out does not write over the next worker. Their members first, as
    everywhere: who erases everything holds the member, and then waits for these rows.
    """
    found = select(Delivery).where(Delivery.id.in_(delivery_ids)).order_by(Delivery.id)
    if worker:
        owners = select(Delivery.member_id).where(Delivery.id.in_(delivery_ids))
        session.execute(select(Member.id).where(Member.id.in_(owners)).order_by(Member.id).with_for_update())
        found = found.where(Delivery.worker == worker).with_for_update()
    carried = selectinload(Delivery.items).joinedload(DeliveryItem.reminder).joinedload(Reminder.contact)
    found = found.options(carried, selectinload(Delivery.member)).execution_options(populate_existing=True)
    return session.scalars(found).all()


def shown_in(
    session: Session, owner: Member, reminder_id: int | None, channel: str | None, ts: str | None
) -> Sequence[int]:
    """The ids of the member's DMs in Slack that show this reminder, and of the one that is this message."""
    which = or_(_shows(reminder_id), and_(Delivery.channel == channel, Delivery.ts == ts))
    ours = (Delivery.member_id == owner.id, Delivery.ts.is_not(None), which)
    return session.scalars(select(Delivery.id).where(*ours)).all()


def parked(session: Session, owner: Member) -> Sequence[date]:
    """The mornings of the member's DMs that Slack would not take, with a reminder that still waits."""
    theirs = (Delivery.member_id == owner.id, Delivery.state == DeliveryState.PARKED, _waits())
    return session.scalars(select(Delivery.morning_on).where(*theirs).order_by(Delivery.id)).all()


def in_progress(session: Session, workspaces: Collection[int]) -> bool:
    """Whether a worker is at a delivery of these workspaces at this moment."""
    working = (Delivery.state.in_(LIVE), Delivery.worker.is_not(None), Delivery.workspace_id.in_(workspaces))
    return session.scalars(select(Delivery.id).where(*working)).first() is not None


def next_due_at(session: Session, workspaces: Collection[int]) -> datetime | None:
    """The moment at which the next thing falls due in these workspaces; None where nothing is planned."""
    reminder = select(func.min(Reminder.due_at)).where(Reminder.workspace_id.in_(workspaces))
    live = (Delivery.state.in_(LIVE), Delivery.workspace_id.in_(workspaces))
    found = [session.scalar(reminder), session.scalar(select(func.min(Delivery.next_at)).where(*live))]
    return min((at for at in found if at is not None), default=None)


def showing_open(session: Session, owner: Member, limit: int) -> Sequence[int]:
    """Ids of the member's newest DMs in Slack that show a reminder which still waits."""
    found = select(Delivery.id).where(Delivery.member_id == owner.id, Delivery.ts.is_not(None), _waits())
    return session.scalars(found.order_by(Delivery.id.desc()).limit(limit)).all()


def showing(session: Session, contacts: Sequence[Contact]) -> Sequence[int]:
    """The ids of the DMs in Slack that show a card of one of these, the newest first."""
    theirs = Delivery.items.any(DeliveryItem.reminder.has(Reminder.contact_id.in_([each.id for each in contacts])))
    found = select(Delivery.id).where(theirs, Delivery.ts.is_not(None)).order_by(Delivery.id.desc())
    return session.scalars(found).all()


def _waits() -> ColumnElement[bool]:
    return Delivery.items.any(DeliveryItem.reminder.has(Reminder.outcome.is_(None)))


def _shows(reminder_id: int | None) -> ColumnElement[bool]:
    return Delivery.items.any(DeliveryItem.reminder_id == reminder_id)
