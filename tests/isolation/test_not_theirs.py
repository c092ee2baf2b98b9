"""Alice's encounters, contacts and all the rest in the hands of everybody else: refused, and nothing is kept of it.

Each test sends every case there is (`cases.py`), with alice's real ids.
"""

from typing import Any

import pytest

from bot.domain.models import Contact, Member
from tests.isolation import alice, listeners
from tests.isolation.cases import NOT_FOUND, OWN, REFUSALS, Case
from tests.isolation.sent import Somebody, sent
from tests.owned import member
from tests.world import World

LEE = "U0LEE00099"
Wrong = dict[str, str]


@pytest.fixture
async def ids(two: list[World]) -> dict[str, str]:
    return await alice.alices_ids(two[0])


async def a_member(world: World, user: str) -> Somebody:
    """Somebody with an encounter and a contact of their own, who presses the buttons of the answer to it."""
    answer = await world.met(user, "@erin at FOSDEM about nothing")
    assert answer.ok
    owner = await member(world, user)
    [contact] = await world.rows(Contact, member_id=owner.id)
    return Somebody(world, user, world.slack.ephemerals(user)[-1], str(contact.id))


def somebody_new(world: World, user: str, ids: dict[str, str]) -> Somebody:
    """Somebody who has never used the bot."""
    return Somebody(world, user, world.slack.say("bob", "hello", "general"), ids["contact"])


def a_visitor(worlds: list[World], team: str | None = None) -> Somebody:
    """Lee of the other workspace, who shares a channel with this one."""
    here, elsewhere = worlds
    here.slack.add_person("lee", id=LEE, is_stranger=True, team_id=elsewhere.slack.team_id)
    return Somebody(here, "lee", here.slack.say("bob", "hello", "general"), "1", team)


async def refused(who: Somebody, ids: dict[str, str], sentence: Any, cases: tuple[Case, ...]) -> Wrong:
    """What went otherwise, by case: something else was said, words of alice's were told, or a row has changed."""
    wrong, before = {}, await alice.rows(who.world)
    for case in cases:
        told, after = await sent(case, who, ids), await alice.rows(who.world)
        if not any((each or "") in told for each in sentence(case)):
            wrong[str(case)] = told
        if words := shows_hers(told):
            wrong[f"{case} tells"] = str(words)
        if after != before:
            wrong[f"{case} changed"] = str(after ^ before)
        before = after
    return wrong


def shows_hers(told: str) -> list[str]:
    """Words of alice's, or of a bug."""
    return [word for word in (*alice.WORDS, "my fault") if word in told]


async def test_another_member_is_told_that_there_is_no_such_thing(two: list[World], ids: dict[str, str]) -> None:
    mallory = await a_member(two[0], "mallory")
    assert await refused(mallory, ids, lambda case: [case.to_members], listeners.with_ids()) == {}


async def test_somebody_who_keeps_nothing_here_yet_is_told_the_same(two: list[World], ids: dict[str, str]) -> None:
    grace = somebody_new(two[0], "grace", ids)
    assert await refused(grace, ids, lambda case: [case.to_strangers], listeners.with_ids()) == {}


async def test_a_member_of_another_workspace_with_the_same_slack_id_is_told_the_same(
    two: list[World], ids: dict[str, str]
) -> None:
    namesake = await a_member(two[1], "alice")
    assert await refused(namesake, ids, lambda case: [case.to_members], listeners.with_ids()) == {}


@pytest.mark.parametrize("by_their_team", [False, True], ids=["our team", "their team"])
async def test_a_visitor_from_another_company_is_refused_whatever_they_do(
    two: list[World], ids: dict[str, str], by_their_team: bool
) -> None:
    """Also one who is a member over there, on the same database: Slack may name their team or ours."""
    two[1].slack.add_person("lee", id=LEE)
    await a_member(two[1], "lee")
    lee = a_visitor(two, two[1].slack.team_id if by_their_team else None)
    told = [case for case in listeners.everything() if case.to_visitors]
    assert await refused(lee, ids, lambda _: REFUSALS, (*told,)) == {}
    silent = [case for case in OWN if not case.to_visitors]
    assert await refused(lee, ids, lambda _: [""], (*silent,)) == {}
    assert not two[0].slack.dm("lee")
    assert two[0].slack.home("lee") is None


@pytest.mark.parametrize("who", ["a member", "a namesake"])
async def test_what_they_do_for_themselves_leaves_hers_alone(two: list[World], ids: dict[str, str], who: str) -> None:
    hers = await alice.rows(two[0])
    somebody = await a_member(two[0], "mallory") if who == "a member" else await a_member(two[1], "alice")
    wrong = {}
    for case in OWN:
        told = await sent(case, somebody, ids)
        if words := shows_hers(told):
            wrong[f"{case} tells"] = str(words)
        if lost := hers - await alice.rows(two[0]):
            wrong[f"{case} changed"] = str(lost)
    assert wrong == {}
    assert len(await two[0].rows(Member)) == 1, "the last case leaves nothing of whoever acts"


async def test_whoever_keeps_nothing_yet_begins_with_a_command_or_home_alone(
    two: list[World], ids: dict[str, str]
) -> None:
    world, hers, wrong = two[0], await alice.rows(two[0]), {}
    for number, case in enumerate(OWN):
        person = world.slack.add_person(f"new{number}")
        before = await alice.rows(world)
        told = await sent(case, somebody_new(world, person.handle, ids), ids)
        after = await alice.rows(world)
        if (case.to_strangers or "") not in told:
            wrong[str(case)] = told
        if words := shows_hers(told):
            wrong[f"{case} tells"] = str(words)
        if case.to_strangers in (None, NOT_FOUND) and after != before:
            wrong[f"{case} changed"] = str(after ^ before)
    assert wrong == {}
    assert hers <= await alice.rows(world)
