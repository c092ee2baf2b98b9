"""How the bot is: whether reminders are being looked for, and what waits because it could not be shown."""

from datetime import datetime

from bot import metrics
from bot.domain.models.attempts import DRAWN_AT_MOST
from bot.jobs.base import Job
from bot.store import deliveries


class Health(Job):
    """Takes a look after each round of deliveries."""

    looked_at: datetime | None = None
    """When there was the last such round."""
    cards, messages = 0, 0
    """How many cards could not be drawn, and how many messages Slack would not take: both wait in Home."""

    async def round(self, now: datetime) -> int:
        """Count what waits."""
        self.cards, self.messages = await self.ours(deliveries.trouble, DRAWN_AT_MOST)
        metrics.PARKED.labels("cards").set(self.cards)
        metrics.PARKED.labels("messages").set(self.messages)
        metrics.LAST_TICK.set(now.timestamp())
        self.looked_at = now
        return self.cards + self.messages
