"""A member and their contacts, straight into the tables."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.domain.models import Contact
from bot.domain.types import Stage
from bot.store import members

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_member(session: Session) -> int:
    workspace = members.ensure_workspace(session, "T1", "UBOT")
    return members.ensure_member(session, workspace.id, "UALICE", "Europe/Berlin", NOON).id


def a_contact(session: Session, member_id: int, name: str = "Bob") -> Contact:
    owned = {"workspace_id": 1, "member_id": member_id, "created_at": NOON}
    contact = Contact(**owned, name=name, stage=Stage.FOLLOWING_UP)
    session.add(contact)
    session.flush()
    return contact
