"""Who is the same person, and who might be."""

import unicodedata
from typing import Any

import pytest

from bot.domain.attendees import Attendee
from bot.domain.encounters import is_same_outsider
from bot.domain.identity import (
    Known,
    are_two_people,
    better_name,
    is_full,
    is_guess,
    is_short,
    likeness,
    name_key,
    same,
    told_alike,
)
from bot.domain.imports import Acquaintance, Acquaintances

YES, NO, MAYBE = True, False, None
JANE, JANE_ACME = Known(name="Jane Doe"), Known(name="Jane Doe", company="Acme")
MAIL, OTHER_MAIL = Known(name="Jane Doe", email="jane@acme.example"), Known(name="Jane Doe", email="jd@x.example")
BOB, FARID = Known("U0BOB00001", name="Bob Brown"), Known("U0FARID001", "farid@acme.example", "Farid Haddad")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BOB, Known("U0BOB00001", "new@x.example", "Robert"), YES),
        (BOB, Known("U0BOB00002", name="Bob Brown"), NO),
        (FARID, Known("U0FARID002", "farid@acme.example", "Farid Haddad"), NO),  # somebody inherited the address
        (FARID, Known(email="FARID@Acme.example", name="F."), YES),
        (MAIL, Known(email=" Jane@ACME.example", name="J", company="Globex"), YES),
        (MAIL, OTHER_MAIL, MAYBE),
        (MAIL, Known(email="jane@globex.example", name="Jane"), NO),
        (Known(email="ana@x.example", name="Ana"), Known(email="ana@y.example", name="Ana"), NO),
        (FARID, Known(email="f@x.example", name="Farid Haddad"), MAYBE),
        (FARID, Known(email="f@x.example", name="Farid"), NO),
        (JANE_ACME, Known(name="DOE,  jane", company="ACME"), YES),
        (JANE_ACME, Known(email="jane@acme.example", name="Jane Doe", company="acme"), YES),
        (JANE_ACME, Known(name="Jane Doe", company="Globex"), NO),
        (
            Known(email="jane@acme.example", name="Jane Doe", company="Acme"),
            Known(email="jane@globex.example", name="Jane Doe", company="Globex"),
            NO,
        ),
        (JANE_ACME, Known(name="Jane Doe", company="Acme Inc."), MAYBE),
        (JANE, JANE_ACME, MAYBE),
        (JANE, JANE, MAYBE),
        (JANE, MAIL, MAYBE),
        (JANE_ACME, Known(name="Jane D.", company="Acme"), MAYBE),
        (JANE_ACME, Known(name="Jane D.", company="Globex"), NO),
        (BOB, Known(name="Bob Brown"), MAYBE),
        (BOB, Known(name="Bob Brown", company="Globex"), MAYBE),  # a guest who got an account
        (BOB, Known(name="bob b."), MAYBE),
        (FARID, Known(name="farid"), MAYBE),
        (FARID, Known(name="Haddad"), NO),
        (JANE, Known(name="Jane Roe"), NO),
        (JANE, Known(), NO),
        (Known(), Known(), NO),
    ],
)
def test_two_are_one_person_or_not_or_that_is_for_the_member_to_say(
    one: Known, other: Known, expected: bool | None
) -> None:
    assert same(one, other) is same(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José García", unicodedata.normalize("NFD", "JOSÉ  garcía")),
        ("José García", "Jose Garcia"),
        ("Doe, Jane", "jane doe"),
        ("van der Berg, Jane", "Jane van der Berg"),
        ("Jane Doe, Ph.D., MBA", "Jane Doe"),
        ("Doe, Jane, PhD", "Jane Doe"),
        ("Jane Doe (she/her)", "Jane Doe"),
        ("Bob B.", "Bob B"),
        ("jane.doe", "Jane Doe"),
        ("Søren Łuksza", "Soren Luksza"),
        ("Strauß", "STRAUSS"),
        ("Conan O’Brien", "Conan O'Brien"),
        ("Ｊａｎｅ\u200b Doe", "Jane\u3000Doe"),
        ("山田 太郎", "山田太郎"),
        ("김 민준", unicodedata.normalize("NFD", "김민준")),
        ("ジョン・スミス", "ジョン スミス"),
        ("أحمد", "احمد"),
    ],
)
def test_one_name_is_written_in_many_ways(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Doe", "Doe Jane"),
        ("नेहा", "नहा"),
        ("がんだ", "かんた"),
        ("Ma, Jack", "Ma"),
        ("Ana Reis", "Ana Reisinger"),
        ("🚀", "🎉"),
    ],
)
def test_other_names_are_others(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("farid", "Farid Haddad"),
        ("Bob B.", "Bob Brown"),
        ("J. Doe", "Jane Doe"),
        ("Jane Doe", "Jane Mary Doe"),
        ("Jane Mary", "Jane Mary Doe"),
        ("Jane Doe", "Dr. Jane Doe"),
        ("小明", "王小明"),
        ("山田", "山田 太郎"),
        ("민준", "김민준"),
    ],
)
def test_a_name_may_be_typed_short(short: str, full: str) -> None:
    assert is_short(short, full)
    assert not is_short(full, short)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Jane Doe", "Jane Doe"),
        ("Haddad", "Farid Haddad"),
        ("Ana", "Joana Reis"),
        ("Jo", "Joana Reis"),
        ("J. D.", "Jane Doe"),
        ("J", "Jane Doe"),
        ("Ana Reis", "Ana Reisinger"),
        ("Bob C.", "Bob Brown"),
        ("Doe Jane", "Jane Mary Doe"),
        ("王", "王小明"),
        ("", "Jane Doe"),
    ],
)
def test_nothing_else_is_that_name_typed_short(short: str, full: str) -> None:
    assert not is_short(short, full)


@pytest.mark.parametrize(
    "name", ["Jane Doe", "Doe, Jane", "jane.doe", "Bob B.", "王小明", "山田 太郎", "김민준", "王 明"]
)
def test_a_full_name_is_more_than_a_first_name(name: str) -> None:
    assert is_full(name)


@pytest.mark.parametrize("name", ["Cher", "Cher (she/her)", "Dr.", "小明", "민준", "さくら", "", None])
def test_a_first_name_is_not_full(name: str | None) -> None:
    assert not is_full(name)


def test_the_very_same_words_are_told_alike() -> None:
    assert told_alike(JANE, Known(name="jane  DOE"))
    assert told_alike(JANE_ACME, Known(name="Doe, Jane", company="acme "))
    assert not told_alike(JANE, JANE_ACME)
    assert not told_alike(JANE, MAIL)
    assert not told_alike(BOB, Known(name="Bob Brown"))


@pytest.mark.parametrize("name", ["jane.doe", "Jane Doe", "jane_doe", "jane.doe+events", "JANE.DOE"])
def test_a_name_that_says_no_more_than_the_address_is_a_guess(name: str) -> None:
    assert is_guess(name, "jane.doe+events@acme.example")


@pytest.mark.parametrize(
    ("name", "email"), [("Jane Mary Doe", "jane.doe@acme.example"), ("Jane Doe", None), ("", ""), ("JD", "@x")]
)
def test_any_other_name_was_typed(name: str, email: str | None) -> None:
    assert not is_guess(name, email)


@pytest.mark.parametrize(
    ("present", "told", "is_guess", "kept"),
    [
        ("Jane Mary Doe", "jane.doe", True, "Jane Mary Doe"),
        ("JD", "Jane Doe", True, "JD"),
        ("jane.doe", "Jane Doe", True, "Jane Doe"),
        ("jane.doe", "Jane Mary Doe", False, "Jane Mary Doe"),
        ("", "jane.doe", True, "jane.doe"),
        ("Farid Haddad", "farid", False, "Farid Haddad"),
        ("farid", "Farid Haddad", False, "Farid Haddad"),
        ("Jane Doe", "Jane Roe", False, "Jane Roe"),
        ("jane doe", "Jane Doe", False, "Jane Doe"),
        ("Jane Doe", "", False, "Jane Doe"),
    ],
)
def test_a_guessed_name_never_replaces_a_typed_one(present: str, told: str, is_guess: bool, kept: str) -> None:
    assert better_name(present, told, is_guess) == kept


def test_what_speaks_for_one_person_is_weighed() -> None:
    assert likeness(MAIL, Known(email="JANE@acme.example", name="X")) == 3
    assert likeness(MAIL, Known(name="Doe, Jane")) == 2
    assert likeness(MAIL, Known(name="Jané Roe")) == 1
    assert likeness(Known(email="j.brown@x.example", name="Bob"), Known(name="Ann Brown")) == 1
    assert likeness(MAIL, Known(name="Bob")) == 0
    assert are_two_people(BOB, FARID)
    assert not are_two_people(BOB, JANE)


def test_a_row_tells_who_somebody_is_whatever_else_it_holds() -> None:
    assert Known.from_row({"name": "Jane Doe", "email": None, "company": 7, "stage": "let_go"}) == JANE


@pytest.mark.parametrize(
    ("contact", "person", "expected"),
    [
        (JANE, Known(name="Doe, Jane"), True),
        (JANE_ACME, JANE, True),
        (MAIL, JANE_ACME, True),
        (MAIL, OTHER_MAIL, False),
        (JANE_ACME, Known(name="Jane Doe", company="Globex"), False),
        (JANE, Known(name="Jane"), False),
    ],
)
def test_an_outsider_is_known_again_unless_something_tells_them_apart(
    contact: Known, person: Known, expected: bool
) -> None:
    assert is_same_outsider(contact, person) is expected


def test_an_acquaintance_is_found_in_a_list_by_account_address_or_name() -> None:
    def known(name: str, user: str | None = None, email: str | None = None) -> Acquaintance:
        return Acquaintance(name, user, email)

    bob, zoe, jose = (
        known("Bob", "U0BOB00001", "bob@x.example"),
        known("Zoe", None, "ZOE@x.example"),
        known("José Ruiz"),
    )
    found = Acquaintances([bob, zoe, jose])

    def match(**told: Any) -> Acquaintance:
        return found.match(Attendee(**{"line": 2, "name": "?", **told}))

    assert match(slack_user_id="U0BOB00001") is bob
    assert match(email="Bob@X.example") is bob
    assert match(slack_user_id="U0BOB00002", email="bob@x.example") is not bob
    assert match(email="zoe@x.example") is zoe
    assert match(name="RUIZ, Jose", company="Acme") is jose
    assert jose.company == "Acme"
    assert match(name="Jose Ruiz", company="Globex") is not jose
