"""One database for all lives of a process: what is made once is not made for each."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.lives.living import OneFile


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneFile]:
    with asyncio.Runner() as runner:
        found = OneFile(tmp_path_factory.mktemp("lives"), runner)
        yield found
        runner.run(found.database.close())
