"""The settings: opened from Home, and saved."""

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain.models import Member
from bot.flows import asks, limits
from bot.flows import settings as flow
from bot.slack import story
from bot.slack.click import Click, one_id
from bot.slack.views import settings as views


@story.reads(action=views.OPEN)
def opened(session: Session, owner: Member, click: Click) -> View:
    """The form, as things are."""
    return views.form(
        owner,
        flow.workspace_of(session, owner),
        limits.topics(session, owner),
        asks.alike(session, owner, click.now),
        model_is_set=click.edge.model is not None,
        is_admin=flow.is_admin(session, owner),
    )


@story.writes(form=views.FORM)
def submitted(session: Session, owner: Member, click: Click) -> None:
    """The choices are kept."""
    values = click.values
    model, everybody, attorney = (
        bool(values[each]) if each in values else None for each in ("model", "workspace_model", "attorney")
    )
    cooling_off = values.get("cooling_off")
    flow.save(
        session,
        owner,
        topics=values.get("topics"),
        model=model,
        workspace_model=everybody,
        notes_months=next((each for each in views.NOTES_EXPIRE if str(each) == values.get("notes")), None),
        cooling_off_days=one_id(cooling_off) if cooling_off else None,
        attorney=attorney,
        now=click.now,
    )
    is_admin = flow.is_admin(session, owner)
    asks.merge(session, owner, values.get("divisions") or [], for_everybody=is_admin, now=click.now)
