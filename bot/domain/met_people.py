"""The people in `/met`: mentions, and people outside Slack with an optional e-mail and company.

Free words right after a person, with no comma or "and" between, are the place ("@ana KubeCon"), unless
another person, an e-mail or a company in brackets follows before the next clause ("@ana Jane Doe (Acme)").
What somebody does ("Jane Doe, CFO of Acme") and whoever has no name ("and team") is no further person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.met_keywords import JOINERS, clause_starts, named
from bot.domain.met_nobody import company_in, is_crowd, is_job, is_sentence
from bot.domain.met_tokens import Kind, Token, plain, shown_angle, visible

LONGEST_NAME = 80  # characters; also the limit for a company
MOST_WORDS_IN_NAME = 6  # in a name without quotes: more is a sentence

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_EMOJI = re.compile(r":[\w+'-]{1,64}:")
_PERSON_KINDS = {Kind.MENTION, Kind.QUOTED, Kind.BRACKET, Kind.ANGLE}


@dataclass(frozen=True)
class Mention:
    """A colleague picked from Slack's menu; `label` is the name Slack sent along, if it did."""

    slack_user_id: str
    label: str | None


@dataclass(frozen=True)
class Outsider:
    """Somebody outside Slack, as the member wrote them."""

    name: str
    email: str | None = None
    company: str | None = None


class People:
    """Walks the tokens from a person on, until a clause or the place begins.

    After `read`: `mentions` by Slack user id and `outsiders`, both in order, and `problems`, one sentence for
    each part that cannot be a person.
    """

    def __init__(self, text: str, tokens: Sequence[Token], today: date) -> None:
        self._text = text
        self._tokens = tokens
        self._today = today
        self._open: Outsider | None = None  # the last outsider, while an e-mail or a company may still follow
        self._after_person = False  # no comma or "and" since the last person
        self.mentions: dict[str, Mention] = {}
        self.outsiders: list[Outsider] = []
        self.problems: list[str] = []

    def read(self, start: int, amid_place: bool = False) -> int:
        """Read the people; return the index of the first token that is none of them.

        `amid_place`: the people interrupt a place, where only "and Jane Doe" is a name without quotes.
        """
        if amid_place:
            self._open, self._after_person = None, False
        at = start
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.kind is Kind.BRACKET and at and self._tokens[at - 1].kind is Kind.MENTION:
                at += 1  # Slack's profile knows a colleague's division
            elif token.kind is not Kind.WORD:
                self._take_sign(token)
                at += 1
            elif token.key in JOINERS or _is_decoration(token.value):
                self._open = None if token.key in JOINERS else self._open
                self._after_person = self._after_person and token.key not in JOINERS
                at += 1
            elif self._clause_starts(at, inside_words=False):
                return at
            elif _email_in(token.value) or _at_name(token.value):
                self._take_address(token)
                at += 1
            else:
                end = self._plain_name_until(at)
                name = named(self._text[token.start : self._tokens[end - 1].end])
                if self._take_nobody(name):
                    at = end
                elif (after_job := self._job_until(at, end, name)) > at:
                    at = after_job
                elif self._is_place(at, end, name, amid_place):
                    return at
                else:
                    self._take_plain_name(name)
                    at = end
        return at

    def begins_at(self, at: int) -> bool:
        """Say whether a person begins at this token amid a place; "@carol's party" names the place only."""
        token = self._tokens[at]
        if token.kind is Kind.MENTION:
            after = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
            return after is None or after.kind is not Kind.WORD or after.start > token.end
        joiner = self._tokens[at - 1] if at else token
        if token.kind is Kind.QUOTED:
            return joiner.key == "with"
        is_joined = joiner.key in JOINERS or joiner.kind is Kind.COMMA
        return is_joined and token.kind is Kind.WORD and bool(_email_in(token.value) or _is_handle(token.value))

    def _clause_starts(self, at: int, inside_words: bool) -> bool:
        return clause_starts(self._text, self._tokens, at, self._today, inside_words)

    def _take_sign(self, token: Token) -> None:
        """Take a mention, a quoted name, a company in brackets, a comma, or something that is no person."""
        if token.kind is Kind.COMMA:
            self._after_person = False
        elif token.kind is Kind.BRACKET:
            self._take_bracket(token)
        elif token.kind is Kind.QUOTED:
            self._take_name(plain(token.value))
        elif token.kind is Kind.MENTION:
            label = plain(token.label or "").lstrip("@") or None
            self.mentions.setdefault(token.value, Mention(token.value, label))
            self._open, self._after_person = None, True
        else:
            self._open, self._after_person = None, True
            self.problems.append(_angle_problem(token.value[1:-1]))

    def _take_bracket(self, token: Token) -> None:
        inside = named(token.value)
        if email := _email_in(inside):
            self._take_email(email)
        elif self._open and len(inside) <= LONGEST_NAME:
            self._replace_last(replace(self._open, company=inside or None))
        elif inside:
            self.problems.append(
                f'I left out "({_short(inside)})". '
                "A company in brackets goes right after the name of somebody outside Slack."
            )

    def _take_address(self, token: Token) -> None:
        if email := _email_in(token.value):
            self._take_email(email)
            return
        name = _at_name(token.value)
        self._open, self._after_person = None, True
        if name.startswith("@"):
            self.problems.append(
                f"I could not find {_short(name)} in this workspace. Pick a name from the menu, "
                'or write a name in quotes, like "Robert Lee", for somebody outside Slack.'
            )
        else:
            self.problems.append(
                f"{_short(name)} looks like part of an e-mail address. Write it in full, "
                "like jane@acme.example, or leave it out."
            )

    def _take_email(self, email: str) -> None:
        if self._open and self._open.email is None:
            self._replace_last(replace(self._open, email=email))
        else:
            self._add(Outsider(email.partition("@")[0], email))

    def _plain_name_until(self, at: int) -> int:
        """Return where the words up to the next sign, "and" or clause end."""
        end = at + 1
        while end < len(self._tokens) and self._tokens[end].kind is Kind.WORD:
            token = self._tokens[end]
            is_address = _email_in(token.value) or _at_name(token.value)
            if token.key in JOINERS or is_address or self._clause_starts(end, inside_words=True):
                break
            end += 1
        return end

    def _take_plain_name(self, name: str) -> None:
        if len(name.split()) > MOST_WORDS_IN_NAME or is_sentence(name):
            self._refuse_name(name)
        else:
            self._take_name(name)

    def _take_nobody(self, name: str) -> bool:
        """Leave out "team" or "3 others", with a remark; say whether that was it."""
        if not is_crowd(name):
            return False
        self._open = None
        self.problems.append(f'I left out "{_short(name)}", as I keep people one by one. Name the ones you met.')
        return True

    def _job_until(self, at: int, end: int, name: str) -> int:
        """Take "CFO of Acme" or "CFO at Acme" after an outsider as their company; return where it ends, or `at`."""
        company = company_in(name)
        if not self._open or not is_job(name) or (self._after_person and company is None):
            return at
        if company is None and end + 1 < len(self._tokens) and self._tokens[end].value.casefold() == "at":
            until = self._plain_name_until(end + 1)
            company = named(self._text[self._tokens[end + 1].start : self._tokens[until - 1].end])
            end, company = (until, company) if company[:1].isupper() else (end, None)
        if company is None:
            self.problems.append(
                f'I left out "{_short(name)}". A company can go in brackets after the name, like (Acme).'
            )
        elif not self._open.company and len(company) <= LONGEST_NAME:
            self._replace_last(replace(self._open, company=company))
        self._after_person = True
        return end

    def _is_place(self, at: int, end: int, name: str, amid_place: bool) -> bool:
        """Say whether these words, up to `end`, are the place and no name."""
        if self._after_person:
            return self._place_begins(at)
        before = self._tokens[at - 1] if at else None
        if amid_place:
            words = name.split()
            is_name = len(words) > 1 and all(word[:1].isupper() for word in words)
            return not is_name or before is None or before.key not in JOINERS
        is_last = end == len(self._tokens) == at + 1 and before is not None and before.kind is Kind.COMMA
        is_complete = self._open is not None and bool(self._open.company or self._open.email)
        return is_last and is_complete and name[:1].isupper()

    def _take_name(self, name: str) -> None:
        if email := _email_in(name):
            self._take_email(email)
        elif len(name) <= LONGEST_NAME and any(letter.isalpha() for letter in name):
            self._add(Outsider(name))
        elif name:
            self._refuse_name(name)

    def _refuse_name(self, name: str) -> None:
        self._open, self._after_person = None, False
        self.problems.append(
            f'I could not read "{_short(name)}" as a name. Put a name in quotes, like "Jane Doe", '
            "and what you talked about after the word about."
        )

    def _add(self, person: Outsider) -> None:
        self.outsiders.append(person)
        self._open, self._after_person = person, True

    def _replace_last(self, person: Outsider) -> None:
        self.outsiders[-1] = self._open = person
        self._after_person = True

    def _place_begins(self, at: int) -> bool:
        """Say whether the words here are the place: no other person before the next clause or the end."""
        for index in range(at, len(self._tokens)):
            token = self._tokens[index]
            if token.kind in _PERSON_KINDS or _email_in(token.value) or _at_name(token.value):
                return index > at and self._tokens[index - 1].key == "with"
            if index > at and self._clause_starts(index, inside_words=True):
                return True
        return True


def _is_decoration(word: str) -> bool:
    """Say whether a word is an emoji or bare punctuation, which name nobody."""
    shown = visible(plain(word))
    return not any(char.isalnum() or char in "@＠" for char in shown) or bool(_EMOJI.fullmatch(word))


def _email_in(word: str) -> str | None:
    """Return the e-mail address that a word is, without the brackets and punctuation around it."""
    if "@" not in word and "＠" not in word:
        return None
    bare = visible(plain(word)).replace("＠", "@").strip("<>()[].,;:!?'").removeprefix("mailto:")
    return bare if _EMAIL.fullmatch(bare) else None


def _at_name(word: str) -> str:
    """Return a word with an @ in it ("@robert", "jane@acme") tidied up; "" for any other word."""
    tidy = visible(plain(word)).replace("＠", "@").strip("<>()[].,;:!?'")
    return tidy if "@" in tidy else ""


def _is_handle(word: str) -> bool:
    """Say whether a word is "@robert", typed by hand."""
    return word.startswith(("@", "＠")) and len(_at_name(word)) > 1


def _angle_problem(content: str) -> str:
    shown = _short(plain(shown_angle(content)))
    if content.startswith("#") and "|" not in content.rstrip("|"):
        shown = "That"  # Slack sent no name along
    if content.startswith(("!channel", "!here", "!everyone")):
        return f"{shown} would be everybody here. Name the people you met, and I keep each of them for you."
    kind = {"#": "a channel", "!": "a group"}.get(content[0], "no person I know")
    return f"{shown} is {kind}, and I keep people one by one. Name the ones you met."


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
