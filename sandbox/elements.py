"""What a person can set in a block: finding elements, their values, and what a client would refuse.

`state.values` of a view or a message is `{block_id: {action_id: value of the element}}`.
"""

import re
import uuid
from typing import Any

from .block_check import elements_of
from .errors import Json
from .files import extension

# element type: (key of its value in `state` and in `actions`, key of its first value in the block)
VALUE_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "datepicker": ("selected_date", "initial_date"),
}
STATELESS = {"button", "overflow"}  # they act, they hold no value
LISTS = {"selected_options", "selected_users", "files"}
LARGEST_FILE = 10 * 1024 * 1024  # "There is a 10MB file size limit"

Values = dict[str, dict[str, Json]]


def find(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json] | None:
    """The block and the element a person would click."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
                return block, element
    return None


def initial_state(blocks: list[Json], kept: Values | None = None) -> Values:
    """The first values, or what the person had entered already where block and element are the same."""
    state: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in STATELESS:
                continue
            key, initial = VALUE_KEYS[element["type"]]
            value = element.get(initial, [] if key in LISTS else None) or ([] if key in LISTS else None)
            entered = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
            if entered is None or entered["type"] != element["type"]:
                entered = {"type": element["type"], key: value}
            state.setdefault(block["block_id"], {})[element["action_id"]] = entered
    return state


def entered(element: Json, value: Any) -> Json:
    """What a person means by a value: an option may be given by its `value` or by its text."""
    key = VALUE_KEYS[element["type"]][0]
    if key == "selected_option":
        value = value if isinstance(value, dict) or value is None else option(element, value)
    elif key == "selected_options":
        value = [one if isinstance(one, dict) else option(element, one) for one in value]
    return {"type": element["type"], key: value}


def option(element: Json, wanted: str) -> Json:
    offered = list(element.get("options", []))
    offered += [one for group in element.get("option_groups", []) for one in group["options"]]
    for one in offered:
        if wanted in (one.get("value"), one["text"]["text"]):
            found: Json = one
            return found
    raise LookupError(f"{element['action_id']} offers no {wanted!r}")


def action(block: Json, element: Json, given: Json | None, action_ts: str) -> Json:
    """One entry of `actions` in a `block_actions` payload: what the element is, and its new value."""
    kind = element["type"]
    result: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts,
    }
    for key in ("text", "value", "style", "url") if kind == "button" else ("placeholder",):
        if key in element:
            result[key] = element[key]
    initial = VALUE_KEYS.get(kind, ("", ""))[1]
    if initial and initial in element and initial != "initial_value":
        result[initial] = element[initial]
    if "confirm" in element:
        result["confirm"] = element["confirm"]
    return result | {key: value for key, value in (given or {}).items() if key != "type"}


def complaints(blocks: list[Json], state: Values) -> dict[str, str]:
    """What the client says under an input before it sends anything, by block id."""
    wrong: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = state[block["block_id"]][element["action_id"]][VALUE_KEYS[element["type"]][0]]
        if value in (None, "", []):
            if not block.get("optional"):
                wrong[block["block_id"]] = "Please complete this required field."
        elif isinstance(value, str) and len(value) > element.get("max_length", 3000):
            wrong[block["block_id"]] = f"Please shorten this to {element['max_length']} characters."
        elif isinstance(value, str) and len(value) < element.get("min_length", 0):
            wrong[block["block_id"]] = f"Please lengthen this to {element['min_length']} characters."
        elif isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
            wrong[block["block_id"]] = f"Please choose at most {element['max_selected_items']}."
        elif element["type"] == "file_input" and (refusal := _refused_files(element, value)):
            wrong[block["block_id"]] = refusal
    return wrong


def _refused_files(element: Json, files: list[Json]) -> str | None:
    """The client goes by the name alone; what is in a file is for the app to find out."""
    most, kinds = element.get("max_files", 10), [kind.lower() for kind in element.get("filetypes", [])]
    if len(files) > most:
        return f"Please choose at most {most} file{'s' * (most > 1)}."
    for file in files:
        if kinds and extension(file["name"]) not in kinds:
            return f"Please choose a file ending in {' or '.join(f'.{kind}' for kind in kinds)}."
        if file["size"] > LARGEST_FILE:
            return f"{file['name']} is larger than 10 MB."
    return None


def with_ids(blocks: list[Json]) -> list[Json]:
    """Slack gives every block and every element an id, and fills in the text objects' defaults."""
    return [_completed(block) | {"block_id": block.get("block_id") or _new_id()} for block in blocks]


_INTERACTIVE = re.compile(r"button|overflow|checkboxes|.*(_select|picker|_input|_buttons)")


def _completed(part: Any) -> Any:
    if isinstance(part, list):
        return [_completed(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {key: _completed(value) if key != "metadata" else value for key, value in part.items()}
    kind = part.get("type", "")
    if kind == "plain_text":
        part.setdefault("emoji", True)
    elif kind == "mrkdwn":
        part.setdefault("verbatim", False)
    elif _INTERACTIVE.fullmatch(kind):
        part.setdefault("action_id", _new_id())
    return part


def _new_id() -> str:
    return uuid.uuid4().hex[:5]
