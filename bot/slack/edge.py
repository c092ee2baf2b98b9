"""What every listener works with, whatever was clicked."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.domain.models import Workspace
from bot.errors import NotFound
from bot.llm.model import Model
from bot.logs import log_bug
from bot.store.database import Database


class Background:
    """Work that outlives the answer: tracked, so that nothing is lost at shutdown; a bug in it reaches the log."""

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


@dataclass(frozen=True)
class Edge:
    """The process behind the door."""

    database: Database
    clock: Clock
    background: Background
    workspaces: Mapping[str, Workspace]
    """Those this process speaks for, by Slack team, as they were when it started. A visitor's own team may use
    Tactful too, beside us on the same database: it is none of our business."""
    model: Model | None = None
    """What writes drafts; None: templates alone."""
