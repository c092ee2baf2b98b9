"""*Delete everything*: asked twice, then not a row is left, and Slack shows nothing of it."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.domain.models import Clearing, Contact, Member, Profile
from tests import faults
from tests.owned import counts, full_life, kept
from tests.scenarios.test_export import exported, settings
from tests.world import World, text_of

NOT_FOUND = "I cannot find that one any more. Your Home tab shows everything I keep for you."


async def asked(world: World, user: str = "alice") -> Any:
    """The question whether to delete everything."""
    assert (await world.click(user, await settings(world, user), "data.erase")).ok
    return world.slack.modal(user)


async def erase(world: World, user: str = "alice") -> Any:
    return await world.submit(user, await asked(world, user), {"sure": ["yes"]})


async def test_not_a_row_is_left_in_any_table(any_world: World) -> None:
    await full_life(any_world)
    assert len(await counts(any_world)) == 18
    assert (await erase(any_world)).ok
    assert await counts(any_world) == {}


async def test_everybody_else_keeps_what_is_theirs(any_world: World) -> None:
    world = any_world
    await full_life(world)
    await world.met("mallory", "@alice @bob at the summit about layoffs")
    mallory = max(each.id for each in await world.rows(Member))
    mine = {
        name: [row.id for row in rows if getattr(row, "member_id", mallory) == mallory]
        for name, rows in (await kept(world)).items()
    }
    await erase(world)
    left = await kept(world)
    assert [each.slack_user_id for each in left["members"]] == [world.slack.person("mallory").id]
    assert {each.name for each in left["contacts"]} == {"Alice Adams", "Bob Brown"}
    for name in ("encounters", "reminders", "changes", "touches"):
        assert [row.id for row in left[name]] == mine[name] != []
    assert {each.name for each in await world.rows(Profile)} == {"Bob Brown", "Mallory Meyer"}


async def test_it_asks_first_says_what_goes_and_offers_the_export(world: World) -> None:
    await full_life(world)
    before = await counts(world)
    form = await asked(world)
    for word in ("there is no Undo", "your notes", "the messages I sent you", "take it with you first"):
        assert word in text_of(form)
    assert await counts(world) == before
    await world.click("alice", form, "data.export")
    assert world.slack.dm("alice")[-1]["files"]


async def test_without_the_tick_nothing_goes(world: World) -> None:
    await full_life(world)
    before = await counts(world)
    form = await asked(world)
    answer = await world.slack.submit("alice", {**form, "state": {"values": {}}}, forged=True)
    assert answer.errors == {"sure": "Please tick this if you are sure."}
    assert await counts(world) == before


async def test_slack_shows_nothing_of_it_but_the_files_that_were_taken_along(world: World) -> None:
    await full_life(world)
    await exported(world)
    await world.slack.message("alice", "thank you")
    assert len(world.slack.dm("alice")) == 4
    answer = await erase(world)
    assert answer.payload == {"response_action": "clear"}
    assert ["files" in each or each["text"] for each in world.slack.dm("alice")] == [True, "thank you"]
    assert text_of(world.slack.home("alice")).startswith("Everything I kept for you is deleted.")


async def test_messages_slack_lets_go_only_slowly_go_all_the_same(world: World) -> None:
    await full_life(world)
    await world.pass_days(200)
    assert len(world.slack.dm("alice")) > 2
    world.slack.faults.add("chat.delete", faults.rate_limited("1"))
    await erase(world)
    assert world.slack.dm("alice") == []


async def told_to_wait(world: World) -> None:
    """Alice has deleted everything, and after the first message of many Slack wants to be left alone for a while."""
    await full_life(world)
    await world.pass_days(200)
    assert len(world.slack.dm("alice")) > 2
    form = await asked(world)
    world.slack.faults.add("chat.delete", faults.rate_limited("30"))
    await world.submit("alice", form, {"sure": ["yes"]})
    assert len(world.slack.dm("alice")) > 2


async def test_what_slack_did_not_let_go_at_once_goes_after_a_stop_and_a_start(any_world: World) -> None:
    await told_to_wait(any_world)
    await any_world.stop()
    any_world.clock.forward(seconds=31)
    await any_world.start()
    assert any_world.slack.dm("alice") == []
    assert await any_world.rows(Clearing) == []


async def test_it_goes_as_soon_as_slack_allows_and_not_before(world: World) -> None:
    await told_to_wait(world)
    asked_before = len(world.slack.calls_of("chat.delete"))
    await world.bot.tick()
    assert len(world.slack.calls_of("chat.delete")) == asked_before
    world.clock.forward(seconds=31)
    await world.bot.tick()
    assert world.slack.dm("alice") == []


async def test_who_begins_anew_meanwhile_keeps_what_comes_then(world: World) -> None:
    await told_to_wait(world)
    world.slack.faults.add("chat.delete", faults.rate_limited("2000000"))
    world.clock.forward(seconds=31)
    await world.bot.tick()
    await world.met("alice", "@dan at FOSDEM")
    world.clock.set((await world.bot.next_due_at()) or world.clock.now)
    world.slack.faults.add("chat.delete", faults.rate_limited("60"))
    await world.bot.tick()
    assert "Dan Diaz" in text_of(world.slack.dm("alice")[-1])
    world.clock.forward(days=1)
    await world.bot.tick()
    assert ["Dan Diaz" in text_of(each) for each in world.slack.dm("alice")] == [True]


async def test_what_never_goes_is_left_after_some_days(world: World) -> None:
    await full_life(world)
    form = await asked(world)
    world.slack.faults.add("chat.delete", faults.error("cant_delete_message"), times=1000)
    await world.submit("alice", form, {"sure": ["yes"]})
    for _ in range(5 * 24):
        world.clock.forward(hours=1)
        await world.bot.tick()
    assert await world.rows(Clearing) == []
    assert len(world.slack.calls_of("chat.delete")) < 100


@pytest.mark.parametrize("fault", [faults.html(500), faults.drop_before(), faults.internal_error(carried_out=False)])
async def test_a_message_that_does_not_go_is_tried_once_more_and_keeps_none_of_the_others(
    world: World, fault: faults.Fault
) -> None:
    await full_life(world)
    await world.pass_days(200)
    assert len(world.slack.dm("alice")) > 2
    world.slack.faults.add("chat.delete", fault)
    await erase(world)
    assert world.slack.dm("alice") == []


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("conversations.history", faults.error("channel_not_found")),
        ("conversations.open", faults.drop_before()),
        ("chat.delete", faults.error("cant_delete_message")),
        ("views.publish", faults.html()),
    ],
)
async def test_whatever_slack_does_the_rows_are_gone(world: World, method: str, fault: faults.Fault) -> None:
    await full_life(world)
    form = await asked(world)
    world.slack.faults.add(method, fault, times=9)
    assert (await world.submit("alice", form, {"sure": ["yes"]})).ok
    assert await counts(world) == {}


async def test_old_buttons_are_answered_like_what_does_not_exist(world: World) -> None:
    await full_life(world)
    await erase(world)
    for action in ("encounter.wrote", "encounter.undo", "data.erase", "data.export"):
        answer = world.slack.ephemerals("alice")[0]
        await world.click("alice", answer, action, forged=True, value="1")
        assert world.slack.ephemerals("alice")[-1]["text"] == NOT_FOUND, action
    assert await counts(world) == {}


async def test_nothing_comes_afterwards(world: World) -> None:
    await full_life(world)
    await erase(world)
    world.clock.forward(days=400)
    await world.bot.tick()
    assert world.slack.dm("alice") == []
    assert await world.bot.next_due_at() is None


async def test_one_can_begin_anew(world: World) -> None:
    await full_life(world)
    await erase(world)
    await world.met("alice", "@bob at FOSDEM")
    assert [each.name for each in await world.rows(Contact)] == ["Bob Brown"]
    assert (await world.rows(Member))[0].notes_months == 12


async def test_the_words_are_in_no_file_of_the_database_any_more(world: World, tmp_path: Path) -> None:
    await full_life(world, note="about the Severanceplan")

    def files() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("tactful.db*"))

    assert b"Severanceplan" in files()
    await erase(world)
    assert b"Severanceplan" not in files()
    with sqlite3.connect(tmp_path / "tactful.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


async def test_mallory_cannot_delete_what_alice_keeps(world: World) -> None:
    await full_life(world)
    before = await counts(world)
    form = await asked(world)
    values = {"sure": {"value": {"selected_options": [{"value": "yes"}]}}}
    answer = await world.slack.submit("mallory", {**form, "state": {"values": values}}, forged=True)
    assert answer.errors == {"sure": NOT_FOUND}
    assert await counts(world) == before
