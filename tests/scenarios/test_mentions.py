"""Whom a mention in `/met` means: the right contact or a clear sentence, never somebody else."""

import asyncio

import pytest

from bot.domain.models import Change, Contact, Encounter, EncounterContact, Reminder, Touch
from tests import faults
from tests.world import World, text_of

pytestmark = pytest.mark.hurried

BOB = "U0BOB00002"


async def recorded(world: World) -> list[tuple[str | None, str]]:
    return [(each.slack_user_id, each.name) for each in await world.rows(Contact)]


@pytest.mark.parametrize("mention", [f"<@{BOB}>", f"<@{BOB}|bob>", f"<@{BOB}|>", f"<@{BOB}|Carol Chen>"])
async def test_a_mention_is_the_person_with_that_id_whatever_its_label_says(world: World, mention: str) -> None:
    await world.slack.command("alice", "/met", f"{mention} at KubeCon")
    assert await recorded(world) == [(BOB, "Bob Brown")]


async def test_ids_of_an_enterprise_grid_begin_with_another_letter(world: World) -> None:
    world.slack.add_person("wanda", id="W0WANDA001", real_name="Wanda West")
    await world.slack.command("alice", "/met", "<@W0WANDA001> at KubeCon")
    assert await recorded(world) == [("W0WANDA001", "Wanda West")]


NOT_A_COLLEAGUE = {
    "@robert": "I could not find @robert in this workspace. Pick a name from the menu, "
    'or write a name in quotes, like "Robert Lee", for somebody outside Slack.',
    "&lt;@U0BOB00002&gt;": "I could not find @U0BOB00002 in this workspace. Pick a name from the menu, "
    'or write a name in quotes, like "Robert Lee", for somebody outside Slack.',
    "<#C0GENERAL01|general>": "#general is a channel, and I keep people one by one. Name the ones you met.",
    "<#C0GENERAL01>": "That is a channel, and I keep people one by one. Name the ones you met.",
    "<!subteam^S012AB3CD|@finance>": "@finance is a group, and I keep people one by one. Name the ones you met.",
    "<!subteam^S012AB3CD>": "@group is a group, and I keep people one by one. Name the ones you met.",
    "<!channel>": "@channel would be everybody here. Name the people you met, and I keep each of them for you.",
    "<!here|here>": "@here would be everybody here. Name the people you met, and I keep each of them for you.",
    "<@U0ALICE001>": "You have met yourself already; I left you out.",
    "<@U0CALEN009>": "Calendar is an app, so I left it out.",
    "<@USLACKBOT>": "Slackbot is good company, but it needs no follow-up; I left it out.",
    "<@U0HENRY011>": "Henry Hill has no active Slack account any more, so I left them out.",
    "<@U0TACTF012>": "Tactful is an app, so I left it out.",
    "<@U0NOBODY99|robert>": "I could not find @robert in this workspace. "
    "Pick the name from the menu that opens after @.",
    "<@U0NOBODY99>": "I could not find one of them in this workspace. "
    "Pick the name from the menu that opens after @.",
}


@pytest.mark.parametrize("mention", NOT_A_COLLEAGUE)
async def test_whoever_cannot_be_a_contact_gets_a_clear_sentence(world: World, mention: str) -> None:
    assert world.slack.bot_user_id == "U0TACTF012"
    answer = await world.slack.command("alice", "/met", f"{mention} at KubeCon")
    assert answer.text == NOT_A_COLLEAGUE[mention]
    assert not await recorded(world)


@pytest.mark.parametrize("mention", NOT_A_COLLEAGUE)
async def test_the_others_of_the_list_are_kept(world: World, mention: str) -> None:
    answer = await world.slack.command("alice", "/met", f'<@{BOB}> {mention} and "Jane Doe" at KubeCon')
    assert await recorded(world) == [(BOB, "Bob Brown"), (None, "Jane Doe")]
    remark = answer.blocks[2]["elements"][0]["text"]
    assert remark.replace("\ufeff", "") == NOT_A_COLLEAGUE[mention]


async def test_a_stranger_from_slack_connect_can_be_a_contact(world: World) -> None:
    lee = world.slack.add_person("lee", real_name="Lee Long", is_stranger=True, team_id="T0ELSEWHERE")
    await world.slack.command("alice", "/met", f"<@{lee.id}> at KubeCon")
    assert await recorded(world) == [(lee.id, "Lee Long")]


async def test_a_stranger_who_acts_is_refused_and_nothing_is_stored(world: World) -> None:
    world.slack.add_person("lee", is_stranger=True, team_id="T0ELSEWHERE")
    answer = await world.slack.command("lee", "/met", f"<@{BOB}> at KubeCon")
    assert answer.text == "Tactful works inside one company only, and you seem to visit from another one. Sorry."
    assert not await recorded(world)


async def test_the_same_person_named_twice_is_one_contact(world: World) -> None:
    await world.slack.command("alice", "/met", f"<@{BOB}> <@{BOB}|bob> at KubeCon")
    assert await recorded(world) == [(BOB, "Bob Brown")]


async def test_people_in_a_places_name_or_a_note_are_named_and_are_no_contacts(world: World) -> None:
    answer = await world.met("alice", "@bob at @carol's party about @dan and @erin")
    assert "Where: @Carol Chen's party · When: today · About: @Dan Diaz and @Erin Okafor\n" in text_of(
        {"blocks": answer.blocks}
    )
    assert await recorded(world) == [(BOB, "Bob Brown")]


async def test_people_after_the_place_are_contacts_too(world: World) -> None:
    answer = await world.met("alice", "@bob at Marks and Spencer with @carol")
    assert "*Bob Brown* (Finance) and *Carol Chen* (Legal).\nWhere: Marks and Spencer · When: today\n" in text_of(
        {"blocks": answer.blocks}
    )
    assert [name for _, name in await recorded(world)] == ["Bob Brown", "Carol Chen"]


SLOW = {
    "silent": faults.hang(30),
    "told to wait": faults.rate_limited("30"),
    "broken": faults.server_error(500),
    "a page": faults.html(502),
    "cut": faults.drop_before(),
    "refusing": faults.error("fatal_error"),
}


@pytest.mark.parametrize("how", SLOW)
async def test_while_slack_does_not_tell_people_are_recorded_all_the_same_and_completed_later(
    world: World, how: str
) -> None:
    await world.slack.open_home("alice")
    world.slack.faults.add("users.info", SLOW[how], times=6)
    answer = await world.slack.command("alice", "/met", f"<@{BOB}|bob> <@U0CAROL003> at KubeCon")
    assert answer.ok
    assert answer.seconds < 3
    assert "Noted: *@bob* and *@U0CAROL003*.\nWhere: KubeCon · When: today\n" in text_of({"blocks": answer.blocks})
    world.slack.faults.clear()
    await world.bot.tick()
    assert await recorded(world) == [(BOB, "Bob Brown"), ("U0CAROL003", "Carol Chen")]
    assert [each.division for each in await world.rows(Contact)] == ["Finance", "Legal"]
    card = text_of(await world.until_dm("alice"))
    assert "*Bob Brown* · Finance" in card


async def test_a_division_that_slack_keeps_back_delays_nobody(world: World) -> None:
    world.slack.faults.add("users.profile.get", faults.server_error(500), times=2)
    await world.met("alice", "@bob at KubeCon")
    assert await recorded(world) == [(BOB, "Bob Brown")]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("U0CALEN009", "Calendar is an app, so I left it out. I took that note back."),
        ("U0HENRY011", "Henry Hill has no active Slack account any more, so I left them out. I took that note back."),
        (
            "U0NOBODY99",
            "I could not find @ghost in this workspace. Pick the name from the menu that opens after @. "
            "I took that note back.",
        ),
    ],
)
async def test_whoever_turns_out_later_to_be_nobody_to_meet_is_withdrawn_with_a_word(
    world: World, who: str, sentence: str
) -> None:
    world.slack.faults.add("users.info", faults.rate_limited(), times=3)
    await world.slack.command("alice", "/met", f"<@{BOB}|bob> <@{who}|ghost> at KubeCon")
    world.slack.faults.clear()
    await world.bot.tick()
    await world.bot.tick()
    assert await recorded(world) == [(BOB, "Bob Brown")]
    assert [text_of(message) for message in world.slack.dm("alice")] == [sentence]


async def test_whoever_is_withdrawn_takes_the_encounter_along_at_which_only_they_were(any_world: World) -> None:
    world = any_world
    world.slack.faults.add("users.info", faults.rate_limited(), times=5)
    await world.slack.command("alice", "/met", "<@U0CALEN009> at the bar about the severance plan")
    await world.slack.command("alice", "/met", f"<@U0CALEN009> <@{BOB}> at KubeCon about rebates")
    assert len(await world.rows(Encounter)) == 2
    world.slack.faults.clear()
    await world.bot.tick()
    await world.bot.tick()
    assert await recorded(world) == [(BOB, "Bob Brown")]
    assert [(each.place, each.note) for each in await world.rows(Encounter)] == [("KubeCon", "rebates")]
    [bob] = await world.rows(Contact)
    for table in (EncounterContact, Touch, Reminder, Change):
        assert {each.contact_id for each in await world.rows(table)} == {bob.id}, table


async def test_an_event_that_tells_the_truth_first_withdraws_with_the_same_word(world: World) -> None:
    world.slack.faults.add("users.info", faults.rate_limited(), times=2)
    await world.slack.command("alice", "/met", "<@U0DAN00005|dan> at KubeCon")
    world.slack.faults.clear()
    await world.slack.deactivate("dan")
    await world.quiet()
    assert not await recorded(world)
    assert "Dan Diaz has no active Slack account any more" in text_of(world.slack.dm("alice")[-1])


async def test_a_slow_word_to_one_member_does_not_delay_the_answer_to_another(world: World) -> None:
    world.slack.faults.add("users.info", faults.rate_limited(), times=2)
    await world.slack.command("alice", "/met", "<@U0CALEN009> at KubeCon")
    world.slack.faults.clear()
    world.slack.faults.add("conversations.open", faults.hang(1.6))
    answer = await world.slack.command("mallory", "/met", f"<@U0CALEN009> <@{BOB}> at KubeCon")
    assert answer.ok
    assert answer.seconds < 1.5
    world.slack.faults.clear()


async def test_a_hundred_people_at_once_are_all_recorded_in_time(world: World) -> None:
    people = [world.slack.add_person(f"p{number}") for number in range(120)]
    answer = await world.slack.command("alice", "/met", " ".join(f"<@{each.id}>" for each in people) + " at KubeCon")
    assert answer.ok
    for _ in range(2):
        await world.bot.tick()
    assert {name for _, name in await recorded(world)} == {each.real_name for each in people}


async def test_two_members_who_meet_each_other_at_once_do_not_wait_for_each_other(any_world: World) -> None:
    for _ in range(5):
        answers = await asyncio.gather(
            any_world.slack.command("alice", "/met", f"<@{BOB}> at KubeCon"),
            any_world.slack.command("bob", "/met", "<@U0ALICE001> at KubeCon"),
        )
        assert all(each.ok for each in answers)
    assert len(await recorded(any_world)) == 2
