"""Rows of any table: found by what their columns say, and new ones written in few statements, past SQLAlchemy's unit
of work, which takes longer than the statements."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, Select, bindparam, insert, inspect, select
from sqlalchemy.orm import Session, joinedload, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from bot.domain.models import Base, Contact, Member, Reminder
from bot.errors import NotFound

Row = TypeVar("Row", bound=Base)


def owned(session: Session, owner: Member, table: type[Row], row_id: int, *loaded: Any) -> Row | None:
    """That row of this member, read anew, with what these relationships lead to."""
    theirs = {"id": row_id, "member_id": owner.id, "workspace_id": owner.workspace_id}
    found = select(table).filter_by(**theirs).options(*map(joinedload, loaded))
    return session.scalars(found.execution_options(populate_existing=True)).unique().one_or_none()


def find(session: Session, owner: Member, table: type[Row], row_id: int, *loaded: Any) -> Row:
    """The same. Raises NotFound."""
    if (row := owned(session, owner, table, row_id, *loaded)) is None:
        raise NotFound
    return row


def having(session: Session, table: type[Row], *loaded: Any, **values: Collection[Any] | None) -> Sequence[Row]:
    """The rows that have one of these values (None: that have none) in each of these columns, the oldest first, with
    what these relationships lead to."""
    which = _having(table, loaded, tuple((name, among is None) for name, among in values.items()))
    return session.scalars(which, {name: list(among) for name, among in values.items() if among is not None}).all()


@cache
def _having(table: type[Row], loaded: tuple[Any, ...], names: tuple[tuple[str, bool], ...]) -> Select[Row]:
    """Made once: making a statement takes as long as running it."""
    columns = ((getattr(table, name), name, is_none) for name, is_none in names)
    which = [it.is_(None) if is_none else it.in_(bindparam(name, expanding=True)) for it, name, is_none in columns]
    return select(table).where(*which).order_by(table.id).options(*map(joinedload, loaded))


def insert_all(session: Session, rows: Sequence[Base]) -> None:
    """Insert new rows of one table. They have their ids then, and the session knows them like any that it loaded."""
    if not rows:
        return
    # SQLite numbers the rows of a statement as they stand there. SQLAlchemy would send each by itself to be sure.
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement, columns = _insert(type(rows[0]), in_order=len(rows) > 1 and not is_sqlite)
    values = [_filled(row, columns) for row in rows]
    ids = session.connection().execute(statement, values if len(values) > 1 else values[0]).scalars().all()
    for row, found in zip(rows, sorted(ids) if is_sqlite else ids, strict=True):
        row.id = found
        make_transient_to_detached(row)
        session.add(row)


def attach(reminder: Reminder, contact: Contact) -> None:
    """The contact of a new reminder is at hand: it need not be loaded."""
    set_committed_value(reminder, "contact", contact)


@cache
def _insert(table: type[Base], *, in_order: bool) -> tuple[Insert, tuple[tuple[str, str, Any], ...]]:
    """The statement, made once, and for each column its attribute, its name and its default."""
    columns = tuple(
        (each.key, each.columns[0].name, each.columns[0].default)
        for each in inspect(table).column_attrs
        if not each.columns[0].primary_key
    )
    made = insert(table.__table__)  # type: ignore[arg-type]
    return made.returning(table.__table__.c.id, sort_by_parameter_order=in_order), columns


def _filled(row: Base, columns: Sequence[tuple[str, str, Any]]) -> dict[str, Any]:
    """The row's values by column; what was not told gets its default, in the row too."""
    told = inspect(row).dict
    for attribute, _, default in columns:
        if attribute not in told and default is not None:
            setattr(row, attribute, default.arg(None) if default.is_callable else default.arg)
        elif attribute not in told:
            setattr(row, attribute, None)
    return {name: told[attribute] for attribute, name, _ in columns}
