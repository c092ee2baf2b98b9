"""What follows the people in `/met`: place, date, note, negotiation and `already wrote`, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.met_dates import attempted_date, spoken
from bot.domain.met_keywords import (
    JOINERS,
    KEPT_PLACE_KEYS,
    LONGEST_NAME,
    LONGEST_WROTE,
    PLACE_KEYS,
    Negotiation,
    clause_starts,
    date_until,
    met_until,
    named,
    negotiation_at,
    negotiation_word,
    note_from,
    wrote_until,
)
from bot.domain.met_people import People
from bot.domain.met_tokens import Kind, Token, plain
from bot.errors import UserError

_NEGOTIATIONS = ("deal", "negotiation")  # keywords of the clause whose words are its name


@dataclass
class Clauses:
    """What the clauses said. `met_on` is today where no date was given; empty parts are None."""

    met_on: date
    place: str | None = None
    note: str | None = None
    negotiation: str | None = None
    already_wrote: bool = False


def read_clauses(text: str, tokens: Sequence[Token], people: People, today: date) -> Clauses:
    """Read the whole text, and the people in it with `people`.

    Raises UserError for a day that is to come or cannot be one.
    """
    return _Reader(text, tokens, people, today).read()


class _Reader:
    """Walks the tokens once; the words of a place or a negotiation collect until the next clause begins.

    A person amid a place ends what is collected; what follows the people is one more part of the place.
    """

    def __init__(self, text: str, tokens: Sequence[Token], people: People, today: date) -> None:
        self._text = text
        self._tokens = tokens
        self._people = people
        self._today = today
        self._said = Clauses(met_on=today)
        self._places: list[tuple[str, str]] = []  # keyword and words
        self._keyword = ""  # of the clause whose words are being collected
        self._words_from: int | None = None  # its first token

    def read(self) -> Clauses:
        at = self._people.read(self._opening())
        while at < len(self._tokens):
            at = self._step(at)
        self._close(len(self._tokens))
        self._said.place = self._joined_places()
        return self._said

    def _opening(self) -> int:
        """Read "today I met" before the people; return where they begin."""
        at = before = 0
        while at < len(self._tokens):
            day, at = date_until(self._text, self._tokens, before, self._today, inside_words=False)
            if day:
                self._set_day(day)
            else:
                at = met_until(self._tokens, before)
            at += at == before and self._tokens[at].kind is Kind.COMMA
            if at == before:
                break
            before = at
        return at

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
        if (words_from := note_from(self._tokens, at, inside)) > at:
            self._close(at)
            return self._take_note(words_from)
        if negotiation := negotiation_at(self._text, self._tokens, at):
            return self._begin(negotiation, at)
        if key == "on":
            self._refuse_impossible_day(at + 1)
        in_negotiation = self._keyword in _NEGOTIATIONS
        is_quoted_name = in_negotiation and not has_words and self._tokens[at].kind is Kind.QUOTED
        if not is_quoted_name and self._people.begins_at(at):
            self._close(at)
            if (end := self._people.read(at, amid_place=True)) > at:
                return end
        if key in PLACE_KEYS and not has_words:
            return self._open(key, at, at if key in KEPT_PLACE_KEYS else at + 1)
        if in_negotiation and key in PLACE_KEYS - KEPT_PLACE_KEYS | {"on"}:
            return self._open(key, at, at if key == "on" else at + 1)
        if in_negotiation and not has_words and self._tokens[at].kind is Kind.COMMA:
            self._close(at)
        if self._words_from is None:
            self._words_from = at
        return at + 1

    def _open(self, keyword: str, at: int, words_from: int) -> int:
        self._close(at)
        self._keyword, self._words_from = keyword, words_from
        return max(words_from, at + 1)

    def _begin(self, negotiation: Negotiation, at: int) -> int:
        """Take a negotiation's name from before its word, or collect what follows as the name."""
        if negotiation.name is None:
            return self._open(negotiation.word, at, negotiation.end)
        self._close(at)
        self._said.negotiation = negotiation.name
        return negotiation.end

    def _close(self, end: int) -> None:
        """End the clause that is being collected, if any, before token `end`."""
        words_from, keyword = self._words_from, self._keyword
        self._words_from, self._keyword = None, ""
        if words_from is None:
            return
        words_from, end = self._without_joiners(words_from, end)
        text = self._text[self._tokens[words_from].start : self._tokens[end - 1].end] if words_from < end else ""
        if keyword in _NEGOTIATIONS:
            self._said.negotiation = named(text) or self._said.negotiation or f"the {keyword}"
        elif words := plain(text):
            self._places.append(("" if keyword in KEPT_PLACE_KEYS else keyword, words))
            if word := negotiation_word(self._tokens[end - 1]):  # "closing the deal": better a hold too many
                self._said.negotiation = self._said.negotiation or f"the {word}"

    def _without_joiners(self, start: int, end: int) -> tuple[int, int]:
        """Leave out an "and" or "with" at either end, which only joined a person to the words."""
        first, last = start, end
        while first < end and self._is_joiner(first):
            first += 1
        while last > first and self._is_joiner(last - 1):
            last -= 1
        is_cut = any(token.key in JOINERS for token in self._tokens[last:end])
        return first, last if is_cut else end

    def _is_joiner(self, at: int) -> bool:
        return self._tokens[at].key in JOINERS or self._tokens[at].kind is Kind.COMMA

    def _set_day(self, day: date) -> None:
        if day > self._today:
            raise UserError(
                f"{spoken(day, self._today)} is still to come. Tell me once you have met, "
                "or leave the date out for today."
            )
        self._said.met_on = day

    def _refuse_impossible_day(self, at: int) -> None:
        """Raise UserError for "31 February" at this token: a day, but none that I can read."""
        start = self._tokens[at].start if at < len(self._tokens) else len(self._text)
        attempt = attempted_date(self._text[start : start + 100])
        if attempt:
            raise UserError(
                f'I could not read "{attempt[:40]}" as a date. Write it like 12 March or 2026-03-12, '
                "or leave it out for today."
            )

    def _take_note(self, words_from: int) -> int:
        """Take the rest of the text as the note, but for a final "already wrote" or "during negotiation Orion".

        What comes last in a note may be meant for it, but a hold that was not heard would be the worse mistake.
        """
        keyword, end = self._tokens[words_from - 1], len(self._tokens)
        while end > words_from and self._tokens[end - 1].kind is Kind.COMMA:
            end -= 1
        for tail in range(max(words_from, end - LONGEST_WROTE), end):
            if wrote_until(self._tokens, tail) == end:
                self._said.already_wrote, end = True, tail
                break
        end = self._without_negotiation(words_from, end)
        glued = keyword.value.partition(":")[2] if keyword.key.startswith("re:") else ""
        last = self._tokens[end - 1].end
        self._said.note = plain(glued + self._text[keyword.end : max(keyword.end, last)]) or None
        return len(self._tokens)

    def _without_negotiation(self, words_from: int, end: int) -> int:
        """Where the note ends once a final "during negotiation Orion" is taken from it."""
        for tail in range(words_from, end):
            found = negotiation_at(self._text, self._tokens, tail) if self._tokens[tail].key == "during" else None
            if not found or found.name or not found.end < end <= found.end + LONGEST_NAME:
                continue
            if clause_starts(self._text, self._tokens, found.end, self._today, inside_words=False):
                continue
            if name := named(self._text[self._tokens[found.end].start : self._tokens[end - 1].end]):
                self._said.negotiation = name
                return tail
        return end

    def _joined_places(self) -> str | None:
        """Join "at KubeCon" and a later "in Paris" to "KubeCon in Paris"; the first keyword goes."""
        if not self._places:
            return None
        first = self._places[0][1]
        return " ".join([first, *(f"{keyword} {words}".strip() for keyword, words in self._places[1:])])
