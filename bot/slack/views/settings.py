"""The member's settings."""

from collections.abc import Sequence

from slack_sdk.models.blocks import InputBlock
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
    never = kit.entry("\n".join(topics), TOPICS_LIMIT, multiline=True)
    one_a_line = "Topics that are off-limits, one a line: layoffs, the merger."
    days = kit.menu([kit.option(f"{count} days", count) for count in COOLING_OFF], owner.cooling_off_days)
    attorney = kit.tick("I am an attorney: stop me where somebody is represented in the matter", owner.is_attorney)
    expire = kit.menu([kit.option(text, months) for months, text in NOTES_EXPIRE.items()], owner.notes_months)
    stays = "That you met them stays; the words you noted about them go."
    blocks = [
        *(_model(owner, workspace, is_admin) if model_is_set else ()),
        kit.field("topics", "Never in a draft", never, hint=one_a_line, optional=True),
        kit.field("cooling_off", "After a negotiation has ended, leave its people in peace for", days),
        kit.field("attorney", "Attorneys", attorney, hint=limits.NO_ADVICE, optional=True),
        *(_divisions(alike[:PAIRS_SHOWN], is_admin) if alike else ()),
        kit.field("notes", "Forget my notes about people I let go", expire, hint=stays, optional=True),
        kit.actions([button("Limits", limits.OPEN, 0)], "limits"),
        kit.actions([button(imports.TITLE, imports.OPEN, "import")], "settings.import"),
        *data.choices(is_admin),
    ]
    return kit.modal("Settings", blocks, callback_id=FORM, submit="Save")


def _divisions(alike: Sequence[tuple[str, str]], is_admin: bool) -> list[InputBlock]:
    options = []
    for one, other in alike:
        pair = f"{divisions.ident(one)}:{divisions.ident(other)}"
        options.append(kit.option(f"{kit.label(one, 30)} is {kit.label(other, 30)}", pair))
    decide = "As an admin you decide this for everybody."
    hint = decide if is_admin else "For you alone; an admin can decide it for all."
    return [kit.field("divisions", "The same division?", kit.ticks(options), hint=hint, optional=True)]


def _model(owner: Member, workspace: Workspace, is_admin: bool) -> list[InputBlock]:
    blocks = []
    if workspace.model_allowed or is_admin:
        mine = kit.tick("A language model may write my drafts", owner.model_drafts)
        blocks.append(kit.field("model", "Drafts", mine, hint=WHAT_LEAVES, optional=True))
    if is_admin:
        everybody = kit.tick("Members may let a language model write their drafts", workspace.model_allowed)
        blocks.append(kit.field("workspace_model", "For this workspace", everybody, optional=True))
    return blocks
