"""The keys that private words are sealed with: which are in use, and sealing everything anew."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bot.domain.keyring import PREFIX, Keyring
from bot.domain.models import Base, Kept, Member, Private, Sealed
from bot.errors import SettingsError

KEY_ID = 8
"""Characters of a key's public name."""
PRIVATE_TABLES: list[Any] = [each.class_ for each in Base.registry.mappers if issubclass(each.class_, Private)]


def check(session: Session, keyring: Keyring | None) -> None:
    """Whether every sealed word in the database can be opened. Raises SettingsError where a key is missing."""
    used = keys_in_use(session)
    if used and keyring is None:
        raise SettingsError(
            "ENCRYPTION_KEY is not set, so it does not open the notes in the database. Please set the key that they "
            "were sealed with."
        )
    if keyring and not used <= set(keyring.key_ids):
        raise SettingsError(
            "ENCRYPTION_KEY does not open the notes in the database. Please set the key that they were sealed with; "
            "a new one goes before it, with a comma between."
        )


def keys_in_use(session: Session) -> set[str]:
    """The public names of the keys that something in the database is sealed with."""
    used: set[str] = set()
    for table in PRIVATE_TABLES:
        for name in sealed_columns(table):
            raw = type_coerce(table.__table__.columns[name], Text)
            key_id = func.substr(raw, len(PREFIX) + 1, KEY_ID)
            used |= set(session.scalars(select(key_id).where(raw.startswith(PREFIX)).distinct()))
    return used


def reseal(session: Session, member_id: int, table: Any, after_id: int, count: int) -> Sequence[int]:
    """Seal the private words of the member's next rows in the table with the first key. Returns those rows' ids."""
    session.execute(select(Member.id).where(Member.id == member_id).with_for_update())  # first, as everywhere
    theirs = select(table).where(table.id > after_id, table.member_id == member_id).order_by(table.id)
    rows = session.scalars(theirs.limit(count)).all()
    for row in rows:
        for name in sealed_columns(table):
            kept: Kept | None = getattr(row, f"{name}_kept")
            if kept and kept.readable and kept.row in (None, row.binding()):
                setattr(row, f"{name}_kept", Kept(kept.words, row.binding()))
                flag_modified(row, f"{name}_kept")
    return [row.id for row in rows]


def sealed_columns(table: Any) -> list[str]:
    """The names of a table's columns that are sealed: those of its private words."""
    return [each.name for each in table.__table__.columns if isinstance(each.type, Sealed)]
