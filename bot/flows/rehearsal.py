"""`/met` once for nobody, before anybody waits: the first one of a process would take ten times as long."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.encounters import Meeting, Person, Recorded
from bot.domain.models import Member
from bot.flows import encounters
from bot.store import members

NOBODY = "REHEARSAL"
"""In place of a Slack id: nobody is called so."""


class CurtainDown(Exception):
    """The end of a rehearsal, by which nothing of it is kept; with what would have been answered."""

    def __init__(self, recorded: Recorded, owner: Member) -> None:
        self.recorded, self.owner = recorded, owner


def rehearse(session: Session, workspace_id: int, now: datetime) -> None:
    """Meet somebody. Always raises CurtainDown."""
    owner = members.ensure_member(session, workspace_id, NOBODY, None, now)
    meeting = Meeting([Person("Nobody", slack_user_id=f"{NOBODY}2")], now.date(), "the rehearsal", "a note")
    for _ in range(2):  # somebody new, and the same again
        recorded = encounters.record_encounter(session, owner, meeting, now)
    raise CurtainDown(recorded, owner)
