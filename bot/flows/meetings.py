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
    links = [EncounterContact(encounter_id=encounter.id, contact_id=change.contact_id) for change in made]
    insert_all(session, links)
    return made


def meet(
    session: Session,
    planner: Planner,
    standings: Sequence[Standing],
    encounter: Encounter,
    now: datetime,
    decision: str | None = None,
) -> list[Reminder | None]:
    """What meeting these (again) changes for their ladders; for each the reminder that comes next, if any."""
    noted = note_met(session, planner.owner, standings, encounter, now, decision)
    following = [_next(planner, *pair, encounter) for pair in zip(standings, noted, strict=True)]
    session.flush()  # what is settled is settled before anything new is open
    insert_all(session, [each for each in following if each and each.id is None])  # type: ignore[misc]
    for standing, reminder in zip(standings, following, strict=True):
        if reminder:
            attach(reminder, standing.contact)
    return following


def _next(planner: Planner, standing: Standing, change: Change, encounter: Encounter) -> Reminder | None:
    contact, reminder = standing.contact, standing.reminder
    if standing.met_on and standing.met_on > encounter.met_on:
        return reminder  # an older story, told later: history only
    step = ladder.step(contact.stage, reminder.rung if reminder else None, Happened.MET)
    if step is None or step.rung is None or step.when is None:
        return reminder
    if reminder:
        planner.diary.free(reminder.due_on)
        reminder.settle(step.outcome)
    contact.stage = step.stage
    if step.stage is Stage.IN_TOUCH and not contact.keep_in_touch_months:
        return None
    window = step.when(encounter.met_on, contact.keep_in_touch_months)
    return planner.planned(contact, step.rung, window, change)
