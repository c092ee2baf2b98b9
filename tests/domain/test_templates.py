"""The template drafts read well, for everybody, whatever was typed about them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.drafts import DRAFT_LIMIT, DraftRequest, Purpose, Style
from bot.domain.guards import problems
from bot.domain.templates import VARIANTS, render
from tests.fifty import FIFTY, request

STUMBLES = re.compile(
    r"[{}|]|None|null|\(\)| ,| \.|\s\s|\.\.|,,|,\.|\.,|\?\.|!\.|:\.|;\.|: [.?]|\bat (?:at|in|on|the the)\b"
    r"|\b(?:from|in|at) (?:[.,;:?]|and|for|would|would)\b|\bthe the\b|\b(?:an? )?(?:an|a) the\b|\bthe team team\b"
    r"|\bat a while\b|\bmy side side\b|!|\b(?:he|she|him|his)\b|\bi\b|: -|\n\s|\s$|\bthere there\b",
)
POINT = "If somebody else knows better, please just point me to them."


def texts(purpose: Purpose | None = None) -> Iterator[tuple[DraftRequest, Style, str]]:
    for each in [purpose] if purpose else Purpose:
        for about, _ in FIFTY:
            for style in Style:
                for variant in range(VARIANTS):
                    asked = request(each, about)
                    yield asked, style, render(asked, style, variant)


def test_there_are_fifty_and_several_wordings() -> None:
    assert len(FIFTY) == 50
    assert VARIANTS >= 3


def test_no_sentence_stumbles() -> None:
    wrong = [(match[0], text) for _, _, text in texts() if (match := STUMBLES.search(text))]
    assert wrong == []


def test_every_sentence_begins_with_a_capital_and_ends() -> None:
    for asked, _, text in texts():
        assert text[0] == "H"
        for line in text.split("\n"):
            assert line[-1] in ".?" or line.split()[-1].startswith("http"), text
            assert line[0].isupper(), text
        ours = text.replace(asked.specific, "")
        assert not re.search(r"(?<!\be\.g)(?<![A-Z])[.?] [a-z]", ours), text


def test_each_passes_the_guards_that_a_model_has_to_pass() -> None:
    wrong = [(found, text) for asked, _, text in texts() if (found := problems(text, asked, []))]
    assert wrong == []


def test_the_parts_that_people_typed_stand_in_it_as_one_says_them() -> None:
    for about, expected in FIFTY:
        asked = request(Purpose.SECOND_TRY, about)
        assert expected in render(asked, Style.AS_IS, 0), expected
    assert [text for asked, _, text in texts() if len(text) > DRAFT_LIMIT] == []


def test_two_wordings_or_styles_are_never_the_same() -> None:
    for purpose in Purpose:
        for about, _ in FIFTY:
            asked = request(purpose, about)
            made = [render(asked, style, variant) for style in Style for variant in range(VARIANTS)]
            assert len(set(made)) == len(made)


def test_two_purposes_never_share_a_wording() -> None:
    for about, _ in FIFTY:
        made = [render(request(purpose, about), Style.AS_IS, each) for purpose in Purpose for each in range(VARIANTS)]
        assert len(set(made)) == len(made)


def test_shorter_is_shorter_and_warmer_is_longer() -> None:
    for purpose in Purpose:
        for about, _ in FIFTY:
            asked = request(purpose, about)
            for variant in range(VARIANTS):
                short, plain, warm = (
                    len(render(asked, style, variant)) for style in (Style.SHORTER, Style.AS_IS, Style.WARMER)
                )
                assert short < plain < warm


def test_an_ask_is_bounded_offers_something_back_and_may_be_passed_on() -> None:
    for asked, _, text in texts(Purpose.ASK):
        assert "two lines" in text.casefold()
        assert POINT in text
        assert text.index(POINT) < len(text) - len(POINT)
        if asked.own_division == "Engineering":
            assert "Engineering" in text.split(POINT)[1], text


def test_a_note_offers_help_from_the_members_own_division() -> None:
    notes = [render(request(Purpose.FIRST_NOTE, about), Style.AS_IS, 0) for about, _ in FIFTY[:28]]
    assert all("anything from Engineering" in text for text in notes)


def test_the_private_note_and_the_title_are_never_in_a_template() -> None:
    for asked, style, text in texts():
        private = replace(asked, note="canary one", title="canary two", company="canary three")
        assert "canary" not in text
        assert "canary" not in render(private, style, 0)


def test_only_the_first_name_is_said() -> None:
    asked = request(Purpose.ASK, {"name": "Ana Maria Reis"})
    assert not [style for style in Style if re.search("Maria|Reis", render(asked, style))]


@pytest.mark.parametrize(
    ("met_on", "today", "said"),
    [
        (date(2026, 11, 16), date(2027, 3, 1), "at KubeCon in November."),
        (date(2026, 11, 16), date(2026, 11, 20), "at KubeCon the other day."),
        (date(2024, 11, 16), date(2027, 3, 1), "at KubeCon in November 2024."),
        (date(2026, 11, 16), None, "at KubeCon in November 2026."),
        (None, date(2027, 3, 1), "at KubeCon."),
        (date(2027, 3, 2), date(2027, 3, 1), "at KubeCon."),
    ],
)
def test_the_time_is_said_so_that_it_is_true(met_on: date | None, today: date | None, said: str) -> None:
    asked = DraftRequest(Purpose.SECOND_TRY, "Ana", "page 4", place="KubeCon", met_on=met_on, today=today)
    assert f"we met {said}" in render(asked)


def test_nothing_is_made_up_where_nothing_is_known() -> None:
    for purpose in Purpose:
        for style in Style:
            for variant in range(VARIANTS):
                text = render(DraftRequest(purpose, "Ana", "page 4"), style, variant)
                assert not re.search(r"\d", text.replace("page 4", ""))
                assert problems(text, DraftRequest(purpose, "Ana", "page 4"), []) == []
