"""Slow work that outlives the answer: tracked, so that nothing is lost at shutdown."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.errors import NotFound
from bot.logs import log_bug


class Background:
    """Runs coroutines beside the listeners. `finish` waits for them; a bug in one reaches the log."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Start the work now and return at once."""
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._done)

    async def finish(self, seconds: float) -> None:
        """Wait for what is running, and for what that starts, at most so long; then cancel the rest."""
        try:
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            for task in self._tasks:
                task.cancel()

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, NotFound):  # else whom it was for has erased everything meanwhile
            log_bug(error)
