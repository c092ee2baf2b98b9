"""What meeting somebody (again) changes for their ladder."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.ladder import Happened
from bot.domain.models import Change, Encounter, EncounterContact, Member, Reminder
from bot.domain.types import Stage, TouchKind
from bot.flows import changes
from bot.flows.planning import Planner
from bot.store.encounters import Standing
from bot.store.rows import attach, insert_all


def note_met(
    session: Session,
    owner: Member,
    standings: Sequence[Standing],
    encounter: Encounter,
    now: datetime,
    decision: str | None = None,
) -> list[Change]:
    """Only note that these contacts were there: their ladder stays as it is. `decision`: of which this is a part."""
    decision = decision or changes.new_decision()
    made = [
        changes.opened(
            owner,
            standing.contact,
            standing.reminder,
            "met",
            now,
            decision=decision,
            encounter_id=encounter.id,
            created=standing.met_on is None,
        )
        for standing in standings
    ]
    insert_all(session, made)
    insert_all(session, [changes.touched(change, TouchKind.MET, encounter.met_on) for change in made])
    insert_all(session, [EncounterContact(encounter_id=encounter.id, contact_id=it.contact_id) for it in made])
    return made


def meet(
    session: Session,
    planner: Planner,
    standings: Sequence[Standing],
    encounter: Encounter,
    now: datetime,
    decision: str | None = None,
) -> list[Change]:
    """What meeting these (again) changes, for their ladders too."""
    noted = note_met(session, planner.owner, standings, encounter, now, decision)
    pairs = zip(standings, noted, strict=True)
    planned = [(new, it.contact) for it, change in pairs if (new := _planned(planner, it, change, encounter))]
    session.flush()  # what is settled is settled before anything new is open
    insert_all(session, [reminder for reminder, _ in planned])
    for reminder, contact in planned:
        attach(reminder, contact)
    return noted


def _planned(planner: Planner, standing: Standing, change: Change, encounter: Encounter) -> Reminder | None:
    contact, reminder = standing.contact, standing.reminder
    if standing.met_on and standing.met_on > encounter.met_on:
        return None  # an older story, told later: history only
    step = ladder.step(contact.stage, reminder.rung if reminder else None, Happened.MET)
    if step is None or step.rung is None or step.when is None:
        return None
    if reminder:
        planner.diary.free(reminder.due_on)
        reminder.settle(step.outcome)
    contact.stage = step.stage
    if step.stage is Stage.IN_TOUCH and not contact.keep_in_touch_months:
        return None
    window = step.when(encounter.met_on, contact.keep_in_touch_months)
    return planner.planned(contact, step.rung, window, change)
