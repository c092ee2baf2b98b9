"""Who is the same person: everything that compares two people asks here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, Self

from bot.domain.text import CJK, HAN, HANGUL, folded, visible


class Somebody(Protocol):
    """What tells one person from another."""

    @property
    def name(self) -> str | None: ...
    @property
    def slack_user_id(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def company(self) -> str | None: ...


@dataclass(frozen=True)
class Known:
    """The same by itself, such as out of a row that was kept."""

    slack_user_id: str | None = None
    email: str | None = None
    name: str | None = None
    company: str | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """What the row tells of that, whatever else is in it."""
        told = {field: row.get(field) for field in Known.__dataclass_fields__}
        return cls(**{field: value for field, value in told.items() if isinstance(value, str)})


EMAIL = re.compile(r'[^\s@<>,;:"()\[\]]+@(?:[\w-]+\.)+[\w-]+')
"""An address as an edit and an attendee list take it: bare, without `mailto:` or a name around it."""
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
AFTER_A_NAME = r"(?:jr|sr|i{1,3}|iv|ph\.? ?d|m\.?d|mba|esq|cfa|cpa|ll\.?m|[mb]\.?sc|p\.?eng)\.?"
"""What may stand behind a name and belongs to it, for a regular expression; in small letters."""
_AFTER_A_NAME = re.compile(rf"(?:{AFTER_A_NAME} *)+")
_BETWEEN_WORDS = re.compile(r"[\s._・]+")
_INSIDE_CJK = re.compile(rf"(?<=[{CJK}])[\s・]+(?=[{CJK}])")
_CJK_NAME = re.compile(rf"[{CJK}]*[{HAN}{HANGUL}][{CJK}]*")


def same(a: Somebody, b: Somebody) -> bool | None:
    """Whether they are one person: by Slack account, by e-mail, or outside Slack by name and company.

    None is for the member to say: a namesake whom nothing else tells apart, or a name typed short.
    """
    one_account = _agree(a.slack_user_id or "", b.slack_user_id or "")
    one_address = _agree(address_key(a.email), address_key(b.email))
    if one_account is not None or one_address:
        return one_account is not False
    both_outside = not (a.slack_user_id or b.slack_user_id)
    one_company = _one_company(a.company, b.company) if both_outside else None
    if one_company is False:
        return False
    one, other = name_words(a.name), name_words(b.name)
    if one != other or not one:
        short = _may_be_short(one, other) or _may_be_short(other, one)
        return None if short and one_address is None else False
    if one_address is False:
        return None if is_full(a.name) else False
    return one_company


def told_alike(a: Somebody, b: Somebody) -> bool:
    """Whether the very same was typed of both: then they are one where they were met, though `same` says maybe."""
    one, other = ((it.slack_user_id, folded(it.company or ""), address_key(it.email)) for it in (a, b))
    return one == other and name_words(a.name) == name_words(b.name)


def are_two_people(one: Somebody, other: Somebody) -> bool:
    """Whether they surely are: each has a Slack account of their own."""
    return _agree(one.slack_user_id or "", other.slack_user_id or "") is False


def likeness(one: Somebody, other: Somebody) -> int:
    """How much speaks for their being one person: 3 the same e-mail, 2 the same name, 1 a common part of it."""
    if _agree(address_key(one.email), address_key(other.email)):
        return 3
    if is_namesake(one, other):
        return 2
    return 1 if _parts(one) & _parts(other) else 0


def is_namesake(one: Somebody, other: Somebody) -> bool:
    """Whether both bear one name."""
    return bool(_agree(name_key(one.name), name_key(other.name)))


@lru_cache(20_000)  # whoever is met is compared with everybody the member knows
def name_words(name: str | None) -> tuple[str, ...]:
    """The words of a name as they are compared, the first name first: "DOE, Jane (she/her)" → jane, doe."""
    key = _in_order(name)
    return tuple([word for word in _BETWEEN_WORDS.split(_INSIDE_CJK.sub("", key)) if word] or key.split())


def name_key(name: str | None) -> str:
    """The same in one; empty where there is no name."""
    return " ".join(name_words(name))


def address_key(email: str | None) -> str:
    """An e-mail address as it is compared."""
    return visible(email or "").strip().casefold()


def is_full(name: str | None) -> bool:
    """Whether it is more than a first name: two words, or three signs of a script that needs no space between."""
    key = _in_order(name)
    return len(_BETWEEN_WORDS.split(key.strip(" ._・"))) > 1 or (len(key) > 2 and bool(_CJK_NAME.fullmatch(key)))


def is_short(name: str | None, full: str | None) -> bool:
    """Whether a name may be another one typed short: "farid", "Bob B.", "Jane Doe" of "Dr. Jane Mary Doe", "小明"."""
    return _may_be_short(name_words(name), name_words(full))


def is_guess(name: str | None, email: str | None) -> bool:
    """Whether a name says no more than the address: "jane.doe" or "Jane Doe" of jane.doe+events@acme.example."""
    local = (email or "").partition("@")[0]
    return bool(local) and name_key(name) in (name_key(local), name_key(local.partition("+")[0]))


def better_name(present: str, told: str, told_is_guess: bool) -> str:
    """The name to keep: no short one replaces what is there, and a guess may only write it out ("jane.doe")."""
    written_out = name_key(told) == name_key(present) and len(told.split()) > len(present.split())
    stays = (told_is_guess and not written_out) or is_short(told, present)
    return present if present and (stays or not told) else told


def _in_order(name: str | None) -> str:
    """The folded name without asides and degrees, "doe, jane" turned round."""
    key = folded(name or "")
    parts = [part.strip() for part in _ASIDE.sub(" ", key).split(",")]
    parts = [part for at, part in enumerate(parts) if part and not (at and _AFTER_A_NAME.fullmatch(part))]
    return " ".join([*parts[1:], *parts[:1]]) or key


def _may_be_short(some: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    if len(some) == len(whole) == 1 and _CJK_NAME.fullmatch(whole[0]):
        return 1 < len(some[0]) < len(whole[0]) and some[0] in (whole[0][: len(some[0])], whole[0][-len(some[0]) :])
    if some == whole or not any(len(word) > 1 and word in whole for word in some):
        return False
    left = iter(whole)
    in_order = all(any(each == word or (len(word) == 1 and each[0] == word) for each in left) for word in some)
    return in_order and (len(some) > 1 or some == whole[:1])


def _agree(one: str, other: str) -> bool | None:
    """Whether they are equal; None where one of them is not told."""
    return one == other if one and other else None


def _one_company(one: str | None, other: str | None) -> bool | None:
    """None, too, where one says more than the other: "Acme", "Acme Inc."."""
    if not one or not other:
        return None
    words, others = (set(re.findall(r"\w+", folded(each or ""))) for each in (one, other))
    if words == others:
        return True if words else None
    return None if words <= others or words >= others else False


def _parts(somebody: Somebody) -> set[str]:
    """The words of their name and of their e-mail's first half."""
    text = folded(f"{somebody.name or ''} {(somebody.email or '').partition('@')[0]}")
    return {word for word in re.split(r"[\W_\d]+", text) if len(word) > 1}
