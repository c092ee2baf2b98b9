"""The people of the sandbox and the user objects Slack makes of them.

Eight colleagues in five divisions and as many time zones, one of them without a division, and the
accounts that trip bots up: another bot, Slackbot (which says `is_bot: false`), somebody who left.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .errors import Json

MISSING = "missing"  # as `tz`: the key is left out of the user object altogether

# Custom profile fields: their ids are Slack's kind of id, their labels are what people see.
PROFILE_FIELDS = {"Xf0DIVISION": "Division", "Xf0SEAT": "Desk"}


@dataclass
class Person:
    id: str
    handle: str
    real_name: str
    title: str = ""
    division: str | None = None
    desk: str = ""
    status_text: str = ""
    status_emoji: str = ""
    tz: str | None = "Europe/Berlin"
    email: str = ""
    team_id: str = ""
    is_bot: bool = False
    deleted: bool = False
    bot_id: str = ""
    app_id: str = ""
    more: Json = field(default_factory=dict)  # further keys of the user object: is_restricted, locale, ...

    @property
    def first_name(self) -> str:
        return self.real_name.split(" ")[0]


STAFF: list[dict[str, Any]] = [
    {"handle": "alice", "real_name": "Alice Adams", "title": "Staff Engineer", "division": "Engineering",
     "desk": "Berlin 2-14", "tz": "Europe/Berlin"},
    {"handle": "bob", "real_name": "Bob Brown", "title": "Controller", "division": "Finance",
     "desk": "London 1-03", "tz": "Europe/London"},
    {"handle": "carol", "real_name": "Carol Chen", "title": "Product Counsel", "division": "Legal",
     "desk": "Singapore 7-21", "tz": "Asia/Singapore"},
    {"handle": "mallory", "real_name": "Mallory Meyer", "title": "Account Executive", "division": "Sales",
     "desk": "New York 4-40", "tz": "America/New_York"},
    {"handle": "dan", "real_name": "Dan Diaz", "title": "Pricing Analyst", "division": "Finance",
     "desk": "Madrid 3-08", "tz": "Europe/Madrid"},
    {"handle": "erin", "real_name": "Erin Okafor", "title": "Site Reliability Engineer",
     "division": "Engineering", "desk": "Lagos 1-11", "tz": "Africa/Lagos"},
    {"handle": "farid", "real_name": "Farid Haddad", "title": "Support Lead", "division": "Customer Care",
     "desk": "Dubai 5-02", "tz": "Asia/Dubai"},
    {"handle": "grace", "real_name": "Grace Kim", "title": "Chief of Staff", "division": None,
     "desk": "", "tz": "America/Los_Angeles"},
]  # fmt: skip
OTHERS: list[dict[str, Any]] = [
    {"handle": "calendarbot", "real_name": "Calendar", "is_bot": True, "bot_id": "B0CALENDAR",
     "app_id": "A0CALENDAR", "tz": "America/Los_Angeles"},
    {"handle": "slackbot", "id": "USLACKBOT", "real_name": "Slackbot", "tz": "America/Los_Angeles"},
    {"handle": "henry", "real_name": "Henry Hill", "title": "Recruiter", "division": "People",
     "tz": "Europe/Dublin", "deleted": True},
]  # fmt: skip


def user_id(handle: str, number: int) -> str:
    """A plausible id that still tells a reader of a log who it was: U0ALICE001."""
    letters = "".join(c for c in handle.upper() if c.isascii() and c.isalnum())[:5].ljust(5, "0")
    return f"U0{letters}{number:03d}"


def user_object(person: Person, now: datetime, *, with_email: bool) -> Json:
    user: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.handle,
        "deleted": person.deleted,
        "color": "4bbe2e",
        "real_name": person.real_name,
        **_zone(person, now),
        "profile": {**profile_object(person, with_email=with_email), "team": person.team_id},
        **dict.fromkeys(("is_admin", "is_owner", "is_primary_owner"), False),
        **dict.fromkeys(("is_restricted", "is_ultra_restricted"), False),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1790000000,
        "is_email_confirmed": not person.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if person.deleted:  # Slack tells little about people who left
        user = {key: user[key] for key in _KEYS_OF_THE_DEPARTED}
    return user | person.more


_KEYS_OF_THE_DEPARTED = (
    "id", "team_id", "name", "deleted", "color", "real_name", "profile", "is_bot", "is_app_user", "updated",
)  # fmt: skip


def profile_object(person: Person, *, with_email: bool) -> Json:
    first, _, last = person.real_name.partition(" ")
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.handle if not person.is_bot else "",
        "display_name_normalized": person.handle if not person.is_bot else "",
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": "g" + person.id[-8:].lower(),
        "first_name": first,
        "last_name": last,
        "status_text_canonical": "",
    }
    if person.is_bot:
        profile |= {"bot_id": person.bot_id, "api_app_id": person.app_id, "always_active": True}
    if with_email and not person.is_bot:  # without `users:read.email` Slack leaves the key out
        profile["email"] = person.email
    return profile


def custom_fields(person: Person) -> Json:
    """`profile.fields` of `users.profile.get`; fields a person left empty are absent."""
    values = {"Xf0DIVISION": person.division, "Xf0SEAT": person.desk}
    return {key: {"value": value, "alt": ""} for key, value in values.items() if value}


def _zone(person: Person, now: datetime) -> Json:
    if person.tz == MISSING:
        return {}
    return {"tz": person.tz, "tz_label": _label(person.tz, now), "tz_offset": _offset(person.tz, now)}


def _offset(tz: str | None, now: datetime) -> int:
    offset = now.astimezone(ZoneInfo(tz)).utcoffset() if is_zone(tz) and tz else None
    return int(offset.total_seconds()) if offset else 0


def _label(tz: str | None, now: datetime) -> str:
    return now.astimezone(ZoneInfo(tz)).tzname() or "" if is_zone(tz) and tz else ""


def is_zone(tz: str | None) -> bool:
    try:
        return bool(tz) and bool(ZoneInfo(str(tz)))
    except (KeyError, ValueError, OSError):
        return False
