"""What `/met` answers: the private note of what was recorded, its form, and its help."""

from collections.abc import Sequence
from datetime import date, timedelta

from slack_sdk.models.blocks import Block, ButtonElement, InputBlock, StaticMultiSelectElement, UserMultiSelectElement
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.encounters import Maybe, Noted, Recorded
from bot.domain.ladder import NEXT_TRY_DAYS
from bot.domain.models import Encounter, Member
from bot.domain.types import Rung, Stage
from bot.slack.views import attempts, kit, limits
from bot.slack.views.kit import button, typed

WROTE = "encounter.wrote"
EDIT = "encounter.edit"
UNDO = "encounter.undo"
HOLD = "encounter.hold"
SAME = "encounter.same"
ANOTHER = "encounter.another"
FORM = "encounter.form"
EDIT_FORM = "encounter.edit_form"
PLACE_LIMIT, NOTE_LIMIT, LINE_LIMIT = 300, 3000, 150
DIVISIONS_ASKED = 10
THERE_SHOWN = 100
"""How many people *Edit* can take out: the most that a menu holds."""
NAMES_SHOWN, PLANS_SHOWN, MAYBES_ASKED = 12, 8, 5

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
) -> tuple[list[Block], str]:
    """The private answer: who, how the rest was read, the plan, and three buttons; and the same for a notification.

    `remarks`: who was left out, and why. `in_doubt`: it may be about a negotiation.
    """
    encounter, about, marker = found.encounter, _about(found), f"encounter.{found.encounter.id}"
    people = words.listed([kit.who(each.contact) for each in found.noted], NAMES_SHOWN)
    lead = "I had noted that already: " if found.again else "Noted: "
    blocks: list[Block] = [kit.section(f"{lead}{people}.\n{_reading(encounter, today)}", marker)]
    blocks += [kit.section(sentence) for sentence in plan(found.noted, owner, today)]
    if in_doubt and found.noted and not encounter.negotiation:
        name = kit.label(kit.called(found.noted[0].contact), 30) if len(found.noted) == 1 else "them"
        keep = f"Keep {name} in peace until it is over"
        blocks += _question("Is this about a negotiation?", f"{marker}.negotiation", button(keep, HOLD, about))
    for each in found.maybes[:MAYBES_ASKED]:
        first, name = _about(found, each), typed(each.contact.name, kit.NAME)
        text = f"Is {name} the same as {kit.who(each.other)}, whom you know already?"
        buttons = button("Yes", SAME, first), button("Somebody else", ANOTHER, first)
        blocks += _question(text, f"maybe.{each.contact.id}", *buttons)
    blocks += [kit.context(typed(remark, 600)) for remark in remarks[:10]]
    elements = [button("Edit", EDIT, encounter.id), button("Undo", UNDO, about)]
    if any(each.stop is None and each.reminder and each.reminder.rung is Rung.FIRST_NOTE for each in found.noted):
        elements.insert(0, button("I already wrote", WROTE, about))
    if len(found.noted) == 1:
        elements.append(kit.details(found.noted[0].contact.id))
    return [*blocks, kit.actions(elements, f"{marker}.actions")], f"Noted: {people}."


def _about(found: Recorded, first: Maybe | None = None) -> str:
    """What a button of the answer carries: the encounter, and both contacts of each question, the one that it answers
    first; so each of them leaves the other questions where they are."""
    asked = sorted(found.maybes[:MAYBES_ASKED], key=lambda each: each is not first)
    pairs = [number for each in asked for number in (each.contact.id, each.other.id)]
    return ":".join(map(str, [found.encounter.id, *pairs, *found.made_one]))


def _question(text: str, marker: str, *buttons: ButtonElement) -> list[Block]:
    return [kit.section(text, marker), kit.actions(buttons, f"{marker}.actions")]


def plan(noted: Sequence[Noted], owner: Member, today: date) -> list[str]:
    """What will happen next, for everybody who was there: a sentence or two for those of whom the same is true."""
    alike: dict[object, list[Noted]] = {}
    for each in noted:
        stop, rung = each.stop, each.reminder.rung if each.reminder else None
        same = (stop.kind, stop.words, stop.until_on) if stop else (each.contact.stage, rung)
        alike.setdefault(same, []).append(each)
    told = [_outlook(each, owner, today) for each in alike.values()]
    return [sentence for sentence in told if sentence][:PLANS_SHOWN]


def taken_back(kept: Sequence[str] = (), *, of: int = 0) -> list[Block]:
    """After Undo of the meeting, for so many people. `kept`: contacts for whom something newer has happened."""
    if not kept:
        return [kit.section("Taken back. Nothing is noted of it.")]
    rest = " The rest is taken back." if len(kept) < of else ""
    return [kit.section(f"Something newer has happened with {kit.names(kept)}, so I kept that.{rest}")]


TAKEN_BACK = {
    "merged": "Taken back: they are two again.",
    "wrote": "Taken back: no note is written.",
    "peace": "Taken back: it was about no negotiation.",
}
"""By what was told last, what Undo says of it."""


def _reading(encounter: Encounter, today: date) -> str:
    """How the sentence was read, apart from who: a wrong reading shows at a glance."""
    is_close = (today - encounter.met_on).days < 2
    when = words.ago(encounter.met_on, today) if is_close else words.day(encounter.met_on, today)
    where = f"Where: {typed(encounter.place, kit.PLACE)}" if encounter.place else ""
    about = f"About: {typed(encounter.note, kit.NOTE)}" if encounter.note else ""
    return " · ".join(part for part in (where, f"When: {when}", about) if part)


def _outlook(alike: Sequence[Noted], owner: Member, today: date) -> str:
    """What will happen next, for people of whom the same is true."""
    people, stop, reminder = [each.contact for each in alike], alike[0].stop, alike[0].reminder
    days = sorted({each.reminder.due_on for each in alike if each.reminder and each.reminder.due_on})
    if stop:
        after = "I remind you after that." if stop.until_on and days else "I only keep that you met."
        if stop.goes_on:
            after = f"I am quiet until you tell me in Home that it has ended, and {owner.cooling_off_days} days more."
        return f"{limits.why(stop, today, *people)} {after}"
    if reminder and reminder.rung is Rung.FIRST_NOTE:
        return _first_notes(days, owner, today)
    names = kit.names([each.name for each in people], 5)
    if days:
        when = words.coming(days[0], today) if len(days) == 1 else words.months(days[0], days[-1], today)
        return attempts.what_next(reminder, today, when, names)
    told = {Stage.IN_TOUCH: f"You are in touch with {names}.", Stage.LET_GO: f"You let {names} go. {attempts.QUIET}"}
    return told.get(people[0].stage, "")


def _first_notes(days: Sequence[date], owner: Member, today: date) -> str:
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


def form(today: date) -> View:
    """`/met` alone."""
    negotiation = kit.entry(None, LINE_LIMIT, "its name, if there was one")
    fields = [
        *_fields("Who was there", None, today, None),
        kit.field("negotiation", "During a negotiation", negotiation, optional=True),
        kit.field("wrote", "First note", kit.tick("I already wrote", value="wrote"), optional=True),
    ]
    return kit.modal("Whom did you meet?", fields, callback_id=FORM, submit="Note it")


def edit_form(found: Recorded, contact_id: int | None = None) -> View:
    """*Edit*: who, where, when, about what, and divisions that no profile tells. `contact_id`: from whose view."""
    encounter, people = found.encounter, [each.contact for each in found.noted]
    there = [kit.option(kit.label(each.name, kit.NAME - 5) or "Somebody", each.id) for each in people[:THERE_SHOWN]]
    menu = StaticMultiSelectElement(action_id="value", options=there, initial_options=there)
    fields = [
        *([kit.field("there", "Who was there", menu, optional=True)] if there else []),
        *_fields("And who else", encounter.place, encounter.met_on, encounter.note),
    ]
    for each in people[:DIVISIONS_ASKED]:
        label, entry = f"Division of {kit.label(each.name, kit.NAME)}", kit.entry(each.division, LINE_LIMIT)
        fields.append(kit.field(f"division.{each.id}", label, entry, optional=True))
    about = f"{encounter.id}:{contact_id}" if contact_id else encounter.id
    return kit.modal("Edit what you noted", fields, callback_id=EDIT_FORM, submit="Save", about=about)


def _fields(who: str, place: str | None, met_on: date, note: str | None) -> list[InputBlock]:
    """Colleagues from Slack's menu, people outside as they are typed after `/met`, where, when, and about what."""
    outsiders = kit.entry(None, LINE_LIMIT, "Jane Doe jane@acme.example (Acme)")
    hint = "Only you see this. Write it so that they could read it one day."
    talk = kit.entry(note, NOTE_LIMIT, multiline=True)
    return [
        kit.field("people", who, UserMultiSelectElement(action_id="value"), optional=True),
        kit.field("outsiders", "Somebody outside Slack", outsiders, optional=True),
        kit.field("place", "Where", kit.entry(place, PLACE_LIMIT, "the Lisbon offsite"), optional=True),
        kit.field("met_on", "When", kit.day(met_on)),
        kit.field("note", "What you talked about", talk, hint=hint, optional=True),
    ]
