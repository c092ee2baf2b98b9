"""manifest.yml, the listeners and the screens agree: nothing is declared, shown or asked for that the others lack."""

import ast
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import story
from bot.slack.click import Background, Edge, unpacked
from bot.slack.door import Door
from bot.slack.install import SCOPES
from bot.store.database import Database, database_url
from sandbox.block_check import elements_of
from tests.views.gallery import ordinary
from tests.world import FakeClock

ROOT = Path(__file__).parents[1]
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "tests/schemas/manifest.schema.2.0.0.json").read_text(encoding="utf-8"))
FEATURES, EVENTS = MANIFEST["features"], MANIFEST["settings"]["event_subscriptions"]["bot_events"]
METHOD_SCOPES = {  # Slack's reference, page by page
    "apps.connections.open": None,  # the app token's own scope
    "auth.test": None,
    "chat.delete": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.open": "im:write",
    "files.info": "files:read",
    "files.upload.v2": "files:write",
    "team.profile.get": "users.profile:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.profile.get": "users.profile:read",
    "views.open": None,
    "views.publish": None,
    "views.push": None,
    "views.update": None,
}
OTHER_SCOPES = {"commands", "users:read.email"}
"""What comes with no method: slash commands, and the address in what `users.list` tells."""
EVENT_SCOPES = {"app_home_opened": None, "user_change": "users:read"}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The real door with every listener, connected to nothing."""
    database = Database(database_url(f"sqlite:///{tmp_path}/tactful.db"), None)
    yield Door(Edge(database, FakeClock(), Background(), {}))
    await database.close()


def payloads() -> Iterator[tuple[str, dict[str, Any]]]:
    """One payload for everything a person or Slack can do: what is declared, and what a screen can show."""
    for command in FEATURES["slash_commands"]:
        yield command["command"], {"command": command["command"]}
    for shortcut in FEATURES.get("shortcuts", []):
        kind = "shortcut" if shortcut["type"] == "global" else "message_action"
        yield shortcut["callback_id"], {"type": kind, "callback_id": shortcut["callback_id"]}
    for event in EVENTS:
        yield event, {"type": "event_callback", "event": {"type": event.split(".")[0]}}
    for action in sorted(shown("action")):
        yield action, {"type": "block_actions", "actions": [{"action_id": action, "block_id": "b"}]}
    for form in sorted(shown("form")):
        yield form, {"type": "view_submission", "view": {"type": "modal", "callback_id": form}}
    for form in sorted({view["callback_id"] for _, _, view in ordinary() if view.get("notify_on_close")}):
        yield f"{form}, closed", {"type": "view_closed", "view": {"type": "modal", "callback_id": form}}


def shown(kind: str) -> set[str]:
    """Every action id that can be clicked, or every callback id that can be submitted, on any screen."""
    if kind == "form":
        return {view["callback_id"] for _, _, view in ordinary() if "submit" in view}
    blocks = [block for _, blocks, _ in ordinary() for block in blocks if block["type"] != "input"]
    return {element["action_id"] for block in blocks for element in elements_of(block)}


def test_everything_declared_or_shown_has_its_listener_and_the_other_way_round(door: Door) -> None:
    heard = {name: what_of(body) for name, body in payloads()}
    assert {name: what for name, what in heard.items() if what not in door.listeners} == {}
    assert {*door.listeners} == {*heard.values()}
    assert len(heard) > 20


def what_of(body: dict[str, Any]) -> tuple[str, str]:
    """Its kind and its id, by which its listener is found."""
    click = unpacked(body, Edge(None, FakeClock(), Background(), {}), AsyncWebClient())  # type: ignore[arg-type]
    return click.kind, click.name


@pytest.mark.parametrize("what", Door.listeners)
def test_nothing_has_two_listeners(what: tuple[str, str]) -> None:
    async def another(_: object) -> None: ...

    with pytest.raises(ValueError, match="two listeners"):
        story.hears(**{what[0]: what[1]})(another)


def methods_used() -> set[str]:
    """The Web API methods that any file of the bot names, as Slack names them."""
    families = {method.split(".")[0] for method in METHOD_SCOPES} | {"reactions", "files", "usergroups", "bots"}
    offered = {name for name in dir(AsyncWebClient) if name.split("_")[0] in families}
    nodes = [node for path in ROOT.glob("bot/**/*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    assert not [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "api_call"]
    return {node.attr.replace("_", ".") for node in nodes if isinstance(node, ast.Attribute) and node.attr in offered}


def test_no_scope_is_missing_and_none_is_asked_for_without_need() -> None:
    declared = MANIFEST["oauth_config"]["scopes"]["bot"]
    needed = {METHOD_SCOPES[method] for method in methods_used()} | {EVENT_SCOPES[event] for event in EVENTS}
    assert {*needed, *OTHER_SCOPES} - {None} == {*declared} == {*SCOPES}
    assert len(declared) == len(SCOPES) == len({*SCOPES})
    assert {*METHOD_SCOPES} == methods_used()


def test_the_manifest_is_valid_for_slacks_schema() -> None:
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(MANIFEST)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"display_information": {"name": "x" * 36}},
        {"features": {"slash_commands": [{"command": "met", "description": "x"}]}},
        {"features": {"shortcuts": [{"name": "x" * 25, "type": "global", "callback_id": "a", "description": "b"}]}},
        {"settings": {"socket_mode": True}},
    ],
)
def test_the_schema_refuses_a_wrong_manifest(wrong: dict[str, Any]) -> None:
    assert list(Draft7Validator(SCHEMA).iter_errors({**MANIFEST, **wrong}))


def test_mentions_arrive_as_ids_for_every_command() -> None:
    assert all(command["should_escape"] is True for command in FEATURES["slash_commands"])


def test_clicks_home_and_messages_can_reach_the_bot() -> None:
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    assert FEATURES["app_home"]["home_tab_enabled"]
    assert FEATURES["app_home"]["messages_tab_enabled"]
