"""The ladder's table, read row by row, without a database."""

import itertools
from datetime import date, timedelta

import pytest

from bot.domain.ladder import LADDER, Happened, after_showing, first_note, step
from bot.domain.types import Outcome, Rung, Stage

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("told", [Happened.WROTE, Happened.ASKED])
def test_a_note_without_an_answer_climbs_one_rung_and_the_third_leads_to_the_end(told: Happened) -> None:
    rungs = [Rung.FIRST_NOTE, Rung.SECOND_TRY, Rung.THIRD_TRY, Rung.CLOSING]
    for now, following in itertools.pairwise(rungs):
        found = step(Stage.FOLLOWING_UP, now, told)
        assert found
        assert (found.stage, found.outcome, found.rung) == (Stage.FOLLOWING_UP, Outcome.WROTE, following)


def test_the_tries_are_three_to_four_months_apart_and_the_end_comes_a_month_after_the_last() -> None:
    for rung, opens, closes in ((Rung.FIRST_NOTE, 90, 120), (Rung.SECOND_TRY, 90, 120), (Rung.THIRD_TRY, 30, 37)):
        found = step(Stage.FOLLOWING_UP, rung, Happened.WROTE)
        assert found
        assert found.when
        window = found.when(DAY, 3)
        assert ((window.opens - DAY).days, (window.closes - DAY).days) == (opens, closes)
    window = first_note(DAY)
    assert ((window.opens - DAY).days, (window.closes - DAY).days) == (5, 9)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("rung", [None, *Rung])
def test_wherever_they_stand_a_reply_brings_them_in_touch_and_letting_go_lets_go(
    stage: Stage, rung: Rung | None
) -> None:
    heard, gone = step(stage, rung, Happened.REPLIED), step(stage, rung, Happened.LET_GO)
    assert heard
    assert (heard.stage, heard.rung) == (Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH)
    assert gone
    assert (gone.stage, gone.rung) == (Stage.LET_GO, None)


def test_meeting_again_starts_afresh_but_leaves_who_is_in_touch_in_touch() -> None:
    for stage in (Stage.FOLLOWING_UP, Stage.LET_GO):
        found = step(stage, Rung.THIRD_TRY, Happened.MET)
        assert found
        assert (found.stage, found.rung) == (Stage.FOLLOWING_UP, Rung.FIRST_NOTE)
    found = step(Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH, Happened.MET)
    assert found
    assert (found.stage, found.rung) == (Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH)


def test_what_no_row_names_changes_no_ladder() -> None:
    assert step(Stage.FOLLOWING_UP, Rung.FIRST_NOTE, Happened.HELPED) is None
    assert step(Stage.LET_GO, None, Happened.WROTE) is None
    assert step(Stage.FOLLOWING_UP, Rung.CLOSING, Happened.WROTE) is None
    assert step(Stage.FOLLOWING_UP, None, Happened.AGAIN) is None


def test_every_row_of_the_table_is_reached() -> None:
    reached = {
        id(found)
        for stage in Stage
        for rung in (None, *Rung)
        for word in Happened
        if (found := step(stage, rung, word))
    }
    assert reached == {id(row[-1]) for row in LADDER}


def test_an_ignored_try_is_repeated_once_after_a_week_and_then_waits() -> None:
    again = after_showing(Rung.SECOND_TRY, 1, DAY, 3)
    assert again
    assert (again.opens, again.closes) == (DAY + timedelta(days=7), DAY + timedelta(days=11))
    assert after_showing(Rung.SECOND_TRY, 2, DAY, 3) is None


def test_keeping_in_touch_comes_again_at_its_rhythm_or_never() -> None:
    again = after_showing(Rung.KEEP_IN_TOUCH, 5, DAY, 6)
    assert again
    assert again.opens == date(2027, 5, 24)
    assert after_showing(Rung.KEEP_IN_TOUCH, 5, DAY, 0) is None


def test_the_question_of_the_quarter_comes_again_and_the_closing_card_does_not() -> None:
    again = after_showing(Rung.STILL_ON, 3, DAY, 3)
    assert again
    assert again.opens == date(2027, 2, 24)
    assert after_showing(Rung.CLOSING, 1, DAY, 3) is None
