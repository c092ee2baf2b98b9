"""Deliveries: what is due, who works on it, and what they carry."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from bot.domain.models import Delivery, DeliveryItem, Member, Reminder
from bot.domain.types import DeliveryState

LIVE = (DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENDING, DeliveryState.DOUBTFUL)
"""Not yet in Slack, and still on its way there."""


def members_with_due(session: Session, workspaces: Collection[int], now: datetime, limit: int) -> Sequence[int]:
    """Ids of members of these workspaces for whom a reminder has fallen due, the longest waiting first."""
    due = (
        select(Reminder.member_id)
        .where(Reminder.due_at.is_not(None), Reminder.due_at <= now, Reminder.workspace_id.in_(workspaces))
        .order_by(Reminder.due_at)
        .limit(limit)
    )
    return list(dict.fromkeys((session.scalars(due)).all()))


def due_reminders(session: Session, member_ids: Collection[int], now: datetime) -> Sequence[Reminder]:
    """The reminders of these members that have fallen due, with their contacts, the longest waiting first."""
    found = session.scalars(
        select(Reminder)
        .where(Reminder.member_id.in_(member_ids), Reminder.due_at.is_not(None), Reminder.due_at <= now)
        .order_by(Reminder.due_on, Reminder.id)
        .options(joinedload(Reminder.contact))
    )
    return found.all()


def members_with_live(session: Session, member_ids: Collection[int]) -> set[int]:
    """Those of these members who have a DM on its way."""
    live = select(Delivery.member_id).where(Delivery.member_id.in_(member_ids), Delivery.state.in_(LIVE))
    return set(session.scalars(live))


def mornings(session: Session, member_ids: Collection[int], now: datetime) -> dict[tuple[int, date], int]:
    """The ids of the DMs that these members had lately, by member and morning."""
    rows = session.execute(
        select(Delivery.member_id, Delivery.morning_on, Delivery.id).where(
            Delivery.member_id.in_(member_ids), Delivery.morning_on >= now.date() - timedelta(days=2)
        )
    )
    return {(member_id, day): delivery_id for member_id, day, delivery_id in rows}


def carried(session: Session, reminder: Reminder) -> bool:
    """Whether a DM that is not in Slack carries this reminder: on its way, or parked."""
    found = session.scalar(
        select(DeliveryItem.id)
        .join(Delivery, Delivery.id == DeliveryItem.delivery_id)
        .where(DeliveryItem.reminder_id == reminder.id, Delivery.state.in_((*LIVE, DeliveryState.PARKED)))
        .limit(1)
    )
    return found is not None


def claim(
    session: Session,
    workspaces: Collection[int],
    now: datetime,
    worker: str,
    lease_until: datetime,
    limit: int,
) -> list[int]:
    """Take deliveries of these workspaces that want attention: due tries, and those whose worker fell silent.

    Returns their ids.
    """
    wanted = (
        select(Delivery.id)
        .where(Delivery.state.in_(LIVE), Delivery.next_at <= now, Delivery.workspace_id.in_(workspaces))
        .order_by(Delivery.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((session.scalars(wanted)).all())
    if not ids:
        return []
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state == DeliveryState.SENDING)
        .values(state=DeliveryState.DOUBTFUL)
    )
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state == DeliveryState.PENDING)
        .values(state=DeliveryState.LEASED)
    )
    session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(worker=worker, next_at=lease_until))
    return ids


def push_back(session: Session, member_id: int, now: datetime, until: datetime) -> None:
    """What is due for the member is looked at again at that moment."""
    due = (Reminder.member_id == member_id, Reminder.due_at <= now)
    session.execute(update(Reminder).where(*due).values(due_at=until))


def trouble(session: Session, workspaces: Collection[int], drawn_at_most: int) -> tuple[int, int]:
    """How many cards could not be drawn and wait in Home by name, and how many messages Slack would not take."""
    cards = select(func.count()).where(
        Reminder.undrawn >= drawn_at_most, Reminder.outcome.is_(None), Reminder.workspace_id.in_(workspaces)
    )
    messages = select(func.count()).where(
        Delivery.state == DeliveryState.PARKED, Delivery.workspace_id.in_(workspaces)
    )
    return session.scalar(cards) or 0, session.scalar(messages) or 0


def put_off(session: Session, until: Mapping[int, datetime], now: datetime) -> None:
    """What is due in these workspaces waits until that moment, by workspace id."""
    for workspace_id, moment in until.items():
        due = (Delivery.workspace_id == workspace_id, Delivery.state.in_(LIVE), Delivery.next_at <= now)
        session.execute(update(Delivery).where(*due).values(next_at=moment))


def free_leases(session: Session, workspaces: Collection[int], now: datetime) -> None:
    """Give every lease of these workspaces back: for a database with one process only, at its start."""
    leased = (Delivery.worker.is_not(None), Delivery.state.in_(LIVE), Delivery.workspace_id.in_(workspaces))
    session.execute(update(Delivery).where(*leased).values(next_at=now))


def deliveries(session: Session, delivery_ids: Collection[int], worker: str) -> Sequence[Delivery]:
    """Those of these deliveries that the worker holds, locked, with their reminders and contacts.

    Locked, so that one whose lease has run out does not write over the next worker. Their members first, as
    everywhere: who erases everything holds the member, and then waits for these rows.
    """
    owners = select(Delivery.member_id).where(Delivery.id.in_(delivery_ids))
    session.execute(select(Member.id).where(Member.id.in_(owners)).order_by(Member.id).with_for_update())
    return _whole(session, delivery_ids, Delivery.worker == worker, lock=True)


def _whole(
    session: Session, delivery_ids: Collection[int], *which: ColumnElement[bool], lock: bool = False
) -> Sequence[Delivery]:
    found = select(Delivery).where(Delivery.id.in_(delivery_ids), *which).order_by(Delivery.id)
    found = found.with_for_update() if lock else found
    loaded = found.options(
        selectinload(Delivery.items).joinedload(DeliveryItem.reminder).joinedload(Reminder.contact)
    )
    return session.scalars(loaded.execution_options(populate_existing=True)).all()


def whole(session: Session, delivery_ids: Collection[int]) -> Sequence[Delivery]:
    """These deliveries with their reminders and contacts."""
    return _whole(session, delivery_ids)


def carried_by(session: Session, delivery_id: int) -> Sequence[int]:
    """The ids of the reminders that this DM carries."""
    items = select(DeliveryItem.reminder_id).where(DeliveryItem.delivery_id == delivery_id)
    return session.scalars(items.order_by(DeliveryItem.id)).all()


def missing(session: Session, delivery_ids: Collection[int]) -> list[int]:
    """Those of these ids that no delivery has any more."""
    there = set(session.scalars(select(Delivery.id).where(Delivery.id.in_(delivery_ids))))
    return [each for each in delivery_ids if each not in there]


def by_message(session: Session, owner: Member, channel: str, ts: str) -> Delivery | None:
    """The delivery that this message of the member's DM is."""
    return session.scalar(
        select(Delivery).where(Delivery.member_id == owner.id, Delivery.channel == channel, Delivery.ts == ts)
    )


def parked(session: Session, owner: Member) -> Sequence[Delivery]:
    """The member's DMs that Slack would not take, with what they carry."""
    found = session.scalars(
        select(Delivery)
        .where(Delivery.member_id == owner.id, Delivery.state == DeliveryState.PARKED)
        .options(selectinload(Delivery.items).joinedload(DeliveryItem.reminder))
    )
    return found.all()


def in_progress(session: Session, workspaces: Collection[int]) -> bool:
    """Whether a worker is at a delivery of these workspaces at this moment."""
    ours = Delivery.workspace_id.in_(workspaces)
    working = select(Delivery.id).where(Delivery.state.in_(LIVE), Delivery.worker.is_not(None), ours).limit(1)
    return session.scalar(working) is not None


def next_due_at(session: Session, workspaces: Collection[int]) -> datetime | None:
    """The moment at which the next thing falls due in these workspaces; None where nothing is planned."""
    reminder = session.scalar(
        select(Reminder.due_at)
        .where(Reminder.due_at.is_not(None), Reminder.workspace_id.in_(workspaces))
        .order_by(Reminder.due_at)
        .limit(1)
    )
    waiting = session.scalar(
        select(Delivery.next_at)
        .where(Delivery.state.in_(LIVE), Delivery.workspace_id.in_(workspaces))
        .order_by(Delivery.next_at)
        .limit(1)
    )
    return min((at for at in (reminder, waiting) if at is not None), default=None)


def showing_open(session: Session, owner: Member, limit: int) -> Sequence[int]:
    """Ids of the member's newest DMs in Slack that show a reminder which still waits."""
    found = session.scalars(
        select(Delivery.id)
        .join(DeliveryItem, DeliveryItem.delivery_id == Delivery.id)
        .join(Reminder, Reminder.id == DeliveryItem.reminder_id)
        .where(Delivery.member_id == owner.id, Delivery.ts.is_not(None), Reminder.outcome.is_(None))
        .distinct()
        .order_by(Delivery.id.desc())
        .limit(limit)
    )
    return found.all()
