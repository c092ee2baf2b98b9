"""The one handler: every error of a listener becomes an answer that a person can use."""

import asyncio
import json
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncRespond
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import FieldErrors, UserError
from bot.logs import log_bug
from bot.slack import payloads
from bot.slack.views import kit, notes

log = structlog.get_logger()
OLD_BUTTON = "That button is from an older version of me. Your Home tab has the current ones."
TRIGGER_ERRORS = ("expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged")
TOO_SLOW = "That took a moment too long, so Slack would not open the form. Please try again."
SLACK_FAILED = "Slack did not answer as it should, so the form did not open. Nothing is lost; please try again."
SAY_SECONDS = 0.8
"""How long saying so may take: what is to be acknowledged may have waited for two seconds before."""


def sentence_of(error: Exception) -> str:
    """What to tell the person about this error."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, SlackApiError) and error.response.get("error") in TRIGGER_ERRORS:
        return TOO_SLOW
    if isinstance(error, BoltUnhandledRequestError):
        return OLD_BUTTON
    code = log_bug(error)
    return f"That did not work, and it is my fault. Nothing is lost; try again, or tell your admin this code: {code}."


async def on_error(
    error: Exception, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond
) -> BoltResponse:
    """Answer in the place where the person is: the command, the form, the message or the Home tab."""
    kind = "command" if "command" in body else body.get("type", "")
    if isinstance(error, BoltUnhandledRequestError) and kind != "block_actions":
        return BoltResponse(status=404, body="")
    if kind == "event_callback" and isinstance(error, UserError):
        return BoltResponse(status=200, body="")  # an event has no place for an answer, and no use for a repeat
    if kind == "event_callback":
        log_bug(error)
        return BoltResponse(status=500, body="")  # Slack sends the event again
    sentence = sentence_of(error)
    if kind == "command":
        return _json({"response_type": "ephemeral", "text": kit.typed(sentence, 3000)})
    if kind == "view_submission":
        return _json(_on_form(error, sentence, body["view"]))
    try:
        async with asyncio.timeout(SAY_SECONDS):
            await _say(sentence, body, client, respond)
    except SlackApiError as failure:
        log.warning("answer.failed", problem=str(failure.response.get("error"))[:40])
    except (aiohttp.ClientError, TimeoutError) as failure:
        log.warning("answer.failed", problem=type(failure).__name__)
    return BoltResponse(status=200, body="")


def _on_form(error: Exception, sentence: str, view: dict[str, Any]) -> dict[str, Any]:
    inputs = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    if isinstance(error, FieldErrors):
        return {"response_action": "errors", "errors": error.sentences}
    if inputs and isinstance(error, UserError):
        return {"response_action": "errors", "errors": {inputs[0]: sentence}}
    return {"response_action": "update", "view": notes.note(sentence).to_dict()}


async def _say(sentence: str, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond) -> None:
    """A private line under the message, a small modal where there is no message, or a DM."""
    if body.get("response_url"):
        await respond(text=kit.typed(sentence, 3000), response_type="ephemeral", replace_original=False)
    elif sentence == TOO_SLOW:  # the trigger is spent, and with it every modal: what is left is a DM
        text = kit.typed(sentence, 3000)
        await payloads.tell(client, body["user"]["id"], [kit.section(text)], text)
    elif trigger := body.get("trigger_id"):
        view = notes.note(sentence)
        in_modal = (body.get("view") or {}).get("type") == "modal"
        await (client.views_push if in_modal else client.views_open)(trigger_id=trigger, view=view)


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})
