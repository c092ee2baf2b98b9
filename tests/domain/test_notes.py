"""Good notes are shown, at most marked; what is no note is refused. Also what the guards cannot tell apart."""

import pytest

from bot.domain.drafts import Style
from bot.domain.guards import problems
from bot.llm.prompts import messages
from tests.notes import REQUESTS, cases


def found(case: dict[str, str]) -> list[str]:
    request = REQUESTS[case["about"]]
    return problems(case["text"], request, [], rules=messages(request, Style.AS_IS)[0]["content"])


@pytest.mark.parametrize("case", cases("note"))
def test_a_note_is_shown(case: dict[str, str]) -> None:
    assert found(case) == []


@pytest.mark.parametrize("case", cases("no note"))
def test_what_is_no_note_is_refused(case: dict[str, str]) -> None:
    assert case["why"] in found(case)


def test_there_are_sixty_of_each() -> None:
    assert all(len({case["text"] for case in cases(kind)}) >= 60 for kind in ("note", "no note"))


@pytest.mark.parametrize("case", cases("too strict"))
def test_some_good_notes_are_refused_all_the_same(case: dict[str, str]) -> None:
    assert found(case) != []


@pytest.mark.parametrize("case", cases("missed"))
def test_some_bad_ones_are_shown_all_the_same(case: dict[str, str]) -> None:
    assert found(case) == []
