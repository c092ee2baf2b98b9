"""Limits and negotiations as a member tells them: from Home, from Settings, about one contact."""

from typing import Any

from bot.domain.models import Contact, Limit, Reminder
from bot.domain.types import LimitKind, Rung
from tests.drafting import home_menu
from tests.world import World, text_of


async def home(world: World, user: str = "alice") -> Any:
    """The member's Home as it stands now."""
    await world.slack.open_home(user)
    return world.slack.home(user)


def shelf(view: Any, title: str) -> str:
    """What stands in one list of Home; empty where the list is not there."""
    text, within = "", False
    for block in view["blocks"]:
        if block["type"] == "header":
            within = block["text"]["text"] == title
        elif within:
            text += text_of({"blocks": [block]}) + "\n"
    return text


async def contact(world: World, name: str = "Bob Brown") -> Any:
    """The contact of that name."""
    return next(each for each in await world.rows(Contact) if each.name == name)


async def open_of(world: World, name: str = "Bob Brown") -> Any:
    """The contact's open reminder; None where there is none."""
    who = await contact(world, name)
    found = [each for each in await world.rows(Reminder, contact_id=who.id, limit_id=None) if each.open]
    assert len(found) < 2, "one open reminder at most"
    return found[0] if found else None


async def held_for(world: World, name: str = "Bob Brown") -> list[str]:
    """The negotiations that go on and that the contact was met in."""
    who = await contact(world, name)
    found = await world.rows(Limit, contact_id=who.id, kind=LimitKind.NEGOTIATION, until_on=None)
    return [each.words for each in found]


async def questions(world: World) -> list[Any]:
    """The open questions whether a negotiation goes on."""
    return [each for each in await world.rows(Reminder, rung=Rung.STILL_ON) if each.open]


async def limits_of(world: World, name: str | None = None, user: str = "alice") -> Any:
    """The list of limits: about one contact, or (None) all, which Settings opens."""
    await world.slack.open_home(user)
    if world.slack.modal(user):
        await world.slack.close(user, world.slack.modal(user), all_of_them=True)
    if name is None:
        await world.click(user, world.slack.home(user), "settings.open")
        await world.click(user, world.slack.modal(user), "limit.open")
    else:  # the contact view offers this
        about = str((await contact(world, name)).id)
        await world.click(user, world.slack.home(user), "limit.open", forged=True, value=about)
    return world.slack.modal(user)


async def tell(world: World, kind: str, name: str | None = None, **values: Any) -> Any:
    """Tell a limit: about that contact (or whom the form says), or from Settings; the form's answer."""
    await world.click("alice", await limits_of(world, name), "limit.add")
    answer = await world.submit("alice", world.slack.modal("alice"), {"kind": kind, **values})
    if not answer.errors:
        await world.slack.close("alice", world.slack.modal("alice"), all_of_them=True)
    return answer


async def lift(world: World, text: str = "", name: str | None = None) -> None:
    """Lift the limit whose line holds this text."""
    view = await limits_of(world, name)
    [line] = [
        block["block_id"]
        for block in view["blocks"]
        if block.get("accessory", {}).get("action_id") == "limit.lift" and text in text_of({"blocks": [block]})
    ]
    await world.click("alice", view, "limit.lift", block_id=line)
    await world.slack.close("alice", world.slack.modal("alice"), all_of_them=True)


async def ended(world: World, name: str = "Bob Brown", day: str | None = None) -> Any:
    """*It has ended*, from Home's menu; the form's answer. The modal that tells what comes next stays open."""
    await home_menu(world, name, "It has ended")
    return await world.submit("alice", world.slack.modal("alice"), {"ended_on": day} if day else {})


async def let_be(world: World) -> None:
    """Close whatever modal is open."""
    await world.slack.close("alice", world.slack.modal("alice"), all_of_them=True)
