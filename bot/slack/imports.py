"""The import of an attendee list: the form, the report, one yes, and the people taken in part by part."""

import asyncio
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain import attendees
from bot.domain.attendees import AttendeeList
from bot.domain.models import Member
from bot.domain.text import said
from bot.errors import FieldErrors, NotFound, UserError
from bot.flows import imports as flow, planning
from bot.slack import people, redraw, screens, story
from bot.slack.click import Click
from bot.slack.encounters import past_day
from bot.slack.screens import Message, Refused
from bot.slack.story import Answer
from bot.slack.views import imports as views, kit

log = structlog.get_logger()
SHOWN_EVERY = 600
"""People between two looks at how far it got."""
FAILED = "That did not work, and it is my fault. Nothing is lost; please try again."
SLACKS = ("slack.com", "slack-edge.com", "slack-files.com")
"""Where Slack keeps files: there, below there, and beside the Web API itself (a proxy, the sandbox)."""
FETCH_SECONDS, CHUNK = 60, 2**16
NOT_HANDED_OUT = (
    "Slack did not hand me that file. Nothing is lost; please try again, and if it happens again ask your admin to "
    "reinstall me from manifest.yml, so that I may read files (files:read)."
)
NO_ANSWER = "Slack did not hand me that file in time. Nothing is lost; please try again."


@story.reads(action=views.OPEN)
def opened(session: Session, owner: Member, click: Click) -> Answer:
    """*Import an attendee list*, on top of the settings."""
    return views.form(planning.today_of(owner, click.now))


@story.reads(form=views.FORM)
def submitted(session: Session, owner: Member, click: Click) -> Answer:
    """The file is fetched, read and looked over beside the listeners; the form tells what goes on."""
    met_on = past_day(click, planning.today_of(owner, click.now))
    place = said(click.values.get("place"), views.PLACE_LIMIT)
    if place is None:
        raise FieldErrors({"place": "Where did you meet them? The name of the event is enough."})
    file: dict[str, Any] = next(iter(click.values.get("file") or []), {})
    reading = partial(_read, file_id=file.get("id"), place=place, met_on=met_on)
    return [views.reading(str(file.get("name") or "")), reading]


@story.writes(form=views.REPORT)
def confirmed(session: Session, owner: Member, click: Click) -> Answer:
    """*Import 312 people*."""
    remind = click.values.get("what") == views.REMIND
    progress, is_first = flow.confirm(session, owner, click.about, remind=remind, now=click.now)
    return [views.importing(progress), partial(_import, import_id=click.about) if is_first else None]


@story.writes(closed=views.REPORT)
def closed(session: Session, owner: Member, click: Click) -> None:
    """Not now: what was read is forgotten."""
    flow.cancel(session, owner, click.about)


async def _read(click: Click, file_id: object, place: str, met_on: date) -> None:
    """What was found: in the form, or in a DM where Slack fails. Who closed the form wants no import."""
    import_id, shown = None, kit.note(FAILED)
    try:
        data = await fetch(click.client, file_id, click.user_id, attendees.LARGEST)
        listed = await asyncio.to_thread(attendees.read, data)
        import_id, shown = await _report(click, listed, place, met_on)
    except UserError as error:
        shown = kit.note(str(error))
    finally:
        refused = await screens.show(click, shown)
        if refused and refused.is_closed and import_id:
            await click.write(partial(flow.cancel, import_id=import_id))
        elif refused and not refused.is_closed:
            await screens.tell_back(click, Message(views.report_told(shown), views.REPORT_TEXT))


async def _report(click: Click, listed: AttendeeList, place: str, met_on: date) -> tuple[int | None, View]:
    async def seen(count: int) -> None:
        await screens.show(click, views.looking(len(listed.people), count))

    wanted = {each.email.casefold() for each in listed.people if each.email}
    told, now = await people.by_email(click.client, click.workspace, wanted, seen), click.edge.clock()
    look_over = partial(flow.look_over, listed=listed, told=told, place=place, met_on=met_on, now=now)
    found, import_id = await click.read(look_over), None
    if found.changes_something:
        import_id = await click.write(partial(flow.keep, people=found.people, place=place, met_on=met_on, now=now))
    return import_id, views.report(found, import_id)


async def _import(click: Click, import_id: int) -> None:
    """Part by part; that it is done is told in the form, or in a DM where that was closed."""
    edge = click.edge
    while progress := await edge.database.write(partial(flow.carry_on, import_id=import_id, now=edge.clock())):
        if progress.finished:
            if await screens.show(click, kit.modal(views.TITLE, views.done(progress)[0])):
                await screens.tell_back(click, Message(*views.done(progress)))
            await redraw.home(click)
            return
        if progress.done % SHOWN_EVERY == 0:
            await screens.show(click, views.importing(progress))


async def fetch(client: AsyncWebClient, file_id: object, user_id: str, largest: int) -> bytes:
    """What is in the file, up to one byte more than `largest`. Raises UserError, NotFound where it is not theirs."""

    async def handed_out() -> bytes:
        async with asyncio.timeout(FETCH_SECONDS):
            file = (await client.files_info(file=str(file_id))).get("file") or {}
            if file.get("user") != user_id:
                raise NotFound
            return await _download(client, file, largest)

    try:
        return await screens.once(handed_out)
    except Refused as refused:
        if "found" in refused.problem:
            raise NotFound from None
        raise UserError(NO_ANSWER if refused.status == screens.UNANSWERED else NOT_HANDED_OUT) from None


def is_slacks(url: str, api_url: str) -> bool:
    """Whether the token may go there."""
    there, api = urlsplit(url), urlsplit(api_url)
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    host = there.hostname or ""
    return there.scheme == "https" and any(host == slack or host.endswith(f".{slack}") for slack in SLACKS)


async def _download(client: AsyncWebClient, file: dict[str, Any], largest: int) -> bytes:
    """No redirect is followed: Slack sends those who may not read a file to a page where one signs in."""
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not is_slacks(url, client.base_url) or client.session is None:
        log.warning("file.elsewhere")
        raise UserError(NOT_HANDED_OUT)
    data = bytearray()
    async with client.session.get(
        url,
        headers={"Authorization": f"Bearer {client.token}"},
        allow_redirects=False,
        middlewares=(),  # the session's own takes nothing but JSON
        timeout=aiohttp.ClientTimeout(total=FETCH_SECONDS),
    ) as answer:
        is_page = answer.content_type == "text/html" and file.get("mimetype") != "text/html"
        if answer.status != 200 or is_page:
            log.warning("file.not_handed_out", status=answer.status)
            raise UserError(NOT_HANDED_OUT)
        async for chunk in answer.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > largest:
                break
    return bytes(data[: largest + 1])
