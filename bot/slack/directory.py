"""People change their profile, move to another zone, or leave."""

from functools import partial

from bot.flows import directory
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
    click.spawn(people.tell_withdrawn(click.client, learnt.withdrawn))
