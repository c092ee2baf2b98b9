"""`python app.py import`: an attendee list brought in by an operator, also while the bot runs on that database."""

import argparse
import asyncio
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.assemble import make_client
from bot.clock import Clock
from bot.commands import find_member, find_workspace
from bot.domain import attendees, import_words
from bot.domain.attendees import AttendeeList
from bot.domain.imports import Progress, Report, Told
from bot.domain.models import Member, Workspace
from bot.domain.text import said
from bot.domain.words import exact
from bot.errors import UserError
from bot.flows import imports as flow
from bot.flows import planning
from bot.settings import Settings
from bot.slack import people
from bot.slack.answers import only_slack
from bot.store.database import Database
from bot.store.opening import open_beside

SLACK_SECONDS = 30
LINES_SHOWN = 20
CANNOT_OPEN = "The database that DATABASE_URL names cannot be opened."


@dataclass(frozen=True)
class Order:
    """Whose list it is, and where they met."""

    team: str | None
    member: str
    place: str | None
    met_on: date | None


async def import_list(settings: Settings, chosen: argparse.Namespace, clock: Clock) -> None:
    """Report, ask, import. Raises UserError where the file or the member is not right."""
    listed = attendees.read(_bytes_of(chosen.file))
    order = Order(chosen.team, chosen.member, said(chosen.place), chosen.on)

    def whose(session: Session) -> tuple[Workspace, Member]:
        workspace = find_workspace(session, order.team)
        return workspace, find_member(session, workspace, order.member, lock=False)

    async with open_beside(settings.database, settings.keyring) as database:
        workspace, owner = await database.read(whose)
        told = await _look_up(settings, workspace, listed)
        now = clock()
        met_on = order.met_on or planning.today_of(owner, now)
        if met_on > planning.today_of(owner, now):
            raise UserError("That day is still to come. Please give the day on which they met.")
        report = await database.read(
            lambda session: flow.look_over(session, owner, listed, told, order.place, met_on, now)
        )
        _print(report, chosen.remind)
        if not report.outlook.changes_something:
            return
        if not chosen.yes and not await _said_yes(len(report.people)):
            print("Nothing is imported.")
            return

        def agreed(session: Session) -> int:
            owner = find_member(session, workspace, order.member, lock=True)
            waiting = flow.keep(session, owner, report.people, order.place, met_on, clock())
            flow.confirm(session, owner, waiting.id, remind=chosen.remind, now=clock())
            return waiting.id

        await _import(database, await database.write(agreed), clock)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(attendees.LARGEST + 1)
    except OSError:
        raise UserError(f"I cannot read {path}.") from None


async def _look_up(settings: Settings, workspace: Workspace, listed: AttendeeList) -> Told:
    """Who on the list is in Slack, where a token for that workspace is set."""
    wanted = {each.email.casefold() for each in listed.people if each.email}
    if not settings.bot_token or not wanted:
        return Told(complete=not wanted)
    timeout = aiohttp.ClientTimeout(total=SLACK_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, middlewares=(only_slack,)) as http:
        client = make_client(settings, http)
        if not await _is_of(client, workspace):
            return Told()
        return await people.by_email(client, workspace, wanted, _seen)


async def _is_of(client: AsyncWebClient, workspace: Workspace) -> bool:
    try:
        return (await client.auth_test()).get("team_id") == workspace.slack_team_id
    except people.OUTSIDE_FAILURES:
        return False


async def _seen(count: int) -> None:
    print(f"Looking for them in Slack: {count:,} accounts so far.")


def _print(report: Report, remind: bool) -> None:
    print("\n".join(import_words.report(report)))
    for each in report.wrong[:LINES_SHOWN]:
        print(f"  Line {each.line:,}: {each.reason}")
    if len(report.wrong) > LINES_SHOWN:
        print(f"  … and {len(report.wrong) - LINES_SHOWN:,} more.")
    if report.columns:
        print(import_words.columns(report))
    if remind and report.outlook.until_on:
        print(f"First notes to them would take the mornings until {exact(report.outlook.until_on)}.")


async def _said_yes(count: int) -> bool:
    try:
        answer = await asyncio.to_thread(input, f"Import {import_words.people(count)}? Type yes: ")
    except EOFError:
        print()
        return False
    return answer.strip().casefold() in ("y", "yes")


async def _import(database: Database, import_id: int, clock: Clock) -> None:
    progress: Progress | None = None
    while progress is None or not progress.finished:
        step = await database.write(lambda session: flow.carry_on(session, import_id, clock()))
        if step is None:
            break  # the running bot has finished it
        progress = step
        print(f"{progress.done:,} of {import_words.people(progress.total)}", flush=True)
    print(import_words.done(progress) if progress else "It was imported already.")
