"""*Draft a note*: asks for the one specific thing, then shows a draft to change and copy."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.drafts import from_template
from bot.domain.text import clean
from bot.errors import FieldErrors
from bot.flows import drafts as flow
from bot.slack import payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.encounters import open_view
from bot.slack.views import attempts as attempt_views
from bot.slack.views import drafts as views


class Drafts:
    """The story of a draft."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(attempt_views.DRAFT)(self.open)
        app.view(views.ASK_FORM)(self.asked)
        app.view(views.DONE)(self.done)

    async def open(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """The question for the one specific thing."""
        async with self._edge.member(body) as (session, owner):
            reminder, encounter = await flow.subject(session, owner, payloads.number(action))
        await open_view(client, body, views.ask(reminder, encounter))
        await ack()

    async def asked(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """The draft takes the question's place."""
        specific = clean(payloads.form_values(view).get("specific"))
        if specific is None:
            raise FieldErrors({"specific": "One thing is enough: a link, a number, an event, a question."})
        async with self._edge.member(body) as (session, owner):
            about = payloads.number({"value": view.get("private_metadata")})
            reminder, request = await flow.prepare(session, owner, about, specific)
        text = from_template(request)
        await ack(response_action="update", view=views.draft(reminder, text, actor_of(body).team_id))

    async def done(self, ack: AsyncAck) -> None:
        """*Done* only closes: nothing is sent by the bot."""
        await ack()
