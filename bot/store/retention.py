"""What has been kept for long enough, and who has left."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import (
    AttendeeImport,
    Base,
    Change,
    Contact,
    DeletedContact,
    Draft,
    Encounter,
    EncounterContact,
    Member,
    Profile,
    Reminder,
)
from bot.domain.models.attempts import MERGED
from bot.domain.types import Stage
from bot.store.data import OF_NOBODY
from bot.store.members import IS_OF_CONTACT


def spans(session: Session, workspaces: Collection[int]) -> Sequence[int]:
    """After how many months members of these workspaces let their notes expire; who never does is left out."""
    found = select(Member.notes_months).where(Member.notes_months > 0, Member.workspace_id.in_(workspaces))
    return session.scalars(found.distinct()).all()


def members_with_old_notes(
    session: Session, workspaces: Collection[int], months: int, before: datetime
) -> Sequence[int]:
    """Ids of members who chose that span and have notes older than that."""
    with_words = Member.id.in_(select(Contact.member_id).where(_has_words(before)))
    with_notes = Member.id.in_(select(Encounter.member_id).where(_is_old(before)))
    theirs = (Member.workspace_id.in_(workspaces), Member.notes_months == months, or_(with_words, with_notes))
    return session.scalars(select(Member.id).where(*theirs)).all()


def forget_words(session: Session, member_id: int, before: datetime) -> Sequence[int]:
    """Forget reasons and drafts about the member's contacts let go before that. Returns those contacts' ids."""
    ids = session.scalars(select(Contact.id).where(Contact.member_id == member_id, _has_words(before))).all()
    session.execute(delete(Draft).where(Draft.contact_id.in_(ids)))
    session.execute(update(Contact).where(Contact.id.in_(ids)).values({Contact.reason: None}))
    return ids


def forget_notes(session: Session, member_id: int, before: datetime) -> int:
    """Forget the notes of encounters all of whose contacts were let go before that. Returns how many."""
    old = update(Encounter).where(Encounter.member_id == member_id, _is_old(before)).values({Encounter.note: None})
    return len(session.execute(old.returning(Encounter.id)).all())


_OPEN_ABOUT_DEPARTED = (
    select(Reminder)
    .join(Contact, Contact.id == Reminder.contact_id)
    .join(Profile, IS_OF_CONTACT)
    .where(Reminder.outcome.is_(None), Contact.stage != Stage.LET_GO, Profile.deleted)
)


def members_to_tell(session: Session, workspaces: Collection[int]) -> Sequence[int]:
    """Ids of members with an open reminder about somebody who has left."""
    waiting = _OPEN_ABOUT_DEPARTED.with_only_columns(Reminder.member_id)
    told = (Member.active, Member.workspace_id.in_(workspaces), Member.id.in_(waiting))
    return session.scalars(select(Member.id).where(*told)).all()


def reminders_about_departed(session: Session, owner: Member) -> Sequence[Reminder]:
    """The member's open reminders about people who have left."""
    theirs = _OPEN_ABOUT_DEPARTED.where(Reminder.member_id == owner.id)
    return session.scalars(theirs.options(joinedload(Reminder.contact))).all()


def long_gone(
    session: Session, workspace_id: int, table: type[Profile] | type[Member], before: date, limit: int
) -> Sequence[str]:
    """Slack ids of people, or members, of the workspace who left by then."""
    left = (table.workspace_id == workspace_id, table.left_on <= before)
    return session.scalars(select(table.slack_user_id).where(*left).limit(limit)).all()


def delete_old(session: Session, workspaces: Collection[int], before: datetime, table: type[Base]) -> int:
    """Delete what is older than that: drafts never taken, lists never said yes to, what the directory said of people
    whom nobody keeps, and the ways back from a deletion or a merger. Returns how many.

    What somebody else holds at this moment is left for the next time: nobody waits for anybody.
    """
    old: dict[type[Base], ColumnElement[bool]] = {
        Draft: and_(Draft.used_on.is_(None), Draft.created_at < before),
        AttendeeImport: and_(AttendeeImport.worked_at.is_(None), AttendeeImport.created_at < before),
        Profile: and_(Profile.fetched_at < before, OF_NOBODY),
        DeletedContact: DeletedContact.deleted_at <= before,
        Change: and_(Change.verb == MERGED, Change.created_at <= before),
    }
    ours: Any = table
    free = select(ours.id).where(old[table], ours.workspace_id.in_(workspaces)).with_for_update(skip_locked=True)
    return len(session.execute(delete(ours).where(ours.id.in_(free)).returning(ours.id)).all())


def _is_long_closed(before: datetime) -> ColumnElement[bool]:
    """Let go, and nothing was decided or shown about them since `before`; and their notes are not to be kept."""
    return and_(
        Contact.stage == Stage.LET_GO,
        Contact.keep_notes.is_(False),
        Contact.created_at < before,
        ~exists().where(Change.contact_id == Contact.id, Change.created_at >= before),
        ~exists().where(Reminder.contact_id == Contact.id, Reminder.shown_on >= before.date()),
    )


def _has_words(before: datetime) -> ColumnElement[bool]:
    drafted = exists().where(Draft.contact_id == Contact.id)
    return and_(_is_long_closed(before), or_(Contact.reason.is_not(None), drafted))


def _is_old(before: datetime) -> ColumnElement[bool]:
    """A note that is about nobody but people who were let go long ago."""
    there = (EncounterContact.encounter_id == Encounter.id, EncounterContact.contact_id == Contact.id)
    others = exists().where(*there, ~_is_long_closed(before))
    return and_(Encounter.note.is_not(None), Encounter.created_at < before, ~others)
