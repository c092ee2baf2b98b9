"""The few readers and writers of Slack's shapes that several stories share."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.cards import Morning
from bot.errors import NotFound
from bot.slack.views import attempts

MAX_ID = 2**31 - 1
LONGEST_RETRY_AFTER = 24 * 3600


def number(action: dict[str, Any]) -> int:
    """The id that a button carries. Raises NotFound for anything else: it was not our button."""
    return _id(action.get("value"))


def choice(action: dict[str, Any]) -> tuple[str, int]:
    """What was picked from a menu, and for which id: `("week", 12)`. Raises NotFound for anything else."""
    picked = action.get("selected_option")
    return reference(picked.get("value") if isinstance(picked, dict) else None)


def reference(text: object) -> tuple[str, int]:
    """What a form is about: `("reminder", 12)` from `reminder:12`. Raises NotFound for anything else."""
    kind, _, about = text.partition(":") if isinstance(text, str) else ("", "", "")
    return kind, _id(about)


def pair(text: object) -> tuple[int, int | None]:
    """Two ids, the second perhaps missing: `(7, 12)` from `7:12`. Raises NotFound for anything else."""
    first, colon, second = text.partition(":") if isinstance(text, str) else ("", "", "")
    return _id(first), _id(second) if colon else None


def ids(text: object, least: int) -> list[int]:
    """So many ids, or more: `[7, 12, 3]` from `7:12:3`. Raises NotFound for anything else."""
    parts = text.split(":") if isinstance(text, str) else []
    if len(parts) < least:
        raise NotFound
    return [_id(part) for part in parts]


def form_values(view: dict[str, Any]) -> dict[str, Any]:
    """What a form says, by block id: text, date, list of picked people, files or ticked values; None where empty."""
    state = (view.get("state") or {}).get("values") or {}
    return {block_id: _value(next(iter(inputs.values()), {})) for block_id, inputs in state.items()}


def as_command_text(text: str) -> str:
    """Text from a form as a command would carry it: Slack escapes commands, but not forms."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def tell(client: AsyncWebClient, slack_user_id: str, blocks: Sequence[Block], text: str) -> tuple[str, str]:
    """A DM outside of any reminder, such as the answer to a form. Returns its channel and ts."""
    opened = await client.conversations_open(users=slack_user_id)
    channel = opened["channel"]["id"]
    sent = await client.chat_postMessage(
        channel=channel,
        blocks=list(blocks),
        text=text,
        unfurl_links=False,
        unfurl_media=False,
    )
    return channel, sent["ts"]


async def replace(respond: AsyncRespond, blocks: Sequence[Block], text: str) -> None:
    """Redraw the message whose button was clicked."""
    await respond(blocks=list(blocks), text=text, replace_original=True)


async def redraw_morning(client: AsyncWebClient, channel: str, ts: str, morning: Morning | None) -> None:
    """Draw a DM of ours as it stands now; take it back where nothing is left in it."""
    if morning and morning.cards:
        blocks, text = attempts.morning(morning), attempts.morning_text(morning)
        await client.chat_update(channel=channel, ts=ts, blocks=blocks, text=text)
    else:
        await client.chat_delete(channel=channel, ts=ts)


def retry_after(headers: Any) -> timedelta | None:
    """How long Slack asks to wait, between a second and a day; None where it does not say so in whole seconds."""
    value = next((v for k, v in dict(headers or {}).items() if k.lower() == "retry-after"), None)
    text = value[0] if isinstance(value, list) and value else value
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return timedelta(seconds=min(max(int(text), 1), LONGEST_RETRY_AFTER))


def _id(text: object) -> int:
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 11):
        raise NotFound
    found = int(text)
    if found > MAX_ID:  # PostgreSQL would refuse it as an error, not as "no such row"
        raise NotFound
    return found


def _value(state: dict[str, Any]) -> Any:
    for key in ("value", "selected_date", "selected_user", "selected_users", "files"):
        if state.get(key):
            return state[key]
    if state.get("selected_options"):
        return [option["value"] for option in state["selected_options"]]
    return (state.get("selected_option") or {}).get("value")
