"""A missing or wrong setting ends the start: one sentence that names it, and nothing secret in it."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.settings import load
from tests.browser import needs_chromium, open_page
from tests.program.process import program
from tests.program.refusal import refusal

GOOD = {"SLACK_BOT_TOKEN": "xoxb-sesame", "SLACK_APP_TOKEN": "xapp-sesame"}
"""Good in form; no test of this file lets them reach a Slack."""


WRONG = {
    "no bot token": ("SLACK_BOT_TOKEN is missing", {"SLACK_APP_TOKEN": "xapp-sesame"}),
    "only a signing secret": ("SLACK_BOT_TOKEN is missing", {"SLACK_SIGNING_SECRET": "sesame"}),
    "an empty bot token": ("SLACK_BOT_TOKEN is missing", {**GOOD, "SLACK_BOT_TOKEN": " "}),
    "only a bot token": ("SLACK_APP_TOKEN is missing", {"SLACK_BOT_TOKEN": "xoxb-sesame"}),
    "swapped tokens": (
        "SLACK_BOT_TOKEN holds another kind",
        {"SLACK_BOT_TOKEN": "xapp-sesame", "SLACK_APP_TOKEN": "xoxb-sesame"},
    ),
    "a person's token": ("SLACK_BOT_TOKEN holds another kind", {**GOOD, "SLACK_BOT_TOKEN": "xoxp-sesame"}),
    "the bot token twice": ("SLACK_APP_TOKEN holds another kind", {**GOOD, "SLACK_APP_TOKEN": "xoxb-sesame"}),
    "a bot token in two lines": ("SLACK_BOT_TOKEN must", {**GOOD, "SLACK_BOT_TOKEN": "xoxb-sesame\nxoxb-sesame"}),
    "a token with a space": ("SLACK_APP_TOKEN must", {**GOOD, "SLACK_APP_TOKEN": "xapp- sesame"}),
    "a secret that is no ASCII": ("SLACK_SIGNING_SECRET must", {**GOOD, "SLACK_SIGNING_SECRET": "sesameé"}),
    "an address without http": ("SLACK_API_URL must", {**GOOD, "SLACK_API_URL": "slack.com/api"}),
    "an address that is none": ("SLACK_API_URL", {**GOOD, "SLACK_API_URL": "https://[sesame/api"}),
    "another kind of database": ("DATABASE_URL must", {**GOOD, "DATABASE_URL": "mysql://root:sesame@host/x"}),
    "a database that is no address": ("DATABASE_URL must", {**GOOD, "DATABASE_URL": "sesame"}),
    "a database port in words": ("DATABASE_URL must", {**GOOD, "DATABASE_URL": "postgresql://u:sesame@h:five/x"}),
    "a database in memory": ("DATABASE_URL must name a file", {**GOOD, "DATABASE_URL": "sqlite://"}),
    "an SQLite option": ("DATABASE_URL must", {**GOOD, "DATABASE_URL": "sqlite:///x.db?timeout=sesame"}),
    "an unknown way to encrypt": (
        "DATABASE_URL names cannot be opened",
        {**GOOD, "DATABASE_URL": "postgresql://u:sesame@127.0.0.1:1/x?sslmode=sesame"},
    ),
    "a model's key in two lines": ("OPENAI_API_KEY must", {**GOOD, "OPENAI_API_KEY": "sk-sesame\nsk-sesame"}),
    "a model's key with a space": ("OPENAI_API_KEY must", {**GOOD, "OPENAI_API_KEY": "sk- sesame"}),
    "a model's key that is no ASCII": ("OPENAI_API_KEY must", {**GOOD, "OPENAI_API_KEY": "sk-sesameé"}),
    "a model's address without http": ("OPENAI_BASE_URL must", {**GOOD, "OPENAI_BASE_URL": "sesame.example/v1"}),
    "a model's address of another kind": ("OPENAI_BASE_URL must", {**GOOD, "OPENAI_BASE_URL": "ftp://sesame/v1"}),
    "a model's address without a host": ("OPENAI_BASE_URL must", {**GOOD, "OPENAI_BASE_URL": "https:///sesame"}),
    "a model's address that is none": ("OPENAI_BASE_URL", {**GOOD, "OPENAI_BASE_URL": "https://[sesame/v1"}),
    "a port in words": ("PORT must", {**GOOD, "PORT": "three thousand"}),
    "a port too high": ("PORT must", {**GOOD, "PORT": "65536"}),
    "no time between ticks": ("TICK_SECONDS must", {**GOOD, "TICK_SECONDS": "0"}),
    "endless ticks": ("TICK_SECONDS must", {**GOOD, "TICK_SECONDS": "inf"}),
    "ticks that are no number": ("TICK_SECONDS must", {**GOOD, "TICK_SECONDS": "nan"}),
    "an unknown level": ("LOG_LEVEL must", {**GOOD, "LOG_LEVEL": "loud"}),
    "an unknown format": ("LOG_FORMAT must", {**GOOD, "LOG_FORMAT": "xml"}),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_setting_ends_the_start_with_a_sentence_that_names_it(case: str, tmp_path: Path) -> None:
    words, settings = WRONG[case]
    assert words in await refusal(tmp_path, **settings)


def test_settings_that_are_printed_show_nothing_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "sesame")
    monkeypatch.setenv("ENCRYPTION_KEY", "sesame" * 6)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:sesame@h/x")
    loaded = load()
    assert loaded.keyring
    assert "sesame" not in f"{loaded} {loaded.database}"


@pytest.mark.parametrize("command", ["check", "migrate", "sandbox"])
async def test_every_command_names_a_wrong_setting(command: str, tmp_path: Path) -> None:
    assert "PORT must" in await refusal(tmp_path, command, PORT="-1")


async def test_check_without_any_setting_asks_for_the_first_one(tmp_path: Path) -> None:
    assert "SLACK_BOT_TOKEN is missing" in await refusal(tmp_path, "check")


async def test_without_any_setting_the_sandbox_opens_and_says_so(tmp_path: Path) -> None:
    async with program(tmp_path, PORT="0") as started:
        await started.says("in a browser")
        assert "SLACK_BOT_TOKEN" in started.out.decode().splitlines()[0]
        assert not started.err.decode().count("Traceback")
    assert not os.listdir(tmp_path), "the sandbox leaves nothing behind"


@needs_chromium
async def test_from_the_sandbox_no_key_reaches_a_model(tmp_path: Path) -> None:
    async with program(tmp_path, PORT="0", OPENAI_API_KEY="sk-sesame") as started:
        await started.says("in a browser")
        [address] = re.findall(r"Open (\S+) in a browser", started.written)
        async with open_page(address) as page:
            await page.get_by_role("tab", name="Home").click()
            await page.get_by_role("button", name="Settings").click()
            settings = page.get_by_role("dialog", name="Settings")
            await expect(settings.get_by_label("Never in a draft")).to_be_visible()
            await expect(settings.get_by_text("A language model may write my drafts")).to_have_count(0)
