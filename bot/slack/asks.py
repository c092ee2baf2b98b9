""" "Ask division expert": two shortcuts, the form, the people the member knows there, and the way to a draft."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain import asks as words
from bot.domain import met_text
from bot.domain.asks import AskDraft
from bot.domain.models import Contact, Member
from bot.domain.text import clean, said
from bot.errors import FieldErrors, NotFound
from bot.flows import asks as flow
from bot.flows import attempts, decisions, planning, projects
from bot.slack import modals, payloads
from bot.slack.drafts import Drafts
from bot.slack.edge import Edge, actor_of
from bot.slack.modals import open_view
from bot.slack.views import experts as views

SHORTCUT = "ask.division_expert"
MESSAGE_SHORTCUT = "ask.about_message"


class Asks:
    """The story of an ask."""

    def __init__(self, edge: Edge, drafts: Drafts) -> None:
        self._edge = edge
        self._drafts = drafts

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.shortcut(SHORTCUT)(self.opened)
        app.shortcut(MESSAGE_SHORTCUT)(self.opened)
        app.view(views.FORM)(self.asked)
        app.action(views.PICK)(self.picked)
        app.action(views.LOOK)(self.looked)
        app.action(views.HELPED)(self.helped)

    async def opened(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A shortcut: the form. From a message, its text is the question."""
        text = (body.get("message") or {}).get("text")
        question = clean(met_text.as_typed(text), words.QUESTION_LIMIT) if isinstance(text, str) else None
        now = self._edge.now()

        def form_of(session: Session, owner: Member) -> View:
            known = flow.divisions_known(session, owner, now)
            unknown = flow.divisions_unknown(session, owner, now) if known else ()
            project = projects.current(session, owner)
            return views.form(known, question, project.name if project else None, unknown)

        try:
            form = await self._edge.read(body, form_of)
        except NotFound:  # they have noted nobody yet
            form = views.nobody_yet(question)
        await open_view(client, body, form)
        await ack()

    async def asked(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """The form: the people known there take its place, best first."""
        values = payloads.form_values(view)
        question = said(values.get("question"), words.QUESTION_LIMIT)
        if question is None:
            raise FieldErrors({"question": "What do you want to ask? One sentence is enough."})
        team_id, now = actor_of(body).team_id, self._edge.now()

        def found(session: Session, owner: Member) -> View:
            division = flow.division_of(session, owner, values.get("division") or "", now)
            ask = AskDraft(division, question, clean(values.get("project")))
            return _people(session, owner, ask, team_id, now)

        await ack(response_action="update", view=await self._edge.read(body, found))

    async def picked(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Ask Dan*: to the draft; from a message the question is asked for first."""
        contact_id = payloads.number(action)
        if not (body.get("view") or {}).get("private_metadata"):
            await self._drafts.open_ask(ack, body, contact_id, client)
            return
        ask = words.unpacked(body["view"]["private_metadata"])
        await self._drafts.ask_with(ack, body, contact_id, ask, client)

    async def looked(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Who lists it?*: profiles of people the member does not know, because they asked for it."""
        view = body.get("view") or {}
        ask = words.unpacked(view.get("private_metadata"))
        names, of = await self._edge.read(body, lambda session, owner: flow.who_lists(session, owner, ask.division))
        await ack()
        await modals.show(client, view["id"], views.looked(ask.division, names, of))

    async def helped(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        action: dict[str, Any],
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """*I gave something back*."""
        view, about, now = body.get("view") or {}, payloads.number(action), self._edge.now()
        ask = words.unpacked(view["private_metadata"]) if view.get("private_metadata") else None
        team_id = actor_of(body).team_id

        def noted(session: Session, owner: Member) -> tuple[Contact, View | None]:
            contact = attempts.find_contact(session, owner, about)
            decisions.helped(session, owner, contact, now)
            return contact, _people(session, owner, ask, team_id, now) if ask else None

        contact, shown = await self._edge.write(body, noted)
        await ack()
        if shown:
            await modals.show(client, view["id"], shown)
        else:
            await respond(
                blocks=views.helped(contact), text="Noted.", response_type="ephemeral", replace_original=False
            )


def _people(session: Session, owner: Member, ask: AskDraft, team_id: str, now: datetime) -> View:
    """Whom to ask, best first."""
    found = flow.people_in(session, owner, ask, now)
    return views.people(ask, found, planning.today_of(owner, now), team_id)
