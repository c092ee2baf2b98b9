"""What has been kept for long enough: found in small portions, so that nobody waits for it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, union
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import (
    Change,
    Contact,
    Draft,
    Encounter,
    EncounterContact,
    Member,
    Profile,
    Reminder,
)
from bot.domain.types import Stage

AT_ONCE = 200
"""Rows of one short transaction."""


def spans(session: Session, workspaces: Collection[int]) -> Sequence[int]:
    """After how many months members of these workspaces let their notes expire; who never does is left out."""
    found = session.scalars(
        select(Member.notes_months).where(Member.notes_months > 0, Member.workspace_id.in_(workspaces)).distinct()
    )
    return found.all()


def members_with_old_notes(
    session: Session, workspaces: Collection[int], months: int, before: datetime
) -> Sequence[int]:
    """Ids of members who chose that span and have notes older than that."""
    contacts = select(Contact.member_id).where(_has_words(before))
    encounters = select(Encounter.member_id).where(_is_old(before))
    either = union(contacts, encounters).subquery()
    found = session.scalars(
        select(Member.id)
        .where(
            Member.workspace_id.in_(workspaces),
            Member.notes_months == months,
            Member.id.in_(select(either.c.member_id)),
        )
        .order_by(Member.id)
        .limit(AT_ONCE)
    )
    return found.all()


def contacts_with_old_words(session: Session, member_id: int, before: datetime) -> Sequence[Contact]:
    """The member's contacts let go before that, with something still noted about them."""
    found = session.scalars(select(Contact).where(Contact.member_id == member_id, _has_words(before)).limit(AT_ONCE))
    return found.all()


def old_encounters(session: Session, member_id: int, before: datetime) -> Sequence[Encounter]:
    """The member's encounters with a note, all of whose contacts were let go before that."""
    found = session.scalars(select(Encounter).where(Encounter.member_id == member_id, _is_old(before)).limit(AT_ONCE))
    return found.all()


def delete_drafts(session: Session, contact_ids: Sequence[int]) -> None:
    """Delete all drafts for these contacts."""
    session.execute(delete(Draft).where(Draft.contact_id.in_(contact_ids)))


_ABOUT_DEPARTED = and_(
    Profile.workspace_id == Contact.workspace_id, Profile.slack_user_id == Contact.slack_user_id, Profile.deleted
)


def members_to_tell(session: Session, workspaces: Collection[int]) -> Sequence[int]:
    """Ids of members with an open reminder about somebody who has left."""
    found = session.scalars(
        select(Reminder.member_id)
        .join(Contact, Contact.id == Reminder.contact_id)
        .join(Profile, _ABOUT_DEPARTED)
        .join(Member, Member.id == Reminder.member_id)
        .where(
            Reminder.outcome.is_(None),
            Contact.stage != Stage.LET_GO,
            Member.active,
            Member.workspace_id.in_(workspaces),
        )
        .distinct()
    )
    return found.all()


def reminders_about_departed(session: Session, owner: Member) -> Sequence[Reminder]:
    """The member's open reminders about people who have left."""
    found = session.scalars(
        select(Reminder)
        .join(Contact, Contact.id == Reminder.contact_id)
        .join(Profile, _ABOUT_DEPARTED)
        .where(Reminder.member_id == owner.id, Reminder.outcome.is_(None), Contact.stage != Stage.LET_GO)
        .options(joinedload(Reminder.contact))
    )
    return found.all()


def long_gone(
    session: Session, workspaces: Collection[int], table: type[Profile] | type[Member], before: date, limit: int
) -> list[tuple[int, str]]:
    """(workspace id, Slack id) of people, or members, who left by then."""
    rows = session.execute(
        select(table.workspace_id, table.slack_user_id)
        .where(table.left_on <= before, table.workspace_id.in_(workspaces))
        .limit(limit)
    )
    return [(row.workspace_id, row.slack_user_id) for row in rows]


def members_who_keep(session: Session, workspace_id: int, slack_user_id: str) -> Sequence[int]:
    """Ids of members who have that person as a contact."""
    found = session.scalars(
        select(Contact.member_id).where(Contact.workspace_id == workspace_id, Contact.slack_user_id == slack_user_id)
    )
    return found.all()


def delete_unused_drafts(session: Session, workspaces: Collection[int], before: datetime) -> int:
    """Delete drafts made before that and never used. Returns how many: at most a portion."""
    return _delete_some(session, Draft, workspaces, and_(Draft.used_on.is_(None), Draft.created_at < before))


def delete_profiles_of_nobody(session: Session, workspaces: Collection[int], before: datetime) -> int:
    """Delete what the directory said before that about people whom nobody keeps."""
    kept = (
        exists().where(Contact.workspace_id == Profile.workspace_id, Contact.slack_user_id == Profile.slack_user_id),
        exists().where(Member.workspace_id == Profile.workspace_id, Member.slack_user_id == Profile.slack_user_id),
    )
    unused = and_(Profile.fetched_at < before, *(~each for each in kept))
    return _delete_some(session, Profile, workspaces, unused)


def _delete_some(session: Session, table: Any, workspaces: Collection[int], which: ColumnElement[bool]) -> int:
    """What somebody else holds at this moment is left for the next time: nobody waits for anybody."""
    ours = select(table.id).where(which, table.workspace_id.in_(workspaces)).order_by(table.id).limit(AT_ONCE)
    some = ours.with_for_update(skip_locked=True)
    ids = (session.scalars(some)).all()
    if ids:
        session.execute(delete(table).where(table.id.in_(ids)))
    return len(ids)


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
    return and_(_is_long_closed(before), or_(Contact.reason_kept.is_not(None), drafted))


def _is_old(before: datetime) -> ColumnElement[bool]:
    """A note that is about nobody but people who were let go long ago."""
    there = (EncounterContact.encounter_id == Encounter.id, EncounterContact.contact_id == Contact.id)
    others = exists().where(*there, ~_is_long_closed(before))
    return and_(Encounter.note_kept.is_not(None), Encounter.created_at < before, ~others)
