"""The settings, read once from the environment and `.env`. A wrong one is named, without its value."""

import os
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from sqlalchemy import URL

from bot.domain.keyring import SHORTEST_KEY, Keyring
from bot.errors import SettingsError
from bot.store.engine import database_url

LINE = "must be one line, as Slack shows it"
ADDRESS = "must be an address that begins with https:// or http://."
PORTS = "must be a whole number from 0 to 65535."
KEYS = f"must be {SHORTEST_KEY} characters or more, or several such keys with commas."


class Settings(BaseModel):
    """See the table in README.md. A field's description is what is said of a wrong value, after the name."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = Field(None, description=f"{LINE} (it begins with xoxb-).")
    slack_app_token: SecretStr | None = Field(None, description=f"{LINE} (it begins with xapp-).")
    slack_signing_secret: SecretStr | None = Field(None, description=f"{LINE}.")
    slack_api_url: str = Field("https://slack.com/api/", description=ADDRESS)
    database_url: str = "sqlite:///tactful.db"
    openai_api_key: SecretStr | None = Field(None, description="must be one line, as its vendor shows it.")
    openai_base_url: str | None = Field(None, description=ADDRESS)
    openai_model: str = "gpt-5-mini"
    encryption_key: SecretStr | None = Field(None, description=KEYS)
    host: str = "127.0.0.1"
    port: int = Field(3000, ge=0, le=65535, description=PORTS)
    health_port: int | None = Field(None, ge=0, le=65535, description=PORTS)
    tick_seconds: float = Field(
        15, gt=0, le=3600, allow_inf_nan=False, description="must be above 0 and at most 3600."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="must be debug, info, warning or error."
    )
    log_format: Literal["console", "json"] = Field("console", description="must be console or json.")

    @field_validator("*", mode="before")
    @classmethod
    def _stripped(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("slack_api_url", "openai_base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value and (not value.startswith(("http://", "https://")) or not urlsplit(value).hostname):
            raise ValueError
        return value

    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret", "openai_api_key")
    @classmethod
    def _one_line(cls, value: SecretStr | None) -> SecretStr | None:
        secret = value.get_secret_value() if value else ""
        if any(character.isspace() or not character.isprintable() for character in secret) or not secret.isascii():
            raise ValueError
        return value

    @field_validator("encryption_key")
    @classmethod
    def _long_keys(cls, value: SecretStr | None) -> SecretStr | None:
        keys = _keys(value)
        if any(len(key) < SHORTEST_KEY or not key.isprintable() for key in keys):
            raise ValueError
        return SecretStr(",".join(keys)) if keys else None

    @cached_property
    def keyring(self) -> Keyring | None:
        """What seals private words; None where no key is set."""
        keys = _keys(self.encryption_key)
        return Keyring(keys) if keys else None

    @cached_property
    def database(self) -> URL:
        """The database with our own driver. Raises SettingsError."""
        return database_url(self.database_url)

    @property
    def has_slack(self) -> bool:
        """Whether anything of Slack's is set at all; with nothing, the sandbox opens."""
        return any((self.slack_bot_token, self.slack_app_token, self.slack_signing_secret))

    @property
    def bot_token(self) -> str:
        """The bot token; checked to be there by `load`."""
        return self.slack_bot_token.get_secret_value() if self.slack_bot_token else ""

    @property
    def app_token(self) -> str | None:
        """The app-level token: set means Socket Mode."""
        return self.slack_app_token.get_secret_value() if self.slack_app_token else None

    @property
    def signing_secret(self) -> str | None:
        """What signs Slack's requests in HTTP mode."""
        return self.slack_signing_secret.get_secret_value() if self.slack_signing_secret else None


def _keys(value: SecretStr | None) -> list[str]:
    return [key.strip() for key in (value.get_secret_value() if value else "").split(",") if key.strip()]


def load() -> Settings:
    """Read the settings. Raises SettingsError with one sentence that names the first wrong one."""
    try:
        told = {**dotenv_values(".env", encoding="utf-8-sig"), **os.environ}
        settings = Settings.model_validate(
            {name.lower(): text for name, text in told.items() if text and text.strip()}
        )
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise SettingsError(f"{name.upper()} {Settings.model_fields[name].description}") from None
    except UnicodeDecodeError:
        raise SettingsError(".env must be a text file in UTF-8.") from None
    settings.database  # noqa: B018  # a wrong URL ends the start here, not later
    return settings


def check_slack(settings: Settings) -> None:
    """Whether what is set is enough to connect to Slack. Raises SettingsError naming what is missing or swapped."""
    if settings.slack_bot_token is None:
        raise SettingsError("SLACK_BOT_TOKEN is missing; you find it in your Slack app under OAuth & Permissions.")
    if settings.bot_token.startswith(("xapp-", "xoxp-")):
        raise SettingsError("SLACK_BOT_TOKEN holds another kind of token; the right one begins with xoxb-.")
    if settings.app_token is None and settings.signing_secret is None:
        raise SettingsError(
            "SLACK_APP_TOKEN is missing (for Socket Mode), and so is SLACK_SIGNING_SECRET (for HTTP mode); set one."
        )
    if settings.app_token and settings.app_token.startswith("xox"):
        raise SettingsError("SLACK_APP_TOKEN holds another kind of token; the right one begins with xapp-.")
