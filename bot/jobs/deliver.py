"""Bringing due reminders into Slack, each shown once: gather, claim, check, send, mark.

The order is the promise. `sending` is committed before the request goes out; whatever happens then, the row
tells the next worker that the message may be in Slack, and the history is read before anything is sent again.
"""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.cards import Morning
from bot.domain.models import Delivery, Member, Workspace
from bot.domain.types import DeliveryState
from bot.flows import cards
from bot.flows import deliveries as flow
from bot.jobs import outbox
from bot.jobs.outbox import Answer, Fate
from bot.logs import log_bug
from bot.slack import payloads, people
from bot.slack.views import attempts as views
from bot.store import deliveries as store
from bot.store import members
from bot.store.database import Database

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
"""Longer than a delivery's look-ups, request and history search together."""
AT_ONCE = 10
BATCH = 100
NO_ACCESS_WAIT = timedelta(minutes=15)
QUIET_AT_MOST = timedelta(seconds=60)
"""How long one 429 holds back the other DMs of a workspace."""

Clients = Mapping[int, AsyncWebClient]
"""The workspaces that this process speaks for, with the client for each; others are none of its business."""


class Deliverer:
    """Does one round of deliveries each time it is called."""

    def __init__(self, database: Database, clock: Clock, clients: Clients) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients
        self._worker = secrets.token_hex(8)  # a host name would be reused, and leases with it
        self._quiet_until: dict[int, datetime] = {}
        self._stopping = False

    def stop(self) -> None:
        """Claim nothing more; what is under way is finished."""
        self._stopping = True

    async def free_leases(self) -> None:
        """At the start, where this is the only process: nobody else can be working on anything."""
        await self._database.write(lambda session: store.free_leases(session, self._clients.keys(), self._clock()))

    async def run(self) -> int:
        """Gather what is due, and deliver until nothing more wants attention. Returns how many were worked on."""
        await self._gather()
        worked = 0
        while not self._stopping and (ids := await self._claim()):
            scout, *others = ids  # where Slack takes nothing, one refusal is enough
            await self._guarded(scout)
            await asyncio.gather(*(self._guarded(delivery_id) for delivery_id in others))
            worked += len(ids)
        return worked

    async def _gather(self) -> None:
        while not self._stopping:
            member_ids = await self._database.read(
                lambda session: store.members_with_due(session, self._clients.keys(), self._clock(), BATCH)
            )
            if not member_ids:
                return
            for member_id in member_ids:
                await self._gather_for(member_id)

    async def _gather_for(self, member_id: int) -> None:
        await self._database.write(lambda session: flow.gather(session, member_id, self._clock()))

    async def _claim(self) -> list[int]:
        now = self._clock()
        return await self._database.write(
            lambda session: store.claim(session, self._clients.keys(), now, self._worker, now + LEASE, AT_ONCE)
        )

    async def _guarded(self, delivery_id: int) -> None:
        try:
            await self._deliver(delivery_id)
        except Exception as error:  # one bad row must not stop the others; its lease ends by itself
            log_bug(error)

    async def _deliver(self, delivery_id: int) -> None:
        def claimed(session: Session) -> tuple[Delivery | None, Workspace | None, Member | None]:
            delivery = store.delivery(session, delivery_id, self._worker)
            owner = members.member_by_id(session, delivery.member_id) if delivery else None
            return delivery, store.workspace_of(session, delivery_id), owner

        delivery, workspace, owner = await self._database.write(claimed)
        if delivery is None or workspace is None or owner is None:
            return
        now = self._clock()
        if (until := self._quiet_until.get(workspace.id)) and now < until:
            await self._database.write(lambda session: flow.postpone(session, delivery_id, self._worker, until))
            return
        client = self._clients[workspace.id]
        if delivery.state is DeliveryState.DOUBTFUL and not await self._reconcile(client, delivery):
            return
        departed = await self._ask_directory(client, workspace, owner, delivery)
        channel = owner.dm_channel
        if channel is None and owner.slack_user_id in departed:
            channel = ""  # no DM can be opened with them; the check keeps everything for their return
        elif channel is None:
            channel = await self._open_dm(client, owner, delivery_id)
        if channel is not None:
            await self._send(client, delivery_id, channel, departed)

    async def _reconcile(self, client: AsyncWebClient, delivery: Delivery) -> bool:
        """Is it in Slack already? True: surely not, or never to be known; it may be sent."""
        readable, ts = False, None
        if delivery.channel:
            readable, ts = await outbox.find(client, delivery.channel, delivery.key)
        if ts and delivery.channel:
            await self._settle(delivery.id, delivery.workspace_id, Answer(Fate.SENT, channel=delivery.channel, ts=ts))
            log.info("delivery.found", id=delivery.id)
            return False
        again = await self._database.write(
            lambda session: flow.not_found(session, delivery.id, self._worker, readable, self._clock())
        )
        log.info("delivery.looked_for", id=delivery.id, readable=readable, again=again)
        return again

    async def _ask_directory(
        self, client: AsyncWebClient, workspace: Workspace, owner: Member, delivery: Delivery
    ) -> set[str]:
        """Who is still there? Slack accepts a DM to a deactivated person and shows it to nobody."""
        contacts = {item.reminder.contact.slack_user_id for item in delivery.items} - {None}
        ids = {owner.slack_user_id, *(user for user in contacts if user)}
        found = await people.look_up(client, workspace, ids, seconds=5)
        withdrawn = await people.learn(self._database, workspace, found.values(), self._clock())
        await people.tell_withdrawn(client, withdrawn)
        return {user for user, facts in found.items() if facts.deleted or not facts.exists}

    async def _open_dm(self, client: AsyncWebClient, owner: Member, delivery_id: int) -> str | None:
        answer = await outbox.open_dm(client, owner.slack_user_id)
        if answer.fate is not Fate.SENT:
            await self._settle(delivery_id, owner.workspace_id, answer)
            return None

        def kept(session: Session) -> str | None:
            present = members.find_by_id(session, owner.id)
            if present is None:
                return None  # they erased everything meanwhile
            present.dm_channel = answer.channel
            return answer.channel

        return await self._database.write(kept)

    async def _send(self, client: AsyncWebClient, delivery_id: int, channel: str, departed: set[str]) -> None:
        now = self._clock()
        delivery = await self._database.write(
            lambda session: flow.check(session, delivery_id, self._worker, channel, departed, now, now + LEASE)
        )
        if delivery is None:
            return
        morning = await self._database.read(lambda session: cards.morning(session, delivery_id, now))
        if morning is None:
            return
        blocks = [block.to_dict() for block in views.morning(morning)]
        answer = await outbox.post(client, channel, blocks, views.morning_text(morning), delivery.key)
        if await self._is_erased(delivery_id):
            await self._take_back(client, channel, delivery.key, answer)
            return
        await self._settle(delivery_id, delivery.workspace_id, answer)
        if answer.fate is Fate.SENT:
            await self._correct(client, delivery_id, len(morning.cards))

    async def _is_erased(self, delivery_id: int) -> bool:
        return await self._database.read(lambda session: store.delivery(session, delivery_id)) is None

    async def _take_back(self, client: AsyncWebClient, channel: str, key: str, answer: Answer) -> None:
        """The member erased everything while this DM was on its way: it goes too."""
        ts = answer.ts or None
        if answer.fate is Fate.DOUBTFUL:
            _, ts = await outbox.find(client, channel, key)
        if ts:
            await outbox.delete(client, answer.channel or channel, ts)

    async def _correct(self, client: AsyncWebClient, delivery_id: int, shown: int) -> None:
        """Somebody in it was erased while it was on its way: draw it without them."""

        def now_true(session: Session) -> tuple[Delivery | None, Morning | None]:
            return store.delivery(session, delivery_id), cards.morning(session, delivery_id, self._clock())

        delivery, morning = await self._database.read(now_true)
        if delivery and morning and len(morning.cards) < shown and delivery.channel and delivery.ts:
            try:
                await payloads.redraw_morning(client, delivery.channel, delivery.ts, morning)
            except people.OUTSIDE_FAILURES as error:
                log.warning("delivery.not_redrawn", id=delivery_id, kind=type(error).__name__)

    async def _settle(self, delivery_id: int, workspace_id: int, answer: Answer) -> None:
        """Write down what became of it."""
        now = self._clock()

        def settled(session: Session) -> None:
            match answer.fate:
                case Fate.SENT:
                    flow.mark_sent(session, delivery_id, self._worker, answer.channel, answer.ts, now)
                case Fate.NOT_SENT:
                    flow.try_again(session, delivery_id, self._worker, answer.problem, answer.wait, now)
                case Fate.REFUSED:
                    flow.refused(session, delivery_id, self._worker, answer.problem, now)
                case Fate.DOUBTFUL:
                    flow.doubt(session, delivery_id, self._worker, answer.problem, now)
                case Fate.NO_ACCESS:
                    flow.try_again(session, delivery_id, self._worker, answer.problem, NO_ACCESS_WAIT, now)
                case Fate.CHANNEL_GONE:
                    flow.channel_gone(session, delivery_id, self._worker, answer.problem, now)
                case Fate.NEVER:
                    flow.park(session, delivery_id, self._worker, answer.problem)

        await self._database.write(settled)
        if answer.problem == "ratelimited":
            self._quiet_until[workspace_id] = now + min(answer.wait or QUIET_AT_MOST, QUIET_AT_MOST)
        if answer.fate is Fate.NO_ACCESS:
            self._quiet_until[workspace_id] = now + NO_ACCESS_WAIT
        log.info("delivery", id=delivery_id, fate=answer.fate.value, problem=answer.problem or None)
