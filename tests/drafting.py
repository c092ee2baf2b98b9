"""Drafts as a member meets them: the steps of the dialogue, and what a modal says."""

import asyncio
from typing import Any

from aiohttp import web

from tests.fake_model import KEY, FakeModel, says
from tests.world import World, text_of

WITH_MODEL = {"openai_api_key": KEY, "openai_model": "fake"}
SPECIFIC = "the rebate table on page 4"


class Held:
    """A model that answers when the test lets it."""

    def __init__(self) -> None:
        self.free = asyncio.Event()

    async def __call__(self, server: FakeModel, request: web.Request) -> web.StreamResponse:
        await self.free.wait()
        return await says(server, request)


def field(view: Any) -> str:
    """The draft, as it stands in its editable field."""
    return next(block["element"]["initial_value"] for block in view["blocks"] if block["type"] == "input")


def field_id(view: Any) -> str:
    """The block of that field."""
    return next(block["block_id"] for block in view["blocks"] if block["type"] == "input")


def to_copy(where: Any) -> str:
    """The text of the block that is there to be copied."""
    [rich] = [block for block in where["blocks"] if block["type"] == "rich_text"]
    [preformatted] = rich["elements"]
    assert preformatted["type"] == "rich_text_preformatted"
    return "".join(element["text"] for element in preformatted["elements"])


def lying(world: World, who: str = "alice") -> Any:
    """The last DM in which a draft lies."""
    return [message for message in world.slack.dm(who) if "The draft for" in text_of(message)][-1]


async def card_for(world: World, who: str = "bob", text: str = "at the Lisbon offsite about billing") -> Any:
    """The card of a first note."""
    await world.met("alice", f"@{who} {text}")
    return await world.until_dm("alice")


async def drafted(world: World, card: Any, specific: str = SPECIFIC) -> Any:
    """From the card to the draft."""
    await world.click("alice", card, "draft.open")
    answer = await world.submit("alice", world.slack.modal("alice"), {"specific": specific})
    assert answer.ok, answer
    return world.slack.modal("alice")


async def reworded(world: World, action: str, **how: Any) -> Any:
    """Another wording of the draft that is open."""
    assert (await world.click("alice", world.slack.modal("alice"), action, **how)).ok
    return world.slack.modal("alice")


async def set_up(world: World, user: str = "alice", **values: Any) -> Any:
    """Settings, opened from Home and saved."""
    await world.slack.open_home(user)
    await world.click(user, world.slack.home(user), "settings.open")
    answer = await world.submit(user, world.slack.modal(user), values)
    assert answer.ok, answer
    return answer


async def opt_in(world: World, user: str = "alice") -> None:
    """The member lets the model write."""
    await set_up(world, user, model=["yes"])


async def home_menu(world: World, name: str, choice: str) -> None:
    """Use the menu of that contact in Home."""
    await world.slack.open_home("alice")
    view = world.slack.home("alice")
    [line] = [block for block in view["blocks"] if name in text_of({"blocks": [block]}) and block.get("accessory")]
    await world.click("alice", view, "contact.menu", block_id=line["block_id"], selected_option=choice)
