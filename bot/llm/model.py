"""One call to one vendor: Chat Completions, which every compatible server speaks. All that can fail is expected."""

import asyncio
import json
import logging
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bot import metrics
from bot.errors import DraftUnavailable

if TYPE_CHECKING:
    from openai import AsyncOpenAI

TIMEOUT, CONNECT_TIMEOUT = 20.0, 5.0
"""Seconds for one read, and for reaching the server. The whole call is bounded by who makes it."""
BODY_LIMIT, TEXT_LIMIT = 64_000, 6_000
"""Bytes of an answer and characters of its text; more is no note."""

NEW_CAP, OLD_CAP = "max_completion_tokens", "max_tokens"
CAPS = {NEW_CAP: 2_000, OLD_CAP: 600}
"""How many tokens an answer may have. OpenAI's reasoning models refuse the old name, and they think in tokens that
count; many compatible servers know only the old one and would ignore the new, writing without end."""


class Model:
    """A model behind an OpenAI-compatible address."""

    def __init__(self, api_key: str, base_url: str | None, name: str) -> None:
        self._address = (api_key, base_url)
        self._name = name
        self._cap = OLD_CAP if base_url else NEW_CAP
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()

    async def write(self, messages: list[dict[str, str]]) -> str:
        """The model's answer. Raises DraftUnavailable, whatever went wrong."""
        await asyncio.to_thread(import_module, "openai")  # that takes half a second, which the loop has not
        import httpx2
        import openai

        try:
            async with self._opening:
                if self._client is None:  # reading the certificates is slow, too
                    self._client = await asyncio.to_thread(_connect, *self._address)
            return _text(await self._answer(self._client, messages))
        except openai.APITimeoutError:
            raise DraftUnavailable("timeout") from None
        except openai.APIStatusError as error:
            raise DraftUnavailable(f"status_{error.status_code}") from None
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError, ExceptionGroup):
            raise DraftUnavailable("connection") from None
        except (ValueError, RecursionError):
            raise DraftUnavailable("not_json") from None

    async def close(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        if client:
            await client.close()

    async def _answer(self, client: "AsyncOpenAI", messages: Any, *, is_second: bool = False) -> Any:
        """The answer as JSON. A server that wants the cap under its other name is asked once more, and remembered."""
        import openai

        metrics.MODEL_CALLS.inc()
        name, body = self._cap, bytearray()
        cap: dict[str, Any] = {name: CAPS[name]}
        create = client.chat.completions.with_streaming_response.create
        try:
            async with create(model=self._name, messages=messages, **cap) as response:
                async for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > BODY_LIMIT:
                        raise DraftUnavailable("too_long")
            return json.loads(body)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if is_second or name not in str(error.body):
                raise
        self._cap = OLD_CAP if name == NEW_CAP else NEW_CAP
        return await self._answer(client, messages, is_second=True)


def _connect(api_key: str, base_url: str | None) -> "AsyncOpenAI":
    import openai

    for library in ("openai", "httpx2", "httpcore2"):  # the environment can tell them to log whole requests
        logging.getLogger(library).setLevel(logging.CRITICAL)
    timeout = openai.Timeout(TIMEOUT, connect=CONNECT_TIMEOUT)
    # A redirect could carry the prompt to another address than the one the admin chose.
    http = openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=timeout)
    return openai.AsyncOpenAI(api_key=api_key, base_url=base_url, max_retries=0, timeout=timeout, http_client=http)


def _text(answer: Any) -> str:
    """The text of an answer that is whole. Raises DraftUnavailable."""
    match answer:
        case {"choices": [{"message": {"refusal": str(refusal)}}, *_]} if refusal:
            raise DraftUnavailable("refusal")
        case {"choices": [{"finish_reason": "stop", "message": {"content": str(content)}}, *_]}:
            text = re.sub(r"^\s*<think>.*?</think>", "", content, flags=re.DOTALL).strip()
        case {"choices": [{"finish_reason": str(reason)}, *_]}:
            raise DraftUnavailable("length" if reason == "length" else "unfinished")
        case _:
            raise DraftUnavailable("shape")
    if not text or len(text) > TEXT_LIMIT:
        raise DraftUnavailable("too_long" if text else "empty")
    return text
