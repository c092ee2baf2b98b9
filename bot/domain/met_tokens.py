"""The text of `/met` as Slack sends it, cut into pieces: mentions, quotes, brackets, commas, words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.domain.text import visible as visible

_QUOTES = '"“”„‟«»'
_MENTION = r"<@(?P<user>[UW][A-Z0-9]{1,30})(?:\|(?P<label>[^<>]*))?>"
# No alternative can run past the next opening sign of its own kind, which keeps the scan linear on any text.
_TOKEN = re.compile(
    rf"{_MENTION}|(?P<angle><[^<>]+>)|[{_QUOTES}](?P<quoted>[^{_QUOTES}<>]*)[{_QUOTES}]"
    rf"|\((?P<bracket>[^()<>]*)\)|(?P<comma>[,;，、])|(?P<word>(?:&(?:lt|gt|amp);|[^\s<{_QUOTES}(,;，、])+|\S)"
)
_LINK = re.compile(r"<(?P<address>(?:mailto:|https?://)[^<>|]*)(?:\|(?P<shown>[^<>]*))?>", re.IGNORECASE)
_ENTITY_OR_ANGLE = re.compile(r"&lt;@|&(?:lt|gt|amp);|<[^<>]+>")
_ENTITY_START = re.compile(r"&#?\w{1,8}$")
_TYPED_BY_HAND = "<\u200b@"  # no mention: `replace_mentions` must leave it alone
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&lt;@": _TYPED_BY_HAND}
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?P<surrogate>[\ud800-\udfff])")


class Kind(Enum):
    """What a token is; `ANGLE` is a channel, a group or `@here`."""

    MENTION = "mention"
    ANGLE = "angle"
    QUOTED = "quoted"
    BRACKET = "bracket"
    COMMA = "comma"
    WORD = "word"


@dataclass(frozen=True)
class Token:
    """One piece of the text.

    `value` is what is inside it, still escaped (a mention's user id, a bracket's content); `key` is a word as
    keywords are compared (a bare @ is "at"), "" for anything else; `start` and `end` are offsets into the
    cleaned text.
    """

    kind: Kind
    value: str
    label: str | None
    key: str
    start: int
    end: int


def clean(text: str) -> str:
    """Drop what a database or UTF-8 refuses, and turn Slack's links and e-mail links into what they show."""
    storable = _UNSTORABLE.sub(lambda match: "\ufffd" if match["surrogate"] else "", text)
    return _LINK.sub(_shown_link, storable)


def tokenise(text: str) -> tuple[Token, ...]:
    """Cut cleaned text into tokens. Whatever the text, every visible character is in exactly one of them."""
    return tuple(_token(match) for match in _TOKEN.finditer(text))


def plain(text: str) -> str:
    """Return a piece of cleaned text as the person wrote it: entities decoded, spaces single, ends trimmed.

    Mentions stay as tokens (`<@U3>`), for `name_mentions`; channels and groups become `#general` and `@team`.
    """
    readable = _ENTITY_OR_ANGLE.sub(_readable, " ".join(text.split()))
    begun = readable.lstrip(" ,;:，、")
    trimmed = begun.rstrip(" ,;:.，、")
    if _ENTITY_START.search(trimmed) and begun.startswith(";", len(trimmed)):
        trimmed += ";"  # somebody typed "&lt;" and means it
    inside = trimmed[1:-1]
    if len(trimmed) > 1 and {trimmed[0], trimmed[-1]} <= set(_QUOTES) and not set(inside) & set(_QUOTES):
        trimmed = inside.strip()
    return trimmed if visible(trimmed).strip() else ""


def replace_mentions(text: str, names: Mapping[str, str]) -> str:
    """Write each mention token as `@` and its own label, else its name in `names`, else its Slack id."""

    def written(match: re.Match[str]) -> str:
        label = plain(match["label"] or "").lstrip("@")
        return "@" + (label or names.get(match["user"]) or match["user"])

    return re.sub(_MENTION, written, text).replace(_TYPED_BY_HAND, "<@")


def shown_angle(content: str) -> str:
    """Return what Slack shows for `#C1|general` or `!subteam^S1|@team`: "#general", "@team"; never a bare id."""
    sign = {"#": "#", "!": "@"}.get(content[0], "")
    target, _, label = content.removeprefix("#").removeprefix("!").partition("|")
    if content.startswith("!subteam") and not label:
        return "@group"
    if sign == "#" and not label:
        return "a channel"
    return sign + (label or target).removeprefix(sign)


def _token(match: re.Match[str]) -> Token:
    if match["user"]:
        return Token(Kind.MENTION, match["user"], match["label"], "", *match.span())
    kind = Kind(match.lastgroup)
    value = match[kind.value]
    key = visible(value).casefold().replace("’", "'").strip(".,:!?") if kind is Kind.WORD else ""
    return Token(kind, value, None, "at" if key in ("@", "＠") else key, *match.span())


def _shown_link(match: re.Match[str]) -> str:
    address: str = match["address"]
    if address.casefold().startswith("mailto:"):
        return address[len("mailto:") :]
    return match["shown"] or address


def _readable(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("<@"):
        return found
    return _ENTITIES.get(found) or shown_angle(found[1:-1])
