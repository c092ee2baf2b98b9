"""A text as Slack sends it, made readable: whoever is mentioned, a link and a channel are one sign each.

With escaping on, `<@U1>` is a mention and `&lt;@U1&gt;` is something typed by hand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.sax.saxutils import unescape

MARK = "\ue000"  # stands where something was read already
THINGS = "\ue001-\uf8ff"
"""For a set in a regular expression: the signs that stand for what Slack put in angle brackets."""
STOP = "\u00b7"  # stands for a full stop that ends no sentence
EMOJI = r":[\w+'-]{1,64}:"
EMOJIS = rf"(?:{EMOJI}(?!\S)|[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff])"
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""No database takes them, or they would hide a word; what joins emoji and Persian letters stays."""
_NO_TEXT = re.compile(f"[\ud800-\udfff{MARK}{THINGS}]")
_ANGLE = re.compile(r"<(?:@(?P<user>[UW][A-Z0-9]{1,30})|(?P<target>[^<>|]+))(?:\|(?P<label>[^<>]*))?>")
_ALIKE = str.maketrans("’＠，、（）；：—\u2212", "'@,,();:–-")  # signs that are read as if they were plain ones
_SHORTENED = re.compile(r"\b((?:[A-Z][a-z]?|Mrs|Inc|Ltd|Rev|Sgt|Prof|Univ|Dipl|Capt|Corp))\.(?!\w)")
_FIRST = re.compile(rf"(?:[ \n,;–]|[.…-]+(?=\s|$)|:(?!{EMOJI[1:]}))*")
_SIGN_OF_ITS_OWN = re.compile(rf"(?:(?<!\S){EMOJI}|\b(?:inc|ltd|co|corp|jr|sr|etc|[a-z])\.)$", re.IGNORECASE)
_QUOTES = re.compile('["“”„‟«»‘\']([^"“”„‟«»]*)["“”„‟«»’\']')


@dataclass(frozen=True)
class Thing:
    """What one sign stands for. `user`: a Slack id; `link`: an address; `shown`: as people read it."""

    shown: str
    user: str | None = None
    link: str | None = None


class Typed:
    """The text for rules to look at in `text`, and any part of it as people read it in `said`."""

    def __init__(self, raw: str, names: Mapping[str, str] = MappingProxyType({})) -> None:
        self._names = names
        self._things: list[Thing] = []
        whole = unescape(_ANGLE.sub(self._sign, _NO_TEXT.sub("\ufffd", _UNFIT.sub("", raw))))
        whole = re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]+", " ", whole))
        self._whole = re.sub(r"\n{3,}", "\n\n", whole)
        self.text = _SHORTENED.sub(rf"\1{STOP}", self._whole.translate(_ALIKE))

    def read(self, start: int, end: int) -> int:
        """That was read: there is MARK in its place from now on."""
        self.text = self.text[:start] + MARK * (end - start) + self.text[end:]
        return end

    def thing(self, at: int) -> Thing | None:
        """What the sign at this offset of `text` stands for."""
        number = ord(self.text[at]) - ord(THINGS[0]) if 0 <= at < len(self.text) else -1
        return self._things[number] if 0 <= number < len(self._things) else None

    def said(self, start: int = 0, end: int | None = None) -> str:
        """That part of `text` as it was typed, names for mentions, without the signs around it."""
        part = re.sub(
            f"[{THINGS}]", lambda match: self._things[ord(match[0]) - ord(THINGS[0])].shown, self._whole[start:end]
        )
        return trimmed(part)

    def _sign(self, match: re.Match[str]) -> str:
        user, target, label = (unescape(part or "") for part in match.group("user", "target", "label"))
        label = label.strip()
        if target.startswith("mailto:"):
            return target.removeprefix("mailto:")
        if user:
            thing = Thing("@" + (label.lstrip("@") or self._names.get(user) or user), user=user)
        elif re.match(r"https?://", target, re.IGNORECASE):
            thing = Thing(label or target, link=target)
        elif target.startswith("#"):
            thing = Thing(f"#{label}" if label else "a channel")  # Slack may send no name along
        else:
            thing = Thing(f"@{(label or ('group' if '^' in target else target)).lstrip('@!')}")
        if len(self._things) > ord(THINGS[-1]) - ord(THINGS[0]):
            return thing.shown
        self._things.append(thing)
        return chr(ord(THINGS[0]) + len(self._things) - 1)


def readable(raw: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """The whole text as the person typed it: mentions by their label, `names` (by Slack id) or id."""
    return Typed(raw, names).said()


def trimmed(text: str) -> str:
    """Without the signs that only part it from its neighbours, and one pair of quotes around all of it."""
    begun = _FIRST.sub("", text, count=1)
    kept = begun.rstrip(" \n,;.:…–-")
    if _SIGN_OF_ITS_OWN.search(kept[-66:] + begun[len(kept) :][:1]):
        kept = begun[: len(kept) + 1]
    quoted = _QUOTES.fullmatch(kept)
    return quoted[1].strip() if quoted else kept
