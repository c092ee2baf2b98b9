"""How something reaches the app, and how it answers.

It must acknowledge within three seconds. Commands and clicks are never repeated; events are, up to
three times: at once, after a minute, after five.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from .errors import Json
from .sockets import Ack, Sockets

RETRY_DELAYS = (0.0, 60.0, 300.0)


@dataclass
class Answer:
    """What came back from the app, and what the person sees when nothing good did."""

    payload: Any = None  # the acknowledgement's body
    error: str | None = None  # e.g. "operation_timeout"; a command shows it, a click shows a warning sign
    seconds: float = 0.0
    errors: dict[str, str] | None = None  # texts under a modal's inputs, by block id

    def _get(self, key: str) -> Any:
        return self.payload.get(key) if isinstance(self.payload, dict) else None

    @property
    def ok(self) -> bool:
        return self.error is None and not self.errors

    @property
    def text(self) -> str | None:
        return self.payload if isinstance(self.payload, str) else self._get("text")

    @property
    def blocks(self) -> list[Json]:
        return self._get("blocks") or []

    @property
    def response_type(self) -> str | None:
        found: str | None = self._get("response_type")
        return found

    @property
    def response_action(self) -> str | None:
        found: str | None = self._get("response_action")
        return found


class Delivery:
    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets
        self.timeout = 3.0
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self._retries: set[asyncio.Task[None]] = set()

    async def once(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Answer:
        """`kind` is Socket Mode's word: `slash_commands`, `interactive` or `events_api`."""
        start = time.monotonic()
        ack = await self.send(kind, payload, retry, reason)
        return Answer(ack.payload, ack.error, time.monotonic() - start)

    async def event(self, payload: Json) -> Answer:
        """Returns after the first attempt; the repeats go on in the background."""
        answer = await self.once("events_api", payload)
        if answer.error:
            task = asyncio.create_task(self._retry(payload, answer.error))
            self._retries.add(task)
            task.add_done_callback(self._retries.discard)
        return answer

    async def _retry(self, payload: Json, error: str) -> None:
        for number, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            answer = await self.once("events_api", payload, number, _REASONS.get(error, "http_error"))
            if not answer.error:
                return
            error = answer.error

    async def send(self, kind: str, payload: Json, retry: int, reason: str) -> Ack:
        return await self.sockets.deliver(kind, payload, self.timeout, retry, reason)

    async def stop(self) -> None:
        for task in list(self._retries):
            task.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)


_REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}
