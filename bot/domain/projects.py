"""The grammar of `/project`: a name, a colon, a summary, and the help that is welcome.

/project Orion: one price list for all contracts; help welcome: rebates, tax
"""

import re
from dataclasses import dataclass

from bot.domain.met import readable
from bot.domain.text import clean as storable, one_line
from bot.errors import FieldErrors

NAME_LIMIT, SUMMARY_LIMIT, HELP_LIMIT = 80, 600, 300  # characters of a project's parts

EXAMPLE = "/project Orion: one price list for all contracts; help welcome: rebates, tax"

_SIGNS = " ,;:，、："
_QUOTES = '"“”„‟«»'
_HELP = re.compile(
    r"(?:^|[;.,:：] ?| )help (?:is )?welcome(?: (?:with|on|for|in))? ?[:：]"
    r"|(?:^|[;.:：] ?)help (?:is )?welcome(?: (?:with|on|for|in) |$)",
    re.IGNORECASE,
)
_EMOJI_FIRST = re.compile(r"\A\s*(?::[\w+'-]{1,64}:\s+)+")
# The colon after the name: not that of an emoji, an address or a time.
_COLON = re.compile(r"(?<!\S):[\w+'-]{1,64}:(?!\S)|(?P<colon>[:：])(?!//)(?!(?<=\d:)\d)")


@dataclass(frozen=True)
class ProjectText:
    """What the member works on, as they told it."""

    name: str
    summary: str | None = None
    help_welcome: str | None = None


def parse(text: str) -> ProjectText | None:
    """The text of `/project`, escaped as Slack sends it; None: it is empty. Raises FieldErrors as `from_form`."""
    said = one_line(_EMOJI_FIRST.sub("", readable(text)))
    if not said:
        return None
    about, help_welcome = _cut(said, _HELP.search(said))
    name, summary = _cut(about, next((found for found in _COLON.finditer(about) if found["colon"]), None))
    return _checked(name.strip(_QUOTES).strip(), summary, help_welcome)


def from_form(name: str | None, summary: str | None, help_welcome: str | None) -> ProjectText:
    """The same from a form, whose texts Slack does not escape. Raises FieldErrors by block id."""
    return _checked(*(one_line(storable(part) or "") for part in (name, summary, help_welcome)))


def _cut(text: str, at: re.Match[str] | None) -> tuple[str, str]:
    """What stands before and after, without the signs between them."""
    parts = (text[: at.start()], text[at.end() :]) if at else (text, "")
    before, after = (part.lstrip(_SIGNS).rstrip(f"{_SIGNS}.") for part in parts)
    return before, after


def _checked(name: str, summary: str, help_welcome: str) -> ProjectText:
    """These parts as a project. Raises FieldErrors, by block id: a sentence for each that cannot be kept."""
    wrong = {}
    if not any(letter.isalnum() for letter in name):
        wrong["name"] = f"Start with the name of the project, then a colon, like this: {EXAMPLE}"
    elif len(name) > NAME_LIMIT:
        wrong["name"] = f"That is long for a name. Put a short one first, then a colon, like this: {EXAMPLE}"
    if len(summary) > SUMMARY_LIMIT:
        wrong["summary"] = f"Two sentences are enough for a summary: please stay under {SUMMARY_LIMIT} characters."
    if len(help_welcome) > HELP_LIMIT:
        wrong["help_welcome"] = f"A few words on the help are enough: please stay under {HELP_LIMIT} characters."
    if wrong:
        raise FieldErrors(wrong)
    return ProjectText(name, summary or None, help_welcome or None)
