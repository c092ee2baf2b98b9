"""Where one can talk: `conversations.open`, `.info`, `.history`."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Json, SlackError
from ..web_api import Entry, flag
from ..workspace import Channel, Workspace
from .users import page


def conversations_open(slack: Workspace, args: Json) -> Json:
    if args.get("channel"):
        channel = readable(slack, str(args["channel"]))
    else:
        users = str(args.get("users") or "").split(",")
        if users == [""]:
            raise SlackError("users_list_not_supplied")
        if len(users) > 1:  # a group DM is another scope
            raise SlackError("missing_scope", needed="mpim:write", provided=",".join(sorted(slack.scopes)))
        channel = open_dm(slack, users[0])
    already = {"no_op": True, "already_open": True} if channel.opened else {}
    channel.opened = True
    shown = channel_object(slack, channel, opened=True) if flag(args, "return_im") else {"id": channel.id}
    return {"channel": shown, **already}


def open_dm(slack: Workspace, user: str, *, even_if_left: bool = False) -> Channel:
    person = slack.people.get(user)
    if person is None:
        raise SlackError("user_not_found")
    if person.is_bot or person.id == "USLACKBOT":
        raise SlackError("cannot_dm_bot")
    if person.deleted and not even_if_left:
        raise SlackError("user_disabled")
    return slack.dm_channel(person)


def readable(slack: Workspace, channel_id: str) -> Channel:
    """A conversation the bot is in: other people's DMs and unknown ids look alike to it."""
    channel = slack.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    return channel


def conversations_info(slack: Workspace, args: Json) -> Json:
    return {"channel": channel_object(slack, readable(slack, str(args.get("channel"))))}


def conversations_history(slack: Workspace, args: Json) -> Json:
    channel = readable(slack, str(args.get("channel")))
    if slack.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    for key in ("oldest", "latest"):
        if args.get(key) and not _is_number(args[key]):
            raise SlackError(f"invalid_ts_{key}")
    messages = [message for message in channel.messages if _wanted(message, args)]
    # From the newest back; but with only `oldest` given, Slack pages forward from there.
    forward = bool(args.get("oldest")) and not args.get("latest")
    shown, cursor = page(messages if forward else messages[::-1], {"limit": 100, **args}, most=999)
    hidden = () if flag(args, "include_all_metadata") else ("metadata",)
    newest_first = sorted(shown, key=lambda message: float(message["ts"]), reverse=True)
    answer: Json = {
        "messages": [{k: v for k, v in one.items() if k not in hidden} for one in newest_first],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _wanted(message: Json, args: Json) -> bool:
    """Inside the range, and no reply in a thread: those are `conversations.replies`."""
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        return False
    ts, edges = float(message["ts"]), flag(args, "inclusive")
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    return oldest < ts < latest or (edges and ts in (oldest, latest))


def _is_number(text: object) -> bool:
    try:
        float(str(text))
    except ValueError:
        return False
    return True


def channel_object(slack: Workspace, channel: Channel, *, opened: bool = False) -> Json:
    if channel.is_im:
        own: Json = {"user": channel.user, "is_open": True} if opened else {"user": channel.user}
        return {
            "id": channel.id, "created": 1790000000, "is_archived": False, "is_im": True,
            "is_org_shared": False, "context_team_id": slack.team_id, "updated": 1790000000000,
            "priority": 0, **own,
        }  # fmt: skip
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        **dict.fromkeys(("is_group", "is_im", "is_mpim", "is_private", "is_archived", "is_shared"), False),
        "is_channel": True,
        "is_general": channel.name == "general",
        "is_member": slack.bot_user_id in channel.members,
        "created": 1790000000,
        "creator": next(iter(slack.people)),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "context_team_id": slack.team_id,
    }


def _scope(dm: str, public: str) -> Callable[[Workspace, Json], str]:
    def needed(slack: Workspace, args: Json) -> str:
        channel = slack.channels.get(str(args.get("channel")))
        return public if channel and not channel.is_im else dm

    return needed


METHODS = {
    "conversations.open": Entry(conversations_open, "im:write"),
    "conversations.info": Entry(conversations_info, _scope("im:read", "channels:read")),
    "conversations.history": Entry(
        conversations_history,
        _scope("im:history", "channels:history"),
    ),
}
