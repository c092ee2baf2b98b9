"""What Slack tells the app: the bodies of commands, interactions and events, key by key."""

import copy
import uuid

from .errors import Json
from .people import Person
from .workspace import Channel, Workspace

TOKEN = "verification-token-nobody-should-use"  # noqa: S105  Slack still sends this relic; signatures replaced it


def command(slack: Workspace, person: Person, channel: Channel, name: str, text: str, response_url: str) -> Json:
    return {
        "token": TOKEN,
        "team_id": slack.team_id,
        "team_domain": slack.team_domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": text,
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": slack.triggers.issue(person.id),
    }


def interaction(slack: Workspace, kind: str, person: Person, view_id: str | None = None) -> Json:
    """The part all interactions share."""
    return {
        "type": kind,
        "team": {"id": slack.team_id, "domain": slack.team_domain},
        "user": {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": person.team_id,
        },
        "api_app_id": slack.app_id,
        "token": TOKEN,
        "trigger_id": slack.triggers.issue(person.id, view_id),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_click(
    slack: Workspace, person: Person, channel: Channel, message: Json, state: Json, response_url: str
) -> Json:
    ephemeral = message.get("is_ephemeral", False)
    payload = interaction(slack, "block_actions", person) | {
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": copy.deepcopy(state)},
        "response_url": response_url,
    }
    if not ephemeral:  # Slack does not keep ephemeral messages, so it cannot send them along
        payload["message"] = copy.deepcopy(message)
    return payload


def view_click(slack: Workspace, person: Person, view: Json) -> Json:
    in_modal = view["id"] if view["type"] == "modal" else None
    return interaction(slack, "block_actions", person, in_modal) | {
        "container": {"type": "view", "view_id": view["id"]},
        "view": copy.deepcopy(view),
    }


def view_submission(slack: Workspace, person: Person, view: Json) -> Json:
    payload = interaction(slack, "view_submission", person, view["id"])
    return payload | {"view": copy.deepcopy(view), "response_urls": []}


def view_closed(slack: Workspace, person: Person, view: Json, *, is_cleared: bool) -> Json:
    payload = interaction(slack, "view_closed", person)
    del payload["trigger_id"]
    return payload | {"view": copy.deepcopy(view), "is_cleared": is_cleared}


def global_shortcut(slack: Workspace, person: Person, callback_id: str) -> Json:
    payload = interaction(slack, "shortcut", person)
    del payload["api_app_id"]
    return payload | {"callback_id": callback_id, "action_ts": slack.next_ts()}


def message_shortcut(
    slack: Workspace, person: Person, callback_id: str, channel: Channel, message: Json, response_url: str
) -> Json:
    payload = interaction(slack, "message_action", person)
    del payload["api_app_id"]
    return payload | {
        "callback_id": callback_id,
        "action_ts": slack.next_ts(),
        "channel": {"id": channel.id, "name": channel.name},
        "message_ts": message["ts"],
        "message": copy.deepcopy(message),
        "response_url": response_url,
    }


def event(slack: Workspace, body: Json) -> Json:
    event_id = f"Ev0{uuid.uuid4().hex[:8].upper()}"
    return {
        "token": TOKEN,
        "team_id": slack.team_id,
        "api_app_id": slack.app_id,
        "event": copy.deepcopy(body),
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(slack.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": slack.team_id,
                "user_id": slack.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
