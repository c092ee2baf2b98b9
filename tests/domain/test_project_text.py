"""What people type after `/project`, and what becomes of it."""

import time as stopwatch
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.domain.projects import HELP_LIMIT, NAME_LIMIT, SUMMARY_LIMIT, ProjectText, from_form, parse
from bot.errors import FieldErrors, UserError

CALM = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIST = "one price list for all contracts"

UNDERSTOOD = [
    (f"Orion: {LIST}; help welcome: rebates, tax", ProjectText("Orion", LIST, "rebates, tax")),
    (f"Orion: {LIST}", ProjectText("Orion", LIST)),
    (f"Orion : {LIST}.", ProjectText("Orion", LIST)),
    (f"  Orion:\n{LIST} ", ProjectText("Orion", LIST)),
    (f"Orion:{LIST}", ProjectText("Orion", LIST)),
    ("Orion", ProjectText("Orion")),
    ("Orion:", ProjectText("Orion")),
    (": Orion", ProjectText("Orion")),
    ("Orion: help welcome: tax", ProjectText("Orion", None, "tax")),
    ("Orion; help welcome: tax", ProjectText("Orion", None, "tax")),
    ("Orion help welcome: tax", ProjectText("Orion", None, "tax")),
    ("Orion: lists. Help is welcome with rebates", ProjectText("Orion", "lists", "rebates")),
    ("Orion: lists, HELP WELCOME for : tax", ProjectText("Orion", "lists", "tax")),
    ("Orion: lists; help welcome:", ProjectText("Orion", "lists")),
    ("Help Welcome Desk: signs", ProjectText("Help Welcome Desk", "signs")),
    ("Orion: from 12:30 to 13:00: lists", ProjectText("Orion", "from 12:30 to 13:00: lists")),
    ("Orion 12:30: lists", ProjectText("Orion 12:30", "lists")),
    ("Orion：価格表", ProjectText("Orion", "価格表")),
    (":rocket: :tada: Orion: lists", ProjectText("Orion", "lists")),
    ("Orion :rocket: two: lists", ProjectText("Orion :rocket: two", "lists")),
    ('"Orion": lists', ProjectText("Orion", "lists")),
    ("“Orion II”", ProjectText("Orion II")),
    (".NET: lists", ProjectText(".NET", "lists")),
    # as Slack escapes it
    ("R&amp;D: a &lt; b &amp;amp; c", ProjectText("R&D", "a < b &amp; c")),
    ("Orion: with <@U1|ana>", ProjectText("Orion", "with @ana")),
    ("Orion: <https://x.example/a?b=1&amp;c|the page>", ProjectText("Orion", "the page")),
    ("Orion: <https://x.example/a>", ProjectText("Orion", "https://x.example/a")),
    ("<https://x.example>: a page", ProjectText("https://x.example", "a page")),
    ("Orion: <#C1|general> <!here> <!subteam^S1|@team>", ProjectText("Orion", "#general @here @team")),
    ("Orion: a\x00b\ud800", ProjectText("Orion", "ab\ufffd")),
]


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD)
def test_it_is_understood(text: str, expected: ProjectText) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", '""'])
def test_nothing_asks_for_the_present_project(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("help welcome: tax", "name"),
        ("🚀: lists", "name"),
        ("x" * (NAME_LIMIT + 1), "short one first"),
        (f"{'x' * (NAME_LIMIT + 1)}: lists", "short one first"),
        (f"Orion: {'x' * (SUMMARY_LIMIT + 1)}", "summary"),
        (f"Orion: lists; help welcome: {'x' * (HELP_LIMIT + 1)}", "help"),
    ],
)
def test_what_cannot_be_kept_gets_a_way_out(text: str, word: str) -> None:
    with pytest.raises(UserError, match=word) as refused:
        parse(text)
    assert "!" not in str(refused.value)


def test_the_longest_parts_are_kept_whole() -> None:
    name, summary, welcome = "n" * NAME_LIMIT, "s" * SUMMARY_LIMIT, "h" * HELP_LIMIT
    assert parse(f"{name}: {summary}; help welcome: {welcome}") == ProjectText(name, summary, welcome)


@CALM
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [*':;<>&|@!# .\n"', "help welcome", "help is welcome with ", "<@U1|", "&amp;", "Orion", "\ud800"]
        )
    ).map("".join)
)
def test_any_text_is_a_project_or_a_sentence(text: str) -> None:
    found = None
    with suppress(UserError):
        found = parse(text)
    if found is not None:
        assert 0 < len(found.name) <= NAME_LIMIT
        assert len(found.summary or "") <= SUMMARY_LIMIT
        assert len(found.help_welcome or "") <= HELP_LIMIT
        assert "" not in (found.summary, found.help_welcome)
        for part in (found.name, found.summary or "", found.help_welcome or ""):
            part.encode()
            assert "\n" not in part


@pytest.mark.parametrize(
    "text", [":" * 40_000, "help welcome " * 3_000, ":a: " * 10_000, "<@U1|" * 8_000, " " * 40_000]
)
def test_hostile_text_is_read_at_once(text: str) -> None:
    began = stopwatch.process_time()
    with suppress(UserError):
        parse(f"Orion{text}x")
    assert stopwatch.process_time() - began < 1


def test_a_form_is_not_escaped() -> None:
    assert from_form(" R&amp;D ", "a\nb", " ") == ProjectText("R&amp;D", "a b", None)


def test_a_form_is_told_which_field_is_the_matter() -> None:
    with pytest.raises(FieldErrors) as refused:
        from_form("", "x" * (SUMMARY_LIMIT + 1), "x" * (HELP_LIMIT + 1))
    assert set(refused.value.sentences) == {"name", "summary", "help_welcome"}
