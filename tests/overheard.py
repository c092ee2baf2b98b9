"""What the bot's log said during a test, held against what people typed and what is secret: none of it is there.
Nor is a bug, unless the test says that it provokes one.

The log is as an operator has it with LOG_LEVEL=debug, of the bot in this process and of programs on their own.
"""

import contextlib
import io
import logging
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from unittest.mock import patch

import structlog

from bot import logs
from bot.logs import Libraries, set_up
from bot.settings import Settings
from tests.slack import FakeSlack

WORD = re.compile(r"[^\W\d_]{8,}")
"""Shorter ones could stand there by chance."""
ORDINARY = frozenset(
    {
        "background", "contacts", "delivery", "divisions", "encounter", "encounters", "listening", "negotiation",
        "negotiations", "postgresql", "reminder", "reminders", "template", "workspace",
    }
)  # fmt: skip
"""Words of our own log lines, of our files and functions, that people may type too."""
ALWAYS_SECRET = ("ticket=", "/link/")
TOKEN = re.compile(r"xox[a-z]-\w+|xapp-\w+")
"""What a token begins with may be said, to help somebody find theirs; what follows never."""
BUG = re.compile(r"""^(?=.*(?:\] bug |"event": "bug")).*\bkind\W+(\w+)""", re.M)
"""A bug in the log of a program, in either form, and its kind."""
QUIETED = ("slack_bolt", "slack_sdk", "bot.assemble", "apscheduler")


class Overheard:
    """One test: who could have spoken, and what must not be said."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Nothing has been said yet."""
        self.log = io.StringIO()
        self.slacks: list[FakeSlack] = []
        self.secrets: set[str] = set(ALWAYS_SECRET)
        self.programs: list[Any] = []
        self._bugs: list[str] = []

    def slack(self, slack: FakeSlack) -> None:
        """What is typed there is private, and its tokens are secret."""
        self.slacks = [*dict.fromkeys([*self.slacks, slack])]
        self.secrets |= {slack.bot_token, slack.app_token, slack.signing_secret}

    def settings(self, settings: Settings) -> None:
        """What a bot is set up with."""
        self.secrets |= {getattr(settings, each.name) for each in fields(settings) if not each.repr}

    def program(self, process: Any, environment: dict[str, str]) -> None:
        """A program on its own: it has written `process.err` in the end."""
        self.programs.append(process)
        self.secrets |= {value for name, value in environment.items() if name.endswith(("TOKEN", "SECRET", "KEY"))}

    def error(self, event: str, **facts: Any) -> None:
        """In place of `log.error` in `bot/logs.py`, which tells of bugs alone."""
        self._bugs.append(facts["kind"])
        structlog.get_logger().error(event, **facts)

    def bugs(self) -> set[str]:
        """The kinds of all bugs that were logged, also where a test has captured the log."""
        return {*self._bugs, *(kind for each in self.programs for kind in BUG.findall(each.err.decode("latin-1")))}

    @property
    def written(self) -> str:
        """Everything that was logged."""
        return self.log.getvalue() + "".join(each.err.decode(errors="replace") for each in self.programs)

    def leaks(self) -> list[str]:
        """What should not be in the log, and is."""
        written = self.written
        if not written:
            return []
        said = {*WORD.findall(written)} - ORDINARY
        private = [text for slack in self.slacks for text in typed(slack)]
        found = {secret for secret in self.secrets if len(secret.strip()) > 4 and secret in written}
        found |= set(TOKEN.findall(written))
        found |= {word for word in said for text in private if word in text}
        found |= {text for text in private if len(text) >= 8 and text in written and text not in ORDINARY}
        return sorted(found)


heard = Overheard()
"""Of the test that runs."""


def typed(slack: FakeSlack) -> Iterator[str]:
    """Every text that a person of this workspace has written, their files, and what they are called."""
    for payload, _ in slack.delivery.exchanged:
        yield payload.get("text") or ""
        yield (payload.get("event") or {}).get("text") or ""
        if payload.get("type") == "message_action":
            yield payload["message"].get("text") or ""
        state = ((payload.get("view") or {}).get("state") or {}).get("values") or {}
        fields = [each for inputs in state.values() for each in inputs.values()]
        yield from (str(each["value"]) for each in fields if each.get("value"))
    for file in slack.files._files.values():
        if file.shown["user"] != slack.bot_user_id:
            yield file.data.decode("latin-1")
    for person in slack.people.values():
        if not person.is_bot:
            yield from (person.real_name, person.email)


@contextlib.contextmanager
def listening() -> Iterator[Overheard]:
    """Log as the program does at LOG_LEVEL=debug, and keep it."""
    heard.begin()
    before = {name: logging.getLogger(name).level for name in QUIETED}
    libraries, root = Libraries(), logging.getLogger()
    with contextlib.redirect_stderr(heard.log):
        set_up("debug", "console")
    root.addHandler(libraries)
    try:
        with patch.object(logs.log, "error", heard.error):
            yield heard
    finally:
        root.removeHandler(libraries)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
        logging.captureWarnings(False)
        structlog.reset_defaults()
