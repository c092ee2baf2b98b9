"""What a sentence of `/met` cannot be, whom it leaves out, and what no text may do to the reader."""

import time as stopwatch
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain.encounters import Person
from bot.domain.met import Met, is_month_first, read, readable
from bot.errors import UserError

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    "words", ["tomorrow", "next Friday", "in 3 days", "on 2026-12-12", "on 12.1.2027", "on 1 May 2030"]
)
@pytest.mark.parametrize("before", ["", "at KubeCon ", "at KubeCon, ", "during negotiation Orion "])
def test_a_day_that_is_to_come_is_said(before: str, words: str) -> None:
    with pytest.raises(UserError, match=r"is still to come\. Tell me once you have met"):
        read(f"<@U1> {before}{words}", TODAY)


@pytest.mark.parametrize("before", ["", "at KubeCon ", "at KubeCon, ", "during negotiation Orion "])
@pytest.mark.parametrize("day", ["31 February", "February 31", "45/13/2026"])
def test_a_day_that_no_year_has_is_asked_about_wherever_it_is(before: str, day: str) -> None:
    with pytest.raises(UserError, match=f'I could not read "{day}" as a date'):
        read(f"<@U1> {before}on {day}", TODAY)


@given(st.integers(0, 4000), st.booleans())
def test_any_day_so_far_can_be_written_out_in_full(days_ago: int, month_first: bool) -> None:
    day = TODAY - timedelta(days=days_ago)
    numbers = f"{day:%m/%d/%Y}" if month_first else f"{day:%d/%m/%Y}"
    for words in (day.isoformat(), numbers, f"{day.day} {day:%B %Y}", f"{day:%b} {day.day}, {day.year}"):
        met = read(f"<@U1> at KubeCon on {words}", TODAY, month_first=month_first)
        assert (met.met_on, met.place, met.note) == (day, "KubeCon", None)


def test_a_reading_of_numbers_that_lies_ahead_gives_way_to_the_other_order() -> None:
    for numbers, day_first, month_first in [
        ("3/5", date(2026, 5, 3), date(2026, 3, 5)), ("3/12", date(2026, 3, 12), date(2026, 3, 12)),
        ("12/12", date(2025, 12, 12), date(2025, 12, 12)), ("25/12", date(2025, 12, 25), date(2025, 12, 25)),
        ("11/12/2026", date(2026, 11, 12), date(2026, 11, 12)), ("1.2.", date(2026, 2, 1), date(2026, 2, 1)),
    ]:  # fmt: skip
        assert read(f"<@U1> on {numbers}", TODAY).met_on == day_first, numbers
        assert read(f"<@U1> on {numbers}", TODAY, month_first=True).met_on == month_first, numbers


def test_slacks_locale_tells_the_order() -> None:
    assert [is_month_first(locale) for locale in ("en-US", "en-GB", "de-DE", "ja-JP", None)] == [
        True, False, False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["<@U1> about the contract", "<@U1>, deal Orion", "<@U1> in the biggest deal of the year", "<@U1> negotiating",
     "<@U1> in Paris for the Orion deal", "<@U1> during negotiation skills training"],
)  # fmt: skip
def test_whatever_may_be_a_negotiation_is_in_doubt_and_not_one(text: str) -> None:
    met = read(text, TODAY)
    assert (met.negotiation, met.in_doubt) == (None, True)


@pytest.mark.parametrize("text", ["<@U1> at KubeCon", "<@U1> during negotiation Orion", "<@U1> at the dealership"])
def test_nothing_else_is_in_doubt(text: str) -> None:
    assert not read(text, TODAY).in_doubt


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("@robert", "I could not find @robert in this workspace. Pick a name from the menu"),
        ("＠robert,", "I could not find @robert in this workspace."),
        ("&lt;@U1&gt;", "I could not find @U1 in this workspace."),
        ("<#C1|general>", "#general is a channel"), ("<#C1|>", "That is a channel"),
        ("<!subteam^S1|@grp>", "@grp is a group"), ("<!subteam^S1>", "@group is a group"),
        ("<!channel>", "@channel would be everybody here"), ("<!here|here>", "@here would be everybody here"),
    ],
)  # fmt: skip
def test_a_part_that_is_nobody_gets_one_kind_sentence_and_the_rest_is_kept(text: str, problem: str) -> None:
    met = read(f"{text} at KubeCon about billing", TODAY)
    (sentence,) = met.problems
    assert sentence.startswith(problem)
    assert "!" not in sentence
    assert (met.people, met.place, met.note) == ([], "KubeCon", "billing")


def test_the_same_problem_is_told_once_and_people_around_it_are_kept() -> None:
    met = read("<@U1> @bob @bob, <!here>, Jane Doe at KubeCon with @robert", TODAY)
    assert [sentence.split(".")[0] for sentence in met.problems] == [
        "I could not find @bob in this workspace",
        "@here would be everybody here",
        "I could not find @robert in this workspace",
    ]
    assert [each.name for each in met.people] == ["@U1", "Jane Doe"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "at KubeCon", "yesterday", ",,,", "👋", '""', "\u200b", "\x00", "<", "about pricing", "123 at KubeCon"],
)
def test_nobody_named_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match="Start with the people you met"):
        read(text, TODAY)


@pytest.mark.parametrize("words", ["hello", "list", "undo", "bob", "help me"])
def test_small_words_alone_are_asked_about(words: str) -> None:
    with pytest.raises(UserError, match=f"^Is {words} a person\\? Pick a colleague with @, put a name in quotes"):
        read(words, TODAY)


def test_mentions_are_written_out_by_their_label_or_their_name() -> None:
    names = {"U3": "Carol Clark"}
    assert readable("<@U3>, <@U4|dan> &amp; <@U9> &lt;@U3&gt;", names) == "@Carol Clark, @dan & @U9 <@U3>"
    met = read("<@U1> at <@U3>'s party about <@U4|dan>", TODAY, names=names)
    assert (met.people, met.place, met.note) == ([Person("@U1", "U1", known=False)], "@Carol Clark's party", "@dan")


PIECES = st.sampled_from(
    ["<@U1>", "<@", "<", ">", "&lt;", "&amp;", "&", '"', "“", "(", ")", "[", ",", " ", "\n", " at ", " on ",
     " about ",
     " re: ", " in ", " during ", " the ", "negotiation", "already wrote", "12", "@", "a@b.cc", "with",
     "deal:", " of ",
     "*", "_", ":rocket:", "Inc.", "and team", "I met ", "we talked about ", "already sent a note", "fri",
     "12-14 Nov",
     ", CFO of Acme", "31 February", "(Acme)", "'s", "Jane Doe", "jane", " - ", "– ", ". ", "; ", ": ",
     "remind me in ",
     "3 days", "3/12", "2026-", "via ", "introduced by ", "14:30", "<https://x.example>", "\u200b", "\x00", "\ue000"]
)  # fmt: skip


@given(
    st.one_of(st.text(), st.text(st.characters(exclude_categories=())), st.lists(PIECES, max_size=12).map("".join)),
    st.dates(),
)
def test_any_text_on_any_day_is_read_or_kindly_refused(text: str, today: date) -> None:
    try:
        met = read(text, today)
    except UserError as refusal:
        str(refusal).encode()
        return
    assert met.met_on <= today
    assert met.people or met.problems
    assert len(set(met.people)) == len(met.people)
    for value in filter(None, [*told(met), *met.problems]):
        value.encode()
        assert value == value.strip()
        assert "\x00" not in value
        assert "\ue000" not in value


def told(met: Met) -> list[str | None]:
    """All words that are kept."""
    people = [value for each in met.people for value in (each.name, each.email, each.company, each.title, each.link)]
    return [met.place, met.note, met.negotiation, met.introduced_by, *people]


@given(st.lists(st.from_regex("[UW][A-Z0-9]{2,10}", fullmatch=True), min_size=1, max_size=20, unique=True))
def test_every_mention_is_kept_in_order(ids: list[str]) -> None:
    met = read(" ".join(f"<@{user}>" for user in ids) + " at KubeCon", TODAY)
    assert [each.slack_user_id for each in met.people] == ids


FREE = ["great", "chat", "slides", "Berlin", "we", "her,", "and", "so;", "on", "-", ":", "(", ")", "."]


@given(st.lists(st.sampled_from(FREE), max_size=12))
def test_no_word_is_lost(words: list[str]) -> None:
    met = read("<@U1> about " + " ".join(words), TODAY)
    kept = " ".join(filter(None, told(met)))
    assert [word.strip(",;") for word in words if word.strip(",;:-().") and word.strip(",;") not in kept] == []


@pytest.mark.parametrize(
    "piece",
    ["<", "<@U1> ", "<@U1|", "<http://x.example> ", "at ", "1 ", "12/", "@a ", '"', "“", "‘", "'", "(",
     "(A) ", "a", "A ",
     "x at ", "&lt;", "on ", "on 1 ", "12 to ", "re: x ", "during the ", "in the Orion ", "deal: ", "a@a.", "a@b.cc ",
     "\u200b", "\u200f", ".", "...", "&", ",", "/", "- ", "– ", "\n", " ", "with <@U1> x ", "x, ",
     "Jane Doe, ", "Jane, ",
     "<@U1> and J D ", "Jane Doe, CFO at ", "Jane Doe (Acme), ", "I met ", "I ", "van ", "already wrote ", "via X ",
     "sent her a ", "remind me ", "14:30 ", "two weeks ", ":a", ":tada: ", "👋", "*", "re:a@b.cc, ", "and others "],
)  # fmt: skip
def test_forty_thousand_characters_of_anything_take_a_moment(piece: str) -> None:
    started = stopwatch.process_time()
    for text in (
        piece * (40_000 // len(piece)),
        "<@U1> at X " + piece * (40_000 // len(piece)),
        "<@U1> about " + piece * 999,
    ):
        try:
            read(text, TODAY)
        except UserError:
            continue
    # Half a second at worst here; anything quadratic would take minutes.
    assert stopwatch.process_time() - started < 5
