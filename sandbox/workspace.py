"""What the workspace holds: people, channels, messages, and who is told when something changes.

Everything is kept in Slack's own shapes, so that what a test reads is what Slack would show.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .errors import Json, SlackError
from .files import Files
from .manifest import Manifest
from .people import OTHERS, STAFF, Person, user_id, user_object
from .triggers import Triggers
from .views import Views

Listener = Callable[[str, str, Json], None]  # what happened, to which person ("*": all), details


@dataclass
class Channel:
    id: str
    name: str
    members: set[str]
    user: str | None = None  # the other side of a DM with the bot
    opened: bool = True
    messages: list[Json] = field(default_factory=list)
    read_until: str = "0"

    @property
    def is_im(self) -> bool:
        return self.user is not None


class Workspace:
    def __init__(
        self, now: Callable[[], datetime], *, manifest: Manifest, scopes: tuple[str, ...] | None, team_id: str
    ) -> None:
        self.now = now
        self.manifest = manifest
        self.scopes: set[str] = set(manifest.scopes if scopes is None else scopes)
        self.team_id, self.team_domain, self.team_name = team_id, "sandbox", "Sandbox"
        self.app_id, self.bot_id = f"A{team_id[1:]}", f"B{team_id[1:]}"
        self.bot_token = f"xoxb-sandbox-{team_id}"
        self.app_token = f"xapp-1-{self.app_id}-sandbox"
        self.token_error: str | None = None  # e.g. "account_inactive": what every call answers from then on
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemeral_messages: dict[str, list[Json]] = {}
        self.triggers = Triggers()
        self.views = Views(self)
        self.files = Files(self)
        self.listeners: list[Listener] = []
        self._last_ts = (0, 0)
        self._settle_in()

    def _settle_in(self) -> None:
        for one in STAFF + OTHERS:
            self.add_person(**one)
        bot = self.add_person(
            self.manifest.name.lower(), real_name=self.manifest.name, is_bot=True, bot_id=self.bot_id,
            app_id=self.app_id, tz="America/Los_Angeles",
        )  # fmt: skip
        self.bot_user_id = bot.id
        staff = {person.id for person in self.people.values() if not person.is_bot and not person.deleted}
        for channel_id, name in (("C0GENERAL01", "general"), ("C0RANDOM001", "random")):
            self.channels[channel_id] = Channel(channel_id, name, members=set(staff))

    # -- people ---------------------------------------------------------------------------------

    def add_person(self, handle: str, **profile: Any) -> Person:
        """Somebody new. Keys `Person` does not know go into the user object as they are."""
        own = {key: value for key, value in profile.items() if key in Person.__dataclass_fields__}
        more = {key: value for key, value in profile.items() if key not in Person.__dataclass_fields__}
        own.setdefault("id", user_id(handle, len(self.people) + 1))
        own.setdefault("real_name", handle.replace(".", " ").title())
        own.setdefault("email", f"{handle}@sandbox.example")
        own.setdefault("team_id", self.team_id)
        person = Person(handle=handle, **own)
        person.more |= more
        self.people[person.id] = person
        for channel in self.channels.values():
            if not channel.is_im and not person.is_bot:
                channel.members.add(person.id)
        self.tell("state")
        return person

    def person(self, who: str | Person) -> Person:
        """By handle ("alice", "@alice") or by id."""
        if isinstance(who, Person):
            return who
        if who in self.people:
            return self.people[who]
        for person in self.people.values():
            if person.handle == who.removeprefix("@"):
                return person
        raise SlackError("user_not_found")

    def user(self, who: str | Person) -> Json:
        return user_object(self.person(who), self.now(), with_email="users:read.email" in self.scopes)

    # -- channels and messages --------------------------------------------------------------------

    def dm_channel(self, who: str | Person) -> Channel:
        """The DM between the bot and a person; its id is known before anybody opens it."""
        person = self.person(who)
        channel_id = "D" + person.id[1:]
        if channel_id not in self.channels:
            members = {person.id, self.bot_user_id}
            self.channels[channel_id] = Channel(channel_id, "directmessage", members, user=person.id, opened=False)
        return self.channels[channel_id]

    def channel(self, name: str | Channel) -> Channel:
        """By id or by name ("general", "#general")."""
        if isinstance(name, Channel):
            return name
        for channel in self.channels.values():
            if name == channel.id or (not channel.is_im and name.removeprefix("#") == channel.name):
                return channel
        raise SlackError("channel_not_found")

    def next_ts(self) -> str:
        """Slack's message ids are times: unique and increasing, even when the clock stands still."""
        moment = self.now()
        second, micro = int(moment.timestamp()), moment.microsecond
        if (second, micro) <= self._last_ts:
            second, micro = self._last_ts[0], self._last_ts[1] + 1
            second, micro = second + micro // 1_000_000, micro % 1_000_000
        self._last_ts = (second, micro)
        return f"{second}.{micro:06d}"

    def store(self, channel: Channel, message: Json) -> Json:
        channel.messages.append(message)
        channel.opened = True
        self.tell("state")
        return message

    def find_message(self, channel: Channel, ts: str) -> Json:
        for message in channel.messages:
            if message["ts"] == ts:
                return message
        raise SlackError("message_not_found")

    def bot_message(self, text: str, blocks: list[Json], **more: Any) -> Json:
        message: Json = {
            "user": self.bot_user_id,
            "type": "message",
            "ts": self.next_ts(),
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "text": text,
            "team": self.team_id,
            "bot_profile": self.bot_profile(),
        }
        if blocks:
            message["blocks"] = blocks
        return message | {key: value for key, value in more.items() if value}

    def bot_profile(self) -> Json:
        icon = "https://a.slack-edge.com/sandbox/img/bot.png"
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "name": self.manifest.name,
            "icons": {f"image_{size}": icon for size in (36, 48, 72)},
            "deleted": False,
            "updated": 1790000000,
            "team_id": self.team_id,
        }

    def whisper(self, channel: Channel, to: str, text: str, blocks: list[Json]) -> Json:
        """An ephemeral message: one person sees it, history does not know it, a reload forgets it."""
        message = self.bot_message(text, blocks) | {"channel": channel.id, "is_ephemeral": True}
        self.ephemeral_messages.setdefault(to, []).append(message)
        self.tell("ephemeral", to, message)
        return message

    def tell(self, what: str, who: str = "*", details: Json | None = None) -> None:
        for listener in list(self.listeners):
            listener(what, who, details or {})

    def expires(self, minutes: int) -> datetime:
        return self.now() + timedelta(minutes=minutes)
