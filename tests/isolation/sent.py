"""Sending a case, and all that came of it: what was told to anybody, and what changed in the tables."""

import json
from dataclasses import dataclass
from typing import Any

from tests.isolation import listeners
from tests.isolation.cases import Case
from tests.world import World


@dataclass
class Somebody:
    """Who sends the cases."""

    world: World
    user: str
    where: Any
    """The message whose buttons they press."""
    own: str
    """The id of a contact of theirs, where they have one."""
    team: str | None = None
    """The team that Slack names, where it is not the one in which the app is installed."""


async def sent(case: Case, who: Somebody, ids: dict[str, str]) -> str:
    """Everything that anybody was told after it, as one text."""
    slack = who.world.slack
    slack.reload(who.user)
    calls = len(slack.calls)
    body = listeners.body_of(case, ids | {"own": who.own}, slack, who.user, who.where)
    answer = await slack.delivery.once(listeners.kind_of(case), _from(body, who.team))
    await who.world.quiet()
    told = [call.args for call in slack.calls[calls:]]
    seen = [told, slack.ephemerals(who.user), who.where]
    return json.dumps([answer.payload, answer.error, *seen], ensure_ascii=False, default=str)


def _from(body: dict[str, Any], team: str | None) -> dict[str, Any]:
    """The payload as it names a visitor's own team."""
    if team is None:
        return body
    if "team_id" in body:
        return body | {"team_id": team}
    return body | {"team": {"id": team, "domain": "elsewhere"}}
