"""Slack would take every screen, in every state, with the ugliest words, and nothing in it comes alive."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.domain.asks import unpacked
from bot.slack.views import data
from sandbox.block_check import check_blocks, check_view, elements_of
from tests.views import slackblocks_check
from tests.views.gallery import Screen, gallery

LONGEST_TEXT = 4000
"""Slack's advice for the text of a message; it cuts at 40,000."""
ISOLATED = re.compile("\u2068[^\u2066-\u2069]*\u2069")
DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ID = re.compile(r"[a-z_]+|\d+|([a-z_]+|\d+)(:\d+)+|[0-9a-f]{16}(:[0-9a-f]{16})?")


def faults(check: Callable[[Screen, list[dict[str, Any]], dict[str, Any]], list[Any]]) -> dict[str, Any]:
    """What the check says, by screen; at most ten screens, so that one can read it."""
    said = {each.name: found for each, blocks, view in gallery() if (found := check(each, blocks, view))}
    return dict(list(said.items())[:10])


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, however deep."""
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from parts(each)


def texts(each: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[str]:
    """All that is read on a screen."""
    inside = [part["text"] for part in parts(view or blocks) if part.get("type") in ("mrkdwn", "plain_text")]
    return [*inside, each.text] if each.text is not None else inside


def live(text: str) -> bool:
    """Whether Slack would find a mention, a link or half an entity: we write none, so none may be there."""
    return bool(re.search(r"[<>]|&(?!(amp|lt|gt);)", text))


def test_slacks_own_models_take_every_screen() -> None:
    assert len(gallery()) > 2000


def test_a_checker_that_is_not_slacks_takes_every_screen() -> None:
    assert faults(lambda each, blocks, view: slackblocks_check.complaints(blocks, view or None, each.text)) == {}


def test_the_sandbox_takes_every_screen() -> None:
    assert faults(lambda each, blocks, view: check_view(view) if view else check_blocks("message", blocks)) == {}


def test_ids_are_there_once() -> None:
    def twice(_: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[str]:
        named = Counter(block["block_id"] for block in blocks if "block_id" in block)
        acting = [Counter(element["action_id"] for element in elements_of(block)) for block in blocks]
        return [name for counted in (named, *acting) for name, times in counted.items() if times > 1]

    assert faults(twice) == {}


def test_what_is_chosen_at_first_is_among_the_choices() -> None:
    def strange(_: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[Any]:
        menus = [part for part in parts(blocks) if "initial_option" in part]
        return [menu["initial_option"] for menu in menus if menu["initial_option"] not in menu["options"]]

    assert faults(strange) == {}
    assert any("initial_option" in part for _, blocks, _ in gallery() for part in parts(blocks))


def test_a_form_can_be_submitted() -> None:
    def stuck(_: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[str]:
        asks = any(block["type"] == "input" for block in blocks)
        return ["no submit"] * (asks and not (view.get("submit") and view.get("callback_id")))

    assert faults(stuck) == {}


def test_nothing_that_others_typed_comes_alive() -> None:
    def alive(each: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[str]:
        marked = [part for part in parts(blocks) if part.get("type") == "mrkdwn"]
        found = [part["text"] for part in marked if live(part["text"]) or not part.get("verbatim")]
        return [*found, *([each.text] if each.text and live(each.text) else [])]

    assert faults(alive) == {}


def test_nothing_that_others_typed_turns_the_direction_of_what_follows() -> None:
    def turned(each: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[str]:
        return [text for text in texts(each, blocks, view) if DIRECTION.search(ISOLATED.sub("", text))]

    assert faults(turned) == {}


def test_every_text_says_something_and_every_message_has_one() -> None:
    def silent(each: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[str]:
        empty = [text for text in texts(each, blocks, view) if not text.strip()]
        return [*empty, *(["no text"] * (each.surface == "message" and not each.text))]

    assert faults(silent) == {}


def test_no_notification_is_too_long() -> None:
    assert faults(lambda each, *_: [len(each.text)] if each.text and len(each.text) > LONGEST_TEXT else []) == {}


def test_what_comes_back_from_a_click_is_an_id_and_nothing_else() -> None:
    def telling(_: Screen, blocks: list[dict[str, Any]], view: dict[str, Any]) -> list[str]:
        values = [part["value"] for part in parts(blocks) if "value" in part]
        about = view.get("private_metadata", "0")
        own_words = about.startswith("[") and unpacked(about)  # an ask
        asked_about = view.get("callback_id") in (data.REPORT, data.SUBJECT_ERASE_FORM)  # whom an admin named
        carried = [] if own_words or asked_about else [about]
        return [value for value in [*values, *carried] if not ID.fullmatch(value)]

    assert faults(telling) == {}


SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x"}}


@pytest.mark.parametrize(
    "block",
    [
        SECTION | {"text": {"type": "mrkdwn", "text": "x" * 3001}},
        SECTION | {"text": {"type": "mrkdwn", "text": ""}},
        SECTION | {"block_id": "x" * 256},
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
        {"type": "context", "elements": [SECTION["text"]] * 11},
        {"type": "actions", "elements": [BUTTON] * 26},
        {"type": "actions", "elements": [BUTTON | {"text": {"type": "plain_text", "text": "x" * 76}}]},
        {"type": "actions", "elements": [BUTTON | {"colour": "green"}]},
    ],
)
def test_the_checkers_refuse_what_slack_refuses(block: dict[str, Any]) -> None:
    assert slackblocks_check.complaints([block], text="x")
    assert check_blocks("message", [block])


@pytest.mark.parametrize("text", ["<!channel>", "<@U2>", "a > b", "&nbsp;", "&am"])
def test_a_live_text_is_found(text: str) -> None:
    assert live(text)
