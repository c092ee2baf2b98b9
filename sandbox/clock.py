"""A clock that can be moved forward, so that nobody waits three months to see a third reminder."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """The real time plus an offset; or, given a start, a clock that stands still until it is moved.

    It only moves forward: reminders that were sent stay sent.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._offset = timedelta(0)

    def __call__(self) -> datetime:
        return (self._start or datetime.now(UTC)) + self._offset

    def forward(self, by: timedelta) -> datetime:
        if by < timedelta(0):
            raise ValueError("The sandbox's clock only moves forward.")
        self._offset += by
        return self()

    def set(self, to: datetime) -> datetime:
        """Move to a moment; a moment that has passed already leaves the clock where it is."""
        return self.forward(max(to - self(), timedelta(0)))
