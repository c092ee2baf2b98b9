"""`/met`: the command, its form, and the buttons of its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from bot.domain.calendar import local_date, zone_of
from bot.domain.directory import Facts, why_not
from bot.domain.encounters import Meeting, Person, Recorded
from bot.domain.met import Met, is_month_first, read, readable
from bot.domain.models import Member
from bot.domain.text import NAME_LIMIT, clean
from bot.errors import FieldErrors, UserError
from bot.flows import encounters as flow
from bot.flows import members, merging, planning
from bot.slack import people, redraw, screens, story
from bot.slack.click import Click, ids, one_id, pair
from bot.slack.screens import Message
from bot.slack.story import Answer
from bot.slack.views import encounter_forms as forms
from bot.slack.views import encounters as views
from bot.slack.views import home as home_views
from bot.slack.views import kit

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
    found = await people.known(click, [click.user_id, *people.MENTION.findall(text)])
    told = _understood(text, found, click)
    there, remarks = _people(told.people, found, click.user_id)
    remarks = [*told.problems, *remarks]
    if not there:
        raise UserError(" ".join(remarks) or NOBODY)
    meeting = Meeting(there, told.on, told.place, _note(told), told.negotiation, told.wrote, told.remind_on)
    return await _record(click, meeting, found, remarks, in_doubt=told.in_doubt)


@story.hears(action=home_views.MET)
async def form(click: Click) -> View:
    """*Whom did you meet?*, or `/met` alone: the form, also for somebody who keeps nothing here yet."""
    workspace, user = click.workspace, click.user_id
    owner = await click.edge.database.read(lambda session: members.find(session, workspace, user, lock=False))
    return forms.form(local_date(click.now, zone_of(owner.zone if owner else None)))


@story.hears(form=forms.FORM)
async def form_submitted(click: Click) -> Answer:
    """The form of `/met` alone; its answer comes as a DM, for a form has no private answer of its own."""
    values = click.values
    picked: list[str] = values.get("people") or []
    found = await people.known(click, [click.user_id, *picked])
    today = _today(found, click)
    told = _outsiders(found, click)
    there, remarks = _people([*_picked(picked), *told.people], found, click.user_id)
    if not there:
        sentence = " ".join(remarks) or "Please name at least one person, here or outside Slack."
        raise FieldErrors({"people": sentence})
    meeting = Meeting(
        people=there,
        met_on=past_day(values.get("met_on"), today),
        place=clean(values.get("place")) or told.place,
        note=clean(values.get("note")) or _note(told),
        negotiation=clean(values.get("negotiation")) or told.negotiation,
        already_wrote=bool(values.get("wrote")) or told.wrote,
        remind_on=told.remind_on,
    )
    return partial(_tell, message=await _record(click, meeting, found, remarks))


@story.writes(action=views.WROTE)
def already_wrote(session: Session, owner: Member, click: Click) -> Message:
    """*I already wrote*: the first note is done for everybody who was there."""
    encounter_id, *pairs = ids(click.value)
    found = flow.find(session, owner, encounter_id, click.now)
    flow.already_wrote(session, owner, found.encounter, click.now)
    return _answer(flow.still_asked(session, owner, encounter_id, pairs, click.now), owner, click)


@story.reads(action=views.EDIT)
def edit(session: Session, owner: Member, click: Click) -> View:
    """*Edit*: the form with what was told."""
    return forms.edit_form(flow.find(session, owner, click.number, click.now))


@story.hears(form=forms.EDIT_FORM)
async def edit_submitted(click: Click) -> Answer:
    """What was told is corrected; the answer with the new plan comes as a DM, or in the contact view below."""
    picked: list[str] = click.values.get("people") or []
    adds = picked or click.values.get("outsiders")
    found = await people.known(click, [click.user_id, *picked]) if adds else {}
    added, remarks = _people([*_picked(picked), *_outsiders(found, click).people], found, click.user_id)
    if remarks:
        raise FieldErrors({"people": " ".join(remarks)})
    return await click.write(partial(_corrected, click=click, added=added))


def _corrected(session: Session, owner: Member, click: Click, added: Sequence[Person]) -> Answer:
    values, (about, contact_id) = click.values, pair(click.metadata)
    before = flow.find(session, owner, about, click.now).encounter
    staying = {one_id(value) for value in values.get("there") or []}
    if not (staying or added):
        raise FieldErrors({"there": "Somebody was there, or else take it back with Undo."})
    recorded = flow.edit(
        session,
        owner,
        about,
        place=edited(values.get("place"), before.place, forms.PLACE_LIMIT),
        note=edited(values.get("note"), before.note, forms.NOTE_LIMIT),
        met_on=past_day(values.get("met_on"), planning.today_of(owner, click.now)),
        divisions=_divisions(values),
        removed={each.id for each in before.contacts[: forms.THERE_SHOWN]} - staying,
        added=added,
        now=click.now,
    )
    if contact_id is not None:
        return redraw.below(contact_id)
    answer = _answer(recorded, owner, click)
    return partial(_tell, message=Message([*views.saved(), *answer.blocks], answer.text))


@story.writes(action=views.HOLD)
def hold(session: Session, owner: Member, click: Click) -> Message:
    """*Keep them in peace until it is over*: it was about a negotiation."""
    encounter_id, *pairs = ids(click.value)
    flow.hold(session, owner, encounter_id, click.now)
    return _answer(flow.still_asked(session, owner, encounter_id, pairs, click.now), owner, click)


@story.writes(action=views.UNDO)
def undo(session: Session, owner: Member, click: Click) -> Message:
    """*Undo*: as if it had never been told."""
    encounter_id, *pairs = ids(click.value)
    there, held = flow.there(session, owner, encounter_id)
    if flow.part(session, owner, pairs, click.now):
        remark = "Taken back: they are two again."
    elif (kept := flow.undo(session, owner, encounter_id, click.now)) is not None:
        return Message(views.taken_back(kept, of=there), "Taken back.")
    else:
        remark = "Taken back: no note is written."
        if held and not flow.there(session, owner, encounter_id)[1]:
            remark = "Taken back: it was about no negotiation."
    found = flow.still_asked(session, owner, encounter_id, pairs, click.now)
    return replace(_answer(found, owner, click, [remark]), text="Taken back.")


@story.writes(action=views.SAME)
def same(session: Session, owner: Member, click: Click) -> Message:
    """*Yes*, that is the one I know: the two are one from now on."""
    encounter_id, new_id, known_id, *others = ids(click.value, 3)
    flow.find(session, owner, encounter_id, click.now)
    merging.merge(session, owner, known_id, new_id, click.now)
    return _answer(
        flow.still_asked(session, owner, encounter_id, [*others, new_id, known_id], click.now), owner, click
    )


@story.reads(action=views.ANOTHER)
def another(session: Session, owner: Member, click: Click) -> Message:
    """*Somebody else*: they stay two."""
    encounter_id, _, _, *others = ids(click.value, 3)
    return _answer(flow.still_asked(session, owner, encounter_id, others, click.now), owner, click)


async def _record(
    click: Click, meeting: Meeting, found: dict[str, Facts], remarks: list[str], in_doubt: bool = False
) -> Message:
    workspace, own = click.workspace, found.get(click.user_id)

    def recorded(session: Session) -> tuple[Recorded, Member]:
        owner = members.join(session, workspace, click.user_id, own.zone if own else None, click.now)
        return flow.record_encounter(session, owner, meeting, click.now), owner

    return _answer(*await click.edge.database.write(recorded), click, remarks, in_doubt)


async def _tell(click: Click, message: Message) -> None:
    await screens.tell(click.client, click.user_id, message)


def _answer(
    recorded: Recorded, owner: Member, click: Click, remarks: Sequence[str] = (), in_doubt: bool = False
) -> Message:
    """What was recorded, as things stand now."""
    blocks = views.recorded(recorded, owner, planning.today_of(owner, click.now), remarks, in_doubt)
    return Message(blocks, views.recorded_text(recorded))


def _today(found: dict[str, Facts], click: Click) -> date:
    own = found.get(click.user_id)
    return local_date(click.now, zone_of(own.zone if own else None))


def _understood(text: str, found: dict[str, Facts], click: Click) -> Met:
    """The sentence read. One that cannot be used comes back to the person, so that it is not lost."""
    own = found.get(click.user_id)
    names = {user: facts.name for user, facts in found.items() if facts.exists}
    month_first = is_month_first(own.locale if own else None)
    try:
        return read(text, _today(found, click), month_first=month_first, names=names)
    except UserError as error:
        raise UserError(f"{error} You typed: /met {readable(text, names)[:1500]}") from None


def _outsiders(found: dict[str, Facts], click: Click) -> Met:
    """A form's line for people outside Slack, read like the command; mentions are not for this field."""
    text = PARTED.sub(", ", click.values.get("outsiders") or "").strip(", ")
    if not text:
        return Met(_today(found, click))
    try:
        told = _understood(as_command_text(text), found, click)
    except UserError as error:
        raise FieldErrors({"outsiders": str(error)}) from None
    if told.problems:
        raise FieldErrors({"outsiders": " ".join(told.problems)})
    for field in ("place", "note"):
        if (left := getattr(told, field)) and clean(click.values.get(field)):
            raise FieldErrors(
                {"outsiders": f"I cannot read “{left[:100]}” as a person. Please part names by commas."}
            )
    return told


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
        elif reason := why_not(facts.named(each.name if each.name != f"@{each.slack_user_id}" else None), own_id):
            remarks.append(reason)
        else:
            there.append(replace(each, name=facts.name, title=facts.title, division=facts.division, known=True))
    return there, list(dict.fromkeys(remarks))


def _picked(users: Sequence[str]) -> list[Person]:
    return [Person(f"@{user}", slack_user_id=user, known=False) for user in users]


def _note(told: Met) -> str | None:
    """The note, with the words about who brought them together."""
    introduced = f"introduced by {told.introduced_by}" if told.introduced_by else None
    return "; ".join(filter(None, (told.note, introduced))) or None


def past_day(value: str | None, today: date) -> date:
    """The day that a form's `met_on` says. Raises FieldErrors."""
    try:
        met_on = date.fromisoformat(value or "")
    except ValueError:
        raise FieldErrors({"met_on": "Please pick the day on which you met."}) from None
    if met_on > today:
        raise FieldErrors({"met_on": "That day is still to come. Please pick the day on which you met."})
    return met_on


def edited(value: str | None, before: str | None, limit: int) -> str | None:
    """What a field says now. A text too long for the field was shown cut: left as it was, it is kept whole."""
    told = clean(value)
    return before if before and told == clean(kit.plain(before, limit)) else told


def _divisions(values: Mapping[str, Any]) -> dict[int, str | None]:
    return {
        one_id(block_id.removeprefix("division.")): clean(value, NAME_LIMIT)
        for block_id, value in values.items()
        if block_id.startswith("division.")
    }


def as_command_text(text: str) -> str:
    """Text from a form as a command would carry it: Slack escapes commands, but not forms."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
