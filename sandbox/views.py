"""Modals (up to three on top of each other for each person) and everybody's Home tab."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Any

from .block_check import check_view, elements_of, is_too_large
from .elements import initial_state, with_ids
from .errors import Json, SlackError, refused

if TYPE_CHECKING:
    from .workspace import Workspace

DEEPEST = 3


class Views:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.stacks: dict[str, list[Json]] = {}  # user id: the open modals, the visible one last
        self.homes: dict[str, Json] = {}
        self.errors: dict[str, dict[str, str]] = {}  # view id: what is written under its inputs

    def check(self, view: Any, *allowed: str) -> None:
        if is_too_large(view):
            raise SlackError("view_too_large")
        problems = check_view(view, *allowed)
        if problems:
            raise refused("invalid_arguments", problems)
        asks_for_files = any(one["type"] == "file_input" for block in view["blocks"] for one in elements_of(block))
        if asks_for_files and "files:read" not in self._workspace.scopes:
            raise SlackError("missing_scope", needed="files:read", provided=",".join(sorted(self._workspace.scopes)))

    def open(self, user_id: str, view: Json) -> Json:
        self.stacks[user_id] = [self._stored(view)]
        return self._shown(user_id)

    def push(self, user_id: str, view: Json) -> Json:
        stack = self.stacks.setdefault(user_id, [])
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        stored = self._stored(view)
        if stack:
            stored |= {"previous_view_id": stack[-1]["id"], "root_view_id": stack[0]["id"]}
        stack.append(stored)
        return self._shown(user_id)

    def update(self, old: Json, view: Json) -> Json:
        """In place: the id stays, the hash changes, and so does nothing the person has typed."""
        new = self._stored(view, old["state"]["values"])
        for key in ("id", "root_view_id", "previous_view_id"):
            new[key] = old[key]
        old.clear()
        old.update(new)
        self.errors.pop(old["id"], None)
        self._workspace.tell("state")
        return old

    def publish(self, user_id: str, view: Json) -> Json:
        old = self.homes.get(user_id)
        if old:
            return self.update(old, view)
        self.homes[user_id] = self._stored(view)
        self._workspace.tell("state", user_id)
        return self.homes[user_id]

    def find(self, view_id: str | None) -> Json:
        """An open modal or a Home tab. A closed modal cannot be found."""
        for views in (*self.stacks.values(), self.homes.values()):
            for view in views:
                if view["id"] == view_id:
                    return view
        raise SlackError("not_found")

    def close(self, user_id: str, view: Json, *, all_of_them: bool = False) -> list[Json]:
        """Take a modal (and what lies on top of it) away; returns what is gone, the top one first."""
        stack = self.stacks.get(user_id, [])
        at = 0 if all_of_them else next((n for n, one in enumerate(stack) if one is view), len(stack))
        gone, self.stacks[user_id] = stack[at:][::-1], stack[:at]
        self._workspace.tell("state", user_id)
        return gone

    def _shown(self, user_id: str) -> Json:
        self._workspace.tell("state", user_id)
        return self.stacks[user_id][-1]

    def _stored(self, view: Json, kept: Any = None) -> Json:
        workspace, view_id = self._workspace, "V0" + uuid.uuid4().hex[:9].upper()
        blocks = with_ids(view["blocks"])
        return {
            "id": view_id,
            "team_id": workspace.team_id,
            "type": view["type"],
            "blocks": blocks,
            "private_metadata": view.get("private_metadata", ""),
            "callback_id": view.get("callback_id", ""),
            "state": {"values": initial_state(blocks, kept)},
            "hash": f"{int(workspace.now().timestamp())}.{secrets.token_urlsafe(6)}",
            "title": _text(view.get("title")) or _text({"type": "plain_text", "text": "View Title"}),
            "clear_on_close": view.get("clear_on_close", False),
            "notify_on_close": view.get("notify_on_close", False),
            "close": _text(view.get("close")),
            "submit": _text(view.get("submit")),
            "previous_view_id": None,
            "root_view_id": view_id,
            "app_id": workspace.app_id,
            "external_id": "",
            "app_installed_team_id": workspace.team_id,
            "bot_id": workspace.bot_id,
        }


def _text(text: Json | None) -> Json | None:
    return {"emoji": True, **text} if text else None
