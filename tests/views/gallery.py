"""Every screen in every state, with ordinary and with the ugliest data: drawn from plain objects, no database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import product
from typing import Any

from bot.domain.cards import SHOWN, Card, Home, Morning, Shelf
from bot.domain.encounters import Maybe, Noted, Recorded
from bot.domain.limits import Bounds
from bot.domain.models import Change, Contact, DeletedContact, Encounter, Limit, Member, Reminder
from bot.domain.types import LimitKind, Outcome, Rung, Stage
from bot.slack.door import OLD_BUTTON
from bot.slack.screens import TOO_SLOW
from bot.slack.views import attempts, encounters, home, kit
from tests.views import contact_screens, limit_screens, told_screens

TODAY = date(2026, 11, 24)
TEAM = "T0SANDBOX1"
UGLY = {
    "mentions": "<!channel> <@U2> <#C1|general> <!subteam^S1> <http://evil.example|bank> @here #general",
    "entities": "&lt;!channel&gt; &amp;amp; & < >",
    "long": "x" * 40_000,
    "angles": "<" * 3_000,
    "formatting": "*bold* _it_ ~no~ `code` ```more``` > quote :smile:",
    "quotation": "> a\n> b",
    "rtl": "\u202egnihton\u2066 \u2067a\u2069\u2069 \u05d0\u05d1",
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️" * 300,
    "marks": "e" + "\u0301" * 4_000,
    "quotes": "\"'“”‘’\\",
    "newlines": "a\n\n\nb\r\nc\u2028d\te ",
    "one": "*",
    "empty": "",
}


@dataclass(frozen=True)
class Told:
    """The words of other people that a screen shows."""

    name: str = "Ana Reis"
    place: str | None = "the Lisbon offsite"
    note: str | None = "billing"
    division: str | None = "Finance"
    company: str | None = None
    reason: str | None = "the ledger"
    negotiation: str | None = "Orion"
    slack_user_id: str | None = "U0ANA00001"


@dataclass(frozen=True)
class Screen:
    """One screen as it is handed to Slack: a message with its `text`, or a view."""

    name: str
    surface: str
    blocks: list[Any]
    text: str | None = None
    view: Any = None


Drawn = tuple[Screen, list[dict[str, Any]], dict[str, Any]]
"""A screen with its blocks and its view (empty for a message) as Slack gets them."""
ORDINARY = Told()
OUTSIDER = Told(name="Jane Doe", division=None, company="Acme", slack_user_id=None)
BARE = Told(place=None, note=None, division=None, reason=None)


def as_json(screen: Screen) -> Drawn:
    """slack_sdk's own checks raise here."""
    view = {} if screen.view is None else screen.view.to_dict()
    return screen, view.get("blocks", []) if view else [block.to_dict() for block in screen.blocks], view


def ugly(text: str) -> Told:
    """Somebody all of whose words are these."""
    return Told(text, text, text, text, text, text, text)


@cache
def ordinary() -> list[Drawn]:
    """Every screen in every state with ordinary words, as JSON."""
    return [as_json(screen) for screen in screens(ORDINARY, "ordinary", every=True)]


@cache
def gallery() -> list[Drawn]:
    """The same, and every screen with each other kind of words; once each, for many states look alike."""
    others = {"outsider": OUTSIDER, "bare": BARE, **{name: ugly(text) for name, text in UGLY.items()}}
    drawn = [as_json(screen) for name, told in others.items() for screen in screens(told, name, every=False)]
    different = {json.dumps((screen.text, view or blocks)): (screen, blocks, view) for screen, blocks, view in drawn}
    return [*ordinary(), *different.values()]


def screens(told: Told, words: str, *, every: bool) -> Iterator[Screen]:
    """Every screen for one person's words; with `every`, also the states whose words are the same."""
    for draw in (answers, forms, open_cards, settled_cards, mornings, homes, small_ones, second_half):
        for screen in draw(told, every):
            yield replace(screen, name=f"{screen.name} · {words}")


def message(name: str, blocks: list[Any], text: str) -> Screen:
    return Screen(name, "message", blocks, text)


def view(name: str, drawn: Any) -> Screen:
    return Screen(name, drawn.type, drawn.blocks, view=drawn)


def contact(told: Told, number: int = 1, stage: Stage = Stage.FOLLOWING_UP, months: int = 3) -> Contact:
    return Contact(
        id=number,
        slack_user_id=told.slack_user_id,
        name=told.name,
        company=told.company,
        division=told.division,
        stage=stage,
        keep_in_touch_months=months,
        reason=told.reason,
        moved_from=told.division if number % 2 else None,
        moved_on=TODAY,
        known=True,
        version=1,
    )


def encounter(told: Told, days_ago: int = 7) -> Encounter:
    return Encounter(id=7, place=told.place, note=told.note, met_on=TODAY - timedelta(days=days_ago))


def reminder(
    of: Contact,
    rung: Rung = Rung.FIRST_NOTE,
    due: int | None = 7,
    outcome: Outcome | None = None,
    snoozed: bool = False,
) -> Reminder:
    due_on = None if due is None else TODAY + timedelta(days=due)
    due_at = datetime(2026, 12, 1, 9, 30, tzinfo=UTC) if snoozed else None
    return Reminder(
        id=100 + of.id,
        contact=of,
        rung=rung,
        due_on=due_on,
        due_at=due_at,
        outcome=outcome,
        snoozed=snoozed,
        shown=0,
        limit_id=5 if rung is Rung.STILL_ON else None,
    )


def member() -> Member:
    return Member(id=1, slack_user_id="U0ALICE001", zone="Europe/Lisbon", hour=time(9, 30), daily_cap=3)


# --- the answers of /met and its forms


def plans(told: Told) -> Iterator[tuple[str, list[Noted]]]:
    """What may come next for those who were there."""
    for rung in Rung:
        one = contact(told)
        yield f"{rung}", [Noted(one, reminder(one, rung, due=98))]
        yield f"{rung}, no day", [Noted(one, reminder(one, rung, due=None))]
    for stage in Stage:
        one, two = contact(told, 1, stage), contact(told, 2, stage)
        yield f"{stage}", [Noted(one, None)]
        yield f"{stage}, stopped", [Noted(one, reminder(one, due=90), stop) for stop in stops(told)]
        yield f"two {stage}", [Noted(one, None), Noted(two, reminder(two, Rung.KEEP_IN_TOUCH, due=90))]
    yield "nobody", []
    people = [contact(told, number) for number in range(1, 31)]
    yield "two, on two days", [Noted(each, reminder(each, due=5 + each.id)) for each in people[:2]]
    yield "thirty", [Noted(each, reminder(each, due=5 + each.id // 3)) for each in people]
    stages = [contact(told, number, list(Stage)[number % 3]) for number in range(1, 31)]
    yield "thirty, mixed", [Noted(each, reminder(each, list(Rung)[each.id % 4], due=90)) for each in stages]
    held = Limit(kind=LimitKind.NEGOTIATION, until_on=None, words=told.negotiation)
    yield "thirty on hold", [Noted(contact(told, number), None, held) for number in range(1, 31)]


def answers(told: Told, every: bool) -> Iterator[Screen]:
    remarks = [told.name or "You have met yourself already; I left you out."] * 12
    for (name, noted), again, days_ago in product(plans(told), (False, True), (0, 400) if every else (1,)):
        found = Recorded(encounter(told, days_ago), noted, again)
        blocks, text = encounters.recorded(found, member(), TODAY, remarks if again else (), in_doubt=again)
        yield message(f"recorded: {name}, again {again}", blocks, text)
        if every and not again:
            yield message(f"edited: {name}", [kit.context("Saved."), *blocks], text)
    new, others = [contact(told, 1), contact(told, 4)], [contact(told, 2), Contact(id=3, name=told.name)]
    maybes = [Maybe(*pair) for pair in zip(new, others, strict=True)]
    asked = Recorded(encounter(told), [Noted(each, None) for each in new], maybes=maybes)
    yield message("recorded: perhaps known", *encounters.recorded(asked, member(), TODAY))
    for count in (0, 1, 2, 30):
        yield message(f"taken back, {count} kept", encounters.taken_back([told.name] * count), "Taken back.")
    yield message("help", [], encounters.HELP)
    yield message(
        "withdrawn", [kit.section(kit.typed(f"{told.name} is an app.", 600))], kit.typed(told.name, 600) or "-"
    )


def forms(told: Told, every: bool) -> Iterator[Screen]:
    yield view("form", encounters.form(TODAY))
    for count in (0, 1, 30):
        noted = [Noted(contact(told, number), None) for number in range(1, count + 1)]
        yield view(f"edit form, {count} people", encounters.edit_form(Recorded(encounter(told), noted)))


# --- cards and mornings


def open_cards(told: Told, every: bool) -> Iterator[Screen]:
    days_ago = (None, 0, 1, 4, 7, 21, 60, 400) if every else (7,)
    for rung, late, met, wrote_on in product(Rung, (False, True), days_ago, (None, TODAY) if every else (TODAY,)):
        one = contact(told, stage=Stage.IN_TOUCH if rung is Rung.KEEP_IN_TOUCH else Stage.FOLLOWING_UP)
        each = Card(
            one,
            reminder(one, rung),
            None if met is None else encounter(told, met),
            wrote_on,
            meant_for=TODAY - timedelta(days=21) if late else None,
        )
        yield message(f"card: {rung}, late {late}, met {met}, wrote {wrote_on}", *card(each))


def card(each: Card) -> tuple[list[Any], str]:
    shown = Morning(TODAY, [each], TEAM)
    return attempts.card(each, TODAY, TEAM), attempts.morning_text(shown)


def settled_cards(told: Told, every: bool) -> Iterator[Screen]:
    stages, tellers = (Stage, (None, "this", "another", "rhythm")) if every else ((Stage.FOLLOWING_UP,), ("this",))
    for outcome, stage, told_by in product(Outcome, stages, tellers):
        one = contact(told, stage=stage)
        done = reminder(one, Rung.SECOND_TRY, due=None, outcome=outcome)
        by = {"this": done.id, "another": 999, "rhythm": None}
        change = Change(id=5, reminder_id=by[told_by], verb=told_by) if told_by else None
        for rung, due in ((None, 0), *zip(Rung, (1, 30, 98, 400, 98, 92), strict=True)):
            following = reminder(one, rung, due) if rung else None
            each = Card(one, done, encounter(told), TODAY, change, following)
            yield message(f"settled: {outcome}, {stage}, change {told_by}, then {rung} in {due}", *card(each))
    for due, months in product((1, 14, 98, None), attempts.RHYTHMS):
        one = contact(told, months=months)
        each = Card(one, reminder(one, due=due, snoozed=True), encounter(told), None, Change(id=5, reminder_id=101))
        yield message(f"snoozed: {due}, {months}", *card(each))
    for months in (*attempts.RHYTHMS, 7):
        one = contact(told, stage=Stage.IN_TOUCH, months=months)
        done = reminder(one, due=None, outcome=Outcome.REPLIED)
        following = reminder(one, Rung.KEEP_IN_TOUCH, 90) if months else None
        each = Card(one, done, None, None, Change(id=5, reminder_id=done.id, verb="replied"), following)
        yield message(f"in touch every {months}", *card(each))
    yield message("no reminder", *card(Card(contact(told), None, None, None)))


def mornings(told: Told, every: bool) -> Iterator[Screen]:
    for count in (0, 1, 3, 10):
        people = [contact(told, number) for number in range(1, count + 1)]
        cards = [Card(each, reminder(each), encounter(told), TODAY, meant_for=TODAY) for each in people]
        shown = Morning(TODAY, cards, TEAM)
        yield message(f"morning of {count}", attempts.morning(shown), attempts.morning_text(shown))


# --- Home and the small modals


def homes(told: Told, every: bool) -> Iterator[Screen]:
    empty = Home(today=TODAY, shelves={}, counts={}, paused_until=None, zone="Europe/Lisbon", project=None, parked=[])
    gone = [deleted_contact(told, number) for number in range(5)]
    unwell = {
        "undrawn": [told.name] * 4,
        "zone": None,
        "parked": [TODAY] * 5,
        "paused_until": date(2027, 1, 4),
        "deleted": gone,
    }
    for count, rung in ((1, Rung.FIRST_NOTE), (60, Rung.SECOND_TRY), (60, Rung.CLOSING), (60, Rung.KEEP_IN_TOUCH)):
        counts = dict.fromkeys(Shelf, count)
        cards = {shelf: list(shelved(told, shelf, min(count, SHOWN[shelf]), rung)) for shelf in Shelf}
        full = replace(empty, shelves=cards, counts=counts)
        yield view(f"home of {count}, {rung}", home.home(full, TEAM))
        work = told_screens.project(told.name or "Orion")
        yield view(f"home of {count}, {rung}, unwell", home.home(replace(full, project=work, **unwell), TEAM))
    yield view("home, empty", home.home(empty, TEAM))
    yield view("home, empty, unwell", home.home(replace(empty, **unwell), TEAM))
    yield view("home, strange zone", home.home(replace(empty, zone=told.name or "Mars/Base"), TEAM))
    yield view("pause form", home.pause_form(TODAY))


def deleted_contact(told: Told, number: int) -> DeletedContact:
    made = DeletedContact(id=number)
    made.name = told.name
    return made


def shelved(told: Told, shelf: Shelf, count: int, rung: Rung) -> Iterator[Card]:
    stages = {Shelf.IN_TOUCH: Stage.IN_TOUCH, Shelf.LET_GO: Stage.LET_GO}
    first = 1000 * (1 + list(Shelf).index(shelf))
    for number in range(count):
        stage = stages.get(shelf, Stage.FOLLOWING_UP) if number % 5 else Stage.FOLLOWING_UP
        one = contact(told if number % 3 else replace(told, reason=None), first + number, stage)
        planned = (
            None if number % 4 == 3 and shelf is not Shelf.DUE else reminder(one, rung, 9 if number % 2 else None)
        )
        made_at = datetime(2026, 11, 20 if number % 2 else 2, tzinfo=UTC)
        change = Change(id=number, verb="wrote" if number % 5 else "met", created_at=made_at) if number % 3 else None
        met = encounter(told) if number % 5 else None
        stop = stops(told)[number % 4] if shelf in (Shelf.ON_HOLD, Shelf.LET_GO) else None
        bounds = Bounds(stop=stop)
        wrote_on = TODAY if number % 3 else None
        yield Card(one, planned, met, wrote_on, change, bounds=bounds, departed=number % 7 == 2)


def stops(told: Told) -> list[Limit | None]:
    """Why somebody may be left in peace."""
    return [
        None,
        Limit(kind=LimitKind.DO_NOT_CONTACT, words=told.reason),
        Limit(kind=LimitKind.HOLD, until_on=TODAY + timedelta(days=40), words=told.reason),
        Limit(kind=LimitKind.NEGOTIATION, until_on=None, words=told.negotiation),
    ]


def small_ones(told: Told, every: bool) -> Iterator[Screen]:
    yield view("snooze form", attempts.snooze_form(reminder(contact(told)), TODAY))
    yield view("reason form", attempts.reason_form(reminder(contact(told))))
    for sentence in ("Noted. I take it from here.", OLD_BUTTON, TOO_SLOW, told.name):
        yield view("note", kit.note(sentence or "Noted."))
    yield Screen("too slow", "message", kit.again(TOO_SLOW, kit.MET, "met"), TOO_SLOW)


def second_half(told: Told, every: bool) -> Iterator[Screen]:
    """Drafts, asks, projects, settings, limits, the contact view and attendee lists."""
    words, one = told.name, contact(told)
    for each in (
        *told_screens.draft_screens(one, encounter(told), words, every=every),
        *told_screens.ask_screens(one, words),
        *told_screens.project_screens(words),
        *told_screens.settings_screens(words, every=every),
        *told_screens.data_screens(words),
        *limit_screens.limit_screens(one, words),
        *limit_screens.negotiation_screens(contact(told), encounter(told), words),
        *limit_screens.bounded_cards(contact(told), encounter(told), words),
        *contact_screens.contact_screens(words, every=every),
        *told_screens.import_screens(words, every=every),
    ):
        yield view(each.name, each.what) if each.text is None else message(each.name, each.what, each.text)
