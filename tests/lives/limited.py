"""A life with limits: people met in negotiations, things that must not be done, and both of them over one day."""

from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

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
from bot.store import members
from tests.lives.life import FRIENDS, Life
from tests.lives.limits_told import DIVISIONS, Limits, Told, key
from tests.lives.mornings import Story

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
        self.holder = Holder(self.sessions, self.clock, {1: AsyncWebClient()})
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            await projects.set_project(session, owner, ProjectText("Orion", "a price list", None), self.now)

    # -- what the member does --------------------------------------------------------------------

    async def meet_in(self, friend: int, days_ago: int, negotiation: int | None, where: int) -> None:
        name = NAMES[negotiation] if negotiation is not None else None
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            met_on = planning.today_of(owner, self.now) - timedelta(days=days_ago)
            place = WHERE[where]
            person = (
                Person(FRIENDS[friend], company=place) if place == "Acme" else Person(FRIENDS[friend], division=place)
            )
            meeting = Meeting([person], met_on, "the summit", negotiation=name)
            recorded = await encounters.record_encounter(session, owner, meeting, self.now)
            [noted] = recorded.noted
            self.stories.setdefault(noted.contact.id, Story())
            today = planning.today_of(owner, self.now)
            if not recorded.again:
                met = (await store.changes_of_encounter(session, owner, recorded.encounter.id))[-1]
                self.before[met.id] = dict(self.limits.met_in.get(noted.contact.id, {}))
                if name:
                    self.limits.met(noted.contact.id, key(name), met_on)
                await self._decided(session, noted.contact, met)
            assert bool(noted.stop) == self.limits.stops(noted.contact, today), "the answer of /met"

    async def limit(self, kind: LimitKind, friend: int | None, where: int | None, days: int | None) -> None:
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            contact = await self._contact(session, friend) if friend is not None else None
            if friend is not None and contact is None:
                return
            division = WHERE[where] if where is not None and contact is None else None
            until = planning.today_of(owner, self.now) + timedelta(days=days) if days else None
            told = NewLimit(kind, contact.id if contact else None, division, until, "why")
            await limits.add(session, owner, told, self.now)
            rows = (await session.scalars(select(Limit).order_by(Limit.id))).all()
            self.limits.told = {each: self.limits.told[each] for each in [row.id for row in rows[:-1]]}
            self.limits.told[rows[-1].id] = Told(kind, told.contact_id, division, until)

    async def lift(self, number: int) -> None:
        if ids := sorted(self.limits.told):
            async with self.sessions.begin() as session:
                owner = await members.member_by_id(session, self.member_id)
                await limits.lift(session, owner, ids[number % len(ids)], self.now)
            del self.limits.told[ids[number % len(ids)]]

    async def over(self, friend: int, days: int) -> None:
        """The negotiation of that friend has ended so many days from now, or before (below zero)."""
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            contact = await self._contact(session, friend)
            if contact is None or not contact.negotiation:
                return
            held = await negotiations.held_with(session, owner, contact.id)
            ended_on = planning.today_of(owner, self.now) + timedelta(days=days)
            before = {each.id: dict(self.limits.met_in[each.id]) for each in held.contacts}
            await negotiations.end(session, owner, held, ended_on, self.now)
            self.limits.ended(key(held.name), ended_on)
            for each in held.contacts:
                change = await self._latest(session, each)
                assert change
                assert change.verb == "over"
                self.before[change.id] = before[each.id]
                await self._decided(session, each, change)

    async def goes_on(self) -> None:
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            for reminder in await store.all_open_reminders(session, owner):
                if reminder.rung is Rung.STILL_ON and reminder.shown:
                    await negotiations.goes_on(session, owner, reminder, self.now)

    async def undo(self, friend: int) -> None:
        async with self.sessions() as session:
            contact = await self._contact(session, friend)
            change = await self._latest(session, contact) if contact else None
        if change and change.verb == "over":
            await self._not_over(change)
            return
        await super().undo(friend)
        if change and await self._is_undone(change):
            self.limits.met_in[change.contact_id] = self.before.get(
                change.id, self.limits.met_in.get(change.contact_id, {})
            )

    async def _not_over(self, over: Change) -> None:
        """The end is taken back, for everybody for whom nothing newer has happened."""
        name = key(over.before["contact"]["negotiation"])
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            ends = await store.changes_told_at(session, owner, "over", over.created_at)
            mine = [each for each in ends if key(each.before["contact"]["negotiation"]) == name]
            try:
                await negotiations.take_back(session, owner, over.contact_id, self.now)
            except UserError:
                return
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

    async def _is_undone(self, change: Change) -> bool:
        async with self.sessions() as session:
            found = await session.get(Change, change.id)
            return found is None or found.undone_at is not None

    async def works_elsewhere(self, friend: int, where: int) -> None:
        async with self.sessions.begin() as session:
            if contact := await self._contact(session, friend):
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

    async def look(self, friend: int) -> None:
        """Experts, suggestions, strangers and drafts, as they are at this moment."""
        async with self.sessions.begin() as session:
            owner = await members.member_by_id(session, self.member_id)
            today = planning.today_of(owner, self.now)
            everybody = (await session.scalars(select(Contact))).all()
            stopped = {each.id for each in everybody if self.limits.stops(each, today)}
            await self._look_for_experts(session, owner, everybody, stopped)
            if contact := await self._contact(session, friend):
                await self._look_for_draft(session, owner, contact, contact.id in stopped)

    async def _look_for_experts(
        self, session: AsyncSession, owner: Member, everybody: Any, stopped: set[int]
    ) -> None:
        free = [each for each in everybody if each.id not in stopped]
        counted = dict(await asks.divisions_known(session, owner, self.now))
        assert sum(counted.values()) == sum(1 for each in free if each.division), "the counts of the form"
        for name in counted:
            found = await asks.people_in(session, owner, AskDraft(name, "prices?"), self.now)
            there = {each.id for each in free if divisions.same(each.division, name, {})}
            assert {each.candidate.contact.id for each in found} == there, "who is free, and nobody else"
        project = await projects.current(session, owner)
        assert project
        helpers = await asks.helpers_for(session, owner, project, self.now)
        assert not {each.candidate.contact.id for each in helpers} & stopped, "a suggestion"

    async def _look_for_draft(self, session: AsyncSession, owner: Member, contact: Contact, stopped: bool) -> None:
        for about in (drafts.about_contact, asks.about):
            try:
                subject = await about(session, owner, contact.id, self.now)
            except UserError:
                assert stopped, "a draft refused"
            else:
                assert not stopped, "a draft offered"
                draft, _ = await drafts.start(session, owner, subject, "a thing", False, self.now)
                assert await drafts.made(session, owner, draft.id, Draft("Hi", 0, None), self.now)
                assert (await drafts.use(session, owner, draft.id, "Hello", self.now)).text == "Hello"

    async def _show(self, delivery: Delivery) -> None:
        async with self.sessions() as session:
            owner = await members.member_by_id(session, self.member_id)
            today = planning.today_of(owner, self.now)
            for item in delivery.items:
                contact = item.reminder.contact
                if item.reminder.rung is Rung.STILL_ON:
                    assert self.limits.held(contact.id), "asked about what is over"
                else:
                    assert not self.limits.stops(contact, today), "brought up while they are left in peace"
            morning = await cards.morning(session, delivery.id, self.now)
            assert morning
            for over in morning.over:
                news = (key(over.name), over.ended_on)
                assert self.troubled or news not in self.announced, "announced twice"
                self.announced.add(news)
        await super()._show(delivery)

    def _trouble(self, point: str) -> bool:
        self.troubled = self.troubled or self.trouble == point  # from now on a DM may come twice
        return super()._trouble(point)

    # -- what must be true in the end ------------------------------------------------------------

    async def questions(self) -> None:
        """One question is planned for each negotiation that goes on, a quarter ahead at most."""
        async with self.sessions() as session:
            owner = await members.member_by_id(session, self.member_id)
            today = planning.today_of(owner, self.now)
            for held in await negotiations.all_held(session, owner):
                waiting = [each.id for each in held.contacts if each.stage is Stage.ON_HOLD]
                asking = await store.open_reminders(session, waiting)
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
        async with self.sessions() as session:
            contacts = (await session.scalars(select(Contact))).all()
            rows = (await session.scalars(select(Reminder).where(Reminder.outcome.is_(None)))).all()
        open_of = {row.contact_id: row for row in rows}
        for contact in contacts:
            assert contact.stage is not Stage.ON_HOLD
            row = open_of.get(contact.id)
            if contact.stage is Stage.FOLLOWING_UP:
                assert row, "a ladder without a rung"
                assert row.due_on or self.total[row.id], "asleep for ever"
        await super().end()
