"""A tiny Bolt app, so that the sandbox is tested by the library that talks to the real Slack."""

from __future__ import annotations

from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import FakeSlack

Json = dict[str, Any]


MANIFEST: Json = {
    "display_information": {"name": "Tactful"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/met", "description": "Note whom you met", "usage_hint": "@bob at KubeCon",
             "should_escape": True},
        ],
        "shortcuts": [
            {"name": "Ask division expert", "type": "global", "callback_id": "ask_division_expert",
             "description": "Find somebody to ask"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["commands", "chat:write", "im:write", "im:history", "users:read", "users.profile:read"],
        },
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "user_change"]}},
}  # fmt: skip


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def card(name: str) -> list[Json]:
    buttons = [
        {"type": "button", "action_id": "wrote", "text": plain("I wrote"), "value": "7", "style": "primary"},
        {"type": "button", "action_id": "edit", "text": plain("Edit"), "value": "7"},
    ]
    text = {"type": "mrkdwn", "text": f"*{name}* · a good day for a first note"}
    return [{"type": "section", "text": text}, {"type": "actions", "block_id": "card", "elements": buttons}]


def modal(**more: Any) -> Json:
    note = {"type": "plain_text_input", "action_id": "note", "initial_value": "billing", "max_length": 200}
    place = {"type": "plain_text_input", "action_id": "place"}
    return {
        "type": "modal",
        "callback_id": "edit",
        "title": plain("Edit"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "input", "block_id": "note", "label": plain("About"), "element": note, "optional": True},
            {"type": "input", "block_id": "place", "label": plain("Where"), "element": place},
        ],
        **more,
    }


def make_app(slack: FakeSlack) -> AsyncApp:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(
        token=slack.bot_token, client=client, signing_secret=slack.signing_secret, process_before_response=True
    )
    app.heard = []  # type: ignore[attr-defined]

    @app.command("/met")
    async def met(ack: Any, command: Json, client: AsyncWebClient) -> None:
        await ack(text=f"Noted: {command['text']}", blocks=card(command["text"]))
        await client.chat_postMessage(channel=command["user_id"], text="Noted", blocks=card("Bob Brown"))

    @app.action("wrote")
    async def wrote(ack: Any, body: Json, respond: Any) -> None:
        app.heard.append(body)  # type: ignore[attr-defined]
        await ack()
        await respond(text="Good.", replace_original=True)

    @app.action("edit")
    async def edit(ack: Any, body: Json, client: AsyncWebClient) -> None:
        app.heard.append(body)  # type: ignore[attr-defined]
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    add_modals_and_home(app)
    return app


def add_modals_and_home(app: AsyncApp) -> None:
    @app.view("edit")
    async def save(ack: Any, body: Json, view: Json) -> None:
        app.heard.append(body)  # type: ignore[attr-defined]
        place = view["state"]["values"]["place"]["place"]["value"]
        if place == "nowhere":
            await ack(response_action="errors", errors={"place": "Say where."})
        elif place == "deeper":
            await ack(response_action="push", view=modal())
        else:
            await ack()

    @app.view("files")
    async def receive(ack: Any, body: Json) -> None:
        app.heard.append(body)  # type: ignore[attr-defined]
        await ack()

    @app.view_closed("edit")
    async def closed(ack: Any, body: Json) -> None:
        app.heard.append(body)  # type: ignore[attr-defined]
        await ack()

    @app.shortcut("ask_division_expert")
    async def ask(ack: Any, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(title=plain("Ask")))

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        app.heard.append(event)  # type: ignore[attr-defined]
        if event["tab"] == "home":
            header = {"type": "header", "text": plain("Your follow-ups")}
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [header]})

    @app.event("user_change")
    @app.event("message")
    async def other(event: Json) -> None:
        app.heard.append(event)  # type: ignore[attr-defined]


def make_handler(slack: FakeSlack, app: AsyncApp) -> AsyncSocketModeHandler:
    client = AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
    return AsyncSocketModeHandler(app, slack.app_token, web_client=client, ping_interval=0.2)
