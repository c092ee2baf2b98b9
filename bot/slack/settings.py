"""The settings: opened from Home, and saved."""

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain.models import Member
from bot.flows import asks, limits
from bot.flows import settings as flow
from bot.slack import story
from bot.slack.click import Click
from bot.slack.views import settings as views
from bot.store import members


@story.reads(action=views.OPEN)
def opened(session: Session, owner: Member, click: Click) -> View:
    """The form, as things are."""
    return views.form(
        owner,
        members.workspace_by_id(session, owner.workspace_id),
        [each.words or "" for each in limits.topics(session, owner)],
        asks.alike(session, owner, click.now),
        model_is_set=click.edge.model is not None,
        is_admin=flow.is_admin(session, owner),
    )


@story.writes(form=views.FORM)
def submitted(session: Session, owner: Member, click: Click) -> None:
    """The choices are kept."""
    values = click.values
    flow.save(
        session,
        owner,
        topics=values.get("topics"),
        ticked={name: bool(values[name]) for name in ("model", "workspace_model", "attorney") if name in values},
        cooling_off_days=next((each for each in views.COOLING_OFF if str(each) == values.get("cooling_off")), None),
        notes_months=next((each for each in views.NOTES_EXPIRE if str(each) == values.get("notes")), None),
        now=click.now,
    )
    is_admin = flow.is_admin(session, owner)
    asks.merge(session, owner, values.get("divisions") or [], for_everybody=is_admin, now=click.now)
