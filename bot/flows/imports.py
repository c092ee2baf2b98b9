"""An attendee list: looked over, kept until the member says yes, then taken in part by part."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.attendees import Attendee, AttendeeList
from bot.domain.imports import FILLED, Acquaintance, Acquaintances, Progress, Report, Told, sort_out
from bot.domain.models import AttendeeImport, Contact, Encounter, Member
from bot.domain.types import Stage
from bot.flows import changes, meetings, planning
from bot.store import encounters as store, members
from bot.store.encounters import Standing
from bot.store.rows import find, insert_all, owned

PART = 200
"""People in one transaction: others wait for its end."""
UNANSWERED, IDLE = timedelta(days=1), timedelta(minutes=1)
"""How long a list waits for a yes; after what silence an import counts as left lying."""


def look_over(
    session: Session, owner: Member, listed: AttendeeList, told: Told, place: str | None, met_on: date, now: datetime
) -> Report:
    """What an import of that list would do; nothing is kept by it."""
    accounts = [facts.slack_user_id for facts in told.by_email.values()]
    profiles = members.profiles(session, owner.workspace_id, accounts)
    divisions = {user: profile.division for user, profile in profiles.items()}
    people, wrong = sort_out(listed, told, divisions, owner.slack_user_id)
    met, noted = _whom(session, owner, people, place, met_on)
    known = [each for each in met if each.id]
    followed = [each for each in met if each not in noted and each.stage in (Stage.FOLLOWING_UP, Stage.LET_GO)]
    diary = planning.open_planner(session, owner, now).diary
    mornings = [diary.take(diary.choose(ladder.first_note(met_on))) for _ in followed]
    return Report(
        columns=list(listed.columns.values()),
        people=people,
        wrong=wrong,
        repeated=listed.repeated,
        complete=told.complete,
        new=len(met) - len(known),
        known=len(known),
        noted_before=len(noted),
        filled=Counter(field for field in FILLED for each in known if field in each.filled),
        first_notes=len(followed),
        until_on=max(mornings, default=None),
        today=planning.today_of(owner, now),
    )


def keep(
    session: Session, owner: Member, people: Sequence[Attendee], place: str | None, met_on: date, now: datetime
) -> int:
    """Keep the people of a list, sealed, until the member says yes. Returns the id by which they are called then."""
    them = [asdict(each) for each in people]
    kept = AttendeeImport.of(owner, place=place, met_on=met_on, people=them, created_at=now)
    session.add(kept)
    session.flush()
    return kept.id


def confirm(session: Session, owner: Member, import_id: int, *, remind: bool, now: datetime) -> tuple[Progress, bool]:
    """The member said yes. How far it got, and whether this is the first yes. Raises NotFound."""
    waiting = find(session, owner, AttendeeImport, import_id)
    is_first = waiting.worked_at is None
    if is_first:
        waiting.remind, waiting.worked_at = remind, now
    return _progress(waiting, len(waiting.people)), is_first


def cancel(session: Session, owner: Member, import_id: int) -> None:
    """The member thought better of it; what they said yes to before stays."""
    waiting = owned(session, owner, AttendeeImport, import_id)
    if waiting and waiting.worked_at is None:
        session.delete(waiting)


def carry_on(session: Session, import_id: int, now: datetime) -> Progress | None:
    """Take in the next part of a list; None: it is not there (any more), or nobody said yes to it.

    Whoever carries on, and however often: nobody is taken in twice, and where a part fails, all of it does.
    """
    member_id = store.owner_of(session, import_id)
    owner = members.find_by_id(session, member_id) if member_id else None
    waiting = owned(session, owner, AttendeeImport, import_id) if owner else None
    if owner is None or waiting is None or waiting.worked_at is None:
        return None
    people = waiting.people
    part = people[waiting.done : waiting.done + PART]
    _take_in(session, owner, waiting, [Attendee(**each) for each in part], now)
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


def _whom(
    session: Session, owner: Member, people: Sequence[Attendee], place: str | None, met_on: date
) -> tuple[dict[Acquaintance, Attendee], set[Acquaintance]]:
    """Whom these lines name, each once, with the first line that does; and those who are noted there that day, with
    the note of their line where it has one."""
    known = Acquaintances(store.all_acquaintances(session, owner))
    met: dict[Acquaintance, Attendee] = {}
    for attendee in people:
        met.setdefault(known.match(attendee), attendee)
    notes = store.notes_there(session, owner, place, met_on, [each.id for each in met if each.id])
    there = ((each, line.note, notes.get(each.id or 0, ())) for each, line in met.items())
    return met, {each for each, note, noted in there if (note in noted if note else noted)}


def _take_in(
    session: Session, owner: Member, waiting: AttendeeImport, part: Sequence[Attendee], now: datetime
) -> None:
    met, noted = _whom(session, owner, part, waiting.place, waiting.met_on)
    known = store.standings(session, owner, [each.id for each in met if each.id])
    stage = Stage.FOLLOWING_UP if waiting.remind else Stage.LET_GO
    new = {"stage": stage, "created_at": now}
    standings = {each: known.get(each.id or 0) or Standing(Contact.of(owner, **new)) for each in met}
    for each, standing in standings.items():
        for field in ("name", *FILLED):
            setattr(standing.contact, field, getattr(each, field))
    added = [standing.contact for each, standing in standings.items() if each.id is None]
    waiting.added += len(added)
    insert_all(session, added)
    groups: dict[tuple[int, str | None], list[Standing]] = defaultdict(list)
    for each, attendee in met.items():
        if each not in noted:  # who has a note of their own is met by themselves
            groups[attendee.line if attendee.note else 0, attendee.note].append(standings[each])
    planner = planning.open_planner(session, owner, now)
    for (_, note), group in groups.items():
        there = None if note else waiting.encounter_id
        encounter = session.get(Encounter, there) if there else None
        if encounter is None:  # the one for everybody without a note, or an own one for this person
            encounter = Encounter.of(owner, place=waiting.place, met_on=waiting.met_on, note=note, created_at=now)
            insert_all(session, [encounter])
            waiting.encounter_id = waiting.encounter_id if note else encounter.id
        if waiting.remind:
            meetings.meet(session, planner, group, encounter, now, changes.new_decision())
        else:
            meetings.note_met(session, owner, group, encounter, now, changes.new_decision())
