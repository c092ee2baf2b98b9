"""Two workspaces on one database, the same people with the same Slack ids in both: neither notices the other."""

import pytest

from bot.domain.models import Base, Contact, Member
from tests.isolation import stories
from tests.isolation.alice import rows_here
from tests.isolation.stories import ONE, TWO
from tests.world import World


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the older one first", "the younger one first"])
async def test_a_whole_life_in_one_touches_nothing_of_the_other(two: list[World], order: tuple[int, int]) -> None:
    first, second = two[order[0]], two[order[1]]
    await stories.lived(first, ONE)
    kept = await rows_here(first)
    assert {name for name, _ in kept} >= {*Base.metadata.tables} - {"model_calls", "division_aliases", "clearings"}
    await stories.lived(second, TWO)
    assert await rows_here(first) == kept
    there = await rows_here(second)
    await first.bot.tick()
    await first.pass_days(3)
    assert await rows_here(second) == there
    kept = await rows_here(first)
    await stories.ended(second)
    assert await rows_here(first) == kept
    [workspace_id] = second.bot.clients
    assert not await second.rows(Contact, workspace_id=workspace_id)
    assert len(await second.rows(Member, workspace_id=workspace_id)) == 1, "the admin"
    assert stories.said_in(stories.heard(first.slack), ONE) == list(vars(ONE).values())
    assert stories.said_in(stories.heard(second.slack), ONE) == []
    assert stories.said_in(stories.heard(first.slack), TWO) == []
