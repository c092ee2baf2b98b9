"""What the member works on now, and what they worked on before."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.asks import Expert
from bot.domain.models import Member, Project
from bot.domain.projects import ProjectText
from bot.flows import asks, planning
from bot.store import asks as store
from bot.store import members

SUGGESTION_EVERY, SUGGESTED = timedelta(days=7), 3


def set_project(
    session: Session, owner: Member, told: ProjectText, now: datetime, *, is_all: bool = False
) -> Project:
    """This is the present project: the same name again changes its words, another one begins a new one.

    `is_all`: what is not told is empty now, as in a form; else it stays as it was.
    """
    project = store.current_project(session, owner)
    if project is None or project.name.casefold() != told.name.casefold():
        end(session, owner, now)
        started_on = planning.today_of(owner, now)
        project = Project(
            workspace_id=owner.workspace_id,
            member_id=owner.id,
            summary=None,
            help_welcome=None,
            started_on=started_on,
        )
        session.add(project)
    project.name = told.name
    project.summary = told.summary or (None if is_all else project.summary)
    project.help_welcome = told.help_welcome or (None if is_all else project.help_welcome)
    session.flush()
    return project


def end(session: Session, owner: Member, now: datetime) -> Project | None:
    """No project from now on. Returns the one that was."""
    present = store.current_project(session, owner)
    if present:
        present.ended_on = planning.today_of(owner, now)
        session.flush()
    return present


def suggestion(session: Session, member_id: int, now: datetime) -> tuple[Member, Project, list[Expert]] | None:
    """A weekly suggestion that is due, marked as made: whose it is, and who could help them; None: not (yet) now."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return None
    today = planning.today_of(owner, now)
    rested = owner.suggested_on is None or today - owner.suggested_on >= SUGGESTION_EVERY
    if not (owner.active and owner.weekly_suggestion and rested and planning.is_reminder_time(owner, now)):
        return None
    owner.suggested_on = today
    project = store.current_project(session, owner)
    helpers = asks.helpers_for(session, owner, project, now)[:SUGGESTED] if project else []
    return (owner, project, helpers) if project and helpers else None
