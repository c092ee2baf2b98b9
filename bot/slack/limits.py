"""Limits: listed, told, and lifted; from the settings about anybody, from a contact about them."""

from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import divisions
from bot.domain.limits import WORDS_LIMIT, NewLimit
from bot.domain.models import Contact, Member
from bot.domain.text import said
from bot.domain.types import LimitKind
from bot.errors import FieldErrors
from bot.flows import home as home_flow
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
        async with self._edge.member(body) as (session, owner):
            listed = await self._list(session, owner, payloads.number(action))
        await open_view(client, body, listed)
        await ack()

    async def add(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Add a limit*: the form."""
        async with self._edge.member(body) as (session, owner):
            contact = await _contact(session, owner, payloads.number(action))
            parts = await flow.known_parts(session, owner, contact)
        await open_view(client, body, views.form(contact, parts))
        await ack()

    async def submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """It holds from now on; the list underneath shows it."""
        values, now = payloads.form_values(view), self._edge.now()
        about = payloads.number({"value": view.get("private_metadata")})
        async with self._edge.member(body) as (session, owner):
            told = await self._told(session, owner, values)
            if problems := told.problems(planning.today_of(owner, now)):
                raise FieldErrors(problems)
            await flow.add(session, owner, told, now)
            listed = await self._list(session, owner, about)
            shown_in = await flow.shown_in(session, owner)
        await ack()
        if below := view.get("previous_view_id"):
            await show(client, below, listed)
        self._screens.mornings(client, body, shown_in)

    async def lift(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Lift*: it does not hold any more."""
        view = body.get("view") or {}
        async with self._edge.member(body) as (session, owner):
            await flow.lift(session, owner, payloads.number(action), self._edge.now())
            listed = await self._list(session, owner, payloads.number({"value": view.get("private_metadata")}))
            shown_in = await flow.shown_in(session, owner)
        await ack()
        await show(client, view["id"], listed)
        self._screens.mornings(client, body, shown_in)

    async def _list(self, session: AsyncSession, owner: Member, about: int) -> View:
        now = self._edge.now()
        contact = await _contact(session, owner, about)
        found = await flow.listed(session, owner, contact, now)
        names = await home_flow.names(session, owner)
        return views.limits(found, contact, names, planning.today_of(owner, now))

    async def _told(self, session: AsyncSession, owner: Member, values: dict[str, Any]) -> NewLimit:
        whom = str(values.get("whom") or views.EVERYBODY)
        kind = _kind(values.get("kind"))
        until_on = _date(values.get("until_on"))
        words = said(values.get("words"), WORDS_LIMIT)
        if whom == views.EVERYBODY:
            return NewLimit(kind, until_on=until_on, words=words)
        if division := divisions.find(whom, await flow.known_parts(session, owner)):
            return NewLimit(kind, division=division, until_on=until_on, words=words)
        contact = await find_contact(session, owner, payloads.number({"value": whom}))
        return NewLimit(kind, contact_id=contact.id, until_on=until_on, words=words)


async def _contact(session: AsyncSession, owner: Member, about: int) -> Contact | None:
    return await find_contact(session, owner, about) if about != NOBODY_IN_PARTICULAR else None


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
