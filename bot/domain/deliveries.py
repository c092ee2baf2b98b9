"""What may become of a DM on its way into Slack."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


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


@dataclass(frozen=True)
class Answer:
    """What Slack said, in our words."""

    fate: Fate
    problem: str = ""
    ts: str = ""
    channel: str = ""
    wait: timedelta | None = None
    """How long Slack asked us to wait."""
