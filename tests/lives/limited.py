"""A life with limits: people met in negotiations, things that must not be done, and both of them over one day."""

from datetime import date, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.asks import AskDraft
from bot.domain.drafts import Draft
from bot.domain.encounters import Meeting
from bot.domain.models import Change, Contact, Delivery, Limit, Member, Reminder
from bot.domain.projects import ProjectText
from bot.domain.types import LimitKind, Rung, Stage
from bot.errors import UserError
from bot.flows import asks, cards, drafts, encounters, limits, negotiations, planning
from bot.jobs.clockwork import Holder
from bot.store import asks as asks_store, attempts as store
from tests.lives.days import FREE, NEVER, days_of
from tests.lives.life import FRIENDS, Life, Saved, person
from tests.lives.limits_told import DIVISIONS, Limits, Told, key
from tests.lives.mornings import reads, writes

NAMES = ("Orion", "ORION ", "Vega")
WHERE = tuple(DIVISIONS)


class LimitedLife(Life):
    """Whatever is shown, listed, suggested or drafted is held against what the member told."""

    async def begin(self) -> None:
        self.limits = Limits()
        self.announced: set[tuple[str, Any]] = set()
        self.told_meanwhile: tuple[bool, tuple[Any, ...]] | None = None
        """A limit that is told while the next DM is on its way: before it is looked at once more, or after that."""
        await super().begin()
        self.holder = Holder(self.database, self.clock, {1: AsyncWebClient()})
        await self._works_on_orion()

    @writes
    def _works_on_orion(self, session: Session, owner: Member) -> None:
        asks.set_project(session, owner, ProjectText("Orion", "a price list", None), self.now)

    # -- what the member does --------------------------------------------------------------------

    @writes
    def meet_in(
        self,
        session: Session,
        owner: Member,
        friends: tuple[int, ...],
        days_ago: int,
        negotiation: int | None,
        where: int,
    ) -> None:
        name = NAMES[negotiation] if negotiation is not None else None
        today = planning.today_of(owner, self.now)
        met_on, place = today - timedelta(days=days_ago), WHERE[where]
        own = {"company": place} if place == "Acme" else {"division": place}
        meeting = Meeting([person(each, **own) for each in friends], met_on, "the summit", negotiation=name)
        recorded = encounters.record_encounter(session, owner, meeting, self.now)
        assert not recorded.maybes, "an e-mail address tells who it is"
        if name and not recorded.again:
            self._met_in(session, [each.contact.id for each in recorded.noted], key(name), met_on)
        for noted in recorded.noted:
            until = (noted.stop.until_on or NEVER) if noted.stop else FREE
            assert until == self.limits.peace(noted.contact, today), "the answer of /met"

    def _met_in(self, session: Session, contact_ids: list[int], name: str, met_on: date) -> None:
        self.anew = True
        waits = (Reminder.rung == Rung.FIRST_NOTE, Reminder.outcome.is_(None))
        waiting = session.scalars(select(Reminder.contact_id).where(*waits)).all()
        for contact_id in self.limits.met(contact_ids, name, met_on, waiting):
            newest = select(Limit.id).where(Limit.contact_id == contact_id, Limit.kind == LimitKind.NEGOTIATION)
            self.limits.numbered(contact_id, session.scalars(newest.order_by(Limit.id.desc())).first() or 0)

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
        about = contact.id if contact else None
        what = {"kind": kind, "contact_id": about, "division": division, "until_on": until, "words": "why"}
        told = Limit.of(owner, created_at=self.now, **what)
        self.anew = True
        limits.add(session, owner, told, self.now)
        newest = session.scalars(select(Limit.id).order_by(Limit.id.desc())).first()
        assert newest
        self.limits.tell(newest, Told(kind, told.contact_id, division, until))

    async def lift(self, number: int) -> None:
        if ids := self.limits.ids:
            await self._lift(ids[number % len(ids)])

    @writes
    def _lift(self, session: Session, owner: Member, limit_id: int) -> None:
        self.anew = True
        limits.lift(session, owner, [limit_id], self.now)
        self.limits.lift(limit_id)

    @writes
    def over(self, session: Session, owner: Member, friend: int, days: int) -> None:
        """The negotiation of that friend has ended so many days from now, or before (below zero)."""
        contact = self._contact(session, friend)
        if contact is None or not self.limits.held(contact.id):
            return
        held = negotiations.held_with(session, owner, contact.id)
        ended_on = planning.today_of(owner, self.now) + timedelta(days=days)
        assert {each.contact_id for each in held.limits} == self.limits.holding(key(held.name)), "all of its people"
        self.anew = True
        negotiations.end(session, owner, held, ended_on, self.now)
        self.limits.ended(key(held.name), ended_on)
        self.announced.discard((key(held.name), ended_on))  # told anew

    @writes
    def goes_on(self, session: Session, owner: Member) -> None:
        for reminder in store.open_questions(session, owner):
            if reminder.shown:
                negotiations.goes_on(session, owner, reminder, self.now)

    @writes
    def works_elsewhere(self, session: Session, _owner: Member, friend: int, where: int) -> None:
        if contact := self._contact(session, friend):
            contact.division = WHERE[where]

    # -- what the model makes of it --------------------------------------------------------------

    def _begin_work(self, session: Session) -> None:
        super()._begin_work(session)
        self.met_before = dict(self.limits.met_in)

    def _more(self, change: Change) -> Any:
        return self.met_before.get(change.contact_id, ())

    def _taken_back(self, session: Session, saved: Saved) -> None:
        super()._taken_back(session, saved)
        if saved.contact_id not in self.stories:
            self.limits.forget(saved.contact_id)
        elif saved.verb in ("met", "held", "over"):
            self.anew = self.anew or saved.more != self.limits.met_in.get(saved.contact_id, ())
            self.limits.restore(saved.contact_id, saved.more)

    def _end_work(self, session: Session, owner: Member) -> None:
        super()._end_work(session, owner)
        if not (self.anew or self.about or self.restored):
            return
        today, rules = planning.today_of(owner, self.now), planning.rules(session, owner, self.now)
        for contact in session.scalars(select(Contact)):
            stop = rules.of(contact).stop
            until = (stop.until_on or NEVER) if stop else FREE
            assert until == self.limits.peace(contact, today), "left in peace as told"

    def _peace(self, session: Session, owner: Member, contact_id: int) -> date:
        contact = session.get(Contact, contact_id)
        assert contact
        return self.limits.peace(contact, planning.today_of(owner, self.now))

    # -- what the bot does -----------------------------------------------------------------------

    async def meanwhile(self, friend: int | None, days: int | None, is_taken: bool) -> None:
        self.told_meanwhile = is_taken, (LimitKind.HOLD, friend, None, days)

    async def _tell_meanwhile(self, is_taken: bool) -> None:
        if self.told_meanwhile and self.told_meanwhile[0] == is_taken:
            (_, told), self.told_meanwhile = self.told_meanwhile, None
            await self.limit(*told)

    async def _gathered(self) -> None:
        await super()._gathered()
        await self._tell_meanwhile(False)

    async def _taken(self, delivery: Delivery) -> None:
        await super()._taken(delivery)
        await self._hold_against(delivery)
        await self._tell_meanwhile(True)

    async def wait(self, span: timedelta) -> None:
        """Time passes; the hourly look at holds comes now and then, so mornings must do without it."""
        await super().wait(span)
        await self._keep_in_mind()

    async def _keep_in_mind(self) -> None:
        last, before = self.holder._last, await self._days()
        await self.holder.run()
        await self._nothing_moved(before, self.holder._last != last)

    @reads
    def _days(self, session: Session, _owner: Member) -> Any:
        return days_of(session)

    @reads
    def _nothing_moved(self, session: Session, owner: Member, before: Any, has_looked: bool) -> None:
        self._begin_work(session)
        self.before = before
        self.anew = has_looked and bool(store.members_with_limits(session, [1]))
        self._end_work(session, owner)

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
        project = asks_store.current_project(session, owner)
        assert project
        helpers = asks.helpers_for(session, owner, project, self.now)
        assert not {each.candidate.contact.id for each in helpers} & stopped, "a suggestion"

    def _look_for_draft(self, session: Session, owner: Member, contact: Contact, stopped: bool) -> None:
        for is_ask in (False, True):
            try:
                subject = drafts.about(session, owner, contact.id, self.now, is_ask=is_ask)
            except UserError:
                assert stopped, "a draft refused"
            else:
                assert not stopped, "a draft offered"
                draft, _ = drafts.start(session, owner, subject, "a thing", self.now)
                assert drafts.made(session, owner, draft.id, Draft("Hi", 0, None), self.now)
                assert drafts.use(session, owner, draft.id, "Hello", self.now).draft.text == "Hello"

    @reads
    def _hold_against(self, session: Session, owner: Member, delivery: Delivery) -> None:
        """Whom the DM brings up, as of the moment at which it was looked at for the last time."""
        today = planning.today_of(owner, self.now)
        for item in delivery.items:
            contact, limit_id = item.reminder.contact, item.reminder.limit_id
            if item.reminder.rung is Rung.STILL_ON:
                asked = [each for each in self.limits.met_in[contact.id] if each.limit_id == limit_id]
                assert [each.ended_on for each in asked] == [None], "asked about what is over"
            else:
                assert not self.limits.stops(contact, today), "brought up while they are left in peace"

    async def _show(self, delivery: Delivery) -> None:
        await self._hear(delivery)
        await super()._show(delivery)

    @reads
    def _hear(self, session: Session, _owner: Member, delivery: Delivery) -> None:
        """What the DM announces: a negotiation's end, once, with the first of its people."""
        [(_, morning)] = cards.mornings(session, [delivery.id], self.now)
        for over in morning.over:
            news = (key(over.name), over.limits[0].ended_on)
            assert news not in self.announced, "announced twice"
            self.announced.add(news)
        for item in delivery.items:
            if item.reminder.rung is Rung.FIRST_NOTE:
                name = self.limits.last_peace(item.reminder.contact_id)
                assert name is None or name in {told for told, _ in self.announced}, "never announced"

    # -- what must be true in the end ------------------------------------------------------------

    @reads
    def questions(self, session: Session, owner: Member) -> None:
        """One question is planned for each negotiation that goes on, a quarter ahead at most."""
        today, open_questions = planning.today_of(owner, self.now), store.open_questions(session, owner)
        for held in negotiations.all_held(session, owner):
            ids = {each.id for each in held.limits}
            asking = [each for each in open_questions if each.limit_id in ids]
            is_for_somebody = any(each.contact.stage is not Stage.LET_GO for each in held.limits)
            assert len(asking) == (1 if is_for_somebody else 0), "one question"
            for reminder in asking:
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
            await self._lift(min(self.limits.told))
        await self.wait(timedelta(days=1))
        await self._nobody_forgotten()
        await super().end()

    @reads
    def _nobody_forgotten(self, session: Session, owner: Member) -> None:
        assert not store.open_questions(session, owner), "asked about what is over"
        rows = session.scalars(select(Reminder).where(Reminder.outcome.is_(None)))
        open_of = {row.contact_id: row for row in rows}
        for contact in session.scalars(select(Contact)):
            row = open_of.get(contact.id)
            if contact.stage is Stage.FOLLOWING_UP:
                assert row, "a ladder without a rung"
                assert row.due_on or self.total[row.id], "asleep for ever"
