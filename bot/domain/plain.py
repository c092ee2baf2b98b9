"""Foreign text as plain words: what is hidden in it, the links and mentions in it, and how to take them out."""

import re
import unicodedata
from html import unescape

_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")  # letters that are drawn as nothing
_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)} | {0xFE6B: "@", 0xFE5F: "#"}
_LOOKALIKES = str.maketrans("\u3002\uff61\u2236\u2215\u2044\u29f8", "..:///")
_AROUND = "\"'“”‘’«»„‚.,;:!?…()[]{}<>*_~`|"  # what may stand around a link without being part of it

_LINK = r"""(?xi)[a-z][a-z0-9+.-]*:[/\\]                                  # a scheme and a slash
    | (?<!\w)(?:mailto|tel|sms|data|javascript|vbscript|file):\S
    | www\d?\. | h[tx]{2}ps?: | \blocalhost\b | \bxn--
    | [^\s@]@[^\s@]                                              # an e-mail address
    | [\w-]\.(?!js\b)[^\W\d_]{2,24}(?![^\W_])                    # a bare domain (no country is called js)
    | \b\d{1,3}(?:\.\d{1,3}){3}\b
    | \?[\w.-]+=                                                 # data in a query
    | [(\[]\s*(?:\.|dot)\s*[)\]]"""
_SPACED_LINK = (
    r"(?i)h\s*t\s*t\s*p\s*s?\s*:\s*/"
    r"|\w\s*(?:\s\.|\.\s+|\sdot\s+)(?:com|net|org|info|biz|io|dev|app|xyz|site)(?![\w'’])"
)
_MENTION = r"<[!@#][^<>\s]*>?|(?<![\w.])@+[^\W_][\w.-]*|(?<![\w&])#[^\W\d][\w-]*"
_BROADCAST = r"(?i)@+(?=(?:channel|here|everyone|group)\b)"
_ENTITY = r"<([!@#]?)([^<>|]*)(?:\|([^<>]*))?>"
_NESTED = 8
_ROLE = r"(?i)<\|[^<>]*\|>|</?[a-z][^<>]*>|\[/?INST\]"


def hidden(character: str) -> bool:
    """Whether nobody sees this character: controls, zero-width and direction marks, fillers, variation selectors."""
    if character == "\n":
        return False
    if character in _BLANK_LETTERS or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return True
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def seen(text: str) -> str:
    """The text without what nobody sees; a tab counts as a space."""
    return "".join(character for character in text.replace("\t", " ") if not hidden(character))


def canonical(text: str) -> str:
    """The text as a careless program could come to read it: entities, full-width and look-alike forms resolved."""
    text = unescape(unescape(text)).translate(_LOOKALIKES)
    return seen(unicodedata.normalize("NFKC", text).translate(_LOOKALIKES))


def links(text: str) -> set[str]:
    """Everything that is, or could be taken for, a link or an e-mail address."""
    text = canonical(text)
    found = {token.strip(_AROUND) or token for token in text.split() if re.search(_LINK, token)}
    return found | {match[0] for match in re.finditer(_SPACED_LINK, text)}


def mentions(text: str) -> set[str]:
    """Everything that is, or could be taken for, a mention of a person, a channel or everybody."""
    return {match[0].rstrip(".-").casefold() for match in re.finditer(_MENTION, canonical(text))}


def plain(text: str | None, *, keep_links: bool = False) -> str:
    """Foreign text on one line, as words: Slack's sequences resolved; no links or mentions at all, unless kept."""
    text = seen(unicodedata.normalize("NFC", text or "").translate(_WIDE).replace("\n", " "))
    for escaped, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, character)
    for _ in range(_NESTED):  # what was hidden inside another one comes out
        before, text = text, re.sub(_BROADCAST, "", re.sub(_ROLE, " ", re.sub(_ENTITY, _spoken, text)))
        if text == before:
            break
    if not keep_links:
        text = " ".join(word for word in text.split() if not re.search(_LINK, canonical(word)))
        text = re.sub(r"[<>]|(?<!\w)[@#]+", " ", re.sub(_SPACED_LINK, " ", text))
    return " ".join(re.sub(r"<\s*(?=[!@#])", " ", text).split())


def is_link(word: str) -> bool:
    """Whether a word is a link."""
    return bool(re.search(_LINK, canonical(word)))


def _spoken(entity: re.Match[str]) -> str:
    """One of Slack's sequences in angle brackets, as a person would write it."""
    kind, target, label = entity[1], entity[2].strip(), (entity[3] or "").strip()
    if kind == "!":
        return label if target.startswith("date^") else " "
    if kind == "@":
        return f" {label} "
    if kind == "#":
        return f"#{label}" if label else " "
    if not re.search(_LINK, target):
        return " " if re.fullmatch(_ROLE, entity[0]) or not target or entity[3] is not None else entity[0]
    target = re.sub(r"^(?:mailto|tel):", "", target)
    return target if not label or label in target else f"{label} ({target})"
