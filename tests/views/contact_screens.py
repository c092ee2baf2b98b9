"""The screens of the contact view, in every state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from bot.domain.cards import Card, Details, Entry, Merger
from bot.domain.limits import FREE, Bounds
from bot.domain.models import Change, Contact, DeletedContact, Encounter, Limit, Reminder
from bot.domain.types import LimitKind, Rung, Stage
from bot.slack.views import contacts

TODAY, NOON = date(2026, 11, 24), datetime(2026, 11, 24, 12, tzinfo=UTC)
TEAM = "T0SANDBOX1"


@dataclass(frozen=True)
class Drawn:
    """One screen before it is named."""

    name: str
    what: Any
    text: str | None = None


def person(words: str, number: int, stage: Stage, months: int = 3, *, bare: bool = False) -> Contact:
    text = None if bare else words
    return Contact(
        id=number, name=words, title=text, division=text, company=text, email=text, reason=text,
        slack_user_id=None if bare else "U0ANA00001", stage=stage, keep_in_touch_months=months, keep_notes=not bare,
        own_fields=[], known=True, version=1,
    )  # fmt: skip


def history(words: str, count: int = 1) -> tuple[Entry, ...]:
    """A line of every kind, so many times."""
    met = [
        Encounter(id=1000 + number, place=place, note=note, negotiation=note, met_on=TODAY)
        for number, (place, note) in enumerate(product((words or None, None), repeat=2))
    ]
    told = [Entry(TODAY, NOON, "met", encounter=each) for each in met]
    for deed in (*contacts.DEEDS, "asked", "drafted", "let_pass"):
        told += [Entry(TODAY, NOON, deed, text, rung) for text in (words, None) for rung in (Rung.SECOND_TRY, None)]
    return tuple(told) * count


def bounds(words: str, stage: Stage) -> Iterator[Bounds]:
    confirm = tuple(
        Limit(kind=kind, words=text)
        for kind in (LimitKind.CONFLICT, LimitKind.REPRESENTED)
        for text in (words or None, None)
    )
    if stage is Stage.FOLLOWING_UP:
        yield Bounds(Limit(id=7, kind=LimitKind.NEGOTIATION, until_on=None, words=words), confirm, (words,) * 20)
    yield FREE
    yield Bounds(None, confirm * 3, (words,) * 20)
    yield Bounds(Limit(id=7, kind=LimitKind.DO_NOT_CONTACT, words=words))
    yield Bounds(Limit(id=7, kind=LimitKind.HOLD, until_on=TODAY + timedelta(days=40), words=words))


def reminders(of: Contact) -> Iterator[Reminder | None]:
    """What may come next."""
    yield None
    for rung, due, shown in product(Rung, (None, -1, 40), (0, 1)):
        due_on = None if due is None else TODAY + timedelta(days=due)
        yield Reminder(id=9, contact=of, rung=rung, due_on=due_on, shown=shown)


def contact_screens(words: str, *, every: bool) -> Iterator[Drawn]:
    """The view, its forms, and what is said after deleting."""
    fresh = Change(id=5, verb="wrote", created_at=datetime(2026, 11, 23, tzinfo=UTC))
    for stage, bare in product(Stage, (False, True)):
        of = person(words, 1, stage, bare=bare)
        for number, limits in enumerate(bounds(words, stage)):
            for reminder in reminders(of) if every else (None,):
                card = Card(of, reminder, None, None, fresh if bare else None, bounds=limits)
                told = history(words) if number == bare else ()
                name = f"contact: {stage}, {bare}, {number}, {reminder and (reminder.rung, reminder.due_on)}"
                yield Drawn(name, contacts.details(Details(card, told, TODAY), TEAM))
    long = Details(Card(person(words, 1, Stage.IN_TOUCH), None, None, None), history(words, 5), TODAY)
    yield Drawn("contact, long history", contacts.details(long, TEAM))
    kept = DeletedContact(id=3)
    kept.name = words
    yield Drawn("contact deleted", contacts.deleted(kept))
    yield from form_screens(words)


def form_screens(words: str) -> Iterator[Drawn]:
    """Correcting, and making two one."""
    for months, bare in product((3, 0, 7), (False, True)):
        of = person(words, 1, Stage.IN_TOUCH, months, bare=bare)
        yield Drawn(f"contact edit: {months}, {bare}", contacts.edit(of))
    one = person(words, 1, Stage.IN_TOUCH)
    for count in (0, 1, 100, 101, 300):
        likely = [person(words, 2 + number, Stage.LET_GO, bare=bool(number % 2)) for number in range(count)]
        yield Drawn(f"merge: {count}", contacts.merge(one, likely))
    for stage, count, bare in product(Stage, (1, 2, 30), (False, True)):
        lead, gone = person(words, 1, stage), person(words, 2, Stage.LET_GO, bare=bare)
        yield Drawn(f"merge, sure: {stage}, {count}, {bare}", contacts.sure(Merger(lead, gone, count, lead)))
