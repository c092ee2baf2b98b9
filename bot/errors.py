"""The errors a person may see. Everything else is a bug and reaches the one handler in `slack/door.py`."""


class UserError(Exception):
    """A sentence for the person in front of the screen: what is the matter and what to do about it."""


class FieldErrors(UserError):
    """Sentences that belong to the fields of a form: `{block_id: sentence}`."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = sentences


class NotFound(UserError):
    """What was asked for does not exist, or is not theirs: the two must not be told apart."""

    def __init__(self) -> None:
        super().__init__("I cannot find that one any more. Your Home tab shows everything I keep for you.")


class SettingsError(Exception):
    """A missing or wrong setting: one sentence that names it, without its value."""


class DraftUnavailable(Exception):
    """No text came from the model: an expected failure outside, with a short machine word for why."""
