"""What may be told to a model is a list; adding to it is a decision, made here as well."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest

from bot.domain.drafts import REMOVABLE, TOLD_TO_MODEL, DraftRequest, Purpose, Style, used, without
from bot.domain.types import Rung
from bot.llm.prompts import messages

FULL = DraftRequest(
    purpose=Purpose.ASK,
    name="Canaryfirst Canarylast",
    specific="canary-specific",
    title="canary-title",
    division="canary-division",
    company="canary-company",
    place="canary-place",
    met_on=date(2019, 3, 27),
    note="canary-note",
    own_division="canary-own",
    project="canary-project",
    project_summary="canary-summary",
    today=date(2031, 5, 17),
)


def test_the_list() -> None:
    assert TOLD_TO_MODEL == (
        "purpose",
        "name",
        "specific",
        "met_on",
        "title",
        "division",
        "company",
        "place",
        "note",
        "own_division",
        "project",
        "project_summary",
    )
    assert tuple(REMOVABLE) == (
        "title",
        "division",
        "company",
        "place",
        "note",
        "own_division",
        "project",
        "project_summary",
    )
    assert set(REMOVABLE) < set(TOLD_TO_MODEL) < {field.name for field in fields(DraftRequest)}


def test_a_prompt_tells_the_fields_of_the_list_and_no_others() -> None:
    system, user = messages(FULL, Style.AS_IS)
    assert tuple(json.loads(user["content"])) == TOLD_TO_MODEL
    assert "canary" not in system["content"].casefold()


def test_of_the_name_the_first_is_told_and_of_the_day_the_month() -> None:
    prompt = json.dumps(messages(FULL, Style.AS_IS))
    assert "Canaryfirst" in prompt
    assert "March 2019" in prompt
    assert not [secret for secret in ("Canarylast", "27", "2031") if secret in prompt]


def test_what_is_empty_is_not_told() -> None:
    data = json.loads(messages(DraftRequest(Purpose.ASK, "Ana", "page 4", note=""), Style.AS_IS)[1]["content"])
    assert data == {"purpose": "ask", "name": "Ana", "specific": "page 4"}


@pytest.mark.parametrize("field", REMOVABLE)
def test_an_input_that_was_taken_out_is_not_told(field: str) -> None:
    left = without(FULL, [field])
    assert left == replace(FULL, **{field: None})
    assert used(FULL) == tuple(REMOVABLE)
    assert field not in used(left)
    assert getattr(FULL, field) not in json.dumps(messages(left, Style.WARMER))


@pytest.mark.parametrize("field", ["name", "specific", "purpose", "met_on", "nonsense"])
def test_what_a_draft_cannot_do_without_is_not_removable(field: str) -> None:
    assert without(FULL, [field]) == FULL


def test_the_last_wording_is_data_and_a_complaint_is_ours() -> None:
    system, user = messages(FULL, Style.SHORTER, "Hi <!channel> canary-previous", ["link"])
    assert json.loads(user["content"])["previous"] == "Hi canary-previous"
    assert "canary" not in system["content"]
    assert "refused for: link." in system["content"]


def test_each_purpose_and_style_has_its_own_instructions() -> None:
    told = {messages(replace(FULL, purpose=purpose), style)[0]["content"] for purpose in Purpose for style in Style}
    assert len(told) == len(Purpose) * len(Style)


def test_purposes_are_spelt_like_the_rungs_they_serve() -> None:
    assert {purpose.value for purpose in Purpose} == {rung.value for rung in Rung} - {"closing", "still_on"} | {"ask"}
