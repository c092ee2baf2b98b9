"""A negotiation is a limit on each of its people: they are left in peace until some time after its end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import ladder, words
from bot.domain.encounters import NAMELESS, Meeting
from bot.domain.limits import Negotiation
from bot.domain.models import Change, Limit, Member, Reminder
from bot.domain.types import LimitKind, Outcome, Rung, Stage
from bot.errors import NotFound, UserError
from bot.flows import changes, planning
from bot.flows.attempts import find_contact
from bot.store import attempts as store, encounters as encounters_store
from bot.store.rows import having, insert_all

NAMES_AT_MOST = 3


def name_of(meeting: Meeting) -> str | None:
    """What the negotiation of that meeting is called. One without a name has its people's: it is nobody else's."""
    told = " ".join((meeting.negotiation or "").split())
    if told.casefold() not in NAMELESS:
        return told or None
    return unnamed([each.name for each in meeting.people])


def unnamed(names: Sequence[str]) -> str:
    """What a negotiation with these people is called that has no name."""
    return f"the negotiation with {words.listed(names[:NAMES_AT_MOST])}"


def begin(session: Session, owner: Member, name: str, met_on: date, met: Sequence[Change], now: datetime) -> None:
    """The contacts of these changes were met in it. Where it had ended before that day it goes on again, for whoever
    waits for a first note, too; where they were met before its end, its end is theirs."""
    known = [limit for limit in store.negotiations(session, owner) if _key(limit.words) == _key(name)]
    ended = max((limit.ended_on for limit in known if limit.ended_on), default=None)
    what = {"kind": LimitKind.NEGOTIATION, "words": name, "created_at": now}
    if ended is None or met_on > ended or any(limit.ended_on is None for limit in known):
        over = [limit for limit in known if limit.ended_on]
        waiting = store.open_reminders(session, [limit.contact.id for limit in over])
        first_notes = {contact_id for contact_id, each in waiting.items() if each.rung is Rung.FIRST_NOTE}
        again = [limit for limit in over if limit.contact_id in first_notes]
        _set_end(session, owner, again, None, met[0].decision, now)
    else:
        told = [limit.announced_on for limit in known if limit.ended_on == ended and limit.announced_on]
        until_on = ended + timedelta(days=owner.cooling_off_days)
        what |= {"ended_on": ended, "until_on": until_on, "announced_on": max(told, default=None)}
    holding = {limit.contact_id for limit in known if limit.until_on is None}
    new = [change for change in met if change.contact_id not in holding]
    insert_all(session, [Limit.of(owner, contact_id=it.contact_id, change_id=it.id, **what) for it in new])
    keep_asking(session, owner, now)
    planning.replan(session, owner, now)


def held_with(session: Session, owner: Member, contact_id: int, limit_id: int | None = None) -> Negotiation:
    """The negotiation that this contact is on hold for: the one of that limit, or the one told last, as where they
    stand is told (`domain/limits.py`). Raises NotFound where there is none (any more)."""
    found = {
        limit.id: held
        for held in all_held(session, owner)
        for limit in held.limits
        if limit.contact_id == contact_id and limit_id in (None, limit.id)
    }
    if not found:
        raise NotFound
    return found[max(found)]


def all_held(session: Session, owner: Member) -> list[Negotiation]:
    """Every negotiation that goes on, with its people."""
    return _by_name([limit for limit in store.negotiations(session, owner) if limit.until_on is None])


def end(session: Session, owner: Member, held: Negotiation, ended_on: date, now: datetime) -> list[Reminder]:
    """It has ended: all its limits get their end, and what waits under them its day. Returns the reminders that have
    one now. Raises UserError for a day too far ahead."""
    if ended_on > planning.today_of(owner, now) + planning.LONGEST_AHEAD:
        raise UserError("That is more than a year away. Please tell me nearer to that day.")
    _set_end(session, owner, held.limits, ended_on, changes.new_decision(), now)
    planning.replan(session, owner, now)
    waiting = store.open_reminders(session, [limit.contact.id for limit in held.limits])
    return [each for each in waiting.values() if each.due_on]


def take_back(
    session: Session, owner: Member, contact_id: int, now: datetime, limit_id: int | None = None
) -> Negotiation:
    """It has not ended after all: back on hold. Raises UserError where something newer has happened with them all."""
    contact = find_contact(session, owner, contact_id)
    latest = store.latest_changes(session, [contact.id]).get(contact.id)
    if latest and latest.verb == "over":
        changes.undo(session, owner, latest, now)
    keep_asking(session, owner, now)
    try:
        return held_with(session, owner, contact_id, limit_id)
    except NotFound:
        raise UserError("Something newer has happened with them since, so that stays as it is.") from None


def goes_on(session: Session, owner: Member, reminder: Reminder, now: datetime) -> None:
    """Asked whether it goes on, the member said yes: the next question is a quarter away."""
    if not reminder.open or reminder.rung is not Rung.STILL_ON:
        return
    change = changes.opened(owner, reminder.contact, reminder, "goes_on", now, climbs=False)
    insert_all(session, [change])
    reminder.settle(Outcome.GOES_ON)
    session.flush()
    window = ladder.still_on(planning.today_of(owner, now))
    planner = planning.open_planner(session, owner, now)
    insert_all(session, [planner.planned(reminder.contact, Rung.STILL_ON, window, change, reminder.limit_id)])


def keep_asking(session: Session, owner: Member, now: datetime) -> None:
    """See to it that for each negotiation that goes on, one question is planned: once a quarter, whether it does. It
    hangs on one of its people; when that one is deleted, it moves to another."""
    questions = {each.limit_id: each for each in store.open_questions(session, owner)}
    for held in all_held(session, owner):
        asking = [questions.pop(limit.id) for limit in held.limits if limit.id in questions]
        is_idle = all(limit.contact.stage is Stage.LET_GO for limit in held.limits)
        for needless in asking if is_idle else asking[1:]:
            needless.settle(Outcome.SUPERSEDED)
        if not asking and not is_idle:
            first, about = held.limits[0], [limit.contact.id for limit in held.limits]
            met = [each.met_on for each in encounters_store.latest_encounters(session, about).values()]
            asked = having(session, Reminder, limit_id=[limit.id for limit in held.limits])
            shown = [each.shown_on for each in asked if each.shown_on]
            window = ladder.still_on(max([*(met or [planning.today_of(owner, now)]), *shown]))
            planner = planning.open_planner(session, owner, now)
            insert_all(session, [planner.planned(first.contact, Rung.STILL_ON, window, None, first.id)])
    for reminder in questions.values():
        reminder.settle(Outcome.OVER)
    session.flush()


def about(session: Session, owner: Member, limit_id: int) -> dict[int, dict[str, Any]]:
    """What the card of a question knows beside: the negotiation's name and people, and the question that follows."""
    limits = store.negotiations(session, owner)
    name = next((limit.words for limit in limits if limit.id == limit_id), None)
    people = tuple(Negotiation([limit for limit in limits if _key(limit.words) == _key(name)]).people)
    following = next((each for each in store.open_questions(session, owner) if each.limit_id == limit_id), None)
    return {limit_id: {"negotiation": name, "held_with": people, "following": following}}


def news(
    session: Session, owner: Member, reminders: Sequence[Reminder | None], morning_on: date
) -> list[Negotiation]:
    """What the DM of that morning, with these reminders, tells once: the time of peace after these is over, and first
    notes to their people follow. For somebody of several it is the one whose peace lasted longest."""
    shown = {each.contact_id for each in reminders if each and each.rung is Rung.FIRST_NOTE}
    ended = [it for it in store.negotiations(session, owner) if it.ended_on]
    over = [it for it in ended if it.until_on and it.until_on <= morning_on]
    longest = {it.contact_id: it.until_on for it in sorted(over, key=lambda it: it.until_on or morning_on)}
    new = [it for it in over if it.announced_on in (None, morning_on)]
    return [
        found
        for found in _by_name(new)
        if any(it.contact_id in shown and it.until_on == longest[it.contact_id] for it in found.limits)
    ]


def _by_name(limits: Sequence[Limit]) -> list[Negotiation]:
    found: dict[str, list[Limit]] = defaultdict(list)
    for limit in limits:
        found[_key(limit.words)].append(limit)
    return [Negotiation(each) for each in found.values()]


def _set_end(
    session: Session, owner: Member, limits: Sequence[Limit], ended_on: date | None, decision: str, now: datetime
) -> None:
    """These ended on that day, or (None) go on again; a change for each remembers what was before."""
    ids = {limit.id for limit in limits}
    asking = {each.contact_id: each for each in store.open_questions(session, owner) if each.limit_id in ids}
    made, verb = [], "over" if ended_on else "held"
    for limit in limits:
        what: dict[str, Any] = {"climbs": False, "decision": decision, "limits": [limit]}
        made.append(changes.opened(owner, limit.contact, asking.get(limit.contact_id or 0), verb, now, **what))
        limit.ended_on, limit.announced_on = ended_on, None
        limit.until_on = ended_on + timedelta(days=owner.cooling_off_days) if ended_on else None
    insert_all(session, made)
    for question in asking.values():
        question.settle(Outcome.OVER)


def _key(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
