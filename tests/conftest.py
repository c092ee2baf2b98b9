"""What every test may ask for: a clock that is moved, a Slack that plays the real one, databases, the bot itself."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, event

from bot.jobs import clockwork
from bot.slack import people, screens
from bot.store.database import Database, database_url
from bot.store.opening import migrate, open_alone
from tests import made_once, overheard
from tests.postgres import fresh_database, running_server
from tests.slack import FakeSlack
from tests.world import PATIENCE, FakeClock, World

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
TEMPROOT = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest reads in which folder to make its own."""


def pytest_configure() -> None:
    """The files of tests are kept in memory where there is room: a disk that others use keeps everything waiting."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault(TEMPROOT, str(MEMORY))


event.listen(Engine, "engine_connect", made_once.spare)


@event.listens_for(Engine, "before_cursor_execute")
def beside_the_event_loop(*_: object) -> None:
    """No statement, of the bot or of a test, makes a running event loop wait."""
    if asyncio._get_running_loop() is not None:
        raise AssertionError("a statement in the event loop")


@pytest.fixture(autouse=True)
def nothing_bad_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test is about: no word that people typed and no token is in the log of it, and no bug but the
    kinds that it says it provokes."""
    provoked = {kind for mark in request.node.iter_markers("provokes") for kind in mark.args}
    with overheard.listening() as heard:
        yield
    assert heard.leaks() == []
    assert heard.bugs() == provoked, heard.written


@pytest.fixture(autouse=True)
def no_hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no slow Slack: the bot waits for it, unless the test is about how long."""
    if request.node.get_closest_marker("hurried") is None:
        monkeypatch.setattr(people, "BUDGET_SECONDS", PATIENCE)
        monkeypatch.setattr(screens, "OPEN_SECONDS", PATIENCE)
    monkeypatch.setattr(clockwork, "FIRST", timedelta(0))  # the first look comes at once: each test waits for it


@pytest.fixture
def clock() -> FakeClock:
    """Stands at a Monday morning until it is moved."""
    return FakeClock()


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[FakeSlack]:
    """A workspace in a box."""
    sandbox = FakeSlack(now=clock, manifest=MANIFEST)
    overheard.heard.slack(sandbox)
    # A busy machine is no slow bot; tests of Slack's three seconds set them again.
    sandbox.delivery.timeout = sandbox.triggers.lifetime = PATIENCE
    await sandbox.start(port=0)
    yield sandbox
    await sandbox.stop()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that is up to date and empty."""
    path = tmp_path_factory.mktemp("template") / "tactful.db"
    migrate(database_url(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite(template: Path, tmp_path: Path) -> str:
    """The URL of such a file of its own."""
    shutil.copy(template, tmp_path / "tactful.db")
    return f"sqlite:///{tmp_path}/tactful.db"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """One PostgreSQL server for the whole run of this worker.

    Not beside the other files: the next run of pytest would close that folder to all users but its own.
    """
    with TemporaryDirectory(dir=os.environ.get(TEMPROOT)) as folder, running_server(Path(folder)) as url:
        yield url


@pytest.fixture
def fresh_postgres(postgres: str) -> Iterator[str]:
    """The URL of a database of its own on that server, up to date and empty."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> str:
    """The URL of a database of its own, up to date and empty, on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue("sqlite" if request.param == "sqlite" else "fresh_postgres"))


@pytest.fixture
async def world(slack: FakeSlack, clock: FakeClock, sqlite: str) -> AsyncIterator[World]:
    """The bot in that workspace, on SQLite, started and reached over Socket Mode."""
    found = World(slack, clock, sqlite)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def any_world(slack: FakeSlack, clock: FakeClock, any_database: str) -> AsyncIterator[World]:
    """The bot, on SQLite and on PostgreSQL."""
    found = World(slack, clock, any_database)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture(params=[None, "k" * 40], ids=["plain", "sealed"])
async def any_keyed_world(
    request: pytest.FixtureRequest, slack: FakeSlack, clock: FakeClock, any_database: str
) -> AsyncIterator[World]:
    """The bot, on both databases, with and without a key."""
    more = {"encryption_key": request.param} if request.param else {}
    found = World(slack, clock, any_database, **more)
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def database(any_database: str) -> AsyncIterator[Database]:
    """Such a database, opened."""
    async with open_alone(database_url(any_database), None) as opened:
        yield opened
