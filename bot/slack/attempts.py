"""The buttons of a reminder card, in its DM and in Home: one decision, then the card as it stands."""

from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.models import Member, Reminder
from bot.domain.text import clean
from bot.domain.types import Stage
from bot.errors import FieldErrors, UserError
from bot.flows import attempts as flow
from bot.flows import decisions, planning
from bot.flows.decisions import DECISIONS, Decision
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
        await self._settle(ack, body, payloads.number(action), client, decisions.wrote)

    async def replied(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*They replied*, or *We talked*."""
        await self._settle(ack, body, payloads.number(action), client, decisions.replied)

    async def let_go(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Let go*, or *Fine* on the closing card."""
        await self._settle(ack, body, payloads.number(action), client, decisions.let_go)

    async def snooze(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Snooze*: a choice of the menu, or a form for a date."""
        word, reminder_id = payloads.choice(action)
        if word == "date":
            await self._ask_for_day(ack, body, reminder_id, client)
            return
        now = self._edge.now()

        def snoozed(session: Session, owner: Member) -> None:
            reminder = flow.find_reminder(session, owner, reminder_id)
            if _waits(reminder, owner, now):
                until = flow.snooze_day(word, planning.today_of(owner, now))
                flow.snooze(session, owner, reminder, until, now)

        await self._edge.write(body, snoozed)
        await ack()
        self._screens.redraw(client, body, reminder_id, None)

    async def snooze_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The date of the form."""
        now = self._edge.now()
        until = _date(payloads.form_values(view).get("date"))
        reminder_id = _subject(view)

        def snoozed(session: Session, owner: Member) -> None:
            reminder = flow.find_reminder(session, owner, reminder_id)
            if _waits(reminder, owner, now):
                try:
                    flow.snooze(session, owner, reminder, until, now)
                except UserError as error:
                    raise FieldErrors({"date": str(error)}) from None

        await self._edge.write(body, snoozed)
        await ack()
        self._screens.redraw(client, body, reminder_id, None)

    async def keep_reason(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Keep one more reason*: the form for it."""
        reminder_id = payloads.number(action)
        reminder = await self._edge.read(body, lambda session, owner: flow.find_reminder(session, owner, reminder_id))
        if reminder.open:
            await open_view(client, body, forms.reason_form(reminder))
            await ack()
            return
        await ack()
        self._screens.redraw(client, body, reminder_id, None)

    async def reason_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The reason is kept with the contact, who is let go."""
        reason = clean(payloads.form_values(view).get("reason"))
        if reason is None:
            raise FieldErrors({"reason": "A few words are enough."})
        reminder_id, now = _subject(view), self._edge.now()

        def kept(session: Session, owner: Member) -> None:
            reminder = flow.find_reminder(session, owner, reminder_id)
            if reminder.open:
                decisions.keep_reason(session, owner, reminder.contact, reason, now)

        await self._edge.write(body, kept)
        await ack()
        self._screens.redraw(client, body, reminder_id, None)

    async def contact_replied(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*They replied* on a card that is settled already."""
        contact_id, now = payloads.number(action), self._edge.now()

        def replied(session: Session, owner: Member) -> None:
            contact = flow.find_contact(session, owner, contact_id)
            if contact.stage is not Stage.IN_TOUCH:
                decisions.replied(session, owner, contact, now)

        await self._edge.write(body, replied)
        await ack()
        self._screens.redraw(client, body, None, contact_id)

    async def rhythm(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """How often to bring somebody in touch up."""
        months, contact_id = payloads.choice(action)
        if months not in {str(count) for count in views.RHYTHMS}:
            raise UserError("I do not know that rhythm. Please pick one from the menu.")
        now = self._edge.now()

        def set_rhythm(session: Session, owner: Member) -> None:
            contact = flow.find_contact(session, owner, contact_id)
            decisions.set_rhythm(session, owner, contact, int(months), now)

        await self._edge.write(body, set_rhythm)
        await ack()
        self._screens.redraw(client, body, None, contact_id)

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
        decide, now = DECISIONS.get(word), self._edge.now()

        def decided(session: Session, owner: Member) -> None:
            contact = flow.find_contact(session, owner, contact_id)
            if decide:
                decide(session, owner, contact, now)

        await self._edge.write(body, decided)
        await ack()
        self._screens.redraw(client, body, None, contact_id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Undo*: back to the open card, as long as nothing newer has happened."""
        change_id, now = payloads.number(action), self._edge.now()
        change = await self._edge.write(body, lambda session, owner: flow.undo(session, owner, change_id, now))
        await ack()
        self._screens.redraw(client, body, change.reminder_id, change.contact_id)

    async def chat_opened(self, ack: AsyncAck) -> None:
        """A link button tells us too; there is nothing to do."""
        await ack()

    async def _settle(
        self, ack: AsyncAck, body: dict[str, Any], reminder_id: int, client: AsyncWebClient, decide: Decision
    ) -> None:
        """Decide about an open reminder; a settled one stays as it is, and is shown so."""
        now = self._edge.now()

        def settled(session: Session, owner: Member) -> None:
            reminder = flow.find_reminder(session, owner, reminder_id)
            if _waits(reminder, owner, now):
                decide(session, owner, reminder.contact, now)

        await self._edge.write(body, settled)
        await ack()
        self._screens.redraw(client, body, reminder_id, None)

    async def _ask_for_day(
        self, ack: AsyncAck, body: dict[str, Any], reminder_id: int, client: AsyncWebClient
    ) -> None:
        now = self._edge.now()

        def found(session: Session, owner: Member) -> tuple[Reminder, Member]:
            return flow.find_reminder(session, owner, reminder_id), owner

        reminder, owner = await self._edge.read(body, found)
        if _waits(reminder, owner, now):
            await open_view(client, body, forms.snooze_form(reminder, planning.today_of(owner, now)))
            await ack()
            return
        await ack()
        self._screens.redraw(client, body, reminder_id, None)


def _waits(reminder: Reminder, owner: Member, now: datetime) -> bool:
    """Whether its card waits for a decision: neither settled nor snoozed."""
    return reminder.open and not views.is_snoozed(reminder, planning.today_of(owner, now))


def _subject(view: dict[str, Any]) -> int:
    return payloads.number({"value": view.get("private_metadata")})


def _date(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise FieldErrors({"date": "Please pick a day."}) from None
