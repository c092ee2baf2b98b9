"""The screens of limits and negotiations, as the gallery shows them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.cards import Card, Morning, Subject
from bot.domain.drafts import Purpose
from bot.domain.limits import Bounds, Negotiation
from bot.domain.models import Contact, Encounter, Limit, Member, Reminder
from bot.domain.types import LimitKind, Outcome, Rung
from bot.slack.views import attempts, drafts, limits
from tests.views.told_screens import TEAM, TODAY, Drawn


def limit(words: str | None, kind: LimitKind, number: int = 1, **about: object) -> Limit:
    return Limit(id=number, kind=kind, words=words, created_at=datetime(2026, 11, 1, tzinfo=UTC), **about)


def bounds(words: str, *, attorney: bool) -> Bounds:
    """Everything that is to be thought of before writing."""
    found = (limit(words, LimitKind.CONFLICT), limit(words, LimitKind.REPRESENTED))
    return Bounds(confirm=found, matters=(words,) if attorney else ())


def limit_screens(of: Contact, words: str) -> Iterator[Drawn]:
    """The lists and forms."""
    whole = [
        each
        for number in range(0, 60, 3)
        for kind in LimitKind
        for each in (
            limit(words, kind, 100 * number + 1, contact_id=of.id, until_on=TODAY + timedelta(days=40)),
            limit(None, kind, 100 * number + 2, division=words or "Finance"),
            limit(words, kind, 100 * number + 3),
        )
    ]
    for number, each in enumerate(whole):
        each.id = number
    for name, found, about in (("all", whole[:15], None), ("many", whole, of), ("none", [], of)):
        drawn = limits.limits(found, about, {of.id: of.name}, TODAY)
        yield Drawn(f"limits: {name}", drawn)
    for attorney in (False, True):
        asked = Subject(of, Purpose.ASK, bounds(words, attorney=attorney))
        yield Drawn(f"ask, to be thought of first: {attorney}", drafts.ask(asked, "ask:7", words))
    nowhere = Contact(id=8, name=words or "Jane")
    for name, about in (("anybody", None), ("one", of), ("one without a division", nowhere)):
        yield Drawn(f"limit form: {name}", limits.form(about, [f"{number} {words}" for number in range(150)]))


def negotiation_screens(of: Contact, met: Encounter, words: str) -> Iterator[Drawn]:
    """From the question of the quarter to the end of a negotiation, and what is announced then."""
    owner = Member(id=1, slack_user_id="U0ALICE001", zone=None, hour=time(9, 30), daily_cap=3, cooling_off_days=90)
    following = Reminder(id=6, rung=Rung.STILL_ON, due_on=TODAY + timedelta(days=92), contact=of)
    for outcome, then in ((None, None), (Outcome.GOES_ON, following), *((each, None) for each in Outcome)):
        asking = Reminder(id=5, contact=of, rung=Rung.STILL_ON, outcome=outcome, snoozed=False, shown=1, limit_id=1)
        each = Card(of, asking, met, None, None, then, negotiation=words, held_with=(words, "Bob Brown"))
        shown = Morning(TODAY, [each], TEAM)
        yield Drawn(f"still on: {outcome}, then {then is not None}", attempts.morning(shown), "A short question.")
        assert attempts.morning_text(shown) == "A short question."
    ended_on = date(2026, 8, 3)
    people = [
        Limit(
            id=number, words=words, ended_on=ended_on, contact=Contact(id=number, name=f"{words or 'Jane'}{number}")
        )
        for number in range(12)
    ]
    for count in (1, 12):
        planned = [Reminder(id=7, contact=of, rung=Rung.FIRST_NOTE, due_on=TODAY)] * count
        yield Drawn(
            f"ended form: {count}", limits.ended_form(Negotiation(people[:count]), f"{of.id}:1", owner, TODAY)
        )
        yield Drawn(f"ended: {count}", limits.ended(Negotiation(people), planned, f"{of.id}:1", TODAY))
        yield Drawn(f"not ended: {count}", limits.taken_back(Negotiation(people[:count])))
    yield Drawn("ended: nobody", limits.ended(Negotiation(people), [], f"{of.id}:1", TODAY))
    first = Reminder(id=5, contact=of, rung=Rung.FIRST_NOTE, due_on=TODAY, shown=0, snoozed=False)
    morning = Morning(TODAY, [Card(of, first, met, None)], TEAM, [Negotiation(people)])
    yield Drawn("announced", attempts.morning(morning), attempts.morning_text(morning))


def bounded_cards(of: Contact, met: Encounter, words: str) -> Iterator[Drawn]:
    """Cards of contacts about whom a limit stands."""
    waiting = Reminder(id=5, contact=of, rung=Rung.FIRST_NOTE, due_on=TODAY, shown=0, snoozed=False)
    stops = (
        Limit(kind=LimitKind.DO_NOT_CONTACT),
        Limit(kind=LimitKind.HOLD, until_on=TODAY, words=words),
        Limit(kind=LimitKind.HOLD),
        Limit(kind=LimitKind.NEGOTIATION, until_on=None, words=words),
        Limit(kind=LimitKind.NEGOTIATION, until_on=TODAY, words=words),
    )
    for number, stop in enumerate(stops):
        each = Card(of, waiting, met, None, bounds=Bounds(stop=stop))
        yield Drawn(f"stopped card {number}", attempts.card(each, TODAY, TEAM), "A card")
    for attorney in (False, True):
        each = Card(of, waiting, met, None, bounds=bounds(words, attorney=attorney))
        yield Drawn(f"card with notices, attorney {attorney}", attempts.card(each, TODAY, TEAM), "A card")
