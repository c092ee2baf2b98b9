"""The Bolt app of one installation, with every listener there is."""

import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.slack.door import Door
from bot.slack.edge import Edge
from bot.slack.install import Identity


class TimedApp(AsyncApp):
    """Bolt's app, whose answers are timed."""

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer one request of Slack's."""
        with metrics.ACKNOWLEDGED.time():
            return await super().async_dispatch(req)


def make_app(client: AsyncWebClient, identity: Identity, edge: Edge) -> AsyncApp:
    """The app; the door is its only listener.

    Whose request it is, we know from the start: Bolt would ask Slack during the first one, inside its 3 seconds.
    Signatures are checked before Bolt (`slack/http.py`): it would log the body of a forged one.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=identity.enterprise_id,
            team_id=identity.team_id,
            bot_user_id=identity.bot_user_id,
            bot_id=identity.bot_id,
            bot_token=client.token,
        )

    app = TimedApp(
        name="tactful",  # else it looks for its caller's file, in all that was ever imported: 30 ms
        client=client,
        authorize=authorize,
        logger=logging.getLogger("slack_bolt"),
        process_before_response=True,
        request_verification_enabled=False,
    )
    app.use(Door(edge))
    return app
