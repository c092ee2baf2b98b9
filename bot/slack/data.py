"""Your data: exported, deleted, and (for admins) what is kept about somebody."""

import asyncio
from dataclasses import replace
from datetime import date
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.domain.data import Held, Tables, archive, person
from bot.domain.models import Member
from bot.errors import FieldErrors, NotFound
from bot.flows import data as flow, planning
from bot.slack import erasing, redraw, screens, story
from bot.slack.click import Click
from bot.slack.screens import Message, Refused
from bot.slack.story import Answer
from bot.slack.views import data as views, kit
from bot.store import data as store

log = structlog.get_logger()


@story.reads(action=views.EXPORT)
def export(session: Session, owner: Member, click: Click) -> Answer:
    """*Export*: everything as a file in the member's DM."""
    tables, today = store.everything(session, owner), planning.today_of(owner, click.now)
    sending = partial(_send, tables=tables, today=today, text=views.exported_text(today))
    return [kit.note(views.ON_ITS_WAY), sending]


@story.reads(action=views.ERASE)
def erase(session: Session, owner: Member, click: Click) -> Answer:
    """*Delete everything*: asks first."""
    return views.erase_form()


@story.hears(form=views.ERASE_FORM)
async def erase_submitted(click: Click) -> Answer:
    """It is all deleted; what they see in Slack follows."""
    _want_a_tick(click)
    if not await erasing.erase_member(click.edge.database, click.workspace, click.user_id, click.now):
        raise NotFound
    return [{"response_action": "clear"}, partial(_clear_slack, user=click.user_id)]


@story.reads(action=views.ABOUT)
def about(session: Session, owner: Member, click: Click) -> Answer:
    """*About somebody*: whom?"""
    flow.require_admin(session, owner)
    return views.about_form()


@story.reads(form=views.ABOUT_FORM)
def about_submitted(session: Session, owner: Member, click: Click) -> Answer:
    """How much is kept about them."""
    told = click.values.get(views.PERSON) or click.values.get(views.TEXT) or ""
    if person(told) is None:
        raise FieldErrors({views.TEXT: "Pick somebody, or type an e-mail address or a full name."})
    return views.report(_held(session, owner, click, told), planning.today_of(owner, click.now))


@story.reads(action=views.SUBJECT_EXPORT)
def subject_export(session: Session, owner: Member, click: Click) -> Answer:
    """*Export* what is kept about them, as facts, into the admin's DM."""
    held, today = _held(session, owner, click, click.metadata), planning.today_of(owner, click.now)
    log.info("data.subject_exported", by=owner.id, workspace=owner.workspace_id, members=held.members)
    text = views.exported_text(today, is_subject=True)
    sending = partial(_send, tables=held.tables, today=today, text=text, about=flow.NOTES_ARE_THEIRS)
    return [kit.note(views.ON_ITS_WAY), sending]


@story.reads(action=views.SUBJECT_ERASE)
def subject_erase(session: Session, owner: Member, click: Click) -> Answer:
    """*Erase …*: asks first."""
    return views.subject_erase_form(_held(session, owner, click, click.metadata))


@story.reads(form=views.SUBJECT_ERASE_FORM)
def subject_erase_submitted(session: Session, owner: Member, click: Click) -> Answer:
    """It is erased beside the dialogue: of everybody's rows, which takes its time; doing it twice is harmless."""
    held = _held(session, owner, click, click.metadata)
    _want_a_tick(click)
    own_too = bool(click.values.get(views.TOO))
    return [kit.note(views.ERASING), partial(_erase_subject, owner=owner, held=held, own_too=own_too)]


def _want_a_tick(click: Click) -> None:
    if not click.values.get(views.SURE):
        raise FieldErrors({views.SURE: "Please tick this if you are sure."})


def _held(session: Session, owner: Member, click: Click, told: str) -> Held:
    """What is kept about that person, for an admin. Raises NotFound for everybody else, and where it is nobody."""
    flow.require_admin(session, owner)
    asked = person(told)
    if asked is None:
        raise NotFound
    return flow.held(session, click.workspace, asked)


async def _send(click: Click, tables: Tables, today: date, text: str, about: str = "") -> None:
    """The file, or a kind word where Slack does not take it."""
    content = await asyncio.to_thread(archive, tables, click.edge.clock(), about)
    upload = partial(click.client.files_upload_v2, content=content, initial_comment=text)
    name = f"tactful-{today.isoformat()}.zip"
    try:
        channel = await screens.dm_of(click.client, click.user_id)
        await screens.once(partial(upload, channel=channel, filename=name, title=name))
    except Refused as refused:
        why = views.NOT_ALLOWED if refused.problem == "missing_scope" else views.NOT_TAKEN
        await screens.tell_back(click, Message([kit.section(why)], why))


async def _clear_slack(click: Click, user: str) -> None:
    """As far as Slack lets us: nothing of it is to be seen any more."""
    await screens.publish(click.client, user, views.erased_home())
    await erasing.empty_dms(click.edge.database, {click.workspace.id: click.client}, click.edge.clock)


async def _erase_subject(click: Click, owner: Member, held: Held, *, own_too: bool) -> None:
    """It is gone; then the cards and Home of those who kept it are drawn without."""
    workspace, database = click.workspace, click.edge.database
    erased, touched = await erasing.erase_subject(database, workspace, held)
    log.info("data.subject_erased", by=owner.id, workspace=workspace.id, own_data=own_too, **erased)
    user = held.person.slack_user_id
    if own_too and user and await erasing.erase_member(database, workspace, user, click.edge.clock()):
        await _clear_slack(click, user)
    text = views.subject_erased_text(erased)
    await screens.tell_back(click, Message([kit.section(text)], text))
    for each in touched:
        await redraw.with_fewer(database, {workspace.id: click.client}, each.deliveries, click.edge.clock())
        for channel, ts in each.drafts:
            await screens.delete(click.client, channel, ts)
        await redraw.home(replace(click, user_id=each.slack_user_id))
