"""Limits: listed, told, and lifted; from the settings about anybody, from a contact about them.

And negotiations: they go on, or they have ended, for everybody who was met in one at once.
"""

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.limits import WORDS_LIMIT, problems
from bot.domain.models import Contact, Limit, Member
from bot.domain.text import said
from bot.domain.types import LimitKind
from bot.errors import FieldErrors
from bot.flows import limits as flow, negotiations, planning
from bot.flows.attempts import find_contact, find_reminder
from bot.slack import redraw, screens, story
from bot.slack.click import Click, one_id, pair
from bot.slack.story import Answer
from bot.slack.views import limits as views


@story.reads(action=views.OPEN)
def opened(session: Session, owner: Member, click: Click) -> Answer:
    """The list."""
    return _listed(session, owner, click, click.number)


@story.reads(action=views.ADD)
def add(session: Session, owner: Member, click: Click) -> Answer:
    """*Add a limit*: the form."""
    contact = _contact(session, owner, click.number)
    return views.form(contact, flow.known_parts(session, owner, contact))


@story.writes(form=views.FORM)
def submitted(session: Session, owner: Member, click: Click) -> Answer:
    """It holds from now on; the list underneath shows it, and so do the DMs on which it may bear."""
    _contact(session, owner, click.about)
    told = _told(session, owner, click)
    if wrong := problems(told, planning.today_of(owner, click.now)):
        raise FieldErrors(wrong)
    shown_in = flow.add(session, owner, told, click.now)
    shown = screens.instead(_listed(session, owner, click, click.about), click.below) if click.below else None
    return [shown, redraw.mornings(shown_in)]


@story.writes(action=views.LIFT)
def lift(session: Session, owner: Member, click: Click) -> Answer:
    """*Lift*: it does not hold any more."""
    _contact(session, owner, click.about)
    shown_in = flow.lift(session, owner, [click.number], click.now)
    return [screens.instead(_listed(session, owner, click, click.about)), redraw.mornings(shown_in)]


def negotiation_form(session: Session, owner: Member, click: Click, marker: str) -> View:
    """When did it end? `marker`: a contact whom it holds, and the limit that does, where they are in several."""
    held, today = negotiations.held_with(session, owner, *pair(marker)), planning.today_of(owner, click.now)
    return views.ended_form(held, marker, owner, today)


@story.reads(action=views.ENDED)
def ended(session: Session, owner: Member, click: Click) -> Answer:
    """*It has ended*: when?"""
    return negotiation_form(session, owner, click, click.value)


@story.writes(form=views.ENDED_FORM)
def ended_submitted(session: Session, owner: Member, click: Click) -> Answer:
    """It ended on that day: for all its people at once."""
    held = negotiations.held_with(session, owner, *pair(click.metadata))
    ended_on = click.day("ended_on", "Please pick the day on which it ended.")
    planned, today = negotiations.end(session, owner, held, ended_on, click.now), planning.today_of(owner, click.now)
    return [views.ended(held, planned, click.metadata, today), *redraw.details(held.limits[0].contact.id)]


@story.writes(action=views.GOES_ON)
def goes_on(session: Session, owner: Member, click: Click) -> Answer:
    """*It goes on*: asked again in a quarter."""
    reminder = find_reminder(session, owner, click.number)
    negotiations.goes_on(session, owner, reminder, click.now)
    return redraw.elsewhere(reminder.contact_id)


@story.writes(action=views.UNDO)
def undo(session: Session, owner: Member, click: Click) -> Answer:
    """*Undo*: it has not ended after all."""
    about, limit_id = pair(click.value)
    held = negotiations.take_back(session, owner, about, click.now, limit_id)
    return [screens.instead(views.taken_back(held)), *redraw.details(held.limits[0].contact.id)]


def _listed(session: Session, owner: Member, click: Click, about: int) -> View:
    contact = _contact(session, owner, about)
    found, names = flow.listed(session, owner, contact, click.now)
    return views.limits(found, contact, names, planning.today_of(owner, click.now))


def _told(session: Session, owner: Member, click: Click) -> Limit:
    values = click.values
    whom = str(values.get("whom") or views.EVERYBODY)
    kind = values.get("kind")
    if kind not in set(LimitKind):
        raise FieldErrors({"kind": "Please pick what the limit is."})
    until_on = click.day("until_on", "Please pick a day, or none.") if values.get("until_on") else None
    words = said(values.get("words"), WORDS_LIMIT)
    told = Limit.of(owner, kind=LimitKind(kind), until_on=until_on, words=words, created_at=click.now)
    if whom != views.EVERYBODY:
        told.division = divisions.find(whom, flow.known_parts(session, owner))
        told.contact_id = None if told.division else one_id(whom)
    return told


def _contact(session: Session, owner: Member, about: int) -> Contact | None:
    """Whom it is about; 0: nobody in particular."""
    return find_contact(session, owner, about) if about else None
