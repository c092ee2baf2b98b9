"""What Tactful keeps: one class a table, in the words of the design, a file a story."""

from bot.domain.models.attempts import Change, Limit, Reminder, Touch
from bot.domain.models.base import Base, Kept, Owned, Private, Sealed
from bot.domain.models.data import AttendeeImport, Clearing, DeletedContact
from bot.domain.models.deliveries import Delivery, DeliveryItem
from bot.domain.models.drafts import Ask, DivisionAlias, Draft, ModelCalls, Project
from bot.domain.models.people import Contact, Encounter, EncounterContact, Member, Profile, Workspace

for _table in Base.metadata.tables.values():
    # An id is never given again: the buttons of old messages must not come to mean somebody else.
    _table.dialect_options["sqlite"]["autoincrement"] = True
