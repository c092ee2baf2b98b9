"""Where a clause of `/met` begins: its keywords, "already wrote", "we talked about" and dates."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.domain.met_dates import LONGEST_DATE_WORDS, DateKind, may_begin_date, read_date, read_weekday
from bot.domain.met_tokens import Kind, Token

JOINERS = {"and", "&", "&amp;", "+", "with"}  # between people
KEPT_PLACE_KEYS = {"on", "for", "via", "over"}  # "on the train", "over lunch": part of the place's wording
PLACE_KEYS = {"at", "in", "during", *KEPT_PLACE_KEYS}
NOTE_KEYS = {"about", "re"}
NEGOTIATION_KEYS = {"negotiation", "negotiations", "deal"}
ARTICLES = {"the", "a", "an", "our", "their"}
LONGEST_NAME = 6  # words of a negotiation at the end of a note
LONGEST_WROTE = 12  # words: "and I have already sent her an e-mail to them", and some to spare

_WROTE = {
    "wrote", "written", "emailed", "e-mailed", "mailed", "messaged", "pinged", "contacted", "texted", "dmed",
    "dm'd",
}  # fmt: skip
_SENT = {"note", "email", "e-mail", "mail", "message", "dm", "text", "line"}
_THEM = {"me", "you", "her", "him", "them", "us", "both", "all"}
_BEFORE_WROTE = {"and", "but", "i", "i've", "ive", "we", "we've", "have"}
_AFTER_WROTE = {"to", "with", *_THEM}
_AFTER_A_DATE = {"and", "with"}
_BEFORE_MET = {"i", "i've", "ive", "we", "we've", "have", "just", "also"}
_BEFORE_TALKED = {"where", "and", "i", "i've", "we", "we've", "they", "have", "also"}
_TALKED = {"talked", "spoke", "spoken", "chatted"}  # not the nouns: "at the talk about AI"


def clause_starts(text: str, tokens: Sequence[Token], at: int, today: date, inside_words: bool) -> bool:
    """Say whether a clause begins at this token. `inside_words`: it follows words it could belong to."""
    return (
        tokens[at].key in PLACE_KEYS
        or note_from(tokens, at, inside_words) > at
        or wrote_until(tokens, at) > at
        or date_until(text, tokens, at, today, inside_words)[1] > at
    )


def note_from(tokens: Sequence[Token], at: int, inside_words: bool) -> int:
    """Return where the note after "about", "re:" or "we talked about" begins, or `at` if it is not here.

    A word that the note is glued to ("re:billing") is its keyword all the same.
    """
    key = tokens[at].key
    if key in NOTE_KEYS or (not inside_words and key.startswith("re:")):
        return at + 1
    end = _skip(tokens, at, _BEFORE_TALKED, 3)
    keys = [token.key for token in tokens[end : end + 2]]
    if keys[:1] == ["discussed"]:
        return end + 1
    return end + 2 if len(keys) == 2 and keys[0] in _TALKED and keys[1] == "about" else at


def met_until(tokens: Sequence[Token], at: int) -> int:
    """Return where "I just met" ends, or `at` if it is not here."""
    end = _skip(tokens, at, _BEFORE_MET, 4)
    keys = [token.key for token in tokens[end : end + 2]]
    if not keys or keys[0] not in ("met", "saw"):
        return at
    return end + 2 if keys[1:] == ["up"] else end + 1


def wrote_until(tokens: Sequence[Token], at: int) -> int:
    """Return where "already wrote" ("and I have already sent her a note") ends, or `at` if it is not here."""
    begun = _skip(tokens, at, _BEFORE_WROTE, 3)
    if begun >= len(tokens):
        return at
    if tokens[begun].key == "already":
        end = _written_until(tokens, begun + 1)
        done = end > begun + 1
    else:
        end = _written_until(tokens, begun)
        done = end > begun and end < len(tokens) and tokens[end].key == "already"
        end += 1
    return _skip(tokens, end, _AFTER_WROTE, 3) if done else at


def _written_until(tokens: Sequence[Token], at: int) -> int:
    """Return where "emailed", "followed up" or "sent them a note" ends, or `at` if it is not here."""
    keys = [token.key for token in tokens[at : at + 4]]
    if not keys:
        return at
    if keys[0] in _WROTE:
        return at + 1
    if keys[:2] == ["followed", "up"]:
        return at + 2
    thing = 2 if keys[1:2] and keys[1] in _THEM else 1
    is_sent = keys[0] == "sent" and keys[thing : thing + 1] and keys[thing] in ARTICLES
    return at + thing + 2 if is_sent and keys[thing + 1 : thing + 2] and keys[thing + 1] in _SENT else at


def _skip(tokens: Sequence[Token], at: int, keys: Collection[str], most: int) -> int:
    """Return the index after at most `most` tokens with one of these keys."""
    end = at
    while end < min(len(tokens), at + most) and tokens[end].key in keys:
        end += 1
    return end


def date_until(
    text: str, tokens: Sequence[Token], at: int, today: date, inside_words: bool
) -> tuple[date | None, int]:
    """Read the longest date at this token, with or without `on`; return it and where it ends (`at`: none).

    Inside the words of a place only a date that ends its phrase counts ("at the Yesterday Bar" is a place),
    and "the 12th" always has to ("on the 12th floor"). Day and month after `on` leave no doubt. A weekday
    without `on` counts alone only ("@ana Friday", but "at Ruby Tuesday").
    """
    after_on = tokens[at].key == "on"
    first = at + 1 if after_on else at
    if not after_on and not may_begin_date(tokens[at].key):
        return None, at
    for end in range(min(len(tokens), first + LONGEST_DATE_WORDS + 2), first, -1):
        if any(token.kind not in (Kind.WORD, Kind.COMMA) for token in tokens[first:end]):
            continue
        reading = read_date(text[tokens[first].start : tokens[end - 1].end], today)
        if reading is None or (not after_on and reading.kind is DateKind.DAY_OF_MONTH):
            continue
        if not after_on and reading.kind is DateKind.WEEKDAY and inside_words:
            continue
        certain = reading.kind is DateKind.EXACT if after_on else reading.kind is DateKind.RELATIVE
        free = not inside_words and reading.kind is not DateKind.DAY_OF_MONTH
        if _phrase_ends(text, tokens, end) or (after_on and certain) or (free and (after_on or certain)):
            return reading.day, end
    alone = not inside_words and _follows_a_person(tokens, at) and _phrase_ends(text, tokens, at + 1)
    day = read_weekday(tokens[at].key, today) if alone else None
    return day, at + 1 if day else at


def _follows_a_person(tokens: Sequence[Token], at: int) -> bool:
    """Say whether something goes before that a short weekday ("sun", "sat") can follow, and not "and"."""
    return at > 0 and tokens[at - 1].kind is not Kind.COMMA and tokens[at - 1].key not in JOINERS


def _phrase_ends(text: str, tokens: Sequence[Token], end: int) -> bool:
    """Say whether nothing, a comma, a full stop or another clause follows."""
    if end == len(tokens) or tokens[end].kind is Kind.COMMA or text[tokens[end - 1].end - 1] in ".!?":
        return True
    key = tokens[end].key
    return (
        key in PLACE_KEYS | _AFTER_A_DATE
        or note_from(tokens, end, True) > end
        or wrote_until(tokens, end) > end
        or met_until(tokens, end) > end
    )
