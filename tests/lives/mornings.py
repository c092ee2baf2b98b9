"""How the bot lives through a member's time: every delivery for real, on a real database.

Slack is a dictionary here, which is all that matters of it: what it was given, by key. Whatever is shown is held
against what the design promises, at the moment it is shown; and whatever is planned, before it is committed.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.calendar import country_of, is_working_day, local_date, zone_of
from bot.domain.models import Contact, Delivery, Member, Reminder
from bot.domain.models.deliveries import Answer, Fate
from bot.domain.types import DeliveryState, Rung, Stage
from bot.flows import deliveries as flow
from bot.store import deliveries as deliveries_store, members
from bot.store.database import Database
from tests.lives.days import FREE, ONE_DAY, Day, Planned, days_of
from tests.world import FakeClock

WORKER = "the only one"
AT_ONCE = 30

P, T, Whose = ParamSpec("P"), TypeVar("T"), TypeVar("Whose", bound="Mornings")
Work = Callable[Concatenate[Whose, Session, Member, P], T]
Method = Callable[Concatenate[Whose, P], Awaitable[T]]


def writes(work: Work[Whose, P, T]) -> Method[Whose, P, T]:
    """That method as one work of the member: looked at when it returns, and committed then."""

    @wraps(work)
    async def method(life: Whose, *args: P.args, **named: P.kwargs) -> T:
        def of_member(session: Session) -> T:
            owner = session.get_one(Member, life.member_id, with_for_update=True)
            life._begin_work(session)
            found = work(life, session, owner, *args, **named)
            session.flush()
            life._end_work(session, owner)
            return found

        return await life.database.write(of_member)

    return method


def reads(work: Work[Whose, P, T]) -> Method[Whose, P, T]:
    """The same for one that only reads."""

    @wraps(work)
    async def method(life: Whose, *args: P.args, **named: P.kwargs) -> T:
        def of_member(session: Session) -> T:
            return work(life, session, session.get_one(Member, life.member_id), *args, **named)

        return await life.database.read(of_member)

    return method


class Crash(Exception):
    """The process is gone at this point."""


@dataclass(frozen=True)
class Story:
    """What the model remembers of one contact since their ladder began."""

    shown: frozenset[int] = frozenset()
    """Reminders of attempts that were shown."""
    last: tuple[int, date] | None = None
    """The latest of them, and its day."""
    closed: frozenset[int] = frozenset()
    """Closing cards that were shown."""
    over: bool = False
    """Let go, in whichever way."""


@dataclass
class Mornings:
    """A clock, a database, a Slack, and a bot that brings up what is due."""

    database: Database
    hang_up: Callable[[], None]
    zone: str
    cap: int = 3
    clock: FakeClock = field(default_factory=FakeClock)
    slack: dict[str, list[int]] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    stories: dict[int, Story] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    """Reminders for which the member chose another day since they were shown."""
    times: Counter[int] = field(default_factory=Counter)
    """How often each was shown since then."""
    total: Counter[int] = field(default_factory=Counter)
    trouble: str | None = None
    """What happens to the next DM."""
    moved: bool = False
    latest: int | None = None
    """The contact whose card was shown last."""

    async def begin(self) -> None:
        self.workspace_id, self.member_id = await self.database.write(self._joined)

    def _joined(self, session: Session) -> tuple[int, int]:
        workspace = members.ensure_workspace(session, "T1", "UBOT")
        owner = members.ensure_member(session, workspace.id, "U1", self.zone, self.now)
        owner.daily_cap = self.cap
        return workspace.id, owner.id

    async def restart(self) -> None:
        """Every connection is gone, and so is whatever was not committed."""
        self.hang_up()
        ours = [self.workspace_id]
        await self.database.write(lambda session: deliveries_store.free_leases(session, ours, self.now))

    @property
    def now(self) -> datetime:
        return self.clock.now

    # -- time ------------------------------------------------------------------------------------

    async def wait(self, span: timedelta) -> None:
        """Time passes while the bot runs."""
        until = self.now + span
        for _ in range(5000):
            due = await self._next_due_at()
            if due is None or due > until:
                break
            self.clock.set(max(due, self.now))
            await self._round()
        else:
            raise AssertionError("something is due for ever")
        self.clock.set(until)

    async def next_morning(self) -> None:
        """Time passes until somebody is brought up."""
        shown, end = len(self.slack), self.now + timedelta(days=400)
        while len(self.slack) == shown and self.now < end:
            due = await self._next_due_at()
            if due is None:
                return
            await self.wait(max(due - self.now, timedelta(0)))

    async def sleep(self, span: timedelta) -> None:
        """Time passes while the bot is down."""
        self.clock.set(self.now + span)
        await self.restart()
        await Mornings.wait(self, timedelta(0))

    async def _next_due_at(self) -> datetime | None:
        return await self.database.read(lambda session: deliveries_store.next_due_at(session, [1]))

    # -- deliveries ------------------------------------------------------------------------------

    async def _round(self) -> None:
        """Everything that is due now is gathered, taken and sent; what falls due by that has another round."""
        try:
            await self._gather()
            if taken := await self._take():
                self._trouble("claimed")
            for each in taken:
                await self._deliver(each)
        except Crash:
            await self.restart()

    async def _gather(self) -> None:
        """Put what is due into DMs, or off."""
        ids = await self.database.read(lambda session: deliveries_store.members_with_due(session, [1], self.now, 50))
        if ids:
            assert await self._gather_for(ids) == ids
            self._trouble("gathered")
            await self._gathered()

    @writes
    def _gather_for(self, session: Session, _owner: Member, ids: Sequence[int]) -> list[int]:
        return flow.gather(session, ids, self.now)

    async def _gathered(self) -> None:
        """It is about to be looked at once more."""

    @writes
    def _take(self, session: Session, _owner: Member) -> list[Delivery]:
        ids = deliveries_store.claim(session, [1], WORKER, self.now, AT_ONCE)
        return flow.prepare(session, ids, WORKER, self.now)

    async def _deliver(self, taken: Delivery) -> None:
        for each in await self._looked_for(taken) if taken.state is DeliveryState.DOUBTFUL else [taken]:
            delivery = await self._delivery(each)
            await self._taken(delivery)
            self._trouble("sending")
            answer = self._refused()
            if answer.fate in (Fate.SENT, Fate.DOUBTFUL) and answer.problem != "lost":
                await self._show(delivery)
                self._trouble("shown")
            await self._mark(delivery, replace(answer, ts=delivery.key) if answer.fate is Fate.SENT else answer)

    async def _looked_for(self, doubtful: Delivery) -> Sequence[Delivery]:
        """Is it in Slack already?"""
        if doubtful.key not in self.slack:
            return await self._resend(doubtful)
        await self._mark(await self._delivery(doubtful), Answer(Fate.SENT, ts=doubtful.key, channel="D1"))
        return []

    @writes
    def _resend(self, session: Session, _owner: Member, doubtful: Delivery) -> Sequence[Delivery]:
        return flow.resend(session, doubtful.id, WORKER, self.now, readable=True)

    @reads
    def _delivery(self, session: Session, owner: Member, taken: Delivery) -> Delivery:
        self.owner = owner
        [found] = deliveries_store.deliveries(session, [taken.id])
        assert found.worker == WORKER
        assert found.key == taken.key
        return found

    async def _taken(self, delivery: Delivery) -> None:
        """It was checked, and is about to be sent."""
        assert delivery.state is DeliveryState.SENDING

    @writes
    def _mark(self, session: Session, _owner: Member, delivery: Delivery, answer: Answer) -> None:
        if answer.fate is Fate.SENT:
            self.carried = {item.reminder_id for item in delivery.items}
        assert flow.mark(session, {delivery: answer}, WORKER, self.now) == []

    def _refused(self) -> Answer:
        if self._trouble("doubtful"):
            return Answer(Fate.DOUBTFUL, "timeout")
        if self._trouble("lost"):
            return Answer(Fate.DOUBTFUL, "lost")
        if self._trouble("refused"):
            return Answer(Fate.NOT_SENT, "ratelimited", wait=timedelta(seconds=30))
        return Answer(Fate.SENT, channel="D1")

    def _trouble(self, point: str) -> bool:
        if self.trouble != point:
            return False
        self.trouble = None
        if point not in ("doubtful", "lost", "refused"):
            raise Crash
        return True

    # -- what the design promises about days -------------------------------------------------------

    def _begin_work(self, session: Session) -> None:
        self.before = days_of(session)
        self.about: set[int] = set()
        """Contacts about whom something was decided: what is wanted may be another day."""
        self.carried: set[int] = set()
        """Reminders that were shown: they may come again on another day."""
        self.corrected: set[int] = set()
        """Reminders whose meeting was on another day, as the member says now."""
        self.restored: dict[int, tuple[Day, date]] = {}
        """Reminders that were brought back, as they were, and what kept them back then."""
        self.anew = False
        """Whether all that waits was placed anew."""

    def _end_work(self, session: Session, owner: Member) -> None:
        """No work, whatever it does, moves a day in another way than promised."""
        after, before = days_of(session), self.before
        planned = self._planned(session, owner, after)
        planned.hold_cap()
        for reminder_id in before.keys() - after.keys():
            old = before[reminder_id]
            assert old.rung is Rung.STILL_ON or old.contact_id in self.about, "forgotten"
            if old.rung is Rung.STILL_ON and old.due_on:
                planned.load[old.due_on] += 1  # settled after others were placed, perhaps
        for reminder_id, day in after.items():
            old_day = before.get(reminder_id)
            assert day.is_sound()
            if old_day is None:
                assert day.rung is Rung.STILL_ON or self._may_change(reminder_id, day), "out of nothing"
            elif old_day.wanted_on != day.wanted_on:
                assert self._may_change(reminder_id, day), "wanted on another day, and nobody said so"
            if reminder_id in self.restored:
                self._hold_restored(planned, reminder_id, day)
            elif day.waits and self._is_placed(planned, old_day, day):
                planned.hold(day, planned.earliest if self.anew else planned.today + ONE_DAY)

    def _planned(self, session: Session, owner: Member, days: dict[int, Day]) -> Planned:
        return Planned(owner, self.now, days, lambda contact_id: self._peace(session, owner, contact_id))

    def _peace(self, _session: Session, _owner: Member, _contact_id: int) -> date:
        """Until when that contact is left in peace."""
        return FREE

    def _may_change(self, reminder_id: int, day: Day) -> bool:
        """Whether another day may be wanted: it was shown, taken back, corrected, or decided about."""
        is_told = day.contact_id in self.about and day.rung is not Rung.STILL_ON
        return is_told or reminder_id in {*self.carried, *self.corrected, *self.restored}

    def _is_placed(self, planned: Planned, old: Day | None, day: Day) -> bool:
        if old is None:
            return True
        if old.due_on == day.due_on and planned.is_due_already(day):
            return False
        return self.anew or (old.wanted_on, old.due_on) != (day.wanted_on, day.due_on)

    def _hold_restored(self, planned: Planned, reminder_id: int, day: Day) -> None:
        """An Undo brings back what was wanted, and its day where nothing else keeps it back now."""
        old, target = self.restored[reminder_id]
        if day.shown == old.shown:
            assert day.wanted_on == old.wanted_on, "wanted on another day after an Undo"
        if not day.waits or (day.due_on == old.due_on and planned.is_due_already(day)):
            return
        is_as_before = (day.due_on, planned.target(day)) == (old.due_on, target)
        if not is_as_before or not planned.works(day.due_on or planned.today):
            planned.hold(day, planned.earliest if self.anew else planned.today + ONE_DAY)

    # -- what it promises about DMs --------------------------------------------------------------

    async def _show(self, delivery: Delivery) -> None:
        """The DM is in Slack: hold it against every promise."""
        owner, zone = self.owner, zone_of(self.owner.zone)
        today, moment = local_date(self.now, zone), self.now.astimezone(zone).time()
        assert is_working_day(today, country_of(owner.zone or "")), "not on a working day"
        assert time(9, 30) <= moment < time(17), "not in working hours"
        assert not owner.paused_until or today >= owner.paused_until, "in a pause"
        assert today not in self.days, "two DMs on one day"
        assert 1 <= len(delivery.items) <= owner.daily_cap, "more than the cap"
        assert delivery.key not in self.slack, "the same DM twice"
        self.days.add(today)
        self.slack[delivery.key] = [item.reminder_id for item in delivery.items]
        for item in delivery.items:
            self._shown(item.reminder, today)

    def _shown(self, reminder: Reminder, today: date) -> None:
        self.total[reminder.id] += 1
        self.times[reminder.id] += 1
        if reminder.rung is Rung.STILL_ON:
            return  # it brings nobody up
        story = self.stories[reminder.contact_id]
        assert not story.over, "after it was let go"
        self.latest = reminder.contact_id
        slack = 2 if self.moved else 0  # over the date line a day may come twice, or not at all
        if reminder.rung.attempt:
            assert self.times[reminder.id] <= 2, "an ignored reminder is repeated once"
            shown = story.shown | {reminder.id}
            assert len(shown) <= 3, "more than three attempts"
            if story.last and reminder.id not in self.asked:
                gap = 7 if story.last[0] == reminder.id else 90
                assert (today - story.last[1]).days >= gap - slack, "too soon after the one before"
            self.asked.discard(reminder.id)
            self.stories[reminder.contact_id] = replace(story, shown=shown, last=(reminder.id, today))
        elif reminder.rung is Rung.CLOSING:
            assert self.times[reminder.id] == 1, "a closing card twice"
            self.stories[reminder.contact_id] = replace(story, over=True, closed=story.closed | {reminder.id})

    async def end(self) -> None:
        """Nothing is left behind: whatever fell due was shown, or waits silently in Home."""
        await self.wait(timedelta(days=60))
        await self._nothing_left()

    @reads
    def _nothing_left(self, session: Session, _owner: Member) -> None:
        assert not session.scalars(select(Delivery).where(Delivery.state != DeliveryState.SENT)).all()
        for row in session.scalars(select(Reminder).where(Reminder.outcome.is_(None))):
            assert row.shown <= self.total[row.id]
            if row.due_at is None:
                assert row.due_on is None, "due, and nobody brings it up"
                assert row.wanted_on is None, "asleep for ever"
                assert self.total[row.id] >= 1, "never shown"
            else:
                assert row.due_at > self.now, "due, and not shown"
        for contact in session.scalars(select(Contact)):
            assert (contact.stage is Stage.LET_GO) == self.stories[contact.id].over, "let go, or not"
