"""What the member works on: `/project`, its form, and who could make it better."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain import projects as words
from bot.domain.models import Member, Project
from bot.flows import asks, members, planning
from bot.flows import projects as flow
from bot.slack import payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.encounters import HELP_WORDS
from bot.slack.modals import open_view
from bot.slack.people import People
from bot.slack.screens import publish_home
from bot.slack.views import projects as views

Answer = tuple[list[Block], str]
"""The blocks of an answer, and its notification."""


class Projects:
    """The story of a project."""

    def __init__(self, edge: Edge, people: People) -> None:
        self._edge = edge
        self._people = people

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.command("/project")(self.project)
        app.action(views.OPEN)(self.opened)
        app.action(views.END)(self.ended)
        app.action(views.NOT_NOW)(self.not_now)
        app.view(views.FORM)(self.submitted)

    async def project(self, ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient) -> None:
        """`/project …`: set, or shown."""
        text = (command.get("text") or "").strip()
        if text.casefold() in HELP_WORDS:
            await ack(text=views.HELP, response_type="ephemeral")
            return
        told = words.parse(text)
        user, now = actor_of(command).user_id, self._edge.now()
        own = (await self._people.known(client, command, [user])).get(user)
        workspace = self._edge.workspace(command)

        def joined(session: Session) -> Project | None:
            owner = members.join(session, workspace, user, own.zone if own else None, now)
            return flow.set_project(session, owner, told, now) if told else None

        project = await self._edge.database.write(joined)
        blocks, text = await self._answer(command, project)
        await ack(blocks=blocks, text=text, response_type="ephemeral")

    async def opened(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The form, with what is known."""
        present, weekly = await self._edge.read(
            body, lambda session, owner: (flow.current(session, owner), owner.weekly_suggestion)
        )
        await open_view(client, body, views.form(present, weekly=weekly))
        await ack()

    async def submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The form; its answer comes as a DM."""
        values = payloads.form_values(view)
        told = words.from_form(values.get("name"), values.get("summary"), values.get("help_welcome"))
        wanted, now = bool(values.get(views.WEEKLY)), self._edge.now()

        def saved(session: Session, owner: Member) -> Project:
            if wanted and not owner.weekly_suggestion:
                owner.suggested_on = planning.today_of(owner, now)  # the answer is this week's
            owner.weekly_suggestion = wanted
            return flow.set_project(session, owner, told, now, is_all=True)

        project = await self._edge.write(body, saved)
        blocks, text = await self._answer(body, project)
        await ack()
        self._edge.background.spawn(payloads.tell(client, actor_of(body).user_id, blocks, text))
        self._edge.background.spawn(publish_home(self._edge, client, body))

    async def ended(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond) -> None:
        """*It is done*."""
        now = self._edge.now()

        def done(session: Session, owner: Member) -> Project | None:
            present = flow.current(session, owner)
            flow.end(session, owner, now)
            return present

        present = await self._edge.write(body, done)
        await ack()
        if (body.get("view") or {}).get("type") == "home":
            self._edge.background.spawn(publish_home(self._edge, client, body))
        elif present:
            self._edge.background.spawn(payloads.replace(respond, views.ended(present), "Done."))

    async def not_now(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """*Not now*."""
        present = await self._edge.read(body, flow.current)
        await ack()
        if present:
            self._edge.background.spawn(payloads.replace(respond, views.not_now(present), "Not now."))

    async def _answer(self, body: dict[str, Any], project: Project | None) -> Answer:
        """Who could make the project better, looked for beside the writers; or (None) what it is."""
        now = self._edge.now()

        def answered(session: Session, owner: Member) -> Answer:
            if project is None:
                return _present(session, owner, now)
            helpers = asks.helpers_for(session, owner, project, now)
            return views.project_set(project, helpers, planning.today_of(owner, now)), views.project_set_text(project)

        return await self._edge.read(body, answered)


def _present(session: Session, owner: Member, now: datetime) -> Answer:
    present, before = flow.current(session, owner), flow.history(session, owner)
    today = planning.today_of(owner, now)
    older = [each for each in before if each.ended_on]
    return [*views.present(present, today), *(views.history(older, today) if older else [])], "Your project"
