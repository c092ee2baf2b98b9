"""What must not be done or said, and who is left in peace."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, Owned
from bot.domain.models.encounters import Contact
from bot.domain.models.private import Kept, Private, Sealed, private
from bot.domain.types import LimitKind


class Limit(Owned, Private, Base):
    """A thing that must not be said or done: about one contact, about a division, or (neither) about everybody."""

    __tablename__ = "limits"
    __table_args__ = (Index("ix_limits_member_id", "member_id"),)

    kind: Mapped[LimitKind]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    division: Mapped[str | None]
    until_on: Mapped[date | None] = mapped_column(Date)
    """The first day on which it does not hold any more; None: until it is lifted."""
    words_kept: Mapped[Kept | None] = mapped_column("words", Sealed("limits.words"))
    """The topic, the matter somebody is represented in, what the conflict is, why the hold, or the negotiation."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the negotiation ended: `until_on` is some time after it."""
    announced_on: Mapped[date | None] = mapped_column(Date)
    """The morning whose DM told that its people may be written to now."""
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="SET NULL"), index=True)
    """The change that made it, where it came with a meeting."""
    created_at: Mapped[datetime]

    words = private[str | None]()

    @property
    def goes_on(self) -> bool:
        """Whether it is a negotiation that has not ended."""
        return self.kind is LimitKind.NEGOTIATION and self.until_on is None

    contact: Mapped[Contact] = relationship(lazy="raise")
    """Whom it is about, where that is one: as it is with every negotiation."""
