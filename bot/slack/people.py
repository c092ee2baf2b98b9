"""Asking Slack who somebody is: several at once, within a budget of time."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.calendar import is_known_zone
from bot.domain.encounters import SLACKBOT, Facts
from bot.domain.imports import Told
from bot.domain.models import Workspace
from bot.domain.text import NAME_LIMIT, clean
from bot.errors import UserError
from bot.flows import directory
from bot.flows.directory import Withdrawn
from bot.slack import screens, story
from bot.slack.click import OUTSIDER, Click
from bot.slack.screens import Message, Refused, once
from bot.slack.views import kit
from bot.store.database import Database

NOBODY = ("user_not_found", "user_not_visible", "users_not_found")
BUDGET_SECONDS = 1.5
"""Slack gives three seconds for the whole answer."""
ASKED_AT_ONCE = 100
"""Whoever is beyond that is completed afterwards."""
MEMORY, MEMORY_SIZE = timedelta(minutes=1), 10_000
"""How long, and how many, people are kept at hand: another replica may have learnt of a change meanwhile."""
MENTION = re.compile(r"<@([UW][A-Z0-9]+)")
DIVISION_LABELS = ("division", "department", "business unit")
"""Labels of profile fields that hold the division, the best first."""
WAITS = 60
"""How often we wait for Slack in one look through the directory."""


@story.hears(event="user_change")
async def changed(click: Click) -> None:
    """Somebody's profile is different now, or they moved to another zone, or left. Mostly it is their status."""
    user = click.event.get("user") or {}
    if user.get("id"):
        click.edge.profiles.pop((click.team_id, user["id"]), None)
        told = [facts_from(user, click.workspace)]
        withdrawn = await learn_news(click.edge.database, click.workspace, told, click.now)
        click.edge.background.spawn(tell_withdrawn(click.client, withdrawn))


async def known(click: Click, ids: Iterable[str]) -> dict[str, Facts]:
    """Facts by Slack id, learnt for everybody who knows them; where Slack does not tell in time, yesterday's.

    Raises UserError where the actor is an outsider.
    """
    wanted, profiles = list(dict.fromkeys(ids)), click.edge.profiles
    lately = {
        user: kept[1]
        for user in wanted
        if (kept := profiles.get((click.team_id, user))) and kept[0] <= click.now < kept[0] + MEMORY
    }
    if len(lately) == len(wanted):
        return lately
    found = await _asked(click, wanted)
    if len(profiles) > MEMORY_SIZE:
        profiles.clear()
    profiles |= {(click.team_id, user): (click.now, facts) for user, facts in found.items()}
    return found


async def _asked(click: Click, wanted: Sequence[str]) -> dict[str, Facts]:
    workspace, now, database = click.workspace, click.now, click.edge.database
    found = await database.read(lambda session: directory.remembered(session, workspace, wanted))
    fresh = {user for user, each in found.items() if each.fetched_at and each.fetched_at > now - directory.FRESH}
    unknown = [user for user in wanted if user not in fresh][:ASKED_AT_ONCE]
    told = await look_up(click.client, workspace, unknown, BUDGET_SECONDS)
    found |= told
    if click.user_id in found and found[click.user_id].outsider:
        raise UserError(OUTSIDER)  # before anything is kept of them
    if withdrawn := await learn(database, workspace, told.values(), now, anybody=True):
        click.edge.background.spawn(tell_withdrawn(click.client, withdrawn))
    return found


async def look_up(
    client: AsyncWebClient, workspace: Workspace, ids: Collection[str], seconds: float
) -> dict[str, Facts]:
    """Facts of these people, asked side by side. Whoever Slack does not tell in so many seconds is missing."""
    found = await asyncio.gather(*(_facts(client, workspace, user, seconds) for user in ids))
    return {user: facts for user, facts in zip(ids, found, strict=True) if facts}


async def _facts(client: AsyncWebClient, workspace: Workspace, user: str, seconds: float) -> Facts | None:
    """One person as Slack describes them; None where Slack does not tell at the moment."""
    try:
        async with asyncio.timeout(seconds):
            asked = once(partial(client.users_info, user=user, include_locale=True))
            info, division = await asyncio.gather(asked, _division(client, workspace, user))
    except (Refused, TimeoutError) as error:
        return Facts(slack_user_id=user, name="", exists=False) if str(error) in NOBODY else None
    return facts_from(info["user"], workspace, division) if info.get("user") else None


async def _division(client: AsyncWebClient, workspace: Workspace, user: str) -> str | None:
    if workspace.division_field is None:
        return None
    try:
        answer = await once(partial(client.users_profile_get, user=user))
    except Refused:
        return None  # a division is nice to have; who they are is not
    fields = (answer.get("profile") or {}).get("fields") or {}  # Slack sends [] or null where there are none
    return fields[workspace.division_field].get("value") if workspace.division_field in fields else None


def facts_from(user: dict[str, Any], workspace: Workspace, division: str | None = None) -> Facts:
    """Facts from Slack's user object, which lacks many keys for strangers; its texts made fit for any database."""
    profile = user.get("profile") or {}
    team_id, org = user.get("team_id"), (user.get("enterprise_user") or {}).get("enterprise_id")
    elsewhere = bool(team_id) and team_id != workspace.slack_team_id
    same_org = bool(org) and org == workspace.enterprise_id
    names = (user.get("real_name"), profile.get("real_name"), profile.get("display_name"), user.get("name"))
    named = (clean(name, NAME_LIMIT) for name in names if isinstance(name, str))
    return Facts(
        slack_user_id=user["id"],
        name=next(filter(None, named), "Somebody"),
        title=clean(profile.get("title"), NAME_LIMIT),
        division=clean(division, NAME_LIMIT),
        zone=user["tz"] if is_known_zone(user.get("tz")) else None,
        locale=clean(user.get("locale"), NAME_LIMIT),
        is_bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        is_admin=bool(user.get("is_admin")) or bool(user.get("is_owner")),
        deleted=bool(user.get("deleted")),
        outsider=bool(user.get("is_stranger")) or (elsewhere and not same_org),
    )


async def by_email(
    client: AsyncWebClient, workspace: Workspace, wanted: Collection[str], seen: Callable[[int], Awaitable[None]]
) -> Told:
    """Who has these addresses (in small letters), page by page; `seen` hears how many people were looked through."""
    found: dict[str, Facts] = {}
    any_address, looked, waits = not wanted, 0, 0
    cursor = "" if wanted else None
    while cursor is not None:
        try:
            people, cursor = await page(client, cursor)
        except Refused as refused:
            if refused.status != 429 or waits == WAITS:
                return Told(found)
            waits += 1
            await asyncio.sleep(
                min(refused.retry_after or timedelta(seconds=5), timedelta(seconds=60)).total_seconds()
            )
            continue
        if looked:
            await seen(looked)
        for user in people:
            email = str((user.get("profile") or {}).get("email") or "").casefold()
            any_address = any_address or bool(email)
            if email in wanted:
                found[email] = facts_from(user, workspace)
        looked += len(people)
    return Told(found, complete=any_address)


async def page(client: AsyncWebClient, cursor: str) -> tuple[list[dict[str, Any]], str | None]:
    """One page of everybody, and where the next one begins. Raises Refused."""
    answer = await once(partial(client.users_list, limit=1000, cursor=cursor))  # the most that Slack gives
    return answer.get("members") or [], (answer.get("response_metadata") or {}).get("next_cursor") or None


async def find_division_field(client: AsyncWebClient) -> str | None:
    """The id of the profile field for the division, by its label; None where there is none, or Slack refuses."""
    try:
        answer = await once(client.team_profile_get)
    except Refused:
        return None
    fields = (answer.get("profile") or {}).get("fields") or []
    labels: dict[str, str] = {each["id"]: each.get("label") or "" for each in fields}
    for wanted in DIVISION_LABELS:
        for field_id, label in labels.items():
            if re.search(rf"\b{wanted}\b", label, re.IGNORECASE):
                return field_id
    return None


async def learn(
    database: Database, workspace: Workspace, told: Iterable[Facts], now: datetime, *, anybody: bool = False
) -> Withdrawn:
    """Take in what Slack told about people, and plan days anew. Returns who is to be told (`tell_withdrawn`).

    About those alone who are kept here now, unless a member asked (`anybody`): who was erased meanwhile stays erased.
    A transaction for each person: two of them in one would wait for each other's members on PostgreSQL.
    """
    withdrawn: Withdrawn = []
    keepers: set[int] = set()
    for each in told:
        work = partial(directory.learn, workspace=workspace, facts=each, now=now, anybody=anybody)
        taken_back, theirs = await database.write(work)
        withdrawn += taken_back
        keepers |= theirs
    for member_id in keepers:  # `jobs/retention.py` makes up for a crash
        await database.write(partial(directory.look_after, member_id=member_id, now=now))
    return withdrawn


async def learn_news(database: Database, workspace: Workspace, told: Sequence[Facts], now: datetime) -> Withdrawn:
    """The same for what an event or the list of everybody tells, which mostly is no news."""
    news = await database.read(partial(directory.news, workspace=workspace, told=told, now=now))
    return await learn(database, workspace, news, now)


async def tell_withdrawn(client: AsyncWebClient, withdrawn: Withdrawn) -> None:
    """Tell members whose note had to be taken back."""
    for member, sentence in withdrawn:
        text = kit.typed(f"{sentence} I took that note back.", 600)
        await screens.tell(client, member, Message([kit.section(text)], text))
