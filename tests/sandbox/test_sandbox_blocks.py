"""Block checking: what Slack draws passes, what Slack refuses is refused."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.block_check import check_blocks, check_view
from tests.sandbox.small_app import card, modal, plain

Json = dict[str, Any]


def md(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": md(text), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def option(text: str = "A", value: str = "a") -> Json:
    return {"text": plain(text), "value": value}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def field(**element: Any) -> Json:
    return {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input", **element}}


GOOD: list[list[Json]] = [
    card("Bob"),
    [section("x" * 3000), {"type": "divider"}],
    [{"type": "section", "fields": [md("x" * 2000)] * 10}],
    [{"type": "header", "text": plain("x" * 150)}],
    [actions(*[button(action_id=f"b{n}") for n in range(25)])],
    [section(accessory=select(initial_option=option()))],
    [{"type": "context", "elements": [md("x"), {"type": "image", "image_url": "https://x", "alt_text": "x"}]}],
    [field(action_id="i")],
    [section()] * 50,
]
BAD: dict[str, list[Json]] = {
    "51 blocks": [section()] * 51,
    "empty text": [section("")],
    "text over 3000": [section("x" * 3001)],
    "escaped text over 3000": [section("&lt;" * 751)],
    "neither text nor fields": [{"type": "section"}],
    "11 fields": [{"type": "section", "fields": [md("x")] * 11}],
    "field over 2000": [{"type": "section", "fields": [md("x" * 2001)]}],
    "header over 150": [{"type": "header", "text": plain("x" * 151)}],
    "header in mrkdwn": [{"type": "header", "text": md("x")}],
    "no actions": [actions()],
    "26 actions": [actions(*[button(action_id=f"b{n}") for n in range(26)])],
    "button text over 75": [actions(button(text=plain("x" * 76)))],
    "button in mrkdwn": [actions(button(text=md("x")))],
    "button value over 2000": [actions(button(value="x" * 2001))],
    "url over 3000": [actions(button(url="x" * 3001))],
    "unknown style": [actions(button(style="green"))],
    "confirm without deny": [actions(button(confirm={"title": plain("t"), "text": md("t"), "confirm": plain("c")}))],
    "option text over 75": [actions(select(options=[option("x" * 76)]))],
    "option value over 150": [actions(select(options=[option("x", "x" * 151)]))],
    "101 options": [actions(select(options=[option()] * 101))],
    "no options": [actions(select(options=[]))],
    "initial option not offered": [actions(select(initial_option=option("B", "b")))],
    "6 overflow options": [actions({"type": "overflow", "action_id": "o", "options": [option()] * 6})],
    "11 checkboxes": [actions({"type": "checkboxes", "action_id": "c", "options": [option()] * 11})],
    "bad date": [actions({"type": "datepicker", "action_id": "d", "initial_date": "1.12.2026"})],
    "duplicate block_id": [section(block_id="b"), section(block_id="b")],
    "duplicate action_id": [actions(button(), button())],
    "block_id over 255": [section(block_id="x" * 256)],
    "unknown block": [{"type": "carousel", "elements": []}],
    "unknown element": [actions({"type": "slider"})],
    "unknown key": [section(colour="red")],
    "text input outside an input": [actions({"type": "plain_text_input", "action_id": "i"})],
    "button in an input": [{"type": "input", "label": plain("L"), "element": button()}],
    "empty label": [{"type": "input", "label": plain(""), "element": select()}],
    "min over max": [field(min_length=5, max_length=4)],
    "initial value over max_length": [field(initial_value="xxxx", max_length=3)],
    "max_length over 3000": [field(max_length=3001)],
    "image without alt text": [{"type": "image", "image_url": "https://x"}],
    "11 context elements": [{"type": "context", "elements": [md("x")] * 11}],
    "a string for a text": [{"type": "section", "text": "x"}],
    "not an object": ["x"],  # type: ignore[list-item]
}
BAD_VIEWS: dict[str, Json] = {
    "no title": {"type": "modal", "blocks": []},
    "title over 24": modal(title=plain("x" * 25)),
    "submit over 24": modal(submit=plain("x" * 25)),
    "private_metadata over 3000": modal(private_metadata="x" * 3001),
    "callback_id over 255": modal(callback_id="x" * 256),
    "101 blocks": modal(blocks=[section()] * 101),
    "an input and no submit": {"type": "modal", "title": plain("t"), "blocks": [field()]},
    "a title at Home": {"type": "home", "title": plain("t"), "blocks": []},
    "two focused": modal(blocks=[field(focus_on_load=True), field(focus_on_load=True)]),
    "unknown type": {"type": "workflow_step", "blocks": []},
}


@pytest.mark.parametrize("blocks", GOOD, ids=lambda blocks: str(blocks[0]["type"]))
def test_good_blocks_pass(blocks: list[Json]) -> None:
    assert check_blocks("message", blocks) == []


@pytest.mark.parametrize("name", BAD)
def test_bad_blocks_are_refused(name: str) -> None:
    assert check_blocks("message", BAD[name]) != []


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_bad_views_are_refused(name: str) -> None:
    assert check_view(BAD_VIEWS[name]) != []


def test_a_modal_and_a_home_may_have_a_hundred_blocks() -> None:
    assert check_view(modal(blocks=[section()] * 100)) == []
    assert check_view({"type": "home", "blocks": [section()] * 100}) == []
