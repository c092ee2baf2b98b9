"""A negotiation is a limit on each of its people: they are left in peace until some time after its end."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import ladder, words
from bot.domain.cards import Over
from bot.domain.encounters import NAMELESS, Meeting
from bot.domain.models import Change, Contact, Limit, Member, Reminder
from bot.domain.types import LimitKind, Outcome, Rung, Stage
from bot.errors import NotFound, UserError
from bot.flows import changes, planning
from bot.flows.attempts import find_contact
from bot.store import attempts as attempts_store
from bot.store import encounters as encounters_store
from bot.store import limits as store
from bot.store.rows import insert_all

LONGEST_AHEAD = timedelta(days=366)
"""How far ahead the end of a negotiation may be told."""
NAMES_AT_MOST = 3


@dataclass(frozen=True)
class Held:
    """A negotiation that goes on, and who is left in peace because of it."""

    name: str
    limits: Sequence[Limit]
    contacts: Sequence[Contact]
    """The contact of each limit."""

    @property
    def asked_about(self) -> Contact:
        """The one whom the question of the quarter hangs on."""
        return self.contacts[0]

    def marker(self, contact_id: int) -> str:
        """What a form or a button carries to mean this negotiation of that contact, who may be in others."""
        pairs = zip(self.limits, self.contacts, strict=True)
        return f"{contact_id}:{next(limit.id for limit, contact in pairs if contact.id == contact_id)}"

    @property
    def names(self) -> list[str]:
        """Theirs."""
        return list(dict.fromkeys(contact.name for contact in self.contacts))


def name_of(meeting: Meeting) -> str | None:
    """What the negotiation of that meeting is called. One without a name has its people's: it is nobody else's."""
    told = " ".join((meeting.negotiation or "").split())
    if told.casefold() not in NAMELESS:
        return told or None
    return unnamed([each.name for each in meeting.people])


def unnamed(names: Sequence[str]) -> str:
    """What a negotiation with these people is called that has no name."""
    return f"the negotiation with {words.listed(names[:NAMES_AT_MOST])}"


def begin(
    session: Session, owner: Member, name: str, met_on: date, met: Sequence[tuple[Contact, Change]], now: datetime
) -> None:
    """These were met in it. Where it had ended before that day it goes on again, for those who wait for a first note
    after it, too; where they were met before its end, its end is theirs."""
    known = [pair for pair in store.negotiations(session, owner) if _key(pair[0].words) == _key(name)]
    ended = max((limit.ended_on for limit, _ in known if limit.ended_on), default=None)
    goes_on = ended is None or met_on > ended or any(limit.ended_on is None for limit, _ in known)
    if goes_on:
        _take_up_again(session, owner, known, met[0][1].decision, now)
    announced = max(
        (limit.announced_on for limit, _ in known if limit.ended_on == ended and limit.announced_on), default=None
    )
    holding = {limit.contact_id for limit, _ in known if limit.until_on is None}
    made = [
        Limit(
            workspace_id=owner.workspace_id,
            member_id=owner.id,
            kind=LimitKind.NEGOTIATION,
            contact_id=contact.id,
            until_on=None if goes_on or ended is None else _peace_until(owner, ended),
            ended_on=None if goes_on else ended,
            announced_on=None if goes_on else announced,
            change_id=change.id,
            created_at=now,
        )
        for contact, change in met
        if contact.id not in holding
    ]
    for limit in made:
        limit.words = name
    insert_all(session, made)
    keep_asking(session, owner, now)
    planning.replan(session, owner, now)


def held_with(session: Session, owner: Member, contact_id: int, limit_id: int | None = None) -> Held:
    """The negotiation that this contact is on hold for: the one of that limit, or the one told last, as where they
    stand is told (`domain/limits.py`). Raises NotFound where there is none (any more).
    """
    contact = find_contact(session, owner, contact_id)
    found = {
        limit.id: held
        for held in all_held(session, owner)
        for limit, each in zip(held.limits, held.contacts, strict=True)
        if each is contact and limit_id in (None, limit.id)
    }
    if not found:
        raise NotFound
    return found[max(found)]


def all_held(session: Session, owner: Member) -> list[Held]:
    """Every negotiation that goes on, with its people."""
    found: dict[str, list[tuple[Limit, Contact]]] = defaultdict(list)
    for limit, contact in store.negotiations(session, owner):
        if limit.until_on is None:
            found[_key(limit.words)].append((limit, contact))
    return [Held(pairs[0][0].words or "", *zip(*pairs, strict=True)) for pairs in found.values()]


def end(session: Session, owner: Member, held: Held, ended_on: date, now: datetime) -> list[Reminder]:
    """It has ended: all its limits get their end, and what waits under them its day. Returns the reminders that have
    one now. Raises UserError for a day too far ahead.
    """
    if ended_on > planning.today_of(owner, now) + LONGEST_AHEAD:
        raise UserError("That is more than a year away. Please tell me nearer to that day.")
    asking = {each.contact_id: each for each in _asking(session, owner, held)}
    decision = changes.new_decision()
    made = []
    for limit, contact in zip(held.limits, held.contacts, strict=True):
        made.append(
            changes.opened(
                owner, contact, asking.get(contact.id), "over", now, climbs=False, decision=decision, limits=[limit]
            )
        )
        limit.until_on, limit.ended_on, limit.announced_on = _peace_until(owner, ended_on), ended_on, None
    insert_all(session, made)
    for reminder in asking.values():
        reminder.settle(Outcome.OVER)
    planning.replan(session, owner, now)
    waiting = attempts_store.open_reminders(session, [contact.id for contact in held.contacts])
    return [each for each in waiting.values() if each.due_on]


def take_back(session: Session, owner: Member, contact_id: int, now: datetime, limit_id: int | None = None) -> Held:
    """It has not ended after all: back on hold, all those for whom nothing newer has happened.

    Raises UserError where there is nobody like that.
    """
    contact = find_contact(session, owner, contact_id)
    latest = attempts_store.latest_changes(session, [contact.id]).get(contact.id)
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
    planning.plan(session, owner, reminder.contact, Rung.STILL_ON, window, change, now, reminder.limit_id)


def keep_asking(session: Session, owner: Member, now: datetime) -> None:
    """See to it that for each negotiation that goes on, one question is planned: once a quarter, whether it does.

    The question hangs on one of its people; when that one is deleted, it moves to another.
    """
    questions = {each.limit_id: each for each in store.open_questions(session, owner)}
    for held in all_held(session, owner):
        asking = [questions.pop(limit.id) for limit in held.limits if limit.id in questions]
        for twice in asking[1:]:
            twice.settle(Outcome.SUPERSEDED)
        if not any(contact.stage is not Stage.LET_GO for contact in held.contacts):
            for idle in asking:
                idle.settle(Outcome.SUPERSEDED)
        elif not asking:
            _ask(session, owner, held, now)
    for reminder in questions.values():
        reminder.settle(Outcome.OVER)
    session.flush()


def about(session: Session, owner: Member, limit_id: int) -> dict[int, dict[str, Any]]:
    """What the card of a question knows beside: the negotiation's name and people, and the question that follows."""
    pairs = store.negotiations(session, owner)
    name = next((limit.words for limit, _ in pairs if limit.id == limit_id), None)
    people = [contact.name for limit, contact in pairs if _key(limit.words) == _key(name)]
    following = next((each for each in store.open_questions(session, owner) if each.limit_id == limit_id), None)
    return {limit_id: {"negotiation": name, "held_with": tuple(dict.fromkeys(people)), "following": following}}


def announced(session: Session, owner: Member, reminders: Sequence[Reminder | None], morning_on: date) -> list[Over]:
    """What the DM of that morning tells once: a negotiation's time of peace is over, for all its people."""
    return [
        Over(found[0][0].words or "", found[0][0].ended_on, tuple(dict.fromkeys(each.name for _, each in found)))
        for found in _news(session, owner, reminders, morning_on)
        if found[0][0].ended_on
    ]


def mark_announced(session: Session, owner: Member, reminders: Sequence[Reminder], morning_on: date) -> None:
    """It was told, in the DM that carried these reminders."""
    for found in _news(session, owner, reminders, morning_on):
        for limit, _ in found:
            limit.announced_on = limit.announced_on or morning_on


def _news(
    session: Session, owner: Member, reminders: Sequence[Reminder | None], morning_on: date
) -> list[list[tuple[Limit, Contact]]]:
    """By negotiation that these first notes follow, and that was not announced before: its people. For somebody of
    several it is the one whose peace lasted longest.
    """
    shown = {each.contact_id for each in reminders if each and each.rung is Rung.FIRST_NOTE}
    ended: dict[str, list[tuple[Limit, Contact]]] = defaultdict(list)
    longest: dict[int, date] = {}
    for limit, contact in store.negotiations(session, owner) if shown else ():
        if limit.until_on and limit.until_on <= morning_on:
            longest[contact.id] = max(limit.until_on, longest.get(contact.id, limit.until_on))
            if limit.announced_on in (None, morning_on):
                ended[_key(limit.words)].append((limit, contact))
    return [
        found
        for found in ended.values()
        if any(contact.id in shown and limit.until_on == longest[contact.id] for limit, contact in found)
    ]


def _take_up_again(
    session: Session, owner: Member, known: Sequence[tuple[Limit, Contact]], decision: str, now: datetime
) -> None:
    """It goes on again: whoever still waits for a first note after it is on hold once more."""
    ended = [(limit, contact) for limit, contact in known if limit.ended_on]
    waiting = store.waiting_for_first_note(session, [contact.id for _, contact in ended])
    again = [(limit, contact) for limit, contact in ended if contact.id in waiting]
    made = []
    for limit, contact in again:
        made.append(
            changes.opened(owner, contact, None, "held", now, climbs=False, decision=decision, limits=[limit])
        )
        limit.until_on, limit.ended_on, limit.announced_on = None, None, None
    insert_all(session, made)


def _ask(session: Session, owner: Member, held: Held, now: datetime) -> None:
    limit_ids = [limit.id for limit in held.limits]
    met = encounters_store.latest_encounters(session, [contact.id for contact in held.contacts])
    since = [encounter.met_on for encounter in met.values()] or [planning.today_of(owner, now)]
    asked = store.asked_on(session, owner, limit_ids)
    window = ladder.still_on(max([*since, asked or date.min]))
    planning.plan(session, owner, held.contacts[0], Rung.STILL_ON, window, None, now, limit_ids[0])


def _asking(session: Session, owner: Member, held: Held) -> list[Reminder]:
    ids = {limit.id for limit in held.limits}
    return [each for each in store.open_questions(session, owner) if each.limit_id in ids]


def _peace_until(owner: Member, ended_on: date) -> date:
    """The first day on which its people may be written to."""
    return ended_on + timedelta(days=owner.cooling_off_days)


def _key(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
