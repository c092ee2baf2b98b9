"""A member's life with the bot, lived in seconds: every decision for real, on a real database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.encounters import Meeting, Person
from bot.domain.models import Change, Contact, EncounterContact, Member, Reminder, Touch
from bot.domain.types import Rung, Stage
from bot.flows import attempts, encounters, planning
from bot.store import attempts as store
from tests.lives.mornings import Mornings, Story, reads, writes

FRIENDS = ("Bob", "Carol", "Dan", "Erin")
LATEST = len(FRIENDS)
"""Stands for whoever was brought up last: people mostly answer to a card."""


class Life(Mornings):
    """One member, and what they do about the people they meet."""

    @writes
    def meet(self, session: Session, owner: Member, friend: int, days_ago: int, wrote: bool) -> None:
        met_on = planning.today_of(owner, self.now) - timedelta(days=days_ago)
        meeting = Meeting([Person(FRIENDS[friend])], met_on, "the summit", already_wrote=wrote)
        recorded = encounters.record_encounter(session, owner, meeting, self.now)
        contact = recorded.noted[0].contact
        self.stories.setdefault(contact.id, Story())
        if not recorded.again:
            met = store.changes_of_encounter(session, owner, recorded.encounter.id)
            self._decided(session, contact, met[-1])

    async def decide(self, friend: int, verb: str, number: int, *, take_back: bool) -> None:
        """One decision about one contact; taken back at once, it must have changed nothing."""
        before = await self._decide(friend, verb, number)
        if take_back and before:
            await self.undo(friend)
            assert await self._snapshot(before[0].id) == before, "an Undo restores what was before"

    @writes
    def _decide(self, session: Session, owner: Member, friend: int, verb: str, number: int) -> list[Any]:
        """What was kept about the contact before; nothing, where nothing was changed."""
        contact = self._contact(session, friend)
        if contact is None:
            return []
        before, version = snapshot(session, contact.id), contact.version
        self._do(session, owner, contact, verb, number)
        if contact.version == version:
            return []
        change = self._latest(session, contact)
        assert change
        self._decided(session, contact, change)
        return before

    @reads
    def _snapshot(self, session: Session, _owner: Member, contact_id: int) -> list[Any]:
        return snapshot(session, contact_id)

    def _do(self, session: Session, owner: Member, contact: Contact, verb: str, number: int) -> None:
        now = self.now
        match verb:
            case "wrote":
                attempts.note_written(session, owner, contact, now)
            case "replied":
                attempts.replied(session, owner, contact, now)
            case "let_go":
                attempts.let_go(session, owner, contact, now)
            case "kept":
                attempts.keep_reason(session, owner, contact, "a reason", now)
            case "again":
                attempts.follow_up_again(session, owner, contact, now)
            case "rhythm":
                attempts.set_rhythm(session, owner, contact, (0, 1, 3, 6, 12)[number % 5], now)
            case "snooze":
                reminder = store.open_reminder(session, contact.id)
                if reminder and contact.stage in (Stage.FOLLOWING_UP, Stage.IN_TOUCH):
                    until = planning.today_of(owner, now) + timedelta(days=1 + number % 60)
                    attempts.snooze(session, owner, reminder, until, now)
                    self._asked_for(reminder.id)

    def _decided(self, session: Session, contact: Contact, change: Change) -> None:
        """What the decision means for the model, with what was before it."""
        story = self.saved[change.id] = self.stories[contact.id]
        planned = store.planned_by(session, change.id)
        if any(reminder.rung is Rung.FIRST_NOTE for reminder in planned):
            story = Story()
        self.stories[contact.id] = replace(story, over=contact.stage is Stage.LET_GO)

    def _asked_for(self, reminder_id: int) -> None:
        self.asked.add(reminder_id)
        self.times[reminder_id] = 0

    @writes
    def undo(self, session: Session, owner: Member, friend: int) -> None:
        contact = self._contact(session, friend)
        change = self._latest(session, contact) if contact else None
        if contact is None or change is None or change.id not in self.saved:
            return
        attempts.undo(session, owner, change.id, self.now)
        if change.undone_at or self._contact(session, friend) is None:
            story = self.saved[change.id]
            self.stories[contact.id] = replace(story, last=self.stories[contact.id].last or story.last)
            if change.reminder_id:
                self._asked_for(change.reminder_id)

    @writes
    def pause(self, session: Session, owner: Member, days: int) -> None:
        until = planning.today_of(owner, self.now) + timedelta(days=days) if days else None
        planning.pause(session, owner, until, self.now)

    @writes
    def move(self, session: Session, owner: Member, zone: str) -> None:
        self.moved = True
        planning.change_zone(session, owner, zone)

    def _contact(self, session: Session, friend: int) -> Contact | None:
        """One of the friends, or whoever was brought up last."""
        which = Contact.id == self.latest if friend == LATEST else Contact.name == FRIENDS[friend]
        return session.scalar(select(Contact).where(which))

    def _latest(self, session: Session, contact: Contact) -> Change | None:
        return (store.latest_changes(session, [contact])).get(contact.id)


def snapshot(session: Session, contact_id: int) -> list[Any]:
    """Everything that is kept about one contact, apart from the history of decisions."""
    rows: list[Any] = []
    for table in (Contact, Reminder, Touch, EncounterContact):
        own = Contact.id if table is Contact else table.contact_id  # type: ignore[attr-defined]
        columns = [each for each in table.__table__.columns if each.key not in ("version", "row_key")]
        rows += (session.execute(select(*columns).where(own == contact_id).order_by(table.id))).all()
    return rows
