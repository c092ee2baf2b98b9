"""The words of a text, and the few lists of English words that reading a note takes."""

import re

from bot.domain.plain import canonical
from bot.domain.text import folded


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of a text as they are compared, in order."""
    return tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*", folded(canonical(text))))


def stems(text: str) -> list[str]:
    """What the text is about: its words in order, without their endings and without those that say nothing."""
    return [
        re.sub(_ENDING, "", word) if len(word) > 3 else word for word in words_of(text) if word not in FUNCTION_WORDS
    ]


def only_names(said: str, noted: str) -> bool:
    """Whether what was said only names the topic that was noted, and is no thing to say about it yet."""
    words = words_of(said)
    return len(words) < 4 and set(words) <= set(words_of(noted)) and not re.search(r"[\d?]", said)


_ENDING = r"(?:'s|ing|ies|ied|ed|es|ly|s|e|d|y)$"

FUNCTION_WORDS = word_set(
    "a about all also am an and any are as at be been but by can could did do does for from get had has have he her"
    " here him his how i if in into is it its just like may me might more much my no not now of on one or our please"
    " shall she should so some than that the their them then there these they thing this those to too us very was we"
    " were what when where which who why will with would you your"
)
"""Words that say nothing about what a text is about."""

NO_NAMES = word_set("i ok fyi ps btw english")
"""Words with a capital letter that name nobody."""

EMPTY_PHRASES = (
    r"(?:just )?check(?:ing|ed)? (?:back )?in\b(?! (?:desk|counter))",
    r"touch(?:ing)? base",
    r"circl(?:e|ing) back",
    r"hope (?:that )?(?:this|my) (?:note |message |email |e-mail |mail |draft )?(?:finds|reaches) you",
    r"hope (?:that )?(?:you are|you're|you re|all is|everything is) (?:doing )?(?:well|good|great|fine)",
    r"hope you (?:had|have had|have been|are having|have)\b[^.]{0,20}\b(?:week|weekend|day|well)",
    r"trust (?:this|you are|you're) (?:finds|well)",
    r"reach(?:ing|ed)? out",
    r"pick(?:ing)? your brain",
    r"let(?:'s| us) (?:be friends|connect|stay connected|stay in touch|keep in touch)",
    r"just wanted to",
    r"long time,? no (?:see|speak|talk)",
    r"at your earliest convenience",
    r"(?:as )?per my (?:last|previous|earlier)",
    r"follow(?:ing)? up (?:on|with) (?:my|our|the) (?:last|previous|earlier|e-?mail|message|note)",
    r"(?:do not|don't) hesitate",
    r"(?:i )?know (?:that )?you(?:'re| are) (?:very |super |really )?busy",
    r"bump(?:ing)? (?:this|my)",
    r"(?:quick|friendly|gentle) (?:ping|nudge|reminder)",
    r"synerg\w+",
    r"low-hanging fruit",
    r"move the needle",
)
"""What a note says when it has nothing to say."""
