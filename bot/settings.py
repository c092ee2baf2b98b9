"""The settings, read once from the environment and `.env`. A wrong one is named, without its value."""

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from sqlalchemy import URL

from bot.domain.keyring import SHORTEST_KEY, Keyring
from bot.errors import SettingsError
from bot.store.database import database_url


def rule(must: str, holds: Callable[[Any], bool], read: Callable[[str], Any] = str) -> Mapping[str, Any]:
    """How a setting is read from text, what holds of a right value, and what is said of a wrong one."""

    def value(name: str, text: str) -> Any:
        with contextlib.suppress(ValueError):
            if holds(found := read(text)):
                return found
        raise SettingsError(f"{name.upper()} {must}")

    return {"value": value}


def is_line(text: str) -> bool:
    """Whether it is one word, as tokens and keys of vendors are."""
    return text.isascii() and text.isprintable() and " " not in text


def is_address(text: str) -> bool:
    """Whether it is a web address. Raises ValueError for some that are none."""
    return text.startswith(("http://", "https://")) and bool(urlsplit(text).hostname)


def keys_in(text: str) -> list[str]:
    """The encryption keys in a text that parts them with commas."""
    return [key.strip() for key in text.split(",") if key.strip()]


def are_keys(text: str) -> bool:
    """Whether each of them is long enough."""
    return all(len(key) >= SHORTEST_KEY and key.isprintable() for key in keys_in(text))


LINE = "must be one line, as Slack shows it"
ADDRESS = rule("must be an address that begins with https:// or http://.", is_address)
KEYS = rule(f"must be {SHORTEST_KEY} characters or more, or several such keys with commas.", are_keys)
PORT = rule("must be a whole number from 0 to 65535.", range(65536).__contains__, int)
SECONDS = rule("must be above 0 and at most 3600.", lambda seconds: 0 < seconds <= 3600, float)
LEVEL = rule("must be debug, info, warning or error.", ("debug", "info", "warning", "error").__contains__, str.lower)
FORMAT = rule("must be console or json.", ("console", "json").__contains__, str.lower)


def secret(rule: Mapping[str, Any]) -> Any:
    """A setting that is empty where it is not set, and never shown."""
    return field(default="", repr=False, metadata=rule)


@dataclass(frozen=True)
class Settings:
    """See the table in README.md."""

    slack_bot_token: str = secret(rule(f"{LINE} (it begins with xoxb-).", is_line))
    slack_app_token: str = secret(rule(f"{LINE} (it begins with xapp-).", is_line))
    """Where it is set, Socket Mode; else HTTP mode, with the secret that signs Slack's requests."""
    slack_signing_secret: str = secret(rule(f"{LINE}.", is_line))
    slack_api_url: str = field(default="https://slack.com/api/", metadata=ADDRESS)
    database_url: str = field(default="sqlite:///tactful.db", repr=False)
    openai_api_key: str = secret(rule("must be one line, as its vendor shows it.", is_line))
    openai_base_url: str | None = field(default=None, metadata=ADDRESS)
    openai_model: str = "gpt-5-mini"
    encryption_key: str = secret(KEYS)
    host: str = "127.0.0.1"
    port: int = field(default=3000, metadata=PORT)
    health_port: int | None = field(default=None, metadata=PORT)
    tick_seconds: float = field(default=15, metadata=SECONDS)
    log_level: str = field(default="info", metadata=LEVEL)
    log_format: str = field(default="console", metadata=FORMAT)

    @cached_property
    def keyring(self) -> Keyring | None:
        """What seals private words; None where no key is set."""
        keys = keys_in(self.encryption_key)
        return Keyring(keys) if keys else None

    @cached_property
    def database(self) -> URL:
        """The database with our own driver. Raises SettingsError."""
        return database_url(self.database_url)

    @property
    def has_slack(self) -> bool:
        """Whether anything of Slack's is set at all; with nothing, the sandbox opens."""
        return any((self.slack_bot_token, self.slack_app_token, self.slack_signing_secret))


def load() -> Settings:
    """Read the settings. Raises SettingsError with one sentence that names the first wrong one."""
    try:
        told = {**dotenv_values(".env", encoding="utf-8-sig"), **os.environ}
    except UnicodeDecodeError:
        raise SettingsError(".env must be a text file in UTF-8.") from None
    texts = {name.lower(): text.strip() for name, text in told.items() if text and text.strip()}
    how = {each.name: each.metadata.get("value", lambda _, text: text) for each in fields(Settings)}
    settings = Settings(**{name: value(name, texts[name]) for name, value in how.items() if name in texts})
    settings.database  # noqa: B018  # a wrong URL ends the start here, not later
    return settings


def check_slack(settings: Settings) -> None:
    """Whether what is set is enough to connect to Slack. Raises SettingsError naming what is missing or swapped."""
    if not settings.slack_bot_token:
        raise SettingsError("SLACK_BOT_TOKEN is missing; you find it in your Slack app under OAuth & Permissions.")
    if settings.slack_bot_token.startswith(("xapp-", "xoxp-")):
        raise SettingsError("SLACK_BOT_TOKEN holds another kind of token; the right one begins with xoxb-.")
    if not settings.slack_app_token and not settings.slack_signing_secret:
        raise SettingsError(
            "SLACK_APP_TOKEN is missing (for Socket Mode), and so is SLACK_SIGNING_SECRET (for HTTP mode); set one."
        )
    if settings.slack_app_token.startswith("xox"):
        raise SettingsError("SLACK_APP_TOKEN holds another kind of token; the right one begins with xapp-.")
