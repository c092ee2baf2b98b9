"""Signed HTTP: the app is reached at its request URL, with signatures Bolt believes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from tests.sandbox.small_app import make_app
from tests.slack import FakeSlack
from tests.world import PATIENCE

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[None]]


@pytest.fixture
async def serve(slack: FakeSlack) -> AsyncIterator[Serve]:
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> None:
        app = web.Application()
        app.router.add_post("/slack/events", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        slack.delivery.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

    yield start
    for runner in runners:
        await runner.cleanup()


async def test_commands_clicks_and_events_pass_bolts_signature_check(slack: FakeSlack, serve: Serve) -> None:
    bolt = make_app(slack)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    await serve(handle)
    answer = await slack.command("alice", "/met", "Bob & Co")
    assert (answer.error, answer.text) == (None, "Noted: Bob & Co")
    assert (await slack.click("alice", slack.dm("alice")[-1], "edit")).ok
    assert slack.modal("alice") is not None
    await slack.open_home("alice")
    assert slack.home("alice") is not None


async def test_a_plain_text_body_answers_a_command(slack: FakeSlack, serve: Serve) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.Response(text="Noted, plainly")

    await serve(handle)
    assert (await slack.command("alice", "/met", "Bob")).text == "Noted, plainly"
    assert slack.ephemerals("alice")[-1]["text"] == "Noted, plainly"


async def test_an_event_is_repeated_three_times_with_the_reason(slack: FakeSlack, serve: Serve) -> None:
    seen: list[tuple[str | None, str | None, str]] = []
    enough = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        numbers = (request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason"))
        seen.append((*numbers, body["event_id"]))
        if len(seen) == 4:
            enough.set()
        return web.Response(status=500)

    slack.delivery.retry_delays = (0, 0, 0)
    await serve(handle)
    await slack.open_home("alice")
    await asyncio.wait_for(enough.wait(), PATIENCE)
    event_id = seen[0][2]
    assert seen == [(None, None, event_id), *((str(n), "http_error", event_id) for n in (1, 2, 3))]


@pytest.mark.parametrize(("status", "error"), [(500, "http_service_error"), (404, "http_client_error")])
async def test_a_failing_app_is_named_to_the_person(slack: FakeSlack, serve: Serve, status: int, error: str) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    await serve(handle)
    assert (await slack.command("alice", "/met", "Bob")).error == error


async def test_a_slow_app_is_not_waited_for(slack: FakeSlack, serve: Serve) -> None:
    never = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        await never.wait()
        return web.Response()

    slack.delivery.timeout = 0.05
    await serve(handle)
    assert (await slack.command("alice", "/met", "Bob")).error == "operation_timeout"
    never.set()
