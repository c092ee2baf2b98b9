"""Who works for thousands keeps the event loop waiting for moments only. In a process of its own: it is about one."""

import subprocess
import sys

PROGRAM = """
import asyncio, gc, weakref
from bot import threads

class Knot:
    def __init__(self):
        self.itself = self

async def main():
    threads.COLLECTING_SECONDS = 0.05
    threads.loop_first()
    knot = Knot()
    gc.collect(1), gc.collect(1)  # it is old now
    gone, knot, looked = weakref.ref(knot), None, []
    gc.callbacks.append(lambda phase, info: looked.append(info["generation"]))
    kept = [[number] for number in range(300_000)]
    assert 2 not in looked, "by itself it looks through everything"
    assert {0, 1} <= {*looked}, "what is new is not looked through"
    async with asyncio.timeout(60):
        while gone():
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    assert looked.count(2) >= 4, "it is done once and never again"  # two calls a time

asyncio.run(main())
"""


def test_garbage_is_collected_when_the_loop_says_so_and_not_while_much_is_made() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
