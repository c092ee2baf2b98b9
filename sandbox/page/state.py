"""Everything one person's Slack window shows, as one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Json
from ..people import Person, is_zone

if TYPE_CHECKING:
    from ..server import Sandbox


def state_for(slack: Sandbox, who: str) -> Json:
    me = slack.person(who)
    dm = slack.dm_channel(me)
    channels = [one for one in slack.channels.values() if not one.is_im and me.id in one.members]
    stack = slack.views.stacks.get(me.id, [])
    return {
        "now": slack.now().isoformat(),
        "tz": me.tz if is_zone(me.tz) else "UTC",
        "clock": {"moves": slack.clock is not None, "skips": slack.next_due is not None},
        "me": _person(me),
        "people": [_person(person) for person in slack.people.values()],
        "app": {
            "id": slack.bot_user_id,
            "name": slack.manifest.name,
            "dm": dm.id,
            "color": (slack.manifest.raw.get("display_information") or {}).get("background_color"),
            "home_tab": slack.manifest.app_home.get("home_tab_enabled") is not False,
        },
        "commands": slack.manifest.commands,
        "shortcuts": slack.manifest.shortcuts,
        "channels": [{"id": one.id, "name": one.name} for one in channels],
        "messages": {one.id: one.messages for one in [*channels, dm]},
        "unread": sum("bot_id" in one and float(one["ts"]) > float(dm.read_until) for one in dm.messages),
        "home": slack.views.homes.get(me.id),
        "modals": [view | {"errors": slack.views.errors.get(view["id"], {})} for view in stack],
    }


def _person(person: Person) -> Json:
    role = ", ".join(part for part in (person.title, person.division) if part)
    return {
        "id": person.id,
        "handle": person.handle,
        "name": person.real_name,
        "role": role,
        "person": not (person.is_bot or person.id == "USLACKBOT"),
        "bot": person.is_bot,
        "gone": person.deleted,
    }
