"""What somebody did in Slack, unpacked once, at the door: no other file knows how Slack nests its payloads."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.encounters import Facts
from bot.domain.models import Member, Workspace
from bot.errors import FieldErrors, NotFound, UserError
from bot.llm.model import Model
from bot.logs import log_bug
from bot.store import members
from bot.store.database import Database, Work

T = TypeVar("T")
MemberWork = Callable[[Session, Member], T]
"""What is done for the member who acts, in one transaction."""
MAX_ID = 2**31 - 1
"""PostgreSQL would refuse a larger one as an error, not as "no such row"."""
OUTSIDER = "Tactful works inside one company only, and you seem to visit from another one. Sorry."
NOT_INSTALLED = "Tactful is not set up in this workspace yet. Please ask your admin to install it."


class Background:
    """Work that outlives the answer: tracked, so that nothing is lost at shutdown; a bug in it reaches the log."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Start the work now and return at once."""
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._done)

    async def finish(self, seconds: float) -> None:
        """Wait for what is running, and for what that starts, at most so long; then cancel the rest."""
        try:
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            for task in self._tasks:
                task.cancel()

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, NotFound):  # else whom it was for has erased everything meanwhile
            log_bug(error)


@dataclass(frozen=True)
class Edge:
    """The process behind the door."""

    database: Database
    clock: Clock
    background: Background
    workspaces: Mapping[str, Workspace]
    """Those this process speaks for, by Slack team, as they were when it started. A visitor's own team may use
    Tactful too, beside us on the same database: it is none of our business."""
    model: Model | None = None
    """What writes drafts; None: templates alone."""
    profiles: dict[tuple[str, str], tuple[datetime, Facts]] = field(default_factory=dict)
    """What is known of people, and since when, by team and person (`people.known`): most answers need no look."""


@dataclass(frozen=True)
class Click:
    """A command, a click, a form, a shortcut or an event: who did what, where, and what it is answered with."""

    edge: Edge
    client: AsyncWebClient
    now: datetime
    """When it came."""
    kind: str
    """`command`, `action`, `form`, `closed`, `shortcut` or `event`."""
    name: str
    """Its command, action id, callback id or type of event."""
    user_id: str
    team_id: str
    """The workspace in which the app is installed that got to know of it."""
    home_team_id: str
    """The person's own team: another one than `team_id` for outsiders (Slack Connect)."""
    enterprise_id: str | None = None
    value: Any = None
    """What a button carries, a menu or ticks say, a command's text, or that of a shortcut's message."""
    view_id: str | None = None
    view_type: str | None = None
    """`modal` or `home`, where it was done in a view."""
    below: str | None = None
    """The modal underneath that view."""
    metadata: str = ""
    """What that view is about."""
    inputs: Sequence[str] = ()
    """The block ids of its fields."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What a form says, by block id: text, date, list of picked people, files or ticked values; None where empty."""
    channel: str | None = None
    ts: str | None = None
    """The message whose button was pressed."""
    trigger_id: str | None = None
    response_url: str | None = None
    event: Mapping[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The id that a button carries. Raises NotFound for anything else: it was not our button."""
        return one_id(self.value)

    @property
    def choice(self) -> tuple[str, int]:
        """What was picked from a menu, and for which id: `("week", 12)` from `week:12`. Raises NotFound."""
        return word_and_id(self.value)

    @property
    def about(self) -> int:
        """The id of what a form is about. Raises NotFound."""
        return one_id(self.metadata)

    def day(self, block_id: str, sentence: str = "Please pick a day.") -> date:
        """The day that a field of a form says. Raises FieldErrors with that sentence where it says none."""
        try:
            return date.fromisoformat(self.values.get(block_id) or "")
        except ValueError:
            raise FieldErrors({block_id: sentence}) from None

    @property
    def workspace(self) -> Workspace:
        """The actor's workspace. Raises UserError for outsiders, and where it is none of ours."""
        ours = self.edge.workspaces.get(self.team_id)
        if ours is None:
            raise UserError(NOT_INSTALLED)
        same_org = bool(self.enterprise_id) and self.enterprise_id == ours.enterprise_id
        if self.home_team_id != ours.slack_team_id and not same_org:
            raise UserError(OUTSIDER)
        return ours

    async def write(self, work: MemberWork[T]) -> T:
        """What the work of the member who acts, whose row is locked meanwhile, returns; it is committed then.
        Raises NotFound where they keep nothing here, and UserError for outsiders."""
        return await self.edge.database.write(self._of_member(work, lock=True))

    async def read(self, work: MemberWork[T]) -> T:
        """The same for a work that only reads."""
        return await self.edge.database.read(self._of_member(work, lock=False))

    def _of_member(self, work: MemberWork[T], *, lock: bool) -> Work[T]:
        workspace = self.workspace

        def theirs(session: Session) -> T:
            owner = members.member(session, workspace.id, self.user_id, lock=lock)
            if owner is None:
                raise NotFound
            return work(session, owner)

        return theirs


def unpacked(body: Mapping[str, Any], edge: Edge, client: AsyncWebClient) -> Click:
    """The payload as a click. Raises LookupError, TypeError or AttributeError for one that nobody can read."""
    kind, name, part = _what(body)
    view, container = body.get("view") or {}, body.get("container") or {}
    team, event = body.get("team") or {}, body.get("event") or {}
    user = body.get("user") or {}
    if not isinstance(user, dict):
        user = {"id": user}
    actor = event.get("user")  # in `user_change` it is whom the event tells about, who did nothing
    state = (view.get("state") or {}).get("values") or {}
    # In a modal of a shared channel `team` is the outsider's: the app's own is in the view.
    team_id = view.get("app_installed_team_id") or team.get("id") or body.get("team_id") or user.get("team_id") or ""
    return Click(
        edge=edge,
        client=client,
        now=edge.clock(),
        kind=kind,
        name=name,
        user_id=user.get("id") or body.get("user_id") or (actor if isinstance(actor, str) else ""),
        team_id=team_id,
        home_team_id=user.get("team_id") or body.get("team_id") or team_id,
        enterprise_id=(body.get("enterprise") or {}).get("id") or body.get("enterprise_id"),
        value=_value(part),
        view_id=view.get("id"),
        view_type=view.get("type"),
        below=view.get("previous_view_id"),
        metadata=view.get("private_metadata") or "",
        inputs=[block["block_id"] for block in view.get("blocks") or [] if block.get("type") == "input"],
        values={block_id: _value(next(iter(inputs.values()), {})) for block_id, inputs in state.items()},
        channel=container.get("channel_id"),
        ts=container.get("message_ts"),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
        event=event,
    )


def one_id(text: object) -> int:
    """An id of ours. Raises NotFound for anything else."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MAX_ID:
        return int(text)
    raise NotFound


def word_and_id(text: object) -> tuple[str, int]:
    """`("reminder", 12)` from `reminder:12`. Raises NotFound for anything else."""
    word, _, number = text.partition(":") if isinstance(text, str) else ("", "", "")
    return word, one_id(number)


def ids(text: object, least: int = 1) -> list[int]:
    """So many ids, or more: `[7, 12, 3]` from `7:12:3`. Raises NotFound for anything else."""
    parts = text.split(":") if isinstance(text, str) else []
    if len(parts) < least:
        raise NotFound
    return [one_id(part) for part in parts]


def pair(text: object) -> tuple[int, int | None]:
    """Two ids, the second perhaps missing: `(7, 12)` from `7:12`. Raises NotFound for anything else."""
    first, *more = ids(text)
    return first, more[0] if more else None


def _what(body: Mapping[str, Any]) -> tuple[str, str, Mapping[str, Any]]:
    """Its kind, its id, and the part that holds its value."""
    if "command" in body:
        return "command", body["command"], {"value": body.get("text")}
    match body["type"]:
        case "block_actions":
            action = body["actions"][0]
            return "action", action["action_id"], action
        case "view_submission":
            return "form", body["view"]["callback_id"], {}
        case "view_closed":
            return "closed", body["view"]["callback_id"], {}
        case "shortcut" | "message_action":
            return "shortcut", body["callback_id"], {"value": (body.get("message") or {}).get("text")}
        case "event_callback":
            return "event", body["event"]["type"], {}
    raise LookupError


def _value(state: Mapping[str, Any]) -> Any:
    for key in ("value", "selected_date", "selected_user", "selected_users", "files"):
        if state.get(key):
            return state[key]
    if state.get("selected_options"):
        return [option["value"] for option in state["selected_options"]]
    picked = state.get("selected_option")
    return picked.get("value") if isinstance(picked, dict) else None
