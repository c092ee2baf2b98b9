"""Limits told and lifted: about one contact, a division, a company, or everybody; for good, or until a day."""

from datetime import date
from typing import Any

import pytest

from bot.domain.models import Contact, Limit, Reminder
from bot.domain.types import LimitKind
from tests.limiting import contact, lift, limits_of, open_of, tell
from tests.world import World, text_of

ZONE = "Europe/Berlin"
FIRST = date(2026, 11, 30)
"""When the first note to somebody met today is due."""
STOPS = ["hold", "do_not_contact"]
SCOPES = {
    "contact": ("Bob Brown", {}),
    "division": ("Bob Brown", {"whom": "Everybody in Finance"}),
    "everybody": (None, {}),
}
ACME = '"Jane Doe" jane@acme.example (Acme) at KubeCon'


@pytest.mark.parametrize("kind", [each for each in LimitKind if each is not LimitKind.NEGOTIATION])
@pytest.mark.parametrize("scope", SCOPES)
async def test_a_limit_of_any_kind_and_reach_is_listed_and_lifted(world: World, kind: str, scope: str) -> None:
    name, how = SCOPES[scope]
    await world.met("alice", "@bob at KubeCon")
    assert not (await tell(world, kind, name, words="the <merger>", until_on="2027-03-01", **how)).errors
    reach = {"contact": "Bob Brown", "division": "Finance", "everybody": "Everybody"}[scope]
    for about in (None, "Bob Brown"):
        view = await limits_of(world, about)
        assert f" · {reach} · until Monday 1 March\n“the &lt;merger&gt;”" in text_of(view)
        assert "not legal advice" in text_of(view)
    await lift(world, reach)
    assert "None so far." in text_of(await limits_of(world, "Bob Brown"))
    assert not await world.rows(Limit)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("kind", STOPS)
async def test_nothing_comes_while_it_stands_and_one_card_does_once_it_is_lifted(
    world: World, kind: str, scope: str
) -> None:
    name, how = SCOPES[scope]
    await world.met("alice", "@bob at KubeCon")
    await tell(world, kind, name, **how)
    assert (await open_of(world)).due_at is None
    await world.pass_days(100)
    assert not world.slack.dm("alice")
    await lift(world)
    card = await world.until_dm("alice", days=5)
    assert "Bob Brown" in text_of(card)
    assert len(await world.rows(Reminder)) == 1


@pytest.mark.parametrize("kind", STOPS)
async def test_until_a_day_it_comes_up_after_that_day_by_itself(world: World, kind: str) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(world, kind, "Bob Brown", until_on="2027-03-01")
    await world.until_dm("alice")
    assert date(2027, 3, 1) <= world.today(ZONE) <= date(2027, 3, 8)
    assert len(await world.rows(Reminder)) == 1


async def test_lifted_before_its_day_gives_the_days_back(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(world, "hold", "Bob Brown", until_on="2027-03-01")
    await lift(world)
    assert (await open_of(world)).due_on == FIRST


async def test_told_again_with_another_day_it_is_one_limit_until_the_new_day(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    for day in ("2027-03-01", "2027-03-01", "2026-12-14"):
        await tell(world, "hold", "Bob Brown", until_on=day)
    assert [each.until_on for each in await world.rows(Limit)] == [date(2026, 12, 14)]
    assert date(2026, 12, 14) <= (await open_of(world)).due_on <= date(2026, 12, 21)


async def test_of_two_that_overlap_both_are_kept_to(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(world, "do_not_contact", "Bob Brown", until_on="2027-01-11")
    await tell(world, "hold", "Bob Brown", whom="Everybody in Finance", until_on="2027-03-01")
    await tell(world, "hold")
    await world.pass_days(150)
    assert not world.slack.dm("alice")
    await lift(world, "Everybody")
    await world.until_dm("alice", days=10)


async def test_a_snooze_and_the_week_before_a_repeat_outlive_a_limit(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    card = await world.until_dm("alice")
    assert (await open_of(world)).due_on == date(2026, 12, 7)
    for _ in range(2):
        await tell(world, "hold", "Bob Brown")
        await lift(world)
        assert (await open_of(world)).due_on == date(2026, 12, 7), "a week after it was shown"
    await world.click("alice", card, "attempt.snooze", selected_option="Next month")
    await tell(world, "hold", "Bob Brown")
    await lift(world)
    assert (await open_of(world)).due_on == date(2026, 12, 30)


@pytest.mark.parametrize("scope", ["company", "company of one with a division"])
async def test_the_company_of_people_outside_is_what_a_division_is_inside(world: World, scope: str) -> None:
    await world.met("alice", ACME)
    if scope != "company":
        await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.edit")
        jane = await contact(world, "Jane Doe")
        await world.submit("alice", world.slack.modal("alice"), {f"division.{jane.id}": "Sales"})
    await tell(world, "hold", "Jane Doe", whom="Everybody in Acme")
    assert (await open_of(world, "Jane Doe")).due_at is None
    answer = await world.met("alice", '"John Roe" (ACME) at KubeCon')
    assert "John Roe is on hold until you say otherwise. I only keep that you met." in text_of(
        {"blocks": answer.blocks}
    )
    before = len(world.slack.dm("alice"))
    await world.pass_days(30)
    assert len(world.slack.dm("alice")) == before


async def test_a_merged_division_is_one_for_limits_too(world: World) -> None:
    world.slack.person("dan").division = "Fin"
    await world.met("alice", "@bob @dan at KubeCon")
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "settings.open")
    view = world.slack.modal("alice")
    [pair] = [block["element"]["options"][0] for block in view["blocks"] if block["block_id"] == "divisions"]
    await world.submit("alice", view, {"divisions": [pair["value"]]})
    answer = await tell(world, "hold", "Dan Diaz", whom="Everybody in Finance")
    assert not answer.errors
    assert (await open_of(world)).due_at is None
    assert (await open_of(world, "Dan Diaz")).due_at is None


async def test_whoever_leaves_the_division_is_free_and_whoever_comes_is_not(world: World) -> None:
    await world.met("alice", "@bob @carol at KubeCon")
    await tell(world, "do_not_contact", "Bob Brown", whom="Everybody in Finance")
    await world.slack.change_profile("bob", division="Product")
    await world.slack.change_profile("carol", division="Finance")
    await world.quiet()
    world.clock.forward(days=1)
    await world.bot.tick()
    assert (await open_of(world)).due_on == FIRST
    assert (await open_of(world, "Carol Chen")).due_at is None


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("topic", {}, "words"),
        ("conflict", {"words": " \u200b "}, "words"),
        ("represented", {}, "words"),
        ("hold", {"until_on": "2026-11-23"}, "until_on"),
        ("hold", {"until_on": "2026-01-01"}, "until_on"),
        ("hold", {"until_on": "9999-12-31"}, "until_on"),
    ],
)
async def test_what_cannot_be_is_said_under_its_field(world: World, kind: str, values: Any, field: str) -> None:
    await world.met("alice", "@bob at KubeCon")
    answer = await tell(world, kind, "Bob Brown", **values)
    assert set(answer.errors) == {field}
    assert not await world.rows(Limit)


@pytest.mark.parametrize(
    "forged", [{"kind": "x"}, {"until_on": "x"}, {"whom": "999"}, {"whom": "x"}, {"whom": "2"}, {"kind": None}]
)
async def test_a_form_with_nonsense_in_it_changes_nothing(world: World, forged: dict[str, str]) -> None:
    await world.met("mallory", "@dan at KubeCon")
    await world.met("alice", "@bob at KubeCon")
    whose = {each.name: each.id for each in await world.rows(Contact)}
    told = {"kind": "hold", "whom": str(whose["Bob Brown"]), "until_on": None} | forged
    told["whom"] = str(whose["Dan Diaz"]) if told["whom"] == "2" else told["whom"]
    await world.click("alice", await limits_of(world, "Bob Brown"), "limit.add")
    keys = {"kind": "selected_option", "whom": "selected_option", "until_on": "selected_date"}
    state = {
        field: {"value": {keys[field]: {"value": value} if keys[field] == "selected_option" and value else value}}
        for field, value in told.items()
    }
    view = world.slack.modal("alice")
    answer = await world.slack.submit("alice", {**view, "state": {"values": state}}, forged=True)
    assert answer.errors
    assert "my fault" not in str(answer.errors)
    assert not await world.rows(Limit)
