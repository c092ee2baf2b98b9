"""*Same person as …*: choose, see what will happen, and make two contacts one."""

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain.models import Member
from bot.domain.text import NAME_LIMIT, said
from bot.errors import FieldErrors, NotFound
from bot.flows import merging as flow
from bot.flows.attempts import find_contact
from bot.slack import redraw, story
from bot.slack.click import Click, one_id, pair
from bot.slack.story import Answer
from bot.slack.views import contact_forms as forms
from bot.slack.views import contacts as views


@story.reads(action=views.MERGE)
def opened(session: Session, owner: Member, click: Click) -> View:
    """*Same person as …*: the likely ones first."""
    contact = find_contact(session, owner, click.number)
    likely = flow.likely(session, owner, contact.id, None)
    return forms.merge(contact, likely) if likely else forms.nobody_else(contact)


@story.reads(form=forms.MERGE_FORM)
def chosen(session: Session, owner: Member, click: Click) -> View:
    """Somebody was picked: what will happen. Only a part of a name was given: those who have it."""
    contact = find_contact(session, owner, click.about)
    if picked := click.values.get("other"):
        return forms.sure(flow.plan(session, owner, contact.id, one_id(picked)))
    part = said(click.values.get("part"), NAME_LIMIT)
    if part is None:
        raise FieldErrors({next(iter(click.values), "other"): "Please pick somebody, or cancel."})
    return forms.merge(contact, flow.likely(session, owner, contact.id, part))


@story.writes(form=forms.MERGE_SURE)
def confirmed(session: Session, owner: Member, click: Click) -> Answer:
    """They are one from now on; the contact view below shows them so."""
    contact_id, other_id = pair(click.metadata)
    if other_id is None:
        raise NotFound
    return redraw.below(flow.merge(session, owner, contact_id, other_id, click.now).id)
