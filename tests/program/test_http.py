"""HTTP mode at the open end of the internet: what is not Slack's gets 4xx, and never reaches the log."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.faults import ALWAYS, Fault
from tests.program.process import Process, free_port, program, slack_settings
from tests.request_url import FORM, JSON
from tests.slack import FakeSlack
from tests.world import eventually

SECRET = "sesame"
"""In every body and every header that must not be logged."""


class Caller:
    """Somebody who sends requests to the bot."""

    def __init__(self, http: aiohttp.ClientSession, url: str, signing_secret: str, bot: Process, health: str) -> None:
        self._http = http
        self._secret = signing_secret
        self.url = url
        self.bot = bot
        self.health = health

    async def send(
        self,
        body: bytes | str = b"",
        *,
        kind: str | None = FORM,
        method: str = "POST",
        path: str = "/slack/events",
        stamp: str | None = "now",
        sign: str | None = "good",
        **headers: str,
    ) -> int:
        """The status of the answer; signed as Slack would, where nothing else is said. None: no such header."""
        body = body.encode() if isinstance(body, str) else body
        stamp = str(int(time.time())) if stamp == "now" else stamp
        if sign == "good":
            digest = hmac.new(self._secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
            sign = f"v0={digest.hexdigest()}"
        given = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign, **headers}
        given = {name: value for name, value in given.items() if value is not None}
        async with self._http.request(method, f"{self.url}{path}", data=body, headers=given) as answer:
            await answer.read()
            return answer.status

    async def flood(self, body: AsyncIterator[bytes]) -> int:
        """The status of the answer to a body that is made while it is sent; unsigned, and not read to its end."""
        try:
            async with self._http.post(f"{self.url}/slack/events", data=body) as answer:
                return answer.status
        except aiohttp.ClientOSError:  # the bot hung up while we were still sending
            return 413


@pytest.fixture
async def caller(tmp_path: Path, slack: FakeSlack) -> AsyncIterator[Caller]:
    """Reaches the bot in HTTP mode, which logs all it ever would; afterwards nothing of a body may be in there."""
    port, health_port = free_port(), free_port()
    settings = slack_settings(slack, http_port=port) | {"LOG_LEVEL": "debug", "HEALTH_PORT": str(health_port)}
    url = f"http://127.0.0.1:{port}"
    slack.delivery.request_url = f"{url}/slack/events"
    async with program(tmp_path, **settings) as bot, aiohttp.ClientSession() as http:
        await bot.says("started")
        yield Caller(http, url, slack.signing_secret, bot, f"http://127.0.0.1:{health_port}")
    assert SECRET not in bot.written
    assert "Traceback" not in bot.written


BODY = urlencode({"command": "/met", "text": SECRET})
UNSIGNED = {
    "no signature": {"sign": None},
    "an empty signature": {"sign": ""},
    "a wrong signature": {"sign": "v0=" + "0" * 64},
    "a signature of garbage": {"sign": SECRET},
    "a signature that is not ASCII": {"sign": "v0=sésame"},
    "a long signature": {"sign": "v0=" + "5" * 5000},
    "no timestamp": {"stamp": None},
    "an empty timestamp": {"stamp": ""},
    "a timestamp of words": {"stamp": SECRET},
    "a timestamp with a fraction": {"stamp": f"{time.time():.2f}"},
    "a timestamp of 5,000 digits": {"stamp": "1" * 5000},
    "a negative timestamp": {"stamp": "-1"},
    "a timestamp that is not ASCII": {"stamp": "１２３４"},
    "an old timestamp": {"stamp": str(int(time.time()) - 600)},
    "a timestamp to come": {"stamp": str(int(time.time()) + 86_400)},  # this line is read long before the test runs
    "neither": {"sign": None, "stamp": None},
}


async def test_what_slack_did_not_sign_just_now_is_refused(caller: Caller) -> None:
    statuses = {case: await caller.send(BODY, **how) for case, how in UNSIGNED.items()}
    assert statuses == dict.fromkeys(UNSIGNED, 401)


def payload_of(what: object) -> str:
    return urlencode({"payload": what if isinstance(what, str) else json.dumps(what)})


UNREADABLE: dict[str, tuple[bytes | str, str | None]] = {
    "bytes that are no UTF-8": (b"command=%2Fmet&text=\xff\xfe" + SECRET.encode(), FORM),
    "JSON that is no UTF-8": (b'{"type": "\xff' + SECRET.encode() + b'"}', JSON),
    "nothing": (b"", FORM),
    "nothing as JSON": (b"", JSON),
    "a form without command or payload": (f"{SECRET}=1", FORM),
    "a payload that is empty": ("payload=", FORM),
    "a payload that cannot be read": (payload_of(f"{{{SECRET}"), FORM),
    "a payload that is a list": (payload_of([SECRET]), FORM),
    "a payload that is a number": (payload_of("1"), FORM),
    "a payload that is null": (payload_of("null"), FORM),
    "a payload nested too deep": (payload_of("[" * 100_000), FORM),
    "half of a JSON object": (f'{{"{SECRET}": ', JSON),
    "a JSON list": (json.dumps([SECRET]), JSON),
    "a JSON text": (json.dumps(SECRET), JSON),
    "JSON as a form": (json.dumps({"type": SECRET}), FORM),
    "a form as JSON": (BODY, JSON),
    "a command in plain text that begins like JSON": (f"{{{SECRET}&command=/met", "text/plain"),
    "something else altogether": (SECRET, "application/octet-stream"),
    "something without a type": (SECRET, ""),
    "a thousand fields": ("&".join(f"{SECRET}{number}=1" for number in range(1000)), FORM),
    "an unknown event": (json.dumps({"type": "event_callback", "event": {"type": SECRET}}), JSON),
    "an event without the event": (json.dumps({"type": "event_callback", "x": SECRET}), JSON),
    "an event that is a list": (json.dumps({"type": "event_callback", "event": [SECRET]}), JSON),
    "an object of nothing": ("{}", JSON),
    "a team that is a text": (json.dumps({"type": "event_callback", "team": SECRET, "event": {"type": "x"}}), JSON),
    "an unknown command": (urlencode({"command": f"/{SECRET}"}), FORM),
    "an interaction of no kind": (payload_of({"type": SECRET}), FORM),
    "a click on nothing": (payload_of({"type": "block_actions", "actions": []}), FORM),
    "an unknown form": (payload_of({"type": "view_submission", "view": {"callback_id": SECRET}}), FORM),
    "a form without a view": (payload_of({"type": "view_submission", "x": SECRET}), FORM),
    "a form of lists": (payload_of({"type": "view_submission", "view": [SECRET], "user": [], "team": 1}), FORM),
}


async def test_a_signed_body_that_says_nothing_we_know_is_a_clients_error(caller: Caller) -> None:
    statuses = {case: await caller.send(body, kind=kind) for case, (body, kind) in UNREADABLE.items()}
    assert {case: status for case, status in statuses.items() if not 400 <= status < 500} == {}


async def test_a_body_that_is_not_as_its_headers_say_is_a_clients_error(caller: Caller) -> None:
    statuses = {head: await spoken(caller, head, body) for head, body in LIES.items()}
    assert {head: status for head, status in statuses.items() if not 400 <= status < 500} == {}


LIES = {
    f"Content-Encoding: gzip\r\nContent-Length: {len(SECRET)}": SECRET,
    f"Content-Encoding: deflate\r\nContent-Length: {len(SECRET)}": SECRET,
    f"Content-Encoding: br\r\nContent-Length: {len(SECRET)}": SECRET,
    "Content-Length: many": SECRET,
    "Content-Length: -1": SECRET,
    "Transfer-Encoding: chunked": f"{SECRET}\r\n",
    "Content-Length: 5\r\nContent-Length: 6": SECRET,
}


async def spoken(caller: Caller, head: str, body: str) -> int:
    """The status of the answer to a request that no well-behaved client would send."""
    reader, writer = await opened(caller)
    writer.write(f"POST /slack/events HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n{body}".encode())
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(line.split()[1])


async def test_other_methods_and_paths_are_not_there(caller: Caller) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert await caller.send(BODY, method=method) == 405
    for path in ("/", "/slack/events/", "/slack/install", "/slack/../slack/x", f"/{SECRET}"):
        assert await caller.send(BODY, path=path) == 404


async def test_a_hundred_megabytes_are_refused_without_being_kept(caller: Caller) -> None:
    async def flood() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield BODY.encode() * (1024 * 1024 // len(BODY))

    before = caller.bot.memory
    for _ in range(3):
        assert await caller.flood(flood()) == 413
    assert caller.bot.memory - before < 30 * 1024 * 1024


async def test_slacks_own_checks_are_answered(caller: Caller) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7"})
    assert await caller.send(challenge, kind=JSON) == 200
    assert await caller.send("ssl_check=1&token=x") == 200


async def test_health_and_metrics_have_an_address_of_their_own(caller: Caller) -> None:
    await eventually_healthy(caller.health)
    assert "tactful_acknowledgement_seconds_count" in await page(f"{caller.health}/metrics")
    assert [await caller.send(method="GET", path=path) for path in ("/healthz", "/metrics")] == [404, 404]


async def test_half_a_request_ends_after_five_seconds_and_nothing_is_logged(caller: Caller) -> None:
    before, start = caller.bot.written, time.monotonic()
    halves = [b"POST /slack/events HT", HEAD, HEAD + b"Content-Length: 100\r\n\r\nhalf of", HEAD + CHUNKED]
    await asyncio.gather(*(hung_up(caller, half) for half in halves))
    assert 4.5 < time.monotonic() - start < 10
    assert caller.bot.written == before


async def test_a_client_that_goes_away_is_no_error(caller: Caller, slack: FakeSlack) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def hold(*_: object) -> None:
        arrived.set()
        await go_on.wait()

    before = caller.bot.written
    for half in (b"PO", HEAD, HEAD + b"Content-Length: 100\r\n\r\nhalf of", HEAD + CHUNKED):
        _, writer = await opened(caller)
        writer.write(half)
        await writer.drain()
        writer.transport.abort()
    slack.faults.add("users.info", Fault(before=hold), ALWAYS)
    told = urlencode({"command": "/met", "text": "<@U0BOB00002> at KubeCon", **ALICE})
    leaving = asyncio.create_task(caller.send(told))
    await arrived.wait()
    leaving.cancel()
    go_on.set()
    assert (await slack.command("alice", "/met", "help")).ok
    assert [
        line for line in caller.bot.written[len(before) :].splitlines() if "error" in line or "warn" in line
    ] == []


HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n5\r\nhalf "
ALICE = {"user_id": "U0ALICE001", "team_id": "T0SANDBOX1", "trigger_id": "1.2"}


async def page(url: str) -> str:
    """What is there."""
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return await answer.text()


async def eventually_healthy(health: str) -> None:
    async with asyncio.timeout(60):
        while await page(f"{health}/healthz") != "ok":
            await asyncio.sleep(0.05)


async def opened(caller: Caller) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of one's own."""
    return await asyncio.open_connection("127.0.0.1", int(caller.url.rpartition(":")[2]))


async def hung_up(caller: Caller, half: bytes) -> None:
    """Wait until the bot hangs up on somebody who sends that and no more."""
    reader, writer = await opened(caller)
    writer.write(half)
    await reader.read()
    writer.close()
    await writer.wait_closed()


async def test_a_command_is_answered_and_its_buttons_work(caller: Caller, slack: FakeSlack) -> None:
    answer = await slack.command("alice", "/met", f"<@{slack.person('bob').id}> at the {SECRET} offsite")
    assert (answer.ok, answer.response_type) == (True, "ephemeral")
    assert f"{SECRET} offsite" in str(answer.blocks)
    shown = slack.ephemerals("alice")[-1]
    assert (await slack.click("alice", shown, "encounter.wrote")).ok
    assert (await slack.open_home("alice")).ok
    await eventually(lambda: slack.home("alice") is not None)


async def test_after_all_that_it_still_answers(caller: Caller, slack: FakeSlack) -> None:
    for body, kind in UNREADABLE.values():
        await caller.send(body, kind=kind)
    assert (await slack.command("alice", "/met", f"<@{slack.person('bob').id}> at KubeCon")).ok
