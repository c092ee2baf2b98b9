"""The gallery shows everything: no line of the views stays undrawn, so no screen or state is forgotten."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from bot.slack import views
from tests.views.gallery import BARE, ORDINARY, OUTSIDER, UGLY, screens, ugly

FILES = sorted(Path(next(iter(views.__path__))).glob("*.py"))


def functions(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from functions(inner)


def lines_of(code: CodeType) -> set[int]:
    """The lines inside a function that do something."""
    return {line for _, _, line in code.co_lines() if line is not None and line != code.co_firstlineno}


def place(code: CodeType) -> tuple[str, int]:
    return code.co_filename, code.co_firstlineno


def undrawn() -> dict[tuple[str, int], set[int]]:
    """By the place of a function, those of its lines that the gallery never comes to."""
    left: dict[tuple[str, int], set[int]] = {}
    for path in FILES:
        for code in functions(compile(path.read_text(encoding="utf-8"), str(path), "exec")):
            left.setdefault(place(code), set()).update(lines_of(code))

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        lines = left.get(place(frame.f_code))
        if lines and event == "line":
            lines.discard(frame.f_lineno)
        return trace if lines else None  # what was drawn once is not looked at again: that would take minutes

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        for told in (ORDINARY, OUTSIDER, BARE):
            list(screens(told, "ordinary", every=True))
        for name in ("long", "rtl", "quotation"):
            list(screens(ugly(UGLY[name]), name, every=False))
    finally:
        sys.settrace(before)
    return {function: lines for function, lines in left.items() if lines}


def test_every_line_of_the_views_is_drawn_by_the_gallery() -> None:
    assert undrawn() == {}
