"""A morning's DM on its way into Slack, and what it does when it hears from there."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.attempts import Reminder
from bot.domain.models.base import Base, Owned
from bot.domain.models.people import Member
from bot.domain.types import DeliveryState

LEASE = timedelta(seconds=60)
"""How long a worker has a DM to itself: longer than a batch's requests and history search together."""
LOOK_AFTER_SECONDS = (5, 15, 30)
"""When to look into the history after a doubtful try; not found in any of them: send again."""
LONGEST_WAIT = timedelta(hours=1)
LOOKS_BEFORE_PARKING = 30  # for a history that cannot be read: about a day of looking


class Fate(StrEnum):
    """What became of a request."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    NOT_TRIED = "not_tried"
    REFUSED = "refused"
    """By an error that nobody knows: perhaps it passes."""
    DOUBTFUL = "doubtful"
    CHANNEL_GONE = "channel_gone"
    NO_ACCESS = "no_access"
    NEVER = "never"
    BROKEN = "broken"
    """Our own code stumbled over it."""


TRIES_AT_MOST = {Fate.NEVER: 1, Fate.CHANNEL_GONE: 2, Fate.BROKEN: 3, Fate.REFUSED: 13}
"""After how many tries with the same problem it is parked: 13 are about six hours. All else is tried for ever."""


@dataclass(frozen=True)
class Answer:
    """What Slack said, in our words."""

    fate: Fate
    problem: str = ""
    ts: str = ""
    channel: str = ""
    wait: timedelta | None = None  # how long to wait, where Slack asked for it or we know


class Delivery(Owned, Base):
    """One DM's way into Slack, carrying the reminders of one morning."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("member_id", "morning_on"),
        Index("ix_deliveries_next_at", "state", "next_at"),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Follows from what it carries; the message's metadata has it and nothing else."""
    morning_on: Mapped[date] = mapped_column(Date)  # the member's local day on which it is shown: one DM a morning
    state: Mapped[DeliveryState]
    next_at: Mapped[datetime | None]
    """When it wants attention: the next try, or the moment at which the lease of its worker ends."""
    worker: Mapped[str | None] = mapped_column(String(64))  # who is at it, until `next_at`
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was surely not sent, for the same problem: each makes the next wait longer."""
    looks: Mapped[int] = mapped_column(default=0)
    """How often the history was searched for it since the last doubtful try."""
    blind: Mapped[int] = mapped_column(default=0)
    """Doubtful tries whose history could not be read: it is sent again after the first one only."""
    channel: Mapped[str | None] = mapped_column(String(64))
    """The DM; before the first one, the member's own id, which stands for it."""
    ts: Mapped[str | None] = mapped_column(String(64))
    problem: Mapped[str | None] = mapped_column(String(64))
    """Slack's error name, where it is parked or waits for another try."""

    member: Mapped[Member] = relationship(lazy="raise")
    items: Mapped[list["DeliveryItem"]] = relationship(
        lazy="raise", order_by="DeliveryItem.id", cascade="all, delete-orphan", passive_deletes=True
    )

    def send(self, today: date, now: datetime) -> None:
        """The next thing is the request."""
        self.state, self.morning_on, self.next_at, self.looks = DeliveryState.SENDING, today, now + LEASE, 0
        self.channel = self.member.dm_channel or self.member.slack_user_id

    def hear(self, answer: Answer, now: datetime) -> None:
        """Slack answered, or did not."""
        self.worker = None
        if answer.fate is Fate.SENT:
            self.state, self.next_at, self.problem = DeliveryState.SENT, None, None
            self.channel, self.ts = answer.channel, answer.ts
        elif answer.fate is Fate.NOT_TRIED:
            self.wait_until(now + (answer.wait or timedelta(0)))
        elif answer.fate is Fate.DOUBTFUL:
            self.state, self.problem = DeliveryState.DOUBTFUL, answer.problem
            self.next_at = now + timedelta(seconds=LOOK_AFTER_SECONDS[0])
        else:
            self.tries = self.tries + 1 if self.problem == answer.problem else 1
            self.problem = answer.problem
            if self.tries >= TRIES_AT_MOST.get(answer.fate, math.inf):
                self.park(answer.problem)
            else:
                self.wait_until(now + (answer.wait or _back_off(self.tries)))

    def look(self, now: datetime, *, readable: bool) -> bool:
        """A look into the history did not show it. True: that was the last look, and it may be sent again.

        Where the history cannot be read it is sent again once: the promise is to show a reminder twice at most. In
        doubt a second time, the history is asked for about a day (a network comes back), and then it is parked.
        """
        self.looks += 1
        if self.looks >= len(LOOK_AFTER_SECONDS) and (readable or not self.blind):
            self.blind += not readable
            return True
        self.worker = None
        if self.looks >= LOOKS_BEFORE_PARKING:
            self.park("unconfirmed")
        elif self.looks < len(LOOK_AFTER_SECONDS):
            self.next_at = now + timedelta(seconds=LOOK_AFTER_SECONDS[self.looks])
        else:
            self.next_at = now + _back_off(self.looks)
        return False

    def park(self, problem: str) -> None:
        """Slack will never take it: keep it, show it in Home, try no more."""
        self.state, self.next_at, self.problem = DeliveryState.PARKED, None, problem

    def wait_until(self, moment: datetime) -> None:
        """Not now."""
        self.state, self.worker, self.next_at = DeliveryState.PENDING, None, moment


class DeliveryItem(Base):
    """One reminder in one DM."""

    __tablename__ = "delivery_items"
    __table_args__ = (UniqueConstraint("delivery_id", "reminder_id"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminders.id", ondelete="CASCADE"), index=True)
    planned_on: Mapped[date] = mapped_column(Date)  # the day it was meant for: a card that comes later says so

    reminder: Mapped[Reminder] = relationship(lazy="raise")


def _back_off(tries: int) -> timedelta:
    return min(timedelta(seconds=5 * 2 ** min(tries, 10)), LONGEST_WAIT)
