"""Good notes without a model: complete, different for each purpose, and never inventing anything.

A slot in braces is filled from the request; a sentence whose slot is empty is left out, or the next one after the bar
is taken: "I am working on {project}, and you see it from {side}. | I have something that you see from {side}."
"""

from contextlib import suppress
from typing import NamedTuple

from bot.domain.drafts import DRAFT_LIMIT, DraftRequest, Purpose, Style
from bot.domain.phrases import at_place, at_time, called, department, first_name, sided, summed_up, the_thing
from bot.domain.plain import is_link

OFFER = "If I can help with anything from {ours}, tell me."
POINT = "If somebody else knows better, please just point me to them."


class Wording(NamedTuple):
    """One way to write a note of one purpose."""

    opening: str
    statement: str  # how the one thing comes in
    question: str  # the same where it is one
    closing: str
    after_question: str = ""  # the closing where the one thing is a question, if it is another one
    context: str = ""  # before the one thing: what the member works on
    aside: str = ""  # after the one thing, where it is no question


WORDINGS = {
    Purpose.FIRST_NOTE: (
        Wording(
            "{hi}, it was good to meet you{at}.",
            "One thing stayed with me: {thing}",
            "One question stayed with me: {thing}",
            OFFER,
        ),
        Wording(
            "{hi}, I enjoyed meeting you{at}.",
            "Here is something you may find useful: {thing}",
            "There is one thing I would like to know: {thing}",
            "And if {we} can ever make your work easier, just ask.",
        ),
        Wording(
            "{hi}, we met{at}, and I did not want to leave it at that.",
            "One thing for you: {thing}",
            "May I ask you something: {thing}",
            "There is no hurry with an answer. And if {we} can be of use to you, tell me.",
        ),
    ),
    Purpose.SECOND_TRY: (
        Wording(
            "{hi}, we met {met}.",
            "I came across this and thought of you: {thing}",
            "Something made me think of you, and of a question: {thing}",
            "No need to answer; I thought it might save you a search.",
            "Only if you have a minute; there is no hurry at all.",
        ),
        Wording(
            "{hi}, we met {met}, and something brought you to mind again.",
            "It is this: {thing}",
            "I have been asking myself: {thing}",
            "If it is of no use to you, please pass over it.",
            "If it is not a good time, never mind.",
        ),
        Wording(
            "{hi}, it is some time since we met{at}.",
            "Here is one thing I think you can use: {thing}",
            "There is one thing I would like to ask you: {thing}",
            f"It needs no answer. {OFFER}",
            f"Two words are plenty. {OFFER}",
        ),
    ),
    Purpose.THIRD_TRY: (
        Wording(
            "{hi}, a short hello; we met {met}.",
            "In case it is of use: {thing}",
            "If you ever feel like telling me: {thing}",
            "And if anything from {ours} would ever help, I am easy to find.",
        ),
        Wording(
            "{hi}, a small thing from somebody you met {met}.",
            "I thought you might like to know: {thing}",
            "I still wonder, and it can wait: {thing}",
            "There is nothing to answer. My door{in_own} is open.",
        ),
        Wording(
            "{hi}, we met {met}, and I like to think back to it.",
            "I leave this here for you: {thing}",
            "One thought, with no answer needed: {thing}",
            "If our work ever crosses again, I would be glad.",
        ),
    ),
    Purpose.KEEP_IN_TOUCH: (
        Wording(
            "{hi}, a short hello.",
            "I thought of you because of this: {thing}",
            "I have been wondering: {thing}",
            "How are things {there}?",
            "I would like to hear it.",
            aside="On my side it is {project} at the moment.",
        ),
        Wording(
            "{hi}, it has been a while.",
            "Something for you: {thing}",
            "Tell me: {thing}",
            "I would like to hear what you are working on now.",
            "Whenever you have a minute.",
            aside="I am busy with {project}.",
        ),
        Wording(
            "{hi}, I thought of you this week.",
            "The reason: {thing}",
            "I would like to know: {thing}",
            "If anything from {ours} would help you at the moment, tell me.",
        ),
    ),
    Purpose.ASK: (
        Wording(
            "{hi}, we met {met}.",
            "I would value your view on this: {thing}",
            "My question: {thing}",
            "Ten minutes or two lines would help a lot. {point} "
            "And if anything from {ours} would be useful to you, ask me.",
            context="I am working on {project_told}, and you see it from {side}. | "
            "I have something that you see from {side}.",
        ),
        Wording(
            "{hi}, may I borrow your {eyes} for a moment?",
            "What I cannot see from here: {thing}",
            "What I cannot see from here: {thing}",
            "Two lines are plenty, or ten minutes if that is easier. {point} "
            "In return, tell me what {we} can do for you.",
            context="We met {met}; these days I work on {project_told}. | We met {met}.",
        ),
        Wording(
            "{hi}, we met {met}, and I thought of you for this.",
            "Where I am stuck: {thing}",
            "Where I need a hint: {thing}",
            "A hint in two lines is enough; ten minutes would be a gift. {point} "
            "And please count on me when you need something from {ours}.",
            context="My project is {project_told}.",
        ),
    ),
}
SHORT = {
    Purpose.FIRST_NOTE: "Just ask if I can help.",
    Purpose.SECOND_TRY: "No need to answer.",
    Purpose.THIRD_TRY: "I am easy to find.",
    Purpose.KEEP_IN_TOUCH: "All the best.",
    Purpose.ASK: "Two lines would help. {point} Ask {us} for something in return.",
}
"""What follows the one thing in the shorter note."""
WARM = {
    Purpose.FIRST_NOTE: "I am glad that our paths crossed.",
    Purpose.SECOND_TRY: "I remember our conversation well.",
    Purpose.THIRD_TRY: "I think back to it with pleasure.",
    Purpose.KEEP_IN_TOUCH: "It is good to be in touch with you.",
    Purpose.ASK: "I would value what you think, and I know that your time is dear.",
}
"""A sentence more in the warmer note, before its closing."""
VARIANTS = min(map(len, WORDINGS.values()))
"""How many wordings each purpose has: `variant` counts from 0 and goes round."""


def render(request: DraftRequest, style: Style = Style.AS_IS, variant: int = 0) -> str:
    """A complete note: about them, one thing, nothing they must answer; for an ask, something offered back."""
    wording, (thing, is_asked) = WORDINGS[request.purpose][variant % VARIANTS], the_thing(request.specific)
    frame = wording.question if is_asked else wording.statement
    closing = wording.after_question if is_asked and wording.after_question else wording.closing
    warm = WARM[request.purpose] if style is Style.WARMER else ""
    parts = [wording.opening, wording.context, frame, "" if is_asked else wording.aside, warm, closing]
    if style is Style.SHORTER:
        parts = [wording.opening, frame, SHORT[request.purpose]]
    slots, text = _slots(request, thing), ""
    for sentence in filter(None, (_filled(part, slots) for part in parts)):
        # After a link a new line begins, so that nothing sticks to it.
        between = "" if not text else "\n" if is_link(text.split()[-1]) else " "
        text += between + sentence
    return text if len(text) <= DRAFT_LIMIT else text[: DRAFT_LIMIT - 1].rstrip() + "…"


def _slots(request: DraftRequest, thing: str) -> dict[str, str]:
    """What each slot is filled with; those of a project only where there is one."""
    place, time = at_place(request.place), at_time(request.met_on, request.today)
    dated = request.purpose in (Purpose.SECOND_TRY, Purpose.THIRD_TRY, Purpose.ASK)
    met = " ".join(filter(None, [place, time if dated or not place else None])) or "a while ago"
    project, division = called(request.project), department(request.division)
    summary, own = summed_up(request.project_summary), department(request.own_division)
    told = {"project": project, "project_told": f"{project} ({summary})" if summary else project} if project else {}
    return told | {
        "hi": f"Hi {first_name(request.name) or 'there'}",
        "at": f" {place}" if place else "",
        "met": met,
        "thing": thing,
        "point": POINT,
        "we": own or "I",
        "us": own or "me",
        "ours": own or "my side",
        "in_own": f" in {own}" if own else "",
        "there": f"in {division}" if division else "on your side",
        "side": f"the {sided(division)} side" if division else "another side",
        "eyes": f"{sided(division)} eyes" if division else "eyes",
    }


def _filled(part: str, slots: dict[str, str]) -> str:
    """The first alternative whose slots can all be filled; nothing where there is none."""
    for alternative in part.split(" | "):
        with suppress(KeyError):
            return alternative.format_map(slots)
    return ""
