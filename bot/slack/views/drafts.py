"""The draft dialogue: the question for the one specific thing, "Drafting…", the draft, and the text to copy."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    InteractiveElement,
    PlainTextInputElement,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextPreformattedElement,
)
from slack_sdk.models.views import View

from bot.domain.cards import Card
from bot.domain.drafts import Purpose, WhyTemplate
from bot.domain.limits import Bounds
from bot.domain.models import Contact, Draft
from bot.domain.subjects import Subject
from bot.domain.topics import mentions_topic
from bot.slack.views import attempts, kit, limits
from bot.slack.views.kit import bold, button, typed

ASK_FORM = "draft.ask_form"
READY_FORM = "draft.ready_form"
COPY_FORM = "draft.copy_form"
SHORTER = "draft.shorter"
WARMER = "draft.warmer"
AGAIN = "draft.again"
TEMPLATE = "draft.template"
MINE = "draft.mine"
INPUTS = "draft.inputs"
WROTE = "draft.wrote"
TEXT = "text"
SPECIFIC_LIMIT, DRAFT_LIMIT = 1000, 3000

INPUT_NAMES = {
    "title": "their title",
    "division": "their division",
    "company": "their company",
    "place": "where you met",
    "note": "your note",
    "own_division": "your division",
    "project": "your project",
    "project_summary": "what your project is about",
}
WHY = {
    WhyTemplate.CHOSEN: "From a template, as you wished.",
    WhyTemplate.NOT_SWITCHED_ON: "From a template.",
    WhyTemplate.CAP_REACHED: "From a template: that was enough of the language model for today.",
    WhyTemplate.UNAVAILABLE: "From a template: the language model did not answer in time.",
    WhyTemplate.REFUSED_TEXT: "From a template: what the language model wrote was not fit to show.",
    WhyTemplate.OFF_LIMITS: "Every wording I have touches something that you marked as off-limits.",
}


def ask(subject: Subject, about: str, question: str | None = None) -> View:
    """What is the one thing for them? `about`: whom the draft is for, as `reminder:12`, `contact:7` or `ask:7`.

    `question`: what an ask begins with.
    """
    name = typed(subject.contact.name, kit.NAME)
    is_ask = subject.purpose is Purpose.ASK
    known = subject.encounter.note if subject.encounter and subject.purpose is Purpose.FIRST_NOTE else question
    if mentions_topic(known or "", (*subject.bounds.topics, *subject.bounds.matters)):
        known = None  # it would only be refused
    entry = PlainTextInputElement(
        action_id="specific",
        multiline=True,
        max_length=SPECIFIC_LIMIT,
        initial_value=kit.plain(known, SPECIFIC_LIMIT) if known else None,
    )
    whom = kit.label(subject.contact.name, kit.NAME)
    label = PlainTextObject(text=f"Your question to {whom}" if is_ask else f"The one thing for {whom}")
    why = (
        f"What do you want to ask {name}? One question that only somebody there can answer is the easiest to answer."
        if is_ask
        else f"What is the one thing for {name}? A link, a number, an event, a question only they could answer. "
        "Without it a note is just “let’s be friends”, and those get no answer."
    )
    return View(
        type="modal",
        callback_id=ASK_FORM,
        private_metadata=about,
        title="Draft a note",
        submit="Draft it",
        close="Cancel",
        blocks=[
            *limits.notices(subject.bounds, subject.contact.name),
            kit.section(why),
            InputBlock(block_id="specific", label=label, element=entry),
            *limits.thought_of_it(subject.bounds),
        ],
    )


def drafting(contact: Contact) -> View:
    """While the drafter works."""
    name = typed(contact.name, kit.NAME)
    text = f"Drafting a note to {name} …\nClose this if you like; then it comes as a message."
    return View(type="modal", title="Draft a note", close="Close", blocks=[kit.section(text)])


def ready(draft: Draft, present: Sequence[str], bounds: Bounds) -> View:
    """The draft in an editable field. `present`: the inputs it could use; those left out are not ticked."""
    # Slack keeps what was typed under a block id, whatever the new text is: each wording has an id of its own.
    block_id = f"{TEXT}.{draft.revision}"
    entry = PlainTextInputElement(
        action_id=TEXT, multiline=True, max_length=DRAFT_LIMIT, initial_value=kit.plain(draft.text, DRAFT_LIMIT)
    )
    label = PlainTextObject(text=f"To {kit.label(draft.contact.name, kit.NAME)}, in your words")
    if not draft.text:
        return nothing(draft)
    blocks: list[Block] = [
        *limits.notices(bounds, draft.contact.name),
        InputBlock(block_id=block_id, label=label, element=entry),
        kit.context(_source(draft)),
        kit.actions(_wordings(draft), "wordings"),
    ]
    if present:
        blocks += [kit.section("What it may use:", "uses"), kit.actions([_inputs(draft, present)], "inputs")]
    return View(
        type="modal",
        callback_id=READY_FORM,
        private_metadata=str(draft.id),
        title="Draft a note",
        submit="Use this text",
        close="Close",
        blocks=blocks,
    )


def nothing(draft: Draft) -> View:
    """Where nothing can be said without something off-limits."""
    text = f"{WHY[WhyTemplate.OFF_LIMITS]} Start again with another thing to say?"
    return View(type="modal", title="Draft a note", close="Close", blocks=[kit.section(text)])


def copy(draft: Draft, team_id: str, bounds: Bounds) -> View:
    """The text to copy. Nothing is sent by the bot."""
    return View(
        type="modal",
        callback_id=COPY_FORM,
        private_metadata=str(draft.id),
        title="Yours to send",
        close="Close",
        blocks=[kit.section("Copy it, open the chat, and send it yourself."), *_to_copy(draft, team_id, bounds)],
    )


def message(draft: Draft, team_id: str, bounds: Bounds) -> list[Block]:
    """The draft as a DM, where its modal was closed meanwhile."""
    name = bold(typed(draft.contact.name, kit.NAME))
    lead = f"Here is the draft for {name}. Change what you like, and send it yourself."
    return [kit.section(lead), *_to_copy(draft, team_id, bounds), kit.context(_source(draft))]


def message_text(draft: Draft) -> str:
    """The same for a notification: no word of the draft."""
    return f"The draft for {typed(draft.contact.name, kit.NAME)} is ready."


def done(draft: Draft, card: Card, today: date) -> list[Block]:
    """After *I wrote* or *I asked*: what comes next, and the way back."""
    name = typed(draft.contact.name, kit.NAME)
    stop = card.bounds.stop
    following = (
        limits.why(stop, draft.contact.name, today) if stop else attempts.what_next(card.following, name, today)
    )
    what = f"you asked {bold(name)}" if draft.purpose is Purpose.ASK else f"you wrote to {bold(name)}"
    blocks: list[Block] = [kit.section(f"Noted: {what}. {following}".strip())]
    if card.change:
        elements: list[InteractiveElement] = [button("Undo", attempts.UNDO, card.change.id)]
        blocks.append(kit.actions(elements, f"done.{draft.id}"))
    return blocks


def told(blocks: list[Block]) -> View:
    """The same in place of the modal."""
    return View(type="modal", title="Noted", close="Close", blocks=blocks)


def _to_copy(draft: Draft, team_id: str, bounds: Bounds) -> list[Block]:
    preformatted = RichTextPreformattedElement(
        elements=[RichTextElementParts.Text(text=kit.plain(draft.text, DRAFT_LIMIT))]
    )
    elements: list[InteractiveElement] = []
    if draft.contact.slack_user_id:
        elements.append(attempts.open_chat(draft.contact, team_id))
    did = "I asked" if draft.purpose is Purpose.ASK else "I wrote"
    thought = limits.before_telling(bounds, draft.contact.name)
    elements.append(button(did, WROTE, draft.id, style="primary", confirm=thought))
    return [
        *limits.notices(bounds, draft.contact.name),
        RichTextBlock(block_id=f"draft.{draft.id}", elements=[preformatted]),
        kit.actions(elements, f"draft.{draft.id}.actions"),
    ]


def _source(draft: Draft) -> str:
    if draft.why_template is None:
        return "Written by the language model from what you see here. Read it before you send it."
    return WHY[draft.why_template]


def _wordings(draft: Draft) -> list[InteractiveElement]:
    elements: list[InteractiveElement] = [
        button("Shorter", SHORTER, draft.id),
        button("Warmer", WARMER, draft.id),
        button("Again", AGAIN, draft.id),
    ]
    if draft.why_template is None:
        elements.append(button("Use a template", TEMPLATE, draft.id))
    if draft.mine:
        elements.append(button("Back to my words", MINE, draft.id))
    return elements


def _inputs(draft: Draft, present: Sequence[str]) -> CheckboxesElement:
    options = {field: kit.option(INPUT_NAMES[field], field) for field in INPUT_NAMES if field in present}
    ticked = [options[field] for field in options if field not in draft.left_out]
    return CheckboxesElement(action_id=INPUTS, options=list(options.values()), initial_options=ticked or None)
