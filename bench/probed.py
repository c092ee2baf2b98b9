"""The real program with a probe in its event loop, as a process of its own: prints its port once it listens; then,
for each line it is told, the longest time (in seconds) that the loop kept somebody waiting since the line before.
"""

import asyncio
import sys
import time

from bot import settings, threads
from bot.assemble import running
from bot.clock import system_clock
from bot.logs import set_up

NAP = 0.005


class Probe:
    """Sleeps a little, again and again: how late is it woken up?"""

    def __init__(self) -> None:
        self._worst = 0.0

    async def watch(self) -> None:
        """As long as the program runs."""
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(NAP)
            self._worst = max(self._worst, time.perf_counter() - begun - NAP)

    def take(self) -> float:
        """The longest lateness since the last time this was asked."""
        worst, self._worst = self._worst, 0.0
        return worst


async def main() -> None:
    set_up("error", "console")
    probe = Probe()
    async with running(settings.load(), system_clock) as bot:
        threads.loop_first()
        watching = asyncio.create_task(probe.watch())
        print(bot.port, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(probe.take(), flush=True)
        watching.cancel()


if __name__ == "__main__":
    asyncio.run(main())
