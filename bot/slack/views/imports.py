"""The import of an attendee list: its form, what was found in the file, and how far it got."""

from datetime import date

from slack_sdk.models.blocks import Block, ContextBlock, InputBlock, RadioButtonsElement, SectionBlock
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bot.domain import imports, words
from bot.domain.imports import Progress, Report
from bot.slack.views import kit

OPEN = "import.open"
FORM = "import.form"
REPORT = "import.report"
TITLE = "Import an attendee list"
PLACE_LIMIT, FILE_NAME = 300, 80
KEEP, REMIND = "keep", "remind"
LONG_LIST = 30
"""First notes to more people than that, three a morning, take more than two weeks: then only keeping is proposed."""
REPORT_TEXT = "What I found in your attendee list."
ASK_AGAIN = (
    "Slack did not let me show this in the form. Nobody is imported yet: if the form does not ask you, please "
    "choose the list there once more."
)
LINES_IN_BLOCK = 10


def form(today: date) -> View:
    """Which file, and where they met."""
    hint = (
        "A CSV file, as event tools and spreadsheets export it: one person a line, and a first line that names the "
        "columns, in any order. Up to 10 MB."
    )
    file = FileInputElement(action_id="value", filetypes=["csv", "txt", "tsv"], max_files=1)
    blocks = [
        kit.field("file", "The list", file, hint=hint),
        kit.field("place", "Where you met", kit.entry(None, PLACE_LIMIT, "the Lisbon offsite")),
        kit.field("met_on", "When", kit.day(today)),
        kit.context("First I only tell you what I find in it. Nobody is kept before you say so."),
    ]
    return kit.modal(TITLE, blocks, callback_id=FORM, submit="Read it")


def reading(file_name: str) -> View:
    """While the file is fetched and read."""
    named = f" {kit.typed(file_name, FILE_NAME)}" if file_name else " the list"
    return _told(f"Reading{named} …")


def looking(listed: int, looked: int) -> View:
    """While people are looked up in Slack."""
    return _told(
        f"There are {listed:,} people on it. I am looking for them in Slack by e-mail: {looked:,} accounts so far …"
    )


def report(found: Report, import_id: int | None) -> View:
    """What was found, and the one question. `import_id`: what waits for the yes; None: there is nothing to import."""
    blocks: list[Block] = [kit.section(kit.typed(sentence, 2900)) for sentence in imports.report(found)]
    lines = [kit.typed(line, 250) for line in imports.wrong_lines(found)]
    parts = range(0, len(lines), LINES_IN_BLOCK)
    blocks += [kit.context("\n".join(lines[at : at + LINES_IN_BLOCK])) for at in parts]
    if found.columns:
        blocks.append(kit.context(kit.typed(imports.columns(found), 1900)))
    if import_id is None:
        return kit.modal(TITLE, blocks)
    return kit.modal(
        TITLE,
        [*blocks, _what(found)],
        callback_id=REPORT,
        submit=f"Import {imports.people(len(found.people))}",
        about=import_id,
        close="Not now",
        notify_on_close=True,
    )


def report_told(shown: View) -> list[Block]:
    """What the form was to show, as a message: nobody can say yes there."""
    said: list[Block] = [each for each in shown.blocks or [] if isinstance(each, SectionBlock | ContextBlock)]
    return [*said, kit.context(ASK_AGAIN)] if shown.submit else said


def importing(progress: Progress) -> View:
    """While people are taken in."""
    so_far = f"{progress.done:,} of {imports.people(progress.total)}"
    return _told(f"So far {so_far}. You can close this: I go on, and tell you when it is done.")


def done(progress: Progress) -> tuple[list[Block], str]:
    """The end: blocks for the form or for a message, and the text of its notification."""
    sentence = imports.done(progress)
    return [kit.section(kit.typed(sentence, 2900))], kit.typed(sentence, 600)


def _told(mrkdwn: str) -> View:
    return kit.modal(TITLE, [kit.section(mrkdwn)])


def _what(found: Report) -> InputBlock:
    keep = kit.option("Only keep them", KEEP, "You choose whom to write to, and when.")
    remind = kit.option("Remind me of a first note to each", REMIND, _mornings(found))
    likely = keep if found.first_notes > LONG_LIST else remind
    choice = RadioButtonsElement(action_id="value", options=[remind, keep], initial_option=likely)
    return kit.field("what", "And then?", choice)


def _mornings(found: Report) -> str:
    """At most 75 characters."""
    if found.until_on is None:
        return "Nobody new needs one."
    if found.first_notes == 1:
        return f"I remind you {words.coming(found.until_on, found.today)}."
    return f"It would take your mornings until {words.day(found.until_on, found.today)}."
