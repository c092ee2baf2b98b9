"""An erased person's name in the words of others, however it is written there."""

import re
from typing import Literal, get_args
from unicodedata import normalize

import pytest

from bot.domain.data import Person, called, person, without
from bot.domain.identity import Known, name_key
from bot.domain.text import folded, spellings

Form = Literal["NFC", "NFD"]


def erased(text: str, *names: str, whole: str | None = None) -> str:
    return str(without(text, called(names, whole)))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name_form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("José García", "met José García.", "met somebody."),
        ("José García", "met JOSE garcia", "met somebody"),
        ("Jose Garcia", "met José\n García", "met somebody"),
        ("Jürgen Müller", "Juergen Mueller, JÜRGEN MÜLLER, Jurgen Muller", "somebody, somebody, somebody"),
        ("Søren Weiß", "Soren Weiss, SØREN WEISS", "somebody, somebody"),
        ("Nguyễn Văn Anh", "about Nguyen Van Anh", "about somebody"),
        ("Conan O'Brien", "Conan O’Brien’s show", "somebody’s show"),
        ("Jane Doe", "Doe, Jane; doe,jane; Jane Doe", "somebody; somebody; somebody"),
        ("Doe, Jane", "Doe, Jane; Jane Doe", "somebody; somebody"),
        ("Jane Doe", "John Doe, Jane Doe", "John Doe, somebody"),
        ("Jane van der Berg", "van der Berg, Jane; Jane van der Berg", "somebody; somebody"),
        ("J. Doe", "J Doe, J.Doe, J. Doe", "somebody, somebody, somebody"),
        ("Jane Doe (she/her)", "Jane Doe", "somebody"),
        ("jane.doe", "Jane Doe", "somebody"),
        ("Jane Doe", "_Jane Doe_ *Jane Doe*", "_somebody_ *somebody*"),
        ("王小明", "我和王小明见面了", "我和somebody见面了"),
        ("王小明", "王 小明, 王小明", "somebody, somebody"),
        ("Ana Reis", "我和Ana Reis见面", "我和somebody见面"),
        ("山田 太郎", "山田太郎さんと山田　太郎", "somebodyさんとsomebody"),
        ("佐々木がく", "佐々木がくです", "somebodyです"),
        ("김민준", "어제 김민준과 김 민준은", "어제 somebody과 somebody은"),
        ("สมชาย ใจดี", "เจอสมชาย ใจดีที่งาน", "เจอsomebodyที่งาน"),
        ("नेहा शर्मा", "कल नेहा शर्मा से", "कल somebody से"),
        ("ज़ैनब फ़ातिमा", "कल ज़ैनब फ़ातिमा से", "कल somebody से"),
        ("أحمد فهمي", "مع احمد فهمي", "مع somebody"),
        ("Юлия Ёлкина", "с Юлия Елкина", "с somebody"),
    ],
)
def test_a_full_name_is_found_however_it_is_written(
    name: str, text: str, left: str, name_form: Form, form: Form
) -> None:
    name, text, left = normalize(name_form, name), normalize(form, text), normalize(form, left)
    assert erased(text, name) == left


def test_every_letter_is_found_in_all_its_forms() -> None:
    alphabets = (0x41, 0x230), (0x391, 0x3CE), (0x401, 0x500), (0x621, 0x64A), (0x904, 0x980), (0x1E02, 0x1EFA)
    places = [*(place for alphabet in alphabets for place in range(*alphabet)), *range(0x3041, 0x3097), 0xAE40]
    for letter in filter(str.isalpha, map(chr, places)):
        found = re.compile(spellings(letter))
        forms = {letter, letter.upper(), letter.lower(), folded(letter)}
        forms |= {normalize(form, each) for form in get_args(Form) for each in forms}
        assert [each for each in forms if not found.fullmatch(each)] == [], letter


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana Reis", "Ana, Joana Reis, Ana Reisinger, Ana Reisés"),
        ("Jane Doe", "Jane and Doe; Jane, Doe; jane.doe@globex.example"),
        ("नेहा शर्म", "नेहा शर्मा"),
        ("김민기", "김민김"),
        ("山田か", "山田が"),
        ("김민준", "연김민준"),
    ],
)
def test_a_part_of_another_name_is_left(name: str, text: str, form: Form) -> None:
    text = normalize(form, text)
    assert erased(text, normalize(form, name)) == text


@pytest.mark.parametrize(
    ("whole", "text", "left"),
    [
        ("Cher", "Cher's, CHER. and (Cher)", "somebody's, somebody. and (somebody)"),
        ("Cher", "Cher I like, Cher CEO, CheR\nand", "somebody I like, somebody CEO, somebody\nand"),
        ("cher", "with cher", "with somebody"),
        ("Björk", "Bjork", "somebody"),
        ("王明", "和王明见面", "和somebody见面"),
        ("さくら", "昨日さくらと", "昨日somebodyと"),
        ("민준", "어제 민준과", "어제 somebody과"),
        ("नेहा", "कल नेहा से", "कल somebody से"),
    ],
)
def test_a_name_of_one_word_is_found_where_the_subject_was_told_by_it(whole: str, text: str, left: str) -> None:
    assert erased(text, whole, whole=whole) == left
    assert erased(text, whole) == text


@pytest.mark.parametrize(
    ("whole", "text"),
    [
        ("Cher", "Cheryl, Fincher, Cher-Ann Lloyd's cherry"),
        ("Cher", "Cher Lloyd, Cher Šimić"),
        ("Mark", "Please mark the date"),
        ("Will", "we will see"),
        ("नेह", "नेहा"),
    ],
)
def test_a_word_that_is_none_of_them_is_left(whole: str, text: str) -> None:
    assert erased(text, whole, whole=whole) == text.replace("Cher-Ann", "somebody-Ann")


@pytest.mark.parametrize(
    ("names", "whole"),
    [
        (["Ana"], None),
        (["Ana", "Ana Reis"], "Ana"),
        (["小明", "王小明"], "小明"),
        (["佐々木", "佐々木太郎"], None),
        (["?!"], "?!"),
        (["王"], "王"),
        (["J."], "J."),
        (["Bob"], "Ana"),
    ],
)
def test_a_first_name_alone_finds_nobody(names: list[str], whole: str | None) -> None:
    text = "Ana, Bob, 小明, 佐々木, 王, J., ?!"
    assert erased(text, *names, whole=whole) == text


def test_an_address_and_a_mention_are_found_as_a_whole() -> None:
    names = "ana@x.example", "U0ANA00001"
    text = "ana@x.example, ANA@x.example. <@U0ANA00001|ana> U0ANA00001, 我ana@x.example好"
    assert erased(text, *names) == "somebody, somebody. somebody somebody, 我somebody好"
    others = "ana@x.example.org, ana@x.example-x, joana@x.example, jo.ana@x.example, U0ANA000012"
    assert erased(others, *names) == others


@pytest.mark.parametrize(
    ("told", "known", "is_meant"),
    [
        ("Cher", {"name": "CHER"}, True),
        ("Cher", {"name": "Cher Lloyd"}, False),
        ("Jane Doe", {"name": "Doe, Jane"}, True),
        ("Doe, Jane", {"name": "jane  doe", "company": None}, True),
        ("Jane Doe", {"name": "Jane"}, False),
        ("Jane Doe", {"name": "Jane Doe", "slack_user_id": "U0JANE0001"}, False),
        ("José García", {"name": normalize("NFD", "José Garcia")}, True),
        ("王小明", {"name": "王 小明"}, True),
        ("王小明（阿里）", {"name": "王小明", "company": "阿里"}, True),
        ("Jane Doe (Acme)", {"name": "Doe, Jane", "company": "ACME"}, True),
        ("Jane Doe (Acme)", {"name": "Jane Doe", "company": "Acme Bank"}, False),
        ("JANE@x.example", {"name": "J", "email": "jane@X.example"}, True),
        ("jane@x.example", {"name": "Jane Doe", "email": None}, False),
        ("U0JANE0001", {"name": "Jane", "slack_user_id": "U0JANE0001"}, True),
        ("Jane Doe", {}, False),
        ("Jane Doe", {"name": 7}, False),
    ],
)
def test_who_is_meant_hangs_not_on_how_it_is_written(told: str, known: dict[str, object], is_meant: bool) -> None:
    asked = person(told)
    assert asked is not None
    assert asked.is_meant(Known.from_row(known)) is is_meant


def test_somebody_of_the_name_is_another_only_where_something_tells_them_apart() -> None:
    jane = Person(name="Jane Doe", company="Acme")
    assert jane.is_another(Known.from_row({"name": "Jane Doe", "company": "Globex"}))
    assert not jane.is_another(Known.from_row({"name": "Jane Doe", "company": "ACME"}))
    assert not jane.is_another(Known.from_row({"name": "Jane Doe", "email": "jane@x.example"}))


def test_names_are_held_against_each_other_in_any_order() -> None:
    assert name_key("Doe, JANE") == name_key("jane doe")
    assert name_key(None) == ""
