"""Quiet lives: whatever a member does, the promises hold."""

import pytest

from tests.lives.living import QUIET, OneFile


@pytest.mark.parametrize("number", range(0, 5))
def test_whatever_the_member_does_every_promise_is_kept(file: OneFile, number: int) -> None:
    file.live_many(QUIET, count=56, number=number)
