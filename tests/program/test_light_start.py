"""What a process holds while it waits: only what it needs."""

import asyncio
import sys
from pathlib import Path

from tests.world import World

ROOT = Path(__file__).parents[2]
START = """
import asyncio, sys
from datetime import UTC, date, datetime
from sqlalchemy import select
from bot.domain.calendar import is_working_day
from bot.domain.models import Workspace
from bot.flows import planning
from bot.store.database import Database
from bot.store.database import database_url

def started(session):
    planning.have_free_days(session, session.scalars(select(Workspace)).one(), datetime.fromisoformat(sys.argv[2]))
    return [is_working_day(date.fromisoformat(day), "DE") for day in sys.argv[3:]]

async def main():
    database = Database(database_url(sys.argv[1]), None)
    print(await database.write(started), "holidays" in sys.modules, "openai" in sys.modules, "alembic" in sys.modules)
    await database.close()

asyncio.run(main())
"""


async def test_a_process_reads_the_holidays_from_the_package_only_for_a_year_that_none_before_has_asked_for(
    world: World,
) -> None:
    async def start(now: str, *days: str) -> str:
        arguments = (sys.executable, "-c", START, world.settings.database_url, now, *days)
        process = await asyncio.create_subprocess_exec(*arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        return (await process.communicate())[0].decode().strip()

    await world.met("alice", "@bob at KubeCon")
    await world.restart()
    await world.stop()
    assert await start("2026-11-23T09:00+00:00", "2026-12-25", "2027-01-04") == "[False, True] False False False"
    assert await start("2027-11-23T09:00+00:00", "2027-12-24", "2028-01-01") == "[True, False] True False False"
    assert await start("2027-11-23T09:00+00:00", "2027-12-24", "2028-01-01") == "[True, False] False False False"
    await world.start()
