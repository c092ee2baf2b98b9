"""The buttons of a reminder card, in its DM and in Home: one decision, then the card as it stands."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Contact, Member
from bot.domain.text import clean
from bot.errors import FieldErrors, UserError
from bot.flows import asks, negotiations, planning
from bot.flows import attempts as flow
from bot.slack import payloads
from bot.slack.details import open_details
from bot.slack.drafts import Drafts
from bot.slack.edge import Edge
from bot.slack.modals import open_view
from bot.slack.negotiations import Negotiations
from bot.slack.screens import Screens
from bot.slack.views import attempt_forms as forms
from bot.slack.views import attempts as views
from bot.slack.views import home as home_views

Decision = Callable[[AsyncSession, Member, Contact, datetime], Awaitable[None]]


class Attempts:
    """The story of a reminder, from the member's side."""

    def __init__(self, edge: Edge, drafts: Drafts, negotiations: Negotiations, screens: Screens) -> None:
        self._edge = edge
        self._drafts = drafts
        self._negotiations = negotiations
        self._screens = screens

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
        app.view(forms.SNOOZE_FORM)(self.snooze_submitted)
        app.view(forms.REASON_FORM)(self.reason_submitted)

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
            await open_view(client, body, forms.snooze_form(reminder, today))
            await ack()
            return
        await ack()
        self._screens.redraw(client, body, reminder.id, None)

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
        self._screens.redraw(client, body, reminder.id, None)

    async def keep_reason(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Keep one more reason*: the form for it."""
        async with self._edge.member(body) as (session, owner):
            reminder = await flow.find_reminder(session, owner, payloads.number(action))
        if reminder.open:
            await open_view(client, body, forms.reason_form(reminder))
            await ack()
            return
        await ack()
        self._screens.redraw(client, body, reminder.id, None)

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
        self._screens.redraw(client, body, reminder.id, None)

    async def contact_replied(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*They replied* on a card that is settled already."""
        async with self._edge.member(body) as (session, owner):
            contact = await flow.find_contact(session, owner, payloads.number(action))
            if contact.stage is not contact.stage.IN_TOUCH:
                await flow.replied(session, owner, contact, self._edge.now())
        await ack()
        self._screens.redraw(client, body, None, contact.id)

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
        self._screens.redraw(client, body, None, contact.id)

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
        self._screens.redraw(client, body, None, contact.id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Undo*: back to the open card, as long as nothing newer has happened."""
        async with self._edge.member(body) as (session, owner):
            change = await flow.undo(session, owner, payloads.number(action), self._edge.now())
        await ack()
        self._screens.redraw(client, body, change.reminder_id, change.contact_id)

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
        self._screens.redraw(client, body, reminder.id, None)


def _subject(view: dict[str, Any]) -> int:
    return payloads.number({"value": view.get("private_metadata")})


def _date(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise FieldErrors({"date": "Please pick a day."}) from None
