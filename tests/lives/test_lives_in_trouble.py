"""Eventful lives: whatever befalls the bot and the member, the promises hold."""

import pytest

from tests.lives.living import EVENTFUL, OneFile


@pytest.mark.parametrize("number", range(100, 105))
def test_whatever_befalls_the_bot_every_promise_is_kept(file: OneFile, number: int) -> None:
    file.live_many(EVENTFUL, count=50, number=number)
