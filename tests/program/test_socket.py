"""Socket Mode on bad days: the bot is back soon, whatever happened to the connection, and answers again."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.socket import Socket
from tests import faults
from tests.program.process import free_port, program, slack_settings
from tests.program.test_http import eventually_healthy, page
from tests.slack import FakeSlack
from tests.world import World, eventually

SOON = 30
"""Seconds within which the bot must be back."""


@pytest.fixture
async def socket(slack: FakeSlack) -> AsyncIterator[Socket]:
    """The bot's connection with a small app behind it, and less patience than in earnest."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    app = AsyncApp(client=client, process_before_response=True, request_verification_enabled=False)

    @app.command("/met")
    async def met(ack: AsyncAck) -> None:
        await ack("Noted")

    found = Socket(app, slack.app_token, client, ping_seconds=0.2, watch_seconds=0.1, handshake_seconds=0.5)
    await found.start(slack.sockets.new_url())
    await slack.sockets.connected()
    yield found
    await found.stop()


async def answers_again(slack: FakeSlack) -> None:
    """A command is answered; the SDK may replace a fresh connection by another one first."""
    slack.delivery.timeout = 3
    async with asyncio.timeout(SOON):
        while True:
            await slack.sockets.connected(timeout=SOON)
            if (await slack.command("alice", "/met", f"<@{slack.person('bob').id}> at KubeCon")).ok:
                return


async def dead_tickets(slack: FakeSlack, handshakes: int) -> None:
    """The connection breaks, and every ticket handed out until so many handshakes failed is dead for good."""
    failed = slack.sockets.handshakes + handshakes
    slack.sockets.refuse_tickets()
    slack.sockets.drop()
    await eventually(lambda: slack.sockets.handshakes >= failed, SOON)
    slack.sockets.refuse_tickets(False)


async def test_back_after_slack_asked_for_a_new_connection(slack: FakeSlack, socket: Socket) -> None:
    old = slack.sockets.open[0]
    await slack.sockets.refresh()
    await slack.sockets.gone(old)
    await answers_again(slack)


async def test_back_after_the_cable_was_pulled(slack: FakeSlack, socket: Socket) -> None:
    old = slack.sockets.open[0]
    slack.sockets.drop()
    await slack.sockets.gone(old)
    await answers_again(slack)


async def test_back_after_the_connection_went_silent_and_said_so_meanwhile(slack: FakeSlack, socket: Socket) -> None:
    slack.sockets.go_silent()
    slack.sockets.refuse_tickets()
    await eventually(lambda: not socket.connected)
    slack.sockets.refuse_tickets(False)
    await slack.sockets.connected()
    await eventually(lambda: socket.connected)
    await answers_again(slack)


async def test_a_dead_ticket_is_not_tried_for_ever(slack: FakeSlack, socket: Socket) -> None:
    await dead_tickets(slack, handshakes=4)
    await answers_again(slack)


async def test_a_first_ticket_that_is_dead_does_not_stop_the_start(slack: FakeSlack) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    app = AsyncApp(client=client, request_verification_enabled=False)
    found = Socket(app, slack.app_token, client, ping_seconds=0.2, watch_seconds=0.1)
    await found.start("ws" + slack.sockets.new_url().removeprefix("ws") + "x")
    await slack.sockets.connected()
    await found.stop()


async def test_a_ticket_that_leads_nowhere_does_not_stall_it(slack: FakeSlack, socket: Socket) -> None:
    """Somebody takes the connection and never says a word; the next ticket is good."""
    callers: list[asyncio.StreamWriter] = []
    nowhere = await asyncio.start_server(lambda _, writer: callers.append(writer), "127.0.0.1", 0)
    port = nowhere.sockets[0].getsockname()[1]

    async def after(*_: object) -> web.Response | None:
        if callers:
            return None
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{port}/"})

    slack.faults.add("apps.connections.open", faults.Fault(after=after), faults.ALWAYS)
    slack.sockets.drop()
    await eventually(lambda: callers)
    await answers_again(slack)
    for caller in callers:
        caller.close()
    nowhere.close()


async def test_an_outage_of_the_web_api_is_outlived(slack: FakeSlack, socket: Socket) -> None:
    slack.faults.add("apps.connections.open", faults.html(502), times=3)
    slack.faults.add("apps.connections.open", faults.drop_before())
    slack.faults.add("apps.connections.open", faults.error("internal_error"))
    slack.sockets.drop()
    await slack.sockets.disconnected()
    await answers_again(slack)


async def test_in_earnest_a_silent_connection_is_replaced_within_thirty_seconds(world: World) -> None:
    start = time.monotonic()
    world.slack.sockets.go_silent()
    await answers_again(world.slack)
    assert time.monotonic() - start < SOON


async def test_in_earnest_a_dead_ticket_is_replaced_within_thirty_seconds(world: World) -> None:
    await dead_tickets(world.slack, handshakes=2)
    start = time.monotonic()
    await answers_again(world.slack)
    assert time.monotonic() - start < SOON


async def test_health_and_metrics_are_told_on_a_port_of_their_own(tmp_path: Path, slack: FakeSlack) -> None:
    port = free_port()
    async with program(tmp_path, **slack_settings(slack), HEALTH_PORT=str(port)) as bot:
        await bot.says("started")
        await eventually_healthy(f"http://127.0.0.1:{port}")
        assert (await slack.command("alice", "/met", "help")).ok
        told = await page(f"http://127.0.0.1:{port}/metrics")
    counted = {line.split()[0]: float(line.split()[1]) for line in told.splitlines() if line.startswith("tactful")}
    assert counted["tactful_acknowledgement_seconds_count"] >= 2, "the rehearsal, and this one"
    assert [counted[f'tactful_deliveries_total{{outcome="{each}"}}'] for each in ("sent", "doubtful", "refused")] == [
        0
    ] * 3
    assert (counted["tactful_deliveries_late_total"], counted["tactful_model_calls_total"]) == (0, 0)
    assert counted['tactful_parked{kind="messages"}'] == 0
