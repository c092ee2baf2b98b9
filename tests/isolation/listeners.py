"""Every listener of the real app, every word of its menus, and every case as Slack would send it."""

import re
from typing import Any

from sandbox import elements, payloads
from sandbox.block_check import elements_of
from tests.isolation.cases import CASES, MENUS, OWN, Case
from tests.slack import FakeSlack
from tests.views.gallery import ordinary

NOWHERE = {
    "id": "V0FORGED000", "type": "modal", "title": {"type": "plain_text", "text": "x"},
    "hash": "1.x", "root_view_id": "V0FORGED000", "previous_view_id": None,
}  # fmt: skip
"""A view that nobody has open."""


def words(action_id: str) -> list[str]:
    """Every word that a menu of ours can offer, on any screen."""
    found = [each for _, blocks, _ in ordinary() for block in blocks for each in elements_of(block)]
    options = [each.get("options", []) for each in found if each.get("action_id") == action_id]
    return sorted({option["value"].partition(":")[0] for each in options for option in each})


def menus_drawn() -> set[str]:
    """The menus outside of forms that carry an id with each word."""
    found = [each for _, blocks, _ in ordinary() for block in blocks for each in elements_of(block)]
    return {
        each["action_id"]
        for each in found
        if each["type"] in ("overflow", "static_select") and ":" in str(each.get("options", [{}])[0].get("value"))
    }


def with_ids() -> tuple[Case, ...]:
    """Every case that carries ids, a case for each word of a menu."""
    chosen = (Case("action", name, f"{word}:{value}") for name, value in MENUS.items() for word in words(name))
    return (*CASES, *chosen)


def everything() -> tuple[Case, ...]:
    return (*with_ids(), *OWN)


def ids_in(case: Case) -> set[str]:
    """The names of the ids that it carries."""
    return {*re.findall(r"{(\w+)}", f"{case.value}{case.metadata}{case.values}")}


def body_of(case: Case, ids: dict[str, str], slack: FakeSlack, user: str, where: Any) -> dict[str, Any]:
    """The payload, signed by nobody yet. `where` is the message whose button it would be."""
    person, value, metadata = slack.person(user), case.value.format(**ids), _filled(case.metadata, ids)
    state = {block_id: {"value": _filled(each, ids)} for block_id, each in case.values.items()}
    inputs = [{"type": "input", "block_id": block_id} for block_id in state]
    view = NOWHERE | {"blocks": inputs, "state": {"values": state}, "private_metadata": metadata}
    view |= {"callback_id": case.name, "app_installed_team_id": slack.team_id}
    match case.kind:
        case "command":
            place = slack.dm_channel(person)
            answer_to = slack.response_urls.issue(person.id, place)
            return payloads.command(slack, person, place, case.name, value, answer_to)
        case "shortcut":
            return payloads.global_shortcut(slack, person, case.name)
        case "message shortcut":
            place = slack.place_of(where)
            answer_to = slack.response_urls.issue(person.id, place, where)
            return payloads.message_shortcut(slack, person, case.name, place, where, answer_to)
        case "event":
            return payloads.event(slack, _event(case.name, slack, user))
        case "form":
            return payloads.view_submission(slack, person, view)
        case "closed":
            return payloads.view_closed(slack, person, view, is_cleared=False)
    if metadata:
        body = payloads.view_click(slack, person, view)
    else:
        answer_to = slack.response_urls.issue(person.id, slack.place_of(where), where)
        body = payloads.message_click(slack, person, slack.place_of(where), where, {}, answer_to)
    is_menu = case.name in MENUS
    element = {"type": "overflow" if is_menu else "button", "action_id": case.name}
    chosen = {"selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value}}
    pressed = elements.action({"block_id": "b"}, element, chosen if is_menu else {"value": value}, slack.next_ts())
    return body | {"actions": [pressed]}


def _filled(part: Any, ids: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _filled(each, ids) for key, each in part.items()}
    if isinstance(part, list):
        return [_filled(each, ids) for each in part]
    is_ask = isinstance(part, str) and part.startswith("[")
    return part.format(**ids) if isinstance(part, str) and not is_ask else part


def _event(name: str, slack: FakeSlack, user: str) -> dict[str, Any]:
    if name == "app_home_opened":
        channel = slack.dm_channel(user).id
        return {"type": name, "user": slack.person(user).id, "channel": channel, "tab": "home", "event_ts": "1.1"}
    return {"type": name, "user": slack.user(user), "cache_ts": 1, "event_ts": "1.1"}


def kind_of(case: Case) -> str:
    """Socket Mode's word for it, by which the sandbox picks how it is sent."""
    return {"command": "slash_commands", "event": "events_api"}.get(case.kind, "interactive")
