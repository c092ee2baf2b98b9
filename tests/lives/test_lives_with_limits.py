"""A thousand lives with limits: whoever is left in peace is, and nobody is forgotten once the last limit is gone."""

from pathlib import Path

import pytest

from tests.lives.limited import LimitedLife
from tests.lives.living import LIMITED, live_many


@pytest.mark.parametrize("number", range(200, 210))
def test_whoever_is_left_in_peace_is_brought_up_by_nothing(tmp_path: Path, number: int) -> None:
    live_many(LIMITED, count=101, number=number, folder=tmp_path, whose=LimitedLife)
