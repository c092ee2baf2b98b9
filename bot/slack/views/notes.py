"""Small screens that only say something."""

from slack_sdk.models.views import View

from bot.slack.views import kit


def note(sentence: str) -> View:
    """A modal with one sentence."""
    return View(type="modal", title="Tactful", close="Close", blocks=[kit.section(kit.typed(sentence, 2900))])
