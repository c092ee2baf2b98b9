"""The people in `/met`: mentions, and people outside Slack with an optional e-mail and company.

Free words right after a person, with no comma or "and" between, are the place ("@ana KubeCon"), unless
another person, an e-mail or a company in brackets follows before the next clause ("@ana Jane Doe (Acme)").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.met_keywords import clause_starts
from bot.domain.met_tokens import Kind, Token, plain, shown_angle, visible

LONGEST_NAME = 80  # characters; also the limit for a company
MOST_WORDS_IN_NAME = 6  # in a name without quotes: more is a sentence

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_EMOJI = re.compile(r":[\w+'-]{1,64}:")
_AND = {"and", "&", "&amp;", "+", "with"}
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
    """Walks the tokens from the first on, until a clause or the place begins.

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

    def read(self) -> int:
        """Read the people; return the index of the first token that is none of them."""
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.kind is not Kind.WORD:
                self._take_sign(token)
                at += 1
            elif token.key in _AND or _is_decoration(token.value):
                self._open = None if token.key in _AND else self._open
                self._after_person = self._after_person and token.key not in _AND
                at += 1
            elif self._clause_starts(at, inside_words=False):
                return at
            elif _email_in(token.value) or _at_name(token.value):
                self._take_address(token)
                at += 1
            elif self._after_person and self._place_begins(at):
                return at
            else:
                at = self._take_plain_name(at)
        return at

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
        inside = plain(token.value)
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

    def _take_plain_name(self, at: int) -> int:
        """Take the words up to the next sign, "and" or clause as one name; return where it ends."""
        end = at + 1
        while end < len(self._tokens) and self._tokens[end].kind is Kind.WORD:
            token = self._tokens[end]
            is_address = _email_in(token.value) or _at_name(token.value)
            if token.key in _AND or is_address or self._clause_starts(end, inside_words=True):
                break
            end += 1
        name = plain(self._text[self._tokens[at].start : self._tokens[end - 1].end])
        if len(name.split()) > MOST_WORDS_IN_NAME:
            self._refuse_name(name)
        else:
            self._take_name(name)
        return end

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
                return False
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


def _angle_problem(content: str) -> str:
    shown = _short(plain(shown_angle(content)))
    if content.startswith(("!channel", "!here", "!everyone")):
        return f"{shown} would be everybody here. Name the people you met, and I keep each of them for you."
    kind = {"#": "a channel", "!": "a group"}.get(content[0], "no person I know")
    return f"{shown} is {kind}, and I keep people one by one. Name the ones you met."


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
