"""Small screens that only say something."""

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.slack.views import kit


def note(sentence: str) -> View:
    """A modal with one sentence."""
    return kit.modal("Tactful", [kit.section(kit.typed(sentence, 2900))])


def again(sentence: str, action_id: str, value: str) -> list[Block]:
    """A sentence, and the button whose click opens the form after all."""
    return [kit.section(sentence), kit.actions([kit.button("Open it", action_id, value)], "again")]
