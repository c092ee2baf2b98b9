"""What the member works on: `/project`, its form, and who could make it better."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import projects as words
from bot.domain.projects import ProjectText
from bot.flows import asks, members, planning
from bot.flows import projects as flow
from bot.slack import payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.encounters import HELP_WORDS
from bot.slack.modals import open_view
from bot.slack.people import People
from bot.slack.screens import publish_home
from bot.slack.views import projects as views


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
        await self._join(command, client)
        if told is None:
            blocks, text = await self._present(command), "Your project"
        else:
            blocks, text = await self._set(command, told)
        await ack(blocks=blocks, text=text, response_type="ephemeral")

    async def opened(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The form, with what is known."""
        async with self._edge.member(body) as (session, owner):
            present = await flow.current(session, owner)
            weekly = owner.weekly_suggestion
        await open_view(client, body, views.form(present, weekly=weekly))
        await ack()

    async def submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The form; its answer comes as a DM."""
        values = payloads.form_values(view)
        told = words.from_form(values.get("name"), values.get("summary"), values.get("help_welcome"))
        async with self._edge.member(body) as (_, owner):
            wanted = bool(values.get(views.WEEKLY))
            if wanted and not owner.weekly_suggestion:
                owner.suggested_on = planning.today_of(owner, self._edge.now())  # the answer is this week's
            owner.weekly_suggestion = wanted
        blocks, text = await self._set(body, told)
        await ack()
        self._edge.background.spawn(payloads.tell(client, actor_of(body).user_id, blocks, text))
        self._edge.background.spawn(publish_home(self._edge, client, body))

    async def ended(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, respond: AsyncRespond) -> None:
        """*It is done*."""
        async with self._edge.member(body) as (session, owner):
            present = await flow.current(session, owner)
            await flow.end(session, owner, self._edge.now())
        await ack()
        if (body.get("view") or {}).get("type") == "home":
            self._edge.background.spawn(publish_home(self._edge, client, body))
        elif present:
            self._edge.background.spawn(payloads.replace(respond, views.ended(present), "Done."))

    async def not_now(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """*Not now*."""
        async with self._edge.member(body) as (session, owner):
            present = await flow.current(session, owner)
        await ack()
        if present:
            self._edge.background.spawn(payloads.replace(respond, views.not_now(present), "Not now."))

    async def _join(self, body: dict[str, Any], client: AsyncWebClient) -> None:
        user = actor_of(body).user_id
        own = (await self._people.known(client, body, [user])).get(user)
        async with self._edge.workspace(body) as (session, workspace):
            await members.join(session, workspace, user, own.zone if own else None, self._edge.now())

    async def _present(self, body: dict[str, Any]) -> list[Block]:
        async with self._edge.member(body) as (session, owner):
            present, before = await flow.current(session, owner), await flow.history(session, owner)
            today = planning.today_of(owner, self._edge.now())
        older = [each for each in before if each.ended_on]
        return [*views.present(present, today), *(views.history(older, today) if older else [])]

    async def _set(self, body: dict[str, Any], told: ProjectText) -> tuple[list[Block], str]:
        now = self._edge.now()
        async with self._edge.member(body) as (session, owner):
            project = await flow.set_project(session, owner, told, now)
            helpers = await asks.helpers_for(session, owner, project, now)
            today = planning.today_of(owner, now)
        return views.project_set(project, helpers, today), views.project_set_text(project)
