"""Dates and spans as people say them; other people's words as they typed them; our own without our jargon."""

import ast
import html
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import bot
from bot.domain import words
from bot.domain.text import one_line
from bot.slack.views import kit
from tests.views.gallery import ordinary
from tests.views.test_valid import live, texts

TUESDAY = date(2026, 11, 24)
INVISIBLE = re.compile("[\ufeff\u2066-\u2069]")
JARGON = re.compile(r"\b(ladder|stage|attempt|rung)s?\b", re.IGNORECASE)
OURS = [*Path(next(iter(bot.__path__))).rglob("*.py")]


def in_days(days: int) -> date:
    return TUESDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "tomorrow"),
        (2, "on Thursday 26 November"),
        (7, "on Tuesday 1 December"),
        (45, "on Friday 8 January"),
        (46, "in January"),
        (105, "in March"),
        (341, "in October"),
        (342, "in November 2027"),
        (366, "in November 2027"),
        (900, "in May 2029"),
    ],
)
def test_a_day_ahead(days: int, said: str) -> None:
    assert words.coming(in_days(days), TUESDAY) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3, "today"),
        (0, "today"),
        (1, "yesterday"),
        (2, "on Sunday"),
        (5, "on Thursday"),
        (6, "a week ago"),
        (10, "a week ago"),
        (11, "two weeks ago"),
        (21, "three weeks ago"),
        (45, "six weeks ago"),
        (46, "in October"),
        (299, "in January"),
        (300, "in January 2026"),
        (2000, "in June 2021"),
    ],
)
def test_a_day_behind(days: int, said: str) -> None:
    assert words.ago(in_days(-days), TUESDAY) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Tuesday 24 November"),
        (7, "Tuesday 1 December"),
        (299, "Sunday 19 September"),
        (300, "Monday 20 September 2027"),
        (-300, "Wednesday 28 January 2026"),
    ],
)
def test_a_day_with_its_year_where_it_is_not_close_by(days: int, said: str) -> None:
    assert words.day(in_days(days), TUESDAY) == said


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (90, 96, "in February"),
        (90, 120, "in February or March"),
        (180, 250, "between May and August"),
        (320, 340, "in October"),
        (330, 350, "in October or November 2027"),
    ],
)
def test_a_window_far_ahead(opens: int, closes: int, said: str) -> None:
    assert words.months(in_days(opens), in_days(closes), TUESDAY) == said


def test_numbers_spans_and_rhythms() -> None:
    assert [words.number(count) for count in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]
    assert [words.span(count) for count in (1, 3, 12)] == ["a month", "three months", "a year"]
    said = ["never", "every month", "every three months", "once a year"]
    assert [words.rhythm(count) for count in (0, 1, 3, 12)] == said
    assert words.listed(["Ana"]) == "Ana"
    assert words.listed(["Ana", "Bob"]) == "Ana and Bob"
    assert words.listed(["Ana", "Bob", "Carol"]) == "Ana, Bob and Carol"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        (None, 80, ""),
        ("Ana Reis", 80, "Ana Reis"),
        (" two\n\nlines\t", 80, "two lines"),
        ("<!channel>", 80, "&lt;!channel&gt;"),
        ("&lt;", 80, "&amp;lt;"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("ab&cd", 8, "ab&amp;…"),
        ("ab&cd", 7, "ab…"),
        ("<<<", 8, "&lt;…"),
        ("*Ana*", 80, "*\ufeffAna*\ufeff"),
        ("snake_case_2*3*4", 80, "snake_case_2*3*4"),
        ("_a_ ~b~ `c`", 80, "_\ufeffa_\ufeff ~\ufeffb~\ufeff `\ufeffc`\ufeff"),
        ("> a", 80, "\ufeff&gt; a"),
        ("\u202egnihton", 80, "\u2068\u202egnihton\u2069"),
        ("a\u2069\u2067b", 80, "\u2068ab\u2069"),
        ("__init__", 80, "_\ufeff_\ufeffinit_\ufeff_\ufeff"),
    ],
)
def test_other_peoples_words(text: str | None, limit: int, shown: str) -> None:
    assert kit.typed(text, limit) == shown


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("<>&*_ \u2066\u2069\u202e"), max_size=90),
    st.integers(8, 60),
)
def test_words_are_shown_as_typed_up_to_where_they_are_cut(text: str, limit: int) -> None:
    shown = kit.typed(text, limit)
    assert len(shown) <= limit
    assert not live(shown)
    seen, meant = (INVISIBLE.sub("", each) for each in (html.unescape(shown), one_line(text)))
    assert seen == meant or (seen.endswith("…") and meant.startswith(seen[:-1]))


@given(st.text("*_~`<>& a", max_size=60))
def test_no_formatting_begins_in_other_peoples_words(text: str) -> None:
    between_letters = r"(?<=[^\W_])[*_~`](?=[^\W_])"
    assert not re.search(r"[*_~`](?!\ufeff)", re.sub(between_letters, "", kit.typed(text, 1000)))


def sentences(path: Path) -> list[str]:
    """The texts of a file that a person may read: of three words or more; no docstrings, patterns and word lists."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    remarks = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    remarks |= {id(part) for call in calls if ast.unparse(call.func) == "word_set" for part in call.args}
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    told = [node.value for node in texts if id(node) not in remarks and "\\" not in node.value]
    return [text for text in told if len(text.split()) > 2]


def test_no_sentence_shouts_or_speaks_our_jargon() -> None:
    shown = {text for each in ordinary() for text in texts(*each)}
    written = {text for path in OURS for text in sentences(path)}
    assert len(shown) > 50
    assert len(written) > 50
    assert [text for text in shown | written if "!" in text or JARGON.search(text)] == []
