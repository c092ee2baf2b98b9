"""The door: every payload of Slack's becomes a click, reaches its one listener, and is answered, errors too.

Each story that is imported here adds its listeners.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.errors import FieldErrors, UserError
from bot.logs import log_bug
from bot.slack import asks, attempts, contacts, data, drafts, encounters, home, imports, limits, people, projects  # noqa: F401
from bot.slack.click import Click, Edge, unpacked
from bot.slack.screens import Message, opened, replace, said
from bot.slack.story import LISTENERS, Answer
from bot.slack.views import kit

OLD_BUTTON = "That button is from an older version of me. Your Home tab has the current ones."


def make_app(client: AsyncWebClient, edge: Edge) -> AsyncApp:
    """The Bolt app of one installation, for whose requests the door is the only listener.

    It stands before Bolt's authorization, which would ask Slack who we are within the first one's three seconds.
    Signatures are checked before Bolt (`slack/http.py`): it would log the body of a forged one.
    """
    return AsyncApp(
        name="tactful",  # else it looks for its caller's file, in all that was ever imported: 30 ms
        client=client,
        before_authorize=Door(edge),
        logger=logging.getLogger("slack_bolt"),
        process_before_response=True,
        request_verification_enabled=False,
    )


class Door(AsyncMiddleware):
    """All listeners, found by kind and id at once: Bolt's own would be asked one after the other."""

    listeners = LISTENERS

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Answer it; 4xx where nobody can read it, or nobody listens to it."""
        with metrics.ACKNOWLEDGED.time():
            try:
                if req.body.get("type") == "url_verification":  # Slack's test of the address
                    return BoltResponse(status=200, body={"challenge": req.body["challenge"]})
                click = unpacked(req.body, self._edge, req.context.client)
            except (LookupError, TypeError, ValueError, AttributeError):
                return BoltResponse(status=400, body="")
            listener = self.listeners.get((click.kind, click.name))
            if listener is None and click.kind == "action":
                return await _given(click, said(click, OLD_BUTTON))
            if listener is None:
                return BoltResponse(status=404, body="")
            try:
                return await _given(click, await listener(click))
            except Exception as error:  # the one handler: nobody is left without an answer
                answer = await _given(click, _answer_to(click, error))
                is_lost = click.kind == "event" and not isinstance(error, UserError)
                return BoltResponse(status=500, body="") if is_lost else answer  # then Slack sends the event again


def _answer_to(click: Click, error: Exception) -> Answer:
    """What to tell the person about this error where they are: at the command, the form, the message or in Home."""
    sentence = str(error)
    if not isinstance(error, UserError):
        sentence = (
            "That did not work, and it is my fault. Nothing is lost; "
            f"try again, or tell your admin this code: {log_bug(error)}."
        )
    if click.kind in ("event", "closed"):
        return None  # these have no place for an answer
    if click.kind != "form":
        return said(click, sentence)
    if isinstance(error, FieldErrors):
        return {"response_action": "errors", "errors": error.sentences}
    if click.inputs and isinstance(error, UserError):
        return {"response_action": "errors", "errors": {click.inputs[0]: sentence}}
    return kit.note(sentence)


async def _given(click: Click, answer: Answer) -> BoltResponse:
    """Carry out what a listener answered. What is left for the time after it is tracked."""
    body: Any = None
    for each in answer if isinstance(answer, Sequence) else [answer]:
        if isinstance(each, View) and click.kind != "form":
            shown = await opened(click, each)
            each = None if isinstance(shown, str) else shown
        if isinstance(each, View):
            body = {"response_action": "update", "view": each.to_dict()}
        elif isinstance(each, Message) and click.kind == "command":
            blocks = [block.to_dict() for block in each.blocks]
            body = {"response_type": "ephemeral", "text": each.text, "blocks": blocks}
        elif isinstance(each, Message):
            click.edge.background.spawn(replace(click, each))
        elif isinstance(each, dict):
            body = each
        elif each:
            click.edge.background.spawn(each(click))
    return BoltResponse(status=200, body=body or "")
