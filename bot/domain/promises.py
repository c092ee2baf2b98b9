"""What a text promises in the member's name."""

import re

from bot.domain.english import stems
from bot.domain.plain import canonical

_WILL = (
    r"\b(?:i|we|(?:my|our)(?: \w+){1,3}?)(?:'ll| will| shall|(?:'m|'re| am| are| is) going to)"
    r"(?: (?:also|then|certainly|definitely|gladly|happily|personally|of course))*"
)
_HARMLESS = (
    r" (?:not|never|leave (?:it|this|that|you)|keep (?:it|this)|let you (?:get|go|be)|understand|admit|remember|miss"
    r"|see|wait|hope|look forward|be (?:at|in|on|around|here|there|back|near|away|off)(?! touch)"
    r"|(?:always )?be (?:so |very |really |more than )?(?:glad|happy|delighted|pleased|grateful|brief|quick|short"
    r"|honest|frank|fine|interested|curious|thinking))\b"
)
_FIRM = (
    r"\b(?:i|we) (?:\w+ ){0,2}(?:promised?|guarantee|commit|pledge|swear|assure)\b|\bguaranteed\b|\bas promised\b"
    r"|\bmy word\b|\brest assured\b|\bconsider it done\b|\bleave (?:it|that|this) to (?:me|us)\b"
    r"|\byou(?:'ll| will| shall| are going to) (?:get|receive|be (?:paid|given|refunded|sent))\b(?! the idea)"
    r"|\byou (?:can|may) (?:count|rely|depend|bank) on (?:me|us|it)\b"
    r"|\byou (?:can|may|should) expect\b|\bexpect (?:it|them|my|our|to (?:get|receive|hear))\b"
)
_IF = (
    r"\b(?:if|when(?:ever)? (?:you|it)|should you|in case|let me know|tell me|just (?:ask|say)"
    r"|say (?:so|yes|the word))\b"
)


def promises(text: str, told: str) -> bool:
    """Whether it promises what no input (`told`) holds. What is only offered, should they want it, is no promise."""
    known = set(stems(told))
    for sentence in re.split(r"[.!?…]+(?=\s|$)|\n", canonical(text).replace("’", "'")):
        is_offer = re.search(_IF, sentence, re.IGNORECASE)
        pattern = _FIRM if is_offer else rf"(?:{_WILL}(?!{_HARMLESS})|{_FIRM})"
        for match in re.finditer(rf"(?:{pattern})[^,:]*", sentence, re.IGNORECASE):
            words = stems(match[0])  # an input says the same: what is to be done, and at least half of the rest
            if not words or words[0] not in known or 2 * len(known.intersection(words)) < len(words):
                return True
    return False
