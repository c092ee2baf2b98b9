"""A diary that remembers where a window was full picks the very days that one without a memory would pick."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import ladder
from bot.domain.ladder import Window
from bot.domain.models import Member
from bot.flows.planning import Diary

MONDAY = date(2026, 11, 23)
WINDOWS = [ladder.first_note(MONDAY - timedelta(days=back)) for back in (0, 3, 30)] + [ladder.on_or_after(MONDAY)]


class Forgetful:
    """Looks at every day each time."""

    def __init__(self) -> None:
        self.load: dict[date, int] = {}

    def pick(self, window: Window) -> date:
        day = ladder.pick_day(window, earliest=MONDAY, country=None, load=self.load, cap=2)
        self.load[day] = self.load.get(day, 0) + 1
        return day

    def free(self, day: date) -> None:
        self.load[day] -= 1


@given(st.lists(st.tuples(st.sampled_from([*range(len(WINDOWS)), -1]), st.integers(0, 1000)), max_size=120))
def test_it_picks_the_same_days(deeds: list[tuple[int, int]]) -> None:
    diary, forgetful = Diary(Member(daily_cap=2, zone=None), MONDAY, {}), Forgetful()
    taken: list[date] = []
    for window, which in deeds:
        if window >= 0:
            day = diary.pick(WINDOWS[window])
            assert day == forgetful.pick(WINDOWS[window])
            taken.append(day)
        elif taken:
            day = taken.pop(which % len(taken))
            diary.free(day)
            forgetful.free(day)


def test_a_long_list_is_not_looked_through_again_for_each_of_its_people() -> None:
    diary = Diary(Member(daily_cap=3, zone=None), MONDAY, {})
    days = [diary.pick(WINDOWS[0]) for _ in range(20_000)]
    assert days[-1].year > 2050
    assert len(set(days)) == 20_000 // 3 + 1
