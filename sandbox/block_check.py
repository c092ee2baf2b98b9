"""What Slack would refuse: blocks of messages, modals and the Home tab.

`check_blocks("message", blocks)` and `check_view(view)` return Slack's complaints, an empty list when
there are none. Newer blocks than the ones in `BLOCKS` are refused: on purpose, older servers do so too.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .block_elements import CHOICES, ELEMENTS, FIELDS, URL, only, plain, text
from .checks import Check, Problems, anything, boolean, both, many, one_of, problem, shape, string, typed
from .errors import Json

BLOCK_LIMIT = {"message": 50, "modal": 100, "home": 100}
LARGEST_VIEW = 250_000


def block(kind: str, **keys: Check) -> Check:
    return shape(type=one_of(kind), block_id_=string(255), **keys)


def _text_or_fields(value: Any, at: str) -> Problems:
    if not {"text", "fields"} & value.keys():
        yield problem("must provide text or fields", at)


def _one_source(value: Any, at: str) -> Problems:
    if ("image_url" in value) == ("slack_file" in value):
        yield problem("must provide either image_url or slack_file", at)


_RICH_PARTS = typed(
    {
        "rich_text_section": shape(type=anything, elements=many(anything, 1000, 0)),
        "rich_text_preformatted": shape(type=anything, elements=many(anything, 1000), border_=anything),
    }
)  # fmt: skip
_CONTEXT_PARTS = typed(
    {
        "image": ELEMENTS["image"],
        "plain_text": plain(3000),
        "mrkdwn": shape(type=one_of("mrkdwn"), text=string(3000), verbatim_=boolean),
    }
)

BLOCKS: dict[str, Check] = {
    "section": both(
        block("section", text_=text(3000), fields_=many(text(2000), 10), expand_=boolean,
              accessory_=only("button", "overflow", "image", *CHOICES)),
        _text_or_fields,
    ),
    "header": block("header", text=plain(150)),
    "divider": block("divider"),
    "context": block("context", elements=many(_CONTEXT_PARTS, 10)),
    "actions": block("actions", elements=many(only("button", "overflow", *CHOICES), 25)),
    "image": both(
        block("image", image_url_=URL, slack_file_=anything, alt_text=string(2000), title_=plain(2000)),
        _one_source,
    ),
    "input": block(
        "input", label=plain(2000), element=only(*CHOICES, *FIELDS), hint_=plain(2000),
        optional_=boolean, dispatch_action_=boolean,
    ),
    "rich_text": block("rich_text", elements=many(_RICH_PARTS, 1000)),
}  # fmt: skip

# Where something cannot be at all, although it is well formed.
NOT_IN = {"modal": set[str](), "home": {"file_input"}, "message": {"file_input"}}


def check_blocks(surface: str, blocks: Any, at: str = "/blocks") -> list[str]:
    problems = list(many(typed(BLOCKS), BLOCK_LIMIT[surface], least=0)(blocks, at))
    return problems or list(_as_a_whole(surface, blocks, at))


def _as_a_whole(surface: str, blocks: list[Json], at: str) -> Problems:
    """What no single block can tell: ids twice, elements that do not belong on this surface."""
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    for block_id in (name for name, times in ids.items() if times > 1):
        yield problem(f"block_id already exists: {block_id}", at)
    for index, one in enumerate(blocks):
        actions = Counter(e["action_id"] for e in elements_of(one) if "action_id" in e)
        for action_id in (name for name, times in actions.items() if times > 1):
            yield problem(f"action_id already exists: {action_id}", f"{at}/{index}")
        for unfit in sorted({e["type"] for e in elements_of(one)} & NOT_IN[surface]):
            yield problem(f"unsupported type: {unfit}", f"{at}/{index}")
    if sum(bool(e.get("focus_on_load")) for one in blocks for e in elements_of(one)) > 1:
        yield problem("focus_on_load can be set on one element only", at)


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive parts of a block, wherever the block keeps them."""
    if block["type"] == "actions":
        yield from block["elements"]
    elif block["type"] == "input":
        yield block["element"]
    elif block["type"] == "section" and block.get("accessory", {}).get("type", "image") != "image":
        yield block["accessory"]


_COMMON: dict[str, Check] = {
    "blocks": anything,
    "private_metadata_": string(3000, 0),
    "callback_id_": string(255, 0),
}
VIEWS: dict[str, Check] = {
    "home": shape(type=anything, **_COMMON),
    "modal": shape(
        type=anything, title=plain(24), submit_=plain(24), close_=plain(24), clear_on_close_=boolean,
        notify_on_close_=boolean, **_COMMON,
    ),
}  # fmt: skip


def check_view(view: Any, *allowed: str) -> list[str]:
    tables = {kind: check for kind, check in VIEWS.items() if not allowed or kind in allowed}
    problems = list(typed(tables)(view, "/view"))
    if problems:
        return problems
    problems = check_blocks(view["type"], view["blocks"], "/view/blocks")
    if not problems and view["type"] == "modal" and "submit" not in view:
        inputs = [one for one in view["blocks"] if one["type"] == "input"]
        problems += [problem("submit is required when an input block is in the view", "/view")] * bool(inputs)
    return problems


def is_too_large(view: Any) -> bool:
    return len(json.dumps(view)) > LARGEST_VIEW
