"""*Draft a note*: asks for the one thing, drafts beside the dialogue, and lays the text into the DM as well."""

from functools import partial

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain import asks as ask_words
from bot.domain.cards import Ready
from bot.domain.drafts import REMOVABLE, Order, Purpose, Style
from bot.domain.english import only_names
from bot.domain.limits import Bounds
from bot.domain.models import Draft, Member
from bot.domain.text import clean, said
from bot.errors import DraftUnavailable, FieldErrors, UserError
from bot.flows import asks, attempts, cards, drafts as flow, planning
from bot.flows.attempts import find_reminder
from bot.llm import drafter
from bot.slack import redraw, screens, story
from bot.slack.click import Click, word_and_id
from bot.slack.screens import After, Message
from bot.slack.story import Answer
from bot.slack.views import (
    attempts as attempt_views,
    contacts as contact_views,
    drafts as views,
    experts as expert_views,
    kit,
    limits as limit_views,
)

ASIDE = "aside"
"""What a form is about whose question is not for the present project: `aside:7` instead of `ask:7`."""
REWORDINGS = {views.SHORTER: Style.SHORTER, views.WARMER: Style.WARMER, views.AGAIN: Style.AS_IS, views.INPUTS: None}
"""The style that each button asks for; None: the same one, of other inputs."""


def form(session: Session, owner: Member, click: Click, kind: str, about: int) -> View:
    """The question for the one thing for a contact, wherever they stand; of the kind `contact` or `ask`."""
    return views.ask(flow.about(session, owner, about, click.now, is_ask=kind == "ask"), f"{kind}:{about}")


@story.reads(action=(attempt_views.DRAFT, contact_views.DRAFT))
def opened(session: Session, owner: Member, click: Click) -> Answer:
    """*Draft a note*, on a card or on top of the contact view."""
    is_card = click.name == attempt_views.DRAFT
    about = find_reminder(session, owner, click.number).contact_id if is_card else click.number
    return form(session, owner, click, "contact", about)


@story.writes(action=expert_views.PICK)
def picked(session: Session, owner: Member, click: Click) -> Answer:
    """*Ask Dan*: the draft, on top of the list; a form where no question is known, or a limit is to be thought of."""
    if not click.metadata:
        return form(session, owner, click, "ask", click.number)
    ask = ask_words.unpacked(click.metadata)
    subject = flow.about(session, owner, click.number, click.now, is_ask=True)
    left_out = asks.left_out(session, owner, ask.project)
    if subject.bounds.confirm:
        return views.ask(subject, f"{ASIDE if left_out else 'ask'}:{click.number}", ask.question)
    draft, order = flow.start(session, owner, subject, ask.question[: views.SPECIFIC_LIMIT], click.now, left_out)
    return partial(_draft_on_top, draft=draft, order=order)


@story.writes(form=views.ASK_FORM)
def asked(session: Session, owner: Member, click: Click) -> Answer:
    """The one thing is said: "Drafting …" at once, and the draft when it is made."""
    specific = said(click.values.get("specific"), views.SPECIFIC_LIMIT)
    if specific is None:
        raise FieldErrors({"specific": "One thing is enough: a link, a number, an event, a question."})
    kind, about = word_and_id(click.metadata)
    subject = flow.about(session, owner, about, click.now, is_ask=kind in ("ask", ASIDE))
    _check_thought(subject.bounds, click)
    left_out = asks.left_out(session, owner, None) if kind == ASIDE else ()
    draft, order = flow.start(session, owner, subject, specific, click.now, left_out)
    if subject.noted and only_names(specific, subject.noted):
        raise FieldErrors({"specific": "That is a topic, not yet a thing to say. What about it?"})
    return [views.drafting(draft.contact), partial(_draft, draft=draft, order=order, view_id=click.view_id)]


@story.writes(action=REWORDINGS)
def reworded(session: Session, owner: Member, click: Click) -> Answer:
    """Another wording: the member's edits are kept, the new text takes the field."""
    is_of_others = click.name == views.INPUTS  # one was taken out, or put back
    left_out = [each for each in REMOVABLE if each not in (click.value or ())] if is_of_others else None
    style = REWORDINGS[click.name]
    draft, order = flow.change(session, owner, click.about, _edited(click), style, left_out, click.now)
    return partial(_redraft, draft=draft, order=order, unfolded=is_of_others)


@story.writes(action=views.MINE)
def mine(session: Session, owner: Member, click: Click) -> Answer:
    """*Back to my words*."""
    draft = flow.bring_back(session, owner, click.number, click.now)
    return partial(_draft, draft=draft, order=None, view_id=click.view_id)


@story.reads(action=views.USES)
def uses(session: Session, owner: Member, click: Click) -> Answer:
    """*What it uses*: unfolded. What was typed stays in its field."""
    shown = flow.ready(session, owner, flow.find(session, owner, click.number), click.now)
    return screens.instead(views.ready(shown, click.team_id, unfolded=True))


@story.writes(action=views.CHAT)
def chat(session: Session, owner: Member, click: Click) -> Answer:
    """*Open chat*: exactly the text in the field lies in the DM, to be copied."""
    return partial(_lay, shown=flow.use(session, owner, click.about, _edited(click), click.now))


@story.writes(form=views.READY_FORM)
def wrote_here(session: Session, owner: Member, click: Click) -> Answer:
    """*I wrote*, or *I asked*, in the dialogue: with the text in the field, and the ladder moves."""
    shown = flow.use(session, owner, click.about, _edited(click), click.now)
    _check_thought(shown.bounds, click)
    blocks, redrawn = _told(session, owner, shown.draft, click)
    return [kit.modal("Noted", blocks), partial(_lay, shown=shown, told=True), *redrawn]


@story.writes(action=views.WROTE)
def wrote(session: Session, owner: Member, click: Click) -> Answer:
    """The same in the DM."""
    blocks, redrawn = _told(session, owner, flow.find(session, owner, click.number), click)
    return [Message(blocks, "Noted."), *redrawn]


def _told(session: Session, owner: Member, draft: Draft, click: Click) -> tuple[list[Block], list[After]]:
    """The ladder moves; what is said about it, and what is drawn anew."""
    is_ask = draft.purpose is Purpose.ASK
    if is_ask:
        asks.asked(session, owner, draft, click.now)
    else:
        attempts.tell(session, owner, draft.contact, "wrote", click.now)
    card = cards.card_of(session, owner, draft.contact, click.now)
    redrawn = [redraw.elsewhere(draft.contact_id)] if is_ask else redraw.details(draft.contact_id)
    return views.done(draft, card, planning.today_of(owner, click.now)), redrawn


async def _draft_on_top(click: Click, draft: Draft, order: Order | None) -> None:
    shown = await screens.opened(click, views.drafting(draft.contact))
    await _draft(click, draft, order, shown if isinstance(shown, str) else None)


async def _redraft(click: Click, draft: Draft, order: Order, *, unfolded: bool) -> None:
    if order.model_allowed and click.edge.model:  # a model takes its time
        await screens.show(click, views.drafting(draft.contact))
    await _draft(click, draft, order, click.view_id, unfolded=unfolded)


async def _draft(
    click: Click, draft: Draft, order: Order | None, view_id: str | None, *, unfolded: bool = False
) -> None:
    """Have it made, unless it is there already, and show it in the dialogue and in the DM: one of them is there."""
    made = await drafter.draft(order, counted(click)) if order else None
    now = click.edge.clock()
    try:
        shown = await click.write(lambda session, owner: flow.made(session, owner, draft.id, made, now))
    except UserError as error:  # a limit was told meanwhile
        if view_id:
            await screens.show(click, kit.note(str(error)), view_id)
        return
    if view_id:
        await screens.show(click, views.ready(shown, click.team_id, unfolded=unfolded), view_id)
    if shown.draft.text:
        await _lay(click, shown)


def counted(click: Click) -> drafter.Write | None:
    """What asks the model, if there is one: every call of this member is counted before it is made."""
    if (model := click.edge.model) is None:
        return None

    async def write(messages: list[dict[str, str]]) -> str:
        now = click.edge.clock()
        if not await click.write(lambda session, owner: flow.count_call(session, owner, now)):
            raise DraftUnavailable(drafter.CAP)
        return await model.write(messages)

    return write


async def _lay(click: Click, shown: Ready, *, told: bool = False) -> None:
    """Lay the draft into the DM, or redraw it where it lies. Raises NotFound where it was erased meanwhile."""
    draft = shown.draft
    message = Message(*views.message(shown, click.team_id, told=told))
    if draft.channel and draft.ts and await screens.update(click.client, draft.channel, draft.ts, message):
        return
    if place := await screens.tell(click.client, click.user_id, message):

        def lies_there(session: Session, owner: Member) -> None:
            found = flow.find(session, owner, draft.id)
            found.channel, found.ts = place

        await click.write(lies_there)


def _check_thought(bounds: Bounds, click: Click) -> None:
    if bounds.confirm and not click.values.get(limit_views.THOUGHT):
        raise FieldErrors({limit_views.THOUGHT: "Please read the note above first, and tick this."})


def _edited(click: Click) -> str | None:
    """The text as the member left it."""
    values = click.values.items()
    text = next((value for block_id, value in values if block_id.startswith(f"{views.TEXT}.")), None)
    return clean(text, views.DRAFT_LIMIT)
