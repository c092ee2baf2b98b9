"""A draft's way: asked for, made, changed, taken."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import drafts as words, limits as limit_words
from bot.domain.cards import Ready, Subject
from bot.domain.drafts import DraftRequest, Order, Purpose, Style
from bot.domain.guards import empty_phrases, not_told
from bot.domain.limits import Bounds
from bot.domain.models import Contact, Draft, Member, Workspace
from bot.domain.templates import VARIANTS
from bot.domain.topics import mentions_topic, without_topics
from bot.errors import UserError
from bot.flows import planning
from bot.flows.attempts import find_contact
from bot.store import asks as store, attempts as attempts_store, encounters as encounters_store, members, rows

CALLS_A_DAY = 30
"""Calls to the model for one member; more is a loop, not a person."""
WORKSPACE_CALLS_A_DAY = 1000
NOTHING, LEFT = "So there is nothing to draft.", "So I leave this text here."
OFF_LIMITS = "That is about something you marked as off-limits, so I do not draft it. Say it in another way?"


def about(session: Session, owner: Member, contact_id: int, now: datetime, *, is_ask: bool = False) -> Subject:
    """The subject of a draft to a contact, wherever they stand. Raises NotFound, and UserError where none may be."""
    contact = find_contact(session, owner, contact_id)
    bounds = _bounds(session, owner, contact, now, "Somebody else, perhaps?" if is_ask else NOTHING)
    if is_ask:
        return Subject(contact, Purpose.ASK, bounds)
    reminder = attempts_store.open_reminder(session, contact.id)
    is_attempt = reminder is not None and reminder.rung.attempt
    purpose = Purpose(reminder.rung) if reminder and is_attempt else Purpose.KEEP_IN_TOUCH
    met = encounters_store.latest_encounters(session, [contact.id]).get(contact.id)
    last = store.latest_draft(session, contact, purpose)
    noted = met.note if met and purpose is Purpose.FIRST_NOTE else None
    return Subject(contact, purpose, bounds, noted, last.specific if last and not last.used_on else None)


def start(
    session: Session, owner: Member, subject: Subject, specific: str, now: datetime, left_out: Collection[str] = ()
) -> tuple[Draft, Order | None]:
    """A draft, and its order; None: the same was made, and not taken yet. UserError: the one thing is off-limits."""
    draft = last = store.latest_draft(session, subject.contact, subject.purpose)
    is_for_another = (
        subject.purpose is Purpose.ASK and last and ("project" in last.left_out) != ("project" in left_out)
    )
    if draft is None or draft.used_on or draft.specific != specific or is_for_another:
        told = {"contact": subject.contact, "purpose": subject.purpose, "specific": specific, "created_at": now}
        variant = (last.variant + 1) % VARIANTS if last and last.used_on else 0
        draft = Draft.of(owner, left_out=list(left_out), style=Style.AS_IS, variant=variant, **told)
        session.add(draft)
        session.flush()
    made_of = draft.made_of
    made = _order(session, owner, draft, now)
    is_there = draft.text and draft.made_of == made_of and not mentions_topic(draft.text, made.topics)
    return draft, None if is_there else made


def change(
    session: Session,
    owner: Member,
    draft_id: int,
    edited: str | None,
    style: Style | None,
    left_out: list[str] | None,
    now: datetime,
) -> tuple[Draft, Order]:
    """Another wording is wanted: of a style, or (None) of other inputs; what the member typed into the old one is
    kept. Raises NotFound, and UserError as `start`."""
    draft = find(session, owner, draft_id)
    if edited and (draft.used_on or edited.strip() != (draft.text or "").strip()):
        draft.mine = edited
    draft.variant = (draft.variant + 1) % VARIANTS
    draft.style = style or draft.style
    draft.left_out = draft.left_out if left_out is None else left_out
    made = _order(session, owner, draft, now)
    return draft, replace(made, previous=(edited or draft.text) if style else None)


def bring_back(session: Session, owner: Member, draft_id: int, now: datetime) -> Draft:
    """The member's own wording again. Raises NotFound, and UserError where nothing may be written any more."""
    draft = find(session, owner, draft_id)
    _bounds(session, owner, draft.contact, now, LEFT)
    if draft.mine:
        draft.text, draft.mine = draft.mine, None
        draft.revision += 1
    return draft


def made(session: Session, owner: Member, draft_id: int, made: words.Draft | None, now: datetime) -> Ready:
    """The drafter is done; None: the text was there already. Raises like `use`."""
    draft = find(session, owner, draft_id)
    if made:
        _check_text(session, owner, draft, made.text, now)
        draft.text, draft.variant, draft.why_template = made.text, made.variant, made.why_template
        draft.revision += 1
    return ready(session, owner, draft, now)


def use(session: Session, owner: Member, draft_id: int, text: str | None, now: datetime) -> Ready:
    """The member took this very text. Raises NotFound, and UserError where a limit stands against it."""
    draft = find(session, owner, draft_id)
    final = text or draft.text or ""
    _check_text(session, owner, draft, final, now)
    draft.text, draft.mine, draft.used_on = final, None, planning.today_of(owner, now)
    return ready(session, owner, draft, now)


def ready(session: Session, owner: Member, draft: Draft, now: datetime) -> Ready:
    """The draft with what is shown around it."""
    request = _full_request(session, owner, draft, now)
    doubts, empty = [], []
    if draft.text and draft.why_template is None:
        doubts, empty = not_told(draft.text, request, draft.mine), empty_phrases(draft.text)
    bounds = planning.rules(session, owner, now).of(draft.contact)
    return Ready(draft, words.used(request), bounds, tuple(doubts), tuple(empty))


def find(session: Session, owner: Member, draft_id: int) -> Draft:
    """That draft of this member. Raises NotFound."""
    return rows.find(session, owner, Draft, draft_id, Draft.contact)


def count_call(session: Session, owner: Member, now: datetime) -> bool:
    """Count one call to the model before it is made. False: enough for today, for the member or the workspace."""
    day = planning.today_of(owner, now)
    counts = ((owner.id, day, CALLS_A_DAY), (store.WHOLE_WORKSPACE, now.date(), WORKSPACE_CALLS_A_DAY))
    return all(store.count_call(session, owner.workspace_id, *count) for count in counts)


def _bounds(session: Session, owner: Member, contact: Contact, now: datetime, so: str, text: str = "") -> Bounds:
    """What the limits say. Raises UserError where one is a stop, or an attorney's text is about their matter."""
    bounds = planning.rules(session, owner, now).of(contact)
    if bounds.stop:
        raise UserError(f"{limit_words.why(bounds.stop, contact.name, planning.today_of(owner, now))} {so}")
    if mentions_topic(text, bounds.matters):
        raise UserError(
            f"You noted that {contact.name} is represented in that matter, so please ask their counsel. "
            "Something else, apart from it, is fine."
        )
    return bounds


def _check_text(session: Session, owner: Member, draft: Draft, text: str, now: datetime) -> None:
    if mentions_topic(text, _bounds(session, owner, draft.contact, now, LEFT, text).topics):
        raise UserError("Your text mentions something that you marked as off-limits. Better to leave it out.")


def _order(session: Session, owner: Member, draft: Draft, now: datetime) -> Order:
    """The order for the drafter. Raises UserError where the contact or the one thing is off-limits."""
    bounds = _bounds(session, owner, draft.contact, now, NOTHING, draft.specific)
    topics = (*bounds.topics, *bounds.matters)
    request = without_topics(words.without(_full_request(session, owner, draft, now), draft.left_out), topics)
    if request is None:
        raise UserError(OFF_LIMITS)
    draft.made_of = str(replace(request, today=None))  # another day is no other input
    workspace = session.get_one(Workspace, owner.workspace_id)
    return Order(request, draft.style, draft.variant, topics, owner.model_drafts and workspace.model_allowed)


def _full_request(session: Session, owner: Member, draft: Draft, now: datetime) -> DraftRequest:
    """All that this draft could be made of."""
    contact = draft.contact
    met = encounters_store.latest_encounters(session, [contact.id]).get(contact.id)
    project = store.current_project(session, owner)
    own = members.profiles(session, owner.workspace_id, [owner.slack_user_id]).get(owner.slack_user_id)
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
