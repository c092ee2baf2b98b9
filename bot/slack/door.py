"""The door: every payload of Slack's becomes a click, reaches its one listener, and is answered."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View

from bot.errors import UserError
from bot.slack import (
    asks,
    attempts,
    contacts,
    data,
    directory,
    drafts,
    encounters,
    errors,
    home,
    imports,
    limits,
    merging,
    negotiations,
    projects,
    screens,
    settings,
)
from bot.slack.click import Click, unpacked
from bot.slack.edge import Edge
from bot.slack.screens import Message
from bot.slack.story import Answer, Listener

STORIES = (
    *(encounters, attempts, drafts, contacts, merging, negotiations, limits),
    *(asks, projects, settings, imports, home, directory, data),
)


class Door(AsyncMiddleware):
    """All listeners, found by kind and id at once: Bolt's own would be asked one after the other."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self.listeners: dict[tuple[str, str], Listener] = {}
        for each in STORIES:
            self.listeners |= each.story.listeners

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Answer it. Raises for what nobody can read: `slack/http.py` and Bolt answer that."""
        try:
            click = unpacked(req.body, self._edge, req.context.client)
        except (LookupError, TypeError, ValueError, AttributeError):
            return BoltResponse(status=400, body="")
        listener = self.listeners.get((click.kind, click.name))
        if listener is None and click.kind == "action":
            return await _given(click, screens.said(click, errors.OLD_BUTTON))
        if listener is None:
            return BoltResponse(status=404, body="")
        try:
            return await _given(click, await listener(click))
        except Exception as error:  # the one handler: nobody is left without an answer
            answer = await _given(click, errors.answer_to(click, error))
            is_lost = click.kind == "event" and not isinstance(error, UserError)
            return BoltResponse(status=500, body="") if is_lost else answer  # then Slack sends the event again


async def _given(click: Click, answer: Answer) -> BoltResponse:
    """Carry out what a listener answered. What is left for the time after it is tracked."""
    body: Any = None
    for each in answer if isinstance(answer, Sequence) else [answer]:
        if isinstance(each, View) and click.kind != "form":
            opened = await screens.opened(click, each)
            each = None if isinstance(opened, str) else opened
        if isinstance(each, View):
            body = {"response_action": "update", "view": each.to_dict()}
        elif isinstance(each, Message) and click.kind == "command":
            blocks = [block.to_dict() for block in each.blocks]
            body = {"response_type": "ephemeral", "text": each.text, "blocks": blocks}
        elif isinstance(each, Message):
            click.spawn(screens.replace(click, each))
        elif isinstance(each, dict):
            body = each
        elif each:
            click.spawn(each(click))
    if body is None:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": "application/json"})
