"""Ids that nothing has, and what is no id at all: answered like what does not exist; nothing happens."""

from typing import Any

import pytest

from tests.isolation import alice, listeners
from tests.isolation.cases import MENUS, NOT_FOUND, Case
from tests.isolation.sent import Somebody, sent
from tests.world import World

SENSE = {
    "999999": ("encounter.undo", "limit.lift"),  # taken back already
    "0": ("limit.open", "limit.add", "limit.form"),  # about nobody in particular
    "": ("contact.merge_form", "limit.form"),  # nobody was picked
}
"""What is no nonsense to these."""
NONSENSE = ("", "0", "-1", "1.5", "x", "١", "1 OR 1=1", "2147483648", "9" * 40, "999999")
NAMES = ("contact", "other", "encounter", "change", "draft", "limit", "held", "deleted", "import", "reminder")
ABOUT_IDS = ("data.subject_export", "data.subject_erase", "data.about_form", "data.subject_erase_form")
"""These name a person, not a row: anything may be a name."""


def cases() -> list[Case]:
    return [case for case in listeners.with_ids() if case.to_members == NOT_FOUND and case.name not in ABOUT_IDS]


async def her(world: World) -> Somebody:
    await world.met("alice", "@bob at KubeCon")
    return Somebody(world, "alice", world.slack.ephemerals("alice")[-1], "1")


@pytest.mark.parametrize("value", NONSENSE)
async def test_nonsense_is_answered_like_what_does_not_exist(any_world: World, value: str) -> None:
    alice_herself, wrong = await her(any_world), {}
    before = await alice.rows(any_world)
    ids = dict.fromkeys((*NAMES, "question", "person", "bob"), value)
    for case in cases():
        if case.name in SENSE.get(value, ()):
            continue
        told = await sent(case, alice_herself, ids)
        if "my fault" in told or NOT_FOUND not in told:
            wrong[str(case)] = told
    assert wrong == {}
    assert await alice.rows(any_world) == before


async def test_an_unknown_word_in_a_menu_changes_nothing(world: World) -> None:
    alice_herself, before = await her(world), await alice.rows(world)
    for name in MENUS:
        for word in ("", "never", "date_", "2", "-1", "details_"):
            told = await sent(Case("action", name, f"{word}:1"), alice_herself, {})
            assert "my fault" not in told, (name, word)
    assert await alice.rows(world) == before


async def test_an_edit_cannot_reach_into_somebody_elses_contact(world: World) -> None:
    ids = await alice.alices_ids(world)
    await world.met("mallory", "@carol at FOSDEM")
    button = world.slack.ephemerals("mallory")[-1]
    await world.click("mallory", button, "encounter.edit")
    view = world.slack.modal("mallory")
    divisions: dict[str, Any] = {
        f"division.{ids[each]}": {"value": {"value": "Hell"}} for each in ("contact", "held")
    }
    state = {"values": {**view["state"]["values"], **divisions, "division.x": {"value": {"value": "Hell"}}}}
    before = await alice.rows(world)
    await world.slack.submit("mallory", {**view, "state": state}, forged=True)
    await world.quiet()
    changed = await alice.rows(world) ^ before
    assert not [row for name, row in changed if name == "contacts" and "'Hell'" in row]


async def test_a_button_of_an_older_version_says_where_to_go(world: World) -> None:
    told = await sent(Case("action", "attempt.poke", "1"), await her(world), {})
    assert "That button is from an older version of me. Your Home tab has the current ones." in told
