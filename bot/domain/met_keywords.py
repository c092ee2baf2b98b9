"""Where a clause of `/met` begins: its keywords, negotiations, "already wrote", "we talked about" and dates."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.met_dates import LONGEST_DATE_WORDS, DateKind, may_begin_date, read_date, read_weekday
from bot.domain.met_tokens import Kind, Token, plain

JOINERS = {"and", "&", "&amp;", "+", "with"}  # between people
KEPT_PLACE_KEYS = {"on", "for", "via", "over"}  # "on the train", "over lunch": part of the place's wording
PLACE_KEYS = {"at", "in", "during", *KEPT_PLACE_KEYS}
NOTE_KEYS = {"about", "re"}
NEGOTIATION_KEYS = {"negotiation", "negotiations", "deal"}
BEFORE_NEGOTIATION = {"during", "in", "over", "for"}
ARTICLES = {"the", "a", "an", "our", "their"}
LONGEST_NAME = 6  # words of a negotiation at the end of a note
LONGEST_WROTE = 12  # words: "and I have already sent her an e-mail to them", and some to spare

_FORMATTING = "*_~`"
_EMOJI = r":[\w+'-]{1,64}:"
_KEPT_START = re.compile(rf"[ ,;]*(:){_EMOJI[1:]}(?!\S)")
_COMPANY_ENDS = ("inc", "ltd", "co", "corp")
_KEPT_END = re.compile(rf"(?:(?<!\S){_EMOJI[:-1]}(:)|\b(?:{'|'.join(_COMPANY_ENDS)})(\.))[ ,;]*$", re.IGNORECASE)
_NOT_IN_A_NAME = {"with", *ARTICLES, *NOTE_KEYS, *PLACE_KEYS}
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


@dataclass(frozen=True)
class Negotiation:
    """A negotiation in the text: its word ("deal" or "negotiation"), and the name if it stands before that.

    Otherwise the name, if any, begins at the token `end`, where the reading goes on.
    """

    word: str
    name: str | None
    end: int


def negotiation_at(text: str, tokens: Sequence[Token], at: int) -> Negotiation | None:
    """Return the negotiation at this token: "during the deal Orion", "in our Orion deal", ", deal Orion", "deal:"."""
    is_during = _bare(tokens[at]) in BEFORE_NEGOTIATION
    first = at + is_during
    first += first < len(tokens) and _bare(tokens[first]) in ARTICLES
    found = _word_from(tokens, first)
    if found is None or (not is_during and (found > first == at or not _opens_phrase(tokens, at))):
        return None
    end = _after_link(tokens, found + 1, is_named=found > first)
    is_before = found > first and end == found + 1
    name = named(text[tokens[first].start : tokens[found - 1].end]) if is_before else ""
    return Negotiation(negotiation_word(tokens[found]) or "", name or None, end)


def negotiation_word(token: Token) -> str | None:
    """Return "deal" or "negotiation" if the token is that word."""
    key = _bare(token)
    return key.removesuffix("s") if key in NEGOTIATION_KEYS else None


def _opens_phrase(tokens: Sequence[Token], at: int) -> bool:
    """Say whether "deal" or "the deal" at this token needs no "during": after a comma or a person, or as "deal:"."""
    return at == 0 or tokens[at - 1].kind is not Kind.WORD or tokens[at].value.rstrip(_FORMATTING).endswith(":")


def _word_from(tokens: Sequence[Token], at: int) -> int | None:
    """Return where "deal" or "negotiation" is: here, or after the few words of a name."""
    for index in range(at, min(len(tokens), at + LONGEST_NAME)):
        if negotiation_word(tokens[index]):
            return index
        if not _is_in_name(tokens, index):
            break
    return None


def _is_in_name(tokens: Sequence[Token], at: int) -> bool:
    """Say whether this token can be in a name before "deal"; so can the comma of "Acme, Inc." and "@carol's"."""
    token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind is Kind.COMMA:
        return following is not None and following.key in _COMPANY_ENDS
    if token.kind is Kind.MENTION:
        return following is not None and following.start == token.end
    return token.kind is not Kind.ANGLE and token.key not in _NOT_IN_A_NAME


def _after_link(tokens: Sequence[Token], at: int, is_named: bool) -> int:
    """Return where the name goes on after "of"; with none yet, after "with", or "about" and a capital."""
    if at + 1 >= len(tokens):
        return at
    key, following = tokens[at].key, tokens[at + 1]
    if key == "of" or (key == "with" and not is_named):
        return at + 1
    is_proper = following.value.strip(_FORMATTING)[:1].isupper() and following.kind in (Kind.WORD, Kind.QUOTED)
    is_day = key == "on" and may_begin_date(following.key)
    return at + 1 if key in ("about", "on", "over") and is_proper and not is_day and not is_named else at


def _bare(token: Token) -> str:
    """Return a keyword without the signs of Slack's formatting around it."""
    return token.key.strip(_FORMATTING + ".,:!?")


def named(text: str) -> str:
    """Return the name of a negotiation or a company as written, with the signs of "Inc." and ":rocket:".

    A sign of Slack's formatting whose other half is outside the name goes.
    """
    words = plain(text)
    for sign in _FORMATTING:
        if words.count(sign) == 1:
            words = words.strip(sign).strip()
    if not words:
        return ""
    start, end = _KEPT_START.match(text), _KEPT_END.search(text[-80:])
    before = start[1] if start and not words.startswith(start[1]) else ""
    after = (end[1] or end[2]) if end else ""
    return before + words + (after if not words.endswith(after) else "")


def clause_starts(text: str, tokens: Sequence[Token], at: int, today: date, inside_words: bool) -> bool:
    """Say whether a clause begins at this token. `inside_words`: it follows words it could belong to."""
    return (
        tokens[at].key in PLACE_KEYS
        or negotiation_at(text, tokens, at) is not None
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
