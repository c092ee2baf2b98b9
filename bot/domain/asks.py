"""An ask on its way from the form to the person who is picked."""

import json
from dataclasses import dataclass

from bot.domain import divisions
from bot.domain.projects import NAME_LIMIT
from bot.domain.text import clean
from bot.errors import NotFound

QUESTION_LIMIT = 1000
"""Characters of a question. With division and project it stays under the 3,000 of a modal's metadata."""


@dataclass(frozen=True)
class AskDraft:
    """What the form said."""

    division: str
    question: str
    project: str | None = None

    def packed(self) -> str:
        """The ask as a modal carries it (`private_metadata`): the member's own words, and no ids."""
        limits = (divisions.LIMIT, QUESTION_LIMIT, NAME_LIMIT)
        told = (self.division, self.question, self.project)
        cut = [clean(text, limit) for text, limit in zip(told, limits, strict=True)]
        return json.dumps(cut, ensure_ascii=False, separators=(",", ":"))


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
