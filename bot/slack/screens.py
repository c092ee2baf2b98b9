"""What a decision changes on screens that are open: cards in DMs, the Home tab, the contact view."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.cards import Card, Morning
from bot.domain.models import Delivery, Member
from bot.flows import attempts as flow
from bot.flows import cards, planning
from bot.flows.home import home as home_flow
from bot.slack import modals, payloads
from bot.slack.details import redraw_details
from bot.slack.edge import Edge, actor_of
from bot.slack.views import attempts as views
from bot.slack.views import home as home_views
from bot.slack.views import notes

log = structlog.get_logger()
MESSAGE_GONE = (
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
    "channel_not_found",
    "is_inactive",
)
"""Slack will not redraw that message any more: the answer comes as a new one."""

NOTED = "Noted."


class Screens:
    """Draws anew what the acting member has open, beside the answer."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def redraw(self, client: AsyncWebClient, body: dict[str, Any], reminder: int | None, contact: int | None) -> None:
        """Show how things stand: in every DM that shows the reminder, in the message that was clicked, and in the
        view the click came from. Both are ids; where no reminder is known the card is the contact's."""
        self._edge.background.spawn(self._draw(client, body, reminder, contact))

    def elsewhere(self, client: AsyncWebClient, body: dict[str, Any], contact: int) -> None:
        """The same for something that was told in another dialogue: in the DMs that show the contact, and in Home."""
        view = {**(body.get("view") or {}), "type": "home"}
        self.redraw(client, {**body, "container": {}, "view": view}, None, contact)

    def mornings(self, client: AsyncWebClient, body: dict[str, Any], delivery_ids: Sequence[int]) -> None:
        """These DMs of the member as they stand now, and Home."""
        self._edge.background.spawn(self._draw_mornings(client, body, delivery_ids))

    def below(self, client: AsyncWebClient, body: dict[str, Any], contact: int) -> None:
        """After a form on top of the contact view: that view too."""
        self.elsewhere(client, body, contact)
        if below := (body.get("view") or {}).get("previous_view_id"):
            self.details(client, body, below, contact)

    def details(self, client: AsyncWebClient, body: dict[str, Any], view_id: str, contact: int) -> None:
        """The contact view in that modal, as it stands now."""
        self._edge.background.spawn(redraw_details(self._edge, client, body, view_id, contact))

    async def _draw_mornings(self, client: AsyncWebClient, body: dict[str, Any], delivery_ids: Sequence[int]) -> None:
        now = self._edge.now()
        found = await self._edge.read(
            body, lambda session, owner: cards.mornings_of(session, owner, delivery_ids, now)
        )
        await publish_home(self._edge, client, body)
        for delivery, morning in found:
            await _update(client, delivery.channel, delivery.ts, views.morning(morning), views.morning_text(morning))

    async def _draw(
        self, client: AsyncWebClient, body: dict[str, Any], reminder_id: int | None, contact_id: int | None
    ) -> None:
        container, view = body.get("container") or {}, body.get("view") or {}
        clicked, now = (container.get("channel_id"), container.get("message_ts")), self._edge.now()

        def standing(session: Session, owner: Member) -> tuple[Member, Card | None, list[tuple[Delivery, Morning]]]:
            card = _card(session, owner, reminder_id, contact_id, now)
            found = cards.mornings_showing(session, owner, reminder_id or _told_of(card), clicked, now)
            return owner, card, found

        owner, card, found = await self._edge.read(body, standing)
        today = planning.today_of(owner, now)
        shown = {(delivery.channel, delivery.ts): morning for delivery, morning in found}
        for (channel, ts), morning in shown.items():
            blocks, text = views.morning(morning), views.morning_text(morning)
            if not await _update(client, channel, ts, blocks, text) and (channel, ts) == clicked:
                await _tell_anew(client, body, card, today)
        if clicked[1] and clicked not in shown and card:
            own = clicked[0] == owner.dm_channel  # a confirmation of ours, such as `_tell_anew` writes
            blocks = views.card(card, today, actor_of(body).team_id)
            if not (own and await _update(client, *clicked, blocks, NOTED)):
                await _tell_anew(client, body, card, today)
        if view.get("type") in ("home", "modal"):
            await publish_home(self._edge, client, body)
        if view.get("type") == "modal" and body.get("type") == "block_actions":
            is_undo = any(action.get("action_id") == views.UNDO for action in body.get("actions") or [])
            sentence = "Taken back." if is_undo else "Noted. I take it from here."
            await modals.show(client, view["id"], notes.note(sentence))


async def publish_home(edge: Edge, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """Draw the actor's Home tab as it stands now."""
    now, actor = edge.now(), actor_of(body)
    found = await edge.read(body, lambda session, owner: home_flow(session, owner, now))
    await client.views_publish(user_id=actor.user_id, view=home_views.home(found, actor.team_id))


def _card(
    session: Session, owner: Member, reminder_id: int | None, contact_id: int | None, now: datetime
) -> Card | None:
    if reminder_id is not None:
        reminder = flow.find_reminder(session, owner, reminder_id)
        if not reminder.open or reminder.shown or reminder.snoozed:
            return cards.card_of(session, owner, reminder, now)
        contact_id = reminder.contact_id  # its own card is still to come
    if contact_id is not None:
        return cards.card_of_contact(session, owner, flow.find_contact(session, owner, contact_id), now)
    return None


def _told_of(card: Card | None) -> int | None:
    """The reminder whose card shows where the contact stands: the open one, if it was shown, or the last settled."""
    if card and card.following and card.following.shown:
        return card.following.id
    return card.change.reminder_id if card and card.change else None


async def _update(
    client: AsyncWebClient, channel: str | None, ts: str | None, blocks: Sequence[Block], text: str
) -> bool:
    """Redraw one DM. False: Slack does not let us touch that message any more."""
    try:
        await client.chat_update(channel=channel or "", ts=ts or "", blocks=list(blocks), text=text)
    except SlackApiError as error:
        problem = error.response.get("error")
        if problem in MESSAGE_GONE:
            return False
        log.warning("card.not_redrawn", problem=str(problem)[:40])
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("card.not_redrawn", problem=type(error).__name__)
    return True


async def _tell_anew(client: AsyncWebClient, body: dict[str, Any], card: Card | None, today: date) -> None:
    """The message is gone for good: confirm the decision in a new one."""
    if card is None:
        return
    actor = actor_of(body)
    await payloads.tell(client, actor.user_id, views.card(card, today, actor.team_id), NOTED)
