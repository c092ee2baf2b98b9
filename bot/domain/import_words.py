"""What is said about an attendee list, in the form and in the terminal."""

from bot.domain import words
from bot.domain.imports import Progress, Report

NAMES_SHOWN = 3
FIELD_NAMES = {
    "slack_user_id": "the Slack account",
    "email": "the e-mail address",
    "company": "the company",
    "title": "the title",
    "division": "the division",
}


def report(found: Report) -> list[str]:
    """What was found, and what importing it would do: a paragraph a thought."""
    if not found.people:
        return ["There is nobody on this list whom I could keep."]
    return [
        " ".join(filter(None, paragraph))
        for paragraph in (
            [_how_many(found), _repeated(found)],
            [_in_slack(found)],
            [_new_and_known(found), _filled(found)],
            [_wrong(found)],
        )
        if any(paragraph)
    ]


def columns(found: Report) -> str:
    """Which columns were understood."""
    return f"I used the columns {words.listed(list(found.columns))}."


def done(progress: Progress) -> str:
    """The end of it."""
    where = f" from {progress.place}" if progress.place else ""
    told = f"The list{where} is in: {people(progress.total)}, {_new(progress)}."
    if progress.remind:
        return f"{told} I bring them up for a first note, a few a morning."
    return f"{told} I bring nobody up by myself; in Home you pick whom to write to."


def people(count: int) -> str:
    """ "1 person", "312 people"."""
    return "1 person" if count == 1 else f"{count:,} people"


def _new(progress: Progress) -> str:
    if progress.total == 1:
        return "new" if progress.added else "not new"
    if not progress.added:
        return "none of them new"
    return "all of them new" if progress.added == progress.total else f"{progress.added:,} of them new"


def _how_many(found: Report) -> str:
    if len(found.people) == 1:
        return f"There is one person on this list: {found.people[0].person.name}."
    return f"There are {len(found.people):,} people on this list."


def _repeated(found: Report) -> str:
    if not found.repeated:
        return ""
    lines = "One line repeats" if found.repeated == 1 else f"{words.number(found.repeated).capitalize()} lines repeat"
    return f"{lines} somebody; each person counts once."


def _in_slack(found: Report) -> str:
    names = found.in_slack
    if not found.complete:
        lead = f"Slack told me only about {_names(names)}" if names else "Slack did not tell me who is a colleague"
        return f"{lead}, so everybody else counts as somebody outside. You can import the list again another day."
    if len(found.people) == 1:
        return f"They are {'' if names else 'not '}in Slack with that e-mail address."
    if not names:
        return "None of them is in Slack with that e-mail address."
    return f"{words.number(len(names)).capitalize()} of them {_are(len(names))} in Slack, by e-mail: {_names(names)}."


def _new_and_known(found: Report) -> str:
    outlook = found.outlook
    new, known, before = outlook.new, outlook.known, outlook.noted_before
    if not outlook.changes_something:
        return "You had noted all of them already, so there is nothing to import."
    if not known:
        return "You know none of them yet." if new > 1 else "You do not know them yet."
    told = f"{words.number(new).capitalize()} {_are(new)} new, and you know {words.number(known)} already."
    if not new:
        told = "You know them already." if known == 1 else "You know all of them already."
    if before:
        told += f" {words.number(before).capitalize()} of them you had noted there that day."
    return told


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _filled(found: Report) -> str:
    filled = [f"{FIELD_NAMES[field]} of {words.number(count)}" for field, count in found.outlook.filled.items()]
    if not filled:
        return (
            "What you keep about them stays as it is."
            if found.outlook.known and found.outlook.changes_something
            else ""
        )
    return f"To those I only add what is missing: {words.listed(filled)}. Nothing that is there changes."


def _wrong(found: Report) -> str:
    if not found.wrong:
        return ""
    return f"I leave out {words.number(len(found.wrong))} line{'s' * (len(found.wrong) > 1)}:"


def _names(names: list[str]) -> str:
    if len(names) <= NAMES_SHOWN + 1:
        return words.listed(names)
    return words.listed([*names[:NAMES_SHOWN], f"{words.number(len(names) - NAMES_SHOWN)} more"])
