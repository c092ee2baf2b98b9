""" "Ask division expert": two shortcuts, the form, the people the member knows there, and the way to a draft."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import asks as words
from bot.domain import met_text
from bot.domain.asks import AskDraft
from bot.domain.text import clean, said
from bot.errors import FieldErrors, NotFound
from bot.flows import asks as flow
from bot.flows import attempts, planning, projects
from bot.slack import modals, payloads, people
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
        try:
            async with self._edge.member(body) as (session, owner):
                known, unknown = (
                    await flow.divisions_known(session, owner, now),
                    await flow.divisions_unknown(session, owner, now),
                )
                project = await projects.current(session, owner)
            form = views.form(known, question, project.name if project else None, unknown if known else ())
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
        async with self._edge.member(body) as (session, owner):
            division = await flow.division_of(session, owner, values.get("division") or "", self._edge.now())
            ask = AskDraft(division, question, clean(values.get("project")))
            found = await self._people(session, owner, ask, actor_of(body).team_id)
        await ack(response_action="update", view=found)

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
        async with self._edge.workspace(body) as (_, workspace):
            pass
        await ack()
        self._edge.background.spawn(self._look(client, body, workspace, ask.division))

    async def helped(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        action: dict[str, Any],
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """*I gave something back*."""
        view = body.get("view") or {}
        async with self._edge.member(body) as (session, owner):
            contact = await attempts.find_contact(session, owner, payloads.number(action))
            await flow.helped(session, owner, contact, self._edge.now())
            shown = None
            if view.get("private_metadata"):
                ask = words.unpacked(view["private_metadata"])
                shown = await self._people(session, owner, ask, actor_of(body).team_id)
        await ack()
        if shown:
            await modals.show(client, view["id"], shown)
        else:
            await respond(
                blocks=views.helped(contact), text="Noted.", response_type="ephemeral", replace_original=False
            )

    async def _people(self, session: Any, owner: Any, ask: AskDraft, team_id: str) -> View:
        now = self._edge.now()
        found = await flow.people_in(session, owner, ask, now)
        return views.people(ask, found, planning.today_of(owner, now), team_id)

    async def _look(self, client: AsyncWebClient, body: dict[str, Any], workspace: Any, division: str) -> None:
        listed = await people.everybody(client, workspace)
        async with self._edge.member(body) as (session, owner):
            told = [(facts.slack_user_id, facts.division) for facts in listed]
            users = await flow.strangers_in(session, owner, division, told)
        names = [facts.name for facts in listed if facts.slack_user_id in users]
        await modals.show(client, body["view"]["id"], views.looked(division, names))
