"""A member and what they keep, straight into the tables."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.domain.drafts import Purpose, Style
from bot.domain.models import (
    Ask,
    AttendeeImport,
    Base,
    Change,
    Clearing,
    Contact,
    DeletedContact,
    Delivery,
    DeliveryItem,
    DivisionAlias,
    Draft,
    Encounter,
    EncounterContact,
    Limit,
    Member,
    ModelCalls,
    Profile,
    Project,
    Reminder,
    Touch,
    Workspace,
)
from bot.domain.models.attempts import MERGED
from bot.domain.types import DeliveryState, LimitKind, Rung, Stage, TouchKind
from bot.store import members

T = TypeVar("T", bound=Base)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO, YESTERDAY, TOMORROW = (NOON + timedelta(days=days) for days in (-800, -1, 1))
LAST_YEAR = NOON - timedelta(days=365)
USERS = ("U0ALICE01", "U0BOB0001", "U0CAROL01", "U0EVE0001", "U0NOBODY1", "U0GONE001", "U0LEFT001")
ALICE, BOB, CAROL, EVE, NOBODY, GONE, LEFT = USERS


def a_member(session: Session) -> int:
    workspace = members.ensure_workspace(session, "T1", "UBOT")
    return members.ensure_member(session, workspace.id, "UALICE", "Europe/Berlin", NOON).id


def a_contact(session: Session, member_id: int, name: str = "Bob") -> Contact:
    owned = {"workspace_id": 1, "member_id": member_id, "created_at": NOON}
    contact = Contact(**owned, name=name, stage=Stage.FOLLOWING_UP)
    session.add(contact)
    session.flush()
    return contact


def everything(session: Session) -> dict[str, Base]:
    """A row for whatever the store may look for, by a name."""

    def add(row: T) -> T:
        session.add(row)
        session.flush()
        return row

    workspace = add(Workspace(slack_team_id="T1", bot_user_id="UBOT"))
    here = {"workspace_id": workspace.id}
    owner = add(
        Member(**here, slack_user_id=ALICE, zone="Europe/Berlin", weekly_suggestion=True, created_at=LONG_AGO)
    )
    add(Member(**here, slack_user_id=GONE, active=False, created_at=LONG_AGO))
    add(Member(**here, slack_user_id=LEFT, active=False, left_on=LAST_YEAR.date(), created_at=LONG_AGO))
    for user in USERS[:3]:
        add(
            Profile(
                **here,
                slack_user_id=user,
                name=user,
                division="Finance",
                fetched_at=NOON,
                is_admin=user == ALICE,
                deleted=user == CAROL,
            )
        )
    add(Profile(**here, slack_user_id=NOBODY, name=NOBODY, left_on=LAST_YEAR.date(), fetched_at=LONG_AGO))
    own = {**here, "member_id": owner.id}
    told = {**own, "created_at": LONG_AGO}

    def contact(name: str, stage: Stage, **more: Any) -> Contact:
        return add(Contact(**told, name=name, stage=stage, reason="one more", **more))

    bob = contact("Bob", Stage.FOLLOWING_UP, slack_user_id=BOB, version=1)
    carol = contact("Carol", Stage.FOLLOWING_UP, slack_user_id=CAROL)
    jane = contact("Jane", Stage.LET_GO, email="jane@acme.example")
    held = contact("Held", Stage.FOLLOWING_UP, slack_user_id=EVE, known=False)

    def encounter(*there: Contact) -> Encounter:
        found = add(Encounter(**told, place="KubeCon", met_on=LONG_AGO.date(), note="severance"))
        session.add_all(EncounterContact(encounter_id=found.id, contact_id=each.id) for each in there)
        session.flush()
        return found

    met, alone = encounter(bob, jane), encounter(jane)
    changed = {**told, "contact_id": bob.id, "verb": "met", "decision": "d1", "before": {}, "version": 1}
    change = add(Change(**changed, encounter_id=met.id))
    add(Change(**{**changed, "contact_id": jane.id, "verb": MERGED}))

    def reminder(about: Contact, due: datetime | None, **more: Any) -> Reminder:
        day = YESTERDAY.date()
        planned = {"wanted_on": day, "due_on": due.date() if due else None, "due_at": due}
        return add(Reminder(**own, contact_id=about.id, rung=Rung.FIRST_NOTE, change_id=change.id, **planned, **more))

    due = reminder(bob, YESTERDAY, shown_on=LONG_AGO.date())
    shown = reminder(carol, None)
    about_bob = {**own, "contact_id": bob.id, "change_id": change.id}
    for kind in (TouchKind.WROTE, TouchKind.HELPED):
        add(Touch(**about_bob, kind=kind, happened_on=LONG_AGO.date()))
    add(Ask(**about_bob, question="Who knows rebates?", asked_on=LONG_AGO.date()))
    draft = {**told, "purpose": Purpose.FIRST_NOTE, "style": Style.AS_IS, "left_out": [], "variant": 0}
    used = {"used_on": LONG_AGO.date(), "channel": "D1", "ts": "1.0"}
    mine = add(Draft(**draft, contact_id=bob.id, specific="rebates", text="Hi", **used))
    add(Draft(**draft, contact_id=jane.id, specific="rebates", text="Hi"))

    def delivery(state: DeliveryState, day: date, about: Reminder, **more: Any) -> Delivery:
        found = add(Delivery(**own, key=state.value, morning_on=day, state=state, next_at=YESTERDAY, **more))
        add(DeliveryItem(delivery_id=found.id, reminder_id=about.id, planned_on=day))
        return found

    working = delivery(DeliveryState.SENDING, NOON.date(), due, worker="w1")
    sent = delivery(DeliveryState.SENT, LONG_AGO.date(), shown, channel="D1", ts="1.2")
    delivery(DeliveryState.PARKED, LAST_YEAR.date(), due)
    add(DivisionAlias(**own, alias="fin", division="Finance"))
    add(ModelCalls(**own, day=NOON.date(), calls=3))
    limit = add(Limit(**told, kind=LimitKind.TOPIC, words="the merger"))
    orion = add(Limit(**told, kind=LimitKind.NEGOTIATION, words="Orion", contact_id=held.id, change_id=change.id))
    asked = {"rung": Rung.STILL_ON, "limit_id": orion.id, "shown_on": LONG_AGO.date()}
    add(Reminder(**own, contact_id=held.id, **asked))
    add(Project(**own, name="Orion", started_on=LONG_AGO.date()))
    add(Project(**own, name="Vega", started_on=LONG_AGO.date(), ended_on=YESTERDAY.date()))
    waiting = add(AttendeeImport(**told, met_on=LONG_AGO.date(), people=[{"name": "Jane"}]))
    lying = add(AttendeeImport(**told, met_on=LONG_AGO.date(), people=[], worked_at=LONG_AGO, encounter_id=met.id))
    clearing = add(Clearing(**here, slack_user_id=GONE, next_at=YESTERDAY))
    deleted = add(DeletedContact(**own, name="Dan", rows={}, deleted_at=YESTERDAY))
    return {name: row for name, row in locals().items() if isinstance(row, Base)}
