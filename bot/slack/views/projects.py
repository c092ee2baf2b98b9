"""The member's project: what `/project` answers, its form, and the projects before it."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.asks import Expert
from bot.domain.models import Project
from bot.domain.projects import HELP_LIMIT, NAME_LIMIT, SUMMARY_LIMIT
from bot.slack.views import experts as expert_views, kit
from bot.slack.views.kit import bold, button, typed

FORM = "project.form"
OPEN = "project.open"
END = "project.end"
NOT_NOW = "project.not_now"
WEEKLY = "weekly"
HELPERS_SHOWN, REASONS_SHOWN, HISTORY_SHOWN = 5, 2, 10
SUMMARY_SHOWN = 600

HELP = """*Tell me what you work on, and I look who could make it better.*
`/project Orion: one price list for all contracts`
`/project Orion: one price list for all contracts; help welcome: rebates, tax`
`/project` alone shows the present one.

I look only among the people you know. Nobody but you sees what you write here."""


def project_set(
    project: Project, experts: Sequence[Expert], today: date, *, weekly: bool = False
) -> tuple[list[Block], str]:
    """The answer to `/project …`, or the quiet suggestion of a week: up to five people elsewhere who could help;
    and the same for a notification."""
    text = f"{typed(project.name, kit.NAME)} it is."
    if not experts:
        nobody = (
            "You know nobody in another division yet who could help; after you have met somebody there, `/met` them, "
            "and I will think of it."
        )
        return [kit.section(f"{_name(project)} it is. {nobody}")], text
    lead = f"Still on {_name(project)}?" if weekly else f"{_name(project)} it is."
    blocks: list[Block] = [kit.section(f"{lead} Somebody elsewhere might make it better, if only a little:")]
    for each in experts[:HELPERS_SHOWN]:
        contact = each.candidate.contact
        # The reasons that are about the project come first.
        reasons = dict.fromkeys([*expert_views.about_it(each), *expert_views.reasons(each, today)])
        text = f"{kit.who(contact)}: {'; '.join(list(reasons)[:REASONS_SHOWN])}"
        blocks.append(kit.section(text, f"helper.{contact.id}", expert_views.ask_button(contact)))
    return [*blocks, kit.actions([button("Not now", NOT_NOW, project.id)], "helpers")], text


def not_now(project: Project) -> list[Block]:
    """After *Not now*."""
    later = f"Whenever you want to ask somebody: the shortcut “{expert_views.TITLE}”."
    return [kit.section(f"{_name(project)} it is. {later}")]


def present(project: Project | None, today: date) -> list[Block]:
    """The present project, with what can be done about it."""
    if project is None:
        text = (
            "You have not told me what you work on. Tell me, and I look who could make it better: "
            "`/project Orion: one price list for all contracts`."
        )
        return [kit.section(text), kit.actions([button("Tell me here", OPEN, "new")], "project")]
    lines = [f"{_name(project)}, since {words.short_day(project.started_on, today)}"]
    if project.summary:
        lines.append(typed(project.summary, SUMMARY_SHOWN))
    if project.help_welcome:
        lines.append(f"Help welcome: {typed(project.help_welcome, kit.NOTE)}")
    elements = [button("Change", OPEN, project.id), button("It is done", END, project.id)]
    return [kit.section("\n".join(lines), "project"), kit.actions(elements, "project.actions")]


def ended(project: Project) -> list[Block]:
    """After *It is done*."""
    return [kit.section(f"{_name(project)} is done. Tell me of the next one when it begins.")]


def history(projects: Sequence[Project], today: date) -> list[Block]:
    """The projects that have ended, in the order given."""
    blocks: list[Block] = []
    for each in projects:
        days = " to ".join(words.short_day(on, today) for on in (each.started_on, each.ended_on) if on)
        summary = f"\n{typed(each.summary, kit.NOTE)}" if each.summary else ""
        blocks.append(kit.section(f"{_name(each)}, {days}{summary}", f"project.{each.id}"))
    return blocks


def form(project: Project | None = None, *, weekly: bool = False) -> View:
    """What the member works on. `projects.from_form` reads its first three fields."""
    told = (project.name, project.summary, project.help_welcome) if project else (None, None, None)
    name, summary, help_welcome = told
    welcome = kit.entry(help_welcome, HELP_LIMIT, "rebates, tax")
    weekly_tick = kit.tick("Once a week, suggest somebody who could help", weekly, WEEKLY)
    fields = [
        kit.field("name", "Name", kit.entry(name, NAME_LIMIT, "Orion")),
        kit.field("summary", "What it is about", kit.entry(summary, SUMMARY_LIMIT, multiline=True), optional=True),
        kit.field("help_welcome", "Help that is welcome", welcome, optional=True),
        kit.field(WEEKLY, "Suggestions", weekly_tick, optional=True),
    ]
    return kit.modal("What you work on", fields, callback_id=FORM, submit="Save")


def _name(project: Project) -> str:
    return bold(typed(project.name, kit.NAME))
