"""The screens of drafts, asks, projects and settings, in every state: the second half of the gallery."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any

from bot.domain import data as data_words
from bot.domain.asks import AskDraft, Candidate, rank
from bot.domain.attendees import Attendee, WrongLine
from bot.domain.cards import Card, Ready, Subject
from bot.domain.data import Erased, Held
from bot.domain.drafts import REMOVABLE, Purpose, Style, WhyTemplate
from bot.domain.imports import FILLED, Progress, Report
from bot.domain.limits import FREE
from bot.domain.models import Change, Contact, Draft, Encounter, Member, Project, Reminder, Workspace
from bot.domain.types import Rung, Stage, TouchKind
from bot.slack.views import data, drafts, experts, home, imports, kit, projects

TODAY = date(2026, 11, 24)
TEAM = "T0SANDBOX1"
LONG_AGO = (date(2020, 1, 1), date(2020, 6, 1))


@dataclass(frozen=True)
class Drawn:
    """One screen before it is named: a view, or a message with its text."""

    name: str
    what: Any
    text: str | None = None


def draft(of: Contact, text: str, purpose: Purpose = Purpose.FIRST_NOTE, **more: Any) -> Draft:
    values = {"why_template": None, "mine": None, "left_out": [], "revision": 1, **more}
    return Draft(
        id=9, contact=of, purpose=purpose, specific="page 4", style=Style.AS_IS, variant=0, text=text, **values
    )


def draft_screens(of: Contact, met: Encounter, words: str, *, every: bool) -> Iterator[Drawn]:
    """The dialogue from its question to *I wrote*."""
    for purpose, seen in product(Purpose, (met, None)):
        kind = "ask" if purpose is Purpose.ASK else "contact"
        subject = Subject(of, purpose, FREE, seen.note if seen and purpose is Purpose.FIRST_NOTE else None)
        yield Drawn(f"draft ask: {purpose}, met {seen is not None}", drafts.ask(subject, f"{kind}:12"))
    telling = Subject(of, Purpose.FIRST_NOTE, FREE, f"{words} and a few words more")
    yield Drawn("draft ask: told", drafts.ask(telling, "contact:12"))
    yield Drawn("drafting", drafts.drafting(of))
    whys = (None, *WhyTemplate) if every else (None, WhyTemplate.NOT_SWITCHED_ON)
    inputs = ((), ("title",), tuple(REMOVABLE)) if every else (tuple(REMOVABLE),)
    for why, mine, present in product(whys, (None, words), inputs):
        for left_out in ([], list(present[:1]), list(present)):
            made = Ready(
                draft(of, words, why_template=why, mine=mine, left_out=left_out),
                present,
                FREE,
                *(((words, "15 minutes"), ("just checking in",)) if why is None else ()),
            )
            name = f"draft: {why}, mine {mine is not None}, {len(present)} inputs, {len(left_out)} left out"
            yield Drawn(name, drafts.ready(made, TEAM))
            yield Drawn(f"{name}, unfolded", drafts.ready(made, TEAM, unfolded=True))
    for text in ("", None):
        empty = Ready(draft(of, text, why_template=WhyTemplate.OFF_LIMITS), (), FREE)
        yield Drawn(f"draft: nothing {text!r}", drafts.ready(empty, TEAM))
    following = Reminder(id=5, contact=of, rung=Rung.SECOND_TRY, due_on=TODAY + timedelta(days=98))
    for purpose, why in product((Purpose.FIRST_NOTE, Purpose.ASK), whys):
        made = draft(of, words or "Hi.", purpose, why_template=why)
        yield Drawn(f"draft message: {purpose}, {why}", *drafts.message(Ready(made, (), FREE), TEAM))
        for then, change in product((None, following), (None, Change(id=5))):
            blocks = drafts.done(made, Card(of, None, met, TODAY, change, then), TODAY)
            name = f"wrote: {purpose}, {why}, then {then is not None}, change {change is not None}"
            yield Drawn(name, blocks, "Noted.")
            yield Drawn(f"{name}, in the modal", kit.modal("Noted", blocks))


def candidates(words: str) -> list[Candidate]:
    """People in every situation, all of whose words are these."""
    situations = [
        (stage, kind, asked_on, given)
        for stage in (Stage.IN_TOUCH, Stage.FOLLOWING_UP, Stage.LET_GO)
        for kind in (None, *TouchKind)
        for asked_on, given in (((), 0), ((TODAY,), 1), ((TODAY - timedelta(days=60),), 1), (LONG_AGO, 0))
    ]
    return [
        Candidate(
            contact=Contact(
                id=number,
                name=words,
                title=words if number % 2 else "Ledger",
                division=words if number % 3 else None,
                company=words if number % 2 else None,
                slack_user_id="U1" if number % 2 else None,
                moved_from=words if number % 4 == 1 else None,
                moved_on=TODAY,
            ),
            stage=stage,
            last_touch_on=TODAY - timedelta(days=number * 9) if kind else None,
            last_touch=kind,
            place=words or None,
            notes=(words, "rebates") if number % 2 else (),
            asked_on=asked_on,
            given=given,
        )
        for number, (stage, kind, asked_on, given) in enumerate(situations, start=1)
    ]


def ask_screens(of: Contact, words: str) -> Iterator[Drawn]:
    """From the shortcut to the people, and what is said where nobody is."""
    ask = AskDraft(words, f"rebates ledger {words}", words)
    people = rank(candidates(words), question=ask.question, project=words, today=TODAY)
    many = [(f"{number} {words}", number) for number in range(150)]
    yield Drawn("ask form", experts.form([(words, 1), *many], words, words))
    yield Drawn("ask form, bare", experts.form([("Finance", 1)], None, None))
    yield Drawn("ask form, unknown too", experts.form(many[:2], words, words, [name for name, _ in many]))
    yield Drawn("ask form, no division", experts.form([], words, words))
    yield Drawn("ask form, only unknown", experts.form([], None, None, ["Legal"]))
    for question, project in product((None, words), (None, words)):
        yield Drawn(f"nobody yet: {question is None}, {project is None}", experts.nobody_yet(question, project))
    for start in range(0, len(people), 9):
        yield Drawn(f"experts from {start}", experts.people(ask, people[start:], TODAY, TEAM))
    yield Drawn("one expert", experts.people(AskDraft(words, ""), people[-1:], TODAY, TEAM))
    yield Drawn("no expert", experts.people(ask, [], TODAY, TEAM))
    for count in (0, 1, 2, 60):
        yield Drawn(f"who lists it: {count}", experts.looked(words, [words or "Ana"] * count, count))
    yield Drawn("helped", experts.helped(of), "Noted.")


def project(words: str, *, bare: bool = False, ended: bool = False) -> Project:
    summary = None if bare else words
    return Project(
        id=3,
        name=words,
        summary=summary,
        help_welcome=summary,
        started_on=date(2020, 1, 1) if bare else TODAY,
        ended_on=TODAY if ended else None,
    )


def project_screens(words: str) -> Iterator[Drawn]:
    """What `/project` answers, its form, and the weekly suggestion."""
    full, bare = project(words), project(words, bare=True)
    people = rank(candidates(words), question=words, project="rebates ledger", today=TODAY)
    for start in range(0, len(people), 9):
        yield Drawn(f"project set, from {start}", *projects.project_set(full, people[start:], TODAY))
        yield Drawn(f"suggested, from {start}", *projects.project_set(bare, people[start:], TODAY, weekly=True))
    yield Drawn("project set, nobody", *projects.project_set(full, [], TODAY))
    yield Drawn("not now", projects.not_now(full), "Not now.")
    yield Drawn("ended", projects.ended(full), "Done.")
    yield Drawn("project help", [], projects.HELP)
    for name, each in (("full", full), ("bare", bare), ("none", None)):
        yield Drawn(f"project: {name}", projects.present(each, TODAY), "Your project")
        yield Drawn(f"project form: {name}", projects.form(each, weekly=each is full))
    before = [project(words, bare=bool(number % 2), ended=True) for number in range(10)]
    for number, each in enumerate(before):
        each.id = number
    yield Drawn("projects before", [*projects.present(full, TODAY), *projects.history(before, TODAY)], "Your project")


def settings_screens(words: str, *, every: bool) -> Iterator[Drawn]:
    """The settings of members and admins, with and without a model."""
    pairs = [(f"{number} {words}", f"{number} dept {words}") for number in range(12)]
    flags = product((False, True), repeat=4) if every else [(False,) * 4, (True,) * 4]
    for (model_is_set, is_admin, ticked, allowed), topics, alike in product(
        flags, ([], [words, "the merger"], [words] * 60), ([], pairs[:1], pairs)
    ):
        owner = Member(
            id=1, slack_user_id="U0ALICE001", zone=None, hour=time(9, 30), daily_cap=3, model_drafts=ticked,
            weekly_suggestion=ticked, notes_months=0 if ticked else 12, created_at=datetime(2026, 11, 1, tzinfo=UTC),
        )  # fmt: skip
        drawn = home.settings(
            owner, Workspace(id=1, model_allowed=allowed), topics, alike, model_is_set=model_is_set, is_admin=is_admin
        )
        name = f"settings: model {model_is_set}, admin {is_admin}, ticked {ticked}, allowed {allowed}"
        yield Drawn(f"{name}, {len(topics)} topics, {len(alike)} pairs", drawn)


def import_screens(words: str, *, every: bool) -> Iterator[Drawn]:
    """The attendee list from its form to the end."""
    yield Drawn("import form", imports.form(TODAY))
    for name in ("", words):
        yield Drawn(f"import: reading {name[:5]!r}", imports.reading(name))
    yield Drawn("import: looking", imports.looking(5000, 12_000))
    whole = [Attendee(number, words, slack_user_id="U1" if number % 2 else None) for number in range(10_000)]
    mistaken = [WrongLine(number, words or "There is no name.") for number in range(1, 501)]
    counts = product((0, 1, 5, 10_000), (0, 1, 500)) if every else [(5, 500)]
    outlooks = ((0, 0, 0), (1, 0, 0), (9, 3, 1), (0, 4, 4), (0, 40, 1))
    for (people, wrong), complete, (new, known, before) in product(counts, (True, False), outlooks):
        filled = Counter(dict.fromkeys(FILLED, known)) if known > before else Counter[str]()
        last = TODAY + timedelta(days=new * 9) if new else None
        columns = [words or "Name"] * 9 if wrong else ()
        told = columns, whole[:people], mistaken[:wrong], wrong // 2, complete
        found = Report(*told, new, known, before, filled, new * 5 if new > 1 else new, last, TODAY)
        name = f"import: {people} people, {wrong} wrong, complete {complete}, {new} new, {known} known"
        drawn = imports.report(found, 7 if new or known > before else None)
        yield Drawn(name, drawn)
        yield Drawn(f"{name}, told", imports.report_told(drawn), imports.REPORT_TEXT)
    steps = product((0, 1, 4999, 5000), (0, 1, 5000)) if every else [(1, 1)]
    for (done, added), remind in product(steps, (False, True)):
        progress = Progress(words or None, done, 5000, added, remind)
        yield Drawn(f"importing {done}, {added}", imports.importing(progress))
        yield Drawn(f"imported {done}, {added}, {remind}", kit.modal(imports.TITLE, imports.done(progress)[0]))
        yield Drawn(f"import told {added}, {remind}", *imports.done(progress))


def data_screens(words: str) -> Iterator[Drawn]:
    """Exports, deleting everything, and what is kept about somebody."""
    yield Drawn("exported", [], data.exported_text(TODAY))
    yield Drawn("subject exported", [], data.exported_text(TODAY, is_subject=True))
    for sentence in (
        data.NOT_TAKEN,
        data.NOT_ALLOWED,
        data.ON_ITS_WAY,
        data.ERASING,
    ):
        yield Drawn("said about data", [], sentence)
    yield Drawn("delete everything", data.erase_form())
    yield Drawn("home, deleted", data.erased_home())
    yield Drawn("about somebody", data.about_form())
    people = [each for each in map(data_words.person, ("U0BOB00001", f"{words}@x", words)) if each]
    facts = {"name": words, "title": words, "division": words, "company": words, "email": words}
    for person, count, is_member in product(people, (0, 1, 30), (False, True)):
        rows = [{**facts, "title": f"{number} {words}"} for number in range(count)]
        days = [{"met_on": TODAY}] * count
        tables = {"profile": rows[:1], "contacts": rows, "encounters": days, "touches": days[:1]}
        held = Held(person, count, LONG_AGO[0] if count else None, tables, is_member)
        yield Drawn(f"kept: {count}, member {is_member}", data.report(held, TODAY))
        named = data_words.person(words) or person
        several = {**tables, "contacts": [{**facts, "company": "Beta"}, {**facts, "company": "Acme"}]}
        for waiting, contacts in product((0, 1, 30), (several, {**tables, "contacts": []})):
            far = Held(named, count, None, contacts, is_member, waiting, namesakes=bool(waiting))
            name = f"kept: {count}, member {is_member}, {waiting} waiting, {len(contacts['contacts'])} contacts"
            yield Drawn(name, data.report(far, TODAY))
        yield Drawn(f"erase: {count}, member {is_member}", data.subject_erase_form(held))
    for members, texts in product((0, 1, 30), repeat=2):
        done = data.subject_erased_text(Erased(members=members, contacts=members, texts=texts))
        yield Drawn(f"erased: {members}, {texts}", [], done)
