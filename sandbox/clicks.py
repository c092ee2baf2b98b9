"""What a person does to blocks: click and choose, fill in a modal, submit it, close it.

A person can only use what they see.
"""

from typing import Any

from . import payloads
from .delivery import Answer, Delivery
from .elements import VALUE_KEYS, Values, action, complaints, entered, find, initial_state
from .errors import Json, SlackError
from .people import Person
from .responses import ResponseUrls
from .sockets import Sockets
from .workspace import Channel, Workspace


class Clicks(Workspace):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sockets = Sockets(self.app_id)
        self.delivery = Delivery(self.sockets)
        self.response_urls = ResponseUrls(self)
        self._message_states: dict[tuple[str, str], Values] = {}  # what is chosen in messages, by whom

    async def click(
        self,
        user: str,
        where: Json,
        action_id: str,
        *,
        block_id: str | None = None,
        **value: Any,
    ) -> Answer:
        """Press a button or choose something: `selected_option="friday"`, `selected_date="2026-12-01"`."""
        person = self.person(user)
        shown = self.as_seen(person, where)
        found = find(shown.get("blocks", []), action_id, block_id)
        if found is None:
            raise LookupError(f"There is no {action_id!r} to click here")
        chosen = self._choose(*found, self.state(person, shown), value)
        return await self.clicked(person, shown, action(*found, chosen, self.next_ts()))

    async def clicked(self, person: Person, shown: Json, done: Json) -> Answer:
        """Tell the app what was done, one entry of `actions`."""
        payload = self._click_payload(person, shown, self.state(person, shown))
        payload["actions"] = [done]
        return await self.delivery.once("interactive", payload)

    def _choose(self, block: Json, element: Json, state: Values, value: Json) -> Json | None:
        if len(value) > 1:
            raise TypeError(f"A click chooses one thing, not {sorted(value)}")
        if element["type"] == "button":
            return None
        key = VALUE_KEYS[element["type"]][0]
        if key not in value:
            raise TypeError(f"{element['type']} takes {key}=...")
        chosen = self.entered(element, value[key])
        if element["type"] != "overflow":
            state.setdefault(block["block_id"], {})[element["action_id"]] = chosen
        return chosen

    def _click_payload(self, person: Person, shown: Json, state: Values) -> Json:
        if "ts" not in shown:
            return payloads.view_click(self, person, shown)
        channel = self.place_of(shown)
        response_url = self.response_urls.issue(person.id, channel, shown)
        return payloads.message_click(self, person, channel, shown, state, response_url)

    async def submit(self, user: str, view: Json) -> Answer:
        """The client holds back a form with an empty required input."""
        person = self.person(user)
        shown = self.as_seen(person, view)
        wrong = complaints(shown["blocks"], shown["state"]["values"])
        if wrong:
            self.views.errors[shown["id"]] = wrong
            self.tell("state", person.id)
            return Answer(errors=wrong)
        return await self.submitted(person, shown)

    async def submitted(self, person: Person, shown: Json) -> Answer:
        """Tell the app, and do what it answers."""
        self.views.errors.pop(shown["id"], None)
        answer = await self.delivery.once("interactive", payloads.view_submission(self, person, shown))
        if not answer.error:
            self._follow(person, shown, answer)
        self.tell("state", person.id)
        return answer

    def _follow(self, person: Person, view: Json, answer: Answer) -> None:
        """Do what the acknowledgement's `response_action` says; without one, the view closes."""
        body = answer.payload if isinstance(answer.payload, dict) else {}
        what = body.get("response_action")
        try:
            if what == "errors":
                answer.errors = self._errors(view, body.get("errors"))
            elif what in ("update", "push"):
                self.views.check(body.get("view"), "modal")
                if what == "push":
                    self.views.push(person.id, body["view"])
                else:
                    self.views.update(view, body["view"])
            elif what in ("clear", None):
                self.views.close(person.id, view, all_of_them=what == "clear")
            else:
                answer.error = "invalid_response_action"
        except SlackError as error:
            answer.error = error.error
            answer.payload = body | error.more

    def _errors(self, view: Json, errors: Any) -> dict[str, str]:
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            raise SlackError("invalid_errors")  # Slack's client can only say that something went wrong
        self.views.errors[view["id"]] = errors
        return errors

    async def close(self, user: str, view: Json, *, all_of_them: bool = False) -> Answer:
        """Cancel the top view, or (`all_of_them`, the cross) the whole stack."""
        person = self.person(user)
        shown = self.as_seen(person, view)
        everything = all_of_them or shown["clear_on_close"]
        answer = Answer()
        for gone in self.views.close(person.id, shown, all_of_them=everything):
            if gone["notify_on_close"]:
                payload = payloads.view_closed(self, person, gone, is_cleared=everything)
                answer = await self.delivery.once("interactive", payload)
        return answer

    def set_state(self, user: str, where: Json, values: dict[str, Json]) -> None:
        """Type and choose without sending anything yet: `{block_id: {action_id: value}}`."""
        person = self.person(user)
        shown = self.as_seen(person, where)
        state = self.state(person, shown)
        for block_id, entries in values.items():
            for action_id, value in entries.items():
                found = find(shown.get("blocks", []), action_id, block_id)
                if found and action_id in state.get(block_id, {}):
                    state[block_id][action_id] = self.entered(found[1], value)

    # -- seeing -----------------------------------------------------------------------------------

    def place_of(self, message: Json) -> Channel:
        if message.get("is_ephemeral"):
            return self.channel(message["channel"])
        for channel in self.channels.values():
            if any(one["ts"] == message["ts"] for one in channel.messages):
                return channel
        raise SlackError("message_not_found")

    def as_seen(self, person: Person, where: Json) -> Json:
        """The message or view as it is now, if this person has it on their screen."""
        if "ts" not in where:
            visible = [*self.views.stacks.get(person.id, [])[-1:]]
            visible += [self.views.homes[person.id]] if person.id in self.views.homes else []
            return _one(visible, "id", where["id"], person)
        visible = list(self.ephemeral_messages.get(person.id, []))
        for channel in self.channels.values():
            if person.id in channel.members:
                visible += channel.messages
        return _one(visible, "ts", where["ts"], person)

    def state(self, person: Person, shown: Json) -> Values:
        if "ts" not in shown:
            state: Values = shown["state"]["values"]
            return state
        key = (shown["ts"], person.id)
        kept = self._message_states.get(key)
        self._message_states[key] = initial_state(shown.get("blocks", []), kept)
        return self._message_states[key]

    def entered(self, element: Json, value: Any) -> Json:
        """Files are given by id or as `upload` returned them; the form holds all that Slack knows of them."""
        if element["type"] == "file_input":
            ids = [one["id"] if isinstance(one, dict) else one for one in value]
            value = [self.files.find(file_id).shown for file_id in ids]
        return entered(element, value)


def _one(visible: list[Json], key: str, wanted: str, person: Person) -> Json:
    for one in visible:
        if one.get(key) == wanted:
            return one
    raise LookupError(f"{person.handle} does not see this")
