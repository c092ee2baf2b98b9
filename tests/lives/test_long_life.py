"""One long life of everything, on each database: all that is told elsewhere, one after the other, in trouble."""

from datetime import timedelta
from itertools import cycle

from bot.store.database import Database
from tests.lives.limited import LimitedLife
from tests.lives.living import TROUBLES, ZONES, live
from tests.lives.test_told_lives import BOB, CAROL, DAN, EARLY, STORIES, held


def everything() -> list[tuple]:
    """Every story of the told lives, each begun with Bob; while something befalls the bot and its member moves."""
    story: list[tuple] = []
    troubles, zones = cycle(TROUBLES), cycle(ZONES)
    for steps in (*STORIES.values(), *EARLY.values()):
        story += [("meet", (BOB,), 0, False), ("trouble", next(troubles)), *steps]
        story += [("move", next(zones)), ("look", CAROL), ("correct", BOB, 3), ("trouble", next(troubles))]
        story += [("sleep", timedelta(days=8)), ("decide", DAN, "snooze", 9, True), ("meanwhile", BOB, 10, True)]
        story += [held(DAN, 30), ("works_elsewhere", DAN, 1), ("next_morning",), ("lift", 0), ("pause", 0)]
    return story


async def test_every_promise_is_kept_through_a_long_life(database: Database) -> None:
    def hang_up() -> None:
        """The process is gone, and every connection with it."""
        database.engine.dispose()
        database._reading.dispose()

    life = LimitedLife(database, hang_up, "Europe/Berlin")
    begun = life.now
    await live(life, everything())
    assert life.now - begun > timedelta(days=3 * 365), "a long one"
    assert len(life.slack) > 30, "with many mornings"
