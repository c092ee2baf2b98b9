"""A member's life with the bot, lived in seconds: every decision for real, on a real database."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.encounters import Meeting, Person
from bot.domain.ladder import Happened
from bot.domain.models import Change, Contact, EncounterContact, Member, Reminder, Touch
from bot.domain.types import Rung, Stage
from bot.errors import UserError
from bot.flows import attempts, encounters, negotiations, planning
from bot.store import attempts as store, encounters as encounters_store
from bot.store.rows import having
from tests.lives.days import FREE, Day, kept_before
from tests.lives.mornings import Mornings, Story, reads, writes

FRIENDS = ("Bob", "Carol", "Dan", "Erin")
LATEST = len(FRIENDS)
"""Stands for whoever was brought up last: people mostly answer to a card."""
LADDER_STAYS = ("over", "held", "goes_on")
"""What is told about a negotiation changes nothing of what is wanted."""
NOT_COMPARED = ("version", "row_key", "due_on", "due_at")
ENDS = {"let_go": True, "kept": True, "replied": False, "again": False}
"""Whether a contact is let go by it."""
_CHANGES = select(Change.__table__.c.id).where(Change.__table__.c.undone_at.is_(None))
CLIMBED = (Rung.SECOND_TRY, Rung.THIRD_TRY, Rung.CLOSING)


@dataclass(frozen=True)
class Saved:
    """What the model knew before a change, for the day on which it is taken back."""

    contact_id: int
    verb: str
    reminder_id: int | None
    story: Story
    day: Day | None
    """Of the reminder that it settled or moved."""
    target: date = FREE
    """Before which that one was not to be shown."""
    times: int = 0
    asked: bool = False
    climbed: tuple[int, date] | None = None
    """Whose rung it climbed, and on which day."""
    more: Any = None


@dataclass
class Life(Mornings):
    """One member, and what they do about the people they meet."""

    saved: dict[int, Saved] = field(default_factory=dict)
    """By the change that can be taken back."""

    @writes
    def meet(self, session: Session, owner: Member, friends: tuple[int, ...], days_ago: int, wrote: bool) -> None:
        met_on = planning.today_of(owner, self.now) - timedelta(days=days_ago)
        meeting = Meeting([person(each) for each in friends], met_on, "the summit", already_wrote=wrote)
        recorded = encounters.record_encounter(session, owner, meeting, self.now)
        assert not recorded.maybes, "an e-mail address tells who it is"

    async def decide(self, friend: int, verb: str, number: int, *, take_back: bool) -> None:
        """One decision about one contact; taken back at once, it must have changed nothing."""
        before = await self._decide(friend, verb, number)
        if take_back and before:
            contact_id, rows = before
            await self.undo(friend, other_way=False)
            assert await self._snapshot(contact_id) == rows, "an Undo restores what was before"

    @writes
    def _decide(
        self, session: Session, owner: Member, friend: int, verb: str, number: int
    ) -> tuple[int, list[Any]] | None:
        """Of whom, and what was kept about them before; None, where nothing was changed."""
        contact = self._contact(session, friend)
        if contact is None:
            return None
        before, version = snapshot(session, contact.id), contact.version
        self._do(session, owner, contact, verb, number)
        return (contact.id, before) if contact.version != version else None

    @reads
    def _snapshot(self, session: Session, _owner: Member, contact_id: int) -> list[Any]:
        return snapshot(session, contact_id)

    def _do(self, session: Session, owner: Member, contact: Contact, verb: str, number: int) -> None:
        now = self.now
        match verb:
            case "wrote" | "replied" | "helped" | "let_go" | "again":
                attempts.tell(session, owner, contact, verb, now)
            case "asked":
                attempts.decide(session, owner, contact, Happened.ASKED, now)
            case "kept":
                attempts.decide(session, owner, contact, Happened.KEPT, now, reason="a reason")
            case "rhythm":
                months = (0, 1, 3, 6, 12)[number % 5]
                attempts.decide(session, owner, contact, Happened.RHYTHM, now, months=months)
            case "snooze":
                reminder = store.open_reminder(session, contact.id)
                is_offered = contact.stage is not Stage.LET_GO and reminder and reminder.rung is not Rung.CLOSING
                if reminder and is_offered:
                    until = planning.today_of(owner, now) + timedelta(days=1 + number % 60)
                    attempts.snooze(session, owner, reminder, until, now)
                    assert reminder.wanted_on == until, "wanted when the member said"

    async def undo(self, friend: int, *, other_way: bool) -> None:
        try:
            await self._undo(friend, other_way)
        except UserError:
            return  # something newer has happened

    @writes
    def _undo(self, session: Session, owner: Member, friend: int, other_way: bool) -> None:
        """Take back what was told last, as its button does; the other way is the button of their last meeting."""
        contact = self._contact(session, friend)
        change = self._latest(session, contact) if contact else None
        if contact is None or change is None:
            return
        if other_way:
            met = encounters_store.latest_encounters(session, [contact.id]).get(contact.id)
            if met:
                encounters.undo(session, owner, met.id, [], self.now)
            return
        was_shown = any(each.shown or each.on_its_way for each in self._planned_by(session, change))
        match change.verb:
            case "met":
                verb, *_ = encounters.undo(session, owner, change.encounter_id or 0, [], self.now)
                was_shown = was_shown or verb != "met"  # told on top of the meeting, of one of those who were there
            case "over":
                negotiations.take_back(session, owner, contact.id, self.now)
            case "held":
                attempts.tell(session, owner, contact, "undo", self.now)
                was_shown = True  # it comes with somebody's meeting, and goes with it
            case _:
                attempts.undo(session, owner, change.id, self.now)
        still = select(Change.id).where(Change.id == change.id, Change.undone_at.is_(None))
        assert (session.scalar(still) is not None) == was_shown, "taken back, unless what it planned was shown"

    def _planned_by(self, session: Session, change: Change) -> list[Reminder]:
        """What came of it: what it planned, or moved to another day."""
        moved = session.get(Reminder, change.reminder_id) if change.verb == "snoozed" else None
        return [*having(session, Reminder, change_id=[change.id]), *([moved] if moved else [])]

    @writes
    def correct(self, session: Session, owner: Member, friend: int, days_ago: int) -> None:
        """Their last meeting was on another day: with it move the first notes to come, unless they were snoozed."""
        contact = self._contact(session, friend)
        met = encounters_store.latest_encounters(session, [contact.id]).get(contact.id) if contact else None
        if met is None:
            return
        told = {change.id for change in having(session, Change, encounter_id=[met.id], verb=["met"])}
        for each in session.scalars(select(Reminder).where(Reminder.change_id.in_(told))):
            if each.rung is Rung.FIRST_NOTE and not (each.shown or each.on_its_way or each.snoozed):
                self.corrected.add(each.id)
        self.anew = True
        met_on = planning.today_of(owner, self.now) - timedelta(days=days_ago)
        encounters.edit(session, owner, met.id, Meeting([], met_on, met.place, met.note), {}, (), self.now)

    @writes
    def pause(self, session: Session, owner: Member, days: int) -> None:
        until = planning.today_of(owner, self.now) + timedelta(days=days) if days else None
        planning.pause(session, owner, until, self.now)
        self.anew = True

    @writes
    def move(self, session: Session, owner: Member, zone: str) -> None:
        self.moved, self.anew = True, owner.zone != zone
        if self.anew:
            owner.zone = zone
            planning.replan(session, owner, self.now)

    # -- what the model makes of it ----------------------------------------------------------------

    def _end_work(self, session: Session, owner: Member) -> None:
        alive = {row[0] for row in session.connection().execute(_CHANGES)}
        for change_id in sorted(self.saved.keys() - alive, reverse=True):
            self._taken_back(session, self.saved.pop(change_id))
        for change_id in sorted(alive - self.saved.keys()):
            change = session.get(Change, change_id)
            assert change
            self._decided(session, owner, change)
        super()._end_work(session, owner)

    def _decided(self, session: Session, owner: Member, change: Change) -> None:
        """What the decision means for the model, with what was before it."""
        contact, story = session.get(Contact, change.contact_id), self.stories.get(change.contact_id, Story())
        assert contact
        planned = {reminder.rung for reminder in having(session, Reminder, change_id=[change.id])}
        day = self.before.get(change.reminder_id or 0)
        if change.reminder_id and day is None:
            day = kept_before(contact.id, change.before["reminder"])
        climbed = (contact.id, planning.today_of(owner, self.now)) if planned & {*CLIMBED} else None
        assert climbed is None or climbed not in {each.climbed for each in self.saved.values()}, (
            "two rungs on one day"
        )
        self.saved[change.id] = Saved(
            contact.id,
            change.verb,
            change.reminder_id,
            story,
            day,
            self._planned(session, owner, {}).target(day) if day else FREE,
            self.times[change.reminder_id or 0],
            change.reminder_id in self.asked,
            climbed,
            self._more(change),
        )
        if Rung.FIRST_NOTE in planned:
            story = Story()
        is_over = ENDS.get(change.verb, story.over and not planned)
        self.stories[contact.id] = replace(story, over=is_over)
        if change.verb not in LADDER_STAYS:
            self.about.add(contact.id)
        if change.verb == "snoozed" and change.reminder_id:
            self.asked.add(change.reminder_id)
            self.times[change.reminder_id] = 0

    def _more(self, _change: Change) -> Any:
        """What else to remember."""

    def _taken_back(self, session: Session, saved: Saved) -> None:
        """All is as it was before that decision, but for what was shown since."""
        if session.get(Contact, saved.contact_id) is None:
            self.stories.pop(saved.contact_id, None)
            self.about.add(saved.contact_id)
            return
        now, before = self.stories[saved.contact_id], saved.story
        self.stories[saved.contact_id] = Story(
            before.shown | now.shown,
            now.last or before.last,
            before.closed | now.closed,
            before.over or bool(now.closed - before.closed),
        )
        if saved.verb not in LADDER_STAYS:
            self.about.add(saved.contact_id)
        was_left_open = saved.reminder_id in self.before and saved.verb != "snoozed"
        if saved.reminder_id and saved.day and not was_left_open:
            self.restored[saved.reminder_id] = saved.day, saved.target
        if saved.reminder_id and saved.verb == "snoozed":
            self.times[saved.reminder_id] = saved.times
            self.asked -= set() if saved.asked else {saved.reminder_id}

    def _contact(self, session: Session, friend: int) -> Contact | None:
        """One of the friends, or whoever was brought up last."""
        which = Contact.id == self.latest if friend == LATEST else Contact.name == FRIENDS[friend]
        return session.scalar(select(Contact).where(which))

    def _latest(self, session: Session, contact: Contact) -> Change | None:
        return store.latest_changes(session, [contact.id]).get(contact.id)


def person(friend: int, **more: Any) -> Person:
    """One of the friends; the address tells who it is."""
    name = FRIENDS[friend]
    return Person(name, email=f"{name.lower()}@x.example", **more)


def snapshot(session: Session, contact_id: int) -> list[Any]:
    """Everything that is kept about one contact, apart from the history of decisions, and from the days on which
    they are shown: these are looked at after each work."""
    rows: list[Any] = []
    for table in (Contact, Reminder, Touch, EncounterContact):
        own = Contact.id if table is Contact else table.contact_id  # type: ignore[attr-defined]
        columns = [each for each in table.__table__.columns if each.key not in NOT_COMPARED]
        rows += (session.execute(select(*columns).where(own == contact_id).order_by(table.id))).all()
    return rows
