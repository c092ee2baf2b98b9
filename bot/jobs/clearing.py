"""Going on with what *Delete everything* left to do in Slack, after a wait or a start."""

from datetime import datetime

from bot.jobs.base import Job
from bot.slack import erasing


class Clearer(Job):
    """Empties DMs of the bot's messages, until nothing of them is left."""

    async def round(self, now: datetime) -> int:
        """As far as Slack lets us."""
        return await erasing.empty_dms(self._database, self._clients, self._clock)
