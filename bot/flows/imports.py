"""An attendee list: looked over, kept until the member says yes, then taken in part by part."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import imports as words
from bot.domain import ladder
from bot.domain.attendees import AttendeeList
from bot.domain.directory import Facts
from bot.domain.imports import Acquaintances, Listed, Match, Outlook, Progress, Report, Told
from bot.domain.models import AttendeeImport, Contact, Encounter, Member
from bot.domain.types import Stage
from bot.errors import NotFound
from bot.flows import meetings, planning
from bot.store import directory as directory_store
from bot.store import encounters as encounters_store
from bot.store import imports as store
from bot.store import members
from bot.store.encounters import Standing
from bot.store.rows import insert_all

PART = 200
"""People in one transaction: others wait for its end."""
ASKED_AT_ONCE = 500
"""Ids in one statement."""
UNANSWERED, IDLE = timedelta(days=1), timedelta(minutes=1)
"""How long a list waits for a yes; after what silence an import counts as left lying."""


def look_over(
    session: Session,
    owner: Member,
    listed: AttendeeList,
    told: Told,
    place: str | None,
    met_on: date,
    now: datetime,
) -> Report:
    """What an import of that list would do; nothing is kept by it."""
    told = replace(told, by_email=_with_divisions(session, owner, told))
    people, wrong = words.sort_out(listed, told, owner.slack_user_id)
    known = Acquaintances(store.acquaintances(session, owner))
    matches = [known.match(each) for each in people]
    noted = _noted_before(session, owner, matches, place, met_on)
    outlook = _outlook(session, owner, matches, noted, met_on, now)
    return Report(tuple(listed.columns.values()), people, wrong, listed.repeated, told.complete, outlook)


def keep(
    session: Session, owner: Member, people: Sequence[Listed], place: str | None, met_on: date, now: datetime
) -> AttendeeImport:
    """Keep the people of a list, sealed, until the member says yes."""
    kept = AttendeeImport(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        place=place,
        met_on=met_on,
        people=[each.as_json() for each in people],
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def confirm(session: Session, owner: Member, import_id: int, *, remind: bool, now: datetime) -> tuple[Progress, bool]:
    """The member said yes. How far it got, and whether this is the first yes. Raises NotFound."""
    waiting = store.waiting(session, owner, import_id)
    if waiting is None:
        raise NotFound
    is_first = waiting.worked_at is None
    if is_first:
        waiting.remind, waiting.worked_at = remind, now
    return _progress(waiting, len(waiting.people)), is_first


def cancel(session: Session, owner: Member, import_id: int) -> None:
    """The member thought better of it; what they said yes to before stays."""
    waiting = store.waiting(session, owner, import_id)
    if waiting and waiting.worked_at is None:
        session.delete(waiting)


def carry_on(session: Session, import_id: int, now: datetime) -> Progress | None:
    """Take in the next part of a list; None: it is not there (any more), or nobody said yes to it.

    Whoever carries on, and however often: nobody is taken in twice, and where a part fails, all of it does.
    """
    member_id = store.owner_of(session, import_id)
    if member_id is None:
        return None
    owner = members.member_by_id(session, member_id)
    waiting = store.waiting(session, owner, import_id)
    if waiting is None or waiting.worked_at is None:
        return None
    people = waiting.people
    part = [words.from_json(each) for each in people[waiting.done : waiting.done + PART]]
    _take_in(session, owner, waiting, part, now)
    waiting.done += len(part)
    waiting.worked_at = now
    session.flush()
    progress = _progress(waiting, len(people))
    if progress.finished:
        session.delete(waiting)
        if planning.rules(session, owner, now).limits:  # a division that was filled in may be under one
            planning.replan(session, owner, now)
    return progress


def _progress(waiting: AttendeeImport, total: int) -> Progress:
    return Progress(waiting.place, waiting.done, total, waiting.added, waiting.remind)


def _take_in(session: Session, owner: Member, waiting: AttendeeImport, part: Sequence[Listed], now: datetime) -> None:
    known = Acquaintances(store.acquaintances(session, owner))
    matches = [known.match(each) for each in part]
    noted = _noted_before(session, owner, matches, waiting.place, waiting.met_on)
    people = {id(match.contact): (match, before) for match, before in reversed([*zip(matches, noted, strict=True)])}
    first_come = list(reversed(people.values()))  # two lines, one person: the first of them counts
    ids = [match.contact.id for match, _ in first_come if match.contact.id]
    standings = encounters_store.standings(session, owner, ids)
    found = [
        standings.get(match.contact.id or 0) or Standing(_new(owner, match, waiting, now)) for match, _ in first_come
    ]
    for (match, _), standing in zip(first_come, found, strict=True):
        for field in words.FILLED:
            setattr(standing.contact, field, getattr(match.contact, field))
    insert_all(session, [standing.contact for standing in found if standing.contact.id is None])
    planner = planning.open_planner(session, owner, now)
    there: dict[str | None, list[Standing]] = defaultdict(list)
    for (match, before), standing in zip(first_come, found, strict=True):
        if not before:
            there[match.listed.note].append(standing)
    for note, standings_there in there.items():
        groups = [[each] for each in standings_there] if note else [standings_there]
        for group in groups:
            encounter = _encounter(session, owner, waiting, note, now)
            if waiting.remind:
                meetings.meet(session, planner, group, encounter, now)
            else:
                meetings.note_met(session, owner, group, encounter, now)


def _new(owner: Member, match: Match, waiting: AttendeeImport, now: datetime) -> Contact:
    waiting.added += 1
    return Contact(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        name=match.contact.name,
        known=True,
        stage=Stage.FOLLOWING_UP if waiting.remind else Stage.LET_GO,
        keep_in_touch_months=3,
        version=0,
        created_at=now,
    )


def _encounter(
    session: Session, owner: Member, waiting: AttendeeImport, note: str | None, now: datetime
) -> Encounter:
    """The one for everybody without a note, or an own one for this person."""
    found = None if note else store.encounter(session, waiting.encounter_id)
    if found is None:
        found = Encounter(
            workspace_id=owner.workspace_id,
            member_id=owner.id,
            place=waiting.place,
            met_on=waiting.met_on,
            created_at=now,
        )
        found.note = note
        insert_all(session, [found])
    if note is None:
        waiting.encounter_id = found.id
    return found


def _noted_before(
    session: Session, owner: Member, matches: Sequence[Match], place: str | None, met_on: date
) -> list[bool]:
    """For each of them, whether it is noted already that they were there: with the note that the list has, if any."""
    ids = [match.contact.id for match in matches if match.contact.id]
    notes: dict[int, set[str | None]] = {}
    for at in range(0, len(ids), ASKED_AT_ONCE):
        notes |= store.notes_there(session, owner, place, met_on, ids[at : at + ASKED_AT_ONCE])
    there = [notes.get(match.contact.id or 0, set()) for match in matches]
    return [
        match.listed.note in told if match.listed.note else bool(told)
        for match, told in zip(matches, there, strict=True)
    ]


def _outlook(
    session: Session, owner: Member, matches: Sequence[Match], noted: Sequence[bool], met_on: date, now: datetime
) -> Outlook:
    diary = planning.open_planner(session, owner, now).diary
    people = {id(match.contact): (match.contact, before) for match, before in zip(matches, noted, strict=True)}
    followed = (Stage.FOLLOWING_UP, Stage.LET_GO)
    to_come = [contact for contact, before in people.values() if not before and contact.stage in followed]
    mornings = [diary.take(diary.choose(ladder.first_note(met_on))) for _ in to_come]
    known = [contact for contact, _ in people.values() if contact.id]
    return Outlook(
        new=len(people) - len(known),
        known=len(known),
        noted_before=sum(before for contact, before in people.values() if contact.id),
        filled=Counter(field for match in matches for field in match.filled if match.contact.id),
        first_notes=len(to_come),
        until_on=max(mornings, default=None),
    )


def _with_divisions(session: Session, owner: Member, told: Told) -> dict[str, Facts]:
    """The list of everybody has no divisions; the profiles that are cached do."""
    ids = [facts.slack_user_id for facts in told.by_email.values()]
    divisions: dict[str, str | None] = {}
    for at in range(0, len(ids), ASKED_AT_ONCE):
        some = directory_store.profiles(session, owner.workspace_id, ids[at : at + ASKED_AT_ONCE])
        divisions |= {user: profile.division for user, profile in some.items()}
    return {
        email: replace(facts, division=facts.division or divisions.get(facts.slack_user_id))
        for email, facts in told.by_email.items()
    }
