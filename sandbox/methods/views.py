"""Modals and the Home tab: `views.*`."""

from ..errors import Json, SlackError, missing_field, refused
from ..web_api import Entry
from ..workspace import Workspace


def views_open(slack: Workspace, args: Json) -> Json:
    """The view is checked first: a view that is refused leaves the trigger unspent."""
    slack.views.check(_view(args), "modal")
    trigger = slack.triggers.spend(str(args.get("trigger_id")))
    return {"view": slack.views.open(trigger.user_id, args["view"])}


def views_push(slack: Workspace, args: Json) -> Json:
    slack.views.check(_view(args), "modal")
    trigger = slack.triggers.spend(str(args.get("trigger_id")))
    if trigger.view_id is None:  # a view is pushed onto the one somebody just used
        raise refused("invalid_arguments", ["invalid `trigger_id` [json-pointer:/trigger_id]"])
    return {"view": slack.views.push(trigger.user_id, args["view"])}


def views_update(slack: Workspace, args: Json) -> Json:
    slack.views.check(_view(args))
    old = slack.views.find(args.get("view_id"))
    return {"view": slack.views.update(old, args["view"])}


def views_publish(slack: Workspace, args: Json) -> Json:
    if slack.manifest.app_home.get("home_tab_enabled") is False:
        raise SlackError("not_enabled")
    slack.views.check(_view(args), "home")
    user = slack.people.get(str(args.get("user_id")))
    if user is None or user.is_bot:
        raise refused("invalid_arguments", ["invalid `user_id` [json-pointer:/user_id]"])
    return {"view": slack.views.publish(user.id, args["view"])}


def _view(args: Json) -> Json:
    if not args.get("view"):
        raise missing_field("view")
    view: Json = args["view"]
    return view


METHODS = {
    "views.open": Entry(views_open),
    "views.push": Entry(views_push),
    "views.update": Entry(views_update),
    "views.publish": Entry(views_publish),
}
