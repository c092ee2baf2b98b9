"""A life that leaves a row in every table, and what is kept of somebody, told by the tables themselves."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.models import (
    Ask,
    AttendeeImport,
    Base,
    Change,
    DeletedContact,
    DivisionAlias,
    Limit,
    Member,
    ModelCalls,
)
from bot.domain.types import LimitKind
from tests.drafting import drafted
from tests.world import World

TABLES: list[Any] = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda each: each.__tablename__)
NOBODYS = ("workspaces", "clearings")
"""The tables that are no member's; the second is of those who are none any more."""


async def full_life(world: World, user: str = "alice", note: str = "about the severance plan") -> None:
    """That member has met Bob, Carol and Jane, wrote, drafted, works on something, and has limits."""
    await world.slack.open_home(user)
    await world.met(user, f"@bob @carol at the Wintergarden {note}")
    await world.met(user, '"Jane Doe" jane@acme.example (Acme) at the Wintergarden about severance')
    card = await world.until_dm(user)
    await drafted_by(world, user, card)
    await world.click(user, card, "attempt.wrote")
    await world.slack.command(user, "/project", "Orion: one price list; help welcome: rebates")
    await rest_of(world, user)


async def drafted_by(world: World, user: str, card: Any) -> None:
    if user == "alice":
        await drafted(world, card, "the rebate table")
        return
    await world.click(user, card, "draft.open")
    await world.submit(user, world.slack.modal(user), {"specific": "the rebate table"})


async def rest_of(world: World, user: str) -> None:
    """What has no screen on this branch, straight into its tables."""
    owner = await member(world, user)
    own = {"workspace_id": owner.workspace_id, "member_id": owner.id}
    now = world.clock()
    change = (await world.rows(Change, member_id=owner.id))[0]
    await world.add(
        Limit(**own, kind=LimitKind.TOPIC, words="the merger", created_at=now),
        Limit(**own, kind=LimitKind.NEGOTIATION, contact_id=change.contact_id, words="Orion", created_at=now),
        Ask(
            **own,
            contact_id=change.contact_id,
            change_id=change.id,
            question="Who knows rebates?",
            asked_on=now.date(),
        ),
        DivisionAlias(**own, alias="fin", division="Finance"),
        ModelCalls(**own, day=now.date(), calls=3),
        AttendeeImport(**own, met_on=now.date(), people=[{"name": "Jane Doe"}], created_at=now),
        DeletedContact(
            **own,
            name="Dan Diaz",
            rows={"contacts": [{"name": "Dan Diaz"}]},
            deleted_at=now - timedelta(hours=1),
        ),
    )


async def member(world: World, user: str) -> Any:
    """That person's row, in the workspace of that world."""
    [workspace_id] = world.bot.clients
    [found] = await world.rows(Member, workspace_id=workspace_id, slack_user_id=world.slack.person(user).id)
    return found


async def kept(world: World) -> dict[str, list[Any]]:
    """Every row of every table, but for the workspace's own (those with 0 in place of a member)."""

    def rows(session: Session, table: Any) -> list[Any]:
        found = session.scalars(select(table).order_by(table.id))
        return [row for row in found if getattr(row, "member_id", None) != 0]

    tables = [each for each in TABLES if each.__tablename__ not in NOBODYS]
    return await world.read(lambda session: {each.__tablename__: rows(session, each) for each in tables})


async def counts(world: World) -> dict[str, int]:
    """How many rows each table has; those without any are left out."""
    return {name: len(rows) for name, rows in (await kept(world)).items() if rows}
