"""What must not be done or said, and the negotiations that contacts are on hold for."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, Owned
from bot.domain.models.private import Kept, Private, Sealed, private
from bot.domain.types import LimitKind


class Limit(Owned, Private, Base):
    """A thing that must not be said or done: about one contact, about a division, or (neither) about everybody."""

    __tablename__ = "limits"

    kind: Mapped[LimitKind]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    division: Mapped[str | None]
    until_on: Mapped[date | None] = mapped_column(Date)
    """The first day on which it does not hold any more; None: until it is lifted."""
    words_kept: Mapped[Kept | None] = mapped_column("words", Sealed("limits.words"))
    """The topic, the matter somebody is represented in, what the conflict is, or why the hold."""
    created_at: Mapped[datetime]

    words = private[str | None]()


class Negotiation(Owned, Private, Base):
    """A negotiation during which people were met: they are left in peace until some time after its end."""

    __tablename__ = "negotiations"

    name_kept: Mapped[Kept] = mapped_column("name", Sealed("negotiations.name"))
    ended_on: Mapped[date | None] = mapped_column(Date)
    """None while it goes on, as far as the member said."""
    announced_on: Mapped[date | None] = mapped_column(Date)
    """The morning whose DM told that its people may be written to now."""
    created_at: Mapped[datetime]

    name = private[str]()
