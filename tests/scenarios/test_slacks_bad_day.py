"""Slack refuses for a moment, or altogether: that is called Slack's, tried once more, and no answer is lost."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.models import Encounter
from tests import faults
from tests.scenarios.test_asks import people
from tests.world import World, text_of

pytestmark = pytest.mark.hurried

SLACKS = {
    "too many requests": faults.rate_limited("1"),
    "an error of its own": faults.server_error(503),
    "a page of some proxy": faults.html(200),
    "no answer": faults.drop_before(),
}
MET = {"outsiders": "Jane Doe", "place": "KubeCon"}


async def told_in_the_form(world: World) -> list[dict[str, Any]]:
    """`/met` by its form, whose answer is a DM; what was logged meanwhile."""
    await world.met("alice", "")
    with capture_logs() as logged:
        assert (await world.submit("alice", world.slack.modal("alice"), MET)).ok
    return list(logged)


@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
@pytest.mark.parametrize("how", SLACKS)
async def test_the_only_answer_to_a_form_is_sent_once_more(world: World, how: str, method: str) -> None:
    world.slack.faults.add(method, SLACKS[how])
    logged = await told_in_the_form(world)
    assert "Noted: *Jane Doe*" in text_of(world.slack.dm("alice")[-1])
    assert {line["log_level"] for line in logged} == {"warning"}


async def test_an_answer_that_slack_never_takes_is_a_warning_and_what_was_told_is_kept(world: World) -> None:
    world.slack.faults.add("chat.postMessage", faults.server_error(500), times=2)
    logged = await told_in_the_form(world)
    assert [line["log_level"] for line in logged] == ["warning", "warning"]
    assert len(await world.rows(Encounter)) == 1


async def test_a_form_that_slack_has_no_time_for_opens_a_second_later(world: World) -> None:
    world.slack.faults.add("views.open", faults.rate_limited("1"))
    answer = await world.met("alice", "")
    assert answer.seconds < 3
    assert world.slack.modal("alice")["callback_id"] == "encounter.form"


async def test_a_form_that_slack_has_no_time_for_soon_says_so_at_once(world: World) -> None:
    world.slack.faults.add("views.open", faults.rate_limited("30"))
    answer = await world.met("alice", "")
    assert answer.seconds < 1
    assert world.slack.ephemerals("alice")[-1]["text"].startswith("Slack did not answer as it should")


@pytest.mark.parametrize("fault", [faults.hang(4), faults.error("expired_trigger_id"), faults.server_error(500)])
async def test_a_question_to_an_expert_is_answered_in_time_and_its_draft_lies_in_the_dm(
    world: World, fault: faults.Fault
) -> None:
    await world.met("alice", "@bob at KubeCon")
    view = await people(world, "Finance", "how do you handle rebates?")
    world.slack.faults.add("views.push", fault)
    answer = await world.click("alice", view, "ask.pick")
    assert answer.ok
    assert answer.seconds < 2.5
    assert "rebates" in str(world.slack.dm("alice")[-1]["blocks"])


async def test_an_answer_that_may_not_be_redrawn_any_more_comes_as_a_message(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    message = world.slack.ephemerals("alice")[-1]
    world.slack.response_urls.base_url += "/gone"
    await world.click("alice", message, "encounter.undo")
    assert "Taken back." in text_of(world.slack.dm("alice")[-1])
