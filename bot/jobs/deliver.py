"""Bringing due reminders into Slack, each shown once: gather, take, draw, send, mark; many at once.

The order is the promise. `sending` is committed before the requests go out; whatever happens then, the rows tell the
next worker that the messages may be in Slack, and the history is read before anything is sent again.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.domain.models import Delivery
from bot.domain.models.deliveries import Answer, Fate
from bot.domain.types import DeliveryState
from bot.flows import cards, deliveries as flow, planning
from bot.jobs.base import Job
from bot.slack import redraw, screens
from bot.slack.screens import Refused
from bot.store import deliveries as store

log = structlog.get_logger()
AT_ONCE = 10
"""Requests to Slack under way."""
BATCH = 30
OUTCOMES = {Fate.SENT: "sent", Fate.DOUBTFUL: "doubtful", Fate.NOT_SENT: "postponed", Fate.NOT_TRIED: "postponed"}
"""What is counted; whatever else Slack says is a refusal."""
QUIET_AT_MOST = timedelta(seconds=60)
"""How long one 429 holds back the other DMs of a workspace."""
EVENT_TYPE = "tactful_delivery"
SEARCH_SECONDS = 10
"""How long the history may be read for. With the time a request may take it is less than the lease of a delivery."""
RATE_LIMITED = "ratelimited"
NO_ACCESS_WAIT = timedelta(minutes=15)
MEANINGS = {
    # The workspace's fault, not this message's: wait for the installation to be mended.
    Fate.NO_ACCESS: "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope"
    " team_access_not_granted no_permission",
    Fate.CHANNEL_GONE: "channel_not_found is_archived not_in_channel",
    Fate.NEVER: "user_not_found users_not_found user_disabled user_not_visible cannot_dm_bot messages_tab_disabled"
    " restricted_action invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long no_text"
    " invalid_metadata_format metadata_too_large invalid_arguments",
}
"""What Slack's errors mean for a message; one that is not here perhaps passes."""
Drawn = dict[str, Any]
"""The blocks and the text of a DM as it goes out."""


@dataclass(eq=False)
class Deliverer(Job):
    """Does one round of deliveries each time it is called."""

    _worker: str = field(default_factory=partial(secrets.token_hex, 8), init=False)  # a host name would be reused
    _quiet_until: dict[int, datetime] = field(default_factory=dict, init=False)
    _at_once: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, AT_ONCE), init=False)
    _stopping = False

    def stop(self) -> None:
        """Claim nothing more; what is under way is finished."""
        self._stopping = True

    async def round(self, now: datetime) -> int:
        """Gather what is due, and deliver until nothing more wants attention. Returns how many were worked on."""
        worked = 0
        while not self._stopping:
            gathered, taken = await self._gather(), await self._take()
            if not gathered and not taken:
                break
            await self.each([taken], self._bring)  # a bug must not stop the next ones; leases end by themselves
            worked += len(taken)
        return worked

    async def _gather(self) -> list[int]:
        """Nothing of a member over whom our own code stumbles is looked at for an hour."""
        now = self._clock()
        due = await self.ours(store.members_with_due, now, 50)
        rest = self.writing(partial(store.push_back, now=now, until=now + timedelta(hours=1)))
        return await self.together(due, self.writing(partial(flow.gather, now=now)), rest)

    async def _take(self) -> list[Delivery]:
        """The next DMs, marked as `sending`; one that breaks our own code is counted, and parked in the end."""
        worker, now, awake = self._worker, self._clock(), await self._awake()
        claim = partial(store.claim, workspaces=awake, worker=worker, now=now, limit=BATCH)
        prepare = self.writing(partial(flow.prepare, worker=worker, now=now))
        stumble = self.writing(partial(flow.stumble, worker=worker, now=now))
        return await self.together(await self._database.write(claim), prepare, stumble)

    async def _bring(self, taken: Sequence[Delivery]) -> None:
        ready: list[Delivery] = []
        for each in taken:
            ready += await self._looked_for(each) if each.state is DeliveryState.DOUBTFUL else [each]
        drawn = dict(await self.together(ready, self._drawn, self._set_aside))
        by_workspace: dict[int, list[Delivery]] = defaultdict(list)
        for each in ready:
            if each.id in drawn:
                by_workspace[each.workspace_id].append(each)
        answers: dict[Delivery, Answer] = {}
        for scout, *others in by_workspace.values():  # where Slack takes nothing, one refusal is enough
            answers[scout] = await self._post(scout, drawn[scout.id])
            posted = await asyncio.gather(*(self._post(each, drawn[each.id]) for each in others))
            answers |= zip(others, posted, strict=True)
        await self._mark(answers)

    async def _looked_for(self, delivery: Delivery) -> list[Delivery]:
        """Is it in Slack already? If it surely is not, or that can never be known, it may be sent."""
        readable, found = await find(self._clients[delivery.workspace_id], delivery)
        log.info("delivery.looked_for", id=delivery.id, readable=readable, found=found is not None)
        if found:
            await self._mark({delivery: found})
            return []
        again = partial(flow.resend, delivery_id=delivery.id, worker=self._worker, now=self._clock())
        return await self._database.write(partial(again, readable=readable))

    async def _drawn(self, ready: Sequence[Delivery], only: int | None = None) -> list[tuple[int, Drawn]]:
        """What each DM shows, by its id. `only`: with the card of that reminder alone."""
        drawn = partial(cards.mornings, delivery_ids=[each.id for each in ready], now=self._clock(), only=only)
        shown = [(delivery.id, redraw.morning(morning)) for delivery, morning in await self._database.read(drawn)]
        return [
            (each, {"blocks": [block.to_dict() for block in message.blocks], "text": message.text})
            for each, message in shown
        ]

    async def _set_aside(self, delivery: Delivery) -> None:
        """The cards that cannot be drawn; all, where each by itself can. The others come without them."""

        async def drawn(reminder_id: int) -> int:
            await self._drawn([delivery], reminder_id)
            return reminder_id

        now, carried = self._clock(), [item.reminder_id for item in delivery.items]
        good = await self.each(carried, drawn)
        bad = [each for each in carried if each not in good] or carried
        log.warning("delivery.not_drawn", id=delivery.id, reminders=bad)
        await self._database.write(lambda session: flow.set_aside(session, delivery.id, self._worker, bad, now))

    async def _post(self, delivery: Delivery, drawn: Drawn) -> Answer:
        workspace_id = delivery.workspace_id
        async with self._at_once:
            now, quiet_until = self._clock(), self._quiet_until.get(workspace_id)
            if quiet_until and now < quiet_until:
                return Answer(Fate.NOT_TRIED, wait=quiet_until - now)
            if delivery.next_at is None or now >= delivery.next_at:  # the machine slept: another may have it by now
                return Answer(Fate.NOT_TRIED)
            answer = await post(self._clients[workspace_id], delivery, drawn)
        if answer.problem == RATE_LIMITED:
            self._quiet_until[workspace_id] = now + min(answer.wait or QUIET_AT_MOST, QUIET_AT_MOST)
        if answer.fate is Fate.NO_ACCESS:
            self._quiet_until[workspace_id] = now + NO_ACCESS_WAIT
        return answer

    async def _mark(self, answers: Mapping[Delivery, Answer]) -> None:
        """Write down what became of them, and draw those anew from which somebody was erased on the way."""
        now = self._clock()
        fewer = await self._database.write(lambda session: flow.mark(session, answers, self._worker, now))
        for delivery, answer in answers.items():
            log.info("delivery", id=delivery.id, fate=answer.fate.value, problem=answer.problem or None)
            metrics.DELIVERIES.labels(OUTCOMES.get(answer.fate, "refused")).inc()
            late = partial(planning.late_since, owner=delivery.member, shown_on=delivery.morning_on)
            if answer.ts and any(map(late, delivery.items)):
                metrics.LATE.inc()
        await redraw.with_fewer(self._database, self._clients, fewer, now)

    async def _awake(self) -> list[int]:
        """The workspaces whose Slack does not want to be left alone just now; what the others have due waits."""
        now = self._clock()
        quiet = {each: until for each, until in self._quiet_until.items() if now < until}
        if quiet:
            await self._database.write(lambda session: store.put_off(session, quiet, now))
        return [each for each in self._clients if each not in quiet]


async def post(client: AsyncWebClient, delivery: Delivery, message: dict[str, Any]) -> Answer:
    """Send one DM, once. The metadata carries the key alone: any app of the workspace can read it."""
    send = partial(
        client.chat_postMessage,
        channel=delivery.channel or "",
        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}},
        unfurl_links=False,
        unfurl_media=False,
        **message,
    )
    try:
        answer = await screens.once(send)
    except Refused as refused:
        return _meaning(refused)
    if ts := answer.get("ts"):
        return Answer(Fate.SENT, ts=ts, channel=answer.get("channel") or delivery.channel or "")
    return Answer(Fate.DOUBTFUL, "no_message")


async def find(client: AsyncWebClient, delivery: Delivery) -> tuple[bool, Answer | None]:
    """Look for a DM among the newest of its channel, by number, not by time: were they read, and is it there?"""
    try:
        async with asyncio.timeout(SEARCH_SECONDS):
            channel = await screens.dm_of(client, delivery.member.slack_user_id, 0)
            async for message in screens.newest(client, channel, 0, pages=5):
                if (message.get("metadata") or {}).get("event_payload", {}).get("key") == delivery.key:
                    return True, Answer(Fate.SENT, ts=message["ts"], channel=channel)
    except (Refused, TimeoutError):
        return False, None
    return True, None


def _meaning(refused: Refused) -> Answer:
    if refused.status == 429 or refused.problem in screens.LIMITED:
        return Answer(Fate.NOT_SENT, RATE_LIMITED, wait=refused.retry_after)
    if isinstance(refused.__cause__, aiohttp.ClientConnectorError):  # refused, no such host, no TLS: nothing went out
        return Answer(Fate.NOT_SENT, "unreachable")
    if refused.passes or not refused.problem.replace("_", "").isalnum():  # Slack broke off, or not its JSON
        return Answer(Fate.DOUBTFUL, refused.problem)
    fate = next((fate for fate, errors in MEANINGS.items() if refused.problem in errors.split()), Fate.REFUSED)
    return Answer(fate, refused.problem, wait=NO_ACCESS_WAIT if fate is Fate.NO_ACCESS else None)
