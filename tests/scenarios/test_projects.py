"""What the member works on: told, shown, changed, ended, and who could make it better."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.models import Project
from tests.drafting import field
from tests.world import World, actions_of, eventually, text_of

ORION = "Orion: one price list for all contracts; help welcome: rebates"


async def project(world: World, text: str = "", user: str = "alice") -> Any:
    answer = await world.slack.command(user, "/project", text)
    assert answer.ok, answer
    await world.quiet()
    return world.slack.ephemerals(user)[-1]


async def test_a_project_is_told_and_shown(world: World) -> None:
    assert "You have not told me what you work on." in text_of(await project(world))
    assert "*Orion* it is. You know nobody in another division yet" in text_of(await project(world, ORION))
    shown = await project(world)
    assert "*Orion*, since 23 November\none price list for all contracts\nHelp welcome: rebates" in text_of(shown)
    assert actions_of(shown) == ["project.open", "project.end"]


async def test_the_same_name_changes_it_and_another_one_follows_it(world: World) -> None:
    await project(world, ORION)
    await project(world, "orion: two price lists")
    [only] = await world.rows(Project)
    assert (only.name, only.summary, only.help_welcome) == ("orion", "two price lists", "rebates")
    world.clock.forward(days=30)
    await project(world, "Vega")
    world.clock.forward(days=1)
    shown = text_of(await project(world))
    assert "*Vega*, since 23 December" in shown
    assert "*orion*, 23 November to 23 December" in shown


async def test_it_is_done(world: World) -> None:
    await project(world, ORION)
    await world.click("alice", await project(world), "project.end")
    assert "*Orion* is done." in text_of(world.slack.ephemerals("alice")[-1])
    await world.slack.open_home("alice")
    assert "You have not told me" in text_of(world.slack.home("alice"))
    [row] = await world.rows(Project)
    assert row.ended_on is not None


async def test_help_shows_examples_and_nonsense_a_way_out(world: World) -> None:
    assert "`/project Orion: one price list" in (await project(world, "help"))["text"]
    assert "Start with the name of the project" in (await project(world, "?!"))["text"]
    assert "That is long for a name" in (await project(world, "x" * 200))["text"]
    assert await world.rows(Project) == []


async def test_hostile_text_stays_text(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about rebates")
    answer = await project(world, "&lt;!channel&gt; *x* _y_ `z`: <https://evil.example|rebates> &amp; <!here>")
    for where in (answer, await project(world)):
        assert "<!" not in str(where)
        assert "<http" not in str(where)


async def test_home_has_a_form_for_it(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about rebates")
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "project.open")
    view = world.slack.modal("alice")
    answer = await world.submit("alice", view, {"name": " ", "summary": "a list"})
    assert answer.errors
    await world.submit("alice", view, {"name": "Orion", "summary": "one price list", "help_welcome": "rebates"})
    assert "Bob Brown" in text_of(world.slack.dm("alice")[-1])
    assert "*Orion*, since 23 November" in text_of(world.slack.home("alice"))
    await world.click("alice", world.slack.home("alice"), "project.open")
    assert field(world.slack.modal("alice")) == "Orion"


async def test_what_the_form_is_emptied_of_is_empty_afterwards(world: World) -> None:
    await project(world, ORION)
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "project.open")
    await world.submit("alice", world.slack.modal("alice"), {"summary": "", "help_welcome": ""})
    [orion] = await world.rows(Project)
    assert (orion.name, orion.summary, orion.help_welcome) == ("Orion", None, None)
    shown = text_of(await project(world))
    assert "*Orion*, since 23 November" in shown
    assert "one price list" not in shown
    assert "rebates" not in shown


async def test_up_to_five_people_elsewhere_are_named_with_a_reason(world: World) -> None:
    for place, handle in enumerate(("bob", "carol", "mallory", "dan", "farid"), 1):
        await world.met("alice", f"@{handle} at summit {place} about rebates")
    await world.met("alice", "@erin at KubeCon about rebates")  # of alice's own division
    world.slack.add_person("zoe", division="Legal")
    await world.met("alice", "@zoe at KubeCon about rebates")
    answer = await project(world, ORION)
    assert actions_of(answer) == ["ask.pick"] * 5 + ["project.not_now"]
    text = text_of(answer)
    assert "Erin" not in text
    assert text.count("you noted “rebates”") == 5


async def test_ask_asks_for_the_question_and_not_now_settles_it(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about rebates")
    answer = await project(world, ORION)
    await world.click("alice", answer, "ask.pick")
    view = world.slack.modal("alice")
    assert "What do you want to ask Bob?" in text_of(view)
    await world.submit("alice", view, {"specific": "how do you handle rebates?"})
    assert "Orion" in field(world.slack.modal("alice"))
    await world.slack.close("alice", world.slack.modal("alice"))
    await world.click("alice", answer, "project.not_now")
    assert "Whenever you want to ask somebody" in text_of(world.slack.ephemerals("alice")[-1])


async def test_nobody_is_suggested_unasked(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about rebates, already wrote")
    await project(world, ORION)
    assert await suggestions(world, days=30) == []


async def test_a_weekly_suggestion_comes_once_a_week_in_working_hours(world: World) -> None:
    await weekly(world)
    found = await suggestions(world, days=29)
    assert len(found) == 4
    assert all(later - earlier == timedelta(7) for earlier, later in pairwise(found))
    assert all(each.weekday() < 5 and 8 <= each.hour < 17 for each in found)
    assert "Still on *Orion*? " in text_of(world.slack.dm("alice")[-1])


@pytest.mark.parametrize("why", ["off", "ended", "paused"])
async def test_a_weekly_suggestion_stops(world: World, why: str) -> None:
    await weekly(world)
    await world.slack.open_home("alice")
    if why == "off":
        await world.click("alice", world.slack.home("alice"), "project.open")
        await world.submit("alice", world.slack.modal("alice"), {"weekly": []})
    elif why == "ended":
        await world.click("alice", world.slack.home("alice"), "project.end")
    else:
        await world.click("alice", world.slack.home("alice"), "pause.open")
        await world.submit("alice", world.slack.modal("alice"), {"until": "2027-02-01"})
    assert await suggestions(world, days=20) == []


async def test_two_ticks_and_a_restart_suggest_once(world: World) -> None:
    await weekly(world)
    world.clock.forward(days=7)
    before = len(world.slack.dm("alice"))
    await world.bot.tick()
    await world.bot.tick()
    await world.restart()
    await world.bot.tick()
    await eventually(lambda: len(world.slack.dm("alice")) > before)
    assert len(world.slack.dm("alice")) == before + 1


async def weekly(world: World) -> None:
    """A project with the weekly suggestion switched on, and somebody who could help."""
    await world.met("alice", "@bob at KubeCon about rebates, already wrote")
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "project.open")
    await world.submit("alice", world.slack.modal("alice"), {"name": "Orion", "weekly": ["weekly"]})


async def suggestions(world: World, days: int) -> list[Any]:
    """Live through these days, three hours at a time; when a message came."""
    found = []
    for _ in range(days * 8):
        before = len(world.slack.dm("alice"))
        world.clock.forward(hours=3)
        await world.bot.tick()
        if len(world.slack.dm("alice")) > before:
            found.append(world.clock.now)
    return found
