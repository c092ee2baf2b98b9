"""The ladder, as a table: where a contact stands, what waits, what happened → what follows, and when. And the diary
of a member's coming mornings, from which the day is chosen.

Source of the numbers: the advice this product is built on (docs/design.md, sections 1 and 3.2). A first note
after about a week; a second and a third one 3-4 months apart; then let it go.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.calendar import add_months, is_working_day
from bot.domain.types import Outcome, Rung, Stage

FIRST_NOTE_DAYS = (5, 7, 9)  # days after the encounter: earliest, best, latest
NEXT_TRY_DAYS = (90, 105, 120)  # days after the previous note
CLOSING_DAYS = (30, 30, 37)  # days after the third note
REPEAT_DAYS = (7, 7, 11)  # an ignored reminder is shown once more, a week later
SHOWINGS = 2  # a try is shown once and repeated once; then it waits silently
KEEP_IN_TOUCH_SPREAD = 6  # a keep-in-touch reminder may come up to so many days later, to spread busy mornings
STILL_ON_MONTHS = 3  # how often to ask whether a negotiation goes on
ONE_DAY = timedelta(days=1)


class Happened(StrEnum):
    """What a member tells about a contact, or what shows by itself."""

    MET = "met"
    WROTE = "wrote"
    ASKED = "asked"  # a note like any other, for the ladder
    REPLIED = "replied"
    HELPED = "helped"
    RHYTHM = "rhythm"  # how often to remind of them, once in touch, is another now
    LET_GO = "let_go"
    KEPT = "kept"  # let go, with one more reason to write noted for later
    AGAIN = "again"
    DEPARTED = "departed"  # their Slack account was deactivated


@dataclass(frozen=True)
class Window:
    """The local dates between which a reminder may be shown; `best` is taken when all are equally free."""

    opens: date
    best: date
    closes: date


When = Callable[[date, int], Window]
"""A window from the day something happened, and the contact's rhythm in months (1 or more)."""


def _after(days: tuple[int, int, int]) -> When:
    return lambda day, _months: Window(*(day + timedelta(days=count) for count in days))


def rhythm(day: date, months: int) -> Window:
    """So many months later."""
    due = add_months(day, months)
    return Window(due, due, due + timedelta(days=KEEP_IN_TOUCH_SPREAD))


A_WEEK, MONTHS, ONE_MONTH = map(_after, (FIRST_NOTE_DAYS, NEXT_TRY_DAYS, CLOSING_DAYS))


@dataclass(frozen=True)
class Step:
    """What follows."""

    stage: Stage
    outcome: Outcome
    rung: Rung | None = None
    when: When | None = None


ANY = None
_S, _R, _O, _H = Stage, Rung, Outcome, Happened
LADDER: tuple[tuple[Stage | None, Rung | None, Happened, Step], ...] = (
    # stands at          waits             happened        stands at           settled as      next, and when
    (_S.FOLLOWING_UP, _R.FIRST_NOTE, _H.WROTE, Step(_S.FOLLOWING_UP, _O.WROTE, _R.SECOND_TRY, MONTHS)),
    (_S.FOLLOWING_UP, _R.SECOND_TRY, _H.WROTE, Step(_S.FOLLOWING_UP, _O.WROTE, _R.THIRD_TRY, MONTHS)),
    (_S.FOLLOWING_UP, _R.THIRD_TRY, _H.WROTE, Step(_S.FOLLOWING_UP, _O.WROTE, _R.CLOSING, ONE_MONTH)),
    (_S.IN_TOUCH, ANY, _H.WROTE, Step(_S.IN_TOUCH, _O.WROTE, _R.KEEP_IN_TOUCH, rhythm)),
    (_S.IN_TOUCH, ANY, _H.HELPED, Step(_S.IN_TOUCH, _O.SUPERSEDED, _R.KEEP_IN_TOUCH, rhythm)),
    (_S.IN_TOUCH, ANY, _H.RHYTHM, Step(_S.IN_TOUCH, _O.SUPERSEDED, _R.KEEP_IN_TOUCH, rhythm)),
    (_S.IN_TOUCH, ANY, _H.MET, Step(_S.IN_TOUCH, _O.SUPERSEDED, _R.KEEP_IN_TOUCH, rhythm)),
    (ANY, ANY, _H.MET, Step(_S.FOLLOWING_UP, _O.SUPERSEDED, _R.FIRST_NOTE, A_WEEK)),
    (ANY, ANY, _H.REPLIED, Step(_S.IN_TOUCH, _O.REPLIED, _R.KEEP_IN_TOUCH, rhythm)),
    (_S.LET_GO, ANY, _H.AGAIN, Step(_S.FOLLOWING_UP, _O.SUPERSEDED, _R.FIRST_NOTE, A_WEEK)),
    (ANY, ANY, _H.LET_GO, Step(_S.LET_GO, _O.LET_GO)),
    (ANY, ANY, _H.KEPT, Step(_S.LET_GO, _O.KEPT)),
    (ANY, ANY, _H.DEPARTED, Step(_S.LET_GO, _O.DEPARTED)),
)
"""The first row that fits holds. Where none does, what happened is history, and the ladder stays as it is."""


def step(stage: Stage, rung: Rung | None, happened: Happened) -> Step | None:
    """What follows for a contact who stands there, with that reminder open (None: with none)."""
    told = Happened.WROTE if happened is Happened.ASKED else happened
    return next(
        (found for at, waits, what, found in LADDER if what is told and at in (ANY, stage) and waits in (ANY, rung)),
        None,
    )


def first_note(met_on: date) -> Window:
    """When to write a first note to somebody met on that day."""
    return A_WEEK(met_on, 0)


def still_on(asked_on: date) -> Window:
    """When to ask (again) whether a negotiation goes on."""
    return rhythm(asked_on, STILL_ON_MONTHS)


def after_showing(rung: Rung, shown: int, shown_on: date, months: int) -> Window | None:
    """When a reminder that was shown for the `shown`th time comes again if it is ignored; None: it waits silently."""
    if rung is Rung.STILL_ON:
        return still_on(shown_on)
    if rung is Rung.KEEP_IN_TOUCH:
        return rhythm(shown_on, months) if months else None
    repeats = rung.attempt is not None and shown < SHOWINGS
    return _after(REPEAT_DAYS)(shown_on, 0) if repeats else None


class Diary:
    """How many reminders each morning has, counting what is planned meanwhile. Mornings with `cap` are passed over.

    At once, too: planning many takes as long as they are many.
    """

    def __init__(self, earliest: date, country: str | None, cap: int, load: Mapping[date, int] | None = None) -> None:
        """`earliest`: nothing is planned before it. `country` says which days are working days."""
        self._earliest = earliest
        self._country = country
        self._cap = cap
        self._load = Counter(load or {})
        self._beyond: dict[date, date] = {}  # from a day without room to one that may have some

    def choose(self, window: Window) -> date:
        """The calmest working day of the window, nearest to its best one; where all are full, the next with room."""
        first = max(window.opens, self._earliest)
        days = [first + ONE_DAY * count for count in range((window.closes - first).days + 1)]
        free = [day for day in days if self._has_room(day)]
        if free:
            return min(free, key=lambda day: (self._load[day], abs(day - window.best), day))
        return self._next_free(max(first, window.closes + ONE_DAY))

    def take(self, day: date) -> date:
        """The first working day with room from that one on, which is taken by it."""
        found = self._next_free(max(day, self._earliest))
        self._load[found] += 1
        return found

    def free(self, day: date | None) -> None:
        """A reminder of that day is settled."""
        if day and self._load[day]:
            self._load[day] -= 1
            self._beyond.clear()

    def _has_room(self, day: date) -> bool:
        return self._load[day] < self._cap and is_working_day(day, self._country)

    def _next_free(self, day: date) -> date:
        passed = []
        while not self._has_room(day):
            passed.append(day)
            day = self._beyond.get(day, day + ONE_DAY)
        self._beyond.update(dict.fromkeys(passed, day))
        return day
