"""A morning's reminders on their way to the member: gathered, checked once more, and marked.

Each function is one short transaction of `jobs/deliver.py`; none of them knows Slack.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import country_of, next_working_day
from bot.domain.models import Delivery, DeliveryItem, Member, Reminder
from bot.domain.types import DeliveryState, Outcome, Rung, Stage
from bot.flows import changes, limits, negotiations, planning
from bot.store import deliveries as store
from bot.store import members

LOOK_AFTER_SECONDS = (5, 15, 30)
"""When to look into the history after a doubtful try; not found in any of them: send again."""
LONGEST_WAIT = timedelta(hours=1)
TRIES_BEFORE_PARKING = 12
"""For an error of Slack's that nobody knows: about six hours of trying."""
LOOKS_BEFORE_PARKING = 30
"""For a history that cannot be read: about a day of looking."""
MERGE_WAIT = timedelta(minutes=10)
STAGES = {Rung.KEEP_IN_TOUCH: Stage.IN_TOUCH, Rung.STILL_ON: Stage.ON_HOLD}
"""Where a contact stands whom a reminder is about; `following_up` for all others."""


def gather(session: Session, member_id: int, now: datetime) -> Delivery | None:
    """Put the member's due reminders, at most the cap, into one DM; the others get a later moment.

    Oldest first. Nothing is gathered outside the member's hours, twice a day, or while a DM is on its way.
    """
    owner = members.find_by_id(session, member_id)
    due = store.due_reminders(session, owner, now) if owner else []
    if owner is None or not due:
        return None
    today = planning.today_of(owner, now)
    if later := _not_now(session, owner, today, now):
        _postpone(due, later)
        return None
    due = _without_stopped(session, owner, due, now)
    if not due:
        return None
    delivery = Delivery(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        key=secrets.token_hex(16),
        morning_on=today,
        state=DeliveryState.PENDING,
        next_at=now,
        items=[DeliveryItem(reminder_id=each.id, planned_on=each.due_on or today) for each in due[: owner.daily_cap]],
    )
    session.add(delivery)
    _postpone(due[: owner.daily_cap], None)
    _postpone(due[owner.daily_cap :], planning.next_morning(owner, now))
    session.flush()
    return delivery


def check(
    session: Session,
    delivery_id: int,
    worker: str,
    channel: str,
    departed: Collection[str],
    now: datetime,
    lease_until: datetime,
) -> Delivery | None:
    """Look at the truth once more, and mark the delivery as `sending`: the next thing is the request.

    `departed`: Slack ids of contacts whose account is deactivated; their card says so and ends their ladder.
    None: there is nothing to send (now), or another worker has it.
    """
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None or delivery.state not in (DeliveryState.LEASED, DeliveryState.DOUBTFUL):
        return None
    owner = members.member_by_id(session, delivery.member_id)
    rules = limits.rules(session, owner, now)
    for item in list(delivery.items):
        stop = rules.of(item.reminder.contact).stop if item.reminder.open else None
        if not _still_true(item.reminder):
            delivery.items.remove(item)
        elif stop and item.reminder.rung is not Rung.STILL_ON:
            delivery.items.remove(item)
            limits.put_off(session, owner, item.reminder, stop, now)
    today = planning.today_of(owner, now)
    if not delivery.items:
        _drop(session, delivery)
        return None
    other = store.delivery_of_day(session, owner, today)
    if not owner.active or not planning.is_reminder_time(owner, now) or (other and other.id != delivery.id):
        _another_day(session, owner, delivery, now)
        return None
    for item in delivery.items:
        if item.reminder.open and item.reminder.contact.slack_user_id in departed:
            _depart(session, owner, item.reminder, now)
    delivery.state, delivery.morning_on, delivery.sending_at = DeliveryState.SENDING, today, now
    delivery.channel, delivery.next_at = channel, lease_until
    delivery.looks = 0
    session.flush()
    return delivery


def mark_sent(
    session: Session, delivery_id: int, worker: str, channel: str, ts: str, now: datetime
) -> Delivery | None:
    """It is in Slack: what it carried counts as shown, and gets its next day where it has one."""
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None or delivery.state not in (DeliveryState.SENDING, DeliveryState.DOUBTFUL):
        return None
    owner = members.member_by_id(session, delivery.member_id)
    delivery.state, delivery.next_at, delivery.worker = DeliveryState.SENT, None, None
    delivery.channel, delivery.ts, delivery.sent_at, delivery.problem = channel, ts, now, None
    negotiations.mark_announced(session, owner, [item.reminder for item in delivery.items], delivery.morning_on)
    for item in delivery.items:
        reminder = item.reminder
        reminder.shown += 1
        reminder.shown_on = delivery.morning_on
        if reminder.open and reminder.due_at is None:  # else settled or moved while the DM was on its way
            planning.after_showing(session, owner, reminder, now)
    return delivery


def try_again(
    session: Session, delivery_id: int, worker: str, problem: str, wait: timedelta | None, now: datetime
) -> None:
    """Surely not sent: once more after `wait`, or after a growing while where Slack named none."""
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None:
        return
    delivery.tries += 1
    delivery.state, delivery.worker, delivery.problem = DeliveryState.PENDING, None, problem
    delivery.next_at = now + (wait or _back_off(delivery.tries))


def refused(session: Session, delivery_id: int, worker: str, problem: str, now: datetime) -> None:
    """Surely not sent, for a reason that nobody knows: once more, but not for ever."""
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None:
        return
    if delivery.problem != problem:
        delivery.tries = 0
    if delivery.tries >= TRIES_BEFORE_PARKING:
        _park(delivery, problem)
    else:
        try_again(session, delivery_id, worker, problem, None, now)


def postpone(session: Session, delivery_id: int, worker: str, until: datetime) -> None:
    """Nothing was tried: give it back, to be taken up again at `until`. In doubt it stays in doubt."""
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None:
        return
    if delivery.state is DeliveryState.LEASED:
        delivery.state = DeliveryState.PENDING
    delivery.worker, delivery.next_at = None, until


def doubt(session: Session, delivery_id: int, worker: str, problem: str, now: datetime) -> None:
    """The request went out and no answer came: look into the history before anything else."""
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None:
        return
    delivery.state, delivery.worker, delivery.problem = DeliveryState.DOUBTFUL, None, problem
    delivery.next_at = now + timedelta(seconds=LOOK_AFTER_SECONDS[0])


def not_found(session: Session, delivery_id: int, worker: str, readable: bool, now: datetime) -> bool:
    """A look into the history did not show it. True: that was the last look, and it may be sent again.

    Where the history cannot be read it is sent again once: the promise is to show a reminder twice at most. In
    doubt a second time, the history is asked for about a day (a network comes back), and then it is parked.
    """
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None or delivery.state is not DeliveryState.DOUBTFUL:
        return False
    delivery.looks += 1
    if delivery.looks >= len(LOOK_AFTER_SECONDS) and (readable or not delivery.blind):
        delivery.blind += not readable
        return True
    if delivery.looks >= LOOKS_BEFORE_PARKING:
        _park(delivery, "unconfirmed")
        return False
    seconds = dict(enumerate(LOOK_AFTER_SECONDS)).get(delivery.looks)
    delivery.worker = None
    delivery.next_at = now + (timedelta(seconds=seconds) if seconds else _back_off(delivery.looks))
    return False


def channel_gone(session: Session, delivery_id: int, worker: str, problem: str, now: datetime) -> None:
    """The DM we knew is gone: open it anew, once; gone again, it is parked."""
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is None:
        return
    owner = members.member_by_id(session, delivery.member_id)
    if delivery.problem == problem:
        _park(delivery, problem)
        return
    owner.dm_channel = None
    try_again(session, delivery_id, worker, problem, timedelta(seconds=1), now)


def park(session: Session, delivery_id: int, worker: str, problem: str) -> None:
    """Slack will never take it: keep it, show it in Home, try no more."""
    delivery = store.delivery(session, delivery_id, worker)
    if delivery is not None:
        _park(delivery, problem)


def is_late(item: DeliveryItem, owner: Member, shown_on: date) -> bool:
    """Whether the card came after the first working day on which it could have come."""
    return next_working_day(item.planned_on, country_of(owner.zone or "")) < shown_on


def _not_now(session: Session, owner: Member, today: date, now: datetime) -> datetime | None:
    """When to look again, where nothing may be gathered for the member at this moment."""
    if not owner.active:
        return now + timedelta(days=1)
    if store.live_delivery(session, owner):
        return now + MERGE_WAIT
    if not planning.is_reminder_time(owner, now) or store.delivery_of_day(session, owner, today):
        return planning.next_morning(owner, now)
    return None


def _without_stopped(session: Session, owner: Member, due: Sequence[Reminder], now: datetime) -> list[Reminder]:
    """The reminders whose contacts may be brought up; the others are put off."""
    rules = limits.rules(session, owner, now)
    free = []
    for reminder in due:
        stop = rules.of(reminder.contact).stop
        if stop and reminder.rung is not Rung.STILL_ON:
            limits.put_off(session, owner, reminder, stop, now)
        else:
            free.append(reminder)
    return free


def _postpone(reminders: Collection[Reminder], until: datetime | None) -> None:
    for reminder in reminders:
        reminder.due_at = until


def _still_true(reminder: Reminder) -> bool:
    """Open, not moved to another day since it was gathered, and the contact still where it applies.

    That a contact has left is news until it was told.
    """
    if reminder.outcome is Outcome.DEPARTED:
        return True
    stage = STAGES.get(reminder.rung, Stage.FOLLOWING_UP)
    return reminder.open and reminder.due_at is None and reminder.contact.stage is stage


def _park(delivery: Delivery, problem: str) -> None:
    delivery.state, delivery.worker, delivery.next_at = DeliveryState.PARKED, None, None
    delivery.problem = problem


def _back_off(tries: int) -> timedelta:
    return min(timedelta(seconds=5 * 2 ** min(tries, 10)), LONGEST_WAIT)


def _another_day(session: Session, owner: Member, delivery: Delivery, now: datetime) -> None:
    """Not now. One that may be in Slack keeps its key and its count of doubts; others are gathered afresh."""
    morning = planning.next_morning(owner, now)
    told = [item for item in delivery.items if not item.reminder.open]
    if delivery.blind or told:
        delivery.state, delivery.worker, delivery.next_at = DeliveryState.PENDING, None, morning
        return
    _postpone([item.reminder for item in delivery.items], morning)
    _drop(session, delivery)


def _drop(session: Session, delivery: Delivery) -> None:
    session.delete(delivery)
    session.flush()


def _depart(session: Session, owner: Member, reminder: Reminder, now: datetime) -> None:
    changes.begin(session, owner, reminder.contact, "departed", now)
    changes.settle(reminder, Outcome.DEPARTED)
    reminder.contact.stage = Stage.LET_GO
