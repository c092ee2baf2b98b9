""" "Ask division expert": two shortcuts, the form, the people the member knows there, and the way to a draft."""

from functools import partial

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain import asks as words, met
from bot.domain.asks import AskDraft
from bot.domain.models import Member
from bot.domain.text import clean, said
from bot.errors import FieldErrors, NotFound
from bot.flows import asks as flow, attempts, planning
from bot.slack import people, screens, story
from bot.slack.click import Click
from bot.slack.screens import Message
from bot.slack.story import Answer
from bot.slack.views import experts as views
from bot.store import asks as asks_store

SHORTCUT = "ask.division_expert"
MESSAGE_SHORTCUT = "ask.about_message"


@story.hears(shortcut=(SHORTCUT, MESSAGE_SHORTCUT))
async def opened(click: Click) -> Answer:
    """A shortcut: the form. From a message, its text is the question."""
    text = click.value if isinstance(click.value, str) else ""
    mentioned = await people.known(click, people.MENTION.findall(text))
    names = {user: facts.name for user, facts in mentioned.items()}
    question = clean(met.readable(text, names), words.QUESTION_LIMIT)

    def form_of(session: Session, owner: Member) -> View:
        known, listed = flow.divisions_known(session, owner, click.now), flow.divisions_listed(session, owner)
        project = asks_store.current_project(session, owner)
        return views.form(known, question, project.name if project else None, listed)

    try:
        return await click.read(form_of)
    except NotFound:  # they have noted nobody yet
        return views.nobody_yet(question)


@story.reads(form=views.FORM)
def asked(session: Session, owner: Member, click: Click) -> Answer:
    """The form: the people known there take its place, best first."""
    question = said(click.values.get("question"), words.QUESTION_LIMIT)
    if question is None:
        raise FieldErrors({"question": "What do you want to ask? One sentence is enough."})
    division = flow.division_of(session, owner, click.values.get("division") or "", click.now)
    return _people(session, owner, AskDraft(division, question, clean(click.values.get("project"))), click)


@story.reads(action=views.LOOK)
def looked(session: Session, owner: Member, click: Click) -> Answer:
    """*Who lists it?*: profiles of people the member does not know, because they asked for it."""
    division = words.unpacked(click.metadata).division
    return screens.instead(views.looked(division, *flow.who_lists(session, owner, division)))


@story.writes(action=views.HELPED)
def helped(session: Session, owner: Member, click: Click) -> Answer:
    """*I gave something back*."""
    contact = attempts.find_contact(session, owner, click.number)
    ask = words.unpacked(click.metadata) if click.metadata else None
    attempts.tell(session, owner, contact, "helped", click.now)
    if ask:
        return screens.instead(_people(session, owner, ask, click))
    return partial(screens.say, message=Message(views.helped(contact), "Noted."))


def _people(session: Session, owner: Member, ask: AskDraft, click: Click) -> View:
    """Whom to ask, best first."""
    found = flow.people_in(session, owner, ask, click.now)
    return views.people(ask, found, planning.today_of(owner, click.now), click.team_id)
