"""The contact view's buttons: decide, correct, delete, and bring back."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.contacts import EMAIL
from bot.domain.models import Contact, Member
from bot.domain.text import NAME_LIMIT, clean, said
from bot.errors import FieldErrors
from bot.flows import attempts as attempts_flow
from bot.flows import contacts as flow
from bot.flows import encounters as encounters_flow
from bot.flows.contacts import Correction
from bot.flows.decisions import DECISIONS, Decision
from bot.slack import modals, payloads
from bot.slack.details import open_details, redraw_details
from bot.slack.drafts import Drafts
from bot.slack.edge import Edge
from bot.slack.encounters import edited
from bot.slack.modals import open_view, show
from bot.slack.screens import Screens
from bot.slack.views import attempt_forms, kit
from bot.slack.views import attempts as attempt_views
from bot.slack.views import contact_forms as forms
from bot.slack.views import contacts as views
from bot.slack.views import encounters as encounter_views
from bot.slack.views import home as home_views

WORDS = {
    views.WROTE: "wrote",
    views.HEARD: "replied",
    views.LET_GO: "let_go",
    views.AGAIN: "again",
    views.UNDO: "undo",
    views.HELPED: "helped",
}
"""What each button decides."""
Listener = Callable[..., Awaitable[None]]


class Contacts:
    """The story of one contact in full."""

    def __init__(self, edge: Edge, drafts: Drafts, screens: Screens) -> None:
        self._edge = edge
        self._drafts = drafts
        self._screens = screens

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(kit.DETAILS)(self.open)
        for action_id, word in WORDS.items():
            app.action(action_id)(self._decision(DECISIONS[word]))
        app.action(views.DRAFT)(self.draft)
        app.action(views.EDIT)(self.edit)
        app.action(views.EDIT_ENCOUNTER)(self.edit_encounter)
        app.action(views.DELETE)(self.delete)
        app.action(home_views.BRING_BACK)(self.bring_back)
        app.view(forms.EDIT_FORM)(self.edit_submitted)

    async def open(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Details*."""
        await open_details(self._edge, ack, body, payloads.number(action), client)

    async def draft(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Draft a note*, on top of the contact view."""
        await self._drafts.open_for_contact(ack, body, payloads.number(action), client)

    async def edit(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Edit*: the form with what is kept about the person."""
        contact_id = payloads.number(action)
        contact = await self._edge.read(
            body, lambda session, owner: attempts_flow.find_contact(session, owner, contact_id)
        )
        await open_view(client, body, forms.edit(contact))
        await ack()

    async def edit_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """What the member corrected."""
        about = payloads.number({"value": view.get("private_metadata")})
        values, now = payloads.form_values(view), self._edge.now()

        def corrected(session: Session, owner: Member) -> None:
            told = _correction(values, attempts_flow.find_contact(session, owner, about))
            flow.correct(session, owner, about, told, now)

        await self._edge.write(body, corrected)
        await ack()
        self._screens.below(client, body, about)

    async def edit_encounter(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Edit* beside an encounter: its form, on top of the contact view."""
        encounter_id, contact_id = payloads.pair(action.get("value"))
        now = self._edge.now()
        found = await self._edge.read(
            body, lambda session, owner: encounters_flow.find(session, owner, encounter_id, now)
        )
        await open_view(client, body, encounter_views.edit_form(found, contact_id))
        await ack()

    async def delete(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Delete*, which Slack has asked about: gone from everywhere, and for a day to be had back."""
        contact_id, now = payloads.number(action), self._edge.now()
        kept, shown_in = await self._edge.write(
            body, lambda session, owner: flow.delete(session, owner, contact_id, now)
        )
        await ack()
        if view_id := (body.get("view") or {}).get("id"):
            await show(client, view_id, views.deleted(kept))
        self._screens.mornings(client, body, shown_in)
        for draft in kept.rows.get("drafts", ()):
            if draft["ts"]:
                gone = client.chat_delete(channel=draft["channel"], ts=draft["ts"])
                self._edge.background.spawn(modals.quietly(gone))

    async def bring_back(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Undo* after deleting, in the modal that said so or in Home."""
        deleted_id, now = payloads.number(action), self._edge.now()
        contact, shown_in = await self._edge.write(
            body, lambda session, owner: flow.bring_back(session, owner, deleted_id, now)
        )
        await ack()
        view = body.get("view") or {}
        if view.get("type") == "modal":
            await redraw_details(self._edge, client, body, view["id"], contact.id)
        self._screens.mornings(client, body, shown_in)

    def _decision(self, decide: Decision) -> Listener:
        """A button that decides something about the contact, as the menu of Home and the cards do."""

        async def decided(
            ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
        ) -> None:
            contact_id, now = payloads.number(action), self._edge.now()

            def decided_about(session: Session, owner: Member) -> None:
                decide(session, owner, attempts_flow.find_contact(session, owner, contact_id), now)

            await self._edge.write(body, decided_about)
            await ack()
            self._screens.elsewhere(client, body, contact_id)
            self._screens.details(client, body, body["view"]["id"], contact_id)

        return decided


def _correction(values: dict[str, Any], before: Contact) -> Correction:
    """The form as it was filled in. Raises FieldErrors."""
    name = said(edited(values.get("name"), before.name, NAME_LIMIT), NAME_LIMIT)
    email = clean(values.get("email"), NAME_LIMIT)
    if name is None:
        raise FieldErrors({"name": "What are they called? A first name is enough."})
    if email and email != before.email and not EMAIL.fullmatch(email):
        raise FieldErrors({"email": "That does not look like an e-mail, such as jane@acme.example."})
    months = values.get("months")
    rest = {field: edited(values.get(field), getattr(before, field), NAME_LIMIT) for field in _TEXTS}
    return Correction(
        name=name,
        email=email,
        reason=edited(values.get("reason"), before.reason, attempt_forms.REASON_LIMIT),
        months=int(months) if months in {str(count) for count in attempt_views.RHYTHMS} else None,
        keep_notes=bool(values.get("keep_notes")),
        **rest,
    )


_TEXTS = ("title", "division", "company")
