"""Lives with limits: whoever is left in peace is, and nobody is forgotten once the last limit is gone."""

import pytest

from tests.lives.limited import LimitedLife
from tests.lives.living import LIMITED, OneFile


@pytest.mark.parametrize("number", range(200, 210))
def test_whoever_is_left_in_peace_is_brought_up_by_nothing(file: OneFile, number: int) -> None:
    file.live_many(LIMITED, count=32, number=number, whose=LimitedLife)
