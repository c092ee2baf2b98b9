"""The table: what was measured in rounds, in medians, beside a peer of the same rounds."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROUNDS = 6
"""In which ours and the peer take turns, so that a busy moment of the machine hits both."""


@dataclass(frozen=True)
class Row:
    """One figure."""

    figure: str
    ours: str
    peer: str
    ratio: float
    to_reach: str


def row(
    figure: str, rounds: Sequence[tuple[float, float]], unit: str, to_reach: str = "", *, tell_worst: bool = False
) -> Row:
    """A figure from its rounds, each (ours, the peer's). The ratio is the median of the rounds' own ratios."""
    ours, peers = zip(*rounds, strict=True)
    worst = f" (worst {max(ours):,.0f})" if tell_worst else ""
    ratio = statistics.median(one / other for one, other in rounds)
    return Row(figure, _amount(ours, unit) + worst, _amount(peers, unit), ratio, to_reach)


def show_head() -> None:
    """The line above the rows."""
    print(f"Medians of {ROUNDS} rounds in which ours and the peer take turns\n")
    print(f"{'figure':<68} {'ours':>24} {'peer':>14} {'ratio':>7}  to reach")


def show(rows: Iterable[Row]) -> None:
    """More rows, as soon as they are there."""
    for each in rows:
        print(f"{each.figure:<68} {each.ours:>24} {each.peer:>14} {each.ratio:7.2f}  {each.to_reach}", flush=True)


def _amount(values: Iterable[float], unit: str) -> str:
    middle = statistics.median(values)
    return f"{middle:,.{0 if middle >= 100 else 2}f} {unit}".rstrip()
