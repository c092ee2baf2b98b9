"""Random lives: what happens in them, one thing after the other, and a way to live many."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings, strategies as st
from sqlalchemy import event

from bot.domain.types import LimitKind
from bot.store.database import Database, database_url
from bot.store.opening import migrate
from tests.lives.life import LATEST, Life

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland", "Africa/Cairo", "Pacific/Honolulu"]
SPANS = [
    timedelta(minutes=1),
    timedelta(hours=7),
    timedelta(hours=21),
    *(timedelta(days=days) for days in (1, 4, 8, 15, 45, 110, 150)),
]
TROUBLES = ["gathered", "claimed", "sending", "shown", "doubtful", "lost", "refused"]
VERBS = [*["wrote"] * 10, "replied", "let_go", "kept", "again", "rhythm", *["snooze"] * 2, "helped", "asked"]

QUIET = (*["next_morning"] * 8, *["decide"] * 8, "meet", "undo", "wait")
"""The bot runs all the time, and the member stays where they are."""
EVENTFUL = (*QUIET, "correct", "meet", "sleep", "trouble", "trouble", "pause", "move")
"""It crashes, is down for months, Slack leaves it in doubt; the member goes on leave and moves."""
WHOM = [0, 1, 2, 3, *[LATEST] * 6]

_FRIEND, _WHERE = st.sampled_from(range(4)), st.sampled_from(range(4))
_MET = st.sampled_from([*((friend,) for friend in range(4)), (0, 1), (2, 1), (1, 2, 3)])
KINDS = [kind for kind in LimitKind if kind is not LimitKind.NEGOTIATION]  # that one comes with a meeting
STOPS = (LimitKind.HOLD, LimitKind.DO_NOT_CONTACT)
_DAYS = st.sampled_from([None, None, 1, 10, 60, 200])
LIMITS: dict[str, tuple[st.SearchStrategy, ...]] = {
    "meet_in": (_MET, st.integers(0, 60), st.sampled_from([0, 1, 2, None]), _WHERE),
    "limit": (
        st.sampled_from([*KINDS, *STOPS, *STOPS]),
        st.one_of(st.none(), _FRIEND),
        st.one_of(st.none(), _WHERE),
        _DAYS,
    ),
    "lift": (st.integers(0, 5),),
    "meanwhile": (st.one_of(st.none(), _FRIEND), _DAYS, st.booleans()),
    "over": (_FRIEND, st.sampled_from([0, 0, -10, -95, -400, 30])),
    "goes_on": (),
    "works_elsewhere": (_FRIEND, _WHERE),
    "look": (_FRIEND,),
}
"""What happens in a life with limits, and what each of it takes."""
LIMITED = (
    *QUIET,
    *EVENTFUL[-8:],
    *["meet_in"] * 5,
    *["limit"] * 4,
    *["lift"] * 3,
    *["over"] * 3,
    *LIMITS,
    *["look"] * 4,
)
"""All that, and things that must not be done."""


@st.composite
def lives(draw: st.DrawFn, kinds: tuple[str, ...]) -> tuple[str, int, list[tuple]]:
    """Zone and cap, and what happens, one thing after the other."""
    pick = lambda values: draw(st.sampled_from(values))  # noqa: E731
    story = []
    shortest, longest = (8, 12) if kinds is LIMITED else (10, 24)  # a step of those takes longer
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=shortest, max_size=longest)):
        match kind:
            case "meet":
                step = (draw(_MET), draw(st.integers(0, 20)), draw(st.booleans()))
            case "decide":
                step = (pick(WHOM), pick(VERBS), draw(st.integers(0, 400)), pick([True, False, False]))
            case "undo":
                step = (pick(WHOM), pick([False, False, True]))
            case "wait" | "sleep":
                step = (pick(SPANS),)
            case "trouble":
                step = (pick(TROUBLES),)
            case "correct":
                step = (pick(WHOM[:4]), draw(st.integers(0, 30)))
            case "pause":
                step = (draw(st.integers(0, 40)),)
            case "move":
                step = (pick(ZONES),)
            case _:
                step = tuple(map(draw, LIMITS.get(kind, ())))
        story.append((kind, *step))
    return pick(ZONES), pick([3, 3, 2, 1]), story


async def live(life: Life, story: list[tuple]) -> None:
    await life.begin()
    await life.meet((0,), 0, False)
    for step in story:
        match step:
            case ("meet", friends, days_ago, wrote):
                await life.meet(friends, days_ago, wrote)
            case ("decide", friend, verb, number, take_back):
                await life.decide(friend, verb, number, take_back=take_back)
            case ("undo", friend, other_way):
                await life.undo(friend, other_way=other_way)
            case ("wait", span):
                await life.wait(span)
            case ("next_morning",):
                await life.next_morning()
            case ("sleep", span):
                await life.sleep(span)
            case ("trouble", point):
                life.trouble = point
            case ("pause", days):
                await life.pause(days)
            case ("move", zone):
                await life.move(zone)
            case (kind, *values):
                await getattr(life, kind)(*values)
    await life.pause(0)
    await life.end()


class OneFile:
    """One database for many lives: statements are made once, and each life begins with an empty copy."""

    def __init__(self, folder: Path, runner: asyncio.Runner) -> None:
        self._template, self._path = folder / "template.db", folder / "life.db"
        self._runner = runner
        migrate(database_url(f"sqlite:///{self._template}"))
        self.database = Database(database_url(f"sqlite:///{self._path}"), None)
        # Power cuts of the machine are not what is tested here, and waiting for the disk is half of the time.
        engine = self.database.engine
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())

    def live(self, story: list[tuple], whose: type[Life] = Life, zone: str = "Europe/Berlin", cap: int = 3) -> None:
        """One life, from the beginning."""
        self._hang_up()
        shutil.copy(self._template, self._path)
        self._runner.run(live(whose(self.database, self._hang_up, zone, cap), story))

    def live_many(self, kinds: tuple[str, ...], count: int, number: int, whose: type[Life] = Life) -> None:
        """So many lives of that kind: always the same ones for the same number."""

        @seed(number)
        @settings(max_examples=count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @given(lives(kinds))
        def one_life(life: tuple[str, int, list[tuple]]) -> None:
            zone, cap, story = life
            self.live(story, whose, zone, cap)

        one_life()

    def _hang_up(self) -> None:
        """The process is gone, and every connection with it."""
        self.database.engine.dispose()
        self.database._reading.dispose()
