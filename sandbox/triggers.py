"""Trigger ids: the ticket that lets an app open a modal. It lives three seconds and works once."""

import time
import uuid
from dataclasses import dataclass

from .errors import SlackError, refused

LIFETIME = 3.0  # seconds of real time: moving the sandbox's clock must not spend it


@dataclass
class Trigger:
    user_id: str
    view_id: str | None  # the modal the person was in, if any: only then can a view be pushed
    born: float
    used: bool = False


class Triggers:
    def __init__(self) -> None:
        self.lifetime = LIFETIME
        self._issued: dict[str, Trigger] = {}

    def issue(self, user_id: str, view_id: str | None = None) -> str:
        trigger_id = f"{time.time_ns() // 1000}.{len(self._issued)}.{uuid.uuid4().hex}"
        self._issued[trigger_id] = Trigger(user_id, view_id, time.monotonic())
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise refused("invalid_arguments", ["invalid `trigger_id` [json-pointer:/trigger_id]"])
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.born > self.lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
