""" "Ask division expert": the form, the people a member knows in a division, and why they are worth asking."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, InteractiveElement, Option, OptionGroup, StaticSelectElement
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.asks import QUARTER, QUESTION_LIMIT, AskDraft, Expert, Warning
from bot.domain.divisions import ident
from bot.domain.models import Contact
from bot.domain.projects import NAME_LIMIT
from bot.domain.types import Stage, TouchKind
from bot.slack.views import attempts, kit
from bot.slack.views.kit import bold, button, typed

FORM = "ask.form"
PICK = "ask.pick"
LOOK = "ask.look"
HELPED = "contact.helped"
MET = ("Whom did you meet?", kit.MET, "met")

TITLE = "Ask division expert"
PEOPLE_SHOWN, NAMES_SHOWN = 10, 20
MOST_OPTIONS, OPTION_NAME = 100, 55
FIRST_NAME, WORD = 40, 40
"""Characters of a first name on a button, and of a word that is quoted."""

STANDING = {Stage.IN_TOUCH: "in touch", Stage.LET_GO: "you had let it go"}


def form(
    divisions: Sequence[tuple[str, int]], question: str | None, project: str | None, listed: Sequence[str] = ()
) -> View:
    """Which division (its `ident`), what, for which project. `listed`: those in which they may know nobody yet."""
    if not divisions:
        return nobody_yet(question, project)
    entry = kit.entry(question, QUESTION_LIMIT, multiline=True)
    hint = "One thing only they can tell is easier to answer than three."
    fields = [
        kit.field("division", "Division", _menu(divisions, listed)),
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
    blocks.append(kit.actions([button(*MET, style="primary")], "nobody"))
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
    blocks += kit.more(len(experts) - PEOPLE_SHOWN)
    return kit.modal(TITLE, blocks, about=ask.packed())


def nobody(ask: AskDraft) -> View:
    """Nobody is known there yet: says so, and offers what would help."""
    name = typed(ask.division, kit.NAME)
    text = (
        f"You know nobody in {name} yet. Next time you meet somebody there, `/met` them. "
        f"If it cannot wait, I can look who lists {name} in their profile."
    )
    buttons = kit.actions([button("Who lists it?", LOOK, "look"), button(*MET)], "nobody")
    return kit.modal(TITLE, [kit.section(text), buttons], about=ask.packed())


def looked(division: str, names: Sequence[str], of: int) -> View:
    """Who lists that division in their profile, of so many who were looked at; shown because the member asked."""
    name = typed(division, kit.NAME)
    known = "the one colleague" if of == 1 else f"the {of:,} colleagues"
    note = kit.context(f"I looked at {known} I know of and you have not noted; there may be others.")
    if not names:
        return kit.modal(TITLE, [kit.section(f"Nobody else whom I know of lists {name} in their profile."), note])
    who = kit.names(names, NAMES_SHOWN)
    text = (
        f"{who} {'lists' if len(names) == 1 else 'list'} {name} in the profile. You have not noted meeting them yet; "
        "somebody you both know could introduce you."
    )
    return kit.modal(TITLE, [kit.section(text), note, kit.actions([button(*MET)], "looked")])


def helped(contact: Contact) -> list[Block]:
    """After *I gave something back*."""
    text = f"Good to know. That makes asking {bold(typed(contact.name, kit.NAME))} again easy."
    return [kit.section(text, f"helped.{contact.id}")]


def ask_button(contact: Contact, *, style: str | None = None) -> InteractiveElement:
    """*Ask Dan*."""
    return button(f"Ask {kit.label(kit.called(contact), FIRST_NAME)}".strip(), PICK, contact.id, style=style)


def reasons(expert: Expert, today: date) -> list[str]:
    """Why somebody is in the list, as a person says it, each thing once."""
    each, last = expert.candidate, expert.candidate.last_touch
    asked_lately = expert.warning is Warning.ASKED_LATELY
    met_at = f"you met {attempts.at(each.place)}" if each.place else None
    found = [STANDING[each.stage]] if each.stage in STANDING else []
    if last and each.last_touch_on and not (last is TouchKind.ASKED and asked_lately):
        touched = "they replied" if last is TouchKind.REPLIED else f"you {last}"  # met, wrote, asked, …
        if last is TouchKind.MET and met_at:
            touched, met_at = met_at, None
        found.append(f"{touched} {words.ago(each.last_touch_on, today)}")
    if met_at:
        found.append(met_at)
    found += about_it(expert)
    if each.given and last is not TouchKind.HELPED:
        found.append("you have helped before")
    if not each.asked_on or today - max(each.asked_on) >= QUARTER:
        found.append("not asked this quarter")
    elif not asked_lately and last is not TouchKind.ASKED:
        found.append(f"you asked {words.ago(max(each.asked_on), today)}")
    return found


def about_it(expert: Expert) -> list[str]:
    """Those of the reasons that are about the question or the project."""
    quoted = {"you noted": expert.noted, "their title says": expert.titled}
    return [
        f"{lead} {words.listed([f'“{typed(word, WORD)}”' for word in found])}"
        for lead, found in quoted.items()
        if found
    ]


def warning(expert: Expert, today: date) -> str | None:
    """What to think of before asking, without reproach."""
    name = typed(kit.called(expert.candidate.contact), FIRST_NAME) or "them"
    asked_on = expert.candidate.asked_on
    if expert.warning is Warning.NOTHING_GIVEN_BACK:
        times = "twice" if len(asked_on) == 2 else f"{words.number(len(asked_on))} times"
        return f"You have asked {name} {times} already. Is there something you could offer first?"
    if expert.warning is Warning.ASKED_LATELY:
        return f"You asked {name} {words.ago(max(asked_on), today)}. If this one can wait a little, all the better."
    return None


def _menu(divisions: Sequence[tuple[str, int]], listed: Sequence[str]) -> StaticSelectElement:
    """Each division once, those with people first."""
    known: dict[str, Option] = {}
    for name, count in divisions[:MOST_OPTIONS]:
        people = "1 person" if count == 1 else f"{count} people"
        known[ident(name)] = kit.option(f"{kit.label(name, OPTION_NAME)} · {people}", ident(name))
    others = {ident(name): kit.option(kit.label(name, OPTION_NAME), ident(name)) for name in listed}
    new = [option for key, option in others.items() if key not in known][: MOST_OPTIONS - len(known)]
    if not new:  # a group may not be empty
        return kit.menu(list(known.values()), placeholder="Pick one")
    groups = {"You know somebody there": list(known.values()), "Nobody you know yet": new}
    shown = [OptionGroup(label=label, options=options) for label, options in groups.items()]
    return StaticSelectElement(action_id="value", placeholder="Pick one", option_groups=shown)


def _person(expert: Expert, today: date, team_id: str, *, best: bool) -> list[Block]:
    contact, warned = expert.candidate.contact, warning(expert, today)
    line = " · ".join([*attempts.who(contact, today), "; ".join(reasons(expert, today))])
    elements = [ask_button(contact, style="primary" if best and not warned else None)]
    if expert.warning is Warning.NOTHING_GIVEN_BACK:
        elements.append(button("I gave something back", HELPED, contact.id))
    elements += attempts.open_chat(contact, team_id)
    return [
        kit.section(line, f"expert.{contact.id}"),
        *([kit.context(warned, block_id=f"expert.{contact.id}.warning")] if warned else []),
        kit.actions(elements, f"expert.{contact.id}.actions"),
    ]
