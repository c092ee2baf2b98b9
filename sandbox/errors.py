"""What Slack says instead of an answer: HTTP 200 and `{"ok": false, "error": "..."}`."""

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """One of Slack's error names, with the keys that come along (`needed`, `provided`, ...)."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    def answer(self) -> Json:
        return {"ok": False, "error": self.error, **self.more}


def refused(error: str, problems: list[str]) -> SlackError:
    """`invalid_blocks` or `invalid_arguments`, saying where it hurts in Slack's own form."""
    return SlackError(error, response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]})


def missing_field(name: str) -> SlackError:
    return refused("invalid_arguments", [f"missing required field: {name}"])
