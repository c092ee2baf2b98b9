"""Where a clause of `/met` begins: its keywords, "already wrote", and dates with or without `on`."""

from collections.abc import Sequence
from datetime import date

from bot.domain.met_dates import LONGEST_DATE_WORDS, DateKind, may_begin_date, read_date
from bot.domain.met_tokens import Kind, Token

PLACE_KEYS = {"at", "in", "during"}
NOTE_KEYS = {"about", "re"}
NEGOTIATION_KEYS = {"negotiation", "negotiations", "deal"}
ARTICLES = {"the", "a", "an", "our", "their"}
_WROTE = {("already", "wrote"), ("already", "written"), ("wrote", "already")}
_BEFORE_WROTE = {"and", "but", "i", "i've", "have"}
_AFTER_WROTE = {"to", "her", "him", "them"}
_AFTER_A_DATE = {"and", "with"}


def clause_starts(text: str, tokens: Sequence[Token], at: int, today: date, inside_words: bool) -> bool:
    """Say whether a clause begins at this token. `inside_words`: it follows words it could belong to."""
    key = tokens[at].key
    return (
        key in PLACE_KEYS
        or key == "on"
        or key in NOTE_KEYS
        or (not inside_words and key.startswith("re:"))
        or wrote_until(tokens, at) > at
        or date_until(text, tokens, at, today, inside_words)[1] > at
    )


def wrote_until(tokens: Sequence[Token], at: int) -> int:
    """Return where "already wrote" ("and I have already written to her") ends, or `at` if it is not here."""
    end = at
    while end < len(tokens) and end < at + 4 and tokens[end].key in _BEFORE_WROTE:
        end += 1
    if tuple(token.key for token in tokens[end : end + 2]) not in _WROTE:
        return at
    end += 2
    while end < len(tokens) and tokens[end].key in _AFTER_WROTE:
        end += 1
    return end


def date_until(
    text: str, tokens: Sequence[Token], at: int, today: date, inside_words: bool
) -> tuple[date | None, int]:
    """Read the longest date at this token, with or without `on`; return it and where it ends (`at`: none).

    Inside the words of a place only a date that ends its phrase counts ("at the Yesterday Bar" is a place),
    and "the 12th" always has to ("on the 12th floor"). Day and month after `on` leave no doubt.
    """
    after_on = tokens[at].key == "on"
    first = at + 1 if after_on else at
    if not after_on and not may_begin_date(tokens[at].key):
        return None, at
    for end in range(min(len(tokens), first + LONGEST_DATE_WORDS + 2), first, -1):
        if any(token.kind not in (Kind.WORD, Kind.COMMA) for token in tokens[first:end]):
            continue
        reading = read_date(text[tokens[first].start : tokens[end - 1].end], today)
        if reading is None or (not after_on and reading.kind not in (DateKind.EXACT, DateKind.RELATIVE)):
            continue
        certain = reading.kind is DateKind.EXACT if after_on else reading.kind is DateKind.RELATIVE
        free = not inside_words and reading.kind is not DateKind.DAY_OF_MONTH
        if _phrase_ends(text, tokens, end) or (after_on and certain) or (free and (after_on or certain)):
            return reading.day, end
    return None, at


def _phrase_ends(text: str, tokens: Sequence[Token], end: int) -> bool:
    """Say whether nothing, a comma, a full stop or another clause follows."""
    if end == len(tokens) or tokens[end].kind is Kind.COMMA or text[tokens[end - 1].end - 1] in ".!?":
        return True
    key = tokens[end].key
    return key in PLACE_KEYS | NOTE_KEYS | _AFTER_A_DATE | {"on"} or wrote_until(tokens, end) > end
