"""What the clock does, again and again: each job by itself, and in it each member by themselves."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.logs import log_bug
from bot.store.database import Database

A = TypeVar("A")
T = TypeVar("T")
P = ParamSpec("P")
Clients = Mapping[int, AsyncWebClient]
"""The workspaces that this process speaks for, with the client for each; others are none of its business."""


@dataclass(eq=False)
class Job:
    """One thing that the clock does. A round that fails is logged: it stops no other job, and the next one comes."""

    _database: Database
    _clock: Clock
    _clients: Clients
    _last: datetime | None = field(default=None, init=False)
    looked: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    """Once it has done its first round, or tried to."""
    every = timedelta(0)
    """At most one round in this time; 0: one at each tick."""

    async def run(self) -> int:
        """One round, if it is time for one. Returns how much was seen to."""
        now = self._clock()
        if self._last and timedelta(0) <= now - self._last < self.every:
            return 0
        self._last = now
        said = await self.each([now], self.round)
        self.looked.set()
        return sum(said)

    async def round(self, now: datetime) -> int:
        """What there is to do at this moment. Returns how much was seen to."""
        raise NotImplementedError

    async def ours(
        self, query: Callable[Concatenate[Session, Collection[int], P], T], *how: P.args, **more: P.kwargs
    ) -> T:
        """What that query says of the workspaces that this process speaks for."""
        return await self._database.read(lambda session: query(session, self._clients.keys(), *how, **more))

    async def each(self, some: Iterable[A], work: Callable[[A], Awaitable[T]]) -> list[T]:
        """What the work says of each of them. One over whom our own code stumbles is logged and left out."""
        said = []
        for one in some:
            try:
                said.append(await work(one))
            except Exception as error:  # the others must not wait for this one
                log_bug(error)
        return said

    async def together(
        self,
        some: Sequence[A],
        work: Callable[[Sequence[A]], Awaitable[list[T]]],
        stumble: Callable[[A], Awaitable[object]],
    ) -> list[T]:
        """What the work says of all of them at once. Where our own code stumbles, each by itself: so nobody waits for
        the one over whom it does, and `stumble` sees to that one."""
        try:
            return await work(some) if some else []
        except Exception as error:
            log_bug(error)
        if len(some) > 1:
            return [each for one in some for each in await self.together([one], work, stumble)]
        await stumble(some[0])
        return []

    def writing(self, work: Callable[[Session, A], T]) -> Callable[[A], Awaitable[T]]:
        """That work, in a transaction of its own."""
        return lambda one: self._database.write(lambda session: work(session, one))

    async def write_each(self, ids: Iterable[int], work: Callable[[Session, int], T]) -> list[T]:
        """What the work says of each of them, each in a transaction of their own."""
        return await self.each(ids, self.writing(work))
