"""What a member has really been shown, counted at the fake Slack."""

from collections import Counter
from datetime import timedelta

from sandbox.server import Sandbox
from tests.world import World

DUE = timedelta(days=7)
"""The first note falls due a week after the meeting, which is a Monday in these tests."""


def keys(slack: Sandbox, user: str = "alice") -> Counter[str]:
    """How many messages carry each delivery key."""
    return Counter(message["metadata"]["event_payload"]["key"] for message in slack.dm(user))


def cards(slack: Sandbox, user: str = "alice") -> Counter[str]:
    """How often the card of each reminder was shown."""
    return Counter(
        block["block_id"]
        for message in slack.dm(user)
        for block in message["blocks"]
        if block.get("block_id", "").startswith("card.")
    )


def each_once(slack: Sandbox, user: str = "alice") -> bool:
    """Whether every reminder and every key is there exactly once, and anything at all."""
    counts = [*cards(slack, user).values(), *keys(slack, user).values()]
    return bool(counts) and set(counts) == {1}


async def until_due(world: World, *people: str) -> None:
    """Alice has met these people, a week has passed, and their first notes are due."""
    for person in people or ("bob",):
        await world.met("alice", f"@{person} at KubeCon")
    world.clock.set((await world.bot.next_due_at()) or world.clock.now)
