"""What every table has in common: how rows are named, owned, and typed."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Connection, Enum, ForeignKey, Integer, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.domain.types import UtcDateTime

# Unnamed constraints cannot be dropped on SQLite, so every one has a name from the first migration on.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


WORDS = Enum(
    StrEnum,
    native_enum=False,
    length=32,
    create_constraint=False,
    values_callable=lambda words: [word.value for word in words],
)
"""A StrEnum is kept as its value in a plain text column: a new word needs no migration."""


class Base(DeclarativeBase):
    """Relationships never load by themselves: hidden queries have no place in async code."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        str: Text,
        dict[str, Any]: JSON,
        StrEnum: WORDS,
    }

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)


@event.listens_for(Base.metadata, "before_create")
def _on_postgresql_too(metadata: MetaData, connection: Connection, **_: Any) -> None:
    """An index over a part of a table is one on PostgreSQL as well. A model that said so would load that dialect for
    everybody: 3 MB and 15 ms of each start."""
    if connection.dialect.name == "postgresql":
        for index in (index for table in metadata.tables.values() for index in table.indexes):
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


class Owned:
    """Whose row it is. Everything is loaded by (workspace, member, id)."""

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
