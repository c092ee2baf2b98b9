"""What Slack's directory can say about a person, and who cannot be a contact."""

from dataclasses import dataclass, field
from datetime import datetime

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Facts:
    """A person as Slack describes them at this moment."""

    slack_user_id: str
    name: str
    exists: bool = True
    title: str | None = None
    division: str | None = None
    zone: str | None = None
    locale: str | None = None
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    outsider: bool = False
    """From another company, through Slack Connect."""
    fetched_at: datetime | None = field(default=None, compare=False)
    """Since when their division is known, which only who is asked about has; None: Slack tells it now."""


def why_not(facts: Facts, own_id: str, name: str | None) -> str | None:
    """The sentence why this person cannot be a contact of `own_id`; None: they can. `name`: if Slack tells none."""
    if facts.slack_user_id == own_id:
        return "You have met yourself already; I left you out."
    if not facts.exists:
        who = facts.name or name or "one of them"
        return f"I could not find {who} in this workspace. Pick the name from the menu that opens after @."
    if facts.slack_user_id == SLACKBOT:
        return "Slackbot is good company, but it needs no follow-up; I left it out."
    if facts.is_bot:
        return f"{facts.name} is an app, so I left it out."
    if facts.deleted:
        return f"{facts.name} has no active Slack account any more, so I left them out."
    return None
