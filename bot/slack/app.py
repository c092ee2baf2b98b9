"""The Bolt app of one installation, with every listener there is."""

import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.llm.model import Model
from bot.slack.asks import Asks
from bot.slack.attempts import Attempts
from bot.slack.contacts import Contacts
from bot.slack.data import Data
from bot.slack.directory import Directory
from bot.slack.drafts import Drafts
from bot.slack.edge import Edge
from bot.slack.encounters import Encounters
from bot.slack.errors import on_error
from bot.slack.home import HomeTab
from bot.slack.imports import Imports
from bot.slack.install import Identity
from bot.slack.limits import Limits
from bot.slack.merging import Merging
from bot.slack.negotiations import Negotiations
from bot.slack.people import People
from bot.slack.projects import Projects
from bot.slack.screens import Screens
from bot.slack.settings import MemberSettings


class TimedApp(AsyncApp):
    """Bolt's app, whose answers are timed."""

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer one request of Slack's."""
        with metrics.ACKNOWLEDGED.time():
            return await super().async_dispatch(req)


def make_app(client: AsyncWebClient, identity: Identity) -> AsyncApp:
    """The app, without listeners.

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
        raise_error_for_unhandled_request=True,
    )
    app.error(on_error)
    return app


def register_stories(app: AsyncApp, edge: Edge, model: Model | None = None) -> None:
    """Every listener there is."""
    people, screens = People(edge), Screens(edge)
    drafts, negotiations = Drafts(edge, model, screens), Negotiations(edge, screens)
    stories = (
        Encounters(edge, people, screens),
        Attempts(edge, drafts, negotiations, screens),
        drafts,
        Contacts(edge, drafts, screens),
        Merging(edge, screens),
        negotiations,
        Limits(edge, screens),
        Asks(edge, drafts),
        Projects(edge, people),
        MemberSettings(edge, model_is_set=model is not None),
        Imports(edge),
        HomeTab(edge, people),
        Directory(edge, people),
        Data(edge),
    )
    for story in stories:
        story.register(app)
