"""Where one can talk: `conversations.open` and `.history`."""

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
    return {"channel": {"id": channel.id}, **already}


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


def conversations_history(slack: Workspace, args: Json) -> Json:
    channel = readable(slack, str(args.get("channel")))
    if slack.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    shown, cursor = page(channel.messages[::-1], {"limit": 100, **args}, most=999)
    hidden = () if flag(args, "include_all_metadata") else ("metadata",)
    answer: Json = {
        "messages": [{k: v for k, v in one.items() if k not in hidden} for one in shown],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _history_scope(slack: Workspace, args: Json) -> str:
    channel = slack.channels.get(str(args.get("channel")))
    return "channels:history" if channel and not channel.is_im else "im:history"


METHODS = {
    "conversations.open": Entry(conversations_open, "im:write"),
    "conversations.history": Entry(conversations_history, _history_scope),
}
