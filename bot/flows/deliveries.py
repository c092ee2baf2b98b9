"""A morning's reminders on their way to the member: gathered, checked once more, and marked, many DMs in one work.

None of these knows Slack: `jobs/deliver.py` carries what they say.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from bot.domain.deliveries import Answer, Fate
from bot.domain.limits import Rules
from bot.domain.models import Delivery, DeliveryItem, Member, Reminder
from bot.domain.types import DeliveryState, Outcome, Rung, Stage
from bot.flows import decisions, negotiations, planning
from bot.store import deliveries as store
from bot.store import directory as directory_store
from bot.store import members
from bot.store.rows import insert_all

MERGE_WAIT = timedelta(minutes=10)
BROKEN_TRIES = 3
"""How often a DM is taken up that our own code stumbles over; then it is parked."""


@dataclass(frozen=True)
class Parcel:
    """A DM that is to be sent, or to be looked for, by the worker who took it."""

    id: int
    workspace_id: int
    slack_user_id: str
    channel: str
    key: str
    lease_until: datetime
    doubtful: bool = False
    """It may be in Slack already: the history is read before anything else."""


@dataclass
class Marked:
    """What a worker must see to after marking."""

    erased: list[int]
    """Ids of DMs whose member erased everything meanwhile: they go too."""
    fewer: list[int]
    """Ids of DMs in which somebody was erased while they were on their way: they are drawn anew."""


def gather(session: Session, member_ids: Collection[int], now: datetime) -> int:
    """Put these members' due reminders, at most the cap, into one DM each; the others get a later moment.

    Oldest first. Nothing is gathered outside a member's hours, twice a day, or while a DM is on its way. Returns for
    how many members it was seen to: whoever is locked by somebody else has a next time.
    """
    owners = members.lock(session, sorted(member_ids))
    ids = [owner.id for owner in owners]
    due: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in store.due_reminders(session, ids, now):
        due[reminder.member_id].append(reminder)
    live, mornings = store.members_with_live(session, ids), store.mornings(session, ids, now)
    rules = planning.rules_of(session, owners, now)
    made: list[tuple[Delivery, list[Reminder]]] = []
    for owner in owners:
        today = planning.today_of(owner, now)
        if later := _not_now(owner, owner.id in live, (owner.id, today) in mornings, now):
            _postpone(due[owner.id], later)
            continue
        stopped = [each for each in due[owner.id] if _is_stopped(each, rules[owner.id])]
        free = [each for each in due[owner.id] if each not in stopped]
        if stopped:
            planning.release(stopped)
            planning.replan(session, owner, now)
        if free:
            carried = free[: owner.daily_cap]
            made.append((_delivery(owner, carried, today, now), carried))
            _postpone(free[owner.daily_cap :], planning.next_morning(owner, now))
    insert_all(session, [delivery for delivery, _ in made])
    items = [
        DeliveryItem(delivery_id=delivery.id, reminder_id=each.id, planned_on=each.due_on or delivery.morning_on)
        for delivery, carried in made
        for each in carried
    ]
    insert_all(session, items)
    for _, carried in made:
        _postpone(carried, None)
    session.flush()
    return len(owners)


def prepare(
    session: Session, delivery_ids: Collection[int], worker: str, now: datetime, lease_until: datetime
) -> list[Parcel]:
    """Look at the truth of claimed DMs, and mark those that may go as `sending`: the next thing is the request."""
    found = store.deliveries(session, delivery_ids, worker)
    owners = members.members(session, {each.member_id for each in found})
    departed = directory_store.departed(session, [item.reminder.contact_id for each in found for item in each.items])
    rules = planning.rules_of(session, list(owners.values()), now)
    mornings = store.mornings(session, list(owners), now)
    parcels = []
    for delivery in found:
        owner = owners[delivery.member_id]
        if delivery.state is DeliveryState.DOUBTFUL:
            parcels.append(_parcel(delivery, owner, lease_until, doubtful=True))
            continue
        if _may_go(session, owner, delivery, rules[owner.id], departed, mornings, now):
            delivery.send(owner.dm_channel or owner.slack_user_id, planning.today_of(owner, now), now, lease_until)
            parcels.append(_parcel(delivery, owner, lease_until))
    session.flush()
    return parcels


def resend(
    session: Session, delivery_id: int, worker: str, readable: bool, now: datetime, lease_until: datetime
) -> list[Parcel]:
    """It was looked for and not found: the DM, marked as `sending` once more, if it may be sent again now."""
    for delivery in store.deliveries(session, [delivery_id], worker):
        if delivery.state is DeliveryState.DOUBTFUL and delivery.look(now, readable=readable):
            delivery.state = DeliveryState.LEASED
            session.flush()
            return prepare(session, [delivery_id], worker, now, lease_until)
    return []


def mark(
    session: Session, answers: Mapping[int, Answer], shown: Mapping[int, int], worker: str, now: datetime
) -> Marked:
    """Write down what became of these DMs. What is in Slack counts as shown, and gets its next day where it has one.

    `shown`: how many cards each had. What a slow worker heard after its lease has ended does not count any more.
    """
    found = store.deliveries(session, answers, worker)
    there = {each.id: each for each in found}
    owners = members.members(session, {each.member_id for each in found})
    sent = [
        each
        for each in found
        if each.state in (DeliveryState.SENDING, DeliveryState.DOUBTFUL) and answers[each.id].ts
    ]
    planners = planning.open_planners(session, [owners[each.member_id] for each in sent], now)
    for delivery in found:
        owner = owners[delivery.member_id]
        if delivery.state not in (DeliveryState.SENDING, DeliveryState.DOUBTFUL):
            continue
        delivery.hear(answers[delivery.id], now)
        if answers[delivery.id].fate is Fate.CHANNEL_GONE:
            owner.dm_channel = None
    for delivery in sent:
        owner = owners[delivery.member_id]
        owner.dm_channel = delivery.channel
        reminders = [item.reminder for item in delivery.items]
        if planners[owner.id].rules.negotiations:
            negotiations.mark_announced(session, owner, reminders, delivery.morning_on)
        for reminder in reminders:
            reminder.shown += 1
            reminder.shown_on = delivery.morning_on
            if reminder.open and reminder.due_at is None:  # else settled or moved while the DM was on its way
                planners[owner.id].after_it_was_shown(reminder, delivery.morning_on)
    session.flush()
    gone = store.missing(session, [each for each in answers if each not in there])
    fewer = [each.id for each in sent if len(each.items) < shown.get(each.id, 0)]
    return Marked(gone, fewer)


def set_aside(session: Session, delivery_id: int, worker: str, reminder_ids: Collection[int], now: datetime) -> None:
    """The cards of these could not be drawn: the others go without them."""
    for delivery in store.deliveries(session, [delivery_id], worker):
        owner = members.member_by_id(session, delivery.member_id)
        for item in list(delivery.items):
            if item.reminder_id in reminder_ids:
                delivery.items.remove(item)
                item.reminder.set_aside(planning.next_morning(owner, now))
        if delivery.items:
            delivery.wait_until(now)
        else:
            session.delete(delivery)
    session.flush()


def stumble(session: Session, delivery_id: int, worker: str, now: datetime) -> None:
    """Our own code failed over this DM: tried a few times, then parked; nothing is tried for ever."""
    for delivery in store.deliveries(session, [delivery_id], worker):
        if delivery.tries + 1 >= BROKEN_TRIES:
            delivery.park("bug")
        else:
            delivery.hear(Answer(Fate.NOT_SENT, "bug"), now)
    session.flush()


def _delivery(owner: Member, carried: Sequence[Reminder], today: date, now: datetime) -> Delivery:
    what = ",".join(f"{each.id}:{each.due_on}:{each.shown}" for each in carried)
    return Delivery(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        key=sha256(f"{owner.id}/{what}".encode()).hexdigest()[:32],
        morning_on=today,
        state=DeliveryState.PENDING,
        next_at=now,
    )


def _parcel(delivery: Delivery, owner: Member, lease_until: datetime, *, doubtful: bool = False) -> Parcel:
    channel = delivery.channel or owner.dm_channel or owner.slack_user_id
    return Parcel(
        delivery.id, delivery.workspace_id, owner.slack_user_id, channel, delivery.key, lease_until, doubtful
    )


def _not_now(owner: Member, is_live: bool, had_one: bool, now: datetime) -> datetime | None:
    """When to look again, where nothing may be gathered for the member at this moment."""
    if not owner.active:
        return now + timedelta(days=1)
    if is_live:
        return now + MERGE_WAIT
    if had_one or not planning.is_reminder_time(owner, now):
        return planning.next_morning(owner, now)
    return None


def _may_go(
    session: Session,
    owner: Member,
    delivery: Delivery,
    rules: Rules,
    departed: Collection[str],
    mornings: Mapping[tuple[int, date], int],
    now: datetime,
) -> bool:
    stopped = [item.reminder for item in delivery.items if item.reminder.open and _is_stopped(item.reminder, rules)]
    for item in list(delivery.items):
        if item.reminder in stopped or not _still_true(item.reminder):
            delivery.items.remove(item)
    if stopped:
        planning.release(stopped)
        planning.replan(session, owner, now)
    if not delivery.items:
        session.delete(delivery)
        return False
    other = mornings.get((owner.id, planning.today_of(owner, now)))
    if not owner.active or not planning.is_reminder_time(owner, now) or other not in (None, delivery.id):
        _another_day(session, owner, delivery, now)
        return False
    for item in delivery.items:
        if item.reminder.open and item.reminder.contact.slack_user_id in departed:
            decisions.depart(session, owner, item.reminder.contact, now)
    return True


def _is_stopped(reminder: Reminder, rules: Rules) -> bool:
    return reminder.rung is not Rung.STILL_ON and rules.of(reminder.contact).stop is not None


def _still_true(reminder: Reminder) -> bool:
    """Open, not moved to another day since it was gathered, and the contact still where it applies.

    That a contact has left is news until it was told.
    """
    if reminder.outcome is Outcome.DEPARTED:
        return True
    if not reminder.on_its_way or reminder.rung is Rung.STILL_ON:
        return reminder.on_its_way
    stage = Stage.IN_TOUCH if reminder.rung is Rung.KEEP_IN_TOUCH else Stage.FOLLOWING_UP
    return reminder.contact.stage is stage


def _postpone(reminders: Collection[Reminder], until: datetime | None) -> None:
    for reminder in reminders:
        reminder.due_at = until


def _another_day(session: Session, owner: Member, delivery: Delivery, now: datetime) -> None:
    """Not now. One that may be in Slack keeps its key and its count of doubts; others are gathered afresh."""
    morning = planning.next_morning(owner, now)
    told = [item for item in delivery.items if not item.reminder.open]
    if delivery.blind or told:
        delivery.wait_until(morning)
        return
    _postpone([item.reminder for item in delivery.items], morning)
    session.delete(delivery)
