"""Five hundred eventful lives: whatever befalls the bot and the member, the promises hold."""

from pathlib import Path

import pytest

from tests.lives.living import EVENTFUL, live_many


@pytest.mark.parametrize("number", range(100, 105))
def test_whatever_befalls_the_bot_every_promise_is_kept(tmp_path: Path, number: int) -> None:
    live_many(EVENTFUL, count=105, number=number, folder=tmp_path)
