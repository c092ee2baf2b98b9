"""*Same person as …*: choose, see what will happen, and make two contacts one."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.models import Contact, Member
from bot.domain.text import NAME_LIMIT, said
from bot.errors import FieldErrors, NotFound
from bot.flows import attempts as attempts_flow
from bot.flows import merging as flow
from bot.slack import payloads
from bot.slack.edge import Edge
from bot.slack.modals import open_view
from bot.slack.screens import Screens
from bot.slack.views import contact_forms as forms
from bot.slack.views import contacts as views


class Merging:
    """The story of two contacts that are one person."""

    def __init__(self, edge: Edge, screens: Screens) -> None:
        self._edge = edge
        self._screens = screens

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(views.MERGE)(self.open)
        app.view(forms.MERGE_FORM)(self.chosen)
        app.view(forms.MERGE_SURE)(self.confirmed)

    async def open(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Same person as …*: the likely ones first."""
        about = payloads.number(action)

        def alike(session: Session, owner: Member) -> tuple[Contact, list[Contact]]:
            contact = attempts_flow.find_contact(session, owner, about)
            return contact, flow.likely(session, owner, about, None)

        contact, likely = await self._edge.read(body, alike)
        await open_view(client, body, forms.merge(contact, likely) if likely else forms.nobody_else(contact))
        await ack()

    async def chosen(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Somebody was picked: what will happen. Only a part of a name was given: those who have it."""
        values = payloads.form_values(view)
        about = payloads.number({"value": view.get("private_metadata")})
        part = said(values.get("part"), NAME_LIMIT)

        def next_step(session: Session, owner: Member) -> View:
            contact = attempts_flow.find_contact(session, owner, about)
            if picked := values.get("other"):
                return forms.sure(flow.plan(session, owner, about, payloads.number({"value": picked})))
            if part is None:
                raise FieldErrors({next(iter(values), "other"): "Please pick somebody, or cancel."})
            return forms.merge(contact, flow.likely(session, owner, about, part))

        await ack(response_action="update", view=await self._edge.read(body, next_step))

    async def confirmed(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """They are one from now on; the contact view below shows them so."""
        contact_id, other_id = payloads.pair(view.get("private_metadata"))
        if other_id is None:
            raise NotFound
        now = self._edge.now()
        kept = await self._edge.write(
            body, lambda session, owner: flow.merge(session, owner, contact_id, other_id, now)
        )
        await ack()
        self._screens.below(client, body, kept.id)
