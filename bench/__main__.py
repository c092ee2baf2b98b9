"""Prints the tables. Nothing here decides whether a build is good: machines differ, ratios of one run count."""

import asyncio
import tempfile
from pathlib import Path

from bench import met, processes, reminders
from bot.logs import set_up


async def main() -> None:
    set_up("error", "console")
    with tempfile.TemporaryDirectory(prefix="tactful-bench-") as folder:
        async with processes.fake_slack() as slack:
            show_met(await met.measure(slack, Path(folder)))
            show_reminders(await reminders.measure(slack, Path(folder)))


def show_met(found: met.Measured) -> None:
    print(f"/met over signed HTTP, SQLite; medians of {met.ROUNDS} rounds in which the servers take turns")
    for load, count in met.LOADS.items():
        print(f"\n{load} at once, {count} requests a round   p50 ms   p99 ms   requests/s   wrong")
        for name, _ in (key for key in found if key[1] == load):
            rounds = found[name, load]
            p50, p99, speed = (met.median(rounds, value) for value in ("p50", "p99", "per_second"))
            print(f"{name:<34}{p50:8.2f} {p99:8.2f} {speed:12.0f} {sum(each.wrong for each in rounds):7}")
        ours, default, tuned = (name for name, at in found if at == load)
        print(f"our p50 / default's, {load} at once: {met.ratio(found, ours, default, load):.2f}", end="")
        print(f"; / tuned's: {met.ratio(found, ours, tuned, load):.1f}")


def show_reminders(found: reminders.Measured) -> None:
    due, stored = reminders.DUE, reminders.STORED
    print(
        f"\nDue reminders, SQLite, {stored:,} stored for later; medians of {reminders.ROUNDS} rounds on one session"
    )
    print(f"a look when nothing is due                    {1000 * found.empty:8.2f} ms")
    print(f"a bare loop of {due} posts, one at a time        {1000 * found.posted:8.0f} ms")
    print(f"{due} DMs, from claim to mark, {found.calls} requests      {1000 * found.delivered:8.0f} ms")
    print(f"deliveries / bare posts                       {found.delivered / found.posted:8.1f}")
    print(f"DMs sent in all rounds                        {found.sent:8}")


if __name__ == "__main__":
    asyncio.run(main())
