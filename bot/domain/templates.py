"""Good notes without a model: complete, different for each purpose, and never inventing anything."""

import string

from bot.domain.drafts import DRAFT_LIMIT, DraftRequest, Purpose, Style
from bot.domain.phrases import Kind, at_place, at_time, called, department, first_name, sided, summed_up, the_thing
from bot.domain.plain import is_link
from bot.domain.wordings import SHORT, WARM, WORDINGS

VARIANTS = min(len(wordings) for wordings in WORDINGS.values())
"""How many wordings each purpose has: `variant` counts from 0 and goes round."""


def render(request: DraftRequest, style: Style = Style.AS_IS, variant: int = 0) -> str:
    """A complete note: about them, one thing, nothing they must answer; for an ask, something offered back."""
    wording, (thing, kind) = WORDINGS[request.purpose][variant % VARIANTS], the_thing(request.specific)
    slots, is_asked = _slots(request, thing), kind is Kind.QUESTION
    frames = {Kind.QUESTION: wording.question, Kind.LINK: wording.link or wording.statement}
    frame = frames.get(kind, wording.statement)
    parts = [wording.opening, wording.context, frame, "" if is_asked else wording.aside]
    closing = (is_asked and wording.after_question) or wording.closing
    if style is Style.WARMER:
        closing = (WARM[request.purpose], *closing)
    if style is Style.SHORTER:
        parts, closing = [wording.opening, frame], SHORT[request.purpose]
    text = _joined([sentence for part in (*parts, *closing) if (sentence := _filled(part, slots))])
    return text if len(text) <= DRAFT_LIMIT else text[: DRAFT_LIMIT - 1].rstrip() + "…"


def _slots(request: DraftRequest, thing: str) -> dict[str, str | None]:
    place, time = at_place(request.place), at_time(request.met_on, request.today)
    dated = request.purpose in (Purpose.SECOND_TRY, Purpose.THIRD_TRY, Purpose.ASK)
    met = " ".join(filter(None, [place, time if dated or not place else None])) or "a while ago"
    project, division = called(request.project), department(request.division)
    summary, own = summed_up(request.project_summary), department(request.own_division)
    return {
        "hi": f"Hi {first_name(request.name) or 'there'}",
        "at": f" {place}" if place else "",
        "met": met,
        "thing": thing,
        "own": own,
        "ours": own or "my side",
        "division": division,
        "seen_from": sided(division) if division else None,
        "project": project,
        "project_told": f"{project} ({summary})" if project and summary else project,
    }


def _filled(part: str, slots: dict[str, str | None]) -> str:
    """The first alternative whose slots can all be filled; nothing where there is none."""
    for alternative in part.split(" | "):
        needed = [name for _, name, _, _ in string.Formatter().parse(alternative) if name]
        if all(slots[name] is not None for name in needed):
            return alternative.format_map(slots)
    return ""


def _joined(sentences: list[str]) -> str:
    """The sentences as one paragraph; after a link a new line begins, so that nothing sticks to it."""
    text = ""
    for sentence in sentences:
        between = "" if not text else "\n" if is_link(text.split()[-1]) else " "
        text += between + sentence
    return text
