"""What a text from a model must pass, fault by fault; and what is no fault."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.drafts import DRAFT_LIMIT, DraftRequest, Purpose, Style
from bot.domain.guards import problems, tidy
from bot.domain.templates import POINT
from bot.domain.topics import mentions_topic, without_topics
from bot.llm.prompts import messages

REQUEST = DraftRequest(
    purpose=Purpose.FIRST_NOTE,
    name="Ana Reis",
    specific="page 4 of the Q3 deck, https://wiki.example/q3?page=4 (ask @bob or #ledger)",
    title="Head of Rebates, see titles.example",
    division="Finance",
    place="the Lisbon offsite",
    met_on=date(2026, 11, 16),
    note="their São Paulo move, 1,200 invoices, notes.example/x",
    own_division="R&D",
    project="Orion",
)
ASK = DraftRequest(Purpose.ASK, "Ana", "How do you handle rebates?")

FINE = [
    "Hi Ana, it was good to meet you. Page 4 of the Q3 deck made me think of you: https://wiki.example/q3?page=4",
    "Hello Ana, see https://wiki.example/q3?page=4 for page 4 of the deck. If R&D can help, tell me.",
    "Hi Ana, page 4 of the deck (https://wiki.example/q3?page=4), or ask @bob in #ledger.",
    "Dear Ana,\n\nhttps://wiki.example/q3?page=4 is page 4 of the deck. That's all. You've been kind.",
    "Ana — page 4 of the deck is here, https://wiki.example/q3?page=4. Leave it if it is of no use.",
    "Hi there, “page 4” of the deck: https://wiki.example/q3?page=4. Reply or not, as you like.",
]
FAULTY = [
    ("", "empty"),
    (" \n…", "empty"),
    ("Hi Ana. " * 200, "length"),
    # links
    ("Hi Ana, see http://evil.example/x.", "link"),
    ("Hi Ana, see evil.com.", "link"),
    ("Hi Ana, see www.evil dot com.", "link"),
    ("Hi Ana, see evil . com please.", "link"),
    ("Hi Ana, see hxxp://evil[.]org.", "link"),
    ("Hi Ana, see evil(dot)org.", "link"),
    ("Hi Ana, see ｅｖｉｌ．ｃｏｍ.", "link"),
    ("Hi Ana, see evil。com.", "link"),
    ("Hi Ana, see ev\u200bil.com.", "link"),
    ("Hi Ana, see еvil.рф.", "link"),
    ("Hi Ana, see 10.0.0.1 for page 4.", "link"),
    ("Hi Ana, see localhost:8080.", "link"),
    ("Hi Ana, see slack://user?id=U1.", "link"),
    ("Hi Ana, see javascript:alert(4).", "link"),
    ("Hi Ana, write to ana@reis.example.", "link"),
    ("Hi Ana, write to mailto:ana.", "link"),
    ("Hi Ana, see [the deck](https://evil.example).", "link"),
    ("Hi Ana, see https://wiki.example/q3?page=4&d=invoices.", "link"),
    ("Hi Ana, see https://wiki.example/q3?page=44.", "link"),
    ("Hi Ana, see https://wiki.example/.", "link"),
    ("Hi Ana, see titles.example.", "link"),
    ("Hi Ana, see notes.example/x.", "link"),
    ("Hi Ana, see &#104;ttps:&#47;&#47;evil.example.", "link"),
    ("Hi Ana, track/?d=invoices is it.", "link"),
    # mentions
    ("Hi Ana, <!channel> look.", "mention"),
    ("Hi Ana, <@U0BOB> said so.", "mention"),
    ("Hi Ana, @channel look.", "mention"),
    ("Hi Ana, @here look.", "mention"),
    ("Hi Ana, ＠here look.", "mention"),
    ("Hi Ana, @he\u2060re look.", "mention"),
    ("Hi Ana, @ana look.", "mention"),
    ("Hi Ana, #general has it.", "mention"),
    ("Hi Ana, <#C1|ledger> has it.", "mention"),
    ("Hi Ana, &lt;!here&gt; look.", "mention"),
    # what is no note
    ("Hi [Your Name], page 4.", "placeholder"),
    ("Hi Ana, page 4. Best, [name]", "placeholder"),
    ("Hi {name}, page 4.", "placeholder"),
    ("Hi Ana, page 4.<|im_end|>", "placeholder"),
    ("Hi Ana, page ____.", "placeholder"),
    ("Subject: page 4\n\nHi Ana, page 4.", "placeholder"),
    ("Sure, here is the note:\nHi Ana, page 4.", "greeting"),
    ("Here's a draft: Hi Ana, page 4.", "greeting"),
    ("Hi Anna, page 4 is for you.", "greeting"),
    ("Page 4 is for you, Ana.", "greeting"),
    ("Hi Ana, have a look at page 4 of the deck.", "thing"),
    ("Hi Ana, https://wiki.example/q3?page=4 is for you.", "thing"),
    ("Hi Ana, how is the São Paulo move, 1,200 invoices or not?", "private"),
    ("Hi Ana, page 4. Page 4. Page 4. Page 4.", "repetition"),
    ("Hi Ana, I will call you about page 4.", "promise"),
    ("Hi Ana, **page 4** of the deck.", "markup"),
    ("Hi Ana, *page 4* of the deck.", "markup"),
    ("Hi Ana, `page 4` of the deck.", "markup"),
    ("Hi Ana:\n- page 4\n- the deck", "markup"),
    ("# Note\nHi Ana, page 4.", "markup"),
    ("Hi Ana, <b>page 4</b>.", "markup"),
    ("Hi Ana, :wave: page 4.", "markup"),
    ("Hi Ana, page 4\u200b of the deck.", "control"),
    ("Hi Ana, page 4 \u202eof the deck.", "control"),
    ("Hi Ana, page 4\x07 of the deck.", "control"),
    ("Hi Ana, page 4\u3164 of the deck.", "control"),
    ("Hi Ana, page 4\U000e0041 of the deck.", "control"),
    ("Hi Ana, pa\u0301\u0302\u0303\u0304ge 4.", "control"),
    ("Привет Ana, page 4.", "alphabet"),
    ("Hi Ana, раge 4 of the deck.", "alphabet"),
    ("hallo ana, schau bitte auf seite 4, dort steht etwas von dir.", "thing"),
    ("Hi Ana, page 4 is about the lay-offs.", "off_limits"),
]  # fmt: skip


@pytest.mark.parametrize("text", FINE)
def test_a_good_text_has_no_problem(text: str) -> None:
    assert problems(text, REQUEST, ["layoff"]) == []


@pytest.mark.parametrize(("text", "fault"), FAULTY)
def test_a_fault_is_found(text: str, fault: str) -> None:
    assert fault in problems(text, REQUEST, ["layoff"])


def test_a_text_may_be_as_long_as_the_limit_and_no_longer() -> None:
    text = f"Hi Ana, how do you handle rebates? {'ha' * DRAFT_LIMIT}"
    assert problems(text[:DRAFT_LIMIT], ASK, []) == []
    assert problems(text[: DRAFT_LIMIT + 1], ASK, []) == ["length"]


def test_what_the_member_typed_into_the_last_wording_may_stay() -> None:
    text = "Hi Dana, I will be in Room 12, or look at wiki.example/rooms."
    asked = replace(ASK, name="Dana")
    assert set(problems(text, asked, [])) == {"link", "thing"}
    assert problems(text, asked, [], previous=text) == []


def test_the_members_own_phrase_is_no_fault_of_the_model() -> None:
    asked = DraftRequest(Purpose.FIRST_NOTE, "Ana", "The **bold** talk [part 2], and I promise cake")
    assert problems("Hi Ana, the **bold** talk [part 2] is for you, and I promise cake.", asked, []) == []


def test_what_the_member_says_themselves_of_the_private_note_is_private_no_more() -> None:
    asked = replace(ASK, note="billing moves to the new ledger in spring")
    text = "Hi Ana, how do you handle rebates once billing moves to the new ledger?"
    assert problems(text, asked, []) == ["private"]
    said = replace(asked, specific="how do you handle rebates when billing moves to the new ledger?")
    assert problems(text, said, []) == []


def test_our_own_instructions_are_not_repeated_but_for_the_sentence_that_is_to_be_said() -> None:
    rules = messages(ASK, Style.AS_IS)[0]["content"]
    assert problems(f"Hi Ana, how do you handle rebates? {POINT}", ASK, [], rules=rules) == []
    assert problems("Hi Ana, how do you handle rebates? Leave that out and write on.", ASK, [], rules=rules) == [
        "rules"
    ]


def test_the_wrapping_of_a_text_is_taken_off() -> None:
    assert tidy('\n"Hi Ana, page 4."\r\n') == "Hi Ana, page 4."
    assert tidy("“Hi Ana.”") == "Hi Ana."
    assert tidy('"Page 4" and "5"') == '"Page 4" and "5"'
    assert tidy("Hi  \n\n\n\nAna") == "Hi\n\nAna"


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("salary", "their Salaries"),
        ("Salaries", "a salary"),
        ("box", "two boxes"),
        ("price list", "the Price-Lists"),
        ("price-list", "pricelists"),
        ("pricelist", "price lists"),
        ("Project Orion", "PROJECT   ORION’s"),
        ("Kündigung", "KUNDIGUNGEN"),
        ("Kündigung", "Kuendigung"),
        ("Gehalt", "die Gehälter"),
        ("demissão", "as demissões"),
        ("licenziamento", "i licenziamenti"),
        ("bureau", "les bureaux"),
        ("naïve", "NAIVE"),
        ("straße", "STRASSE"),
        ("裁员", "关于裁员的事"),
        ("해고", "어제 해고는 없었다"),
        ("ガス", "ｶﾞｽの話"),
        ("فصل", "عن فَصْل"),
        ("Łódź", "in LODZ"),
        ("M&A", "the m & a plan"),
        ("orion", "https://wiki.example/orion/plan"),
    ],
)
def test_a_topic_is_found_however_it_is_spelt(topic: str, text: str) -> None:
    assert mentions_topic(text, [topic])


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("ana", "an analysis"),
        ("ana", "such an a-team"),
        ("ana", "a banana"),
        ("layoff", "the playoffs"),
        ("plan", "an explanation"),
        ("deal", "ideal"),
        ("act", "in fact"),
        ("orion", "orionid"),
        ("price list", "list the price"),
        ("ガス", "カスの話"),
        ("", "anything"),
        ("  ", "any thing"),
        ("!?", "anything!?"),
    ],
)
def test_a_topic_is_not_found_in_an_unrelated_word(topic: str, text: str) -> None:
    assert not mentions_topic(text, [topic])


def test_inputs_that_mention_a_topic_are_dropped_and_the_others_stay() -> None:
    found = without_topics(REQUEST, ["orion", "invoice", "ana", "november"])
    assert found is not None
    assert (found.project, found.note, found.name, found.met_on) == (None, None, "", None)
    assert (found.title, found.place, found.specific) == (REQUEST.title, REQUEST.place, REQUEST.specific)
    assert without_topics(REQUEST, []) == REQUEST
    assert without_topics(REQUEST, ["deck"]) is None
