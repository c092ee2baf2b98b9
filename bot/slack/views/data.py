"""Your data: the export, deleting everything, and (for admins) what is kept about somebody."""

from datetime import date

from slack_sdk.models.blocks import Block, UserSelectElement
from slack_sdk.models.views import View

from bot.domain import words
from bot.domain.data import REFERENCE_LIMIT, Erased, Held, Row
from bot.slack.views import kit
from bot.slack.views.kit import bold, button, typed

EXPORT = "data.export"
ERASE = "data.erase"
ERASE_FORM = "data.erase_form"
ABOUT = "data.about"
ABOUT_FORM = "data.about_form"
REPORT = "data.report"
SUBJECT_EXPORT = "data.subject_export"
SUBJECT_ERASE = "data.subject_erase"
SUBJECT_ERASE_FORM = "data.subject_erase_form"
SURE, TOO = "sure", "too"
"""The tick without which nothing goes, and the one for a leaver's own data."""
PERSON, TEXT = "person", "text"
VARIANTS_SHOWN = 5

ON_ITS_WAY = "The file is on its way to you, in our direct messages."
NOT_TAKEN = (
    "Slack did not confirm the file with the data. Nothing is lost: if it does not show up here, please try again in "
    "a few minutes, in Settings."
)
NOT_ALLOWED = (
    "Slack does not let me send files here. Nothing is lost; please ask your admin to reinstall me from "
    "manifest.yml, so that I may (files:write)."
)
ERASING = (
    "I am erasing it now, and tell you in our direct messages when it is done. If you hear nothing within a few "
    "minutes, please ask for it again: doing it twice does no harm."
)


def exported_text(today: date, *, is_subject: bool = False) -> str:
    """What is said beside the file of a member, or beside the one about a subject."""
    what = "Everything I keep for you. The CSV files open in any spreadsheet; tactful.json has every detail."
    if is_subject:
        what = "What is kept about the person you asked for: facts only. Notes belong to the members who wrote them."
    return f"As of {words.day(today, today)}: {what} This file lies in Slack now: delete it when you need it no more."


def choices(is_admin: bool) -> list[Block]:
    """The part of the settings about data."""
    elements = [button("Export", EXPORT, "mine"), button("Delete everything", ERASE, "mine", style="danger")]
    lead = "*Your data*\nTake everything with you as a file, or have me forget it."
    if is_admin:
        elements.append(button("About somebody", ABOUT, "somebody"))
        lead += " As an admin you can also see how much is kept about one person, and have it erased."
    return [kit.section(lead, "data"), kit.actions(elements, "data.choices")]


def erase_form() -> View:
    """*Delete everything*: what goes, the export first, and a tick."""
    goes = (
        "This goes for good, and there is no Undo: the people you noted, where and when you met them, your notes, "
        "reminders, drafts, questions, projects, limits and settings, and the messages I sent you."
    )
    stays = "Files that I sent you stay in Slack until you delete them. What others noted about you is theirs."
    blocks = [
        kit.section(goes, "goes"),
        kit.context(stays),
        kit.section("Would you like to take it with you first?", "first", button("Export first", EXPORT, "first")),
        kit.field(SURE, "Are you sure?", kit.tick("Yes, delete everything you keep for me")),
    ]
    return kit.modal("Delete everything", blocks, callback_id=ERASE_FORM, submit="Delete it all", close="Keep it")


def erased_home() -> View:
    """Home, after everything was deleted."""
    anew = "If you ever want to begin anew, `/met @name at the place` is enough."
    return View(type="home", blocks=[kit.section(f"Everything I kept for you is deleted. {anew}")])


def about_form() -> View:
    """*About somebody*: whom it is about."""
    lead = (
        "I show how much members keep about one person, and can export or erase it. You see no notes, and not who "
        "keeps them."
    )
    hint = "E-mail address, or the full name: Jane Doe, or Jane Doe (Acme)."
    blocks = [
        kit.section(lead),
        kit.field(PERSON, "Somebody in Slack", UserSelectElement(action_id="value"), optional=True),
        kit.field(TEXT, "Or somebody outside", kit.entry(None, REFERENCE_LIMIT), hint=hint, optional=True),
    ]
    return kit.modal("About somebody", blocks, callback_id=ABOUT_FORM, submit="Look")


def report(held: Held, today: date) -> View:
    """What is kept about the subject: counts and facts, nobody's words."""
    blocks: list[Block] = [kit.section(f"Nobody keeps anything about {_who(held)}.")]
    if not held.nothing:
        export = button("Export", SUBJECT_EXPORT, "subject")
        erase = button("Erase …", SUBJECT_ERASE, "subject", style="danger")
        blocks = [kit.section("\n".join(_lines(held, today)), "held"), kit.actions([export, erase], "held.choices")]
    return kit.modal("About somebody", blocks, callback_id=REPORT, about=held.person.reference)


def subject_erase_form(held: Held) -> View:
    """*Erase …*: what goes, and a tick."""
    goes = (
        f"All that members keep about {_who(held)} goes for good, and there is no Undo: the contact, meetings with "
        "nobody else, reminders, drafts and questions about them. In notes that are about others too, “somebody” "
        "takes the place of their full name. The members are not asked."
    )
    blocks: list[Block] = [kit.section(goes, "goes"), kit.field(SURE, "Are you sure?", kit.tick("Yes, erase it"))]
    if held.is_member:
        own = "They have left or ask for it: also delete everything they keep themselves"
        hint = "They use me too. Without this tick, what they noted about others stays theirs."
        blocks.append(kit.field(TOO, "Their own data", kit.tick(own), hint=hint, optional=True))
    about = held.person.reference
    return kit.modal("Erase", blocks, callback_id=SUBJECT_ERASE_FORM, submit="Erase it", close="Keep it", about=about)


def subject_erased_text(erased: Erased) -> str:
    """What the admin is told in the end."""
    names = f" In {_count(erased['texts'], 'other note')} their name is gone." if erased["texts"] else ""
    if not erased["members"]:
        return f"Done: what was kept about that person is erased. No member kept them as a contact.{names}"
    return f"Done: what {_count(erased['members'], 'member')} kept about that person is erased.{names}"


def _count(count: int, one: str, many: str | None = None) -> str:
    """ "one member", "two members"."""
    return f"{words.number(count)} {one if count == 1 else many or f'{one}s'}"


def _lines(held: Held, today: date) -> list[str]:
    contacts, meetings, touches = (held.tables[table] for table in ("contacts", "encounters", "touches"))
    companies = {row["company"].casefold() for row in contacts if row["company"]}
    is_unclear = len(companies) > 1 and held.person.name and not held.person.company
    first = "since" if held.members == 1 else "the first since"
    since = f", {first} {words.short_day(held.since, today)}" if held.since else ""
    times = "Once" if held.waiting == 1 else _count(held.waiting, "time")
    told = [
        (held.members, f"{_count(held.members, 'member keeps', 'members keep')} something about them{since}."),
        (not contacts, "No member keeps them as a contact."),
        (meetings, f"{_count(len(meetings), 'meeting')}."),
        (touches, f"{_count(len(touches), 'time in contact', 'times in contact')}."),
        (held.waiting, f"{times} on a list that waits for a yes, or deleted and could still be brought back."),
        (is_unclear, "These may be several people. Name the company, as in “Jane Doe (Acme)”, to mean one of them."),
        (held.namesakes, "Others of that name stay, and so does the name in notes of the members who keep them."),
        (held.is_member, "They use me themselves; what they keep is theirs and not counted here."),
    ]
    return [*(_facts(held) or [bold(_who(held))]), *(line[:1].upper() + line[1:] for is_so, line in told if is_so)]


def _facts(held: Held) -> list[str]:
    """How they are described, each way once: two different people may bear one name."""
    told = list(dict.fromkeys(filter(None, map(_described, _rows(held)))))
    more = len(told) - VARIANTS_SHOWN
    return [*told[:VARIANTS_SHOWN], *([f"and {words.number(more)} more"] if more > 0 else [])]


def _described(row: Row) -> str:
    name = typed(row.get("name"), kit.NAME)
    fields = [row.get(each) for each in ("title", "division", "company", "email")]
    return " · ".join([*([bold(name)] if name else []), *(typed(each, kit.NAME) for each in fields if each)])


def _who(held: Held) -> str:
    if not held.person.slack_user_id:
        return typed(held.person.reference, kit.NAME)
    return typed(next((row["name"] for row in _rows(held) if row.get("name")), "this person"), kit.NAME)


def _rows(held: Held) -> list[Row]:
    return [*held.tables["profile"], *held.tables["contacts"]]
