"""An attendee list brought in as a member does it: Home, the settings, the file, the report, and one yes."""

from collections.abc import Sequence
from typing import Any

from bot.slack.views import home, imports
from tests.world import World

GUESTS = "Name,E-mail,Company\nJane Doe,jane@acme.example,Acme\nBob B,bob@sandbox.example,\n"


async def open_form(world: World, user: str = "alice") -> Any:
    """The form, on top of the settings."""
    await world.slack.open_home(user)
    await world.click(user, world.slack.home(user), home.SETTINGS)
    await world.click(user, world.slack.modal(user), imports.OPEN)
    return world.slack.modal(user)


async def submit(world: World, data: bytes | str, user: str = "alice", name: str = "guests.csv", **more: Any) -> Any:
    """Hand a file to the form; the answer to the form."""
    form = await open_form(world, user)
    file = world.slack.upload(user, name, data.encode() if isinstance(data, str) else data)
    values = {"file": [file["id"]], "place": "KubeCon", "met_on": "2026-11-20", **more}
    return await world.submit(user, form, values)


async def report(world: World, data: bytes | str, user: str = "alice", name: str = "guests.csv", **more: Any) -> Any:
    """What the form tells of a file in the end."""
    await submit(world, data, user, name, **more)
    return world.slack.modal(user)


async def bring_in(world: World, data: bytes | str, user: str = "alice", what: str = "keep", **more: Any) -> Any:
    """The whole way; the last thing that the form tells."""
    shown = await report(world, data, user, **more)
    if "Import" in str(shown["submit"]):
        await world.submit(user, shown, {"what": what})
    return world.slack.modal(user)


def rows(count: int) -> str:
    """A list of so many people, none of them in Slack."""
    return "Name,E-mail,Company\n" + "".join(
        f"Guest {number},guest{number}@acme.example,Acme {number % 40}\n" for number in range(count)
    )


def lines_of(*lines: Sequence[str]) -> str:
    """A small CSV file."""
    return "\n".join(",".join(line) for line in lines) + "\n"
