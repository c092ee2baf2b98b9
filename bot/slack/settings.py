"""The settings: opened from Home, and saved."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.models import Member
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
        now = self._edge.now()

        def form(session: Session, owner: Member) -> View:
            return views.form(
                owner,
                flow.workspace_of(session, owner),
                limits.topics(session, owner),
                asks.alike(session, owner, now),
                model_is_set=self._model_is_set,
                is_admin=flow.is_admin(session, owner),
            )

        await open_view(client, body, await self._edge.read(body, form))
        await ack()

    async def submitted(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """The choices are kept."""
        values, now = payloads.form_values(view), self._edge.now()

        def saved(session: Session, owner: Member) -> None:
            flow.save(
                session,
                owner,
                topics=values.get("topics"),
                model=bool(values["model"]) if "model" in values else None,
                workspace_model=bool(values["workspace_model"]) if "workspace_model" in values else None,
                notes_months=_notes_months(values.get("notes")),
                cooling_off_days=_days(values.get("cooling_off")),
                attorney=bool(values["attorney"]) if "attorney" in values else None,
                now=now,
            )
            is_admin = flow.is_admin(session, owner)
            asks.merge(session, owner, values.get("divisions") or [], for_everybody=is_admin, now=now)

        await self._edge.write(body, saved)
        await ack()


def _days(value: object) -> int | None:
    return payloads.number({"value": value}) if value else None


def _notes_months(value: object) -> int | None:
    """The choice for notes that a form carries; None: none that is offered."""
    return next((months for months in views.NOTES_EXPIRE if str(months) == value), None)
