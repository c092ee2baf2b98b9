"""What the member works on now, and what they worked on before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.models import Member, Project, Workspace
from bot.domain.projects import ProjectText
from bot.flows import planning
from bot.store import members
from bot.store import projects as store

HISTORY = 10
SUGGESTION_EVERY = timedelta(days=7)


def set_project(
    session: Session, owner: Member, told: ProjectText, now: datetime, *, is_all: bool = False
) -> Project:
    """This is the present project: the same name again changes its words, another one begins a new one.

    `is_all`: what is not told is empty now, as in a form; else it stays as it was.
    """
    today = planning.today_of(owner, now)
    present = store.current(session, owner)
    if present and present.name.casefold() == told.name.casefold():
        present.name = told.name
        present.summary = told.summary if is_all else told.summary or present.summary
        present.help_welcome = told.help_welcome if is_all else told.help_welcome or present.help_welcome
        return present
    if present:
        present.ended_on = today
        session.flush()
    project = Project(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        name=told.name,
        summary=told.summary,
        help_welcome=told.help_welcome,
        started_on=today,
    )
    session.add(project)
    session.flush()
    return project


def current(session: Session, owner: Member) -> Project | None:
    """The present project."""
    return store.current(session, owner)


def history(session: Session, owner: Member) -> Sequence[Project]:
    """The last projects, the newest first."""
    return store.history(session, owner, HISTORY)


def end(session: Session, owner: Member, now: datetime) -> None:
    """No project at the moment."""
    if present := store.current(session, owner):
        present.ended_on = planning.today_of(owner, now)


def suggestion(session: Session, member_id: int, now: datetime) -> tuple[Member, Project, Workspace] | None:
    """The member, project and workspace of a weekly suggestion that is due, marked as made; None: not (yet) now."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return None
    today = planning.today_of(owner, now)
    rested = owner.suggested_on is None or today - owner.suggested_on >= SUGGESTION_EVERY
    if not (owner.active and owner.weekly_suggestion and rested and planning.is_reminder_time(owner, now)):
        return None
    project = store.current(session, owner)
    owner.suggested_on = today
    return (owner, project, members.workspace_by_id(session, owner.workspace_id)) if project else None
