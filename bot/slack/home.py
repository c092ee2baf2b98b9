"""The Home tab: opened, paused, its menus; and the settings."""

from sqlalchemy.orm import Session

from bot.domain.models import Member, Workspace
from bot.flows import asks, attempts, limits, planning
from bot.slack import contacts, drafts, people, redraw, story
from bot.slack.click import Click
from bot.slack.limits import negotiation_form
from bot.slack.story import Answer
from bot.slack.views import home as views
from bot.store import members


@story.hears(event="app_home_opened")
async def opened(click: Click) -> None:
    """Draw Home. Whoever opens it becomes a member: that is how people start."""
    if click.event.get("tab") != "home":
        return
    own = (await people.known(click, [click.user_id])).get(click.user_id)
    workspace, zone = click.workspace, own.zone if own else None
    await click.edge.database.write(
        lambda session: members.ensure_member(session, workspace.id, click.user_id, zone, click.now)
    )
    await redraw.home(click)


@story.writes(action=views.CONTACT_MENU)
def menu(session: Session, owner: Member, click: Click) -> Answer:
    """The menu of a contact: a form, or a decision."""
    word, contact_id = click.choice
    if word == "draft":
        return drafts.form(session, owner, click, "contact", contact_id)
    if word == "over":
        return negotiation_form(session, owner, click, str(contact_id))
    if word == "details":
        return contacts.details(session, owner, click, contact_id)
    contact = attempts.find_contact(session, owner, contact_id)
    attempts.tell(session, owner, contact, word, click.now)
    return redraw.card(contact=contact_id)


@story.reads(action=views.PAUSE)
def pause(session: Session, owner: Member, click: Click) -> Answer:
    """*Pause me until …*: the form for the day."""
    return views.pause_form(planning.today_of(owner, click.now))


@story.writes(form=views.PAUSE_FORM)
def pause_submitted(session: Session, owner: Member, click: Click) -> Answer:
    """Quiet until that day."""
    planning.pause(session, owner, click.day("until"), click.now)
    return redraw.home


@story.writes(action=views.RESUME)
def resume(session: Session, owner: Member, click: Click) -> Answer:
    """*End the pause*."""
    planning.pause(session, owner, None, click.now)
    return redraw.home


@story.reads(action=views.SETTINGS)
def settings(session: Session, owner: Member, click: Click) -> Answer:
    """*Settings*: as things are."""
    return views.settings(
        owner,
        session.get_one(Workspace, owner.workspace_id),
        [each.words or "" for each in limits.topics(session, owner)],
        asks.alike(session, owner, click.now),
        model_is_set=click.edge.model is not None,
        is_admin=members.is_admin(session, owner),
    )


@story.writes(form=views.SETTINGS_FORM)
def settings_submitted(session: Session, owner: Member, click: Click) -> None:
    """The choices are kept."""
    values = click.values
    limits.save_settings(
        session,
        owner,
        topics_told=values.get("topics"),
        ticked={name: bool(values[name]) for name in ("model", "workspace_model", "attorney") if name in values},
        cooling_off_days=next((each for each in views.COOLING_OFF if str(each) == values.get("cooling_off")), None),
        notes_months=next((each for each in views.NOTES_EXPIRE if str(each) == values.get("notes")), None),
        now=click.now,
    )
    for_all = members.is_admin(session, owner)
    asks.merge(session, owner, values.get("divisions") or [], for_everybody=for_all, now=click.now)
