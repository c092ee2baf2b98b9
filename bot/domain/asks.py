"""Whom to ask: the people a member knows, best first; and an ask on its way from the form to who is picked.

The score of a person is a sum of five parts, each a number that can be said in words:

- *stage*: somebody in touch before somebody followed up, and both before somebody let go;
- *last touch*: worth RECENT_TOUCH today and half of that after each HALF_LIFE of silence;
- *words*: RELEVANT_WORD for each word that question or project share with the notes or the title;
- *asked lately*: minus JUST_ASKED on the day of the last ask, fading to nothing over a QUARTER;
- *give and ask*: what was given back less what was asked, FAVOUR each.

Relevance weighs most: two shared words outweigh a stage. Who is on hold or must not be contacted never appears.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from math import exp2

from bot.domain import divisions
from bot.domain.english import keywords
from bot.domain.models import Contact
from bot.domain.projects import NAME_LIMIT
from bot.domain.text import clean
from bot.domain.types import Stage, TouchKind
from bot.errors import NotFound

QUESTION_LIMIT = 1000
"""Characters of a question. With division and project it stays under the 3,000 of a modal's metadata."""

STAGE_WORTH = {Stage.IN_TOUCH: 1.0, Stage.FOLLOWING_UP: 0.5, Stage.LET_GO: 0.0}
RECENT_TOUCH, HALF_LIFE = 1.0, timedelta(days=90)
"""The half-life is the rhythm in which the bot brings people in touch up again."""
RELEVANT_WORD, MOST_WORDS = 0.6, 4
"""More shared words than these add nothing: a long note is no better than a good one."""
JUST_ASKED, QUARTER = 1.2, timedelta(days=92)
"""More than a stage or a talk of today can make up for. No calendar quarter is longer: "not this quarter" is true."""
FAVOUR, MOST_FAVOURS = 0.2, 3
"""The balance counts up to so many either way: nobody is for ever in front or out of reach."""

LATELY = timedelta(days=28)  # an ask in the last weeks: the next one warns
PATIENCE = 2  # so many asks with nothing given back are fine; the next one warns
HELPERS = 5  # so many people are suggested for a project at most


@dataclass(frozen=True)
class AskDraft:
    """What the form said."""

    division: str
    question: str
    project: str | None = None

    def packed(self) -> str:
        """The ask as a modal carries it (`private_metadata`): the member's own words, and no ids."""
        division, question = clean(self.division, divisions.LIMIT), clean(self.question, QUESTION_LIMIT)
        told = (division, question, clean(self.project, NAME_LIMIT))
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def unpacked(metadata: str | None) -> AskDraft:
    """The ask that a modal carries. Raises NotFound for anything else: it was not our modal."""
    try:
        told = json.loads(metadata or "")
    except (ValueError, RecursionError):
        raise NotFound from None
    match told:
        case [str() | None as division, str() | None as question, str() | None as project]:
            return AskDraft(clean(division) or "", clean(question) or "", clean(project))
    raise NotFound


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked, with all that ranking looks at."""

    contact: Contact
    stage: Stage
    last_touch_on: date | None
    last_touch: TouchKind | None
    place: str | None
    notes: tuple[str, ...]
    asked_on: tuple[date, ...]
    given: int


class Warning(Enum):
    """What to think of before asking."""

    ASKED_LATELY = 1
    """They were asked in the last weeks."""
    NOTHING_GIVEN_BACK = 2
    """They were asked a few times, and nothing was given back."""


@dataclass(frozen=True)
class Expert:
    """A candidate with their place in the list."""

    candidate: Candidate
    score: float
    noted: tuple[str, ...]
    """Words of the question or project that stand in the member's notes, as they are written there."""
    titled: tuple[str, ...]  # those that stand in their title alone
    warning: Warning | None


def rank(candidates: Iterable[Candidate], *, question: str, project: str | None, today: date) -> list[Expert]:
    """Who could answer, best first; equals by name, then by who was noted first. The order told in has no say."""
    asked = keywords(f"{question} {project or ''}")
    by_name = sorted(candidates, key=lambda each: (each.contact.name.casefold(), each.contact.name, each.contact.id))
    return sorted((_expert(each, asked, today) for each in by_name), key=lambda each: -each.score)


def helpers_for(
    project: str,
    summary: str,
    candidates: Iterable[Candidate],
    own_division: str | None,
    *,
    today: date,
    aliases: Mapping[str, str],
) -> list[Expert]:
    """The people in other divisions who could improve a project, best first.

    They are shown unasked, so only who is pleasant to hear of: nobody whom asking would warn about, and
    somebody let go only where their notes or title speak of the project.
    """
    theirs = [each for each in candidates if divisions.canonical(each.contact.division, aliases)]
    elsewhere = [each for each in theirs if not divisions.same(each.contact.division, own_division, aliases)]
    found = [each for each in rank(elsewhere, question=summary, project=project, today=today) if not each.warning]
    fits = [each for each in found if each.noted or each.titled or each.candidate.stage is not Stage.LET_GO]
    return fits[:HELPERS]


def _expert(each: Candidate, asked: Mapping[str, str], today: date) -> Expert:
    noted, titled = keywords(" ".join(each.notes)), keywords(each.contact.title or "")
    shared = [stem for stem in asked if stem in noted or stem in titled][:MOST_WORDS]
    score = STAGE_WORTH[each.stage] + RELEVANT_WORD * len(shared)
    if each.last_touch_on:
        score += RECENT_TOUCH * exp2(-max(today - each.last_touch_on, timedelta()) / HALF_LIFE)
    if each.asked_on:
        score -= JUST_ASKED * max(0.0, 1 - max(today - max(each.asked_on), timedelta()) / QUARTER)
    score += FAVOUR * max(-MOST_FAVOURS, min(MOST_FAVOURS, each.given - len(each.asked_on)))
    warning = None
    if len(each.asked_on) >= PATIENCE and not each.given:
        warning = Warning.NOTHING_GIVEN_BACK
    elif each.asked_on and today - max(each.asked_on) < LATELY:
        warning = Warning.ASKED_LATELY
    in_notes = tuple(noted[stem] for stem in shared if stem in noted)
    in_title = tuple(titled[stem] for stem in shared if stem not in noted)
    return Expert(each, round(score, 6), in_notes, in_title, warning)
