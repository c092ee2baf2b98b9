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


def form(session: Session, owner: Member, click: Click, about: int, limit_id: int | None = None) -> View:
    """When did it end? For any contact whom it holds."""
    held, today = flow.held_with(session, owner, about, limit_id), planning.today_of(owner, click.now)
    return views.form(held.name, held.names, held.marker(about), owner, today)


@story.reads(action=views.ENDED)
def ended(session: Session, owner: Member, click: Click) -> View:
    """*It has ended*: when?"""
    return form(session, owner, click, *pair(click.value))


@story.writes(form=views.FORM)
def submitted(session: Session, owner: Member, click: Click) -> Answer:
    """It ended on that day: for all its people at once."""
    about, limit_id = pair(click.metadata)
    held = flow.held_with(session, owner, about, limit_id)
    planned = flow.end(
        session, owner, held, click.day("ended_on", "Please pick the day on which it ended."), click.now
    )
    today = planning.today_of(owner, click.now)
    return [views.ended(held.name, planned, held.marker(about), today), *_redrawn(held)]


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
    return [screens.instead(views.taken_back(held.name, held.names)), *_redrawn(held)]


def _redrawn(held: flow.Held) -> list[After]:
    """Home, and the message that asked: the question hangs on the first of them."""
    return redraw.below(held.asked_about.id)
