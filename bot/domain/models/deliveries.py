"""A morning's DM on its way into Slack, and what it does when it hears from there."""

from datetime import date, datetime, timedelta

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.deliveries import Answer, Fate
from bot.domain.models.attempts import Reminder
from bot.domain.models.base import Base, Owned
from bot.domain.types import DeliveryState

LOOK_AFTER_SECONDS = (5, 15, 30)
"""When to look into the history after a doubtful try; not found in any of them: send again."""
NO_ACCESS_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=1)
TRIES_BEFORE_PARKING = 12
"""For an error of Slack's that nobody knows: about six hours of trying."""
LOOKS_BEFORE_PARKING = 30
"""For a history that cannot be read: about a day of looking."""


class Delivery(Owned, Base):
    """One DM's way into Slack, carrying the reminders of one morning."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("member_id", "morning_on"),
        Index("ix_deliveries_next_at", "state", "next_at"),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Follows from what it carries; the message's metadata has it and nothing else."""
    morning_on: Mapped[date] = mapped_column(Date)
    """The member's local day on which it is shown: one DM a morning."""
    state: Mapped[DeliveryState]
    next_at: Mapped[datetime | None]
    """When it wants attention: the next try, or the moment at which a silent worker's lease ends."""
    worker: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was surely not sent: each makes the next wait longer."""
    looks: Mapped[int] = mapped_column(default=0)
    """How often the history was searched for it since the last doubtful try."""
    blind: Mapped[int] = mapped_column(default=0)
    """Doubtful tries whose history could not be read: it is sent again after the first one only."""
    sending_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(String(64))
    """The DM; before the first one, the member's own id, which stands for it."""
    ts: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(64))
    """Slack's error name, where it is parked or waits for another try."""

    items: Mapped[list["DeliveryItem"]] = relationship(
        lazy="raise", order_by="DeliveryItem.id", cascade="all, delete-orphan", passive_deletes=True
    )

    def send(self, channel: str, today: date, now: datetime, lease_until: datetime) -> None:
        """The next thing is the request."""
        self.state, self.morning_on, self.sending_at = DeliveryState.SENDING, today, now
        self.channel, self.next_at, self.looks = channel, lease_until, 0

    def hear(self, answer: Answer, now: datetime) -> None:
        """Slack answered, or did not."""
        self.worker = None
        match answer.fate:
            case Fate.SENT:
                self.state, self.next_at, self.problem = DeliveryState.SENT, None, None
                self.channel, self.ts, self.sent_at = answer.channel, answer.ts, now
            case Fate.NOT_TRIED:
                self.state, self.next_at = DeliveryState.PENDING, now + (answer.wait or timedelta(0))
            case Fate.DOUBTFUL:
                self.state, self.problem = DeliveryState.DOUBTFUL, answer.problem
                self.next_at = now + timedelta(seconds=LOOK_AFTER_SECONDS[0])
            case Fate.NEVER:
                self.park(answer.problem)
            case Fate.CHANNEL_GONE if self.problem == answer.problem:
                self.park(answer.problem)  # opened anew, and gone again
            case Fate.CHANNEL_GONE:
                self._again(answer.problem, now, timedelta(seconds=1))
            case Fate.REFUSED:
                self.tries = self.tries if self.problem == answer.problem else 0
                if self.tries >= TRIES_BEFORE_PARKING:
                    self.park(answer.problem)
                else:
                    self._again(answer.problem, now, None)
            case Fate.NO_ACCESS:
                self._again(answer.problem, now, NO_ACCESS_WAIT)
            case Fate.NOT_SENT:
                self._again(answer.problem, now, answer.wait)

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
            return False
        seconds = dict(enumerate(LOOK_AFTER_SECONDS)).get(self.looks)
        self.next_at = now + (timedelta(seconds=seconds) if seconds else _back_off(self.looks))
        return False

    def park(self, problem: str) -> None:
        """Slack will never take it: keep it, show it in Home, try no more."""
        self.state, self.worker, self.next_at, self.problem = DeliveryState.PARKED, None, None, problem

    def wait_until(self, moment: datetime) -> None:
        """Not now."""
        self.state, self.worker, self.next_at = DeliveryState.PENDING, None, moment

    def _again(self, problem: str, now: datetime, wait: timedelta | None) -> None:
        """Surely not sent: once more after `wait`, or after a growing while where Slack named none."""
        self.tries += 1
        self.problem = problem
        self.wait_until(now + (wait or _back_off(self.tries)))


class DeliveryItem(Base):
    """One reminder in one DM."""

    __tablename__ = "delivery_items"
    __table_args__ = (
        UniqueConstraint("delivery_id", "reminder_id"),
        ForeignKeyConstraint(["reminder_id"], ["reminders.id"], ondelete="CASCADE"),
    )

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    reminder_id: Mapped[int] = mapped_column(index=True)
    planned_on: Mapped[date] = mapped_column(Date)
    """The day it was meant for: a card that comes later says so."""

    reminder: Mapped[Reminder] = relationship(lazy="raise")


def _back_off(tries: int) -> timedelta:
    return min(timedelta(seconds=5 * 2 ** min(tries, 10)), LONGEST_WAIT)
