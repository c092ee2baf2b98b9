"""A topic that is off-limits is neither told to the model nor shown in a draft, however it is spelt."""

import json
from dataclasses import replace
from datetime import date

from bot.domain.drafts import Draft, DraftRequest, Order, Purpose, WhyTemplate
from bot.domain.topics import mentions_topic
from bot.llm.drafter import draft
from bot.llm.model import Model
from tests.fake_model import FakeModel

TOPIC = "layoff"
SPELT = [
    "layoff", "Layoffs", "LAY-OFF", "lay off", "láyoff", "LAYOFFS'", "lay\u200boff", "ｌａｙｏｆｆ", "l a y o f f",
    "l.a.y.o.f.f", "lay_offs", "LayOff", "la\u0301yoff", "lay\u00adoff", "lay0ff", "lаyоff", "#layoffs", "(layoff)",
    "lay\u2011off", "layoff’s", "the-layoff-plan", "layoff2027", "lay&#45;off", "𝐥𝐚𝐲𝐨𝐟𝐟",
]  # fmt: skip
OPTIONAL = ("name", "title", "division", "company", "note", "place", "own_division", "project", "project_summary")
REQUEST = DraftRequest(
    purpose=Purpose.ASK,
    name="Ana Reis",
    specific="how do you handle rebates?",
    title="Controller",
    division="Finance",
    place="the Lisbon offsite",
    met_on=date(2026, 11, 16),
    own_division="Engineering",
    project="Orion",
)


async def drafted(model: Model | None, request: DraftRequest, *topics: str, previous: str | None = None) -> Draft:
    return await draft(Order(request, topics=topics, previous=previous), model and model.write, seconds=60)


async def test_an_input_that_mentions_it_is_left_out(server: FakeModel, model: Model) -> None:
    server.texts = ["Hi there, how do you handle rebates?"]
    for spelt in SPELT:
        server.bodies.clear()
        for field in OPTIONAL:
            request = replace(REQUEST, **{field: f"about {spelt} and canary"})
            for made in (await drafted(model, request, TOPIC), await drafted(None, request, TOPIC)):
                assert made.text, (spelt, field)
                assert not mentions_topic(made.text, [TOPIC]), (spelt, field)
        told = json.dumps(server.bodies, ensure_ascii=False).casefold()
        assert len(server.bodies) == len(OPTIONAL)
        assert "canary" not in told, spelt
        assert spelt.casefold() not in told
        assert "rebates" in told


async def test_where_the_one_thing_mentions_it_there_is_no_draft_at_all(server: FakeModel, model: Model) -> None:
    for spelt in SPELT:
        made = await drafted(model, replace(REQUEST, specific=f"is there news on {spelt}?"), TOPIC)
        assert (made.text, made.why_template) == ("", WhyTemplate.OFF_LIMITS), spelt
    assert server.bodies == []


async def test_a_text_of_the_model_that_mentions_it_is_not_shown(server: FakeModel, model: Model) -> None:
    for spelt in SPELT:
        server.texts = [f"Hi Ana, how do you handle rebates and {spelt} in Finance?"]
        made = await drafted(model, REQUEST, TOPIC)
        assert made.why_template is WhyTemplate.REFUSED_TEXT, spelt
        assert not mentions_topic(made.text, [TOPIC]), spelt
    assert "layoff" not in json.dumps(server.bodies).casefold()


async def test_a_last_wording_that_mentions_it_is_not_told(server: FakeModel, model: Model) -> None:
    await drafted(model, REQUEST, TOPIC, previous="Hi Ana, about the Lay-Offs: canary")
    assert "canary" not in json.dumps(server.bodies)
    await drafted(model, REQUEST, TOPIC, previous="Hi Ana, about the canary")
    assert server.data()["previous"] == "Hi Ana, about the canary"


async def test_the_month_they_met_in_may_be_the_topic(server: FakeModel, model: Model) -> None:
    server.texts = ["Hi Ana, we met in November. How do you handle rebates?"]
    made = await drafted(model, REQUEST, "november")
    assert "November" not in made.text + json.dumps(server.bodies)


async def test_the_template_avoids_a_topic_among_its_own_words() -> None:
    first = await drafted(None, REQUEST)
    assert "a lot" in first.text
    made = await drafted(None, REQUEST, "a lot")
    assert made.text != first.text
    assert made.variant != first.variant
    assert "a lot" not in made.text


async def test_a_topic_that_is_in_every_wording_leaves_no_draft() -> None:
    assert (await drafted(None, REQUEST, "ten minutes", "two lines")).text == ""


async def test_a_topic_among_the_words_of_our_instructions_keeps_the_model_out(
    server: FakeModel, model: Model
) -> None:
    made = await drafted(model, REQUEST, "JSON")
    assert made.why_template is WhyTemplate.OFF_LIMITS
    assert made.text
    assert server.bodies == []
