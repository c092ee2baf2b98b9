"""Messages: `chat.*`."""

from typing import Any

from ..block_check import check_blocks
from ..elements import with_ids
from ..errors import Json, SlackError, missing_field, refused
from ..web_api import Entry
from ..workspace import Channel, Workspace
from .conversations import open_dm, readable

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000


def checked_text(args: Json, *, longest: int) -> str:
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise SlackError("invalid_arguments")
    if len(text) > longest:
        raise SlackError("msg_too_long")
    return text


def checked_blocks(blocks: Any) -> list[Json]:
    problems = check_blocks("message", blocks or [])
    if problems:
        raise SlackError(
            "invalid_blocks", errors=problems, **refused("invalid_blocks", problems).more
        )  # Slack says it twice
    return with_ids(blocks or [])


def checked_metadata(metadata: Any) -> Json:
    if metadata in (None, {}, ""):
        return {}
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_schema")
    return metadata


def target(slack: Workspace, args: Json) -> Channel:
    """A channel the bot may post in; a user's id stands for the DM with that user."""
    name = args.get("channel")
    if not name:
        raise missing_field("channel")
    if str(name) in slack.people:  # no error for people who left: Slack takes it and says ok
        return _with_messages_tab(slack, open_dm(slack, str(name), even_if_left=True))
    channel = readable(slack, str(name))
    if slack.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return _with_messages_tab(slack, channel)


def _with_messages_tab(slack: Workspace, channel: Channel) -> Channel:
    if channel.is_im and slack.manifest.app_home.get("messages_tab_enabled") is False:
        raise SlackError("messages_tab_disabled")
    return channel


def post_message(slack: Workspace, args: Json) -> Json:
    channel = target(slack, args)
    text, blocks = checked_text(args, longest=LONGEST_POST), checked_blocks(args.get("blocks"))
    if not text and not blocks:
        raise SlackError("no_text")
    metadata = checked_metadata(args.get("metadata"))
    message = slack.bot_message(text, blocks, metadata=metadata)
    slack.store(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def own_message(slack: Workspace, args: Json, refusal: str) -> tuple[Channel, Json]:
    for key in ("channel", "ts"):
        if not args.get(key):
            raise missing_field(key)
    channel = readable(slack, str(args["channel"]))
    message = slack.find_message(channel, str(args["ts"]))
    if message.get("bot_id") != slack.bot_id:
        raise SlackError(refusal)
    return channel, message


def update(slack: Workspace, args: Json) -> Json:
    """What is not given stays: a new `text` alone leaves old blocks in place (and on screen)."""
    channel, message = own_message(slack, args, "cant_update_message")
    text = checked_text(args, longest=LONGEST_UPDATE)
    if not text and not args.get("blocks"):
        raise SlackError("no_text")
    changed: Json = {"text": text, "edited": {"user": slack.bot_user_id, "ts": slack.next_ts()}}
    if args.get("blocks") is not None:
        changed["blocks"] = checked_blocks(args["blocks"])
    if args.get("metadata") is not None:
        changed["metadata"] = checked_metadata(args["metadata"])
    message.update(changed)
    for key in ("blocks", "metadata"):
        if key in changed and not changed[key]:
            del message[key]
    slack.tell("state")
    shown = {key: value for key, value in message.items() if key != "ts"}
    return {"channel": channel.id, "ts": message["ts"], "text": text, "message": shown}


def delete(slack: Workspace, args: Json) -> Json:
    channel, message = own_message(slack, args, "cant_delete_message")
    channel.messages.remove(message)
    slack.tell("state")
    return {"channel": channel.id, "ts": message["ts"]}


METHODS = {
    "chat.postMessage": Entry(post_message, "chat:write"),
    "chat.update": Entry(update, "chat:write"),
    "chat.delete": Entry(delete, "chat:write"),
}
