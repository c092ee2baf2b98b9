"""How the threads of the process share it: whoever works for thousands of people keeps the event loop waiting for
moments only."""

import asyncio
import gc
import sys

TURN_SECONDS = 0.001
"""How long one goes on when others want to: Python's own 5 ms add up, for an answer waits for its turn many times."""
COLLECTING_SECONDS = 600


def loop_first() -> None:
    """For a whole process, once it is ready and its loop runs.

    By itself Python looks for garbage through all that it holds whenever much is made, and stops every thread for it:
    100 to 200 ms, a dozen times, while 5,000 people are paused or exported, and next to nothing is found (measured
    with `bench/stalls.py`). So that is done now and then; what is new is looked through as ever, which takes no time.
    """
    sys.setswitchinterval(TURN_SECONDS)
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], 1_000_000_000)  # never by itself
    loop = asyncio.get_running_loop()
    loop.call_later(COLLECTING_SECONDS, _collect, loop)


def _collect(loop: asyncio.AbstractEventLoop) -> None:
    gc.collect()
    loop.call_later(COLLECTING_SECONDS, _collect, loop)
