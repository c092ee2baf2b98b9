"""`python app.py`, whose clock starts from the moment given as the only argument."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import app
from bot import logs, settings
from bot.clock import system_clock

offset = datetime.fromisoformat(sys.argv[1]) - system_clock()
chosen = settings.load()
logs.set_up(chosen.log_level, chosen.log_format)
asyncio.run(app.run(chosen, lambda: system_clock() + offset))
