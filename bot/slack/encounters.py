"""`/met`: the command, its form, and the buttons of its answer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy.orm import Session

from bot.domain.calendar import local_date, zone_of
from bot.domain.encounters import Facts, Person, Recorded, why_not
from bot.domain.met import Met, is_month_first, read, readable
from bot.domain.models import Member
from bot.domain.text import NAME_LIMIT, clean
from bot.errors import FieldErrors, UserError
from bot.flows import encounters as flow, planning
from bot.flows.contacts import merge
from bot.slack import people, redraw, screens, story
from bot.slack.click import Click, ids, one_id, pair
from bot.slack.screens import Message
from bot.slack.story import Answer
from bot.slack.views import encounters as views, home as home_views, kit
from bot.store import members

NOBODY = "Mention at least one person, like “/met @ana at KubeCon”. Type “/met help” for more."
PARTED = re.compile(r"\s*[;\t\r\n]+\s*")
"""Between people in a form's line, besides commas."""
HELP_WORDS = ("help", "?", "-h", "--help")


@story.hears(command="/met")
async def met(click: Click) -> Answer:
    """`/met …`: recorded and committed before it is answered."""
    text = (click.value or "").strip()
    if text.casefold() in HELP_WORDS:
        return Message([kit.section(views.HELP)], views.HELP)
    if not text:
        return await form(click)
    told, remarks, zone = await _understood(click, text)
    remarks = [*told.problems, *remarks]
    if not told.people:
        raise UserError(" ".join(remarks) or NOBODY)
    return await _record(click, told, zone, remarks)


@story.hears(action=home_views.MET)
async def form(click: Click) -> Answer:
    """*Whom did you meet?*, or `/met` alone: the form, also for somebody who keeps nothing here yet."""
    workspace, user = click.workspace, click.user_id
    owner = await click.edge.database.read(lambda session: members.member(session, workspace.id, user, lock=False))
    return views.form(local_date(click.now, zone_of(owner.zone if owner else None)))


@story.hears(form=views.FORM)
async def form_submitted(click: Click) -> Answer:
    """The form of `/met` alone; its answer comes as a DM, for a form has no private answer of its own."""
    told, remarks, zone = await _from_form(click)
    if not told.people:
        sentence = " ".join(remarks) or "Please name at least one person, here or outside Slack."
        raise FieldErrors({"people": sentence})
    told.met_on = past_day(click, local_date(click.now, zone_of(zone)))
    for field in ("place", "note", "negotiation"):
        setattr(told, field, clean(click.values.get(field)) or getattr(told, field))
    told.already_wrote = told.already_wrote or bool(click.values.get("wrote"))
    return partial(screens.tell_back, message=await _record(click, told, zone, remarks))


@story.writes(action=views.WROTE)
def already_wrote(session: Session, owner: Member, click: Click) -> Answer:
    """*I already wrote*: the first note is done for everybody who was there."""
    about = ids(click.value)
    found = flow.find(session, owner, about[0], click.now)
    flow.already_wrote(session, owner, found.encounter.contacts, click.now)
    return _again(session, owner, click, about)


@story.reads(action=views.EDIT)
def edit(session: Session, owner: Member, click: Click) -> Answer:
    """*Edit*: the form with what was told."""
    return views.edit_form(flow.find(session, owner, click.number, click.now))


@story.hears(form=views.EDIT_FORM)
async def edit_submitted(click: Click) -> Answer:
    """What was told is corrected; the answer with the new plan comes as a DM, or in the contact view below."""
    adds = click.values.get("people") or click.values.get("outsiders")  # else nobody is looked up
    told, remarks, _ = await _from_form(click) if adds else (Met([], click.now.date()), [], None)
    if remarks:
        raise FieldErrors({"people": " ".join(remarks)})
    return await click.write(partial(_corrected, click=click, told=told))


def _corrected(session: Session, owner: Member, click: Click, told: Met) -> Answer:
    values, (about, contact_id) = click.values, pair(click.metadata)
    before = flow.find(session, owner, about, click.now).encounter
    staying = {one_id(value) for value in values.get("there") or []}
    if not (staying or told.people):
        raise FieldErrors({"there": "Somebody was there, or else take it back with Undo."})
    removed = {each.id for each in before.contacts[: views.THERE_SHOWN]} - staying
    asked = [block_id.removeprefix("division.") for block_id in values if block_id.startswith("division.")]
    divisions = {one_id(id_): clean(values[f"division.{id_}"], NAME_LIMIT) for id_ in asked}
    told.place = edited(values.get("place"), before.place, views.PLACE_LIMIT)
    told.note = edited(values.get("note"), before.note, views.NOTE_LIMIT)
    told.met_on = past_day(click, planning.today_of(owner, click.now))
    recorded = flow.edit(session, owner, about, told, divisions, removed, click.now)
    if contact_id is not None:
        return redraw.details(contact_id)
    answer = _answer(recorded, owner, click)
    return partial(screens.tell_back, message=Message([kit.context("Saved."), *answer.blocks], answer.text))


@story.writes(action=views.HOLD)
def hold(session: Session, owner: Member, click: Click) -> Answer:
    """*Keep them in peace until it is over*: it was about a negotiation."""
    about = ids(click.value)
    flow.hold(session, owner, about[0], click.now)
    return _again(session, owner, click, about)


@story.writes(action=views.UNDO)
def undo(session: Session, owner: Member, click: Click) -> Answer:
    """*Undo*: as if it had never been told."""
    encounter_id, *pairs = about = ids(click.value)
    verb, kept, of = flow.undo(session, owner, encounter_id, pairs, click.now)
    if verb == "met":
        return Message(views.taken_back(kept, of=of), "Taken back.")
    return replace(_again(session, owner, click, about, [views.TAKEN_BACK[verb]]), text="Taken back.")


@story.writes(action=views.SAME)
def same(session: Session, owner: Member, click: Click) -> Answer:
    """*Yes*, that is the one I know: the two are one from now on."""
    encounter_id, new_id, known_id, *others = ids(click.value, 3)
    flow.find(session, owner, encounter_id, click.now)
    merge(session, owner, known_id, new_id, click.now)
    return _again(session, owner, click, [encounter_id, *others, new_id, known_id])


@story.reads(action=views.ANOTHER)
def another(session: Session, owner: Member, click: Click) -> Answer:
    """*Somebody else*: they stay two."""
    encounter_id, _, _, *others = ids(click.value, 3)
    return _again(session, owner, click, [encounter_id, *others])


def _again(
    session: Session, owner: Member, click: Click, about: Sequence[int], remarks: Sequence[str] = ()
) -> Message:
    """The answer as things stand now. `about`: the encounter, and whom its questions that are left are about."""
    return _answer(flow.find(session, owner, about[0], click.now, about[1:]), owner, click, remarks)


async def _record(click: Click, told: Met, zone: str | None, remarks: Sequence[str]) -> Message:
    workspace = click.workspace
    introduced = f"introduced by {told.introduced_by}" if told.introduced_by else None
    told.note = "; ".join(filter(None, (told.note, introduced))) or None

    def recorded(session: Session) -> tuple[Recorded, Member]:
        owner = members.ensure_member(session, workspace.id, click.user_id, zone, click.now)
        return flow.record_encounter(session, owner, told, click.now), owner

    return _answer(*await click.edge.database.write(recorded), click, remarks, told.in_doubt)


def _answer(
    recorded: Recorded, owner: Member, click: Click, remarks: Sequence[str] = (), in_doubt: bool = False
) -> Message:
    """What was recorded, as things stand now."""
    return Message(*views.recorded(recorded, owner, planning.today_of(owner, click.now), remarks, in_doubt))


async def _understood(click: Click, text: str, users: Sequence[str] = ()) -> tuple[Met, list[str], str | None]:
    """What the sentence says of its people and these users, a sentence for each who cannot be met, and the member's
    zone. Raises UserError with a sentence that cannot be used, so that it is not lost.
    """
    found = await people.known(click, [click.user_id, *users, *people.MENTION.findall(text)])
    own = found.get(click.user_id)
    zone, month_first = (own.zone, is_month_first(own.locale)) if own else (None, False)
    names = {user: facts.name for user, facts in found.items() if facts.exists}
    today = local_date(click.now, zone_of(zone))
    try:
        told = read(text, today, month_first=month_first, names=names) if text else Met([], today)
    except UserError as error:
        raise UserError(f"{error} You typed: /met {readable(text, names)[:1500]}") from None
    colleagues = [Person(f"@{user}", slack_user_id=user, known=False) for user in users]
    told.people, remarks = _people([*colleagues, *told.people], found, click.user_id)
    return told, remarks, zone


async def _from_form(click: Click) -> tuple[Met, list[str], str | None]:
    """The same of a form. Its line for people outside Slack is read like the command, but for mentions."""
    text = PARTED.sub(", ", click.values.get("outsiders") or "").strip(", ")
    try:
        told, remarks, zone = await _understood(click, escape(text), click.values.get("people") or ())
        if told.problems:
            raise UserError(" ".join(told.problems))
        for field in ("place", "note"):
            if (left := getattr(told, field)) and clean(click.values.get(field)):
                raise UserError(f"I cannot read “{left[:100]}” as a person. Please part names by commas.")
    except UserError as error:
        raise FieldErrors({"outsiders": str(error)}) from None
    return told, remarks, zone


def _people(told: Sequence[Person], found: dict[str, Facts], own_id: str) -> tuple[list[Person], list[str]]:
    """Who is recorded, and a sentence for each who is not."""
    there: list[Person] = []
    remarks: list[str] = []
    for each in told:
        facts = Facts(own_id, "") if each.slack_user_id == own_id else found.get(each.slack_user_id or "")
        if facts is None:  # outside, or Slack did not tell in time: recorded all the same, and completed afterwards
            fields = ("name", "email", "company", "title", "link")
            tidy: dict[str, Any] = {field: clean(getattr(each, field), NAME_LIMIT) for field in fields}
            there += [replace(each, **tidy)] if tidy["name"] else []
        elif reason := why_not(facts, own_id, each.name if each.name != f"@{each.slack_user_id}" else None):
            remarks.append(reason)
        else:
            there.append(replace(each, name=facts.name, title=facts.title, division=facts.division, known=True))
    return there, list(dict.fromkeys(remarks))


def past_day(click: Click, today: date) -> date:
    """The day that a form's `met_on` says. Raises FieldErrors."""
    met_on = click.day("met_on", "Please pick the day on which you met.")
    if met_on > today:
        raise FieldErrors({"met_on": "That day is still to come. Please pick the day on which you met."})
    return met_on


def edited(value: str | None, before: str | None, limit: int) -> str | None:
    """What a field says now. A text too long for the field was shown cut: left as it was, it is kept whole."""
    told = clean(value)
    return before if before and told == clean(kit.plain(before, limit)) else told
