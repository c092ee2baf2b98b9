"""What operators do on the command line with a database, whether the bot runs on it at this moment or not.

Each command speaks through `say` (counts and ids, nobody's words) and raises UserError or SettingsError with the one
sentence that says why not.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.data import Erased, Held, Tables, archive, person
from bot.domain.models import Member, Workspace
from bot.errors import SettingsError, UserError
from bot.flows import data as flow
from bot.settings import Settings
from bot.slack import erasing
from bot.store import members, sealing
from bot.store.database import Database
from bot.store.engine import sqlite_file
from bot.store.migrate import is_held
from bot.store.opening import open_beside

log = structlog.get_logger()
Say = Callable[[str], None]
Ask = Callable[[str], bool]
NOT_ERASED = "Nothing was erased. Say so with “yes”, or with --yes."
ROWS_AT_ONCE = 200
ENDING = re.compile("(?:ies|ches|s)$")
"""Of the tables' names."""
PLACES = "places on lists or among the deleted"


async def export(
    settings: Settings, clock: Clock, say: Say, *, slack_user_id: str, team: str | None, out: str | None
) -> None:
    """Write everything that member has into a ZIP that only its owner can read."""

    def theirs(session: Session) -> tuple[Member, Tables]:
        owner = find_member(session, find_workspace(session, team), slack_user_id, lock=False)
        return owner, flow.everything(session, owner)

    async with open_beside(settings.database, settings.keyring) as database:
        owner, tables = await database.read(theirs)
    now = clock()
    path = Path(out or f"tactful-{slack_user_id}-{now.date().isoformat()}.zip")
    _write(path, archive(tables, now))
    say(f"Everything that {slack_user_id} has is in {path}: {_counted(tables)}.")
    log.info("data.exported", member=owner.id, workspace=owner.workspace_id)


async def erase_member(settings: Settings, say: Say, ask: Ask, *, slack_user_id: str, team: str | None) -> None:
    """Delete everything that member has, once it is agreed to."""

    def theirs(session: Session) -> tuple[Workspace, Member, Tables]:
        workspace = find_workspace(session, team)
        owner = find_member(session, workspace, slack_user_id, lock=False)
        return workspace, owner, flow.everything(session, owner)

    async with open_beside(settings.database, settings.keyring) as database:
        workspace, owner, tables = await database.read(theirs)
        say(f"This erases everything that {slack_user_id} has: {_counted(tables)}. There is no way back.")
        if not ask("Erase it? "):
            raise UserError(NOT_ERASED)
        await erasing.erase_member(database, workspace, slack_user_id)
    say("Erased. Messages that I sent them stay in Slack: delete them there, or let them use Delete everything.")
    log.info("data.erased", member=owner.id, workspace=workspace.id)


async def erase_subject(settings: Settings, say: Say, ask: Ask, *, subject: str, team: str | None) -> None:
    """Erase what members keep about that person, once it is agreed to."""
    asked = person(subject)
    if asked is None:
        raise UserError("--subject takes a Slack id, an e-mail address or a full name.")

    def kept(session: Session) -> tuple[Workspace, Held]:
        workspace = find_workspace(session, team)
        return workspace, flow.held(session, workspace, asked)

    async with open_beside(settings.database, settings.keyring) as database:
        workspace, held = await database.read(kept)
        if held.nothing:
            raise UserError("Nobody keeps anything about that person.")
        say(_outlook(held))
        if not ask("Erase it? "):
            raise UserError(NOT_ERASED)
        erased, _ = await erasing.erase_subject(database, workspace, asked)
    say(_erased(erased))
    log.info("data.subject_erased", by=None, workspace=workspace.id, **erased.__dict__)


async def rekey(settings: Settings, say: Say) -> None:
    """Seal every private word with the first key. May be interrupted and begun again: each key opens its own."""
    if settings.keyring is None:
        raise SettingsError("ENCRYPTION_KEY is not set, so there is nothing to seal the notes with.")
    first = settings.keyring.key_ids[0]
    async with open_beside(settings.database, settings.keyring) as database:
        owners = await database.read(members.ids)
        workspaces = await database.read(members.all_workspaces)
        lacking = [each for each in workspaces if first not in each.key_ids]
        if lacking and (path := sqlite_file(settings.database)) and await is_held(path):
            raise UserError(
                "The bot that is running does not know the new key: restart it with both, the new one first, "
                "and then run this again."
            )
        rows = 0
        for member_id in owners:
            for table in sealing.PRIVATE_TABLES:
                rows += await _reseal(database, member_id, table)
        others = await database.read(sealing.keys_in_use) - {first}
        await database.vacuum()
        await database.leave_no_trace()
    say(f"{rows} rows are sealed with the first key of ENCRYPTION_KEY.")
    if others:
        say("Some words cannot be read, for somebody changed them; they stay as they are, so keep the old keys.")


async def _reseal(database: Database, member_id: int, table: Any) -> int:
    rows, last = 0, 0
    theirs = partial(sealing.reseal, member_id=member_id, table=table, count=ROWS_AT_ONCE)
    while sealed := await database.write(partial(theirs, after_id=last)):
        rows, last = rows + len(sealed), sealed[-1]
    return rows


def find_workspace(session: Session, team: str | None) -> Workspace:
    """The workspace of that Slack team, or the only one there is. Raises UserError."""
    known = members.all_workspaces(session)
    found = [each for each in known if team in (None, each.slack_team_id)]
    if len(found) == 1:
        return found[0]
    if team or not known:
        raise UserError("I know no such workspace." if team else "I know no workspace yet: start the bot once first.")
    teams = ", ".join(each.slack_team_id for each in known)
    raise UserError(f"There are several workspaces; pick one with --team: {teams}.")


def find_member(session: Session, workspace: Workspace, slack_user_id: str, *, lock: bool) -> Member:
    """That person, who must be a member. Raises UserError."""
    owner = members.member(session, workspace.id, slack_user_id, lock=lock)
    if owner is None:
        raise UserError("Nobody with that Slack id uses me in that workspace.")
    return owner


def _write(path: Path, content: bytes) -> None:
    """For this user alone: it is full of what members wrote about people."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UserError(f"{path} is there already. Name another file with --out.") from None
    except OSError:
        raise UserError(f"I cannot write {path}. Name another file with --out.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _counted(tables: Mapping[str, Sequence[Any]]) -> str:
    return ", ".join(_times(len(rows), name.replace("_", " ")) for name, rows in tables.items() if rows)


def _times(count: int, things: str) -> str:
    """ "1 contact", "2 contacts"."""
    if count == 1:
        things = "place on a list or among the deleted" if things == PLACES else ENDING.sub(_one, things)
    return f"{count:,} {things}"


def _one(ending: re.Match[str]) -> str:
    return {"ies": "y", "ches": "ch"}.get(ending[0], "")


def _outlook(held: Held) -> str:
    whose = f"{_times(held.members, 'members')} {'keeps' if held.members == 1 else 'keep'}"
    found = _counted({**held.tables, PLACES: range(held.waiting)})
    others = " Others of that name stay, and so does the name in notes of the members who keep them."
    too = " They use me themselves: what they keep stays (--member erases that)."
    return (
        f"This erases what {whose if held.members else 'I know'} about that person{f': {found}' if found else ''}; "
        "and their full name in other notes. There is no way back. Cards in Slack that show them stay as they are; "
        "About somebody, in an admin's settings, takes them out of those too."
        f"{others if held.namesakes else ''}{too if held.is_member else ''}"
    )


def _erased(erased: Erased) -> str:
    gone = {"contacts": erased.contacts, "encounters": erased.encounters}
    gone[PLACES] = erased.waiting
    told = _counted({name: range(count) for name, count in gone.items()}) or "what I knew about them"
    names = f"; in {_times(erased.texts, 'other notes')} their name is gone" if erased.texts else ""
    return f"Erased: {told}{names}. Cards in Slack that show them stay as they are: delete them there."
