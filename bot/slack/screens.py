"""What Slack shows. Nothing raises for Slack's faults: where the first way fails, another keeps the outcome."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import inf
from typing import Any, TypeVar

import aiohttp
import structlog
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.click import Click
from bot.slack.views import kit

T = TypeVar("T")
log = structlog.get_logger()
LIMITED = ("ratelimited", "rate_limited")
PASSING = (*LIMITED, "internal_error", "fatal_error", "service_unavailable", "request_timeout")
"""What Slack says of itself, not of what was asked. But for the first two it may have done it all the same."""
OPEN_SECONDS, OPEN_WAIT = 2.0, 1.0
"""How long opening a form may take, and how much of it may be waited: its trigger lives for three seconds."""
PATIENCE, REDRAW_PATIENCE, LONGEST_RETRY_AFTER = 30, 5, 24 * 3600
"""Seconds that Slack may ask an answer to wait, what can be drawn at the next click, and anything else."""
TRIGGER_ERRORS = ("expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged")
CLOSED = ("not_found", "view_not_found", "hash_conflict")
MESSAGE_GONE = ("message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found", "is_inactive")
"""Slack will not redraw that message any more: the answer comes as a new one."""
UNANSWERED = 599
"""In place of a status, where no answer of Slack's came."""
TOO_SLOW = "That took a moment too long, so Slack would not open the form. Please try again."
SLACK_FAILED = "Slack did not answer as it should, so the form did not open. Nothing is lost; please try again."


@dataclass(frozen=True)
class Message:
    """Blocks, and the text that stands for them in a notification."""

    blocks: list[Block]
    text: str


After = Callable[[Click], Coroutine[Any, Any, object]]
"""What is done beside the answer, such as drawing other screens anew."""


class Refused(Exception):
    """Slack did not do it, and not the second time either where that made sense."""

    def __init__(self, problem: str, status: int, headers: Any = None) -> None:
        super().__init__(problem)
        self.problem, self.status, self.retry_after = problem, status, retry_after(headers)
        self.wait = (self.retry_after or timedelta(seconds=1)).total_seconds()
        self.passes = status == 429 or status >= 500 or problem in PASSING
        """Whether the fault is Slack's, not ours."""
        self.is_closed = problem in CLOSED


async def patiently(ask: Callable[[], Awaitable[T]], seconds: float = PATIENCE, *, sure: bool = False) -> T:
    """Ask Slack, and once more where the fault is Slack's (`sure`: and it surely was not done) and it may be asked
    within so long. Raises Refused."""
    try:
        return await once(ask)
    except Refused as refused:
        if not refused.passes or refused.wait > seconds or (sure and refused.status != 429):
            raise
        await asyncio.sleep(refused.wait)
    return await once(ask)


async def opened(click: Click, view: View) -> str | Message | After:
    """Open a modal, on top of the one that was clicked in, if it was one: its id, or what says that it did not."""
    show = click.client.views_push if click.view_type == "modal" else click.client.views_open
    ask = partial(show, trigger_id=click.trigger_id or "", view=view)
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            return str((await patiently(ask, OPEN_WAIT, sure=True))["view"]["id"])  # a trigger works once
    except TimeoutError:
        return said(click, TOO_SLOW)
    except Refused as refused:
        if refused.problem in TRIGGER_ERRORS:
            return said(click, TOO_SLOW)
        if not refused.passes and isinstance(refused.__cause__, SlackApiError):
            raise refused.__cause__ from None  # no fault of Slack's: the view is wrong
        return said(click, SLACK_FAILED)


def said(click: Click, sentence: str) -> Message | After:
    """A sentence where the person looks: a private line, a small modal where there is no message, or a DM.
    With a button for the form, where its trigger was too old."""
    text = kit.typed(sentence, 3000)
    again = (kit.MET, "met") if click.kind == "command" else (click.name, click.value)
    is_asked_again = sentence == TOO_SLOW and isinstance(again[1], str)
    message = Message(kit.again(text, *again) if is_asked_again else [kit.section(text)], text)
    return message if click.kind == "command" else partial(say, message=message)


async def say(click: Click, message: Message) -> None:
    """A message to whoever clicked, and to nobody else."""
    if await _respond(click, message, replace_original=False):
        return
    can_open = click.trigger_id and message.text != TOO_SLOW
    if not (can_open and isinstance(await opened(click, kit.note(message.text)), str)):
        await tell(click.client, click.user_id, message)


async def show(click: Click, view: View, view_id: str | None = None) -> Refused | None:
    """Put something else into a modal, by itself the one that was clicked in. Returns why not, if Slack refused."""
    return await _tried(partial(click.client.views_update, view_id=view_id or click.view_id or "", view=view))


def instead(view: View, view_id: str | None = None) -> After:
    """The same, to be done beside the answer."""
    return partial(show, view=view, view_id=view_id)


async def replace(click: Click, message: Message) -> None:
    """Redraw the message whose button was clicked."""
    if not await _respond(click, message, replace_original=True):
        await tell(click.client, click.user_id, message)


async def tell(client: AsyncWebClient, slack_user_id: str, message: Message) -> tuple[str, str] | None:
    """A DM outside of any reminder. Returns its channel and ts; None where Slack does not take it."""
    try:
        channel = await dm_of(client, slack_user_id)
        post = partial(client.chat_postMessage, channel=channel, unfurl_links=False, unfurl_media=False)
        sent = await patiently(partial(post, blocks=message.blocks, text=message.text))
    except Refused:
        return None
    return channel, sent["ts"]


async def dm_of(client: AsyncWebClient, slack_user_id: str, seconds: float = PATIENCE) -> str:
    """The channel of their DM with us. Raises Refused."""
    opened = await patiently(partial(client.conversations_open, users=slack_user_id), seconds)
    return str(opened["channel"]["id"])


async def newest(
    client: AsyncWebClient, channel: str, seconds: float, pages: float = inf
) -> AsyncIterator[dict[str, Any]]:
    """What is in a DM, the newest first. Raises Refused."""
    cursor = None
    while cursor != "" and pages > 0:
        history = partial(client.conversations_history, channel=channel, limit=100, include_all_metadata=True)
        page = await patiently(partial(history, cursor=cursor), seconds)
        for each in page.get("messages") or []:
            yield each
        cursor, pages = (page.get("response_metadata") or {}).get("next_cursor") or "", pages - 1


async def tell_back(click: Click, message: Message) -> None:
    """A DM to whoever clicked."""
    await tell(click.client, click.user_id, message)


async def update(client: AsyncWebClient, channel: str | None, ts: str | None, message: Message) -> bool:
    """Redraw one DM. False: Slack does not let us touch that message any more."""
    draw = partial(client.chat_update, channel=channel or "", ts=ts or "", blocks=message.blocks, text=message.text)
    refused = await _tried(draw, REDRAW_PATIENCE)
    return refused is None or refused.problem not in MESSAGE_GONE


async def delete(client: AsyncWebClient, channel: str, ts: str, seconds: float = REDRAW_PATIENCE) -> Refused | None:
    """Take one DM of ours out of Slack. Returns why not, if it refused."""
    return await _tried(partial(client.chat_delete, channel=channel, ts=ts), seconds)


async def publish(client: AsyncWebClient, slack_user_id: str, home: View) -> None:
    """Draw that person's Home; it is drawn anew whenever they open it."""
    await _tried(partial(client.views_publish, user_id=slack_user_id, view=home), REDRAW_PATIENCE)


def retry_after(headers: Any) -> timedelta | None:
    """How long Slack asks to wait, between a second and a day; None where it does not say so in whole seconds."""
    value = next((v for k, v in dict(headers or {}).items() if k.lower() == "retry-after"), None)
    text = value[0] if isinstance(value, list) and value else value
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return timedelta(seconds=min(max(int(text), 1), LONGEST_RETRY_AFTER))


async def _tried(ask: Callable[[], Awaitable[object]], seconds: float = PATIENCE) -> Refused | None:
    """Ask patiently, and return why Slack did not do it, if it did not."""
    try:
        await patiently(ask, seconds)
    except Refused as refused:
        return refused
    return None


async def once(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask Slack. Raises Refused for whatever it, or the way to it, says but the answer."""
    try:
        return await ask()
    except SlackApiError as error:
        cause: Exception = error
        answer = error.response
        refused = Refused(str(answer.get("error") or "")[:40], answer.status_code, answer.headers)
    except aiohttp.ClientResponseError as error:  # a page of some proxy, not an answer of Slack's
        refused, cause = Refused("no_answer", 429 if error.status == 429 else UNANSWERED, error.headers), error
    except SlackClientError as error:  # a file that was not taken
        refused, cause = Refused(type(error).__name__, 400), error
    except (aiohttp.ClientError, TimeoutError) as error:
        problem = "timeout" if isinstance(error, TimeoutError) else type(error).__name__
        refused, cause = Refused(problem, UNANSWERED), error
    (log.warning if refused.passes else log.info)("slack.refused", problem=refused.problem)
    raise refused from cause


async def _respond(click: Click, message: Message, *, replace_original: bool) -> bool:
    """By the payload's own address. False where it has none, or Slack does not take it there."""
    if not click.response_url:
        return False
    respond = partial(AsyncRespond(response_url=click.response_url), response_type="ephemeral")

    async def ask() -> None:
        answer = await respond(message.text, message.blocks, replace_original=replace_original)
        if answer.status_code != 200:
            raise Refused(f"http_{answer.status_code}", answer.status_code, answer.headers)

    return await _tried(ask) is None
