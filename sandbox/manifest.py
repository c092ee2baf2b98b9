"""What the app declares: its commands, shortcuts, scopes and events, read from its manifest.

The sandbox runs with the bot's own dependencies, which hold no YAML library. So this reads the plain
part of YAML a Slack manifest needs: mappings, lists, one-line values, comments. A test compares it
with PyYAML. Hand in a dict to use anything richer.
"""

import re
from pathlib import Path
from typing import Any

from .errors import Json


class Manifest:
    def __init__(self, source: Json | Path) -> None:
        self.raw: Json = source if isinstance(source, dict) else parse(source.read_text(encoding="utf-8"))
        features = self.raw.get("features") or {}
        self.commands: list[Json] = features.get("slash_commands") or []
        self.shortcuts: list[Json] = features.get("shortcuts") or []
        self.app_home: Json = features.get("app_home") or {}
        oauth = self.raw.get("oauth_config") or {}
        self.scopes: list[str] = (oauth.get("scopes") or {}).get("bot") or []
        settings = self.raw.get("settings") or {}
        self.events: list[str] = (settings.get("event_subscriptions") or {}).get("bot_events") or []
        self.name: str = (self.raw.get("display_information") or {}).get("name") or "Tactful"


_LINE = re.compile(r"(?P<indent> *)(?P<dash>- +)?(?:(?P<key>[\w.\-]+):(?: +|$))?(?P<value>.*)")
_COMMENT = re.compile(r"(^|\s)#.*$")


def parse(text: str) -> Any:
    lines = [_LINE.fullmatch(line) for line in text.splitlines() if _COMMENT.sub("", line).strip()]
    # A list's dash counts as indent: "- name: x" opens a mapping two columns in.
    rows = [
        (len(m["indent"]), bool(m["dash"]), len(m["indent"]) + len(m["dash"] or ""), m["key"], m["value"])
        for m in lines
        if m and m["key"] != "---"
    ]
    value, rest = _node(rows, 0)
    if rest != len(rows):
        raise ValueError(f"This manifest is richer than the sandbox can read, near {rows[rest]}")
    return value


def _node(rows: list[Any], at: int) -> tuple[Any, int]:
    return _list(rows, at) if rows[at][1] else _mapping(rows, at)


def _list(rows: list[Any], at: int) -> tuple[list[Any], int]:
    depth, items = rows[at][0], []
    while at < len(rows) and rows[at][0] == depth and rows[at][1]:
        _, _, inner, key, value = rows[at]
        if key is None:
            items.append(_scalar(value))
            at += 1
        else:
            rows[at] = (inner, False, inner, key, value)
            item, at = _mapping(rows, at)
            items.append(item)
    return items, at


def _mapping(rows: list[Any], at: int) -> tuple[Json, int]:
    depth, result = rows[at][0], {}
    while at < len(rows) and rows[at][0] == depth and not rows[at][1]:
        _, _, _, key, value = rows[at]
        at += 1
        below = at < len(rows) and (rows[at][0] > depth or (rows[at][0] == depth and rows[at][1]))
        if _COMMENT.sub("", value).strip() == "" and below:
            result[key], at = _node(rows, at)
        else:
            result[key] = _scalar(value)
    return result, at


_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "": None, "~": None, "[]": [], "{}": {}}


def _scalar(text: str) -> Any:
    text = text.strip()
    quoted = re.fullmatch(r"""(["'])(.*)\1\s*(?:#.*)?""", text)
    if quoted:
        return quoted[2].replace("''", "'") if quoted[1] == "'" else quoted[2]
    text = _COMMENT.sub("", text).strip()
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "[{|>&*!":
        raise ValueError(f"This manifest is richer than the sandbox can read: {text}")
    return int(text) if re.fullmatch(r"-?\d+", text) else text
