"""Every listener has its case: a new one without fails here, by its name."""

import pytest

from bot.slack.door import Door
from tests.isolation import listeners
from tests.isolation.cases import MENUS, Case
from tests.slack import FakeSlack
from tests.test_manifest import door, what_of

__all__ = ["door"]
What = tuple[str, str]
IDS = {name: "1" for case in listeners.everything() for name in listeners.ids_in(case)}


@pytest.fixture
async def heard(slack: FakeSlack) -> dict[What, list[Case]]:
    """The cases by kind and id, as listeners are found."""
    where = slack.say("alice", "x", "general")
    found: dict[What, list[Case]] = {}
    for case in listeners.everything():
        found.setdefault(what_of(listeners.body_of(case, IDS, slack, "alice", where)), []).append(case)
    return found


async def test_no_listener_is_without_its_case_and_no_case_without_its_listener(
    door: Door, heard: dict[What, list[Case]]
) -> None:
    assert {*door.listeners} ^ {*heard} == set()


def test_every_word_of_every_menu_has_its_case() -> None:
    assert listeners.menus_drawn() == {*MENUS}
    assert all(len(listeners.words(name)) > 3 for name in MENUS)


def test_every_case_says_something_else() -> None:
    told = [repr(case) for case in listeners.everything()]
    assert len(told) == len({*told})


@pytest.mark.parametrize("name", ["form", "closed", "action", "command", "event", "shortcut", "message shortcut"])
def test_there_is_a_case_of_each_kind(name: str) -> None:
    assert [case for case in listeners.everything() if case.kind == name]
