"""Everything there is to live through in a workspace, told in words of its own."""

import json
from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import Any

from tests.drafting import drafted, reworded, set_up
from tests.importing import bring_in, report
from tests.scenarios.test_admin_subject import looked_up
from tests.scenarios.test_asks import people
from tests.scenarios.test_export import exported, unpacked
from tests.slack import FakeSlack
from tests.world import World, actions_of

YEARS = timedelta(days=1200)


@dataclass(frozen=True)
class Words:
    """What is told in one workspace, and in none of our own sentences."""

    place: str
    note: str
    guest: str
    company: str
    project: str
    topic: str
    specific: str
    matter: str


ONE = Words("Wintergarden", "severance", "Jolanda", "Acmecorp", "Heliotrope", "carveouts", "ledgerbook", "Vegastar")
TWO = Words("Palmenhaus", "pensions", "Ottokar", "Globexinc", "Chrysalis", "buybacks", "almanach", "Rigelsun")


async def lived(world: World, words: Words) -> None:
    """People are met, brought in, drafted to, asked, put on hold; nothing of it is deleted."""
    await meetings(world, words)
    await notes(world, words)
    await questions(world, words)
    await limits(world, words)
    await negotiation(world, words)
    await bring_in(world, f"Name,Company\n{words.guest} Two,{words.company}\n", what="remind")
    await world.pass_days(10)
    await contact_view(world, words)
    await exported(world)
    await left_waiting(world, words)


async def meetings(world: World, words: Words) -> None:
    for who in ("alice", "bob"):
        await world.slack.open_home(who)
    await world.met("alice", f"@bob @carol at the {words.place} about {words.note}")
    await world.met("alice", f'"{words.guest}" j@{words.company.lower()}.example at the {words.place}')
    await world.met("mallory", f"@bob at the {words.place} about {words.note}")
    answer = world.slack.ephemerals("alice")[-1]
    await world.click("alice", answer, "encounter.edit")
    await world.submit("alice", world.slack.modal("alice"), {"note": f"{words.note} and {words.topic}"})


async def notes(world: World, words: Words) -> None:
    """Cards: one written with a draft, one replied to, one snoozed."""
    card = await world.until_dm("alice")
    await drafted(world, card, words.specific)
    await reworded(world, "draft.shorter")
    await world.submit("alice", world.slack.modal("alice"), {})
    world.slack.reload("alice")
    await world.pass_days(30)
    for number, message in enumerate(list(world.slack.dm("alice"))):
        action = ("attempt.replied", "attempt.wrote")[number % 2]
        if action in actions_of(message):
            await world.click("alice", message, action)
    await world.pass_days(120)


async def questions(world: World, words: Words) -> None:
    await world.slack.command("alice", "/project", f"{words.project}: one {words.topic} list")
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "project.open")
    await world.submit("alice", world.slack.modal("alice"), {"weekly": ["weekly"]})
    view = await people(world, "Finance", f"who knows {words.specific}?")
    await world.click("alice", view, "ask.look", forged=True, value="look")
    view = await people(world, "Finance", f"who knows {words.specific}?")
    await world.click("alice", view, "ask.pick")
    await world.submit("alice", world.slack.modal("alice"), {})
    world.slack.reload("alice")
    await world.pass_days(15)


async def limits(world: World, words: Words) -> None:
    await set_up(world, topics=words.topic)
    await world.met("alice", f"@farid at the {words.place}")
    await world.click("alice", world.slack.ephemerals("alice")[-1], "limit.open", forged=True, value="0")
    await world.click("alice", world.slack.modal("alice"), "limit.add")
    option = {"kind": "conflict", "words": words.matter}
    answer = await world.submit("alice", world.slack.modal("alice"), option)
    assert answer.ok, answer
    world.slack.reload("alice")


async def negotiation(world: World, words: Words) -> None:
    await world.met("alice", f"@dan @erin during negotiation {words.matter}")
    await world.pass_days(100)
    await menu(world, "over:")
    answer = await world.submit("alice", world.slack.modal("alice"), {})
    assert answer.ok, answer
    world.slack.reload("alice")
    await world.pass_days(110)


async def contact_view(world: World, words: Words) -> None:
    """Opened, edited, deleted and brought back."""
    await menu(world, "details:")
    await world.click("alice", world.slack.modal("alice"), "contact.edit")
    await world.submit("alice", world.slack.modal("alice"), {"name": f"{words.guest} Again"})
    await world.click("alice", world.slack.modal("alice"), "contact.delete")
    await world.click("alice", world.slack.modal("alice"), "contact.bring_back")
    world.slack.reload("alice")


async def left_waiting(world: World, words: Words) -> None:
    """A list without its yes, and somebody deleted a moment ago."""
    await report(world, f"Name,Company\n{words.guest} Three,{words.company}\n")
    world.slack.reload("alice")
    await menu(world, "details:")
    await world.click("alice", world.slack.modal("alice"), "contact.delete")
    world.slack.reload("alice")


async def menu(world: World, word: str) -> None:
    """Choose that of the first contact in Home who offers it."""
    await world.slack.open_home("alice")
    home = world.slack.home("alice")
    for block in home["blocks"]:
        for option in (block.get("accessory") or {}).get("options", []):
            if option["value"].startswith(word):
                how = {"block_id": block["block_id"], "selected_option": option["value"]}
                await world.click("alice", home, "contact.menu", **how)
                return
    raise AssertionError(word)


async def ended(world: World) -> None:
    """An admin takes Bob out, Carol and Mallory leave, years pass, and Alice deletes everything."""
    world.slack.person("grace").more["is_admin"] = True
    await world.slack.open_home("grace")
    report = await looked_up(world, picked="bob", user="grace")
    await world.click("grace", report, "data.subject_export")
    await world.click("grace", await looked_up(world, picked="bob", user="grace"), "data.subject_erase")
    await world.submit("grace", world.slack.modal("grace"), {"sure": ["yes"], "too": ["yes"]})
    for who in ("carol", "mallory"):
        await world.slack.deactivate(who)
    await world.quiet()
    await world.bot.tick()
    world.clock.set(world.clock() + YEARS)
    for _ in range(3):
        world.clock.forward(hours=25)
        await world.bot.tick()
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "settings.open")
    await world.click("alice", world.slack.modal("alice"), "data.erase")
    await world.submit("alice", world.slack.modal("alice"), {"sure": ["yes"]})


def heard(slack: FakeSlack) -> str:
    """All that this Slack was sent: calls, answers, and what is in the files."""
    files = [unpacked(each.data) for each in slack.files._files.values() if each.data.startswith(b"PK")]
    told: list[Any] = [call.args for call in slack.calls]
    told += [ack.payload for _, ack in slack.delivery.exchanged]
    told += [content.decode(errors="replace") for each in files for content in each.values()]
    return json.dumps(told, ensure_ascii=False, default=str)


def said_in(text: str, words: Words) -> list[str]:
    return [word for word in astuple(words) if word.casefold() in text.casefold()]
