"""The draft dialogue: the question for the one thing, "Drafting …", the draft; and the same text as a DM."""

from datetime import date

from slack_sdk.models.blocks import (
    Block,
    InteractiveElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextPreformattedElement,
)
from slack_sdk.models.views import View

from bot.domain.cards import Card, Ready, Subject
from bot.domain.drafts import REMOVABLE, Purpose, WhyTemplate
from bot.domain.english import only_names
from bot.domain.models import Contact, Draft
from bot.domain.topics import mentions_topic
from bot.slack.views import attempts, kit, limits
from bot.slack.views.kit import bold, button, typed

ASK_FORM = "draft.ask_form"
READY_FORM = "draft.ready_form"
SHORTER = "draft.shorter"
WARMER = "draft.warmer"
AGAIN = "draft.again"
MINE = "draft.mine"
USES = "draft.uses"
INPUTS = "draft.inputs"
CHAT = "draft.chat"
WROTE = "draft.wrote"
TEXT = "text"
SPECIFIC_LIMIT, DRAFT_LIMIT = 1000, 3000
TITLE = 24
"""Characters of a modal's title."""

WHY = {
    None: "Written by the language model. Read it before you send it.",
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
    contact, known = subject.contact, subject.said or question
    noted = subject.noted
    if mentions_topic(f"{known} {noted}", (*subject.bounds.topics, *subject.bounds.matters)):
        known = noted = None  # it would only be refused
    if noted and not only_names(noted, noted):
        known = known or noted
    what = "Your question to" if subject.purpose is Purpose.ASK else "The one thing for"
    label = f"{what} {kit.label(contact.name, kit.NAME)}"
    blocks = [
        *limits.notices(subject.bounds, contact.name),
        kit.section(_missing_half(subject, noted)),
        kit.field("specific", label, kit.entry(known, SPECIFIC_LIMIT, multiline=True)),
        *limits.thought_of_it(subject.bounds),
    ]
    return kit.modal(_title(contact), blocks, callback_id=ASK_FORM, submit="Draft it", about=about)


def drafting(contact: Contact) -> View:
    """While the drafter works."""
    text = f"Drafting a note to {typed(contact.name, kit.NAME)} …"
    return kit.modal(
        _title(contact), [kit.section(f"{text}\nClose this if you like; it comes as a message as well.")]
    )


def ready(shown: Ready, team_id: str, *, unfolded: bool = False) -> View:
    """The draft in an editable field. `unfolded`: with the inputs it could use; those left out are not ticked."""
    draft = shown.draft
    if not draft.text:
        text = f"{WHY[WhyTemplate.OFF_LIMITS]} Start again with another thing to say?"
        return kit.modal(_title(draft.contact), [kit.section(text)])
    # Slack keeps what was typed under a block id, whatever the new text is: each wording has an id of its own.
    entry = kit.entry(draft.text, DRAFT_LIMIT, multiline=True, action_id=TEXT)
    blocks: list[Block] = [
        *limits.notices(shown.bounds, draft.contact.name),
        kit.field(f"{TEXT}.{draft.revision}", "In your words", entry),
        kit.context(*_marks(shown)),
        kit.actions(_choices(shown, team_id, unfolded=unfolded), "wordings"),
    ]
    if shown.inputs and unfolded:
        used = [kit.option(REMOVABLE[field], field) for field in shown.inputs]
        ticked = [each for each in REMOVABLE if each not in draft.left_out]
        blocks.append(kit.section("What it may use:", "uses"))
        blocks.append(kit.actions([kit.ticks(used, ticked, INPUTS)], "inputs"))
    blocks += limits.thought_of_it(shown.bounds)
    title, submit = _title(draft.contact), _did(draft)
    return kit.modal(title, blocks, callback_id=READY_FORM, submit=submit, about=draft.id, close="Close")


def message(shown: Ready, team_id: str, *, told: bool = False) -> tuple[list[Block], str]:
    """The draft as a DM, to be copied, with a notification that holds no word of it; nothing is sent by the bot.

    `told`: that it was sent is told already.
    """
    draft, bounds = shown.draft, shown.bounds
    name = typed(draft.contact.name, kit.NAME)
    text = RichTextElementParts.Text(text=kit.plain(draft.text, DRAFT_LIMIT))
    blocks: list[Block] = [
        kit.section(f"The draft for {bold(name)}, to copy and send yourself."),
        *limits.notices(bounds, draft.contact.name),
        RichTextBlock(block_id=f"draft.{draft.id}", elements=[RichTextPreformattedElement(elements=[text])]),
    ]
    elements = attempts.open_chat(draft.contact, team_id)
    if not told:
        thought = limits.before_telling(bounds, draft.contact.name)
        elements.append(button(_did(draft), WROTE, draft.id, style="primary", confirm=thought))
        blocks.append(kit.context(*_marks(shown)))
    if elements:
        blocks.append(kit.actions(elements, f"draft.{draft.id}.actions"))
    return blocks, f"The draft for {name} is ready."


def done(draft: Draft, card: Card, today: date) -> list[Block]:
    """After *I wrote* or *I asked*: what comes next, and the way back."""
    what = "asked" if draft.purpose is Purpose.ASK else "wrote to"
    noted = f"Noted: you {what} {bold(typed(draft.contact.name, kit.NAME))}."
    blocks: list[Block] = [kit.section(f"{noted} {attempts.comes_next(card, today)}".strip())]
    if card.change:
        blocks.append(kit.actions([button("Undo", attempts.UNDO, card.change.id)], f"done.{draft.id}"))
    return blocks


def _title(contact: Contact) -> str:
    return f"To {kit.label(contact.name, TITLE - 3)}"


def _missing_half(subject: Subject, noted: str | None) -> str:
    name = typed(kit.called(subject.contact), kit.NAME)
    if subject.purpose is Purpose.ASK:
        easy = "One question that only somebody there can answer is the easiest to answer."
        return f"What do you want to ask {name}? {easy}"
    if noted:
        use = f"What about it could {name} use? One sentence, a link, a number."
        return f"You noted “{typed(noted, kit.NAME)}”. {use}"
    return (
        f"What is the one thing for {name}? A link, a number, an event, a question only they could answer. "
        "Without it a note is just “let’s be friends”, and those get no answer."
    )


def _did(draft: Draft) -> str:
    return "I asked" if draft.purpose is Purpose.ASK else "I wrote"


def _marks(shown: Ready) -> list[str]:
    marks = []
    if shown.doubts:
        ask = "Is it right?" if len(shown.doubts) == 1 else "Are they right?"
        marks.append(f"Not from you: {', '.join(typed(each, kit.NAME) for each in shown.doubts)}. {ask}")
    if shown.empty:
        quoted = ", ".join(f"“{typed(each, kit.NAME)}”" for each in shown.empty)
        marks.append(f"Says little: {quoted}. Better to leave it out.")
    return [*marks, WHY[shown.draft.why_template]]


def _choices(shown: Ready, team_id: str, *, unfolded: bool) -> list[InteractiveElement]:
    draft = shown.draft
    elements: list[InteractiveElement] = [
        button("Shorter", SHORTER, draft.id),
        button("Warmer", WARMER, draft.id),
        button("Another", AGAIN, draft.id),
    ]
    if draft.mine:
        elements.append(button("Back to my words", MINE, draft.id))
    if shown.inputs and not unfolded:
        elements.append(button("What it uses", USES, draft.id))
    return [*elements, *attempts.open_chat(draft.contact, team_id, CHAT)]
