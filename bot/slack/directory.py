"""People change their profile, move to another zone, or leave."""

from functools import partial

from bot.domain.models import Workspace
from bot.flows import directory, retention
from bot.slack import people
from bot.slack.click import Click
from bot.slack.story import Story

story = Story()


@story.hears(event="user_change")
async def changed(click: Click) -> None:
    """Somebody's profile is different now. Mostly it is their status, which is no news: then nobody is asked."""
    user = click.event.get("user") or {}
    if not user.get("id"):
        return
    workspace, now, database = click.workspace, click.now, click.edge.database
    told = [people.facts_from(user, workspace)]
    news = await database.read(partial(directory.news, workspace=workspace, told=told))
    learnt = await people.learn(database, workspace, news, now, asked_at=now - directory.FRESH)
    if news:
        click.edge.profiles.pop((workspace.slack_team_id, user["id"]), None)
    if news and news[0].deleted:
        click.spawn(_note_departure(click, workspace, user["id"]))
    click.spawn(people.tell_withdrawn(click.client, learnt.withdrawn))


async def _note_departure(click: Click, workspace: Workspace, user_id: str) -> None:
    """Who follows up with them is told on the next working morning. `jobs/retention.py` makes up for a crash."""
    database, now = click.edge.database, click.now
    keepers = await database.write(lambda session: retention.note_departure(session, workspace, user_id, now.date()))
    for member_id in keepers:
        await database.write(partial(retention.tell_soon, member_id=member_id, now=now))
