"""The ear that every test has: it hears a note, a name, a token and a bug in any log, and our own lines pass."""

import logging
import subprocess
import sys

import pytest
import structlog
from structlog.testing import capture_logs

from tests.overheard import heard
from tests.slack import FakeSlack
from tests.world import World

NOTE = "about the severance"


def overheard() -> list[str]:
    found = heard.leaks()
    heard.log.seek(0)
    heard.log.truncate()
    return found


async def met(world: World) -> None:
    await world.met("alice", f"@bob at the Wintergarden {NOTE}")


async def test_a_word_of_a_note_is_heard(world: World) -> None:
    await met(world)
    assert overheard() == []
    structlog.get_logger().debug("encounter.noted", note="severance")
    assert overheard() == ["severance"]


async def test_a_name_is_heard(world: World) -> None:
    await met(world)
    structlog.get_logger().info("met", who="Bob Brown")
    assert overheard() == ["Bob Brown"]


@pytest.mark.parametrize("name", ["bot_token", "app_token", "signing_secret"])
async def test_a_token_is_heard(slack: FakeSlack, name: str) -> None:
    structlog.get_logger().debug("client", said=getattr(slack, name))
    assert getattr(slack, name) in overheard()


async def test_a_library_is_heard_as_a_line_of_ours_without_its_words(world: World) -> None:
    await met(world)
    logging.getLogger("aiohttp.server").warning("could not read %s", "severance")
    assert "aiohttp.server" in heard.log.getvalue()
    assert overheard() == []


async def test_the_bot_itself_is_heard(world: World) -> None:
    await met(world)
    assert "started" in heard.log.getvalue()


async def test_a_program_on_its_own_is_heard(slack: FakeSlack) -> None:
    class Ended:
        err = subprocess.run(
            [sys.executable, "-c", "import sys; sys.stderr.write('key 4471-canary')"], capture_output=True, check=True
        ).stderr

    heard.program(Ended(), {"OPENAI_API_KEY": "4471-canary"})
    assert overheard() == ["4471-canary"]
    heard.programs.clear()


@pytest.mark.provokes("KeyError")
async def test_a_bug_is_heard_also_where_the_log_is_captured(world: World) -> None:
    async def fail() -> None:
        raise KeyError("severance")

    with capture_logs() as logged:
        world.bot.background.spawn(fail())
        await world.quiet()
    assert [line["kind"] for line in logged if line["event"] == "bug"] == ["KeyError"]
    assert heard.bugs() == {"KeyError"}


@pytest.mark.provokes("KeyError")
@pytest.mark.parametrize("form", ["console", "json"])
def test_a_bug_of_a_program_on_its_own_is_heard(form: str) -> None:
    told = f"""
from bot.logs import log_bug, set_up
set_up("info", "{form}")
try:
    {{}}["severance"]
except KeyError as error:
    log_bug(error)
"""

    class Ended:
        err = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True).stderr

    heard.program(Ended(), {})
    assert heard.bugs() == {"KeyError"}
