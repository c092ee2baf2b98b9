"""Prints the table. Nothing here decides whether a build is good: machines differ, ratios of one run count.

`python -m bench` measures everything, `python -m bench starts met` only what is named.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench import met, processes, reminders, stalls, starts, table
from bot.logs import set_up

FIGURES = {"met": met, "reminders": reminders, "stalls": stalls, "starts": starts}


async def main(names: list[str]) -> None:
    set_up("error", "console")
    begun = time.perf_counter()
    table.show_head()
    with tempfile.TemporaryDirectory(prefix="tactful-bench-") as folder:
        async with processes.fake_slack() as slack:
            for name in names:
                table.show(await FIGURES[name].measure(slack, Path(folder)))
    print(f"\nIn {time.perf_counter() - begun:.0f} seconds.")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(FIGURES)))
