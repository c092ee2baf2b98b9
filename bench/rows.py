"""Rows as the program writes them, many at once: people whom members met, each with a reminder that waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bench.processes import Slack
from bot.domain.models import Base, Contact, Encounter, EncounterContact, Kept, Member, Reminder, Workspace
from bot.domain.types import Rung, Stage

Values = dict[str, Any]


def workspace(slack: Slack) -> Workspace:
    """The one workspace; its id is 1."""
    return Workspace(slack_team_id=slack.team_id, bot_user_id=slack.bot_user_id)


def of_members(
    members: Sequence[tuple[str, str]], people: Sequence[str | None], due: Sequence[datetime], now: datetime
) -> dict[type[Base], list[Values]]:
    """For empty tables, so that ids count from 1: `people` (None: outside Slack), in turn one of each member.

    `members` are given with the ids of their DMs; each reminder falls due at its own moment.
    """
    whose = [1 + number % len(members) for number in range(len(people))]
    return {
        Member: [
            {"workspace_id": 1, "slack_user_id": user, "dm_channel": channel, "created_at": now}
            for user, channel in members
        ],
        Contact: [_contact(number, whose[number], user, now) for number, user in enumerate(people)],
        Encounter: [_encounter(member_id, now) for member_id in whose],
        EncounterContact: [{"encounter_id": number + 1, "contact_id": number + 1} for number in range(len(people))],
        Reminder: [_reminder(number, whose[number], moment) for number, moment in enumerate(due)],
    }


def _contact(number: int, member_id: int, user: str | None, now: datetime) -> Values:
    return {
        "workspace_id": 1,
        "member_id": member_id,
        "slack_user_id": user,
        "name": f"Ana {number}",
        "stage": Stage.FOLLOWING_UP,
        "created_at": now,
    }


def _encounter(member_id: int, now: datetime) -> Values:
    return {
        "workspace_id": 1,
        "member_id": member_id,
        "place": "KubeCon",
        "met_on": now.date() - timedelta(days=3),
        "note_kept": Kept("wants the slides about the budget", None),
        "created_at": now,
    }


def _reminder(number: int, member_id: int, due: datetime) -> Values:
    return {
        "workspace_id": 1,
        "member_id": member_id,
        "contact_id": number + 1,
        "rung": Rung.FIRST_NOTE,
        "due_on": due.date(),
        "due_at": due,
    }
