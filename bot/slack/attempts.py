"""The buttons of a reminder card, in its DM and in Home: one decision, then the card as it stands."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.cards import Card
from bot.domain.models import Contact, Member
from bot.domain.text import clean
from bot.errors import FieldErrors, UserError
from bot.flows import asks, cards, negotiations, planning
from bot.flows import attempts as flow
from bot.flows.home import home as home_flow
from bot.slack import payloads
from bot.slack.details import open_details
from bot.slack.drafts import Drafts
from bot.slack.edge import Edge, actor_of
from bot.slack.encounters import open_view
from bot.slack.negotiations import Negotiations
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

Decision = Callable[[AsyncSession, Member, Contact, datetime], Awaitable[None]]


class Attempts:
    """The story of a reminder, from the member's side."""

    def __init__(self, edge: Edge, drafts: Drafts, negotiations: Negotiations) -> None:
        self._edge = edge
        self._drafts = drafts
        self._negotiations = negotiations
        drafts.when_told = self.redraw_elsewhere

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(views.WROTE)(self.wrote)
        app.action(views.REPLIED)(self.replied)
        app.action(views.LET_GO)(self.let_go)
        app.action(views.SNOOZE)(self.snooze)
        app.action(views.KEEP_REASON)(self.keep_reason)
        app.action(views.CONTACT_REPLIED)(self.contact_replied)
        app.action(views.RHYTHM)(self.rhythm)
        app.action(views.UNDO)(self.undo)
        app.action(views.CHAT)(self.chat_opened)
        app.action(home_views.CONTACT_MENU)(self.contact_menu)
        app.view(views.SNOOZE_FORM)(self.snooze_submitted)
        app.view(views.REASON_FORM)(self.reason_submitted)

    async def wrote(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*I wrote*."""
        await self._settle(ack, body, payloads.number(action), client, flow.note_written)

    async def replied(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*They replied*, or *We talked*."""
        await self._settle(ack, body, payloads.number(action), client, flow.replied)

    async def let_go(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Let go*, or *Fine* on the closing card."""
        await self._settle(ack, body, payloads.number(action), client, flow.let_go)

    async def snooze(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Snooze*: a choice of the menu, or a form for a date."""
        word, reminder_id = payloads.choice(action)
        now = self._edge.now()
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, reminder_id)
            today = planning.today_of(owner, now)
            waiting = reminder.open and not views.is_snoozed(reminder, today)
            if waiting and word != "date":
                await flow.snooze(session, owner, reminder, flow.snooze_day(word, today), now)
        if waiting and word == "date":
            await open_view(client, body, views.snooze_form(reminder, today))
            await ack()
            return
        await ack()
        self._redraw(client, body, reminder.id, None)

    async def snooze_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The date of the form."""
        now = self._edge.now()
        until = _date(payloads.form_values(view).get("date"))
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, _subject(view))
            if reminder.open and not views.is_snoozed(reminder, planning.today_of(owner, now)):
                try:
                    await flow.snooze(session, owner, reminder, until, now)
                except UserError as error:
                    raise FieldErrors({"date": str(error)}) from None
        await ack()
        self._redraw(client, body, reminder.id, None)

    async def keep_reason(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Keep one more reason*: the form for it."""
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, payloads.number(action))
        if reminder.open:
            await open_view(client, body, views.reason_form(reminder))
            await ack()
            return
        await ack()
        self._redraw(client, body, reminder.id, None)

    async def reason_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The reason is kept with the contact, who is let go."""
        reason = clean(payloads.form_values(view).get("reason"))
        if reason is None:
            raise FieldErrors({"reason": "A few words are enough."})
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, _subject(view))
            if reminder.open:
                await flow.keep_reason(session, owner, reminder.contact, reason, self._edge.now())
        await ack()
        self._redraw(client, body, reminder.id, None)

    async def contact_replied(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*They replied* on a card that is settled already."""
        async with self._edge.member(body) as (session, owner):
            contact = await flow.find_contact(session, owner, payloads.number(action))
            if contact.stage is not contact.stage.IN_TOUCH:
                await flow.replied(session, owner, contact, self._edge.now())
        await ack()
        self._redraw(client, body, None, contact.id)

    async def rhythm(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """How often to bring somebody in touch up."""
        months, contact_id = payloads.choice(action)
        if months not in {str(count) for count in views.RHYTHMS}:
            raise UserError("I do not know that rhythm. Please pick one from the menu.")
        async with self._edge.member(body) as (session, owner):
            contact = await flow.find_contact(session, owner, contact_id)
            await flow.set_rhythm(session, owner, contact, int(months), self._edge.now())
        await ack()
        self._redraw(client, body, None, contact.id)

    async def contact_menu(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The menu of a contact in Home."""
        word, contact_id = payloads.choice(action)
        forms = {"draft": self._drafts.open_for_contact, "over": self._negotiations.open_for_contact}
        if word in forms:
            await forms[word](ack, body, contact_id, client)
            return
        if word == "details":
            await open_details(self._edge, ack, body, contact_id, client)
            return
        decisions: dict[str, Decision] = {
            "wrote": flow.note_written,
            "replied": flow.replied,
            "let_go": flow.let_go,
            "again": flow.follow_up_again,
            "undo": negotiations.undo_latest,
            "helped": asks.helped,
        }
        async with self._edge.member(body) as (session, owner):
            contact = await flow.find_contact(session, owner, contact_id)
            if decide := decisions.get(word):
                await decide(session, owner, contact, self._edge.now())
        await ack()
        self._redraw(client, body, None, contact.id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Undo*: back to the open card, as long as nothing newer has happened."""
        async with self._edge.member(body) as (session, owner):
            change = await flow.undo(session, owner, payloads.number(action), self._edge.now())
        await ack()
        self._redraw(client, body, change.reminder_id, change.contact_id)

    async def chat_opened(self, ack: AsyncAck) -> None:
        """A link button tells us too; there is nothing to do."""
        await ack()

    async def _settle(
        self, ack: AsyncAck, body: dict[str, Any], reminder_id: int, client: AsyncWebClient, decide: Decision
    ) -> None:
        """Decide about an open reminder; a settled one stays as it is, and is shown so."""
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, reminder_id)
            now = self._edge.now()
            if reminder.open and not views.is_snoozed(reminder, planning.today_of(owner, now)):
                await decide(session, owner, reminder.contact, now)
        await ack()
        self._redraw(client, body, reminder.id, None)

    def _redraw(
        self, client: AsyncWebClient, body: dict[str, Any], reminder: int | None, contact: int | None
    ) -> None:
        """Show how things stand: in every DM that shows the reminder, in the message that was clicked, and in the
        view the click came from. Both are ids; where no reminder is known the card is the contact's."""
        self._edge.background.spawn(self._draw(client, body, reminder, contact))

    def redraw_elsewhere(self, client: AsyncWebClient, body: dict[str, Any], contact: int) -> None:
        """The same for something that was told in another dialogue: in the DMs that show the contact, and in Home."""
        view = {**(body.get("view") or {}), "type": "home"}
        self._redraw(client, {**body, "container": {}, "view": view}, None, contact)

    def redraw_mornings(self, client: AsyncWebClient, body: dict[str, Any], delivery_ids: Sequence[int]) -> None:
        """These DMs of the member as they stand now, and Home."""
        self._edge.background.spawn(self._draw_mornings(client, body, delivery_ids))

    async def _draw_mornings(self, client: AsyncWebClient, body: dict[str, Any], delivery_ids: Sequence[int]) -> None:
        async with self._edge.member(body) as (session, owner):
            found = await cards.mornings(session, owner, delivery_ids, self._edge.now())
        await publish_home(self._edge, client, body)
        for delivery, morning in found:
            await _update(client, delivery.channel, delivery.ts, views.morning(morning), views.morning_text(morning))

    async def _draw(
        self, client: AsyncWebClient, body: dict[str, Any], reminder_id: int | None, contact_id: int | None
    ) -> None:
        container, view = body.get("container") or {}, body.get("view") or {}
        clicked = (container.get("channel_id"), container.get("message_ts"))
        async with self._edge.member(body) as (session, owner):
            now = self._edge.now()
            card = await _card(session, owner, reminder_id, contact_id, now)
            found = await cards.mornings_showing(session, owner, reminder_id or _told_of(card), clicked, now)
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
            await _settle_modal(client, view["id"], "Taken back." if is_undo else "Noted. I take it from here.")


async def publish_home(edge: Edge, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """Draw the actor's Home tab as it stands now."""
    async with edge.member(body) as (session, owner):
        found = await home_flow(session, owner, edge.now())
    await client.views_publish(user_id=owner.slack_user_id, view=home_views.home(found, actor_of(body).team_id))


async def _card(
    session: AsyncSession, owner: Member, reminder_id: int | None, contact_id: int | None, now: datetime
) -> Card | None:
    if reminder_id is not None:
        reminder = await flow.find_reminder(session, owner, reminder_id)
        if not reminder.open or reminder.shown or reminder.snoozed:
            return await cards.card_of(session, owner, reminder, now)
        contact_id = reminder.contact_id  # its own card is still to come
    if contact_id is not None:
        return await cards.card_of_contact(session, owner, await flow.find_contact(session, owner, contact_id), now)
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


async def _settle_modal(client: AsyncWebClient, view_id: str, sentence: str) -> None:
    try:
        await client.views_update(view_id=view_id, view=notes.note(sentence))
    except SlackApiError as error:  # they have closed it
        log.info("modal.gone", problem=str(error.response.get("error"))[:40])


async def _tell_anew(client: AsyncWebClient, body: dict[str, Any], card: Card | None, today: date) -> None:
    """The message is gone for good: confirm the decision in a new one."""
    if card is None:
        return
    actor = actor_of(body)
    await payloads.tell(client, actor.user_id, views.card(card, today, actor.team_id), NOTED)


def _subject(view: dict[str, Any]) -> int:
    return payloads.number({"value": view.get("private_metadata")})


def _date(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise FieldErrors({"date": "Please pick a day."}) from None
