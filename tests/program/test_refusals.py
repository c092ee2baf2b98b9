"""Slack, the database or the port says no: the start ends with one sentence that names the setting."""

import asyncio
import uuid
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.store.database import database_url, make_engine
from tests import faults
from tests.program.process import free_port, program, slack_settings
from tests.program.refusal import SECRET, refusal
from tests.slack import FakeSlack

UNREAL = {"SLACK_BOT_TOKEN": "xoxb-sesame", "SLACK_APP_TOKEN": "xapp-sesame"}


@pytest.fixture
async def settings(slack: FakeSlack) -> dict[str, str]:
    return slack_settings(slack)


@pytest.fixture
def guarded(postgres: str, fresh_postgres: str) -> str:
    """A database of somebody who has to say a password."""
    name, password = f"guarded_{uuid.uuid4().hex}", f"open {SECRET}/@%"
    engine = make_engine(database_url(postgres))
    with engine.begin() as connection:
        ask_for_password(Path(str(connection.scalar(text("SHOW hba_file")))), name)
        connection.execute(text(f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD '{password}'"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    return make_url(fresh_postgres).set(username=name, password=password).render_as_string(hide_password=False)


def ask_for_password(rules: Path, name: str) -> None:
    rules.write_text(f"local all {name} scram-sha-256\nhost all {name} all scram-sha-256\n{rules.read_text()}")


async def test_a_bot_token_that_slack_does_not_know(tmp_path: Path, settings: dict[str, str]) -> None:
    said = await refusal(tmp_path, **(settings | {"SLACK_BOT_TOKEN": "xoxb-sesame"}))
    assert "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)" in said


async def test_an_app_token_that_slack_does_not_know(tmp_path: Path, settings: dict[str, str]) -> None:
    said = await refusal(tmp_path, **(settings | {"SLACK_APP_TOKEN": "xapp-sesame"}))
    assert "Slack does not accept SLACK_APP_TOKEN (invalid_auth)" in said


@pytest.mark.parametrize("error", ["account_inactive", "token_revoked", "org_login_required"])
async def test_a_bot_token_that_is_no_longer_good(
    error: str, tmp_path: Path, slack: FakeSlack, settings: dict[str, str]
) -> None:
    slack.token_error = error
    assert f"SLACK_BOT_TOKEN ({error})" in await refusal(tmp_path, **settings)


@pytest.mark.parametrize("scope", ["im:history", "users:read", "chat:write"])
async def test_a_missing_permission_is_named(
    scope: str, tmp_path: Path, slack: FakeSlack, settings: dict[str, str]
) -> None:
    slack.scopes.discard(scope)
    said = await refusal(tmp_path, **settings)
    assert f"SLACK_BOT_TOKEN lacks the permission {scope}; reinstall" in said


async def test_an_app_token_without_connections_write(
    tmp_path: Path, slack: FakeSlack, settings: dict[str, str]
) -> None:
    slack.faults.add("apps.connections.open", faults.error("missing_scope"))
    assert "SLACK_APP_TOKEN lacks connections:write" in await refusal(tmp_path, **settings)


async def test_check_asks_slack_about_both_tokens(tmp_path: Path, slack: FakeSlack, settings: dict[str, str]) -> None:
    slack.faults.add("apps.connections.open", faults.error("missing_scope"))
    assert "SLACK_APP_TOKEN lacks connections:write" in await refusal(tmp_path, "check", **settings)


async def test_a_slack_that_cannot_be_reached_or_is_none(tmp_path: Path, slack: FakeSlack) -> None:
    """Side by side: the bot has patience with a network that is just coming up."""
    slack.faults.add("auth.test", faults.html(200), times=4)
    slack.faults.add("auth.test", faults.html(502), times=4)

    async def said(name: str, url: str) -> str:
        (tmp_path / name).mkdir()
        return await refusal(tmp_path / name, **UNREAL, SLACK_API_URL=url)

    refused = said("refused", f"http://127.0.0.1:{free_port()}/api/")
    unknown = said("unknown", "http://slack.invalid/api/")
    page = said("page", slack.api_url)
    for sentence in await asyncio.gather(refused, unknown, page):
        assert "Slack cannot be reached at the address in SLACK_API_URL." in sentence


async def test_a_slack_that_comes_up_a_little_later(
    tmp_path: Path, slack: FakeSlack, settings: dict[str, str]
) -> None:
    slack.faults.add("auth.test", faults.server_error(503))
    async with program(tmp_path, **settings) as started:
        await started.says("started")


async def test_a_port_that_is_taken(tmp_path: Path, slack: FakeSlack) -> None:
    taken = int(make_url(slack.url).port or 0)
    said = await refusal(tmp_path, **slack_settings(slack, http_port=taken))
    assert "HOST and PORT name an address that is taken" in said


async def test_a_host_that_is_not_here(tmp_path: Path, slack: FakeSlack) -> None:
    settings = slack_settings(slack, http_port=0) | {"HOST": "203.0.113.7"}
    assert "HOST and PORT name an address" in await refusal(tmp_path, **settings)


UNUSABLE = {
    "a missing folder": "sqlite:///missing/tactful.db",
    "a folder that cannot be written": "sqlite:////proc/tactful.db",
    "a file for a folder": "sqlite:///file/tactful.db",
    "a folder for a file": "sqlite:///folder.db",
    "a file that is no database": "sqlite:///corrupt.db",
}


@pytest.mark.parametrize("what", UNUSABLE)
async def test_an_sqlite_file_that_cannot_be_used(what: str, tmp_path: Path) -> None:
    (tmp_path / "corrupt.db").write_bytes(b"This is a letter, not a database. " * 500)
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "file").touch()
    assert "DATABASE_URL names cannot be opened" in await refusal(tmp_path, **UNREAL, DATABASE_URL=UNUSABLE[what])


@pytest.mark.parametrize("host", ["127.0.0.1:1", "database.invalid"])
async def test_a_postgresql_that_cannot_be_reached(host: str, tmp_path: Path) -> None:
    url = f"postgresql://tactful:{SECRET}@{host}/tactful?sslmode=prefer"
    assert "DATABASE_URL names cannot be opened" in await refusal(tmp_path, **UNREAL, DATABASE_URL=url)


async def test_a_postgresql_without_that_database(tmp_path: Path, postgres: str) -> None:
    url = make_url(postgres).set(database=f"{SECRET}s").render_as_string(hide_password=False)
    assert "DATABASE_URL names cannot be opened" in await refusal(tmp_path, **UNREAL, DATABASE_URL=url)


async def test_a_wrong_password_of_postgresql(tmp_path: Path, guarded: str) -> None:
    url = make_url(guarded).set(password=f"not {SECRET}").render_as_string(hide_password=False)
    assert "DATABASE_URL names cannot be opened" in await refusal(tmp_path, "migrate", DATABASE_URL=url)


async def test_the_right_password_of_postgresql(tmp_path: Path, guarded: str) -> None:
    async with program(tmp_path, "migrate", DATABASE_URL=guarded) as started:
        assert await started.ended() == 0, started.written


async def test_without_the_permissions_of_import_and_export_it_starts_and_says_what_is_missing(
    tmp_path: Path, slack: FakeSlack
) -> None:
    slack.scopes -= {"files:read", "files:write", "users:read.email"}
    async with program(tmp_path, **slack_settings(slack)) as bot:
        await bot.says("started")
        assert "scopes.missing" in bot.written
