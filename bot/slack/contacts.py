"""The contact view: opened, corrected, made one with another, deleted, and brought back."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain.identity import EMAIL
from bot.domain.models import Contact, Member
from bot.domain.text import NAME_LIMIT, clean, said
from bot.errors import FieldErrors
from bot.flows import contacts as flow, encounters as encounters_flow
from bot.flows.attempts import find_contact
from bot.slack import redraw, screens, story
from bot.slack.click import Click, ids, one_id, pair
from bot.slack.encounters import edited
from bot.slack.story import Answer
from bot.slack.views import (
    attempts as attempt_views,
    contacts as views,
    encounters as encounter_views,
    home as home_views,
    kit,
)

TEXTS = ("title", "division", "company")


def details(session: Session, owner: Member, click: Click, contact_id: int) -> View:
    """Everything about that contact of the member who clicked."""
    return views.details(flow.details(session, owner, contact_id, click.now), click.team_id)


@story.reads(action=kit.DETAILS)
def opened(session: Session, owner: Member, click: Click) -> Answer:
    """*Details*."""
    return details(session, owner, click, click.number)


@story.reads(action=views.EDIT)
def edit(session: Session, owner: Member, click: Click) -> Answer:
    """*Edit*: the form with what is kept about the person."""
    return views.edit(find_contact(session, owner, click.number))


@story.writes(form=views.EDIT_FORM)
def edit_submitted(session: Session, owner: Member, click: Click) -> Answer:
    """What the member corrected."""
    told = _told(click.values, find_contact(session, owner, click.about))
    flow.correct(session, owner, click.about, told, click.now)
    return redraw.details(click.about)


@story.reads(action=views.EDIT_ENCOUNTER)
def edit_encounter(session: Session, owner: Member, click: Click) -> Answer:
    """*Edit* beside an encounter: its form, on top of the contact view."""
    encounter_id, contact_id = pair(click.value)
    return encounter_views.edit_form(encounters_flow.find(session, owner, encounter_id, click.now), contact_id)


@story.writes(action=views.DELETE)
def delete(session: Session, owner: Member, click: Click) -> Answer:
    """*Delete*, which Slack has asked about: gone from everywhere, and for a day to be had back."""
    kept, shown_in = flow.delete(session, owner, click.number, click.now)

    async def take_back(click: Click) -> None:
        for each in kept.rows.get("drafts", ()):
            if each["ts"]:
                await screens.delete(click.client, each["channel"], each["ts"])

    return [screens.instead(views.deleted(kept)), redraw.mornings(shown_in), take_back]


@story.writes(action=home_views.BRING_BACK)
def bring_back(session: Session, owner: Member, click: Click) -> Answer:
    """*Undo* after deleting, in the modal that said so or in Home."""
    contact, shown_in = flow.bring_back(session, owner, click.number, click.now)
    in_modal = redraw.details(contact.id, is_below=False) if click.view_type == "modal" else ()
    return [*in_modal, redraw.mornings(shown_in)]


def _told(values: Mapping[str, Any], before: Contact) -> dict[str, Any]:
    """What the form says now. Raises FieldErrors."""
    name = said(edited(values.get("name"), before.name, NAME_LIMIT), NAME_LIMIT)
    email = clean(values.get("email"), NAME_LIMIT)
    if name is None:
        raise FieldErrors({"name": "What are they called? A first name is enough."})
    if email and email != before.email and not EMAIL.fullmatch(email):
        raise FieldErrors({"email": "That does not look like an e-mail, such as jane@acme.example."})
    months = values.get("months")
    return {
        "name": name,
        "email": email,
        "reason": edited(values.get("reason"), before.reason, attempt_views.REASON_LIMIT),
        "months": int(months) if months in {str(count) for count in attempt_views.RHYTHMS} else None,
        "keep_notes": bool(values.get("keep_notes")),
        **{field: edited(values.get(field), getattr(before, field), NAME_LIMIT) for field in TEXTS},
    }


@story.reads(action=views.MERGE)
def merge(session: Session, owner: Member, click: Click) -> Answer:
    """*Same person as …*: the likely ones first."""
    contact = find_contact(session, owner, click.number)
    likely = flow.likely(session, owner, contact)
    nobody = f"There is nobody else among your contacts who could be {contact.name}."
    return views.merge(contact, likely) if likely else kit.note(nobody)


@story.reads(form=views.MERGE_FORM)
def merge_chosen(session: Session, owner: Member, click: Click) -> Answer:
    """Somebody was picked: what will happen. Only a part of a name was given: those who have it."""
    contact = find_contact(session, owner, click.about)
    if picked := click.values.get("other"):
        return views.sure(flow.merger_of(session, owner, contact.id, one_id(picked)))
    part = said(click.values.get("part"), NAME_LIMIT)
    if part is None:
        raise FieldErrors({next(iter(click.values), "other"): "Please pick somebody, or cancel."})
    return views.merge(contact, flow.likely(session, owner, contact, part))


@story.writes(form=views.MERGE_SURE)
def merge_confirmed(session: Session, owner: Member, click: Click) -> Answer:
    """They are one from now on; the contact view below shows them so."""
    contact_id, other_id, *_ = ids(click.metadata, 2)
    return redraw.details(flow.merge(session, owner, contact_id, other_id, click.now).id)
