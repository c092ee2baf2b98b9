"""The listeners of a story, by what they listen to, and what they may answer."""

from collections.abc import Awaitable, Callable, Sequence
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


class Story:
    """One story's listeners: `@story.reads(action="limit.add")` above each. Its kinds are those of `Click.kind`."""

    def __init__(self) -> None:
        self.listeners: dict[tuple[str, str], Listener] = {}

    def hears(self, **what: str) -> Callable[[Listener], Listener]:
        """A listener that needs more than one work."""

        def heard(listener: Listener) -> Listener:
            self.listeners |= dict.fromkeys(what.items(), listener)
            return listener

        return heard

    def reads(self, **what: str) -> Callable[[Work], Work]:
        """A listener that only reads."""
        return self._works(Click.read, what)

    def writes(self, **what: str) -> Callable[[Work], Work]:
        """A listener that changes something."""
        return self._works(Click.write, what)

    def _works(self, do: Callable[..., Awaitable[Answer]], what: dict[str, str]) -> Callable[[Work], Work]:
        def heard(work: Work) -> Work:
            @wraps(work)
            async def listener(click: Click) -> Answer:
                return await do(click, lambda session, owner: work(session, owner, click))

            self.hears(**what)(listener)
            return work

        return heard
