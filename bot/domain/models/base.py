"""What every table has in common: how rows are named, owned and typed, and how private words are kept.

What members write about people is sealed, and bound to its row, while there is a key.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from sqlalchemy import JSON, Connection, Dialect, Enum, ForeignKey, Integer, MetaData, String, Text, event
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.domain.keyring import PREFIX, KeyMissing, Keyring
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
UNREADABLE = "(I could not read this)"  # stands in for words that were tampered with or moved here from another row
_ESCAPED = "plain:"  # before words that are kept as they are, and begin like sealed ones
T = TypeVar("T")


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

    @classmethod
    def of(cls, owner: Any, **values: Any) -> Self:
        """A new row of this member."""
        return cls(workspace_id=owner.workspace_id, member_id=owner.id, **values)  # type: ignore[call-arg]


@dataclass(frozen=True)
class Kept:
    """Private words, and the row that they belong to (None: they were kept without a key, so nothing tells)."""

    words: str
    row: str | None
    readable: bool = True  # False where somebody changed what was sealed; `words` only say so


class Sealed(TypeDecorator[Kept]):
    """A text column that is sealed with the engine's keys, if it has any (`dialect.keyring`)."""

    impl = Text
    cache_ok = True

    def __init__(self, column: str) -> None:
        """`column`: table and column, which the seal is bound to."""
        super().__init__()
        self.column = column

    def process_bind_param(self, value: Kept | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        keyring: Keyring | None = getattr(dialect, "keyring", None)
        if keyring and value.row:
            return keyring.seal(value.words, self.column, value.row)
        return _ESCAPED + value.words if value.words.startswith((_ESCAPED, PREFIX)) else value.words

    def process_result_value(self, value: str | None, dialect: Dialect) -> Kept | None:
        if value is None:
            return None
        if not value.startswith(PREFIX):
            return Kept(value.removeprefix(_ESCAPED), None)
        keyring: Keyring | None = getattr(dialect, "keyring", None)
        if keyring is None:
            raise KeyMissing
        opened = keyring.open(value, self.column)
        return Kept(*opened) if opened else Kept(UNREADABLE, None, readable=False)


class Private:
    """A row that holds private words. `row_key` is its own random name: no two rows can swap what is sealed."""

    row_key: Mapped[str | None] = mapped_column(String(32))

    def binding(self) -> str:
        """What this row's words are sealed to."""
        if self.row_key is None:
            self.row_key = secrets.token_hex(16)
        return self.row_key


class private(Generic[T]):  # reads as what it is: `note = private[str | None]()`
    """Private words, sealed in the column of that name. The row keeps them in `<name>_kept`; this opens them."""

    def __init__(self, *, as_json: bool = False, nullable: bool = True) -> None:
        self._as_json, self._nullable = as_json, nullable

    def __set_name__(self, owner: type[Base], name: str) -> None:
        self._kept = f"{name}_kept"
        sealed = Sealed(f"{owner.__tablename__}.{name}")
        setattr(owner, self._kept, mapped_column(name, sealed, nullable=self._nullable))

    @overload
    def __get__(self, row: None, owner: type[Private]) -> InstrumentedAttribute[Kept]: ...
    @overload
    def __get__(self, row: Private, owner: type[Private]) -> T: ...
    def __get__(self, row: Private | None, owner: type[Private]) -> Any:
        kept: Any = getattr(row or owner, self._kept)
        if row is None or kept is None:
            return kept
        words = kept.words if kept.row in (None, row.row_key) else UNREADABLE
        return json.loads(words) if self._as_json else words

    def __set__(self, row: Private, value: T) -> None:
        words = json.dumps(value, ensure_ascii=False) if self._as_json else value
        setattr(row, self._kept, Kept(str(words), row.binding()) if value is not None else None)
