"""The buttons of a reminder card, in its DM and in Home: one decision, then the card as it stands."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.cards import Card, Morning
from bot.domain.models import Contact, Member, Reminder
from bot.domain.text import clean
from bot.errors import FieldErrors, UserError
from bot.flows import attempts as flow
from bot.flows import cards, planning
from bot.flows.home import home as home_flow
from bot.slack import payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.encounters import open_view
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

Decision = Callable[[AsyncSession, Member, Contact, datetime], Awaitable[None]]


class Attempts:
    """The story of a reminder, from the member's side."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

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
            if reminder.open and word != "date":
                await flow.snooze(session, owner, reminder, flow.snooze_day(word, today), now)
        if reminder.open and word == "date":
            await open_view(client, body, views.snooze_form(reminder, today))
            await ack()
            return
        await ack()
        self._redraw(client, body, reminder.id)

    async def snooze_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The date of the form."""
        now = self._edge.now()
        until = _date(payloads.form_values(view).get("date"))
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, _subject(view))
            if reminder.open:
                try:
                    await flow.snooze(session, owner, reminder, until, now)
                except UserError as error:
                    raise FieldErrors({"date": str(error)}) from None
        await ack()
        self._redraw(client, body, reminder.id)

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
        self._redraw(client, body, reminder.id)

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
        self._redraw(client, body, reminder.id)

    async def contact_replied(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*They replied* on a card that is settled already."""
        async with self._edge.member(body) as (session, owner):
            contact = await flow.find_contact(session, owner, payloads.number(action))
            if contact.stage is not contact.stage.IN_TOUCH:
                await flow.replied(session, owner, contact, self._edge.now())
        await ack()
        self._redraw(client, body, None)

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
        self._redraw(client, body, None)

    async def contact_menu(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The menu of a contact in Home."""
        word, contact_id = payloads.choice(action)
        decisions: dict[str, Decision] = {
            "wrote": flow.note_written,
            "replied": flow.replied,
            "let_go": flow.let_go,
            "again": flow.follow_up_again,
        }
        async with self._edge.member(body) as (session, owner):
            contact = await flow.find_contact(session, owner, contact_id)
            if decide := decisions.get(word):
                await decide(session, owner, contact, self._edge.now())
        await ack()
        self._redraw(client, body, None)

    async def undo(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Undo*: back to the open card, as long as nothing newer has happened."""
        async with self._edge.member(body) as (session, owner):
            change = await flow.undo(session, owner, payloads.number(action), self._edge.now())
        await ack()
        self._redraw(client, body, change.reminder_id)

    async def chat_opened(self, ack: AsyncAck) -> None:
        """A link button tells us too; there is nothing to do."""
        await ack()

    async def _settle(
        self, ack: AsyncAck, body: dict[str, Any], reminder_id: int, client: AsyncWebClient, decide: Decision
    ) -> None:
        """Decide about an open reminder; a settled one stays as it is, and is shown so."""
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, reminder_id)
            if reminder.open and not views.is_snoozed(reminder):
                await decide(session, owner, reminder.contact, self._edge.now())
        await ack()
        self._redraw(client, body, reminder.id)

    def _redraw(self, client: AsyncWebClient, body: dict[str, Any], reminder_id: int | None) -> None:
        """Show how things stand: in Home if the click came from there, in every DM that shows the reminder,
        and in the message that was clicked."""
        self._edge.background.spawn(self._draw(client, body, reminder_id))

    async def _draw(self, client: AsyncWebClient, body: dict[str, Any], reminder_id: int | None) -> None:
        view, container = body.get("view") or {}, body.get("container") or {}
        if view.get("type") == "home":
            await publish_home(self._edge, client, body)
        if view.get("type") == "modal" and body.get("type") == "block_actions":
            await client.views_update(view_id=view["id"], view=notes.note("Noted. I take it from here."))
        clicked = (container.get("channel_id"), container.get("message_ts"))
        async with self._edge.member(body) as (session, owner):
            drawn = await _mornings(session, owner, reminder_id, clicked)
            card = await _card(session, owner, reminder_id)
            today = planning.today_of(owner, self._edge.now())
        for channel, ts, morning in drawn:
            if not await _update(client, channel, ts, morning) and (channel, ts) == clicked:
                await _tell_anew(client, body, card, today)
        if clicked[1] and clicked not in [(channel, ts) for channel, ts, _ in drawn]:
            await _tell_anew(client, body, card, today)


async def publish_home(edge: Edge, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """Draw the actor's Home tab as it stands now."""
    async with edge.member(body) as (session, owner):
        found = await home_flow(session, owner, edge.now())
    await client.views_publish(user_id=owner.slack_user_id, view=home_views.home(found, actor_of(body).team_id))


async def _mornings(
    session: AsyncSession, owner: Member, reminder_id: int | None, clicked: tuple[str | None, str | None]
) -> list[tuple[str, str, Morning]]:
    """The DMs to redraw: those that show the reminder, and the clicked one."""
    found = await cards.mornings_showing(session, owner, reminder_id, clicked)
    return [(delivery.channel or "", delivery.ts or "", morning) for delivery, morning in found]


async def _card(session: AsyncSession, owner: Member, reminder_id: int | None) -> Card | None:
    if reminder_id is None:
        return None
    reminder: Reminder = await flow.find_reminder(session, owner, reminder_id)
    return await cards.card_of(session, reminder)


async def _update(client: AsyncWebClient, channel: str, ts: str, morning: Morning) -> bool:
    """Redraw one DM. False: Slack does not let us touch that message any more."""
    try:
        await client.chat_update(
            channel=channel, ts=ts, blocks=views.morning(morning), text=views.morning_text(morning)
        )
    except SlackApiError as error:
        problem = error.response.get("error")
        if problem not in MESSAGE_GONE:
            log.warning("card.not_redrawn", problem=str(problem)[:40])
        return problem not in MESSAGE_GONE
    return True


async def _tell_anew(client: AsyncWebClient, body: dict[str, Any], card: Card | None, today: date) -> None:
    """The message is gone for good: confirm the decision in a new one."""
    if card is None:
        return
    actor = actor_of(body)
    await payloads.tell(client, actor.user_id, views.card(card, today, actor.team_id), "Noted.")


def _subject(view: dict[str, Any]) -> int:
    return payloads.number({"value": view.get("private_metadata")})


def _date(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise FieldErrors({"date": "Please pick a day."}) from None
