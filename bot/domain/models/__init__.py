"""What Tactful keeps: one class a table, in the words of the design, a file a story."""

from bot.domain.models.asks import Ask, DivisionAlias, Project
from bot.domain.models.attempts import Change, Reminder, Touch
from bot.domain.models.base import Base, Owned
from bot.domain.models.data import AttendeeImport, Clearing, DeletedContact
from bot.domain.models.deliveries import Delivery, DeliveryItem
from bot.domain.models.drafts import Draft, ModelCalls
from bot.domain.models.encounters import Contact, Encounter, EncounterContact
from bot.domain.models.limits import Limit
from bot.domain.models.members import Member, Profile, Workspace
from bot.domain.models.private import Kept, Private, Sealed

for _table in Base.metadata.tables.values():
    # An id is never given again: the buttons of old messages must not come to mean somebody else.
    _table.dialect_options["sqlite"]["autoincrement"] = True
