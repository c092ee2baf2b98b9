"""What people do in Slack besides clicking: commands, shortcuts, messages, opening Home."""

import uuid

from . import payloads
from .clicks import Clicks
from .delivery import Answer
from .errors import Json, SlackError
from .people import Person
from .responses import show
from .workspace import Channel

# What an event needs besides the subscription.
EVENT_SCOPES = {"message.im": "im:history", "user_change": "users:read", "team_join": "users:read"}


class Gestures(Clicks):
    async def command(self, user: str, name: str, text: str = "", channel: str | None = None) -> Answer:
        """`text` goes out as given: mentions are `<@U...>`, as Slack writes them into commands.

        Typed in the person's DM with the bot when no channel is given.
        """
        person = self.person(user)
        place = self.channel(channel) if channel else self.dm_channel(person)
        if name not in {one["command"] for one in self.manifest.commands}:
            return Answer(error="invalid_command")  # Slack's client knows the commands; nothing is sent
        response_url = self.response_urls.issue(person.id, place)
        payload = payloads.command(self, person, place, name, text, response_url)
        answer = await self.delivery.once("slash_commands", payload)
        if answer.error is None and answer.payload:
            self._show(place, person, answer)
        return answer

    def _show(self, place: Channel, person: Person, answer: Answer) -> None:
        body = answer.payload if isinstance(answer.payload, dict) else {"text": answer.payload}
        try:
            show(self, place, person.id, body)
        except SlackError as error:
            answer.error = "invalid_command_response"
            answer.payload = body | error.answer()

    async def shortcut(self, user: str, callback_id: str, message: Json | None = None) -> Answer:
        """From the shortcuts menu, or from a message's menu when a message is given."""
        person = self.person(user)
        if callback_id not in {one["callback_id"] for one in self.manifest.shortcuts}:
            raise LookupError(f"The manifest has no shortcut {callback_id!r}")
        if message is None:
            return await self.delivery.once("interactive", payloads.global_shortcut(self, person, callback_id))
        channel = self.place_of(message)
        response_url = self.response_urls.issue(person.id, channel, message)
        payload = payloads.message_shortcut(self, person, callback_id, channel, message, response_url)
        return await self.delivery.once("interactive", payload)

    async def open_home(self, user: str, tab: str = "home") -> Answer:
        person = self.person(user)
        body: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.dm_channel(person).id,
            "tab": tab,
            "event_ts": self.next_ts(),
        }
        if tab == "home" and person.id in self.views.homes:
            body["view"] = self.views.homes[person.id]
        return await self.event(body)

    async def message(self, user: str, text: str) -> Answer:
        """Write to the bot in the Messages tab."""
        person = self.person(user)
        channel = self.dm_channel(person)
        message = self.say(user, text, channel)
        body = message | {"channel": channel.id, "event_ts": message["ts"], "channel_type": "im"}
        return await self.event(body, name="message.im")

    def say(self, user: str, text: str, channel: str | Channel = "general") -> Json:
        """A person's message, stored in a channel; the bot hears of it only in its own DM."""
        message: Json = {
            "client_msg_id": str(uuid.uuid4()),
            "type": "message",
            "text": text,
            "user": self.person(user).id,
            "ts": self.next_ts(),
            "team": self.team_id,
        }
        return self.store(self.channel(channel), message)

    def upload(self, user: str, name: str, data: bytes) -> Json:
        """Choose a file from the person's machine; its id goes into a form: `submit(..., {"file": [id]})`."""
        return self.files.add(self.person(user).id, name, data)

    async def event(self, body: Json, *, name: str | None = None) -> Answer:
        """Any event; dropped unless the app has subscribed to it and holds its scope."""
        kind = name or str(body["type"])
        scope = EVENT_SCOPES.get(kind)
        if kind not in self.manifest.events or (scope and scope not in self.scopes):
            return Answer()
        return await self.delivery.event(payloads.event(self, body))
