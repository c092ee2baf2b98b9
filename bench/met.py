"""`/met` over signed HTTP: our whole command with its commit, beside bare Bolt apps that only acknowledge."""

import asyncio
import contextlib
import itertools
import statistics
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bench import processes
from bench.processes import Slack

ROUNDS = 5
LOADS = {1: 80, 16: 240}
"""How many requests a round sends, by how many are under way at once."""
MENTIONS = 10


@dataclass(frozen=True)
class Round:
    """What one server did in one round."""

    p50: float
    p99: float
    per_second: float
    wrong: int
    """Answers that were not the one expected."""


Measured = dict[tuple[str, int], list[Round]]


async def measure(slack: Slack, folder: Path) -> Measured:
    """Rounds by (server, load). The servers take turns, so that a busy moment of the machine hits all of them."""
    found: Measured = {}
    texts = _texts(slack)
    async with contextlib.AsyncExitStack() as running:
        ports = {
            "Tactful, committed": await running.enter_async_context(processes.ours(slack, folder)),
            "bare Bolt, default": await running.enter_async_context(processes.bare(slack, "default")),
            "bare Bolt, tuned": await running.enter_async_context(processes.bare(slack, "tuned")),
        }
        for port in ports.values():
            await _round(slack, port, _warm_up(slack), 1)
        for _, load, name in itertools.product(range(ROUNDS), LOADS, ports):
            commands = list(itertools.islice(texts, LOADS[load]))
            found.setdefault((name, load), []).append(await _round(slack, ports[name], commands, load))
    return found


def median(rounds: list[Round], value: str) -> float:
    """The middle one of what the rounds say."""
    return statistics.median(getattr(each, value) for each in rounds)


def ratio(found: Measured, name: str, other: str, load: int) -> float:
    """How long one took for each unit of the other's time: the median of the rounds' own ratios."""
    pairs = zip(found[name, load], found[other, load], strict=True)
    return statistics.median(one.p50 / two.p50 for one, two in pairs)


def _texts(slack: Slack) -> Iterator[tuple[str, str]]:
    """(member, text): another place each time, so that each is recorded; the work is spread over the members."""
    people = itertools.cycle(itertools.product(slack.contacts, slack.members))
    for number, (contact, member) in enumerate(people):
        yield member, f"<@{contact}> at Place {number}"


def _warm_up(slack: Slack) -> list[tuple[str, str]]:
    """Everybody's profile is asked for once, and then known."""
    groups = [slack.contacts[at : at + MENTIONS] for at in range(0, len(slack.contacts), MENTIONS)]
    mentions = [" ".join(f"<@{contact}>" for contact in group) for group in groups]
    return [(member, f"{mentions[at % len(mentions)]} at the start") for at, member in enumerate(slack.members)]


async def _round(slack: Slack, port: int, commands: list[tuple[str, str]], load: int) -> Round:
    """Send them, `load` at a time; every connection is kept open, as Slack keeps them."""
    requests = iter([_signed(slack, member, text) for member, text in commands])
    seconds: list[float] = []
    wrong = 0

    async def client(http: aiohttp.ClientSession) -> None:
        nonlocal wrong
        for body, headers in requests:
            begun = time.perf_counter()
            async with http.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer:
                said = await answer.text()
            seconds.append(time.perf_counter() - begun)
            wrong += answer.status != 200 or "Noted" not in said

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=load)) as http:
        begun = time.perf_counter()
        await asyncio.gather(*(client(http) for _ in range(load)))
        whole = time.perf_counter() - begun
    cuts = statistics.quantiles(seconds, n=100)
    return Round(1000 * cuts[49], 1000 * cuts[98], len(seconds) / whole, wrong)


def _signed(slack: Slack, member: str, text: str) -> tuple[str, dict[str, str]]:
    body = urllib.parse.urlencode(
        {
            "team_id": slack.team_id,
            "channel_id": "C1",
            "user_id": member,
            "command": "/met",
            "text": text,
            "response_url": f"{slack.api_url}unused",
            "trigger_id": "1.2.3",
            "is_enterprise_install": "false",
        }
    )
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(slack.signing_secret).generate_signature(timestamp=timestamp, body=body)
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature or "",
    }
