"""Every listener has its case: a new one without fails here, by its name."""

import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.server import Sandbox
from tests.isolation import listeners
from tests.isolation.cases import MENUS, Case
from tests.test_manifest import app
from tests.world import FakeClock

__all__ = ["app"]
IDS = {name: "1" for case in listeners.everything() for name in listeners.ids_in(case)}


@pytest.fixture
async def heard(app: AsyncApp, slack: Sandbox) -> dict[int, list[Case]]:
    """The cases of each listener, by its number; under -1 those that no listener hears."""
    where = slack.say("alice", "x", "general")
    found: dict[int, list[Case]] = {}
    for case in listeners.everything():
        body = listeners.body_of(case, IDS, slack, "alice", where)
        for number in await listeners.heard_by(app, body) or [-1]:
            found.setdefault(number, []).append(case)
    return found


async def test_no_listener_is_without_its_case_and_no_case_without_its_listener(
    app: AsyncApp, heard: dict[int, list[Case]]
) -> None:
    assert listeners.without_case(app, heard) == []
    assert [str(case) for case in heard.get(-1, [])] == []
    assert len(heard) == len(app._async_listeners)


async def test_a_new_listener_without_its_case_is_named(app: AsyncApp, heard: dict[int, list[Case]]) -> None:
    async def burn() -> None: ...

    app.action("contact.burn")(burn)
    assert [name.split(" ")[-1] for name in listeners.without_case(app, heard)] == ["contact.burn"]


def test_every_word_of_every_menu_has_its_case() -> None:
    assert listeners.menus_drawn() == {*MENUS}
    assert all(len(listeners.words(name)) > 3 for name in MENUS)


def test_every_case_says_something_else() -> None:
    told = [repr(case) for case in listeners.everything()]
    assert len(told) == len({*told})


@pytest.mark.parametrize("name", ["form", "closed", "action", "command", "event", "shortcut", "message shortcut"])
def test_there_is_a_case_of_each_kind(name: str) -> None:
    assert [case for case in listeners.everything() if case.kind == name]


async def test_a_case_is_heard_by_one_listener(heard: dict[int, list[Case]], clock: FakeClock) -> None:
    cases = [str(case) for each in heard.values() for case in each]
    assert len(cases) == len(listeners.everything())
