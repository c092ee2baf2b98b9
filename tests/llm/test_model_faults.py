"""Whatever the model's server does, a draft is there in time, and nothing private is in the log."""

import io
import logging
import socket
import time
from collections.abc import Iterator
from datetime import date

import pytest
import structlog

from bot.domain.drafts import Draft, DraftRequest, Order, Purpose, Style, WhyTemplate
from bot.domain.templates import render
from bot.llm import drafter
from bot.llm.model import BODY_LIMIT, Model
from tests import fake_model
from tests.fake_model import FAULTS, GOOD, KEY, FakeModel

REQUEST = DraftRequest(
    purpose=Purpose.FIRST_NOTE,
    name="Ana Reis",
    specific="the billing move canary-specific",
    note="canary-note",
    place="the Lisbon offsite",
    met_on=date(2026, 11, 16),
)
ENDLESS = ("silence", "drip")
"""A drip would last for three minutes, silence for one."""


async def draft(model: Model | None, seconds: float = 60, **how: object) -> Draft:
    return await drafter.draft(Order(REQUEST, variant=1, **how), model and model.write, seconds)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
async def _loaded(model: Model) -> None:
    """The client is imported and connected before the clock of a test runs."""
    await draft(model)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, at the most talkative level: our events and those of the libraries."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    kept = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(said), cache_logger_on_first_use=False)
    yield said
    structlog.configure(**kept)
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_ends_in_a_template_in_time(
    fault: str, server: FakeModel, model: Model, logged: io.StringIO
) -> None:
    server.answer = FAULTS[fault]
    server.bodies.clear()
    started = time.monotonic()
    made = await draft(model, seconds=1 if fault in ENDLESS else 30)
    assert time.monotonic() - started < 60
    assert made.text == render(REQUEST, Style.AS_IS, 1)
    is_text = fault == "too long a note"
    assert made.why_template == (WhyTemplate.REFUSED_TEXT if is_text else WhyTemplate.UNAVAILABLE)
    assert len(server.bodies) == (2 if is_text else 1)  # nothing is tried again behind our back
    said = logged.getvalue()
    assert "draft" in said
    assert [word for word in (KEY, "canary", "Lisbon", "Ana", "Hi ", "instruction", "log in") if word in said] == []
    assert [library for library in ("openai", "httpx2", "httpcore2") if library in said] == []


async def test_a_refused_connection_ends_in_a_template(logged: io.StringIO) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        model = Model(KEY, f"http://127.0.0.1:{taken.getsockname()[1]}/v1", "fake")
        made = await draft(model, seconds=30)
        await model.close()
    assert made.why_template is WhyTemplate.UNAVAILABLE
    assert made.text == render(REQUEST, Style.AS_IS, 1)
    assert KEY not in logged.getvalue()


@pytest.mark.parametrize("url", ["not a url", "http://", "ftp://127.0.0.1/v1", "http://127.0.0.1:99999/v1"])
async def test_an_unusable_address_ends_in_a_template(url: str) -> None:
    model = Model(KEY, url, "fake")
    assert (await draft(model, seconds=30)).why_template is WhyTemplate.UNAVAILABLE
    await model.close()


@pytest.mark.parametrize("key", ["", "ключ", "two\nlines"])
async def test_an_unusable_key_ends_in_a_template(key: str, server: FakeModel) -> None:
    server.answer = FAULTS["401"]
    model = Model(key, server.url, "fake")
    assert (await draft(model, seconds=30)).why_template is WhyTemplate.UNAVAILABLE
    await model.close()


async def test_a_good_answer_is_the_draft(server: FakeModel, model: Model) -> None:
    made = await draft(model)
    assert made == Draft(GOOD, 1, None)
    assert server.authorizations[-1] == f"Bearer {KEY}"
    assert server.bodies[-1]["model"] == "fake"


async def test_the_thoughts_and_quotation_marks_of_small_models_are_left_out(server: FakeModel, model: Model) -> None:
    server.texts = [f'<think>Ana, <b>42</b> http://x.example</think>\n\n"{GOOD}"\n']
    assert await draft(model) == Draft(GOOD, 1, None)


async def test_a_refused_text_is_followed_by_one_more_try(server: FakeModel, model: Model) -> None:
    server.bodies.clear()
    server.texts = ["Hi Ana, I am reaching out, see http://evil.example.", GOOD]
    assert await draft(model) == Draft(GOOD, 1, None)
    assert "refused for: link" in server.prompt()
    assert "evil" not in server.prompt()
    assert len(server.bodies) == 2


async def test_two_refused_texts_end_in_a_template(server: FakeModel, model: Model) -> None:
    server.bodies.clear()
    server.texts = ["Hi [Name], just checking in."]
    made = await draft(model)
    assert made == Draft(render(REQUEST, Style.AS_IS, 1), 1, WhyTemplate.REFUSED_TEXT)
    assert len(server.bodies) == 2


async def test_silence_at_the_second_try_is_still_within_the_time(server: FakeModel, model: Model) -> None:
    async def once(fake: FakeModel, request: fake_model.web.Request) -> fake_model.web.StreamResponse:
        return await (fake_model.says if len(fake.bodies) == 1 else fake_model.silence)(fake, request)

    server.bodies.clear()
    server.texts, server.answer = ["Hi [Name]"], once
    started = time.monotonic()
    assert (await draft(model, seconds=1)).why_template is WhyTemplate.UNAVAILABLE
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
async def test_the_length_is_capped_under_the_name_that_the_server_knows(
    name: str, server: FakeModel, model: Model
) -> None:
    server.answer = fake_model.wants_cap(name)
    assert (await draft(model)).why_template is None
    server.bodies.clear()
    assert (await draft(model)).why_template is None
    assert [list(filter(lambda key: key.startswith("max_"), each)) for each in server.bodies] == [[name]]


async def test_an_endless_answer_is_not_read_to_its_end(server: FakeModel, model: Model) -> None:
    written = 0

    async def endless(fake: FakeModel, request: fake_model.web.Request) -> fake_model.web.StreamResponse:
        nonlocal written
        response = fake_model.web.StreamResponse()
        await response.prepare(request)
        while not fake.is_over and written < 200 * BODY_LIMIT:
            await response.write(b" " * 10_000)
            written += 10_000
        return response

    server.answer = endless
    assert (await draft(model)).why_template is WhyTemplate.UNAVAILABLE
    assert written < 200 * BODY_LIMIT


async def test_no_model_is_asked_where_it_may_not_be(server: FakeModel, model: Model) -> None:
    server.bodies.clear()
    assert (await draft(model, model_allowed=False)).why_template is WhyTemplate.NOT_SWITCHED_ON
    assert server.bodies == []


async def test_without_a_model_the_template_says_so() -> None:
    assert (await draft(None)).why_template is WhyTemplate.NOT_SWITCHED_ON


async def test_a_model_that_was_closed_opens_again(model: Model) -> None:
    await model.close()
    assert (await draft(model)).why_template is None
