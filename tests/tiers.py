"""Slack's rate limits: how often a minute a method may be called, and messages of one channel a second.

Off by itself; `slack.api.tiers = Tiers(slack.now)` switches them on. Time is the sandbox's: where its clock stands
still, so does the minute. Slack promises at least these (docs.slack.dev/apis/web-api/rate-limits) and tolerates short
bursts; here there are none.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from sandbox.errors import Json

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute."""
METHODS = {
    "apps.connections.open": 1,
    "chat.delete": 3,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.open": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "team.profile.get": 3,
    "users.info": 4,
    "users.list": 2,
    "users.profile.get": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Tiers:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.refused: Counter[str] = Counter()
        self._calls: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)

    def wait(self, method: str, args: Json) -> int:
        """Seconds until such a call is let through; 0: it is, now."""
        seconds = 0
        if method == "chat.postMessage":
            seconds = self._wait((method, str(args.get("channel"))), 1, SECOND)
        elif method in METHODS:
            seconds = self._wait((method, ""), TIERS[METHODS[method]], MINUTE)
        if seconds:
            self.refused[method] += 1
        return seconds

    def _wait(self, what: tuple[str, str], most: int, span: timedelta) -> int:
        calls, now = self._calls[what], self._now()
        while calls and calls[0] <= now - span:
            calls.popleft()
        if len(calls) < most:
            calls.append(now)
            return 0
        return ceil((calls[0] + span - now).total_seconds())
