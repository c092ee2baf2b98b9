"""What the member works on: `/project`, its form, and who could make it better."""

from sqlalchemy.orm import Session

from bot.domain import projects as words
from bot.domain.models import Member, Project
from bot.flows import asks as flow, planning
from bot.slack import people, redraw, screens, story
from bot.slack.click import Click
from bot.slack.encounters import HELP_WORDS
from bot.slack.screens import Message
from bot.slack.story import Answer
from bot.slack.views import kit, projects as views
from bot.store import asks as store, members


@story.hears(command="/project")
async def project(click: Click) -> Answer:
    """`/project …`: set, or shown."""
    text = (click.value or "").strip()
    if text.casefold() in HELP_WORDS:
        return Message([kit.section(views.HELP)], views.HELP)
    told = words.parse(text)
    own = (await people.known(click, [click.user_id])).get(click.user_id)
    workspace = click.workspace

    def joined(session: Session) -> Project | None:
        owner = members.ensure_member(session, workspace.id, click.user_id, own.zone if own else None, click.now)
        return flow.set_project(session, owner, told, click.now) if told else None

    return await _answer(click, await click.edge.database.write(joined))


@story.reads(action=views.OPEN)
def opened(session: Session, owner: Member, click: Click) -> Answer:
    """The form, with what is known."""
    return views.form(store.current_project(session, owner), weekly=owner.weekly_suggestion)


@story.writes(form=views.FORM)
def submitted(session: Session, owner: Member, click: Click) -> Answer:
    """The form; its answer comes as a DM."""
    values = click.values
    told = words.from_form(values.get("name"), values.get("summary"), values.get("help_welcome"))
    wanted = bool(values.get(views.WEEKLY))
    if wanted and not owner.weekly_suggestion:
        owner.suggested_on = planning.today_of(owner, click.now)  # the answer is this week's
    owner.weekly_suggestion = wanted
    project = flow.set_project(session, owner, told, click.now, is_all=True)

    async def tell(click: Click) -> None:
        await screens.tell_back(click, await _answer(click, project))

    return [tell, redraw.home]


@story.writes(action=views.END)
def ended(session: Session, owner: Member, click: Click) -> Answer:
    """*It is done*."""
    present = flow.end_project(session, owner, click.now)
    if click.view_type == "home":
        return redraw.home
    return Message(views.ended(present), "Done.") if present else None


@story.reads(action=views.NOT_NOW)
def not_now(session: Session, owner: Member, click: Click) -> Answer:
    """*Not now*."""
    present = store.current_project(session, owner)
    return Message(views.not_now(present), "Not now.") if present else None


async def _answer(click: Click, project: Project | None) -> Message:
    """Who could make the project better, looked for beside the writers; or (None) what it is."""

    def answered(session: Session, owner: Member) -> Message:
        today = planning.today_of(owner, click.now)
        if project:
            helpers = flow.helpers_for(session, owner, project, click.now)
            return Message(*views.project_set(project, helpers, today))
        older = store.past_projects(session, owner, views.HISTORY_SHOWN)
        shown = [*views.present(store.current_project(session, owner), today), *views.history(older, today)]
        return Message(shown, "Your project")

    return await click.read(answered)
