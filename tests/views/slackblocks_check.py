"""A second opinion on our blocks: the same JSON as objects of `slackblocks`, which is not Slack's SDK.

Its classes refuse what Slack refuses; and what they give back must be what went in, or a part was not understood.
"""

from typing import Any

import slackblocks
from slackblocks.errors import InvalidUsageError
from slackblocks.objects import ConfirmationDialogue, Option, OptionGroup, Text, TextType
from slackblocks.rich_text import RichText, RichTextCodeBlock
from slackblocks.views import HomeTabView, ModalView

CLASSES = {
    "actions": slackblocks.ActionsBlock,
    "context": slackblocks.ContextBlock,
    "divider": slackblocks.DividerBlock,
    "header": slackblocks.HeaderBlock,
    "input": slackblocks.InputBlock,
    "section": slackblocks.SectionBlock,
    "button": slackblocks.Button,
    "checkboxes": slackblocks.CheckboxGroup,
    "datepicker": slackblocks.DatePicker,
    "file_input": slackblocks.FileInput,
    "multi_users_select": slackblocks.UserMultiSelectMenu,
    "overflow": slackblocks.OverflowMenu,
    "plain_text_input": slackblocks.PlainTextInput,
    "radio_buttons": slackblocks.RadioButtonGroup,
    "multi_static_select": slackblocks.StaticMultiSelectMenu,
    "static_select": slackblocks.StaticSelectMenu,
    "users_select": slackblocks.UserSelectMenu,
    "rich_text": slackblocks.RichTextBlock,
    "rich_text_preformatted": RichTextCodeBlock,
    "text": RichText,
    "modal": ModalView,
    "home": HomeTabView,
}
TEXTS = {"mrkdwn": TextType.MARKDOWN, "plain_text": TextType.PLAINTEXT}


def complaints(
    blocks: list[dict[str, Any]], view: dict[str, Any] | None = None, text: str | None = None
) -> list[str]:
    """What `slackblocks` says against a message or a view; an empty list where it has nothing to say."""
    given = view if view is not None else {"blocks": blocks}
    try:
        made = (
            _object(view)
            if view is not None
            else slackblocks.WebhookMessage(text=text, blocks=_object(blocks) or None)
        )
        back = made._resolve()
    except (InvalidUsageError, KeyError, TypeError) as error:
        return [f"{type(error).__name__}: {error}"]
    if view is None:
        back = {"blocks": back.get("blocks", [])}
    return [] if _plain(back) == _plain(given) else [f"came back as {_plain(back)}"]


def _object(part: Any) -> Any:
    if isinstance(part, list):
        return [_object(each) for each in part]
    if not isinstance(part, dict):
        return part
    values = {key: _object(value) for key, value in part.items() if key != "type"}
    kind = part.get("type")
    if kind in TEXTS:
        return Text(type_=TEXTS[kind], **values)
    if kind is None and "confirm" in values:
        return ConfirmationDialogue(**values)
    if kind is None:
        return OptionGroup(**values) if "options" in values else Option(**values)
    return CLASSES[kind](**values)


def _plain(part: Any) -> Any:
    """Without what means the same as nothing, and without the ids that are made up where there is none."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {k: _plain(v) for k, v in part.items() if v not in (None, False) and not _made_up(k, v)}


def _made_up(key: str, value: Any) -> bool:
    return key == "block_id" and len(value) == 36 and value.count("-") == 4
