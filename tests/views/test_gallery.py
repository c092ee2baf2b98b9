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


def lines_of(path: Path) -> set[int]:
    """The lines inside the file's functions that do something."""
    found: set[int] = set()
    for code in functions(compile(path.read_text(encoding="utf-8"), str(path), "exec")):
        found |= {line for _, _, line in code.co_lines() if line is not None and line != code.co_firstlineno}
    return found


def lines_drawn() -> set[tuple[str, int]]:
    drawn: set[tuple[str, int]] = set()
    names = {str(path) for path in FILES}

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in names:
            return None
        if event == "line":
            drawn.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        for told in (ORDINARY, OUTSIDER, BARE):
            list(screens(told, "ordinary", every=True))
        for name in ("long", "rtl", "quotation"):
            list(screens(ugly(UGLY[name]), name, every=False))
    finally:
        sys.settrace(before)
    return drawn


def test_every_line_of_the_views_is_drawn_by_the_gallery() -> None:
    drawn = lines_drawn()
    undrawn = {
        path.name: sorted(lines_of(path) - {line for file, line in drawn if file == str(path)}) for path in FILES
    }
    assert {name: lines for name, lines in undrawn.items() if lines} == {}
