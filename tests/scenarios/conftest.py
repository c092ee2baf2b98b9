"""A bot that may ask a language model."""

from collections.abc import AsyncIterator

import pytest

from tests.drafting import WITH_MODEL
from tests.fake_model import FakeModel
from tests.slack import FakeSlack
from tests.world import FakeClock, World


@pytest.fixture
async def model() -> AsyncIterator[FakeModel]:
    """A model that answers well until it is told otherwise."""
    found = FakeModel()
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def drafting(slack: FakeSlack, clock: FakeClock, sqlite: str, model: FakeModel) -> AsyncIterator[World]:
    """The bot, with a key for that model."""
    found = World(slack, clock, sqlite, openai_base_url=model.url, **WITH_MODEL)
    await found.start()
    yield found
    await found.stop()
