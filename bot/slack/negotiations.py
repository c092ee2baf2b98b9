"""Negotiations: they go on, or they have ended, for everybody who was met in one at once."""

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain.models import Member
from bot.flows import attempts, planning
from bot.flows import negotiations as flow
from bot.slack import redraw, screens, story
from bot.slack.click import Click, pair
from bot.slack.screens import After
from bot.slack.story import Answer
from bot.slack.views import negotiations as views


def form(session: Session, owner: Member, click: Click, marker: str) -> View:
    """When did it end? `marker`: a contact whom it holds, and the limit that does, where they are in several."""
    held, today = flow.held_with(session, owner, *pair(marker)), planning.today_of(owner, click.now)
    return views.form(held, marker, owner, today)


@story.reads(action=views.ENDED)
def ended(session: Session, owner: Member, click: Click) -> View:
    """*It has ended*: when?"""
    return form(session, owner, click, click.value)


@story.writes(form=views.FORM)
def submitted(session: Session, owner: Member, click: Click) -> Answer:
    """It ended on that day: for all its people at once."""
    held = flow.held_with(session, owner, *pair(click.metadata))
    ended_on = click.day("ended_on", "Please pick the day on which it ended.")
    planned, today = flow.end(session, owner, held, ended_on, click.now), planning.today_of(owner, click.now)
    return [views.ended(held, planned, click.metadata, today), *redraw.below(held.limits[0].contact.id)]


@story.writes(action=views.GOES_ON)
def goes_on(session: Session, owner: Member, click: Click) -> After:
    """*It goes on*: asked again in a quarter."""
    reminder = attempts.find_reminder(session, owner, click.number)
    flow.goes_on(session, owner, reminder, click.now)
    return redraw.elsewhere(reminder.contact_id)


@story.writes(action=views.UNDO)
def undo(session: Session, owner: Member, click: Click) -> Answer:
    """*Undo*: it has not ended after all."""
    about, limit_id = pair(click.value)
    held = flow.take_back(session, owner, about, click.now, limit_id)
    return [screens.instead(views.taken_back(held)), *redraw.below(held.limits[0].contact.id)]
