"""What every listener works with, whatever was clicked."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.models import Workspace
from bot.llm.model import Model
from bot.slack.background import Background
from bot.store.database import Database


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
