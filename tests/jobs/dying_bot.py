"""`python app.py` at one moment that never passes; it kills itself after its n-th commit.

    dying_bot.py 2026-11-30T08:30:00+00:00 5

What stands in the database is then exactly what a power cut at that point would leave.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

sys.path.insert(0, str(Path(__file__).parents[2]))

import app
from bot import settings

moment, last = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2])
commits = 0


do_commit = DefaultDialect.do_commit


def commit_and_count(self: DefaultDialect, connection: Any) -> None:
    global commits
    do_commit(self, connection)
    commits += 1
    if commits == last:
        os.kill(os.getpid(), signal.SIGKILL)


DefaultDialect.do_commit = commit_and_count  # no event comes after a commit


asyncio.run(app.run(settings.load(), lambda: moment))
