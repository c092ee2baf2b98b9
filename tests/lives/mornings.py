"""How the bot lives through a member's time: every delivery for real, on a real database.

Slack is a dictionary here, which is all that matters of it: what it was given, by key. Whatever is shown is held
against what the design promises, at the moment it is shown.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.calendar import country_of, is_working_day, local_date, local_time, zone_of
from bot.domain.models import Delivery, Member, Reminder
from bot.domain.types import DeliveryState, Rung
from bot.flows import deliveries as flow
from bot.store import deliveries as deliveries_store
from bot.store import members
from bot.store.database import Database
from tests.world import FakeClock

LEASE = timedelta(seconds=60)
WORKER = "the only one"

P, T, Whose = ParamSpec("P"), TypeVar("T"), TypeVar("Whose", bound="Mornings")
Work = Callable[Concatenate[Whose, Session, Member, P], T]
Method = Callable[Concatenate[Whose, P], Awaitable[T]]


def writes(work: Work[Whose, P, T]) -> Method[Whose, P, T]:
    """That method as one work of the member, committed when it returns."""

    @wraps(work)
    async def method(life: Whose, *args: P.args, **named: P.kwargs) -> T:
        def of_member(session: Session) -> T:
            return work(life, session, members.member_by_id(session, life.member_id), *args, **named)

        return await life.database.write(of_member)

    return method


def reads(work: Work[Whose, P, T]) -> Method[Whose, P, T]:
    """The same for one that only reads."""

    @wraps(work)
    async def method(life: Whose, *args: P.args, **named: P.kwargs) -> T:
        def of_member(session: Session) -> T:
            return work(life, session, members.member_by_id(session, life.member_id, lock=False), *args, **named)

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
    over: bool = False
    """Let go, in whichever way."""


@dataclass
class Mornings:
    """A clock, a database, a Slack, and a bot that brings up what is due."""

    opened: Callable[[], Database]
    zone: str
    clock: FakeClock = field(default_factory=FakeClock)
    slack: dict[str, list[int]] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    stories: dict[int, Story] = field(default_factory=dict)
    saved: dict[int, Story] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    """Reminders for which the member chose another day, or took something back, since they were shown."""
    times: Counter[int] = field(default_factory=Counter)
    """How often each was shown since then."""
    total: Counter[int] = field(default_factory=Counter)
    trouble: str | None = None
    """What happens to the next DM."""
    moved: bool = False
    latest: int | None = None
    """The contact whose card was shown last."""

    async def begin(self) -> None:
        self.database = self.opened()
        self.workspace_id, self.member_id = await self.database.write(self._joined)

    def _joined(self, session: Session) -> tuple[int, int]:
        workspace = members.ensure_workspace(session, "T1", "UBOT")
        return workspace.id, members.ensure_member(session, workspace.id, "U1", self.zone, self.now).id

    async def restart(self) -> None:
        """Every connection is gone, and so is whatever was not committed."""
        await self.database.close()
        self.database = self.opened()
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
            await self.tick()
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
        await self.tick()

    async def tick(self) -> None:
        try:
            await self._gather()
            while ids := await self._claim():
                for delivery_id in ids:
                    await self._deliver(delivery_id)
        except Crash:
            await self.restart()

    async def _next_due_at(self) -> datetime | None:
        return await self.database.read(lambda session: deliveries_store.next_due_at(session, [1]))

    async def _gather(self) -> None:
        while await self.database.read(
            lambda session: deliveries_store.members_with_due(session, [1], self.now, 100)
        ):
            await self.database.write(lambda session: flow.gather(session, self.member_id, self.now))
            self._trouble("gathered")

    async def _claim(self) -> list[int]:
        until = self.now + LEASE
        return await self.database.write(
            lambda session: deliveries_store.claim(session, [1], self.now, WORKER, until, 10)
        )

    async def _deliver(self, delivery_id: int) -> None:
        self._trouble("claimed")
        delivery = await self._checked(delivery_id) if await self._wanted(delivery_id) else None
        if delivery is None:
            return
        self._trouble("sending")
        await self._show(delivery)
        self._trouble("shown")
        await self._settle(delivery, doubtful=self._trouble("doubtful"))

    @writes
    def _wanted(self, session: Session, _owner: Member, delivery_id: int) -> bool:
        delivery = deliveries_store.delivery(session, delivery_id, WORKER)
        assert delivery
        if delivery.state is not DeliveryState.DOUBTFUL:
            return True
        if delivery.key in self.slack:
            flow.mark_sent(session, delivery_id, WORKER, "D1", delivery.key, self.now)
            return False
        return flow.not_found(session, delivery_id, WORKER, True, self.now)

    @writes
    def _checked(self, session: Session, _owner: Member, delivery_id: int) -> Delivery | None:
        return flow.check(session, delivery_id, WORKER, "D1", (), self.now, self.now + LEASE)

    @writes
    def _settle(self, session: Session, _owner: Member, delivery: Delivery, *, doubtful: bool) -> None:
        if doubtful:
            flow.doubt(session, delivery.id, WORKER, "timeout", self.now)
        else:
            flow.mark_sent(session, delivery.id, WORKER, "D1", delivery.key, self.now)

    def _trouble(self, point: str) -> bool:
        if self.trouble != point:
            return False
        self.trouble = None
        if point != "doubtful":
            raise Crash
        return True

    # -- what the design promises ------------------------------------------------------------------

    async def _show(self, delivery: Delivery) -> None:
        """The DM is in Slack: hold it against every promise."""
        owner = await self._member()
        zone = zone_of(owner.zone)
        today, moment = local_date(self.now, zone), local_time(self.now, zone)
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

    @reads
    def _member(self, _session: Session, owner: Member) -> Member:
        return owner

    def _shown(self, reminder: Reminder, today: date) -> None:
        story = self.stories[reminder.contact_id]
        assert not story.over, "after it was let go"
        self.latest = reminder.contact_id
        self.total[reminder.id] += 1
        self.times[reminder.id] += 1
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
            self.stories[reminder.contact_id] = replace(story, over=True)

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
                assert self.total[row.id] >= 1, "never shown"
            else:
                assert row.due_at > self.now, "due, and not shown"
