"""What people type after `/met`, and what Tactful understands."""

import time as stopwatch
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.met_dates import read_date
from bot.domain.met_text import Mention, MetText, Outsider, name_mentions, parse
from bot.errors import UserError

TODAY = date(2026, 11, 24)  # a Tuesday
ANA = Mention("U1", None)
BOB = Mention("U2", None)
JANE = Outsider("Jane Doe")
JANE_OF_ACME = Outsider("Jane Doe", "jane@acme.example", "Acme")
MAIL = "<mailto:jane@acme.example|jane@acme.example>"


def met(
    *people: Mention | Outsider,
    on: date = TODAY,
    place: str | None = None,
    note: str | None = None,
    deal: str | None = None,
    wrote: bool = False,
) -> MetText:
    """What is expected where no part is a problem."""
    mentions = tuple(person for person in people if isinstance(person, Mention))
    outsiders = tuple(person for person in people if isinstance(person, Outsider))
    return MetText(mentions, outsiders, (), on, place, note, deal, wrote)


UNDERSTOOD = [
    # the examples of the design
    ("<@U1> <@U2> at the Lisbon offsite", met(ANA, BOB, place="the Lisbon offsite")),
    (
        "<@U1> at KubeCon on 12 March about their billing migration",
        met(ANA, on=date(2026, 3, 12), place="KubeCon", note="their billing migration"),
    ),
    ("<@U1> at KubeCon, already wrote", met(ANA, place="KubeCon", wrote=True)),
    (f'"Jane Doe" {MAIL} (Acme) during negotiation Orion', met(JANE_OF_ACME, deal="Orion")),
    # mentions
    ("<@U1>", met(ANA)),
    ("<@U1|ana>", met(Mention("U1", "ana"))),
    ("<@U1|>", met(ANA)),
    ("<@U1|R&amp;D Ana>", met(Mention("U1", "R&D Ana"))),
    ("<@W1>", met(Mention("W1", None))),
    ("<@U1>, <@U2> &amp; <@W1>", met(ANA, BOB, Mention("W1", None))),
    ("<@U1><@U2>", met(ANA, BOB)),
    ("<@U1> and <@U2> + <@U1>", met(ANA, BOB)),
    ("<@U1>. at KubeCon.", met(ANA, place="KubeCon")),
    ("with <@U1> at KubeCon", met(ANA, place="KubeCon")),
    ("<@U1>\u00a0<@U2>\n\tat\u00a0the\nLisbon  offsite", met(ANA, BOB, place="the Lisbon offsite")),
    ("<@U1> :wave: 👋 at KubeCon", met(ANA, place="KubeCon")),
    # people outside Slack
    ("Jane Doe", met(JANE)),
    ("“Jane Doe” „John Roe“ «Ann Lee» \"Al\"", met(JANE, *map(Outsider, ["John Roe", "Ann Lee", "Al"]))),
    ("Jane Doe, John Roe", met(JANE, Outsider("John Roe"))),
    ("Jane Doe and John Roe at KubeCon", met(JANE, Outsider("John Roe"), place="KubeCon")),
    ("Jane Doe; jane doe; Jane Doe", met(JANE, Outsider("jane doe"))),
    (f"Jane Doe {MAIL} (Acme)", met(JANE_OF_ACME)),
    (f"Jane Doe &lt;{MAIL}&gt; (Acme)", met(JANE_OF_ACME)),
    (f"Jane Doe, {MAIL}, (Acme)", met(JANE_OF_ACME)),
    ("Jane Doe (Acme) jane@acme.example", met(JANE_OF_ACME)),
    ("Jane Doe (<http://acme.example|acme.example>)", met(Outsider("Jane Doe", None, "acme.example"))),
    ("Jane Doe (AT&amp;T)", met(Outsider("Jane Doe", None, "AT&T"))),
    ("jane@acme.example", met(Outsider("jane", "jane@acme.example"))),
    (f"<@U1> {MAIL}", met(ANA, Outsider("jane", "jane@acme.example"))),
    (f"Jane Doe and {MAIL}", met(JANE, Outsider("jane", "jane@acme.example"))),
    ("<@U1> Jane Doe (Acme) at KubeCon", met(ANA, Outsider("Jane Doe", None, "Acme"), place="KubeCon")),
    ("<@U1> and Jane Doe yesterday", met(ANA, JANE, on=date(2026, 11, 23))),
    ('"Rob In der Au" at KubeCon', met(Outsider("Rob In der Au"), place="KubeCon")),
    ("April May at KubeCon", met(Outsider("April May"), place="KubeCon")),
    # places
    ("<@U1> AT KubeCon", met(ANA, place="KubeCon")),
    ("<@U1> a\u200bt \u202eKubeCon", met(ANA, place="\u202eKubeCon")),
    ("<@U1> KubeCon, hall 3", met(ANA, place="KubeCon, hall 3")),
    ("<@U1> KubeCon, already wrote", met(ANA, place="KubeCon", wrote=True)),
    ("<@U1> in Paris at the Louvre", met(ANA, place="Paris at the Louvre")),
    ("<@U1> at KubeCon on 12 March in Paris", met(ANA, on=date(2026, 3, 12), place="KubeCon in Paris")),
    ("<@U1> during lunch", met(ANA, place="lunch")),
    ("<@U1> on the train", met(ANA, place="on the train")),
    ("<@U1> on the 12th floor", met(ANA, place="on the 12th floor")),
    ("<@U1> in May", met(ANA, place="May")),
    ('<@U1> at "Yesterday, on Friday" on Friday',
     met(ANA, on=date(2026, 11, 20), place="Yesterday, on Friday")),
    ("<@U1> at the Yesterday Bar", met(ANA, place="the Yesterday Bar")),
    ("<@U1> at Ruby Tuesday", met(ANA, place="Ruby Tuesday")),
    ("<@U1> at the Summit on Sun", met(ANA, place="the Summit on Sun")),
    ("<@U1> at the Conference on Billing", met(ANA, place="the Conference on Billing")),
    ("<@U1> at AWS re:Invent", met(ANA, place="AWS re:Invent")),
    ("<@U1> at R&amp;D &lt;@U9&gt;", met(ANA, place="R&D <\u200b@U9>")),  # typed by hand: no mention
    ("<@U1> at &amp;lt;", met(ANA, place="&lt;")),
    (
        "<@U1> at lunch with <@U3|carol> in <#C1|general> and <#C2|> by <!subteam^S1|@ops> <!here>",
        met(ANA, Mention("U3", "carol"), place="lunch in #general and a channel by @ops @here"),
    ),
    ("<@U1> at <http://x.example|x.example>", met(ANA, place="x.example")),
    ("<@U1> at <http://x.example>", met(ANA, place="http://x.example")),
    # notes
    ("<@U1> about on 12 March at KubeCon", met(ANA, note="on 12 March at KubeCon")),
    ("<@U1> re: Q3 &lt;b&gt; & \"rebates\"", met(ANA, note='Q3 <b> & "rebates"')),
    ("<@U1> RE rebates.", met(ANA, note="rebates")),
    ("<@U1> re:billing", met(ANA, note="billing")),
    ("<@U1> about billing, already wrote", met(ANA, note="billing", wrote=True)),
    ("<@U1> about billing and I've already written to her.", met(ANA, note="billing", wrote=True)),
    ("<@U1> about what I already wrote down", met(ANA, note="what I already wrote down")),
    ("<@U1> about <@U3>'s plan", met(ANA, note="<@U3>'s plan")),
    ("<@U1> about", met(ANA)),
    # already wrote, negotiations
    ("<@U1> already wrote", met(ANA, wrote=True)),
    ("<@U1> I already wrote at KubeCon", met(ANA, place="KubeCon", wrote=True)),
    ("<@U1> at KubeCon ALREADY WRITTEN on Monday",
     met(ANA, on=date(2026, 11, 23), place="KubeCon", wrote=True)),
    ("<@U1> during deal Blue Sky at KubeCon", met(ANA, deal="Blue Sky", place="KubeCon")),
    ("<@U1> at KubeCon during the negotiation Orion today", met(ANA, deal="Orion", place="KubeCon")),
    ("<@U1> in negotiation Orion, already wrote", met(ANA, deal="Orion", wrote=True)),
    ("<@U1> in negotiations with Acme about prices", met(ANA, deal="Acme", note="prices")),
    ("<@U1> during the Orion negotiation", met(ANA, deal="Orion")),
    ("<@U1> at Q3 about rebates during negotiation Orion", met(ANA, deal="Orion", place="Q3", note="rebates")),
    ("<@U1> about rebates during deal Sky, already wrote", met(ANA, deal="Sky", note="rebates", wrote=True)),
    ("<@U1> about the mood during the deal", met(ANA, note="the mood during the deal")),
    ("<@U1> about what fell during the Orion deal", met(ANA, note="what fell during the Orion deal")),
    ("<@U1> in the Orion deal", met(ANA, deal="Orion")),
    ("<@U1> in our Orion negotiations", met(ANA, deal="Orion")),
    ("<@U1> at KubeCon during our Orion deal about x", met(ANA, deal="Orion", place="KubeCon", note="x")),
    ("<@U1> in Paris for the Orion deal", met(ANA, deal="Orion", place="Paris")),
    ("<@U1> over the deal Orion", met(ANA, deal="Orion")),
    ("<@U1> for the deal Orion", met(ANA, deal="Orion")),
    ("<@U1> at KubeCon deal: Orion", met(ANA, deal="Orion", place="KubeCon")),
    ("<@U1> KubeCon, deal Orion", met(ANA, deal="Orion", place="KubeCon")),
    ("<@U1> negotiation Orion", met(ANA, deal="Orion")),
    ("<@U1>, the Orion deal", met(ANA, deal="Orion")),
    ("<@U1> at KubeCon, our negotiation", met(ANA, deal="the negotiation", place="KubeCon")),
    ("<@U1> in the Orion (EU) deal", met(ANA, deal="Orion (EU)")),
    ("Jane Doe, deal Orion", met(JANE, deal="Orion")),
    ("<@U1> at the big deal show", met(ANA, place="the big deal show")),
    *[(f"<@U1> during the negotiations {link} Orion", met(ANA, deal="Orion"))
      for link in ("of", "about", "on", "over", "with")],
    ("<@U1> during the sale negotiation of Orion", met(ANA, deal="Orion")),
    ("<@U1> *during* the *negotiation* _Orion_", met(ANA, deal="_Orion_")),
    ("<@U1> in the *Orion deal*", met(ANA, deal="Orion")),
    ("<@U1> during deal *Orion* :rocket:", met(ANA, deal="*Orion* :rocket:")),
    ("<@U1> during deal :rocket: Orion.", met(ANA, deal=":rocket: Orion")),
    ("<@U1> during negotiation Acme, Inc.", met(ANA, deal="Acme, Inc.")),
    ("<@U1> about x during deal Acme Co., already wrote", met(ANA, deal="Acme Co.", note="x", wrote=True)),
    ("<@U1> in the Acme, Inc. deal", met(ANA, deal="Acme, Inc.")),
    # a negotiation without a name is one all the same
    ("<@U1> during the negotiation", met(ANA, deal="the negotiation")),
    ("<@U1> during a deal", met(ANA, deal="the deal")),
    ("<@U1> KubeCon, negotiations", met(ANA, deal="the negotiation", place="KubeCon")),
    ("<@U1> in the negotiation at KubeCon", met(ANA, deal="the negotiation", place="KubeCon")),
    ("<@U1> during the negotiation, hall 3", met(ANA, deal="the negotiation", place="hall 3")),
    ("<@U1> in a negotiation on Friday", met(ANA, on=date(2026, 11, 20), deal="the negotiation")),
    ("<@U1> during the deal over lunch", met(ANA, deal="the deal", place="over lunch")),
    ("<@U1> during the negotiation, already wrote", met(ANA, deal="the negotiation", wrote=True)),
    ("<@U1> during negotiations about the Q3 price list",
     met(ANA, deal="the negotiation", note="the Q3 price list")),
    ("<@U1> during deal Orion, in the negotiation", met(ANA, deal="Orion")),
    ("<@U1> in Paris closing the deal", met(ANA, deal="the deal", place="Paris closing the deal")),
    ("<@U1> at the Orion negotiations", met(ANA, deal="the negotiation", place="the Orion negotiations")),
    # dates among other words
    ("<@U1> at the Summit on AI on 12 March", met(ANA, on=date(2026, 3, 12), place="the Summit on AI")),
    ("<@U1> yesterday KubeCon", met(ANA, on=date(2026, 11, 23), place="KubeCon")),
    ("<@U1> at KubeCon 12 March", met(ANA, on=date(2026, 3, 12), place="KubeCon")),
    ("<@U1> last Thursday at KubeCon", met(ANA, on=date(2026, 11, 19), place="KubeCon")),
    ("<@U1> at the Inn, room 12, on Thursday, 12 March 2026, about x",
     met(ANA, on=date(2026, 3, 12), place="the Inn, room 12", note="x")),
    # what no database or encoder takes
    ("<@U1> at Kube\x00Con\ud800", met(ANA, place="KubeCon\ufffd")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD, ids=[ascii(text) for text, _ in UNDERSTOOD])
def test_what_people_write_is_understood(text: str, expected: MetText) -> None:
    assert parse(text, TODAY) == expected


DATES = [
    ("12 March", date(2026, 3, 12)), ("March 12", date(2026, 3, 12)), ("March 12th", date(2026, 3, 12)),
    ("the 12th of March", date(2026, 3, 12)), ("12 March 2025", date(2025, 3, 12)),
    ("3 may", date(2026, 5, 3)),
    ("March 12, 2025", date(2025, 3, 12)), ("Thursday 12 March", date(2026, 3, 12)),
    ("2 Sept.", date(2026, 9, 2)),
    ("24 November", TODAY), ("25 November", date(2025, 11, 25)), ("29 February", date(2024, 2, 29)),
    ("2026-03-12", date(2026, 3, 12)), ("12.3.2026", date(2026, 3, 12)), ("12.3.", date(2026, 3, 12)),
    ("12/03/2026", date(2026, 3, 12)), ("03/13/2026", date(2026, 3, 13)), ("12/3", date(2026, 3, 12)),
    ("12-03-26", date(2026, 3, 12)), ("Thursday", date(2026, 11, 19)), ("Tuesday", date(2026, 11, 17)),
    ("Thursday evening", date(2026, 11, 19)), ("the 12th", date(2026, 11, 12)),
    ("the 31st", date(2026, 10, 31)),
    ("the 24th", TODAY), ("today", TODAY), ("this morning", TODAY), ("yesterday", date(2026, 11, 23)),
    ("last night", date(2026, 11, 23)), ("yesterday afternoon", date(2026, 11, 23)),
    ("the day before yesterday", date(2026, 11, 22)), ("last Thursday", date(2026, 11, 19)),
    ("LAST THURSDAY", date(2026, 11, 19)), ("Thursday last week", date(2026, 11, 19)),
    ("Monday last week", date(2026, 11, 16)), ("last weekend", date(2026, 11, 21)),
    ("last week", date(2026, 11, 17)), ("last month", date(2026, 10, 24)), ("3 days ago", date(2026, 11, 21)),
    ("a week ago", date(2026, 11, 17)), ("two weeks ago", date(2026, 11, 10)),
    ("a couple of days ago", date(2026, 11, 22)), ("a month ago", date(2026, 10, 24)),
    ("two hours ago", TODAY), ("tomor\u200brow", date(2026, 11, 25)), ("next Friday", date(2026, 11, 27)),
    ("in 3 days", date(2026, 11, 27)), ("1 January 2030", date(2030, 1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "day"), DATES)
def test_a_day_is_read_from_today_and_no_clock(words: str, day: date) -> None:
    reading = read_date(words, TODAY)
    assert reading is not None
    assert reading.day == day


@pytest.mark.parametrize(("words", "day"), DATES)
def test_a_day_after_on_is_when_they_met_unless_it_is_to_come(words: str, day: date) -> None:
    if day <= TODAY:
        assert parse(f"<@U1> at the Summit on AI on {words}", TODAY) == met(ANA, on=day, place="the Summit on AI")
    else:
        with pytest.raises(UserError, match=r"is still to come\. Tell me once you have met"):
            parse(f"<@U1> on {words} at KubeCon", TODAY)


@pytest.mark.parametrize(
    "words",
    ["", "may", "sun", "sat", "March", "March 2026", "12", "the", "AI", "Billing", "second", "31 February",
     "45/13/2026", "the 32nd", "0 March", "2026-13-01", "9999 years ago", "9" * 5000 + " days ago",
     "٣ March", "0000-01-01", "ago", "last", "in days", "next", "x" * 10_000],
)  # fmt: skip
def test_words_that_are_no_day_are_not_made_one(words: str) -> None:
    assert read_date(words, TODAY) is None


@pytest.mark.parametrize("before", ["", "at KubeCon ", "at KubeCon, ", "during negotiation Orion "])
@pytest.mark.parametrize("day", ["31 February", "February 31", "45/13/2026"])
def test_a_day_that_no_year_has_is_asked_about_wherever_it_is(before: str, day: str) -> None:
    with pytest.raises(UserError, match=f'I could not read "{day}" as a date'):
        parse(f"<@U1> {before}on {day}", TODAY)


def test_a_day_to_come_is_named_with_its_year_where_that_is_another() -> None:
    with pytest.raises(UserError, match=r"^Friday 25 December is still to come"):
        parse("<@U1> on 25 December 2026", TODAY)
    with pytest.raises(UserError, match=r"^Tuesday 12 January 2027 is still to come"):
        parse("<@U1> at KubeCon on 12.1.2027", TODAY)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("@robert at KubeCon", "I could not find @robert in this workspace. Pick a name from the menu"),
        ("＠robert, at KubeCon", "I could not find @robert in this workspace."),
        ("&lt;@U1&gt; at KubeCon", "I could not find @U1 in this workspace."),
        ("<@u1> at KubeCon", "@u1 is no person I know"),
        ("<#C1|general> at KubeCon", "#general is a channel"),
        ("<#C1|> at KubeCon", "That is a channel"),
        ("<!subteam^S1|@grp> at KubeCon", "@grp is a group"),
        ("<!subteam^S1> at KubeCon", "@group is a group"),
        ("<!channel> at KubeCon", "@channel would be everybody here"),
        ("<!here|here> at KubeCon", "@here would be everybody here"),
        ("jane@acme at KubeCon", "jane@acme looks like part of an e-mail address"),
        ("one two three four five six seven at KubeCon", 'I could not read "one two three four'),
        ("x" * 81 + " at KubeCon", 'I could not read "xxx'),
        ('"' + "Jane " * 20 + '" at KubeCon', 'I could not read "Jane'),
        ("123 at KubeCon", 'I could not read "123" as a name'),
        ("(Acme) at KubeCon", 'I left out "(Acme)"'),
    ],
)
def test_a_part_that_is_nobody_gets_one_kind_sentence_and_the_rest_is_kept(text: str, problem: str) -> None:
    understood = parse(f"{text} about billing", TODAY)
    (sentence,) = understood.problems
    assert sentence.startswith(problem)
    assert "!" not in sentence
    assert len(sentence) < 250
    assert (understood.mentions, understood.outsiders) == ((), ())
    assert (understood.place, understood.note) == ("KubeCon", "billing")


def test_the_same_problem_is_told_once_and_people_around_it_are_kept() -> None:
    understood = parse("<@U1> @bob @bob, <!here>, Jane Doe at KubeCon", TODAY)
    assert [sentence.split(".")[0] for sentence in understood.problems] == [
        "I could not find @bob in this workspace",
        "@here would be everybody here",
    ]
    assert (understood.mentions, understood.outsiders, understood.place) == ((ANA,), (JANE,), "KubeCon")


def test_free_words_after_somebody_i_could_not_find_are_still_the_place() -> None:
    understood = parse("@ana @bob KubeCon", TODAY)
    assert (len(understood.problems), understood.outsiders, understood.place) == (2, (), "KubeCon")


@pytest.mark.parametrize("text", ["", " ", "at KubeCon", "yesterday", ",,,", "👋", '""', "\u200b", "\x00", "<"])
def test_nobody_named_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match="Start with the people you met"):
        parse(text, TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lunch with <@U3>", "lunch with @Carol Clark"),
        ("lunch with <@U3|carol>", "lunch with @carol"),
        ("<@U3|@carol> and <@U3|>", "@carol and @Carol Clark"),
        ("<@U4>, <@W9>", "@U4, @W9"),
        ("no mention, <b> & @U3", "no mention, <b> & @U3"),
    ],
)
def test_mentions_in_a_place_are_written_as_names(text: str, expected: str) -> None:
    assert name_mentions(text, {"U3": "Carol Clark"}) == expected


PIECES = st.sampled_from(
    [pair[0] for pair in UNDERSTOOD] + [pair[0] for pair in DATES]
    + ["<@U1>", "<@", "<", ">", "&lt;", "&amp;", "&", '"', "“", "(", ")", ",", " ", "\n", " at ", " on ",
       " about ", " re: ", " in ", " during ", " the ", "negotiation", "already wrote", "12", "@", "a@b.cc", "with",
       "deal:", " of ", "*", "_", ":rocket:", "Inc.", "and team", "I met ", "we talked about ", "already sent a note",
       "fri", ", CFO of Acme", "CFO at", "31 February", "re:", "re:a@b.cc", "(Acme)", "'s",
       "\u200b", "\x00"]
)  # fmt: skip


@given(
    st.one_of(st.text(), st.text(st.characters(exclude_categories=())), st.lists(PIECES, max_size=12).map("".join)),
    st.dates(),
)
def test_any_text_on_any_day_is_understood_or_kindly_refused(text: str, today: date) -> None:
    try:
        understood = parse(text, today)
    except UserError as refusal:
        str(refusal).encode()
        return
    assert understood.met_on <= today
    assert understood.mentions or understood.outsiders or understood.problems
    assert len(set(understood.outsiders)) == len(understood.outsiders)
    words = (understood.place, understood.note, understood.negotiation, *understood.problems)
    names = [value for person in understood.outsiders for value in (person.name, person.email, person.company)]
    for value in filter(None, [*words, *names]):
        value.encode()
        assert value == value.strip() != ""
        assert "\x00" not in value


@given(st.lists(st.from_regex("[UW][A-Z0-9]{2,10}", fullmatch=True), min_size=1, max_size=20, unique=True))
def test_every_mention_is_kept_in_order(ids: list[str]) -> None:
    text = " ".join(f"<@{user}>" for user in ids) + " at KubeCon"
    assert [mention.slack_user_id for mention in parse(text, TODAY).mentions] == ids


@given(st.integers(0, 4000))
def test_any_day_so_far_can_be_written_out_in_full(days_ago: int) -> None:
    day = TODAY - timedelta(days=days_ago)
    for words in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {day:%B %Y}",
    ):
        assert parse(f"<@U1> at KubeCon on {words}", TODAY) == met(ANA, on=day, place="KubeCon")


@pytest.mark.parametrize(
    "piece",
    ["<", "<@U1> ", "<@U1|", "at ", "1 ", "@a ", '"', "“", "(", "a",
     "<@U1> x ", "i have ", "the last ", "&lt;",
     "on ", "on 1 ", "re: x ", "during the deal ", "a@a.", "\u200b", ".", "&", "x at ",
     "with <@U1> x ", "x, a@b.cc ", "<@U1> and J D ", "Jane Doe, CFO at ", "J, CFO ", "I met ", "with ", "on may ",
     "at x with <@U1>, ", "re:a@b.cc, ", "and others ", "the ",
     "in x ", "in the x ", "deal: ", ", deal ", ", the ", "*", "during deal x: ", ":a"],
)  # fmt: skip
def test_forty_thousand_characters_of_anything_take_a_moment_and_not_minutes(piece: str) -> None:
    started = stopwatch.process_time()
    for text in (piece * (40_000 // len(piece)), "<@U1> " + piece * (40_000 // len(piece))):
        try:
            parse(text, TODAY)
        except UserError:
            continue
    # About a second at worst here; anything quadratic would take minutes.
    assert stopwatch.process_time() - started < 20
