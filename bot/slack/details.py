"""The contact view, opened from anywhere, and drawn anew where it is open."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotFound
from bot.flows import contacts as flow
from bot.slack.edge import Edge, actor_of
from bot.slack.modals import open_view, show
from bot.slack.views import contacts as views
from bot.slack.views import notes


async def open_details(
    edge: Edge, ack: AsyncAck, body: dict[str, Any], contact_id: int, client: AsyncWebClient
) -> None:
    """*Details*: everything about that contact of the member who clicked."""
    await open_view(client, body, await _details(edge, body, contact_id))
    await ack()


async def redraw_details(
    edge: Edge, client: AsyncWebClient, body: dict[str, Any], view_id: str, contact_id: int
) -> None:
    """The open contact view as it stands now."""
    try:
        view = await _details(edge, body, contact_id)
    except NotFound as gone:
        view = notes.note(str(gone))
    await show(client, view_id, view)


async def _details(edge: Edge, body: dict[str, Any], contact_id: int) -> View:
    now = edge.now()
    found = await edge.read(body, lambda session, owner: flow.details(session, owner, contact_id, now))
    return views.details(found, actor_of(body).team_id)
