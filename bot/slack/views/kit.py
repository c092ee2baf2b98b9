"""The few parts every screen is made of. Foreign text passes through `typed`, always."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.models import Contact
from bot.domain.phrases import first_name
from bot.domain.text import one_line

NAME, PLACE, NOTE = 80, 120, 400
"""How much of a text a card shows, in characters after escaping."""
DETAILS = "contact.view"
MET = "encounter.open"
ELLIPSIS = "…"
INVISIBLE_SPACE = "\ufeff"
"""Takes no room, and browsers count it as white space: after it, no formatting begins or ends."""
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BIDI_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISOLATES = re.compile("[\u2066-\u2069]")
# Bold, italic, strike and code begin where one of these does not stand between two word characters.
_FORMATTING = re.compile(r"(?<![^\W_])([*_~`])|([*_~`])(?![^\W_])")


def typed(text: str | None, limit: int) -> str:
    """Foreign text as its author typed it, inside mrkdwn: no mention, link or formatting comes alive.

    At most `limit` characters after escaping; what is longer ends in an ellipsis, never inside an entity.
    """
    line = one_line(text or "")
    tame = _FORMATTING.sub(rf"\1\2{INVISIBLE_SPACE}", _ISOLATES.sub("", line)[: limit + 1])
    if tame.startswith(">"):  # at the start of a line it would be a quotation
        tame = INVISIBLE_SPACE + tame
    parts = [_ENTITIES.get(character, character) for character in tame]
    if _BIDI_MARKS.search(line):  # a mark that turns the direction must not turn the rest of the card,
        return FIRST_STRONG_ISOLATE + _cut(parts, limit - 2) + POP_ISOLATE  # nor an isolate of theirs end ours
    return _cut(parts, limit)


def plain(text: str | None, limit: int) -> str:
    """Foreign text for a plain_text object or an input's value: nothing is parsed there, only cut."""
    return _cut(list((text or "")[: limit + 1]), limit)


def label(text: str | None, limit: int) -> str:
    """Foreign text inside a plain_text sentence of ours: on one line, and turning nothing around it."""
    line = one_line(text or "")
    shown = plain(_ISOLATES.sub("", line), limit - 2)
    return f"{FIRST_STRONG_ISOLATE}{shown}{POP_ISOLATE}" if _BIDI_MARKS.search(line) else shown


def called(contact: Contact) -> str:
    """The first name, or the whole where nobody can be sure of it: foreign text."""
    return first_name(contact.name[:NAME]) or contact.name


def names(people: Sequence[str], most: int = 8) -> str:
    """Names in a sentence, so many of them."""
    return words.listed([typed(name, NAME) for name in people], most)


def who(contact: Contact) -> str:
    """Their name, and where they belong, as in "*Ana Reis* (Finance)"."""
    place = contact.division or contact.company or contact.email
    return bold(typed(contact.name, NAME)) + (f" ({typed(place, NAME)})" if place else "")


def bold(text: str) -> str:
    """Bold mrkdwn of text that went through `typed` already."""
    return f"*{text}*"


def section(mrkdwn: str, block_id: str | None = None, accessory: InteractiveElement | None = None) -> SectionBlock:
    """A paragraph. `verbatim`: Slack must not turn anything in it into links by itself."""
    return SectionBlock(text=MarkdownTextObject(text=mrkdwn, verbatim=True), block_id=block_id, accessory=accessory)


def context(*mrkdwn: str, block_id: str | None = None) -> ContextBlock:
    """Small grey lines, ten at most."""
    return ContextBlock(elements=[MarkdownTextObject(text=line, verbatim=True) for line in mrkdwn], block_id=block_id)


def more(count: int, what: str = "more") -> list[ContextBlock]:
    """The line under a list that has so many others."""
    return [context(f"and {words.number(count)} {what}")] if count > 0 else []


def actions(elements: Sequence[InteractiveElement], block_id: str) -> ActionsBlock:
    """A row of buttons and menus."""
    return ActionsBlock(elements=list(elements), block_id=block_id)


def button(
    text: str,
    action_id: str,
    value: object,
    *,
    style: str | None = None,
    url: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """A button that carries the id of what it is about, and nothing else."""
    return ButtonElement(text=text, action_id=action_id, value=str(value), style=style, url=url, confirm=confirm)


def confirm(title: str, text: str, yes: str, no: str = "Cancel") -> ConfirmObject:
    """Slack's small dialog before a click counts. `text` is plain: nothing in it comes alive."""
    return ConfirmObject(title=title, text=PlainTextObject(text=text), confirm=yes, deny=no)


def details(contact_id: int) -> ButtonElement:
    """The way to everything about a contact."""
    return button("Details", DETAILS, contact_id)


def option(text: str, value: object, more: str | None = None) -> Option:
    """One choice of a menu."""
    described = PlainTextObject(text=more) if more else None
    return Option(text=PlainTextObject(text=text), value=str(value), description=described)


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str | None = None,
    submit: str | None = None,
    about: object = None,
    close: str | None = None,
    notify_on_close: bool | None = None,
) -> View:
    """A modal; with `submit` a form. `about`: what it is about, such as an id of ours."""
    return View(
        type="modal",
        callback_id=callback_id,
        private_metadata=None if about is None else str(about),
        notify_on_close=notify_on_close,
        title=title,
        submit=submit,
        close=close or ("Cancel" if submit else "Close"),
        blocks=list(blocks),
    )


def note(sentence: str) -> View:
    """A modal with one sentence."""
    return modal("Tactful", [section(typed(sentence, 2900))])


def again(sentence: str, action_id: str, value: str) -> list[Block]:
    """A sentence, and the button whose click opens the form after all."""
    return [section(sentence), actions([button("Open it", action_id, value)], "again")]


def field(
    block_id: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """One field of a form; `Click.values` has what it says under its block id."""
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=label),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
    )


def entry(
    value: str | None,
    limit: int,
    placeholder: str | None = None,
    *,
    multiline: bool = False,
    action_id: str = "value",
) -> PlainTextInputElement:
    """A text to type, at most so long."""
    return PlainTextInputElement(
        action_id=action_id,
        placeholder=placeholder,
        multiline=multiline or None,
        max_length=limit,
        initial_value=plain(value, limit) if value else None,
    )


def day(initial: date | None = None) -> DatePickerElement:
    """A day to pick."""
    return DatePickerElement(action_id="value", initial_date=initial.isoformat() if initial else None)


def menu(
    options: Sequence[Option], chosen: object = None, placeholder: str | None = None, action_id: str = "value"
) -> StaticSelectElement:
    """One choice of several. `chosen`: the value of the one that is picked at first."""
    initial = next((each for each in options if each.value == str(chosen)), None)
    return StaticSelectElement(
        action_id=action_id, placeholder=placeholder, options=list(options), initial_option=initial
    )


def ticks(options: Iterable[Option], ticked: Sequence[str] = (), action_id: str = "value") -> CheckboxesElement:
    """Any of these choices. `ticked`: the values of those that are ticked at first."""
    offered = list(options)
    initial = [each for each in offered if each.value in ticked]
    return CheckboxesElement(action_id=action_id, options=offered, initial_options=initial or None)


def tick(text: str, ticked: bool = False, value: str = "yes") -> CheckboxesElement:
    """One choice, yes or no."""
    return ticks([option(text, value)], [value] if ticked else [])


def _cut(parts: list[str], limit: int) -> str:
    if sum(map(_length, parts)) <= limit:
        return "".join(parts)
    kept, length = [], len(ELLIPSIS)
    for part in parts:
        length += _length(part)
        if length > limit:
            break
        kept.append(part)
    return "".join(kept) + ELLIPSIS


def _length(part: str) -> int:
    """As browsers count, and perhaps Slack: most emoji are two."""
    return sum(2 if character > "\uffff" else 1 for character in part)
