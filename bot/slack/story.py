"""The listeners of all stories, by what they listen to, and what they may answer."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain.models import Member
from bot.slack.click import Click
from bot.slack.screens import After, Message

One = View | Message | After | dict[str, Any] | None
Answer = One | Sequence[One]
"""A view opens on top of where the click was, or takes the place of a submitted form. A message is a command's
private answer, or takes the place of the message that was clicked. A dictionary goes to Slack as it is."""
Listener = Callable[[Click], Awaitable[Answer]]
Work = Callable[[Session, Member, Click], Answer]
"""A listener that is one work of the member who acts."""


LISTENERS: dict[tuple[str, str], Listener] = {}
"""By kind, as in `Click.kind`, and id."""


def hears(**what: str | Iterable[str]) -> Callable[[Listener], Listener]:
    """A listener that needs more than one work, as in `@story.hears(action="limit.add")`: kind and id, or ids.

    Raises ValueError where another one hears that already.
    """

    def heard(listener: Listener) -> Listener:
        for kind, ids in what.items():
            for each in [ids] if isinstance(ids, str) else ids:
                if LISTENERS.setdefault((kind, each), listener) is not listener:
                    raise ValueError(f"two listeners for {each}")
        return listener

    return heard


def reads(**what: str | Iterable[str]) -> Callable[[Work], Work]:
    """A listener that only reads."""
    return _works(Click.read, what)


def writes(**what: str | Iterable[str]) -> Callable[[Work], Work]:
    """A listener that changes something."""
    return _works(Click.write, what)


def _works(do: Callable[..., Awaitable[Answer]], what: dict[str, str | Iterable[str]]) -> Callable[[Work], Work]:
    def heard(work: Work) -> Work:
        @wraps(work)
        async def listener(click: Click) -> Answer:
            return await do(click, lambda session, owner: work(session, owner, click))

        hears(**what)(listener)
        return work

    return heard
