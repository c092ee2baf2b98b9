"""`python app.py`, whose clock starts from the moment given as the only argument."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import app
from bot import logs, settings
from sandbox.clock import MovableClock

clock = MovableClock()
clock.set(datetime.fromisoformat(sys.argv[1]))
chosen = settings.load()
logs.set_up(chosen.log_level, chosen.log_format)
asyncio.run(app.run(chosen, clock))
