"""What `/met` answers: the private note of what was recorded, its form, and its help."""

from collections.abc import Sequence
from datetime import date, timedelta

from slack_sdk.models.blocks import Block, ButtonElement

from bot.domain import words
from bot.domain.encounters import Maybe, Noted, Recorded
from bot.domain.ladder import NEXT_TRY_DAYS
from bot.domain.limits import going_on
from bot.domain.models import Contact, Encounter, Member
from bot.domain.phrases import first_name
from bot.domain.types import Rung, Stage
from bot.slack.views import kit, limits
from bot.slack.views.kit import bold, button, typed

WROTE = "encounter.wrote"
EDIT = "encounter.edit"
UNDO = "encounter.undo"
HOLD = "encounter.hold"
SAME = "encounter.same"
ANOTHER = "encounter.another"
NAMES_SHOWN, NAMES_IN_PLAN = 12, 5
"""How many names a list shows: each list of the plan has a part of one text of at most 3,000 characters."""
MAYBES_ASKED = 5

HELP = """*Tell me whom you met, and I remember the rest.*
`/met @ana @bob at the Lisbon offsite`
`/met @ana at KubeCon on 12 March about their billing migration`
`/met @ana at KubeCon, already wrote`
`/met "Jane Doe" jane@acme.example (Acme) during negotiation Orion`
`/met` alone opens a form.

Name the people first. Then, as you like: `at` a place, `on` a date (or `yesterday`), `already wrote`, and last `about` what you talked of.

I remind you of a first note after about a week, of a second and a third one three to four months apart if nothing comes back, and then we let it go. What you note is seen by nobody but you."""


def recorded(
    found: Recorded, owner: Member, today: date, remarks: Sequence[str] = (), in_doubt: bool = False
) -> list[Block]:
    """The private answer: who, how the rest was read, the plan, and three buttons.

    `remarks`: who was left out, and why. `in_doubt`: it may be about a negotiation.
    """
    encounter, about, marker = found.encounter, _about(found), f"encounter.{found.encounter.id}"
    lead = "I had noted that already: " if found.again else "Noted: "
    blocks: list[Block] = [kit.section(f"{lead}{_people(found.noted)}.\n{_reading(encounter, today)}", marker)]
    if planned := plan(found.noted, owner, today):
        blocks.append(kit.section(planned, f"{marker}.plan"))
    if in_doubt and found.noted and not encounter.negotiation:
        name = first_name(found.noted[0].contact.name) if len(found.noted) == 1 else None
        keep = f"Keep {kit.label(name, 30) if name else 'them'} in peace until it is over"
        blocks += _question("Is this about a negotiation?", f"{marker}.negotiation", button(keep, HOLD, about))
    for each in found.maybes[:MAYBES_ASKED]:
        place, first = each.other.division or each.other.company or each.other.email, _about(found, each)
        who = f"{bold(typed(each.other.name, kit.NAME))}{f', {typed(place, kit.NAME)}' if place else ''}"
        text = f"Is {typed(each.contact.name, kit.NAME)} the same as {who}, whom you know already?"
        buttons = button("Yes", SAME, first), button("Somebody else", ANOTHER, first)
        blocks += _question(text, f"maybe.{each.contact.id}", *buttons)
    blocks += [kit.context(typed(remark, 600)) for remark in remarks[:10]]
    elements = [button("Edit", EDIT, encounter.id), button("Undo", UNDO, about)]
    if any(each.stop is None and _rung(each) is Rung.FIRST_NOTE for each in found.noted):
        elements.insert(0, button("I already wrote", WROTE, about))
    if len(found.noted) == 1:
        elements.append(kit.details(found.noted[0].contact.id))
    return [*blocks, kit.actions(elements, f"{marker}.actions")]


def _about(found: Recorded, first: Maybe | None = None) -> str:
    """What a button of the answer carries: the encounter, and both contacts of each question, the one that it answers
    first; so each of them leaves the other questions where they are."""
    asked = sorted(found.maybes[:MAYBES_ASKED], key=lambda each: each is not first)
    pairs = [number for each in asked for number in (each.contact.id, each.other.id)]
    return ":".join(map(str, [found.encounter.id, *pairs, *found.made_one]))


def _question(text: str, marker: str, *buttons: ButtonElement) -> list[Block]:
    return [kit.section(text, marker), kit.actions(buttons, f"{marker}.actions")]


def recorded_text(found: Recorded) -> str:
    """The same for a notification."""
    return f"Noted: {_people(found.noted)}."


def plan(noted: Sequence[Noted], owner: Member, today: date) -> str:
    """What will happen next, for everybody who was there, in a few sentences."""
    free = [each for each in noted if each.stop is None]
    first = [each for each in free if _rung(each) is Rung.FIRST_NOTE]
    second = [each for each in free if _rung(each) in (Rung.SECOND_TRY, Rung.THIRD_TRY, Rung.CLOSING)]
    in_touch = [each for each in free if each.contact.stage is Stage.IN_TOUCH]
    let_go = [each for each in free if each.contact.stage is Stage.LET_GO]
    sentences = [_first_notes(first, owner, today)] if first else []
    if second:
        days = _days(second)
        when = words.months(days[0], days[-1], today) if days else "later"
        sentences.append(
            f"You wrote. If nothing comes back from {_names(second)}, I will bring them up again {when}."
        )
    if in_touch:
        days = _days(in_touch)
        again = f", and I will bring them up again {words.coming(days[0], today)}" if days else ""
        sentences.append(f"You are in touch with {_names(in_touch)}{again}.")
    sentences += _held([each for each in noted if each.stop and each.stop.goes_on], owner)
    if let_go:
        sentences.append(f"You let {_names(let_go)} go, so I bring nothing up.")
    stopped = [(each, each.stop) for each in noted if each.stop and not each.stop.goes_on]
    for each, stop in stopped[:NAMES_IN_PLAN]:
        comes = stop.until_on and each.reminder and each.reminder.due_on
        after = "I bring them up after that." if comes else "I only keep that you met."
        sentences.append(f"{limits.why(stop, each.contact.name, today)} {after}")
    return " ".join(sentences)


def taken_back(kept: Sequence[str] = (), *, of: int = 0) -> list[Block]:
    """After Undo of the meeting, for so many people. `kept`: contacts for whom something newer has happened."""
    if not kept:
        return [kit.section("Taken back. Nothing is noted of it.")]
    names = words.listed([bold(typed(name, kit.NAME)) for name in kept[:NAMES_SHOWN]])
    rest = " The rest is taken back." if len(kept) < of else ""
    return [kit.section(f"Something newer has happened with {names}, so I kept that.{rest}")]


TAKEN_BACK = {
    "merged": "Taken back: they are two again.",
    "wrote": "Taken back: no note is written.",
    "peace": "Taken back: it was about no negotiation.",
}
"""By what was told last, what Undo says of it."""


def saved() -> list[Block]:
    """The head of the answer after an edit."""
    return [kit.context("Saved.")]


def _people(noted: Sequence[Noted]) -> str:
    return words.listed([_named(each.contact) for each in noted], NAMES_SHOWN)


def _named(contact: Contact) -> str:
    name = bold(typed(contact.name, kit.NAME))
    place = contact.division or contact.company
    return f"{name} ({typed(place, kit.NAME)})" if place else name


def _reading(encounter: Encounter, today: date) -> str:
    """How the sentence was read, apart from who: a wrong reading shows at a glance."""
    is_close = (today - encounter.met_on).days < 2
    when = words.ago(encounter.met_on, today) if is_close else words.day(encounter.met_on, today)
    where = f"Where: {typed(encounter.place, kit.PLACE)}" if encounter.place else ""
    about = f"About: {typed(encounter.note, kit.NOTE)}" if encounter.note else ""
    return " · ".join(part for part in (where, f"When: {when}", about) if part)


def _rung(each: Noted) -> Rung | None:
    following_up = each.contact.stage is Stage.FOLLOWING_UP
    return each.reminder.rung if each.reminder and following_up else None


def _names(noted: Sequence[Noted]) -> str:
    return words.listed([typed(each.contact.name, kit.NAME) for each in noted], NAMES_IN_PLAN)


def _days(noted: Sequence[Noted]) -> list[date]:
    return sorted({each.reminder.due_on for each in noted if each.reminder and each.reminder.due_on})


def _first_notes(noted: Sequence[Noted], owner: Member, today: date) -> str:
    days = _days(noted)
    if not days:
        return "The first note is due now; you find it in Home."
    if len(days) == 1:
        reminded = f"I will remind you of a first note {words.coming(days[0], today)}."
    elif len(days) == 2:
        both = " and ".join(words.day(day, today) for day in days)
        reminded = f"I will remind you of the first notes on {both}."
    else:
        most = words.number(owner.daily_cap)
        reminded = (
            f"I will remind you of the first notes between {words.day(days[0], today)} and "
            f"{words.day(days[-1], today)}, at most {most} a morning."
        )
    second, third = _try_months(days[0], 1, today), _try_months(days[-1], 2, today)
    return f"{reminded} If nothing comes back, once more {second} and once {third}, and then we let it go."


def _try_months(first: date, tries: int, today: date) -> str:
    """About when a later try comes: windows add up, but people want a month, not half a year."""
    earliest, best, latest = NEXT_TRY_DAYS
    opens, closes = (first + timedelta(days=(tries - 1) * best + days) for days in (earliest, latest))
    return words.months(opens, closes, today)


def _held(noted: Sequence[Noted], owner: Member) -> list[str]:
    """A sentence for each negotiation that goes on."""
    people: dict[str | None, list[Noted]] = {}
    for each in noted:
        people.setdefault(each.stop.words if each.stop else None, []).append(each)
    return [
        f"{_names(held)} {'is' if len(held) == 1 else 'are'} on hold while {typed(going_on(name), 2 * kit.NAME)}. "
        "I will not bring them up until you tell me in Home that it has ended, "
        f"and then {owner.cooling_off_days} days after that."
        for name, held in [*people.items()][:NAMES_IN_PLAN]
    ]
