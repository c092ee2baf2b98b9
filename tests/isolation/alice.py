"""Alice, who has something of every kind, and what her database holds, byte for byte."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.domain.models import (
    AttendeeImport,
    Base,
    Change,
    Contact,
    DeletedContact,
    Draft,
    Encounter,
    Limit,
    Reminder,
)
from bot.domain.types import Rung
from tests.owned import full_life, member
from tests.world import World

Row = tuple[str, tuple[Any, ...]]
WORDS = ("Wintergarden", "severance", "Vega")
"""What she alone has told, and none of our own sentences says."""


async def alices_ids(world: World) -> dict[str, str]:
    """Her life, and an id of hers of each kind: all of use at this moment."""
    await full_life(world)
    await world.met("alice", "@dan at the Wintergarden during negotiation Vega")
    world.slack.reload("alice")
    owner = await member(world, "alice")
    found: dict[str, Any] = {
        "contact": await _one(world, Contact, name="Carol Chen"),
        "other": await _one(world, Contact, name="Jane Doe"),
        "encounter": await _one(world, Encounter),
        "change": await _one(world, Change),
        "draft": await _one(world, Draft),
        "limit": await _one(world, Limit),
        "held": await _one(world, Contact, name="Dan Diaz"),
        "deleted": await _one(world, DeletedContact),
        "import": await _one(world, AttendeeImport),
    }
    found["reminder"] = await _one(world, Reminder, contact_id=found["contact"].id)
    found["question"] = await _one(world, Reminder, rung=Rung.STILL_ON)
    assert {each.member_id for each in found.values()} == {owner.id}
    assert found["reminder"].open
    people = {"person": "jane@acme.example", "bob": world.slack.person("bob").id}
    return {name: str(row.id) for name, row in found.items()} | people


async def _one(world: World, table: type[Base], **where: Any) -> Any:
    return (await world.rows(table, **where))[-1]


async def rows(world: World) -> set[Row]:
    """Every row of every table, as the database has it."""
    return await _rows(world, dict.fromkeys(Base.metadata.tables, ""))


async def rows_here(world: World) -> set[Row]:
    """Every row of the workspace of that world."""
    [workspace_id] = world.bot.clients
    here = {}
    for name, table in Base.metadata.tables.items():
        above = next((key for key in table.foreign_keys if "workspace_id" in key.column.table.columns), None)
        if "workspace_id" in table.columns:
            here[name] = f"WHERE workspace_id = {workspace_id}"
        elif above is not None:
            parents = f"SELECT id FROM {above.column.table.name} WHERE workspace_id = {workspace_id}"
            here[name] = f"WHERE {above.parent.name} IN ({parents})"
        else:
            here[name] = f"WHERE id = {workspace_id}"
    return await _rows(world, here)


async def _rows(world: World, where: dict[str, str]) -> set[Row]:
    def found(session: Session) -> set[Row]:
        return {
            (name, tuple(map(repr, row)))
            for name, which in where.items()
            for row in session.execute(text(f"SELECT * FROM {name} {which}"))
        }

    return await world.read(found)
