"""A life with limits: people met in negotiations, things that must not be done, and both of them over one day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.asks import AskDraft
from bot.domain.drafts import Draft
from bot.domain.encounters import Meeting, Person
from bot.domain.limits import NewLimit
from bot.domain.models import Change, Contact, Delivery, Limit, Member, Reminder
from bot.domain.projects import ProjectText
from bot.domain.types import LimitKind, Rung, Stage
from bot.errors import UserError
from bot.flows import asks, cards, drafts, encounters, limits, negotiations, planning, projects
from bot.jobs.holds import Holder
from bot.store import attempts as store
from tests.lives.life import FRIENDS, Life
from tests.lives.limits_told import DIVISIONS, Limits, Told, key
from tests.lives.mornings import Story, reads, writes

NAMES = ("Orion", "ORION ", "Vega")
WHERE = tuple(DIVISIONS)


class LimitedLife(Life):
    """Whatever is shown, listed, suggested or drafted is held against what the member told."""

    async def begin(self) -> None:
        await super().begin()
        self.limits = Limits()
        self.before: dict[int, dict[str, Any]] = {}
        """In which negotiations a contact was met before a change, by its id."""
        self.announced: set[tuple[str, Any]] = set()
        self.troubled = False
        self.told_meanwhile: tuple[Any, ...] | None = None
        """A limit that is told while the next DM is on its way."""
        self.holder = Holder(self.database, self.clock, {1: AsyncWebClient()})
        await self._works_on_orion()

    async def restart(self) -> None:
        await super().restart()
        self.holder._database = self.database  # its hour goes on: mornings must do without it

    @writes
    def _works_on_orion(self, session: Session, owner: Member) -> None:
        projects.set_project(session, owner, ProjectText("Orion", "a price list", None), self.now)

    # -- what the member does --------------------------------------------------------------------

    @writes
    def meet_in(
        self, session: Session, owner: Member, friend: int, days_ago: int, negotiation: int | None, where: int
    ) -> None:
        name = NAMES[negotiation] if negotiation is not None else None
        met_on = planning.today_of(owner, self.now) - timedelta(days=days_ago)
        place = WHERE[where]
        person = (
            Person(FRIENDS[friend], company=place) if place == "Acme" else Person(FRIENDS[friend], division=place)
        )
        meeting = Meeting([person], met_on, "the summit", negotiation=name)
        recorded = encounters.record_encounter(session, owner, meeting, self.now)
        [noted] = recorded.noted
        self.stories.setdefault(noted.contact.id, Story())
        today = planning.today_of(owner, self.now)
        if not recorded.again:
            met = store.changes_of_encounter(session, owner, recorded.encounter.id)[-1]
            self.before[met.id] = dict(self.limits.met_in.get(noted.contact.id, {}))
            if name:
                self.limits.met(noted.contact.id, key(name), met_on)
            self._decided(session, noted.contact, met)
        assert bool(noted.stop) == self.limits.stops(noted.contact, today), "the answer of /met"

    @writes
    def limit(
        self,
        session: Session,
        owner: Member,
        kind: LimitKind,
        friend: int | None,
        where: int | None,
        days: int | None,
    ) -> None:
        contact = self._contact(session, friend) if friend is not None else None
        if friend is not None and contact is None:
            return
        division = WHERE[where] if where is not None and contact is None else None
        until = planning.today_of(owner, self.now) + timedelta(days=days) if days else None
        told = NewLimit(kind, contact.id if contact else None, division, until, "why")
        limits.add(session, owner, told, self.now)
        rows = session.scalars(select(Limit).order_by(Limit.id)).all()
        self.limits.told = {each: self.limits.told[each] for each in [row.id for row in rows[:-1]]}
        self.limits.told[rows[-1].id] = Told(kind, told.contact_id, division, until)

    async def lift(self, number: int) -> None:
        if ids := sorted(self.limits.told):
            await self._lift(ids[number % len(ids)])

    @writes
    def _lift(self, session: Session, owner: Member, limit_id: int) -> None:
        limits.lift(session, owner, limit_id, self.now)
        del self.limits.told[limit_id]

    @writes
    def over(self, session: Session, owner: Member, friend: int, days: int) -> None:
        """The negotiation of that friend has ended so many days from now, or before (below zero)."""
        contact = self._contact(session, friend)
        if contact is None or not contact.negotiation:
            return
        held = negotiations.held_with(session, owner, contact.id)
        ended_on = planning.today_of(owner, self.now) + timedelta(days=days)
        before = {each.id: dict(self.limits.met_in[each.id]) for each in held.contacts}
        negotiations.end(session, owner, held, ended_on, self.now)
        self.limits.ended(key(held.name), ended_on)
        for each in held.contacts:
            change = self._latest(session, each)
            assert change
            assert change.verb == "over"
            self.before[change.id] = before[each.id]
            self._decided(session, each, change)

    @writes
    def goes_on(self, session: Session, owner: Member) -> None:
        for reminder in store.all_open_reminders(session, owner):
            if reminder.rung is Rung.STILL_ON and reminder.shown:
                negotiations.goes_on(session, owner, reminder, self.now)

    async def undo(self, friend: int) -> None:
        change = await self._last_change(friend)
        if change and change.verb == "over":
            await self._not_over(change)
            return
        await super().undo(friend)
        if change and await self._is_undone(change):
            self.limits.met_in[change.contact_id] = self.before.get(
                change.id, self.limits.met_in.get(change.contact_id, {})
            )

    @reads
    def _last_change(self, session: Session, _owner: Member, friend: int) -> Change | None:
        contact = self._contact(session, friend)
        return self._latest(session, contact) if contact else None

    async def _not_over(self, over: Change) -> None:
        """The end is taken back, for everybody for whom nothing newer has happened."""
        name = key(over.before["contact"]["negotiation"])
        try:
            ends = await self._take_back(over)
        except UserError:
            return
        mine = [each for each in ends if key(each.before["contact"]["negotiation"]) == name]
        self.limits.ends[name] = None
        for each in mine:
            if await self._is_undone(each):
                self.limits.met_in[each.contact_id] = self.before[each.id]
                self.stories[each.contact_id] = self.saved[each.id]
                if each.reminder_id:
                    self._asked_for(each.reminder_id)
        told = {each.contact_id for each in ends}
        for contact_id, names in self.limits.met_in.items():
            if contact_id not in told and name in names and self.limits.held(contact_id):
                names[name] = None  # held by another one, they go with what is known of this one

    @writes
    def _take_back(self, session: Session, owner: Member, over: Change) -> Sequence[Change]:
        ends = store.changes_told_at(session, owner, "over", over.created_at)
        negotiations.take_back(session, owner, over.contact_id, self.now)
        return ends

    @reads
    def _is_undone(self, session: Session, _owner: Member, change: Change) -> bool:
        found = session.get(Change, change.id)
        return found is None or found.undone_at is not None

    @writes
    def works_elsewhere(self, session: Session, _owner: Member, friend: int, where: int) -> None:
        if contact := self._contact(session, friend):
            contact.division = WHERE[where]

    # -- what the bot does -----------------------------------------------------------------------

    async def meanwhile(self, friend: int | None, days: int | None) -> None:
        self.told_meanwhile = (LimitKind.HOLD, friend, None, days)

    async def _deliver(self, delivery_id: int) -> None:
        if self.told_meanwhile:
            told, self.told_meanwhile = self.told_meanwhile, None
            await self.limit(*told)
        await super()._deliver(delivery_id)

    async def wait(self, span: timedelta) -> None:
        """Time passes; the hourly look at holds comes now and then, so mornings must do without it."""
        await super().wait(span)
        await self.holder.run()

    @writes
    def look(self, session: Session, owner: Member, friend: int) -> None:
        """Experts, suggestions, strangers and drafts, as they are at this moment."""
        today = planning.today_of(owner, self.now)
        everybody = session.scalars(select(Contact)).all()
        stopped = {each.id for each in everybody if self.limits.stops(each, today)}
        self._look_for_experts(session, owner, everybody, stopped)
        if contact := self._contact(session, friend):
            self._look_for_draft(session, owner, contact, contact.id in stopped)

    def _look_for_experts(self, session: Session, owner: Member, everybody: Any, stopped: set[int]) -> None:
        free = [each for each in everybody if each.id not in stopped]
        counted = dict(asks.divisions_known(session, owner, self.now))
        assert sum(counted.values()) == sum(1 for each in free if each.division), "the counts of the form"
        for name in counted:
            found = asks.people_in(session, owner, AskDraft(name, "prices?"), self.now)
            there = {each.id for each in free if divisions.same(each.division, name, {})}
            assert {each.candidate.contact.id for each in found} == there, "who is free, and nobody else"
        project = projects.current(session, owner)
        assert project
        helpers = asks.helpers_for(session, owner, project, self.now)
        assert not {each.candidate.contact.id for each in helpers} & stopped, "a suggestion"

    def _look_for_draft(self, session: Session, owner: Member, contact: Contact, stopped: bool) -> None:
        for about in (drafts.about_contact, asks.about):
            try:
                subject = about(session, owner, contact.id, self.now)
            except UserError:
                assert stopped, "a draft refused"
            else:
                assert not stopped, "a draft offered"
                draft, _ = drafts.start(session, owner, subject, "a thing", False, self.now)
                assert drafts.made(session, owner, draft.id, Draft("Hi", 0, None), self.now)
                assert drafts.use(session, owner, draft.id, "Hello", self.now).text == "Hello"

    async def _show(self, delivery: Delivery) -> None:
        await self._hold_against(delivery)
        await super()._show(delivery)

    @reads
    def _hold_against(self, session: Session, owner: Member, delivery: Delivery) -> None:
        """What the DM brings up, and what it announces."""
        today = planning.today_of(owner, self.now)
        for item in delivery.items:
            contact = item.reminder.contact
            if item.reminder.rung is Rung.STILL_ON:
                assert self.limits.held(contact.id), "asked about what is over"
            else:
                assert not self.limits.stops(contact, today), "brought up while they are left in peace"
        morning = cards.morning(session, delivery.id, self.now)
        assert morning
        for over in morning.over:
            news = (key(over.name), over.ended_on)
            assert self.troubled or news not in self.announced, "announced twice"
            self.announced.add(news)

    def _trouble(self, point: str) -> bool:
        self.troubled = self.troubled or self.trouble == point  # from now on a DM may come twice
        return super()._trouble(point)

    # -- what must be true in the end ------------------------------------------------------------

    @reads
    def questions(self, session: Session, owner: Member) -> None:
        """One question is planned for each negotiation that goes on, a quarter ahead at most."""
        today = planning.today_of(owner, self.now)
        for held in negotiations.all_held(session, owner):
            waiting = [each.id for each in held.contacts if each.stage is Stage.ON_HOLD]
            asking = store.open_reminders(session, waiting)
            assert len(asking) == (1 if waiting else 0), "one question"
            for reminder in asking.values():
                assert reminder.rung is Rung.STILL_ON
                assert reminder.due_on
                assert reminder.due_on <= today + timedelta(days=110), "once a quarter"

    async def end(self) -> None:
        """Every limit is lifted and every negotiation over: nobody is forgotten."""
        await self.wait(timedelta(hours=2))
        await self.questions()
        for friend in range(len(FRIENDS)):
            for _ in NAMES:
                await self.over(friend, -100)
        self.told_meanwhile = None
        while self.limits.told:
            await self.lift(0)
        await self.wait(timedelta(days=1))
        await self._nobody_forgotten()
        await super().end()

    @reads
    def _nobody_forgotten(self, session: Session, _owner: Member) -> None:
        rows = session.scalars(select(Reminder).where(Reminder.outcome.is_(None)))
        open_of = {row.contact_id: row for row in rows}
        for contact in session.scalars(select(Contact)):
            assert contact.stage is not Stage.ON_HOLD
            row = open_of.get(contact.id)
            if contact.stage is Stage.FOLLOWING_UP:
                assert row, "a ladder without a rung"
                assert row.due_on or self.total[row.id], "asleep for ever"
