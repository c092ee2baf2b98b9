"""What operators do on the command line with a database, also while the bot runs on it. Nobody's words are said."""

import os
import select
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.clock import system_clock
from bot.domain.data import Erased, Held, Tables, archive, person
from bot.domain.models import Member, Workspace
from bot.errors import SettingsError, UserError
from bot.flows import data as flow
from bot.settings import Settings, check_slack
from bot.slack import erasing, install
from bot.store import data, members, sealing
from bot.store.database import sqlite_file
from bot.store.opening import is_held, open_alone, open_beside
from bot.store.rows import having

log = structlog.get_logger()
ENDINGS = (("ies", "y"), ("ches", "ch"), ("ases", "as"), ("s", ""), ("", ""))
"""Of the things that are counted, many and one."""
WAITING = "unconfirmed or deleted entries"


async def migrate(settings: Settings) -> None:
    """Bring the database up to date, and nothing else."""
    async with open_alone(settings.database, settings.keyring):
        print("The database is up to date.")


async def check(settings: Settings) -> None:
    """Whether the settings, the database and Slack would let the bot run."""
    check_slack(settings)
    async with (
        open_alone(settings.database, settings.keyring),
        install.slack_client(settings.slack_bot_token, settings.slack_api_url) as client,
    ):
        await install.check_bot_token(client)
        if settings.slack_app_token:
            await install.check_app_token(client, settings.slack_app_token)
    print("Settings, database and Slack are fine.")


async def export(settings: Settings, *, member: str, team: str | None, out: str | None) -> None:
    """Everything that a member has, as a file that only its owner can read."""
    async with open_beside(settings.database, settings.keyring) as database:
        owner, tables = await database.read(partial(_everything, team=team, slack_user_id=member))
    now = system_clock()
    path = Path(out or f"tactful-{member}-{now.date().isoformat()}.zip")
    _write(path, archive(tables, now))
    print(f"Everything that {member} has is in {path}: {_counted(tables)}.")
    log.info("data.exported", member=owner.id, workspace=owner.workspace_id)


async def erase(settings: Settings, *, member: str | None, subject: str | None, team: str | None, yes: bool) -> None:
    """Everything that a member has, or that members keep about a subject."""
    async with open_beside(settings.database, settings.keyring) as database:
        workspace = await database.read(partial(find_workspace, team=team))
        if member:
            owner, tables = await database.read(partial(_everything, team=team, slack_user_id=member))
            _ask(f"This erases everything that {member} has: {_counted(tables)}. There is no way back.", yes)
            await erasing.erase_member(database, workspace, member, system_clock())
            print("Erased. The messages that I sent them in Slack go, too, as soon as the bot runs.")
            log.info("data.erased", member=owner.id, workspace=workspace.id)
            return
        asked = person(subject or "")
        if asked is None:
            raise UserError("--subject takes a Slack id, an e-mail address or a full name.")
        held = await database.read(partial(flow.held, workspace=workspace, person=asked))
        if held.nothing:
            raise UserError("Nobody keeps anything about that person.")
        _ask(_outlook(held), yes)
        erased, _ = await erasing.erase_subject(database, workspace, held)
        print(_erased(erased))
        log.info("data.subject_erased", by=None, workspace=workspace.id, **erased)


async def rekey(settings: Settings) -> None:
    """Seal every private word with the first key. May be interrupted and begun again: each key opens its own."""
    if settings.keyring is None:
        raise SettingsError("ENCRYPTION_KEY is not set, so there is nothing to seal the notes with.")
    first = settings.keyring.key_ids[0]
    async with open_beside(settings.database, settings.keyring) as database:
        workspaces = await database.read(partial(having, table=Workspace))
        lacking = [each for each in workspaces if first not in each.key_ids]
        if lacking and (path := sqlite_file(settings.database)) and await is_held(path):
            raise UserError(
                "The bot that is running does not know the new key: restart it with both, the new one first, "
                "and then run this again."
            )
        rows = 0
        for member_id, table in product(await database.read(members.ids), sealing.PRIVATE_TABLES):
            theirs, last = partial(sealing.reseal, member_id=member_id, table=table, count=200), 0
            while sealed := await database.write(partial(theirs, after_id=last)):
                rows, last = rows + len(sealed), sealed[-1]
        others = await database.read(sealing.keys_in_use) - {first}
        await database.leave_no_trace(anew=True)
    print(f"{rows} rows are sealed with the first key of ENCRYPTION_KEY.")
    if others:
        print("Some words cannot be read, for somebody changed them; they stay as they are, so keep the old keys.")


def agreed(question: str, yes: bool) -> bool:
    """Whether the operator says yes, beforehand or now. Ctrl+C ends the program here, before anything is changed."""
    if yes or not sys.stdin:  # there is none where the caller has closed it
        return yes
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio's own would wait for the answer
    try:
        print(question, end="", flush=True)
        while not select.select([sys.stdin], [], [], 0.1)[0]:
            pass  # a read would not notice a Ctrl+C that came the moment before
        answer = sys.stdin.readline()
    finally:
        signal.signal(signal.SIGINT, before)
    if not answer:
        print()
    return answer.strip().casefold() in ("y", "yes")


def find_workspace(session: Session, team: str | None) -> Workspace:
    """The workspace of that Slack team, or the only one there is. Raises UserError."""
    known = having(session, Workspace)
    found = [each for each in known if team in (None, each.slack_team_id)]
    if len(found) == 1:
        return found[0]
    if team or not known:
        raise UserError("I know no such workspace." if team else "I know no workspace yet: start the bot once first.")
    teams = ", ".join(each.slack_team_id for each in known)
    raise UserError(f"There are several workspaces; pick one with --team: {teams}.")


def find_member(session: Session, team: str | None, slack_user_id: str, *, lock: bool = False) -> Member:
    """That person, who must be a member. Raises UserError."""
    owner = members.member(session, find_workspace(session, team).id, slack_user_id, lock=lock)
    if owner is None:
        raise UserError("Nobody with that Slack id uses me in that workspace.")
    return owner


def _everything(session: Session, team: str | None, slack_user_id: str) -> tuple[Member, Tables]:
    owner = find_member(session, team, slack_user_id)
    return owner, data.everything(session, owner)


def _ask(outlook: str, yes: bool) -> None:
    """Say what will be erased. Raises UserError where the operator does not want that."""
    print(outlook)
    if not agreed("Erase it? ", yes):
        raise UserError("Nothing was erased. Say so with “yes”, or with --yes.")


def _write(path: Path, content: bytes) -> None:
    """For this user alone: it is full of what members wrote about people."""
    try:
        with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
            file.write(content)
    except FileExistsError:
        raise UserError(f"{path} is there already. Name another file with --out.") from None
    except OSError:
        raise UserError(f"I cannot write {path}. Name another file with --out.") from None


def _counted(tables: Mapping[str, Sequence[Any]]) -> str:
    return ", ".join(_times(len(rows), name.replace("_", " ")) for name, rows in tables.items() if rows)


def _times(count: int, things: str) -> str:
    """ "1 contact", "2 contacts"."""
    if count == 1:
        things = next(things.removesuffix(many) + one for many, one in ENDINGS if things.endswith(many))
    return f"{count:,} {things}"


def _outlook(held: Held) -> str:
    whose = f"{_times(held.members, 'members')} {'keeps' if held.members == 1 else 'keep'}"
    found = _counted({**held.tables, WAITING: range(held.waiting)})
    others = " Others of that name stay, and so does the name in notes of the members who keep them."
    too = " They use me themselves: what they keep stays (--member erases that)."
    return (
        f"This erases what {whose if held.members else 'I know'} about that person{f': {found}' if found else ''}; "
        "and their full name in other notes. There is no way back. Cards in Slack that show them stay as they are; "
        "About somebody, in an admin's settings, takes them out of those too."
        f"{others if held.namesakes else ''}{too if held.is_member else ''}"
    )


def _erased(erased: Erased) -> str:
    gone = {"contacts": erased["contacts"], "encounters": erased["encounters"], WAITING: erased["waiting"]}
    told = _counted({name: range(count) for name, count in gone.items()}) or "what I knew about them"
    names = f"; in {_times(erased['texts'], 'other notes')} their name is gone" if erased["texts"] else ""
    return f"Erased: {told}{names}. Cards in Slack that show them stay as they are: delete them there."
