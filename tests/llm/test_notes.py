"""The same from a server that answers so: a note is the draft, and what is none never is."""

import pytest

from bot.domain.drafts import Order, WhyTemplate
from bot.domain.templates import render
from bot.llm.drafter import draft
from bot.llm.model import Model
from tests.fake_model import FakeModel
from tests.notes import REQUESTS, cases


@pytest.mark.parametrize("about", REQUESTS)
async def test_a_note_is_the_draft_and_for_anything_else_there_is_a_template(
    about: str, server: FakeModel, model: Model
) -> None:
    request = REQUESTS[about]
    for case in (*cases("note"), *cases("no note")):
        if case["about"] == about:
            server.texts = [case["text"]]
            made = await draft(Order(request), model.write, seconds=60)
            shown = case["kind"] == "note"
            assert made.text == (case["text"] if shown else render(request)), case
            assert made.why_template is (None if shown else WhyTemplate.REFUSED_TEXT)
