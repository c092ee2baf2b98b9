"""The whole ladder, with only the clock moving."""

from datetime import date, timedelta

from bot.domain.calendar import is_working_day
from tests.world import World, actions_of, text_of

ZONE = "Europe/Lisbon"


async def wrote(world: World, message: dict) -> date:
    await world.click("alice", message, "attempt.wrote")
    return world.today(ZONE)


async def test_a_contact_who_never_answers_gets_three_notes_well_apart_and_is_let_go(world: World) -> None:
    world.slack.person("alice").tz = ZONE
    met_on = world.today(ZONE)
    await world.met("alice", "@bob at the Lisbon offsite about billing")

    first = await world.until_dm("alice")
    first_day = world.today(ZONE)
    assert timedelta(5) <= first_day - met_on <= timedelta(9)
    assert is_working_day(first_day, "PT")
    assert "first note" in text_of(first)
    previous = await wrote(world, first)

    for sign in ("No answer noted", "The last one"):
        card = await world.until_dm("alice")
        assert sign in text_of(card)
        assert timedelta(90) <= world.today(ZONE) - previous <= timedelta(120)
        previous = await wrote(world, card)

    closing = await world.until_dm("alice")
    assert timedelta(30) <= world.today(ZONE) - previous <= timedelta(37)
    assert "three times, well apart" in text_of(closing)
    assert actions_of(closing) == ["attempt.replied", "attempt.keep_reason", "attempt.let_go", "contact.view"]

    messages = len(world.slack.dm("alice"))
    await world.pass_days(730)
    assert len(world.slack.dm("alice")) == messages == 4


async def test_a_contact_who_replied_is_brought_up_every_quarter_for_as_long_as_wanted(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    card = await world.until_dm("alice")
    await world.click("alice", card, "attempt.replied")
    previous = world.today(ZONE)
    for _ in range(8):
        card = await world.until_dm("alice")
        assert "It has been a while" in text_of(card)
        assert timedelta(88) <= world.today(ZONE) - previous <= timedelta(100)
        previous = world.today(ZONE)
