"""The settings: opened from Home, and saved."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.flows import asks, limits
from bot.flows import settings as flow
from bot.slack import payloads
from bot.slack.edge import Edge
from bot.slack.modals import open_view
from bot.slack.views import settings as views


class MemberSettings:
    """The story of the settings."""

    def __init__(self, edge: Edge, *, model_is_set: bool) -> None:
        self._edge = edge
        self._model_is_set = model_is_set

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(views.OPEN)(self.opened)
        app.view(views.FORM)(self.submitted)

    async def opened(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The form, as things are."""
        async with self._edge.member(body) as (session, owner):
            form = views.form(
                owner,
                await flow.workspace_of(session, owner),
                await limits.topics(session, owner),
                await asks.alike(session, owner, self._edge.now()),
                model_is_set=self._model_is_set,
                is_admin=await flow.is_admin(session, owner),
            )
        await open_view(client, body, form)
        await ack()

    async def submitted(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """The choices are kept."""
        values = payloads.form_values(view)
        async with self._edge.member(body) as (session, owner):
            await flow.save(
                session,
                owner,
                topics=values.get("topics"),
                model=bool(values["model"]) if "model" in values else None,
                workspace_model=bool(values["workspace_model"]) if "workspace_model" in values else None,
                notes_months=_notes_months(values.get("notes")),
                cooling_off_days=_days(values.get("cooling_off")),
                attorney=bool(values["attorney"]) if "attorney" in values else None,
                now=self._edge.now(),
            )
            await asks.merge(
                session,
                owner,
                values.get("divisions") or [],
                for_everybody=await flow.is_admin(session, owner),
                now=self._edge.now(),
            )
        await ack()


def _days(value: object) -> int | None:
    return payloads.number({"value": value}) if value else None


def _notes_months(value: object) -> int | None:
    """The choice for notes that a form carries; None: none that is offered."""
    return next((months for months in views.NOTES_EXPIRE if str(months) == value), None)
