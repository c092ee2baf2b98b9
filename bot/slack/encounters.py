"""`/met`: the command, its form, and the buttons of its answer."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain import met_text
from bot.domain.calendar import local_date, zone_of
from bot.domain.directory import Facts, why_not
from bot.domain.encounters import Meeting, Person, Recorded
from bot.domain.met_text import MetText
from bot.domain.models import Member
from bot.domain.text import NAME_LIMIT, clean
from bot.errors import FieldErrors, UserError
from bot.flows import encounters as flow
from bot.flows import members, merging, planning
from bot.slack import payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.modals import open_view
from bot.slack.people import People
from bot.slack.screens import Screens
from bot.slack.views import encounters as views
from bot.slack.views import kit

MENTION = re.compile(r"<@([UW][A-Z0-9]+)")
NOBODY = "Mention at least one person, like “/met @ana at KubeCon”. Type “/met help” for more."
HELP_WORDS = ("help", "?", "-h", "--help")


class Encounters:
    """The story of `/met`."""

    def __init__(self, edge: Edge, people: People, screens: Screens) -> None:
        self._edge = edge
        self._people = people
        self._screens = screens

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.command("/met")(self.met)
        app.view(views.FORM)(self.form_submitted)
        app.view(views.EDIT_FORM)(self.edit_submitted)
        app.action(views.WROTE)(self.already_wrote)
        app.action(views.EDIT)(self.edit)
        app.action(views.UNDO)(self.undo)
        app.action(views.SAME)(self.same)
        app.action(views.ANOTHER)(self.another)

    async def met(self, ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient) -> None:
        """`/met …`: recorded and committed before it is answered."""
        text = (command.get("text") or "").strip()
        if text.casefold() in HELP_WORDS:
            await ack(text=views.HELP, response_type="ephemeral")
            return
        if not text:
            await self._open_form(client, command)
            await ack()
            return
        ids = list(dict.fromkeys([actor_of(command).user_id, *MENTION.findall(text)]))
        found = await self._people.known(client, command, ids)
        told = _parsed(text, self._today(found, command))
        names = {user: facts.name for user, facts in found.items() if facts.exists}
        people, remarks = _people(told, found, actor_of(command).user_id)
        if not people:
            raise UserError(" ".join(remarks) or NOBODY)
        meeting = Meeting(
            people=people,
            met_on=told.met_on,
            place=_readable(told.place, names),
            note=_readable(told.note, names),
            negotiation=_readable(told.negotiation, names),
            already_wrote=told.already_wrote,
        )
        recorded, owner = await self._record(command, meeting, found)
        today = planning.today_of(owner, self._edge.now())
        blocks = views.recorded(recorded, owner, today, remarks)
        await ack(blocks=blocks, text=views.recorded_text(recorded), response_type="ephemeral")

    async def form_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The form of `/met` alone; its answer comes as a DM, for a form has no private answer of its own."""
        values = payloads.form_values(view)
        own_id = actor_of(body).user_id
        picked: list[str] = values.get("people") or []
        found = await self._people.known(client, body, list(dict.fromkeys([own_id, *picked])))
        today = self._today(found, body)
        outsiders = _outsiders(values.get("outsiders"), today)
        told = _told(picked, outsiders, today)
        people, remarks = _people(told, found, own_id)
        if not people:
            sentence = " ".join(remarks) or "Please name at least one person, here or outside Slack."
            raise FieldErrors({"people": sentence})
        meeting = Meeting(
            people=people,
            met_on=past_day(values.get("met_on"), today),
            place=clean(values.get("place")) or _readable(told.place, {}),
            note=clean(values.get("note")) or _readable(told.note, {}),
            negotiation=clean(values.get("negotiation")) or _readable(told.negotiation, {}),
            already_wrote=bool(values.get("wrote")) or told.already_wrote,
        )
        recorded, owner = await self._record(body, meeting, found)
        await ack()
        blocks = views.recorded(recorded, owner, today, remarks)
        self._edge.background.spawn(payloads.tell(client, own_id, blocks, views.recorded_text(recorded)))

    async def already_wrote(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
    ) -> None:
        """*I already wrote*: the first note is done for everybody who was there."""
        about, now = payloads.number(action), self._edge.now()

        def noted(session: Session, owner: Member) -> tuple[Recorded, Member]:
            found = flow.find(session, owner, about, now)
            flow.already_wrote(session, owner, found.encounter, now)
            return flow.find(session, owner, about, now), owner

        recorded, owner = await self._edge.write(body, noted)
        await ack()
        blocks = views.recorded(recorded, owner, planning.today_of(owner, now))
        self._edge.background.spawn(payloads.replace(respond, blocks, views.recorded_text(recorded)))

    async def edit(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Edit*: the form with what was told."""
        about, now = payloads.number(action), self._edge.now()
        found = await self._edge.read(body, lambda session, owner: flow.find(session, owner, about, now))
        await open_view(client, body, views.edit_form(found))
        await ack()

    async def edit_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """What was told is corrected; the answer with the new plan comes as a DM, or in the contact view below."""
        values = payloads.form_values(view)
        about, contact_id = payloads.pair(view["private_metadata"])
        divisions, now = _divisions(values), self._edge.now()

        def corrected(session: Session, owner: Member) -> tuple[Recorded, Member]:
            before = flow.find(session, owner, about, now).encounter
            recorded = flow.edit(
                session,
                owner,
                about,
                place=edited(values.get("place"), before.place, views.PLACE_LIMIT),
                note=edited(values.get("note"), before.note, views.NOTE_LIMIT),
                met_on=past_day(values.get("met_on"), planning.today_of(owner, now)),
                divisions=divisions,
                now=now,
            )
            return recorded, owner

        recorded, owner = await self._edge.write(body, corrected)
        await ack()
        if contact_id is not None:
            self._screens.below(client, body, contact_id)
            return
        blocks = [*views.saved(), *views.recorded(recorded, owner, planning.today_of(owner, now))]
        text = views.recorded_text(recorded)
        self._edge.background.spawn(payloads.tell(client, owner.slack_user_id, blocks, text))

    async def undo(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond) -> None:
        """*Undo*: as if it had never been told."""
        about, now = payloads.number(action), self._edge.now()

        def undone(session: Session, owner: Member) -> list[Block]:
            kept = flow.undo(session, owner, about, now)
            if kept is None:
                found = flow.find(session, owner, about, now)
                return views.recorded(
                    found, owner, planning.today_of(owner, now), ["Taken back: no note is written."]
                )
            return views.taken_back(kept)

        blocks = await self._edge.write(body, undone)
        await ack()
        self._edge.background.spawn(payloads.replace(respond, blocks, "Taken back."))

    async def same(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond) -> None:
        """*Yes*, that is the one I know: the two are one from now on."""
        encounter_id, new_id, known_id, *others = payloads.ids(action.get("value"), 3)
        now = self._edge.now()

        def merged(session: Session, owner: Member) -> tuple[Recorded, Member]:
            flow.find(session, owner, encounter_id, now)
            merging.merge(session, owner, known_id, new_id, now)
            return flow.still_asked(session, owner, encounter_id, others, now), owner

        recorded, owner = await self._edge.write(body, merged)
        await ack()
        self._redraw(respond, recorded, owner)

    async def another(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
    ) -> None:
        """*Somebody else*: they stay two."""
        encounter_id, _, _, *others = payloads.ids(action.get("value"), 3)
        now = self._edge.now()

        def standing(session: Session, owner: Member) -> tuple[Recorded, Member]:
            return flow.still_asked(session, owner, encounter_id, others, now), owner

        recorded, owner = await self._edge.read(body, standing)
        await ack()
        self._redraw(respond, recorded, owner)

    def _redraw(self, respond: AsyncRespond, recorded: Recorded, owner: Member) -> None:
        """The answer as things stand now."""
        blocks = views.recorded(recorded, owner, planning.today_of(owner, self._edge.now()))
        self._edge.background.spawn(payloads.replace(respond, blocks, views.recorded_text(recorded)))

    async def _open_form(self, client: AsyncWebClient, body: dict[str, Any]) -> None:
        workspace, user = self._edge.workspace(body), actor_of(body).user_id
        owner = await self._edge.database.read(lambda session: members.find(session, workspace, user, lock=False))
        zone = owner.zone if owner else None
        await open_view(client, body, views.form(local_date(self._edge.now(), zone_of(zone))))

    def _today(self, found: dict[str, Facts], body: dict[str, Any]) -> date:
        own = found.get(actor_of(body).user_id)
        return local_date(self._edge.now(), zone_of(own.zone if own else None))

    async def _record(
        self, body: dict[str, Any], meeting: Meeting, found: dict[str, Facts]
    ) -> tuple[Recorded, Member]:
        workspace, user, now = self._edge.workspace(body), actor_of(body).user_id, self._edge.now()
        own = found.get(user)

        def recorded(session: Session) -> tuple[Recorded, Member]:
            owner = members.join(session, workspace, user, own.zone if own else None, now)
            return flow.record_encounter(session, owner, meeting, now), owner

        return await self._edge.database.write(recorded)


def _parsed(text: str, today: date) -> MetText:
    """The command read; a text that cannot be used comes back to the person, so that it is not lost."""
    try:
        return met_text.parse(text, today)
    except UserError as error:
        raise UserError(f"{error} You typed: /met {met_text.as_typed(text)[:1500]}") from None


def _people(told: MetText, found: dict[str, Facts], own_id: str) -> tuple[list[Person], list[str]]:
    """Who is recorded, and a sentence for each who is not."""
    people: list[Person] = []
    remarks = list(told.problems)
    for mention in told.mentions:
        facts = found.get(mention.slack_user_id)
        if mention.slack_user_id == own_id:
            facts = Facts(own_id, "")
        if facts is None:  # Slack did not tell in time: recorded all the same, and completed afterwards
            handle = f"@{mention.label or mention.slack_user_id}"
            people.append(Person(name=handle[:NAME_LIMIT], slack_user_id=mention.slack_user_id, known=False))
        elif reason := why_not(facts.named(f"@{mention.label}" if mention.label else None), own_id):
            remarks.append(reason)
        else:
            people.append(
                Person(
                    name=facts.name,
                    slack_user_id=facts.slack_user_id,
                    title=facts.title,
                    division=facts.division,
                )
            )
    for outsider in told.outsiders:
        if name := clean(outsider.name, NAME_LIMIT):
            email, company = clean(outsider.email, NAME_LIMIT), clean(outsider.company, NAME_LIMIT)
            people.append(Person(name=name, email=email, company=company))
    return people, list(dict.fromkeys(remarks))


def _readable(text: str | None, names: dict[str, str]) -> str | None:
    return clean(met_text.name_mentions(text, names)) if text else None


def _outsiders(text: str | None, today: date) -> MetText | None:
    """The form's line for people outside Slack, read like the command; mentions are not for this field."""
    if not text or not text.strip():
        return None
    try:
        told = met_text.parse(payloads.as_command_text(text), today)
    except UserError as error:
        raise FieldErrors({"outsiders": str(error)}) from None
    if told.problems:
        raise FieldErrors({"outsiders": " ".join(told.problems)})
    return told


def _told(picked: list[str], outsiders: MetText | None, today: date) -> MetText:
    """Both fields for people as one. What follows the names of outsiders counts where its own field is empty."""
    nobody = MetText(mentions=(), outsiders=(), problems=(), met_on=today)
    return replace(outsiders or nobody, mentions=tuple(met_text.Mention(user, None) for user in picked))


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


def _divisions(values: dict[str, Any]) -> dict[int, str | None]:
    return {
        payloads.number({"value": block_id.removeprefix("division.")}): clean(value, NAME_LIMIT)
        for block_id, value in values.items()
        if block_id.startswith("division.")
    }
