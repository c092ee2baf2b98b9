"""A draft's way: asked for, made, changed, taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import drafts as words
from bot.domain import limits as limit_words
from bot.domain import marks
from bot.domain.drafts import DraftRequest, Order, Purpose, Style, WhyTemplate
from bot.domain.limits import Bounds
from bot.domain.models import Contact, Draft, Encounter, Member, Reminder
from bot.domain.subjects import Ready, Subject
from bot.domain.templates import VARIANTS
from bot.domain.topics import mentions_topic, without_topics
from bot.domain.types import Rung
from bot.errors import NotFound, UserError
from bot.flows import limits, planning
from bot.flows.attempts import find_contact, find_reminder
from bot.store import attempts as attempts_store
from bot.store import directory as directory_store
from bot.store import drafts as store
from bot.store import encounters as encounters_store
from bot.store import members
from bot.store import projects as projects_store

CALLS_A_DAY = 30
"""Calls to the model for one member; more is a loop, not a person."""
WORKSPACE_CALLS_A_DAY = 1000
OFF_LIMITS = "That is about something you marked as off-limits, so I do not draft it. Say it in another way?"
PURPOSES = {
    Rung.FIRST_NOTE: Purpose.FIRST_NOTE,
    Rung.SECOND_TRY: Purpose.SECOND_TRY,
    Rung.THIRD_TRY: Purpose.THIRD_TRY,
}


def about_reminder(session: Session, owner: Member, reminder_id: int, now: datetime) -> Subject:
    """The subject of a card's draft. Raises NotFound, and UserError where none may be."""
    reminder = find_reminder(session, owner, reminder_id)
    return _about(session, owner, reminder.contact, reminder, now)


def about_contact(session: Session, owner: Member, contact_id: int, now: datetime) -> Subject:
    """The subject of a draft to a contact, wherever they stand. Raises NotFound, and UserError where none may be."""
    contact = find_contact(session, owner, contact_id)
    return _about(session, owner, contact, attempts_store.open_reminder(session, contact.id), now)


def _about(session: Session, owner: Member, contact: Contact, reminder: Reminder | None, now: datetime) -> Subject:
    bounds = _bounds(session, owner, contact, now, "So there is nothing to draft.")
    purpose = PURPOSES.get(reminder.rung, Purpose.KEEP_IN_TOUCH) if reminder else Purpose.KEEP_IN_TOUCH
    last = store.latest_draft(session, contact, purpose)
    said = last.specific if last and not last.used_on else None
    return Subject(contact, find_met(session, contact), purpose, bounds, said)


def start(
    session: Session,
    owner: Member,
    subject: Subject,
    specific: str,
    model_is_set: bool,
    now: datetime,
    left_out: Sequence[str] = (),
) -> tuple[Draft, Order | None]:
    """A draft, and the order for the drafter; none where the same was made already.

    Raises UserError where the one thing is off-limits.
    """
    last = store.latest_draft(session, subject.contact, subject.purpose)
    is_new_occasion = last is not None and last.used_on not in (None, planning.today_of(owner, now))
    if last and last.text and last.specific == specific and not is_new_occasion:
        again = order(session, owner, last, model_is_set, now)
        same_project = subject.purpose is not Purpose.ASK or ("project" in left_out) == ("project" in last.left_out)
        is_same = same_project and last.made_of == _made_of(again)
        if is_same and not mentions_topic(last.text, again.topics):
            return last, None
    draft = Draft(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        contact=subject.contact,
        purpose=subject.purpose,
        specific=specific,
        left_out=list(left_out),
        style=Style.AS_IS,
        variant=(last.variant + 1) % VARIANTS if last and is_new_occasion else 0,
        created_at=now,
    )
    session.add(draft)
    session.flush()
    made = order(session, owner, draft, model_is_set, now)
    draft.made_of = _made_of(made)
    return draft, made


def change(
    session: Session,
    owner: Member,
    draft_id: int,
    *,
    edited: str | None,
    style: Style | None = None,
    left_out: list[str] | None = None,
    template: bool = False,
    model_is_set: bool,
    now: datetime,
) -> tuple[Draft, Order]:
    """Another wording is wanted. What the member typed into the old one is kept. Raises NotFound, UserError."""
    draft = find(session, owner, draft_id)
    if edited and (draft.used_on or edited.strip() != (draft.text or "").strip()):
        draft.mine = edited
    draft.variant = (draft.variant + 1) % VARIANTS
    if style is not None:
        draft.style = style
    if left_out is not None:
        draft.left_out = [field for field in left_out if field in words.REMOVABLE]
    made = order(session, owner, draft, model_is_set and not template, now)
    draft.made_of = _made_of(made)
    if template:
        made = replace(made, why_not=WhyTemplate.CHOSEN)
    unlike = edited or draft.text if style is Style.AS_IS else None
    return draft, replace(made, previous=edited if style else None, unlike=unlike)


def bring_back(session: Session, owner: Member, draft_id: int, now: datetime) -> Draft:
    """The member's own wording again. Raises NotFound, and UserError where nothing may be written any more."""
    draft = find(session, owner, draft_id)
    _bounds(session, owner, draft.contact, now, "So I leave this text here.")
    if draft.mine:
        draft.text, draft.mine = draft.mine, None
        draft.revision += 1
    return draft


def made(session: Session, owner: Member, draft_id: int, made: words.Draft, now: datetime) -> Draft:
    """The drafter is done. Raises NotFound, and UserError where a limit that was said meanwhile stands against it."""
    draft = find(session, owner, draft_id)
    _check_text(session, owner, draft, made.text, now)
    draft.text, draft.variant, draft.why_template = made.text, made.variant, made.why_template
    draft.revision += 1
    return draft


def use(session: Session, owner: Member, draft_id: int, text: str | None, now: datetime) -> Draft:
    """The member took this very text. Raises NotFound, and UserError where a limit stands against it."""
    draft = find(session, owner, draft_id)
    final = text or draft.text or ""
    _check_text(session, owner, draft, final, now)
    draft.text, draft.mine, draft.used_on = final, None, planning.today_of(owner, now)
    return draft


def ready(session: Session, owner: Member, draft: Draft, now: datetime) -> Ready:
    """The draft with what is shown around it."""
    request = full_request(session, owner, draft, now)
    doubts, empty = [], []
    if draft.text and draft.why_template is None:
        doubts, empty = marks.not_told(draft.text, request, draft.mine), marks.empty_phrases(draft.text)
    bounds = limits.bounds(session, owner, draft.contact, now)
    return Ready(draft, words.used(request), bounds, tuple(doubts), tuple(empty))


def _check_text(session: Session, owner: Member, draft: Draft, text: str, now: datetime) -> None:
    bounds = _bounds(session, owner, draft.contact, now, "So I leave this text here.")
    if mentions_topic(text, bounds.matters):
        raise UserError(limit_words.ask_their_counsel(draft.contact.name))
    if mentions_topic(text, bounds.topics):
        raise UserError("Your text mentions something that you marked as off-limits. Better to leave it out.")


def _bounds(session: Session, owner: Member, contact: Contact, now: datetime, so: str) -> Bounds:
    """What the limits say. Raises UserError where one is a stop."""
    bounds = limits.bounds(session, owner, contact, now)
    if bounds.stop:
        raise UserError(f"{limit_words.why(bounds.stop, contact.name, planning.today_of(owner, now))} {so}")
    return bounds


def find(session: Session, owner: Member, draft_id: int) -> Draft:
    """That draft of this member. Raises NotFound."""
    draft = store.draft(session, owner, draft_id)
    if draft is None:
        raise NotFound
    return draft


def full_request(session: Session, owner: Member, draft: Draft, now: datetime) -> DraftRequest:
    """All that this draft could be made of."""
    contact, met = draft.contact, find_met(session, draft.contact)
    project = projects_store.current(session, owner)
    own = (directory_store.profiles(session, owner.workspace_id, [owner.slack_user_id])).get(owner.slack_user_id)
    return DraftRequest(
        purpose=draft.purpose,
        name=contact.name,
        specific=draft.specific,
        title=contact.title,
        division=contact.division,
        company=contact.company,
        place=met.place if met else None,
        met_on=met.met_on if met else None,
        note=met.note if met else None,
        own_division=own.division if own else None,
        project=project.name if project else None,
        project_summary=project.summary if project else None,
        today=planning.today_of(owner, now),
    )


def order(session: Session, owner: Member, draft: Draft, model_is_set: bool, now: datetime) -> Order:
    """The order for the drafter. Raises UserError where the contact or the one thing is off-limits."""
    bounds = _bounds(session, owner, draft.contact, now, "So there is nothing to draft.")
    if mentions_topic(draft.specific, bounds.matters):
        raise UserError(limit_words.ask_their_counsel(draft.contact.name))
    topics = (*bounds.topics, *bounds.matters)
    wanted = words.without(full_request(session, owner, draft, now), *draft.left_out)
    request = without_topics(wanted, topics)
    if request is None:
        raise UserError(OFF_LIMITS)
    workspace = members.workspace_by_id(session, owner.workspace_id)
    may_ask = model_is_set and owner.model_drafts and workspace.model_allowed
    return Order(request, draft.style, draft.variant, topics, None if may_ask else WhyTemplate.NOT_SWITCHED_ON)


def _made_of(order: Order) -> str:
    """What tells whether the inputs are still the same; another day is no other input."""
    return str(replace(order.request, today=None))


def count_call(session: Session, owner: Member, now: datetime) -> bool:
    """Count one call to the model before it is made. False: enough for today, for the member or the workspace."""
    day = planning.today_of(owner, now)
    own = store.count_call(session, owner.workspace_id, owner.id, day, CALLS_A_DAY)
    return own and store.count_call(
        session, owner.workspace_id, store.WHOLE_WORKSPACE, now.date(), WORKSPACE_CALLS_A_DAY
    )


def find_met(session: Session, contact: Contact) -> Encounter | None:
    """The last encounter with the contact."""
    return (encounters_store.latest_encounters(session, [contact.id])).get(contact.id)
