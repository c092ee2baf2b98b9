"""`.env` as editors and people write it, read from the folder in which the program is started."""

from pathlib import Path

import pytest

from tests.program.process import program
from tests.program.refusal import refusal
from tests.slack import FakeSlack


async def start(folder: Path, slack: FakeSlack, written: str, **settings: str) -> None:
    """Start with this `.env`; passes once the bot has reached the workspace with the tokens in it."""
    values = {"bot": slack.bot_token, "app": slack.app_token, "api": slack.api_url}
    (folder / ".env").write_bytes(written.format(**values).encode())
    async with program(folder, **settings) as started:
        await started.says("started")
    assert {call.token for call in slack.calls} == {slack.bot_token, slack.app_token}


WRITTEN = {
    "plain": "SLACK_BOT_TOKEN={bot}\nSLACK_APP_TOKEN={app}\nSLACK_API_URL={api}\n",
    "with a mark in front": "\ufeffSLACK_BOT_TOKEN={bot}\nSLACK_APP_TOKEN={app}\nSLACK_API_URL={api}",
    "with Windows' line ends": "SLACK_BOT_TOKEN={bot}\r\nSLACK_APP_TOKEN={app}\r\nSLACK_API_URL={api}\r\n",
    "with quotes": 'SLACK_BOT_TOKEN="{bot}"\nSLACK_APP_TOKEN=\'{app}\'\nSLACK_API_URL="{api}"\n',
    "with spaces": " SLACK_BOT_TOKEN = {bot}  \nSLACK_APP_TOKEN=' {app} '\n  SLACK_API_URL =  {api} \n",
    "with export, comments and lower case": (
        "# Tactful, für alle\nexport SLACK_BOT_TOKEN={bot} # the bot\n\nslack_app_token={app}\nSLACK_API_URL={api}\n"
        "SOMETHING_ELSE=1\nDATABASE_URL=\n"
    ),
}


@pytest.mark.parametrize("how", WRITTEN)
async def test_it_is_read_however_it_was_written(how: str, tmp_path: Path, slack: FakeSlack) -> None:
    await start(tmp_path, slack, WRITTEN[how])


async def test_the_environment_wins_over_it(tmp_path: Path, slack: FakeSlack) -> None:
    written = "SLACK_BOT_TOKEN=xoxb-old\nSLACK_APP_TOKEN={app}\nSLACK_API_URL={api}\n"
    await start(tmp_path, slack, written, SLACK_BOT_TOKEN=slack.bot_token)


async def test_blanks_and_line_ends_around_any_value_are_no_part_of_it(tmp_path: Path, slack: FakeSlack) -> None:
    plain = {"HOST": "127.0.0.1", "PORT": "0", "LOG_LEVEL": "Info", "LOG_FORMAT": "json", "TICK_SECONDS": "0.1"}
    plain |= {"DATABASE_URL": "sqlite:///kept.db", "ENCRYPTION_KEY": "sesame" * 6, "OPENAI_API_KEY": "sk-sesame"}
    plain |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_SIGNING_SECRET": "sesame", "SLACK_API_URL": slack.api_url}
    plain |= {"OPENAI_BASE_URL": "https://model.example/v1"}
    padded = {name: f" \t{value} \r\n" for name, value in plain.items()} | {"SLACK_APP_TOKEN": " \r\n"}
    async with program(tmp_path, **padded) as started:
        await started.says("http.listening")
    assert (tmp_path / "kept.db").exists()


async def test_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# für alle\nSLACK_BOT_TOKEN=xoxb-sesame\n".encode("latin-1"))
    assert ".env must be a text file in UTF-8" in await refusal(tmp_path)


async def test_notepads_unicode_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("SLACK_BOT_TOKEN=xoxb-sesame\n".encode("utf-16"))
    assert ".env must be a text file in UTF-8" in await refusal(tmp_path)


async def test_a_folder_of_that_name_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert "SLACK_BOT_TOKEN is missing" in await refusal(tmp_path, "check")


async def test_a_wrong_value_in_it_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-sesame\nPORT=sesame\n")
    assert "PORT must" in await refusal(tmp_path)
