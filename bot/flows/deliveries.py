"""A morning's reminders on their way to the member: gathered, checked once more, and marked, many DMs in one work.

None of these knows Slack: `jobs/deliver.py` carries what they say.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from bot.domain.ladder import Happened
from bot.domain.limits import Rules
from bot.domain.models import Delivery, DeliveryItem, Member, Reminder
from bot.domain.models.deliveries import Answer, Fate
from bot.domain.types import DeliveryState, Outcome, Rung, Stage
from bot.flows import attempts, negotiations, planning
from bot.store import data, deliveries as store, members
from bot.store.rows import insert_all

MERGE_WAIT = timedelta(minutes=10)


def gather(session: Session, member_ids: Collection[int], now: datetime) -> list[int]:
    """Put these members' due reminders, at most the cap, into one DM each; the others get a later moment.

    Oldest first. Nothing is gathered outside a member's hours, twice a day, or while a DM is on its way. Returns whom
    it was seen to: whoever is locked by somebody else has a next time.
    """
    owners = members.lock(session, sorted(member_ids))
    ids = [owner.id for owner in owners]
    due: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in store.due_reminders(session, ids, now):
        due[reminder.member_id].append(reminder)
    recent, rules = store.recent(session, ids, now), planning.rules_of(session, owners, now)
    made: list[tuple[Delivery, list[Reminder]]] = []
    for owner in owners:
        if later := _not_now(owner, recent[owner.id], now):
            _postpone(due[owner.id], later)
        elif free := _not_stopped(session, owner, due[owner.id], rules[owner.id], now):
            carried = free[: owner.daily_cap]
            what = ",".join(f"{each.id}:{each.due_on}:{each.shown}" for each in carried)
            key = sha256(f"{owner.id}/{what}".encode()).hexdigest()[:32]
            when = {"morning_on": planning.today_of(owner, now), "next_at": now}
            made.append((Delivery.of(owner, key=key, state=DeliveryState.PENDING, **when), carried))
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
    return ids


def prepare(session: Session, delivery_ids: Collection[int], worker: str, now: datetime) -> list[Delivery]:
    """Look at the truth of claimed DMs, and mark those that may go as `sending`: the next thing is the request.

    Returns those, and the doubtful ones: they may be in Slack, so the history is read before anything else.
    """
    found = store.deliveries(session, delivery_ids, worker)
    departed = members.departed(session, [item.reminder.contact_id for each in found for item in each.items])
    rules = planning.rules_of(session, {each.member for each in found}, now)
    recent = store.recent(session, rules, now)
    taken = []
    for delivery in found:
        if delivery.state is DeliveryState.DOUBTFUL:
            taken.append(delivery)
        elif _may_go(session, delivery, rules[delivery.member_id], recent[delivery.member_id], now):
            for item in delivery.items:
                if item.reminder.open and item.reminder.contact.slack_user_id in departed:
                    attempts.decide(session, delivery.member, item.reminder.contact, Happened.DEPARTED, now)
            delivery.send(planning.today_of(delivery.member, now), now)
            taken.append(delivery)
    session.flush()
    return taken


def resend(session: Session, delivery_id: int, worker: str, now: datetime, *, readable: bool) -> list[Delivery]:
    """It was looked for and not found: the DM, marked as `sending` once more, if it may be sent again now."""
    for delivery in store.deliveries(session, [delivery_id], worker):
        if delivery.state is DeliveryState.DOUBTFUL and delivery.look(now, readable=readable):
            delivery.state = DeliveryState.PENDING
            session.flush()
            return prepare(session, [delivery_id], worker, now)
    return []


def mark(session: Session, answers: Mapping[Delivery, Answer], worker: str, now: datetime) -> list[int]:
    """Write down what became of these DMs. What is in Slack counts as shown, and gets its next day where it has one.

    What a slow worker heard after its lease has ended does not count any more. Where the member erased everything
    meanwhile, what may be in Slack is to be taken back. Returns the ids of those in which somebody was erased while
    they were on their way: they are drawn anew.
    """
    taken = {each.id: each for each in answers}
    held = store.deliveries(session, taken, worker)
    found = [each for each in held if each.state in (DeliveryState.SENDING, DeliveryState.DOUBTFUL)]
    sent = {each.member for each in found if answers[taken[each.id]].ts}
    planners = planning.open_planners(session, sent, now)
    for delivery in found:
        answer = answers[taken[delivery.id]]
        delivery.hear(answer, now)
        if answer.fate is Fate.CHANNEL_GONE:
            delivery.member.dm_channel = None
        if answer.ts:
            delivery.member.dm_channel = delivery.channel
            _count_as_shown(session, delivery, planners[delivery.member_id])
    session.flush()
    others = taken.keys() - {each.id for each in held}
    for delivery_id in others - {each.id for each in store.deliveries(session, others)}:
        gone = taken[delivery_id]
        if answers[gone].fate in (Fate.SENT, Fate.DOUBTFUL):
            data.leave_clearing(session, gone.workspace_id, gone.member.slack_user_id, now)
    return [each.id for each in found if each.ts and len(each.items) < len(taken[each.id].items)]


def set_aside(session: Session, delivery_id: int, worker: str, reminder_ids: Collection[int], now: datetime) -> None:
    """The cards of these could not be drawn: the others go without them."""
    for delivery in store.deliveries(session, [delivery_id], worker):
        for item in list(delivery.items):
            if item.reminder_id in reminder_ids:
                delivery.items.remove(item)
                item.reminder.set_aside(planning.next_morning(delivery.member, now))
        if delivery.items:
            delivery.wait_until(now)
        else:
            session.delete(delivery)
    session.flush()


def stumble(session: Session, delivery_id: int, worker: str, now: datetime) -> None:
    """Our own code failed over this DM: tried a few times, then parked; nothing is tried for ever."""
    for delivery in store.deliveries(session, [delivery_id], worker):
        delivery.hear(Answer(Fate.BROKEN, "bug"), now)
    session.flush()


def _not_now(owner: Member, others: Iterable[Delivery], now: datetime) -> datetime | None:
    """When to look again, where the member may not be reminded at this moment. `others`: DMs that they had lately."""
    if not owner.active:
        return now + timedelta(days=1)
    if any(each.state in store.LIVE for each in others):
        return now + MERGE_WAIT
    had_one = any(each.morning_on == planning.today_of(owner, now) for each in others)
    return planning.next_morning(owner, now) if had_one or not planning.is_reminder_time(owner, now) else None


def _may_go(session: Session, delivery: Delivery, rules: Rules, recent: Sequence[Delivery], now: datetime) -> bool:
    """Whether it may be sent at this moment, with what of it is still true. Else it is put off, or given up."""
    owner, carried = delivery.member, [item.reminder for item in delivery.items]
    free = _not_stopped(session, owner, carried, rules, now)
    for item in list(delivery.items):
        if item.reminder not in free or not _still_true(item.reminder):
            delivery.items.remove(item)
    later = _not_now(owner, [each for each in recent if each is not delivery], now)
    if not delivery.items:
        session.delete(delivery)
    elif later and (delivery.blind or any(not item.reminder.open for item in delivery.items)):
        delivery.wait_until(later)  # what may be in Slack, or is told once, keeps its key and its count of doubts
    elif later:
        _postpone([item.reminder for item in delivery.items], later)  # to be gathered afresh
        session.delete(delivery)
    return later is None and bool(delivery.items)


def _not_stopped(
    session: Session, owner: Member, reminders: Sequence[Reminder], rules: Rules, now: datetime
) -> list[Reminder]:
    """Those whom nobody left in peace keeps back. The others are given up, to be found another day."""
    stopped = [
        each for each in reminders if each.open and each.rung is not Rung.STILL_ON and rules.of(each.contact).stop
    ]
    if stopped:
        planning.release(stopped, now)
        planning.replan(session, owner, now)
    return [each for each in reminders if each not in stopped]


def _still_true(reminder: Reminder) -> bool:
    """Open, not moved to another day since it was gathered, and the contact still where it applies; or that a contact
    has left, which is news until it was told."""
    stage = Stage.IN_TOUCH if reminder.rung is Rung.KEEP_IN_TOUCH else Stage.FOLLOWING_UP
    applies = reminder.rung is Rung.STILL_ON or reminder.contact.stage is stage
    return reminder.outcome is Outcome.DEPARTED or (reminder.on_its_way and applies)


def _count_as_shown(session: Session, delivery: Delivery, planner: planning.Planner) -> None:
    reminders = [item.reminder for item in delivery.items]
    if planner.rules.negotiations:
        told = negotiations.news(session, delivery.member, reminders, delivery.morning_on)
        for limit in (limit for each in told for limit in each.limits):
            limit.announced_on = limit.announced_on or delivery.morning_on
    for reminder in reminders:
        reminder.shown += 1
        reminder.shown_on = delivery.morning_on
        if reminder.open and reminder.due_at is None:  # else settled or moved while the DM was on its way
            planner.after_it_was_shown(reminder, delivery.morning_on)


def _postpone(reminders: Collection[Reminder], until: datetime | None) -> None:
    for reminder in reminders:
        reminder.due_at = until
