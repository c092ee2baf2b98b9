""" "Ask division expert": the form, the people a member knows in a division, and what is said where nobody is."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, InteractiveElement, OptionGroup, StaticSelectElement
from slack_sdk.models.views import View

from bot.domain import divisions as known_divisions
from bot.domain import words
from bot.domain.asks import QUESTION_LIMIT, AskDraft
from bot.domain.experts import Expert, NothingGivenBack
from bot.domain.models import Contact
from bot.domain.projects import NAME_LIMIT
from bot.slack.views import attempts, expert_lines, kit
from bot.slack.views.kit import bold, button, typed

FORM = "ask.form"
PICK = "ask.pick"
LOOK = "ask.look"
HELPED = "contact.helped"

TITLE = "Ask division expert"
PEOPLE_SHOWN, NAMES_SHOWN = 10, 20
MOST_OPTIONS, OPTION_NAME = 100, 55


def form(
    divisions: Sequence[tuple[str, int]],
    question: str | None,
    project: str | None,
    unknown: Sequence[str] = (),
) -> View:
    """Which division, what, for which project. `unknown`: divisions in which the member knows nobody yet.

    The value of a division's option is its `divisions.ident`.
    """
    if not divisions and not unknown:
        return nobody_yet(question, project)
    entry = kit.entry(question, QUESTION_LIMIT, multiline=True)
    hint = "One thing only they can tell is easier to answer than three."
    fields = [
        kit.field("division", "Division", _menu(divisions, unknown)),
        kit.field("question", "Your question", entry, hint=hint),
        kit.field("project", "For which project", kit.entry(project, NAME_LIMIT), optional=True),
    ]
    return kit.modal(TITLE, fields, callback_id=FORM, submit="Find people")


def nobody_yet(question: str | None = None, project: str | None = None) -> View:
    """For a member who knows nobody in any division. The question is handed back, so that it is not lost."""
    lead = (
        "I do not know of anybody yet whom you could ask. After you have met somebody, type "
        "`/met @name at the place`; from then on I can tell you whom to ask."
    )
    blocks: list[Block] = [kit.section(lead)]
    if question:
        about = f" for {typed(project, kit.NAME)}" if project else ""
        blocks.append(kit.section(f"Your question{about}, so that it is not lost:\n{typed(question, 2000)}"))
    blocks.append(kit.actions([button("Whom did you meet?", kit.MET, "met", style="primary")], "nobody"))
    return kit.modal(TITLE, blocks)


def people(ask: AskDraft, experts: Sequence[Expert], today: date, team_id: str) -> View:
    """The people known there, best first. The modal carries the ask (`asks.unpacked`)."""
    if not experts:
        return nobody(ask)
    division = bold(typed(ask.division, kit.NAME))
    lead = f"The people you know in {division}, best first." if len(experts) > 1 else f"You know one in {division}."
    blocks: list[Block] = [kit.section(lead)]
    if ask.question:
        blocks.append(kit.context(f"Your question: “{typed(ask.question, kit.NOTE)}”"))
    for place, expert in enumerate(experts[:PEOPLE_SHOWN]):
        blocks += _person(expert, today, team_id, best=place == 0)
    if more := len(experts[PEOPLE_SHOWN:]):
        blocks.append(kit.context(f"and {words.number(more)} more"))
    return kit.modal(TITLE, blocks, about=ask.packed())


def nobody(ask: AskDraft) -> View:
    """Nobody is known there yet: says so, and offers what would help."""
    name = typed(ask.division, kit.NAME)
    text = (
        f"You know nobody in {name} yet. Next time you meet somebody there, `/met` them. "
        f"If it cannot wait, I can look who lists {name} in their profile."
    )
    elements = [button("Who lists it?", LOOK, "look"), button("Whom did you meet?", kit.MET, "met")]
    return kit.modal(TITLE, [kit.section(text), kit.actions(elements, "nobody")], about=ask.packed())


def looked(division: str, names: Sequence[str], of: int) -> View:
    """Who lists that division in their profile, of so many who were looked at; shown because the member asked."""
    name = typed(division, kit.NAME)
    shown = [typed(each, kit.NAME) for each in names[:NAMES_SHOWN]]
    if more := len(names) - len(shown):
        shown.append(f"{words.number(more)} more")
    verb = "lists" if len(names) == 1 else "list"
    text = (
        f"{words.listed(shown)} {verb} {name} in the profile. You have not noted meeting them yet; "
        "somebody you both know could introduce you."
        if names
        else f"Nobody else whom I know of lists {name} in their profile."
    )
    known = "the one colleague" if of == 1 else f"the {of:,} colleagues"
    blocks: list[Block] = [
        kit.section(text),
        kit.context(f"I looked at {known} I know of and you have not noted; there may be others."),
    ]
    if names:
        blocks.append(kit.actions([button("Whom did you meet?", kit.MET, "met")], "looked"))
    return kit.modal(TITLE, blocks)


def helped(contact: Contact) -> list[Block]:
    """After *I gave something back*."""
    text = f"Good to know. That makes asking {bold(typed(contact.name, kit.NAME))} again easy."
    return [kit.section(text, f"helped.{contact.id}")]


def ask_button(contact: Contact, *, style: str | None = None) -> InteractiveElement:
    """*Ask Dan*."""
    name = kit.label(expert_lines.called(contact), expert_lines.FIRST_NAME)
    return button(f"Ask {name}".strip(), PICK, contact.id, style=style)


def _menu(divisions: Sequence[tuple[str, int]], unknown: Sequence[str]) -> StaticSelectElement:
    """Each division once, those with people first; a group may not be empty."""
    labels = {known_divisions.ident(name): _label(name, count) for name, count in divisions[:MOST_OPTIONS]}
    known = [kit.option(label, ident) for ident, label in labels.items()]
    others = {known_divisions.ident(name): _label(name, 0) for name in unknown}
    new = [kit.option(label, ident) for ident, label in others.items() if ident not in labels]
    new = new[: MOST_OPTIONS - len(known)]
    if not new:
        return kit.menu(known, placeholder="Pick one")
    groups = [OptionGroup(label="You know somebody there", options=known)] if known else []
    groups.append(OptionGroup(label="Nobody you know yet", options=new))
    return StaticSelectElement(action_id="value", placeholder="Pick one", option_groups=groups)


def _label(division: str, count: int) -> str:
    name = kit.label(division, OPTION_NAME)
    return f"{name} · {count} {'person' if count == 1 else 'people'}" if count else name


def _person(expert: Expert, today: date, team_id: str, *, best: bool) -> list[Block]:
    contact, warned = expert.candidate.contact, expert_lines.warning(expert, today)
    elements = [ask_button(contact, style="primary" if best and not warned else None)]
    if isinstance(expert.warning, NothingGivenBack):
        elements.append(button("I gave something back", HELPED, contact.id))
    if contact.slack_user_id:
        elements.append(attempts.open_chat(contact, team_id))
    return [
        kit.section(expert_lines.line(expert, today), f"expert.{contact.id}"),
        *([kit.context(warned, block_id=f"expert.{contact.id}.warning")] if warned else []),
        kit.actions(elements, f"expert.{contact.id}.actions"),
    ]
