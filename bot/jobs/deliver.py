"""Bringing due reminders into Slack, each shown once: gather, take, draw, send, mark; many at once.

The order is the promise. `sending` is committed before the requests go out; whatever happens then, the rows tell the
next worker that the messages may be in Slack, and the history is read before anything is sent again.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot import metrics
from bot.clock import Clock
from bot.domain.cards import Morning
from bot.domain.deliveries import Answer, Fate
from bot.domain.models.deliveries import NO_ACCESS_WAIT
from bot.flows import cards
from bot.flows import deliveries as flow
from bot.flows.deliveries import Parcel
from bot.jobs import outbox
from bot.jobs.base import Clients, Job
from bot.slack import redraw
from bot.slack.views import attempts as views
from bot.store import data
from bot.store import deliveries as store
from bot.store.database import Database

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
"""Longer than a batch's requests and history search together."""
AT_ONCE = 10
"""Requests to Slack under way."""
BATCH = 30
GATHERED = 50
AN_HOUR = timedelta(hours=1)
OUTCOMES = {Fate.SENT: "sent", Fate.DOUBTFUL: "doubtful", Fate.NOT_SENT: "postponed", Fate.NOT_TRIED: "postponed"}
"""What is counted; whatever else Slack says is a refusal."""
QUIET_AT_MOST = timedelta(seconds=60)
"""How long one 429 holds back the other DMs of a workspace."""


@dataclass(frozen=True)
class Drawn:
    """A DM as it goes out."""

    morning: Morning
    blocks: list[dict[str, Any]]
    text: str


class Deliverer(Job):
    """Does one round of deliveries each time it is called."""

    def __init__(self, database: Database, clock: Clock, clients: Clients) -> None:
        super().__init__(database, clock, clients)
        self._worker = secrets.token_hex(8)  # a host name would be reused, and leases with it
        self._quiet_until: dict[int, datetime] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    def stop(self) -> None:
        """Claim nothing more; what is under way is finished."""
        self._stopping = True

    async def round(self, now: datetime) -> int:
        """Gather what is due, and deliver until nothing more wants attention. Returns how many were worked on."""
        worked = 0
        while not self._stopping:
            gathered, parcels = await self._gather(), await self._take()
            if not gathered and not parcels:
                break
            await self.each([parcels], self._bring)  # a bug must not stop the next ones; leases end by themselves
            worked += len(parcels)
        return worked

    async def _gather(self) -> list[int]:
        """Nothing of a member over whom our own code stumbles is looked at for an hour."""
        now = self._clock()

        async def gathered(ids: Sequence[int]) -> list[int]:
            count = await self._database.write(lambda session: flow.gather(session, ids, now))
            return [count] if count else []

        async def rest(each: int) -> None:
            await self._database.write(lambda session: store.push_back(session, each, now, now + AN_HOUR))

        return await self.together(await self.ours(store.members_with_due, now, GATHERED), gathered, rest)

    async def _take(self) -> list[Parcel]:
        """The next DMs, marked as `sending`; one that breaks our own code is counted, and parked in the end."""
        now, ours = self._clock(), await self._awake()
        lease_until = now + LEASE

        async def prepared(ids: Sequence[int]) -> list[Parcel]:
            return await self._database.write(
                lambda session: flow.prepare(session, ids, self._worker, now, lease_until)
            )

        async def stumble(each: int) -> None:
            await self._database.write(lambda session: flow.stumble(session, each, self._worker, now))

        claim = partial(
            store.claim, workspaces=ours, now=now, worker=self._worker, lease_until=lease_until, limit=BATCH
        )
        return await self.together(await self._database.write(claim), prepared, stumble)

    async def _bring(self, parcels: Sequence[Parcel]) -> None:
        looked_for = [await self._reconcile(each) for each in parcels if each.doubtful]
        fresh = [each for each in parcels if not each.doubtful]
        await self._deliver([*fresh, *(each for found in looked_for for each in found)])

    async def _reconcile(self, parcel: Parcel) -> list[Parcel]:
        """Is it in Slack already? If it surely is not, or that can never be known, it may be sent."""
        client, readable, ts = self._clients[parcel.workspace_id], False, None
        channel: str | None = parcel.channel
        if channel == parcel.slack_user_id:
            channel = (await outbox.open_dm(client, parcel.slack_user_id)).channel or None
        if channel:
            readable, ts = await outbox.find(client, channel, parcel.key)
        log.info("delivery.looked_for", id=parcel.id, readable=readable, found=ts is not None)
        if ts and channel:
            await self._mark({parcel.id: Answer(Fate.SENT, ts=ts, channel=channel)}, {}, [parcel])
            return []
        now = self._clock()
        return await self._database.write(
            lambda session: flow.resend(session, parcel.id, self._worker, readable, now, now + LEASE)
        )

    async def _deliver(self, parcels: Sequence[Parcel]) -> None:
        drawn = dict(await self.together([each.id for each in parcels], self._drawn, self._set_aside))
        answers: dict[int, Answer] = {}
        by_workspace: dict[int, list[Parcel]] = defaultdict(list)
        for each in parcels:
            if each.id in drawn:
                by_workspace[each.workspace_id].append(each)
        for scout, *others in by_workspace.values():  # where Slack takes nothing, one refusal is enough
            answers[scout.id] = await self._post(scout, drawn[scout.id])
            posted = await asyncio.gather(*(self._post(each, drawn[each.id]) for each in others))
            answers |= {each.id: answer for each, answer in zip(others, posted, strict=True)}
        await self._mark(answers, drawn, parcels)

    async def _drawn(self, delivery_ids: Sequence[int]) -> list[tuple[int, Drawn]]:
        """What each DM shows."""
        now = self._clock()
        found = await self._database.read(lambda session: cards.mornings(session, delivery_ids, now))
        return [(delivery.id, _drawn(morning)) for delivery, morning in found]

    async def _set_aside(self, delivery_id: int) -> None:
        """The cards that cannot be drawn; all, where each by itself can. The others come without them."""
        now = self._clock()
        carried = await self._database.read(lambda session: store.carried_by(session, delivery_id))
        bad = [each for each in carried if not await self._can_be_drawn(each)] or carried
        log.warning("delivery.not_drawn", id=delivery_id, reminders=bad)
        await self._database.write(lambda session: flow.set_aside(session, delivery_id, self._worker, bad, now))

    async def _can_be_drawn(self, reminder_id: int) -> bool:
        now = self._clock()
        try:
            card = await self._database.read(lambda session: cards.card_by_id(session, reminder_id, now))
            views.card(card, now.date(), "")
        except Exception:  # that is what was asked; the bug is in the log already
            return False
        return True

    async def _post(self, parcel: Parcel, drawn: Drawn) -> Answer:
        async with self._at_once:
            now, quiet_until = self._clock(), self._quiet_until.get(parcel.workspace_id)
            if quiet_until and now < quiet_until:
                return Answer(Fate.NOT_TRIED, wait=quiet_until - now)
            if now >= parcel.lease_until:  # the machine slept: another worker may have it by now
                return Answer(Fate.NOT_TRIED)
            client = self._clients[parcel.workspace_id]
            answer = await outbox.post(client, parcel.channel, drawn.blocks, drawn.text, parcel.key)
        if answer.problem == "ratelimited":
            self._quiet_until[parcel.workspace_id] = now + min(answer.wait or QUIET_AT_MOST, QUIET_AT_MOST)
        if answer.fate is Fate.NO_ACCESS:
            self._quiet_until[parcel.workspace_id] = now + NO_ACCESS_WAIT
        return answer

    async def _mark(
        self, answers: Mapping[int, Answer], drawn: Mapping[int, Drawn], parcels: Sequence[Parcel]
    ) -> None:
        """Write down what became of them, and see to those from which somebody was erased on the way."""
        now, shown = self._clock(), {each: len(found.morning.cards) for each, found in drawn.items()}
        marked = await self._database.write(lambda session: flow.mark(session, answers, shown, self._worker, now))
        for delivery_id, answer in answers.items():
            log.info("delivery", id=delivery_id, fate=answer.fate.value, problem=answer.problem or None)
            metrics.DELIVERIES.labels(OUTCOMES.get(answer.fate, "refused")).inc()
            if answer.ts and delivery_id in drawn and any(card.late for card in drawn[delivery_id].morning.cards):
                metrics.LATE.inc()
        for each in parcels:
            if each.id in marked.erased and (answers[each.id].ts or answers[each.id].fate is Fate.DOUBTFUL):
                await self._clear(each, now)
        if marked.fewer:
            await self._correct(marked.fewer)

    async def _clear(self, parcel: Parcel, now: datetime) -> None:
        whose = (parcel.workspace_id, parcel.slack_user_id)
        await self._database.write(lambda session: data.leave_clearing(session, *whose, now))

    async def _correct(self, delivery_ids: Sequence[int]) -> None:
        """Somebody in them was erased while they were on their way: draw them without."""
        now = self._clock()
        for delivery, morning in await self._database.read(
            lambda session: cards.mornings(session, delivery_ids, now)
        ):
            await redraw.morning_in(self._clients[delivery.workspace_id], delivery, morning)

    async def _awake(self) -> list[int]:
        """The workspaces whose Slack does not want to be left alone just now; what the others have due waits."""
        now = self._clock()
        quiet = {each: until for each, until in self._quiet_until.items() if now < until}
        if quiet:
            await self._database.write(lambda session: store.put_off(session, quiet, now))
        return [each for each in self._clients if each not in quiet]


def _drawn(morning: Morning) -> Drawn:
    return Drawn(morning, [block.to_dict() for block in views.morning(morning)], views.morning_text(morning))
