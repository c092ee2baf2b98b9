"""A member's life with the bot, lived in seconds: every decision for real, on a real database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.encounters import Meeting, Person
from bot.domain.models import Change, Contact, EncounterContact, Member, Reminder, Touch
from bot.domain.types import Rung, Stage
from bot.flows import attempts, encounters, planning
from bot.store import attempts as store
from bot.store import members
from tests.lives.mornings import Mornings, Story

FRIENDS = ("Bob", "Carol", "Dan", "Erin")
LATEST = len(FRIENDS)
"""Stands for whoever was brought up last: people mostly answer to a card."""


class Life(Mornings):
    """One member, and what they do about the people they meet."""

    async def meet(self, friend: int, days_ago: int, wrote: bool) -> None:
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            met_on = planning.today_of(owner, self.now) - timedelta(days=days_ago)
            meeting = Meeting([Person(FRIENDS[friend])], met_on, "the summit", already_wrote=wrote)
            recorded = await encounters.record_encounter(session, owner, meeting, self.now)
            contact = recorded.noted[0].contact
            self.stories.setdefault(contact.id, Story())
            if not recorded.again:
                met = await store.changes_of_encounter(session, owner, recorded.encounter.id)
                await self._decided(session, contact, met[-1])

    async def decide(self, friend: int, verb: str, number: int, *, take_back: bool) -> None:
        """One decision about one contact; taken back at once, it must have changed nothing."""
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            contact = await self._contact(session, friend)
            if contact is None:
                return
            before, version = await snapshot(session, contact), contact.version
            await self._do(session, owner, contact, verb, number)
            if contact.version == version:
                return
            change = await self._latest(session, contact)
            assert change
            await self._decided(session, contact, change)
        if take_back:
            await self.undo(friend)
            async with self.sessions() as session:
                assert await snapshot(session, contact) == before, "an Undo restores what was before"

    async def _do(self, session: AsyncSession, owner: Member, contact: Contact, verb: str, number: int) -> None:
        now = self.now
        match verb:
            case "wrote":
                await attempts.note_written(session, owner, contact, now)
            case "replied":
                await attempts.replied(session, owner, contact, now)
            case "let_go":
                await attempts.let_go(session, owner, contact, now)
            case "kept":
                await attempts.keep_reason(session, owner, contact, "a reason", now)
            case "again":
                await attempts.follow_up_again(session, owner, contact, now)
            case "rhythm":
                await attempts.set_rhythm(session, owner, contact, (0, 1, 3, 6, 12)[number % 5], now)
            case "snooze":
                reminder = await store.open_reminder(session, contact.id)
                if reminder and contact.stage in (Stage.FOLLOWING_UP, Stage.IN_TOUCH):
                    until = planning.today_of(owner, now) + timedelta(days=1 + number % 60)
                    await attempts.snooze(session, owner, reminder, until, now)
                    self._asked_for(reminder.id)

    async def _decided(self, session: AsyncSession, contact: Contact, change: Change) -> None:
        """What the decision means for the model, with what was before it."""
        story = self.saved[change.id] = self.stories[contact.id]
        planned = await store.planned_by(session, change.id)
        if any(reminder.rung is Rung.FIRST_NOTE for reminder in planned):
            story = Story()
        self.stories[contact.id] = replace(story, over=contact.stage is Stage.LET_GO)

    def _asked_for(self, reminder_id: int) -> None:
        self.asked.add(reminder_id)
        self.times[reminder_id] = 0

    async def undo(self, friend: int) -> None:
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            contact = await self._contact(session, friend)
            change = await self._latest(session, contact) if contact else None
            if contact is None or change is None or change.id not in self.saved:
                return
            await attempts.undo(session, owner, change.id, self.now)
            if change.undone_at or await self._contact(session, friend) is None:
                story = self.saved[change.id]
                self.stories[contact.id] = replace(story, last=self.stories[contact.id].last or story.last)
                if change.reminder_id:
                    self._asked_for(change.reminder_id)

    async def pause(self, days: int) -> None:
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            until = planning.today_of(owner, self.now) + timedelta(days=days) if days else None
            await planning.pause(session, owner, until, self.now)

    async def move(self, zone: str) -> None:
        self.moved = True
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            await planning.change_zone(session, owner, zone)

    async def _contact(self, session: AsyncSession, friend: int) -> Contact | None:
        """One of the friends, or whoever was brought up last."""
        which = Contact.id == self.latest if friend == LATEST else Contact.name == FRIENDS[friend]
        return await session.scalar(select(Contact).where(which))

    async def _latest(self, session: AsyncSession, contact: Contact) -> Change | None:
        return (await store.latest_changes(session, [contact])).get(contact.id)


async def snapshot(session: AsyncSession, contact: Contact) -> list[Any]:
    """Everything that is kept about one contact, apart from the history of decisions."""
    rows: list[Any] = []
    for table in (Contact, Reminder, Touch, EncounterContact):
        own = Contact.id if table is Contact else table.contact_id  # type: ignore[attr-defined]
        columns = [each for each in table.__table__.columns if each.key not in ("version", "row_key")]
        rows += (await session.execute(select(*columns).where(own == contact.id).order_by(table.id))).all()
    return rows
