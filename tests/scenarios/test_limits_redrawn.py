"""Screens that are there already when a limit is told, and negotiations that go on again."""

from bot.domain.models import Touch
from bot.domain.types import TouchKind
from bot.slack.views import attempts
from tests.limiting import ended, held_for, lift, open_of, tell
from tests.world import World, actions_of, text_of


async def test_a_card_that_was_shown_before_the_limit_follows_it(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.until_dm("alice")
    await tell(world, "do_not_contact", "Bob Brown")
    [card] = world.slack.dm("alice")
    assert "Bob Brown is not to be contacted, as you told me." in text_of(card)
    assert attempts.DRAFT not in actions_of(card)
    await lift(world, name="Bob Brown")
    assert attempts.DRAFT in actions_of(world.slack.dm("alice")[0])


async def test_who_wrote_all_the_same_is_not_promised_another_note(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    card = await world.until_dm("alice")
    await tell(world, "do_not_contact", "Bob Brown")
    await world.click("alice", card, attempts.WROTE, forged=True, value=str((await open_of(world)).id))
    told = text_of(world.slack.dm("alice")[0])
    assert "Noted: you wrote. Bob Brown is not to be contacted, as you told me." in told
    assert "once more" not in told


async def test_already_wrote_is_noted_for_somebody_on_hold_too(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion, already wrote")
    assert [each.kind for each in await world.rows(Touch)] == [TouchKind.MET, TouchKind.WROTE]
    assert await held_for(world)


async def test_a_negotiation_that_goes_on_again_holds_its_earlier_people_too(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    assert not (await ended(world)).errors
    world.slack.reload("alice")
    await world.pass_days(2)
    await world.met("alice", "@carol during negotiation orion")
    assert await held_for(world)
    await world.pass_days(130)
    said = [text_of(each) for each in world.slack.dm("alice")]
    assert len(said) == 1
    assert "does it still go on?" in said[0]
    assert "Bob Brown and Carol Chen" in said[0]


async def test_a_note_that_is_off_limits_is_not_offered_as_the_one_thing(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about the Phoenix merger")
    await tell(world, "topic", words="Phoenix")
    card = await world.until_dm("alice")
    await world.click("alice", card, attempts.DRAFT)
    assert "Phoenix" not in str(world.slack.modal("alice"))
