"""The member's settings."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputBlock,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain import divisions
from bot.domain.limits import TOPICS_LIMIT
from bot.domain.models import Member, Workspace
from bot.slack.views import data, imports, kit, limits
from bot.slack.views.kit import button

OPEN = "settings.open"
FORM = "settings.form"
PAIRS_SHOWN = 5
NOTES_EXPIRE = {6: "After six months", 12: "After a year", 24: "After two years", 0: "Never"}
COOLING_OFF = (30, 60, 90, 120, 180, 365)
WHAT_LEAVES = (
    "For each draft this leaves your company: the person's first name, title and division, where and when you met, "
    "your note, the one thing to say, your division and your project. Never anything about anybody else."
)


def form(
    owner: Member,
    workspace: Workspace,
    topics: Sequence[str],
    alike: Sequence[tuple[str, str]],
    *,
    model_is_set: bool,
    is_admin: bool,
) -> View:
    """How drafts are made, what is never in one, and which divisions are one. `alike`: pairs that might be."""
    return View(
        type="modal",
        callback_id=FORM,
        title="Settings",
        submit="Save",
        close="Cancel",
        blocks=[
            *_model(owner, workspace, model_is_set, is_admin),
            InputBlock(
                block_id="topics",
                label=PlainTextObject(text="Never in a draft"),
                element=PlainTextInputElement(
                    action_id="value",
                    multiline=True,
                    max_length=TOPICS_LIMIT,
                    initial_value=kit.plain("\n".join(topics), TOPICS_LIMIT) if topics else None,
                ),
                hint=PlainTextObject(text="Topics that are off-limits, one a line: layoffs, the merger."),
                optional=True,
            ),
            *_holds(owner),
            *_divisions(alike[:PAIRS_SHOWN], is_admin),
            _notes(owner),
            kit.actions([button("Limits", limits.OPEN, 0)], "limits"),
            kit.actions([button(imports.TITLE, imports.OPEN, "import")], "settings.import"),
            *data.choices(is_admin),
        ],
    )


def _holds(owner: Member) -> list[InputBlock]:
    days = [kit.option(f"{count} days", str(count)) for count in COOLING_OFF]
    chosen = next((each for each in days if each.value == str(owner.cooling_off_days)), None)
    attorney = "I am an attorney: stop me where somebody is represented in the matter"
    return [
        InputBlock(
            block_id="cooling_off",
            label=PlainTextObject(text="After a negotiation has ended, leave its people in peace for"),
            element=StaticSelectElement(action_id="value", options=days, initial_option=chosen),
        ),
        _tick("attorney", "Attorneys", attorney, owner.is_attorney, limits.NO_ADVICE),
    ]


def _divisions(alike: Sequence[tuple[str, str]], is_admin: bool) -> list[InputBlock]:
    if not alike:
        return []
    options = {
        pair(one, other): kit.option(f"{kit.label(one, 30)} is {kit.label(other, 30)}", pair(one, other))
        for one, other in alike
    }
    hint = (
        "As an admin you decide this for everybody." if is_admin else "For you alone; an admin can decide it for all."
    )
    return [
        InputBlock(
            block_id="divisions",
            label=PlainTextObject(text="The same division?"),
            element=CheckboxesElement(action_id="value", options=list(options.values())),
            hint=PlainTextObject(text=hint),
            optional=True,
        )
    ]


def _notes(owner: Member) -> InputBlock:
    options = {months: kit.option(text, str(months)) for months, text in NOTES_EXPIRE.items()}
    return InputBlock(
        block_id="notes",
        label=PlainTextObject(text="Forget my notes about people I let go"),
        element=StaticSelectElement(
            action_id="value", options=list(options.values()), initial_option=options.get(owner.notes_months)
        ),
        hint=PlainTextObject(text="That you met them stays; the words you noted about them go."),
        optional=True,
    )


def pair(one: str, other: str) -> str:
    """Two divisions as the value of an option."""
    return f"{divisions.ident(one)}:{divisions.ident(other)}"


def _model(owner: Member, workspace: Workspace, model_is_set: bool, is_admin: bool) -> list[InputBlock]:
    if not model_is_set:
        return []
    blocks = []
    if workspace.model_allowed or is_admin:
        mine = "A language model may write my drafts"
        blocks.append(_tick("model", "Drafts", mine, owner.model_drafts, WHAT_LEAVES))
    if is_admin:
        everybody = "Members may let a language model write their drafts"
        blocks.append(_tick("workspace_model", "For this workspace", everybody, workspace.model_allowed))
    return blocks


def _tick(block_id: str, label: str, text: str, ticked: bool, hint: str | None = None) -> InputBlock:
    option = kit.option(text, "yes")
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=label),
        element=CheckboxesElement(action_id="value", options=[option], initial_options=[option] if ticked else None),
        hint=PlainTextObject(text=hint) if hint else None,
        optional=True,
    )
