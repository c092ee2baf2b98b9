"""People: `users.*` and the labels of their custom fields, `team.profile.get`."""

import base64
from typing import Any

from ..errors import Json, SlackError
from ..people import PROFILE_FIELDS, custom_fields, profile_object
from ..web_api import Entry, flag
from ..workspace import Workspace


def users_info(slack: Workspace, args: Json) -> Json:
    user = {"locale": "en-GB"} | _user(slack, args)
    if not flag(args, "include_locale"):
        del user["locale"]
    return {"user": user}


def users_list(slack: Workspace, args: Json) -> Json:
    people, cursor = page(list(slack.people.values()), args, most=1000)
    return {
        "members": [slack.user(person) for person in people],
        "cache_ts": int(slack.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def users_profile_get(slack: Workspace, args: Json) -> Json:
    person = slack.people.get(args.get("user") or slack.bot_user_id)
    if person is None:
        raise SlackError("user_not_found")
    profile = profile_object(person, with_email="users:read.email" in slack.scopes)
    fields = custom_fields(person)
    if flag(args, "include_labels"):
        fields = {key: {**value, "label": PROFILE_FIELDS[key]} for key, value in fields.items()}
    return {"profile": {**profile, "fields": fields}}


def team_profile_get(slack: Workspace, args: Json) -> Json:
    fields = [
        {
            "id": field_id,
            "ordering": ordering,
            "label": label,
            "hint": "",
            "type": "text",
            "field_name": label.lower(),
            "is_hidden": False,
            "possible_values": None,
            "options": {"is_scim": False, "is_protected": False},
            "section_id": "Se0ABOUT001",
            "is_inverse": False,
        }
        for ordering, (field_id, label) in enumerate(PROFILE_FIELDS.items())
    ]
    section = {"id": "Se0ABOUT001", "team_id": slack.team_id, "section_type": "additional_fields",
               "label": "About me", "order": 2, "is_hidden": False}  # fmt: skip
    return {"profile": {"fields": fields, "sections": [section]}}


def page(items: list[Any], args: Json, *, most: int) -> tuple[list[Any], str]:
    """One page and the cursor of the next; cursors are opaque, as Slack's are."""
    limit = int(args.get("limit") or most)
    if not 0 < limit <= most:
        raise SlackError("invalid_limit")
    try:
        start = int(base64.b64decode(args.get("cursor") or "MA=="))
    except ValueError:
        raise SlackError("invalid_cursor") from None
    following = start + limit
    cursor = base64.b64encode(str(following).encode()).decode() if following < len(items) else ""
    return items[start:following], cursor


def _user(slack: Workspace, args: Json) -> Json:
    if args.get("user") not in slack.people:  # by id only: handles are for people
        raise SlackError("user_not_found")
    return slack.user(args["user"])


METHODS = {
    "users.info": Entry(users_info, "users:read"),
    "users.list": Entry(users_list, "users:read"),
    "users.profile.get": Entry(users_profile_get, "users.profile:read"),
    "team.profile.get": Entry(team_profile_get, "users.profile:read"),
}
