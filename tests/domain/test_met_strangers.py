"""`/met` as strangers type it: people are never lost, and words are never people."""

from datetime import date

import pytest

from bot.domain.met_text import Mention, MetText, Outsider, parse
from bot.errors import UserError

TODAY = date(2026, 11, 24)  # a Tuesday
FRIDAY = date(2026, 11, 20)
BOB = Mention("U2", None)
CAROL = Mention("U3", None)
JANE = Outsider("Jane Doe")
JANE_OF_ACME = Outsider("Jane Doe", None, "Acme")
MULLER = Outsider("Dr. Müller", None, "Siemens AG")


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
    # people after the place
    ("<@U2> at Marks and Spencer with <@U3>", met(BOB, CAROL, place="Marks and Spencer")),
    ("<@U2> at KubeCon and <@U3>", met(BOB, CAROL, place="KubeCon")),
    ("<@U2> at KubeCon, <@U3>", met(BOB, CAROL, place="KubeCon")),
    ("<@U2> at KubeCon &amp; <@U3>", met(BOB, CAROL, place="KubeCon")),
    ("<@U2> KubeCon with <@U3>", met(BOB, CAROL, place="KubeCon")),
    ("<@U2> at KubeCon with <@U3> in Paris about pricing", met(BOB, CAROL, place="KubeCon in Paris", note="pricing")),
    ("<@U2> at KubeCon on Friday with <@U3>", met(BOB, CAROL, on=FRIDAY, place="KubeCon")),
    ("at KubeCon with <@U2>", met(BOB, place="KubeCon")),
    ("at KubeCon with <@U2> and Jane Doe", met(BOB, JANE, place="KubeCon")),
    ("at KubeCon with <@U2>, hall 3", met(BOB, place="KubeCon hall 3")),
    ("Jane Doe at lunch with bob@acme.example", met(JANE, Outsider("bob", "bob@acme.example"), place="lunch")),
    ('at lunch with "Jane Doe"', met(JANE, place="lunch")),
    ("<@U2> at <@U3>'s party", met(BOB, place="<@U3>'s party")),
    ("<@U2> at KubeCon about <@U3> and you", met(BOB, place="KubeCon", note="<@U3> and you")),
    ("<@U2> during negotiation Orion with <@U3>", met(BOB, CAROL, deal="Orion")),
    ("<@U2> during negotiation Orion and <@U3>", met(BOB, CAROL, deal="Orion")),
    ("<@U2> in deal Orion with <@U3> at KubeCon", met(BOB, CAROL, deal="Orion", place="KubeCon")),
    ("<@U2> during deal Orion with bob@acme.example", met(BOB, Outsider("bob", "bob@acme.example"), deal="Orion")),
    ("<@U2> in negotiations with <@U3>", met(BOB, CAROL, deal="the negotiation")),
    ('<@U2> in negotiations with "Acme"', met(BOB, deal="Acme")),
    ("<@U2> during <@U3>'s deal", met(BOB, deal="<@U3>'s")),
    ("DURING NEGOTIATION ORION <@U2>", met(BOB, deal="ORION")),
    ("deal Orion with <@U2>", met(BOB, deal="Orion")),
    ("<@U2> during the Orion negotiation with <@U3>", met(BOB, CAROL, deal="Orion")),
    # the words before the people
    ("I met <@U2> at KubeCon", met(BOB, place="KubeCon")),
    ("met <@U2>", met(BOB)),
    ("we met <@U2>", met(BOB)),
    ("I’ve met <@U2>", met(BOB)),
    ("just met up with <@U2>", met(BOB)),
    ("Today I met <@U2>", met(BOB)),
    ("yesterday, I met Jane Doe", met(JANE, on=date(2026, 11, 23))),
    ("Friday I met <@U2>", met(BOB, on=FRIDAY)),
    # a bare @
    ("<@U2> @ KubeCon", met(BOB, place="KubeCon")),
    ("Jane Doe @ KubeCon", met(JANE, place="KubeCon")),
    # already wrote
    *[
        (f"<@U2> {words} at KubeCon", met(BOB, place="KubeCon", wrote=True))
        for words in (
            "already emailed", "already messaged", "already pinged her", "already contacted them",
            "already texted him", "already sent a note", "already sent an email", "already wrote to her",
            "already messaged them", "already followed up", "I already followed up with him",
            "and I've already sent her an e-mail", "emailed already",
        )
    ],
    ("<@U2> at KubeCon, I've already emailed you", met(BOB, place="KubeCon", wrote=True)),
    ("<@U2> about pricing, already sent them a note", met(BOB, note="pricing", wrote=True)),
    # the note without "about"
    ("<@U2> we talked about pricing", met(BOB, note="pricing")),
    ("<@U2> at KubeCon, we discussed pricing", met(BOB, place="KubeCon", note="pricing")),
    ("<@U2> talked about pricing", met(BOB, note="pricing")),
    ("<@U2> discussed pricing", met(BOB, note="pricing")),
    ("Jane Doe spoke about pricing", met(JANE, note="pricing")),
    ("<@U2> at the talk about pricing", met(BOB, place="the talk", note="pricing")),
    # places with their preposition
    ("<@U2> for coffee", met(BOB, place="for coffee")),
    ("<@U2>, for coffee", met(BOB, place="for coffee")),
    ("Jane Doe via Teams", met(JANE, place="via Teams")),
    ("<@U2> on Zoom", met(BOB, place="on Zoom")),
    ("<@U2> over lunch in Paris", met(BOB, place="over lunch in Paris")),
    ("<@U2> at <#C1>", met(BOB, place="a channel")),
    # people alone
    ("Jane Doe", met(JANE)),
    ("bob at KubeCon", met(Outsider("bob"), place="KubeCon")),
    ('"bob"', met(Outsider("bob"))),
    ("<@U2> and bob", met(BOB, Outsider("bob"))),
    # jobs, companies and towns
    ("Jane Doe, CFO of Acme, at KubeCon", met(JANE_OF_ACME, place="KubeCon")),
    ("Jane Doe, CFO at Acme, at KubeCon", met(JANE_OF_ACME, place="KubeCon")),
    ('"Jane Doe" CFO of Acme', met(JANE_OF_ACME)),
    ("Jane Doe (Acme, Inc.) at KubeCon.", met(Outsider("Jane Doe", None, "Acme, Inc."), place="KubeCon")),
    ("Jane Doe, CFO at Acme Ltd.", met(Outsider("Jane Doe", None, "Acme Ltd."))),
    ("Dr. Müller (Siemens AG), Munich", met(MULLER, place="Munich")),
    ("Jane Doe, Munich", met(JANE, Outsider("Munich"))),
    ("Dr. Müller (Siemens AG), Jane Doe", met(MULLER, JANE)),
    # weekdays
    ("<@U2> Friday", met(BOB, on=FRIDAY)),
    ("<@U2> fri at the bar", met(BOB, on=FRIDAY, place="the bar")),
    ("<@U2> Sun Microsystems", met(BOB, place="Sun Microsystems")),
    # brackets after a mention
    ("<@U2> (Finance)", met(BOB)),
    ("<@U2> (Finance) at KubeCon with <@U3> (Legal)", met(BOB, CAROL, place="KubeCon")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD, ids=[ascii(text) for text, _ in UNDERSTOOD])
def test_people_are_found_wherever_they_are(text: str, expected: MetText) -> None:
    assert parse(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("<@U2> and team", "team"), ("<@U2> and others", "others"), ("<@U2> + 3 others", "3 others"),
        ("<@U2> and co", "co"), ("<@U2> and everyone", "everyone"), ("<@U2> and the whole team", "the whole team"),
        ("at KubeCon with <@U2> and others", "others"), ("everyone and <@U2>", "everyone"),
    ],
)  # fmt: skip
def test_a_crowd_is_left_out_with_a_kind_remark(text: str, left_out: str) -> None:
    understood = parse(text, TODAY)
    assert (understood.mentions, understood.outsiders) == ((BOB,), ())
    assert understood.problems == (f'I left out "{left_out}", as I keep people one by one. Name the ones you met.',)


def test_a_job_without_a_company_is_left_out_with_a_remark() -> None:
    understood = parse("Jane Doe, head of Sales, at KubeCon", TODAY)
    assert (understood.outsiders, understood.place) == ((JANE,), "KubeCon")
    assert understood.problems == (
        'I left out "head of Sales". A company can go in brackets after the name, like (Acme).',
    )


def test_somebody_i_could_not_find_amid_a_place_is_said() -> None:
    understood = parse("<@U2> at KubeCon with @robert", TODAY)
    assert (understood.mentions, understood.place) == ((BOB,), "KubeCon")
    assert understood.problems[0].startswith("I could not find @robert in this workspace.")


def test_a_sentence_is_no_person() -> None:
    understood = parse("I had lunch with <@U2>", TODAY)
    assert (understood.mentions, understood.outsiders) == ((BOB,), ())
    assert understood.problems[0].startswith('I could not read "I had lunch" as a name.')


@pytest.mark.parametrize("words", ["hello", "list", "undo", "help me", "bob", "hello 👋"])
def test_small_words_alone_are_asked_about(words: str) -> None:
    name = words.removesuffix(" 👋")
    question = f'^Is {name}( 👋)? a person\\? Pick a colleague with @, put a name in quotes, or type "/met help"\\.$'
    with pytest.raises(UserError, match=question):
        parse(words, TODAY)
