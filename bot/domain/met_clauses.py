"""What follows the people in `/met`: place, date, note, negotiation and `already wrote`, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.met_dates import spoken, tries_to_be_a_date
from bot.domain.met_keywords import (
    ARTICLES,
    NEGOTIATION_KEYS,
    NOTE_KEYS,
    PLACE_KEYS,
    clause_starts,
    date_until,
    wrote_until,
)
from bot.domain.met_tokens import Kind, Token, plain
from bot.errors import UserError


@dataclass
class Clauses:
    """What the clauses said. `met_on` is today where no date was given; empty parts are None."""

    met_on: date
    place: str | None = None
    note: str | None = None
    negotiation: str | None = None
    already_wrote: bool = False


def read_clauses(text: str, tokens: Sequence[Token], start: int, today: date) -> Clauses:
    """Read the tokens from `start` on. Raises UserError for a day that is to come or cannot be one."""
    return _Reader(text, tokens, today).read(start)


class _Reader:
    """Walks the tokens once; the words of a place or a negotiation collect until the next clause begins."""

    def __init__(self, text: str, tokens: Sequence[Token], today: date) -> None:
        self._text = text
        self._tokens = tokens
        self._today = today
        self._said = Clauses(met_on=today)
        self._places: list[tuple[str, str]] = []  # keyword and words
        self._keyword = ""  # of the clause whose words are being collected
        self._words_from: int | None = None  # its first token

    def read(self, start: int) -> Clauses:
        at = start
        while at < len(self._tokens):
            at = self._step(at)
        self._close(len(self._tokens))
        self._said.place = self._joined_places()
        return self._said

    def _step(self, at: int) -> int:
        """Take the clause at this token, or the token as one more word; return where to go on."""
        key = self._tokens[at].key
        inside = self._words_from is not None
        has_words = self._words_from is not None and at > self._words_from
        day, end = date_until(self._text, self._tokens, at, self._today, inside)
        if day:
            self._close(at)
            self._set_day(day)
            return end
        if (end := wrote_until(self._tokens, at)) > at:
            self._close(at)
            self._said.already_wrote = True
            return end
        if key in NOTE_KEYS or (not inside and key.startswith("re:")):
            self._close(at)
            return self._take_note(at)
        if (end := self._negotiation_name_from(at)) > at:
            return self._open("negotiation", at, end)
        if key in PLACE_KEYS | {"on"} and (not has_words or self._keyword == "negotiation"):
            return self._open(key, at, at + 1)
        if self._words_from is None:
            self._words_from = at
        return at + 1

    def _open(self, keyword: str, at: int, words_from: int) -> int:
        self._close(at)
        self._keyword, self._words_from = keyword, words_from
        return words_from

    def _close(self, end: int) -> None:
        """End the clause that is being collected, if any, before token `end`."""
        words_from, keyword = self._words_from, self._keyword
        self._words_from, self._keyword = None, ""
        if words_from is None or words_from >= end:
            return
        words = plain(self._text[self._tokens[words_from].start : self._tokens[end - 1].end])
        if not words:
            return
        if keyword == "negotiation":
            self._said.negotiation = words
        elif keyword == "during" and (name := _named_before(words)):
            self._said.negotiation = name
        else:
            self._places.append((keyword, words))

    def _set_day(self, day: date) -> None:
        if day > self._today:
            raise UserError(
                f"{spoken(day, self._today)} is still to come. Tell me once you have met, "
                "or leave the date out for today."
            )
        self._said.met_on = day

    def _take_note(self, at: int) -> int:
        """Take the rest of the text as the note, but for a final "already wrote"."""
        keyword, end = self._tokens[at], len(self._tokens)
        while end > at + 1 and self._tokens[end - 1].kind is Kind.COMMA:
            end -= 1
        for tail in range(max(at + 1, end - 8), end):
            if wrote_until(self._tokens, tail) == end:
                self._said.already_wrote, end = True, tail
                break
        glued = "" if keyword.key in NOTE_KEYS else keyword.value.partition(":")[2]
        last = self._tokens[end - 1].end
        self._said.note = plain(glued + self._text[keyword.end : max(keyword.end, last)]) or None
        return len(self._tokens)

    def _negotiation_name_from(self, at: int) -> int:
        """Return where the name after "during the negotiation" begins, or `at` if that is not here."""
        keys = [token.key for token in self._tokens[at : at + 4]]
        if not keys or keys[0] not in ("during", "in"):
            return at
        length = 2 if len(keys) > 1 and keys[1] in ARTICLES else 1
        if len(keys) <= length or keys[length] not in NEGOTIATION_KEYS:
            return at
        name = at + length + 1
        if keys[length + 1 : length + 2] == ["with"]:
            name += 1
        nameless = name >= len(self._tokens) or self._tokens[name].kind is Kind.COMMA
        if nameless or clause_starts(self._text, self._tokens, name, self._today, inside_words=False):
            return at
        return name

    def _joined_places(self) -> str | None:
        """Join "at KubeCon" and a later "in Paris" to "KubeCon in Paris"; the first keyword goes."""
        if not self._places:
            return None
        keyword, first = self._places[0]
        if keyword == "on" and tries_to_be_a_date(first):
            raise UserError(
                f'I could not read "{first[:40]}" as a date. Write it like 12 March or 2026-03-12, '
                "or leave it out for today."
            )
        return " ".join([first, *(f"{keyword} {words}".strip() for keyword, words in self._places[1:])])


def _named_before(words: str) -> str | None:
    """Return "Orion" for "the Orion negotiation"; None for words that end otherwise."""
    parts = words.split()
    if parts and parts[0].casefold() in ARTICLES:
        parts = parts[1:]
    return " ".join(parts[:-1]) or None if parts and parts[-1].casefold() in NEGOTIATION_KEYS else None
