"""What the member works on, and whom to ask about it in another division, among the people they know."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import asks, divisions
from bot.domain.asks import AskDraft, Candidate, Expert
from bot.domain.ladder import Happened
from bot.domain.models import Ask, Change, Contact, Draft, Member, Project
from bot.domain.projects import ProjectText
from bot.domain.types import TouchKind
from bot.errors import NotFound
from bot.flows import attempts, planning
from bot.store import asks as store, members
from bot.store.rows import having

SUGGESTION_EVERY, SUGGESTED = timedelta(days=7), 3


def divisions_known(session: Session, owner: Member, now: datetime) -> list[tuple[str, int]]:
    """The divisions in which the member knows somebody they may ask, with how many."""
    contacts = _free(session, owner, now)
    return divisions.counts([contact.division for contact in contacts], store.aliases(session, owner))


def divisions_listed(session: Session, owner: Member) -> list[str]:
    """The divisions for which `who_lists` finds somebody."""
    named = {division for _, division in store.strangers(session, owner)}
    return [name for name, _ in divisions.counts(named, store.aliases(session, owner))]


def people_in(session: Session, owner: Member, ask: AskDraft, now: datetime) -> list[Expert]:
    """The people the member knows in that division, best first."""
    aliases = store.aliases(session, owner)
    everybody = candidates_of(session, owner, now)
    there = [each for each in everybody if divisions.same(each.contact.division, ask.division, aliases)]
    return asks.rank(there, question=ask.question, project=ask.project, today=planning.today_of(owner, now))


def division_of(session: Session, owner: Member, ident: str, now: datetime) -> str:
    """The division behind a choice of the form. Raises NotFound."""
    known = [name for name, _ in divisions_known(session, owner, now)]
    if (found := divisions.find(ident, known + divisions_listed(session, owner))) is None:
        raise NotFound
    return found


def who_lists(session: Session, owner: Member, division: str) -> tuple[list[str], int]:
    """The names of people in that division whom the member does not know, and among how many they were looked for."""
    aliases, found = store.aliases(session, owner), store.strangers(session, owner)
    return [name for name, theirs in found if divisions.same(theirs, division, aliases)], len(found)


def helpers_for(session: Session, owner: Member, project: Project, now: datetime) -> list[Expert]:
    """Up to five people in other divisions who could improve the project."""
    own = members.profiles(session, owner.workspace_id, [owner.slack_user_id]).get(owner.slack_user_id)
    return asks.helpers_for(
        project.name,
        " ".join(filter(None, (project.summary, project.help_welcome))),
        candidates_of(session, owner, now),
        own.division if own else None,
        today=planning.today_of(owner, now),
        aliases=store.aliases(session, owner),
    )


def candidates_of(session: Session, owner: Member, now: datetime) -> list[Candidate]:
    """Everybody the member may ask, with what ranking looks at."""
    touches, encounters = store.touches(session, owner), store.encounters(session, owner)

    def candidate(contact: Contact) -> Candidate:
        theirs, met = touches.get(contact.id, []), encounters.get(contact.id, [])
        return Candidate(
            contact=contact,
            stage=contact.stage,
            last_touch_on=theirs[-1].happened_on if theirs else None,
            last_touch=theirs[-1].kind if theirs else None,
            place=met[0].place if met else None,
            notes=tuple(each.note for each in met if each.note),
            asked_on=tuple(each.happened_on for each in theirs if each.kind is TouchKind.ASKED),
            given=sum(each.kind is TouchKind.HELPED for each in theirs),
        )

    return [candidate(contact) for contact in _free(session, owner, now)]


def left_out(session: Session, owner: Member, project: str | None) -> tuple[str, ...]:
    """What a draft does not use where the question is not for the present project."""
    present = store.current_project(session, owner)
    is_for_it = present and project and present.name.casefold() == project.casefold()
    return () if is_for_it else ("project", "project_summary")


def asked(session: Session, owner: Member, draft: Draft, now: datetime) -> Change | None:
    """*I asked*: it is in the contact's history, and it counts as a note on their ladder. None: told already."""
    change = attempts.decide(session, owner, draft.contact, Happened.ASKED, now)
    if change:
        project = None if "project" in draft.left_out else store.current_project(session, owner)
        of = {"contact_id": draft.contact_id, "project_id": project and project.id, "change_id": change.id}
        session.add(Ask.of(owner, question=draft.specific, asked_on=planning.today_of(owner, now), **of))
        session.flush()
    return change


def merge(session: Session, owner: Member, pairs: Sequence[str], *, for_everybody: bool, now: datetime) -> None:
    """Of the pairs that look alike, these (`ident:ident`) are one division: for the member, or (admin) for all."""
    member_id = store.WHOLE_WORKSPACE if for_everybody else owner.id
    for one, other in alike(session, owner, now):
        if f"{divisions.ident(one)}:{divisions.ident(other)}" in pairs:
            store.add_alias(session, owner.workspace_id, member_id, divisions.normalise(one), other)


def alike(session: Session, owner: Member, now: datetime) -> Sequence[tuple[str, str]]:
    """Pairs of divisions that might be one."""
    return divisions.looks_alike([name for name, _ in divisions_known(session, owner, now)])


def set_project(
    session: Session, owner: Member, told: ProjectText, now: datetime, *, is_all: bool = False
) -> Project:
    """This is the present project: the same name again changes its words, another one begins a new one.

    `is_all`: what is not told is empty now, as in a form; else it stays as it was.
    """
    project = store.current_project(session, owner)
    if project is None or project.name.casefold() != told.name.casefold():
        end_project(session, owner, now)
        started_on = planning.today_of(owner, now)
        project = Project.of(owner, summary=None, help_welcome=None, started_on=started_on)
        session.add(project)
    project.name = told.name
    project.summary = told.summary or (None if is_all else project.summary)
    project.help_welcome = told.help_welcome or (None if is_all else project.help_welcome)
    session.flush()
    return project


def end_project(session: Session, owner: Member, now: datetime) -> Project | None:
    """No project from now on. Returns the one that was."""
    present = store.current_project(session, owner)
    if present:
        present.ended_on = planning.today_of(owner, now)
        session.flush()
    return present


def suggestion(session: Session, member_id: int, now: datetime) -> tuple[Member, Project, list[Expert]] | None:
    """A weekly suggestion that is due, marked as made: whose it is, and who could help them; None: not (yet) now."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return None
    today = planning.today_of(owner, now)
    rested = owner.suggested_on is None or today - owner.suggested_on >= SUGGESTION_EVERY
    if not (owner.active and owner.weekly_suggestion and rested and planning.is_reminder_time(owner, now)):
        return None
    owner.suggested_on = today
    project = store.current_project(session, owner)
    helpers = helpers_for(session, owner, project, now)[:SUGGESTED] if project else []
    return (owner, project, helpers) if project and helpers else None


def _free(session: Session, owner: Member, now: datetime) -> list[Contact]:
    """The contacts whom no limit keeps from being asked."""
    rules = planning.rules(session, owner, now)
    contacts = reversed(having(session, Contact, member_id=[owner.id]))
    return [each for each in contacts if each.known and rules.of(each).stop is None]
