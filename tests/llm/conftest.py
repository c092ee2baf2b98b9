"""A model to ask: the real client, against a server of ours."""

from collections.abc import AsyncIterator

import pytest

from bot.llm.model import Model
from tests.fake_model import KEY, FakeModel


@pytest.fixture
async def server() -> AsyncIterator[FakeModel]:
    """Answers well until it is told otherwise."""
    found = FakeModel()
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def model(server: FakeModel) -> AsyncIterator[Model]:
    """The model behind that server."""
    found = Model(KEY, server.url, "fake")
    yield found
    await found.close()
