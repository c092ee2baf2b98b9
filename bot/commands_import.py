"""`python app.py import`: an attendee list brought in by an operator, also while the bot runs on that database."""

from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from bot.clock import system_clock
from bot.commands import agreed, find_member, find_workspace
from bot.domain import attendees, imports as words
from bot.domain.attendees import AttendeeList
from bot.domain.imports import Progress, Report, Told
from bot.domain.models import Workspace
from bot.domain.text import said
from bot.domain.words import exact
from bot.errors import UserError
from bot.flows import imports as flow, planning
from bot.settings import Settings
from bot.slack import people
from bot.slack.install import slack_client
from bot.slack.screens import Refused, once
from bot.store.database import Database
from bot.store.opening import open_beside


async def import_list(
    settings: Settings,
    *,
    file: Path,
    member: str,
    team: str | None,
    place: str | None,
    on: date | None,
    remind: bool,
    yes: bool,
) -> None:
    """Bring in an attendee list (CSV) for a member."""
    listed, place = attendees.read(_bytes_of(file)), said(place)
    find = partial(find_member, team=team, slack_user_id=member)
    async with open_beside(settings.database, settings.keyring) as database:
        workspace, owner = await database.read(partial(find_workspace, team=team)), await database.read(find)
        told, now = await _look_up(settings, workspace, listed), system_clock()
        today = planning.today_of(owner, now)
        met_on = on or today
        if met_on > today:
            raise UserError("That day is still to come. Please give the day on which they met.")
        report = await database.read(lambda session: flow.look_over(session, owner, listed, told, place, met_on, now))
        _print(report, remind)
        if not report.changes_something:
            return
        if not agreed(f"Import {words.people(len(report.people))}? Type yes: ", yes):
            print("Nothing is imported.")
            return

        def confirmed(session: Session) -> int:
            owner, now = find(session, lock=True), system_clock()
            import_id = flow.keep(session, owner, report.people, place, met_on, now)
            flow.confirm(session, owner, import_id, remind=remind, now=now)
            return import_id

        await _import(database, await database.write(confirmed))


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(attendees.LARGEST + 1)
    except OSError:
        raise UserError(f"I cannot read {path}.") from None


async def _look_up(settings: Settings, workspace: Workspace, listed: AttendeeList) -> Told:
    """Who on the list is in Slack, where a token for that workspace is set."""

    async def seen(count: int) -> None:
        print(f"Looking for them in Slack: {count:,} accounts so far.")

    wanted = {each.email.casefold() for each in listed.people if each.email}
    if not settings.slack_bot_token or not wanted:
        return Told(complete=not wanted)
    async with slack_client(settings.slack_bot_token, settings.slack_api_url, seconds=30) as client:
        try:
            is_theirs = (await once(client.auth_test)).get("team_id") == workspace.slack_team_id
        except Refused:
            is_theirs = False
        return await people.by_email(client, workspace, wanted, seen) if is_theirs else Told()


def _print(report: Report, remind: bool) -> None:
    wrong = (f"  {line}" for line in words.wrong_lines(report))
    print("\n".join([*words.report(report), *wrong]))
    if report.columns:
        print(words.columns(report))
    if remind and report.until_on:
        print(f"First notes to them would take the mornings until {exact(report.until_on)}.")


async def _import(database: Database, import_id: int) -> None:
    progress: Progress | None = None
    while progress is None or not progress.finished:
        step = await database.write(partial(flow.carry_on, import_id=import_id, now=system_clock()))
        if step is None:
            break  # the running bot has finished it
        progress = step
        print(f"{progress.done:,} of {words.people(progress.total)}", flush=True)
    print(words.done(progress) if progress else "It was imported already.")
