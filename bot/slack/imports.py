"""The import of an attendee list: the form, the report, one yes, and the people taken in part by part."""

import asyncio
from datetime import date
from functools import partial
from typing import Any

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain import attendees
from bot.domain.attendees import AttendeeList
from bot.domain.models import Member
from bot.domain.text import said
from bot.errors import FieldErrors, UserError
from bot.flows import imports as flow
from bot.flows import planning
from bot.slack import files, people, redraw, screens, story
from bot.slack.click import Click
from bot.slack.encounters import past_day
from bot.slack.screens import Message
from bot.slack.story import Answer
from bot.slack.views import imports as views
from bot.slack.views import kit

SHOWN_EVERY = 600
"""People between two looks at how far it got."""
FAILED = "That did not work, and it is my fault. Nothing is lost; please try again."


@story.reads(action=views.OPEN)
def opened(session: Session, owner: Member, click: Click) -> View:
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
        data = await files.fetch(click.client, file_id, click.user_id, attendees.LARGEST)
        listed = await asyncio.to_thread(attendees.read, data)
        import_id, shown = await _report(click, listed, place, met_on)
    except UserError as error:
        shown = kit.note(str(error))
    finally:
        refused = await screens.show(click, shown)
        if refused and refused.is_closed and import_id:
            await click.write(partial(flow.cancel, import_id=import_id))
        elif refused and not refused.is_closed:
            await screens.tell(click.client, click.user_id, Message(views.report_told(shown), views.REPORT_TEXT))


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
            if await screens.show(click, views.imported(progress)):
                await screens.tell(click.client, click.user_id, Message(*views.done(progress)))
            await redraw.home(click)
            return
        if progress.done % SHOWN_EVERY == 0:
            await screens.show(click, views.importing(progress))
