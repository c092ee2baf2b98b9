"""Socket Mode on good days and on bad ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import FakeSlack


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def link(slack: FakeSlack) -> str:
    client = AsyncWebClient(base_url=slack.api_url)
    answer = await client.apps_connections_open(app_token=slack.app_token)
    return str(answer["url"])


async def test_a_ticket_opens_one_socket_and_no_second(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    url = await link(slack)
    async with http.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(url)
    assert (slack.sockets.opened_urls, slack.sockets.handshakes) == (1, 2)


async def test_an_envelope_goes_to_one_socket_only(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    one = await http.ws_connect(await link(slack))
    two = await http.ws_connect(await link(slack))
    await slack.sockets.connected(2)
    pending = [asyncio.create_task(slack.command("alice", "/met", name)) for name in ("a", "b")]
    for socket in (one, two):
        assert (await socket.receive_json())["type"] == "hello"
        envelope = await socket.receive_json()
        assert envelope["accepts_response_payload"]
        text = {"text": f"Noted {envelope['payload']['text']}"}
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": text})
    answers = await asyncio.gather(*pending)
    assert sorted(str(answer.text) for answer in answers) == ["Noted a", "Noted b"]
    await one.close()
    await two.close()


async def test_the_eleventh_socket_is_one_too_many(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    sockets = [await http.ws_connect(await link(slack)) for _ in range(11)]
    assert (await sockets[-1].receive_json())["reason"] == "too_many_websockets"
    for socket in sockets:
        await socket.close()


async def test_without_an_acknowledgement_the_person_sees_a_timeout(
    slack: FakeSlack, http: aiohttp.ClientSession
) -> None:
    slack.delivery.timeout = 0.05
    async with http.ws_connect(await link(slack)):
        await slack.sockets.connected()
        assert (await slack.command("alice", "/met", "Bob")).error == "operation_timeout"


async def test_without_a_socket_nothing_is_delivered(slack: FakeSlack) -> None:
    assert (await slack.command("alice", "/met", "Bob")).error == "dispatch_failed"


@pytest.mark.parametrize("trouble", ["refresh", "drop"])
async def test_bolt_comes_back_after_a_lost_connection(slack: FakeSlack, app: AsyncApp, trouble: str) -> None:
    old = slack.sockets.open[0]
    if trouble == "refresh":
        await slack.sockets.refresh()
    else:
        slack.sockets.drop()
    await slack.sockets.gone(old)
    await slack.sockets.connected()
    assert (await slack.command("alice", "/met", "Bob")).ok


async def test_bolt_notices_a_connection_that_went_silent(slack: FakeSlack, app: AsyncApp) -> None:
    slack.sockets.go_silent()
    await slack.sockets.connected()
    assert (await slack.command("alice", "/met", "Bob")).ok


async def test_refused_tickets_fail_in_the_handshake(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    slack.sockets.refuse_tickets(status=404)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="404"):
        await http.ws_connect(await link(slack))
    slack.sockets.refuse_tickets(False)
    async with http.ws_connect(await link(slack)) as socket:
        assert (await socket.receive_json())["type"] == "hello"
