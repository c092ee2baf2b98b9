"""The words of the design as types: what a value may be, and how it is kept."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


class Stage(StrEnum):
    """Where a contact stands."""

    FOLLOWING_UP = "following_up"
    IN_TOUCH = "in_touch"
    LET_GO = "let_go"


class Rung(StrEnum):
    """What a reminder is about: one of three attempts, the end of the ladder, or keeping in touch."""

    FIRST_NOTE = "first_note"
    SECOND_TRY = "second_try"
    THIRD_TRY = "third_try"
    CLOSING = "closing"
    KEEP_IN_TOUCH = "keep_in_touch"
    STILL_ON = "still_on"  # once a quarter: does the negotiation go on?

    @property
    def attempt(self) -> int | None:
        """The number of the attempt that this rung asks for; None where it asks for none."""
        return {Rung.FIRST_NOTE: 1, Rung.SECOND_TRY: 2, Rung.THIRD_TRY: 3}.get(self)


class Outcome(StrEnum):
    """How a reminder was settled."""

    WROTE = "wrote"
    REPLIED = "replied"
    LET_GO = "let_go"
    KEPT = "kept"  # closed, with one more reason noted for the day it comes up
    SUPERSEDED = "superseded"  # they met again, or something newer took its place
    DEPARTED = "departed"  # the contact's Slack account was deactivated
    GOES_ON = "goes_on"  # the negotiation, as the member said when asked
    OVER = "over"  # the negotiation has ended


class TouchKind(StrEnum):
    """A real contact that happened."""

    MET = "met"
    WROTE = "wrote"
    REPLIED = "replied"
    TALKED = "talked"
    ASKED = "asked"
    HELPED = "helped"  # the member gave something back


class LimitKind(StrEnum):
    """What a limit forbids, or asks to think about first."""

    TOPIC = "topic"
    HOLD = "hold"
    NEGOTIATION = "negotiation"  # ends, for all its people, some time after it has ended
    DO_NOT_CONTACT = "do_not_contact"
    CONFLICT = "conflict"
    REPRESENTED = "represented"


class DeliveryState(StrEnum):
    """One DM's way into Slack (see `jobs/`)."""

    PENDING = "pending"
    SENDING = "sending"  # committed before the request goes out
    DOUBTFUL = "doubtful"  # the request went out, the answer did not come back
    SENT = "sent"
    PARKED = "parked"  # Slack will never take it; shown in Home


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite hands back naive values; a naive one going in is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value and value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
