"""The one handler: every error of a listener becomes an answer that a person can use."""

from typing import Any

from bot.errors import FieldErrors, UserError
from bot.logs import log_bug
from bot.slack.click import Click
from bot.slack.screens import said
from bot.slack.views import notes

OLD_BUTTON = "That button is from an older version of me. Your Home tab has the current ones."


def sentence_of(error: Exception) -> str:
    """What to tell the person about this error."""
    if isinstance(error, UserError):
        return str(error)
    code = log_bug(error)
    return f"That did not work, and it is my fault. Nothing is lost; try again, or tell your admin this code: {code}."


def answer_to(click: Click, error: Exception) -> Any:
    """The answer in the place where the person is: the command, the form, the message or the Home tab."""
    sentence = sentence_of(error)
    if click.kind in ("event", "closed"):
        return None  # these have no place for an answer
    if click.kind != "form":
        return said(click, sentence)
    if isinstance(error, FieldErrors):
        return {"response_action": "errors", "errors": error.sentences}
    if click.inputs and isinstance(error, UserError):
        return {"response_action": "errors", "errors": {click.inputs[0]: sentence}}
    return notes.note(sentence)
