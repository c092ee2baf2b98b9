"""Every function of the store is run on PostgreSQL, and those that only read in a transaction that only reads.

Tests elsewhere say what they do, on SQLite mostly: it lets pass what PostgreSQL refuses.
"""

import asyncio
import inspect
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import store
from bot.domain.keyring import Keyring
from bot.domain.models import (
    AttendeeImport,
    Change,
    Contact,
    DeletedContact,
    Draft,
    Encounter,
    Profile,
    Reminder,
    Touch,
    Workspace,
)
from bot.store import (
    asks,
    attempts,
    data,
    deliveries,
    encounters,
    members,
    retention,
    rows,
    sealing,
    snapshots,
)
from bot.store.database import Database, Work, database_url
from bot.store.opening import migrate
from tests.store.rows import ALICE, BOB, CAROL, LAST_YEAR, LONG_AGO, NOON, TOMORROW, everything

TODAY, FOR_ALL = NOON.date(), [1]
KEYRING = Keyring(["k" * 40])
OTHER_ROOMS = ("database", "migrate", "opening")
"""What is no statement; `test_database.py` and its neighbours are about it."""

Calls = list[tuple[Callable[..., Any], Callable[[Callable[..., Any], Any], Any]]]
READS: Calls = [
    (asks.touches, lambda f, it: f(it.owner)),
    (asks.encounters, lambda f, it: f(it.owner)),
    (asks.aliases, lambda f, it: f(it.owner)),
    (asks.strangers, lambda f, it: f(it.owner)),
    (attempts.open_reminder, lambda f, it: f(it.bob.id)),
    (attempts.open_reminders, lambda f, it: f([it.bob.id])),
    (attempts.waiting, lambda f, it: f(it.owner)),
    (attempts.loads, lambda f, it: f([it.owner.id], LONG_AGO.date())),
    (attempts.latest_changes, lambda f, it: f([it.bob.id])),
    (attempts.last_wrote_on, lambda f, it: f([it.bob.id])),
    (deliveries.showing, lambda f, it: f([it.carol])),
    (attempts.standings, lambda f, it: f(it.owner)),
    (data.everything, lambda f, it: f(it.owner)),
    (data.known, lambda f, it: f(workspace_id=1)),
    (data.known, lambda f, it: f(member_id=it.owner.id, slack_user_id=BOB)),
    (data.dates, lambda f, it: f([it.bob.id])),
    (data.private_rows, lambda f, it: f(it.owner.id)),
    (data.waiting, lambda f, it: f(workspace_id=1)),
    (deliveries.members_with_due, lambda f, it: f(FOR_ALL, NOON, 10)),
    (deliveries.due_reminders, lambda f, it: f([it.owner.id], NOON)),
    (deliveries.recent, lambda f, it: f([it.owner.id], NOON)),
    (deliveries.deliveries, lambda f, it: f([it.sent.id])),
    (deliveries.shown_in, lambda f, it: f(it.owner, it.shown.id, None, None)),
    (deliveries.shown_in, lambda f, it: f(it.owner, None, "D1", "1.2")),
    (deliveries.carried, lambda f, it: f(it.due)),
    (deliveries.parked, lambda f, it: f(it.owner)),
    (deliveries.in_progress, lambda f, it: f(FOR_ALL)),
    (deliveries.next_due_at, lambda f, it: f(FOR_ALL)),
    (deliveries.trouble, lambda f, it: f(FOR_ALL, 3)),
    (deliveries.showing_open, lambda f, it: f(it.owner, 10)),
    (members.profiles, lambda f, it: f(1, [BOB])),
    (members.is_admin, lambda f, it: f(it.owner)),
    (members.unknown_contacts, lambda f, it: f(FOR_ALL, 10)),
    (members.stalest, lambda f, it: f(1, TOMORROW, 10)),
    (members.kept, lambda f, it: f(1, [BOB])),
    (members.departed, lambda f, it: f([it.carol.id])),
    (asks.latest_draft, lambda f, it: f(it.bob, it.mine.purpose)),
    (encounters.same_encounters, lambda f, it: f(it.owner, met_on=LONG_AGO.date(), place="KubeCon")),
    (encounters.latest_encounters, lambda f, it: f([it.bob.id])),
    (encounters.acquaintances, lambda f, it: f(it.owner, outside=True)),
    (encounters.colleagues, lambda f, it: f(it.owner, [BOB])),
    (encounters.standings, lambda f, it: f(it.owner, [it.bob.id])),
    (encounters.all_acquaintances, lambda f, it: f(it.owner)),
    (encounters.notes_there, lambda f, it: f(it.owner, "KubeCon", LONG_AGO.date(), [it.bob.id])),
    (encounters.owner_of, lambda f, it: f(it.waiting.id)),
    (attempts.negotiations, lambda f, it: f(it.owner)),
    (attempts.open_questions, lambda f, it: f(it.owner)),
    (attempts.members_with_limits, lambda f, it: f(FOR_ALL)),
    (members.member, lambda f, it: f(1, ALICE)),
    (members.zones, lambda f, it: f(1)),
    (members.ids, lambda f, it: f()),
    (members.workspaces, lambda f, it: f([1])),
    (members.slack_id_of, lambda f, it: f(it.owner.id)),
    (asks.current_project, lambda f, it: f(it.owner)),
    (asks.past_projects, lambda f, it: f(it.owner, 5)),
    (asks.members_with_suggestion_due, lambda f, it: f(FOR_ALL, TODAY, 10)),
    (retention.spans, lambda f, it: f(FOR_ALL)),
    (retention.members_with_old_notes, lambda f, it: f(FOR_ALL, 12, LAST_YEAR)),
    (retention.members_to_tell, lambda f, it: f(FOR_ALL)),
    (retention.reminders_about_departed, lambda f, it: f(it.owner)),
    (retention.long_gone, lambda f, it: f(1, Profile, TODAY, 10)),
    (rows.owned, lambda f, it: f(it.owner, Reminder, it.due.id, Reminder.contact)),
    (rows.owned, lambda f, it: f(it.owner, Encounter, it.met.id, Encounter.contacts)),
    (rows.having, lambda f, it: f(Contact, id=[it.bob.id], company=None)),
    (rows.find, lambda f, it: f(it.owner, Reminder, it.due.id, Reminder.contact)),
    (rows.having, lambda f, it: f(Touch, contact_id=[it.bob.id], happened_on=[LONG_AGO.date()])),
    (sealing.check, lambda f, it: f(KEYRING)),
    (sealing.keys_in_use, lambda f, it: f()),
]
"""Each with what it is asked."""
WRITES: Calls = [
    (asks.add_alias, lambda f, it: f(1, it.owner.id, "ops", "Operations")),
    (snapshots.hand_over, lambda f, it: f(it.held, it.jane)),
    (data.leave_clearing, lambda f, it: f(1, BOB, NOON)),
    (data.take_clearing, lambda f, it: f(FOR_ALL, NOON, TOMORROW)),
    (data.clearing, lambda f, it: f(it.clearing)),
    (data.erase_member, lambda f, it: f(it.owner)),
    (data.forget_profiles, lambda f, it: f(1, [BOB, CAROL])),
    (data.forget_profiles, lambda f, it: f(1, [BOB], also_kept=True)),
    (data.delete_contacts, lambda f, it: f([it.jane.id])),
    (deliveries.claim, lambda f, it: f(FOR_ALL, "w2", NOON, 10)),
    (deliveries.push_back, lambda f, it: f(it.owner.id, NOON, TOMORROW)),
    (deliveries.put_off, lambda f, it: f({1: TOMORROW}, NOON)),
    (deliveries.free_leases, lambda f, it: f(FOR_ALL, NOON)),
    (members.contacts_of_person, lambda f, it: f(1, BOB)),
    (members.take_turn, lambda f, it: f(1, NOON, NOON)),
    (deliveries.deliveries, lambda f, it: f([it.working.id], "w1")),
    (asks.lying_drafts, lambda f, it: f([it.bob])),
    (asks.count_call, lambda f, it: f(1, it.owner.id, TODAY, 30)),
    (encounters.leave, lambda f, it: f(it.met.id, it.bob.id)),
    (encounters.take_up, lambda f, it: f(FOR_ALL, NOON, NOON)),
    (members.insert_unless_there, lambda f, it: f(Workspace, slack_team_id="T2", bot_user_id="UBOT")),
    (members.ensure_workspace, lambda f, it: f("T2", "UBOT")),
    (members.ensure_member, lambda f, it: f(1, "U0NEW0001", None, NOON)),
    (members.find_by_id, lambda f, it: f(it.owner.id)),
    (members.lock, lambda f, it: f([it.owner.id])),
    (retention.forget_words, lambda f, it: f(it.owner.id, LAST_YEAR)),
    (retention.forget_notes, lambda f, it: f(it.owner.id, LAST_YEAR)),
    (rows.insert_all, lambda f, it: f([Workspace(slack_team_id=team, bot_user_id="UBOT") for team in ("T2", "T3")])),
    (retention.delete_old, lambda f, it: f(FOR_ALL, NOON, AttendeeImport)),
    (retention.delete_old, lambda f, it: f(FOR_ALL, NOON, Change)),
    (retention.delete_old, lambda f, it: f(FOR_ALL, NOON, DeletedContact)),
    (retention.delete_old, lambda f, it: f(FOR_ALL, NOON, Draft)),
    (retention.delete_old, lambda f, it: f(FOR_ALL, LAST_YEAR, Profile)),
    (sealing.reseal, lambda f, it: f(it.owner.id, Draft, 0, 10)),
    (snapshots.read, lambda f, it: f([it.bob])),
    (snapshots.fingerprint, lambda f, it: f(it.bob)),
    (snapshots.take_out, lambda f, it: f(it.bob)),
    (snapshots.put_back, lambda f, it: f(snapshots.take_out(it.session, it.bob))),
]
"""Each with what it is told. What it did is taken back before the next one."""


class TakeBack(Exception):
    """Ends a work with nothing of it written."""


def work(
    function: Callable[..., Any], asked: Callable[..., Any], kept: dict[str, Any], *, lock: bool = True
) -> Work[None]:
    """That call, which must find something. It always raises: TakeBack, or what is wrong."""
    signature = inspect.signature(function)
    how = {"lock": lock} if "lock" in signature.parameters else {}

    def called(session: Session) -> None:
        it = SimpleNamespace(session=session, **{name: session.merge(row, load=False) for name, row in kept.items()})
        found = asked(partial(function, session, **how), it)
        session.flush()
        if not found and signature.return_annotation is not None:
            raise AssertionError("finds nothing, which proves little")
        raise TakeBack

    return called


async def problem(handed_over: Awaitable[None]) -> str | None:
    try:
        await handed_over
    except TakeBack:
        return None
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    raise AssertionError("a work that ends is written")


def wrong(calls: Calls, told: list[str | None]) -> list[str]:
    return [f"{name_of(each)}: {problem}" for (each, _), problem in zip(calls, told, strict=True) if problem]


@pytest.fixture
async def postgresql(fresh_postgres: str) -> AsyncIterator[Database]:
    url = database_url(fresh_postgres)
    await asyncio.to_thread(migrate, url)
    database = Database(url, KEYRING)
    yield database
    await database.close()


async def test_every_function_of_the_store_runs_on_postgresql(postgresql: Database) -> None:
    kept = await postgresql.write(everything)
    told = [await problem(postgresql.write(work(*call, kept))) for call in [*READS, *WRITES]]
    assert wrong([*READS, *WRITES], told) == []


async def test_every_function_that_reads_runs_where_nothing_can_be_written(postgresql: Database) -> None:
    kept = await postgresql.write(everything)
    told = [await problem(postgresql.read(work(*call, kept, lock=False))) for call in READS]
    assert wrong(READS, told) == []


def test_none_is_missing() -> None:
    """A new function of the store wants a line above."""
    assert {name_of(function) for function, _ in [*READS, *WRITES]} == {
        name_of(each)
        for module in pkgutil.iter_modules(store.__path__)
        if module.name not in OTHER_ROOMS
        for name, each in inspect.getmembers(import_module(f"bot.store.{module.name}"), inspect.isfunction)
        if each.__module__ == f"bot.store.{module.name}"
        and not name.startswith("_")
        and "session" in inspect.signature(each).parameters
    }


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__.removeprefix('bot.store.')}.{function.__name__}"
