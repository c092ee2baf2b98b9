"""What the page can ask for: each act is a gesture of the acting person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..clock import MovableClock
from ..delivery import Answer
from ..errors import Json
from ..workspace import Workspace

if TYPE_CHECKING:
    from ..server import Sandbox

Act = Callable[["Sandbox", Json], Awaitable[Answer]]
LONGEST_SKIP = timedelta(days=800)
LONGEST_WAIT = 60
"""How many twentieths of a second the app gets to do what has fallen due."""


def as_sent(slack: Workspace, text: str, *, resolve: bool = True) -> str:
    """What Slack makes of typed text: `&`, `<`, `>` escaped, names of people and channels as ids.

    A command without `should_escape` in the manifest gets `@bob` as it was typed.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not resolve:
        return text
    people = {person.handle: f"<@{person.id}>" for person in slack.people.values()}
    channels = {one.name: f"<#{one.id}|>" for one in slack.channels.values() if not one.is_im}
    text = re.sub(r"(?<!\w)@([\w.\-]*\w)", lambda m: people.get(m[1].lower(), m[0]), text)
    return re.sub(r"(?<![\w&])#([\w\-]+)", lambda m: channels.get(m[1].lower(), m[0]), text)


async def type_(slack: Sandbox, body: Json) -> Answer:
    """Enter was pressed in the composer."""
    user, text, channel = body["user"], str(body["text"]).strip(), slack.channel(body["channel"])
    if text.startswith("/"):
        name, _, rest = text.partition(" ")
        escapes = any(one["command"] == name and one.get("should_escape") for one in slack.manifest.commands)
        return await slack.command(user, name, as_sent(slack, rest.strip(), resolve=escapes), channel.id)
    if channel.is_im:
        return await slack.message(user, as_sent(slack, text))
    slack.say(user, as_sent(slack, text), channel)
    return Answer()


async def click(slack: Sandbox, body: Json) -> Answer:
    slack.set_state(body["user"], body["where"], body.get("values") or {})
    chosen = body.get("chosen") or {}
    return await slack.click(body["user"], body["where"], body["action_id"], block_id=body["block_id"], **chosen)


async def submit(slack: Sandbox, body: Json) -> Answer:
    slack.set_state(body["user"], body["where"], body.get("values") or {})
    return await slack.submit(body["user"], body["where"])


async def close(slack: Sandbox, body: Json) -> Answer:
    return await slack.close(body["user"], body["where"], all_of_them=bool(body.get("all")))


async def shortcut(slack: Sandbox, body: Json) -> Answer:
    message = None
    if body.get("ts"):
        message = slack.find_message(slack.channel(body["channel"]), body["ts"])
    return await slack.shortcut(body["user"], body["callback_id"], message)


async def home(slack: Sandbox, body: Json) -> Answer:
    return await slack.open_home(body["user"], body.get("tab", "home"))


async def read(slack: Sandbox, body: Json) -> Answer:
    slack.dm_channel(body["user"]).read_until = body["ts"]
    slack.tell("state")
    return Answer()


async def clock(slack: Sandbox, body: Json) -> Answer:
    if slack.clock is None:
        return Answer(error="told", payload="This sandbox shows the real time.")
    if body["by"] != "next":
        until = later(slack.clock(), body["by"])
        await _live_through(slack, slack.clock, until)
        slack.clock.set(until)
    elif not await _live_through(slack, slack.clock, slack.clock() + LONGEST_SKIP, only_one=True):
        return Answer(error="told", payload="No reminder is planned yet.")
    slack.tell("state")
    return Answer()


async def _live_through(slack: Sandbox, clock: MovableClock, until: datetime, only_one: bool = False) -> bool:
    """Stop at every moment at which the app has something to do, as if time had really passed.

    Jumping over them would make every reminder a late one. True: with `only_one`, a message has come.
    """
    before = _messages(slack)
    while slack.next_due and (due := await slack.next_due()) and due <= until:
        clock.set(due + timedelta(seconds=1))
        slack.tell("state")
        for _ in range(LONGEST_WAIT):
            await asyncio.sleep(0.05)
            if await slack.next_due() != due:
                break
        else:
            return False  # the app does not get it done; waiting longer would not help
        if only_one and _messages(slack) > before:
            return True
    return False


def _messages(slack: Sandbox) -> int:
    return sum(len(channel.messages) for channel in slack.channels.values() if channel.is_im)


def later(now: datetime, by: str) -> datetime:
    """A day, a week, or the same day of the next month (its last day if there is no such day)."""
    if by == "month":
        month = now.replace(day=1) + timedelta(days=31)
        last = (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return month.replace(day=min(now.day, last.day))
    return now + timedelta(days=7 if by == "week" else 1)


ACTS: dict[str, Act] = {
    "type": type_,
    "click": click,
    "submit": submit,
    "close": close,
    "shortcut": shortcut,
    "home": home,
    "read": read,
    "clock": clock,
}
