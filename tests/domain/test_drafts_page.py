"""The page in docs/ shows the drafts as they are written."""

from bot.domain.guards import problems
from tests.drafts_page import PAGE, TEN, page, render


def test_the_page_is_true() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.drafts_page"


def test_it_shows_ten_that_pass_the_guards() -> None:
    assert len({render(request, style, variant) for _, request, style, variant in TEN}) == 10
    for _, request, style, variant in TEN:
        assert problems(render(request, style, variant), request, []) == []
