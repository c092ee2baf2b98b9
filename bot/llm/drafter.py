"""A draft in time, whatever happens outside: from the model where that works, from a template where it does not."""

import asyncio
from collections.abc import Collection
from typing import Protocol

from bot.domain.drafts import Draft, DraftRequest, Style, WhyTemplate
from bot.domain.guards import problems, tidy
from bot.domain.templates import VARIANTS, render
from bot.domain.topics import mentions_topic, without_topics
from bot.errors import DraftUnavailable
from bot.llm import prompts
from bot.logs import log

SECONDS = 20.0
"""What the member waits for at most."""
TEXTS = 2
"""How many texts are asked for before the template is taken."""
CAP = "cap"
"""The reason of a DraftUnavailable where the day's calls are used up."""


class Writer(Protocol):
    """What turns messages into text: a `Model`, or something that counts round it."""

    async def write(self, messages: list[dict[str, str]]) -> str:
        """The answer. Raises DraftUnavailable."""
        ...


class Drafter:
    """Makes drafts, and says of each where it comes from."""

    async def draft(
        self,
        request: DraftRequest,
        *,
        style: Style,
        variant: int,
        topics: Collection[str],
        model: Writer | None,
        why_not: WhyTemplate | None,
        previous: str | None = None,
        unlike: str | None = None,
        seconds: float = SECONDS,
    ) -> Draft:
        """The draft. Its text is empty where nothing can be said without a topic that is off-limits.

        `previous` is told to the model, to be changed; `unlike` is not told, only no text of the model is the same.
        """
        allowed = without_topics(request, topics)
        if allowed is None:
            return _logged(Draft("", variant, WhyTemplate.OFF_LIMITS), "specific")
        if model is None or why_not:
            return _logged(_template(allowed, style, variant, topics, why_not or WhyTemplate.NOT_SWITCHED_ON))
        if previous and mentions_topic(previous, topics):
            previous = None
        try:
            async with asyncio.timeout(seconds):
                text, why, reason = await _written(allowed, style, topics, model, previous, unlike)
        except TimeoutError:
            text, why, reason = None, WhyTemplate.UNAVAILABLE, "timeout"
        except DraftUnavailable as error:
            why = WhyTemplate.CAP_REACHED if error.reason == CAP else WhyTemplate.UNAVAILABLE
            text, reason = None, error.reason
        if text is not None:
            return _logged(Draft(text, variant, None), reason)
        return _logged(_template(allowed, style, variant, topics, why), reason)


async def _written(
    request: DraftRequest,
    style: Style,
    topics: Collection[str],
    model: Writer,
    previous: str | None,
    unlike: str | None,
) -> tuple[str | None, WhyTemplate, str]:
    """The model's text if it is fit to be shown, and what was wrong if not. Raises DraftUnavailable."""
    wrong: list[str] = []
    for _ in range(TEXTS):
        messages = prompts.messages(request, style, previous, wrong)
        if any(mentions_topic(message["content"], topics) for message in messages):
            return None, WhyTemplate.OFF_LIMITS, "prompt"  # our own words may be the topic
        text = tidy(await model.write(messages))
        wrong = problems(text, request, topics, previous, messages[0]["content"])
        if unlike and text.split() == unlike.split():
            wrong.append("same")
        if not wrong:
            return text, WhyTemplate.REFUSED_TEXT, ""
    return None, WhyTemplate.REFUSED_TEXT, " ".join(wrong)


def _template(request: DraftRequest, style: Style, variant: int, topics: Collection[str], why: WhyTemplate) -> Draft:
    """The first wording from `variant` on whose own words mention no topic."""
    for number in range(variant, variant + VARIANTS):
        text = render(request, style, number)
        if not mentions_topic(text, topics):
            return Draft(text, number % VARIANTS, why)
    return Draft("", variant, WhyTemplate.OFF_LIMITS)


def _logged(draft: Draft, reason: str = "") -> Draft:
    """Outcome words only: never the text."""
    log.info("draft", by="template" if draft.why_template else "model", why=draft.why_template, reason=reason)
    return draft
