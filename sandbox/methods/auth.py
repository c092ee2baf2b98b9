"""Who am I, which workspace is this: `auth.test`, `bots.info`, `team.info`."""

from __future__ import annotations

from ..errors import Json, SlackError
from ..web_api import Entry
from ..workspace import Workspace


def auth_test(slack: Workspace, args: Json) -> Json:
    return {
        "url": f"https://{slack.team_domain}.slack.com/",
        "team": slack.team_name,
        "user": slack.people[slack.bot_user_id].handle,
        "team_id": slack.team_id,
        "user_id": slack.bot_user_id,
        "bot_id": slack.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(slack: Workspace, args: Json) -> Json:
    for person in slack.people.values():
        if person.bot_id and person.bot_id == args.get("bot"):
            profile = slack.bot_profile()
            return {
                "bot": {
                    "id": person.bot_id,
                    "deleted": person.deleted,
                    "name": person.real_name,
                    "updated": profile["updated"],
                    "app_id": person.app_id,
                    "user_id": person.id,
                    "icons": profile["icons"],
                }
            }
    raise SlackError("bot_not_found")


def team_info(slack: Workspace, args: Json) -> Json:
    if args.get("team") not in (None, "", slack.team_id):
        raise SlackError("team_not_found")
    icon = {f"image_{size}": "https://a.slack-edge.com/sandbox/img/team.png" for size in (34, 44, 68, 88)}
    return {
        "team": {
            "id": slack.team_id,
            "name": slack.team_name,
            "url": f"https://{slack.team_domain}.slack.com/",
            "domain": slack.team_domain,
            "email_domain": "sandbox.example",
            "icon": {**icon, "image_default": True},
            "avatar_base_url": "https://ca.slack-edge.com/",
            "is_verified": False,
        }
    }


METHODS = {
    "auth.test": Entry(auth_test),
    "bots.info": Entry(bots_info, "users:read"),
    "team.info": Entry(team_info, "team:read"),
}
