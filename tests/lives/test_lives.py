"""Five hundred quiet lives: whatever a member does, the promises hold."""

from pathlib import Path

import pytest

from tests.lives.living import QUIET, live_many


@pytest.mark.parametrize("number", range(0, 5))
def test_whatever_the_member_does_every_promise_is_kept(tmp_path: Path, number: int) -> None:
    live_many(QUIET, count=105, number=number, folder=tmp_path)
