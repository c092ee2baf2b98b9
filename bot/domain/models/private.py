"""Private words: what members write about people, kept sealed and bound to their row while there is a key."""

import json
import secrets
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar, overload

from sqlalchemy import Dialect, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.domain.keyring import PREFIX, KeyMissing, Keyring

UNREADABLE = "(I could not read this)"
"""Stands in for words that were tampered with or moved here from another row."""
_ESCAPED = "plain:"
"""Before words that are kept as they are, and begin like sealed ones."""

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """Private words, and the row that they belong to (None: they were kept without a key, so nothing tells)."""

    words: str
    row: str | None
    readable: bool = True
    """False where somebody changed what was sealed; `words` only say so."""


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
    """An attribute of private words, kept in the row's `<name>_kept`."""

    def __init__(self, *, as_json: bool = False) -> None:
        self._as_json = as_json

    def __set_name__(self, _owner: type, name: str) -> None:
        self._column = f"{name}_kept"

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: Private, owner: type) -> T: ...
    def __get__(self, row: Private | None, owner: type) -> Any:
        if row is None:
            return self
        kept: Kept | None = getattr(row, self._column)
        if kept is None:
            return None
        words = kept.words if kept.row in (None, row.row_key) else UNREADABLE
        return json.loads(words) if self._as_json else words

    def __set__(self, row: Private, value: T) -> None:
        words = json.dumps(value, ensure_ascii=False) if self._as_json else value
        setattr(row, self._column, Kept(str(words), row.binding()) if value is not None else None)
