"""Asking Slack who somebody is: several at once, within a budget of time."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.directory import SLACKBOT, Facts, division_field
from bot.domain.imports import Told
from bot.domain.models import Workspace
from bot.errors import UserError
from bot.flows import directory, members, retention
from bot.flows.directory import Learnt, Withdrawn
from bot.slack import screens
from bot.slack.click import Click
from bot.slack.screens import Message
from bot.slack.views import kit
from bot.store.database import Database

log = structlog.get_logger()
NOBODY = ("user_not_found", "user_not_visible", "users_not_found")
BUDGET_SECONDS = 1.5
"""Slack gives three seconds for the whole answer."""
ASKED_AT_ONCE = 100
"""Whoever is beyond that is completed afterwards."""
MENTION = re.compile(r"<@([UW][A-Z0-9]+)")
MEMORY, MEMORY_SIZE = timedelta(minutes=1), 10_000
"""How long, and how many, profiles are kept at hand: another replica may have learnt of a change meanwhile."""
PAGE = 1000
"""People in one page of the directory: the most that Slack gives."""
TOO_MANY, WAITS = 429, 60
"""Slack's "too many requests", and how often we wait for it in one look through the directory."""
DEFAULT_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(seconds=60)
OUTSIDE_FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError)


async def look_up(
    client: AsyncWebClient,
    workspace: Workspace,
    ids: Collection[str],
    seconds: float | None = None,
) -> dict[str, Facts]:
    """Facts of these people, asked side by side. Whoever Slack does not tell in time is missing.

    `seconds`: how long at most, by itself as long as an answer has.
    """
    tasks = {user: asyncio.create_task(facts(client, workspace, user)) for user in ids}
    if not tasks:
        return {}
    _, late = await asyncio.wait(tasks.values(), timeout=BUDGET_SECONDS if seconds is None else seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    found = {}
    for user, task in tasks.items():
        if task not in late and (known := task.result()):
            found[user] = known
    return found


async def facts(client: AsyncWebClient, workspace: Workspace, user: str) -> Facts | None:
    """One person as Slack describes them; None where Slack does not tell at the moment."""
    try:
        asked = client.users_info(user=user, include_locale=True)
        info, division = await asyncio.gather(asked, _division(client, workspace, user))
    except SlackApiError as error:
        if error.response.get("error") in NOBODY:
            return Facts(slack_user_id=user, name="", exists=False)
        log.warning("people.refused", problem=str(error.response.get("error"))[:40])
        return None
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("people.unreachable", kind=type(error).__name__)
        return None
    told = info.get("user")
    return facts_from(told, workspace, division) if told else None


def facts_from(user: dict[str, Any], workspace: Workspace, division: str | None = None) -> Facts:
    """Facts from Slack's user object, which lacks many keys for strangers."""
    profile = user.get("profile") or {}
    team_id, org = user.get("team_id"), (user.get("enterprise_user") or {}).get("enterprise_id")
    elsewhere = bool(team_id) and team_id != workspace.slack_team_id
    same_org = bool(org) and org == workspace.enterprise_id
    names = (user.get("real_name"), profile.get("real_name"), profile.get("display_name"), user.get("name"))
    facts = Facts(
        slack_user_id=user["id"],
        name=next((name for name in names if isinstance(name, str) and name.strip()), "Somebody"),
        title=profile.get("title") or None,
        division=division,
        zone=user.get("tz") or None,
        locale=user.get("locale") or None,
        is_bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        is_admin=bool(user.get("is_admin")) or bool(user.get("is_owner")),
        deleted=bool(user.get("deleted")),
        outsider=bool(user.get("is_stranger")) or (elsewhere and not same_org),
    )
    return directory.tidy(facts)


async def by_email(
    client: AsyncWebClient,
    workspace: Workspace,
    wanted: Collection[str],
    seen: Callable[[int], Awaitable[None]],
) -> Told:
    """Who has these addresses (in small letters), page by page; `seen` hears how many people were looked through.

    Slack asks callers to wait between many pages, and they are many in a big workspace.
    """
    found: dict[str, Facts] = {}
    any_address, looked = False, 0
    if not wanted:
        return Told(complete=True)
    async for page in pages(client):
        if page is None:
            return Told(found)
        if looked:
            await seen(looked)
        for user in page:
            email = str((user.get("profile") or {}).get("email") or "").casefold()
            any_address = any_address or bool(email)
            if email in wanted:
                found[email] = facts_from(user, workspace)
        looked += len(page)
    return Told(found, complete=any_address)


async def pages(client: AsyncWebClient) -> AsyncIterator[list[dict[str, Any]] | None]:
    """Everybody in the workspace, page by page, at Slack's pace; None at the end where Slack breaks off."""
    cursor: str | None = ""
    waits = 0
    while cursor is not None:
        try:
            people, cursor = await page(client, cursor)
        except OUTSIDE_FAILURES as error:
            wait = told_to_wait(error)
            if wait is None or waits == WAITS:
                log.warning("people.not_all", kind=type(error).__name__)
                yield None
                return
            waits += 1
            await asyncio.sleep(wait.total_seconds())
        else:
            yield people


async def page(client: AsyncWebClient, cursor: str) -> tuple[list[dict[str, Any]], str | None]:
    """One page of everybody, and where the next one begins. Raises what Slack, or the way there, raises."""
    answer = await client.users_list(limit=PAGE, cursor=cursor)
    return answer.get("members") or [], (answer.get("response_metadata") or {}).get("next_cursor") or None


def told_to_wait(error: Exception) -> timedelta | None:
    """How long Slack asks us to wait, within reason; None where the matter is another one."""
    if isinstance(error, SlackApiError) and error.response.status_code == TOO_MANY:
        return min(screens.retry_after(error.response.headers) or DEFAULT_WAIT, LONGEST_WAIT)
    return None


async def find_division_field(client: AsyncWebClient) -> str | None:
    """The id of the profile field for the division, by its label; None where there is none, or Slack refuses."""
    try:
        answer = await client.team_profile_get()
    except OUTSIDE_FAILURES:
        return None
    fields = (answer.get("profile") or {}).get("fields") or []
    return division_field({field["id"]: field.get("label") or "" for field in fields})


async def _division(client: AsyncWebClient, workspace: Workspace, user: str) -> str | None:
    if workspace.division_field is None:
        return None
    try:
        answer = await client.users_profile_get(user=user)
    except OUTSIDE_FAILURES:
        return None  # a division is nice to have; who they are is not
    fields = (answer.get("profile") or {}).get("fields") or {}  # Slack sends [] or null where there are none
    return fields[workspace.division_field].get("value") if workspace.division_field in fields else None


async def known(click: Click, ids: Sequence[str]) -> dict[str, Facts]:
    """Facts by Slack id; what Slack tells anew is learnt, for everybody who knows that person.

    Where Slack does not tell in time, yesterday's profile does. Raises UserError where the actor is an outsider.
    """
    profiles = click.edge.profiles
    at_hand = {user: profiles[click.team_id, user] for user in ids if (click.team_id, user) in profiles}
    found = {user: facts for user, (since, facts) in at_hand.items() if timedelta(0) <= click.now - since < MEMORY}
    if unknown := [user for user in ids if user not in found]:
        found |= await _asked(click, unknown)
    _refuse_outsider(found.get(click.user_id))
    return found


async def _asked(click: Click, ids: Sequence[str]) -> dict[str, Facts]:
    workspace, now, database = click.workspace, click.now, click.edge.database
    cached = await database.read(lambda session: directory.cached(session, workspace, ids, now))
    fresh = await look_up(click.client, workspace, [user for user in ids if user not in cached][:ASKED_AT_ONCE])
    _refuse_outsider(fresh.get(click.user_id))  # before anything is kept of them
    learnt = await learn(database, workspace, fresh.values(), now, anybody=True)
    if learnt.withdrawn:
        click.spawn(tell_withdrawn(click.client, learnt.withdrawn))
    found, profiles = cached | fresh, click.edge.profiles
    if len(profiles) > MEMORY_SIZE:
        profiles.clear()
    profiles |= {(workspace.slack_team_id, user): (now, facts) for user, facts in found.items()}
    if missing := [user for user in ids if user not in found]:
        found |= await database.read(lambda session: directory.remembered(session, workspace, missing))
    return found


def _refuse_outsider(own: Facts | None) -> None:
    if own and own.outsider:
        raise UserError(members.OUTSIDER)


async def learn(
    database: Database,
    workspace: Workspace,
    told: Iterable[Facts],
    now: datetime,
    *,
    asked_at: datetime | None = None,
    anybody: bool = False,
) -> Learnt:
    """Take in what Slack told about people. Returns what that brought about; days are planned anew already.

    About those alone who are kept here at this moment, unless a member asked (`anybody`): whoever was erased while
    Slack was asked stays erased. `asked_at`: since when their division is known, if not since now. A transaction for
    each person: two of them in one would wait for each other's members on PostgreSQL.
    """
    learn_one, whole = directory.learn if anybody else directory.learn_if_kept, Learnt()
    for each in told:
        learnt = await database.write(
            partial(learn_one, workspace=workspace, facts=each, now=now, asked_at=asked_at or now)
        )
        whole.withdrawn += learnt.withdrawn
        whole.moved |= learnt.moved
        whole.left |= learnt.left
    for member_id in whole.moved:
        await database.write(partial(directory.replan, member_id=member_id, now=now))
    for member_id in whole.left:  # `jobs/retention.py` makes up for a crash
        await database.write(partial(retention.tell_soon, member_id=member_id, now=now))
    return whole


async def tell_withdrawn(client: AsyncWebClient, withdrawn: Iterable[Withdrawn]) -> None:
    """Tell members whose note had to be taken back."""
    for each in withdrawn:
        text = kit.typed(f"{each.sentence} I took that note back.", 600)
        await screens.tell(client, each.member_slack_id, Message([kit.section(text)], text))
