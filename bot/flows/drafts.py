"""Making a draft for a reminder."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.drafts import DraftRequest
from bot.domain.models import Encounter, Member, Reminder
from bot.flows.attempts import find_reminder
from bot.store import encounters as store


async def subject(session: AsyncSession, owner: Member, reminder_id: int) -> tuple[Reminder, Encounter | None]:
    """The reminder and the encounter that a draft would be about. Raises NotFound."""
    reminder = await find_reminder(session, owner, reminder_id)
    met = await store.latest_encounters(session, [reminder.contact_id])
    return reminder, met.get(reminder.contact_id)


async def prepare(
    session: AsyncSession, owner: Member, reminder_id: int, specific: str
) -> tuple[Reminder, DraftRequest]:
    """All that the draft is made of. Raises NotFound."""
    reminder, encounter = await subject(session, owner, reminder_id)
    return reminder, DraftRequest(
        rung=reminder.rung,
        name=reminder.contact.name,
        specific=specific,
        place=encounter.place if encounter else None,
        met_on=encounter.met_on if encounter else None,
    )
