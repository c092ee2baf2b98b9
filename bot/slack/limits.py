"""Limits: listed, told, and lifted; from the settings about anybody, from a contact about them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.limits import WORDS_LIMIT, NewLimit
from bot.domain.models import Contact, Member
from bot.domain.text import said
from bot.domain.types import LimitKind
from bot.errors import FieldErrors
from bot.flows import limits as flow
from bot.flows import planning
from bot.flows.attempts import find_contact
from bot.slack import payloads
from bot.slack.edge import Edge
from bot.slack.modals import open_view, show
from bot.slack.screens import Screens
from bot.slack.views import limits as views

NOBODY_IN_PARTICULAR = 0


class Limits:
    """The story of a limit."""

    def __init__(self, edge: Edge, screens: Screens) -> None:
        self._edge = edge
        self._screens = screens

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(views.OPEN)(self.opened)
        app.action(views.ADD)(self.add)
        app.action(views.LIFT)(self.lift)
        app.view(views.FORM)(self.submitted)

    async def opened(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The list."""
        about = payloads.number(action)
        listed = await self._edge.read(body, lambda session, owner: self._list(session, owner, about))
        await open_view(client, body, listed)
        await ack()

    async def add(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Add a limit*: the form."""
        about = payloads.number(action)

        def known(session: Session, owner: Member) -> tuple[Contact | None, list[str]]:
            contact = _contact(session, owner, about)
            return contact, flow.known_parts(session, owner, contact)

        contact, parts = await self._edge.read(body, known)
        await open_view(client, body, views.form(contact, parts))
        await ack()

    async def submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """It holds from now on; the list underneath shows it."""
        values, now = payloads.form_values(view), self._edge.now()
        about = payloads.number({"value": view.get("private_metadata")})

        def added(session: Session, owner: Member) -> None:
            _contact(session, owner, about)
            told = _told(session, owner, values)
            if problems := told.problems(planning.today_of(owner, now)):
                raise FieldErrors(problems)
            flow.add(session, owner, told, now)

        await self._edge.write(body, added)
        await ack()
        await self._redraw(client, body, view.get("previous_view_id"), about)

    async def lift(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Lift*: it does not hold any more."""
        view, limit_id, now = body.get("view") or {}, payloads.number(action), self._edge.now()

        def lifted(session: Session, owner: Member) -> int:
            about = payloads.number({"value": view.get("private_metadata")})
            _contact(session, owner, about)
            flow.lift(session, owner, limit_id, now)
            return about

        about = await self._edge.write(body, lifted)
        await ack()
        await self._redraw(client, body, view["id"], about)

    async def _redraw(self, client: AsyncWebClient, body: dict[str, Any], view_id: str | None, about: int) -> None:
        """The list in that modal, and the DMs on which a limit may bear, as they stand now."""

        def standing(session: Session, owner: Member) -> tuple[View, Sequence[int]]:
            return self._list(session, owner, about), flow.shown_in(session, owner)

        listed, shown_in = await self._edge.read(body, standing)
        if view_id:
            await show(client, view_id, listed)
        self._screens.mornings(client, body, shown_in)

    def _list(self, session: Session, owner: Member, about: int) -> View:
        now = self._edge.now()
        contact = _contact(session, owner, about)
        found = flow.listed(session, owner, contact, now)
        return views.limits(found, contact, flow.names(session, owner), planning.today_of(owner, now))


def _told(session: Session, owner: Member, values: dict[str, Any]) -> NewLimit:
    whom = str(values.get("whom") or views.EVERYBODY)
    kind = _kind(values.get("kind"))
    until_on = _date(values.get("until_on"))
    words = said(values.get("words"), WORDS_LIMIT)
    if whom == views.EVERYBODY:
        return NewLimit(kind, until_on=until_on, words=words)
    if division := divisions.find(whom, flow.known_parts(session, owner)):
        return NewLimit(kind, division=division, until_on=until_on, words=words)
    contact = find_contact(session, owner, payloads.number({"value": whom}))
    return NewLimit(kind, contact_id=contact.id, until_on=until_on, words=words)


def _contact(session: Session, owner: Member, about: int) -> Contact | None:
    return find_contact(session, owner, about) if about != NOBODY_IN_PARTICULAR else None


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise FieldErrors({"until_on": "Please pick a day, or none."}) from None


def _kind(value: object) -> LimitKind:
    try:
        return LimitKind(str(value))
    except ValueError:
        raise FieldErrors({"kind": "Please pick what the limit is."}) from None
