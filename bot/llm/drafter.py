"""A draft in time, whatever happens outside: from the model where that works, from a template where it does not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.domain.drafts import Draft, Order, Style, WhyTemplate
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

Write = Callable[[list[dict[str, str]]], Awaitable[str]]
"""What turns messages into text: `Model.write`, or something round it. Raises DraftUnavailable."""


async def draft(order: Order, write: Write | None, seconds: float = SECONDS) -> Draft:
    """The draft, and where it comes from. Empty where nothing can be said without a topic that is off-limits."""
    made, reason = Draft("", order.variant, WhyTemplate.OFF_LIMITS), "specific"
    if allowed := without_topics(order.request, order.topics):
        order = replace(order, request=allowed)
        try:
            async with asyncio.timeout(seconds):
                made, reason = await _written(order, write if order.model_allowed else None)
        except TimeoutError:
            made, reason = _template(order, WhyTemplate.UNAVAILABLE), "timeout"
        except DraftUnavailable as error:
            why = WhyTemplate.CAP_REACHED if str(error) == CAP else WhyTemplate.UNAVAILABLE
            made, reason = _template(order, why), str(error)
    # Outcome words only: never the text.
    log.info("draft", by="template" if made.why_template else "model", why=made.why_template, reason=reason)
    return made


async def _written(order: Order, write: Write | None) -> tuple[Draft, str]:
    """The model's text if it is fit to be shown, else a template and what was wrong. Raises DraftUnavailable."""
    if write is None:
        return _template(order, WhyTemplate.NOT_SWITCHED_ON), ""
    wrong: list[str] = []
    previous = order.previous
    if previous and mentions_topic(previous, order.topics):
        previous = None
    for _ in range(TEXTS):
        messages = prompts.messages(order.request, order.style, previous, wrong)
        if any(mentions_topic(message["content"], order.topics) for message in messages):
            return _template(order, WhyTemplate.OFF_LIMITS), "prompt"  # our own words may be the topic
        text = tidy(await write(messages))
        wrong = problems(text, order.request, order.topics, previous, messages[0]["content"])
        if order.style is Style.AS_IS and text.split() == (order.previous or "").split():
            wrong.append("same")
        if not wrong:
            return Draft(text, order.variant, None), ""
    return _template(order, WhyTemplate.REFUSED_TEXT), " ".join(wrong)


def _template(order: Order, why: WhyTemplate) -> Draft:
    """The first wording from the variant on whose own words mention no topic."""
    for number in range(order.variant, order.variant + VARIANTS):
        text = render(order.request, order.style, number)
        if not mentions_topic(text, order.topics):
            return Draft(text, number % VARIANTS, why)
    return Draft("", order.variant, WhyTemplate.OFF_LIMITS)
