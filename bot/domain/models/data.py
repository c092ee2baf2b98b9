"""Data on its way in or out: attendee lists that wait for a word, and contacts that can still be brought back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, Owned
from bot.domain.models.private import Kept, Private, Sealed, private


class AttendeeImport(Owned, Private, Base):
    """An attendee list that was read and reported on, and waits for the member's yes. Gone once it was imported."""

    __tablename__ = "attendee_imports"

    place: Mapped[str | None]
    met_on: Mapped[date] = mapped_column(Date)
    people_kept: Mapped[Kept] = mapped_column("people", Sealed("attendee_imports.people"))
    """The people of the list, each a JSON object."""
    created_at: Mapped[datetime]

    people = private[list[dict[str, Any]]](as_json=True)


class DeletedContact(Owned, Private, Base):
    """A contact that was deleted, with everything that went with it: for a day it can be brought back."""

    __tablename__ = "deleted_contacts"

    name_kept: Mapped[Kept] = mapped_column("name", Sealed("deleted_contacts.name"))
    rows_kept: Mapped[Kept] = mapped_column("rows", Sealed("deleted_contacts.rows"))
    """Its rows, by table, as JSON."""
    deleted_at: Mapped[datetime]

    name = private[str]()
    rows = private[dict[str, Any]](as_json=True)
