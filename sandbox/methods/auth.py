"""Who am I, and in which workspace: `auth.test`."""

from ..errors import Json
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


METHODS = {
    "auth.test": Entry(auth_test),
}
