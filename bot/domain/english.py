"""The words of a text, and the few lists of English words that reading a note takes."""

import re
import unicodedata

from bot.domain.plain import canonical
from bot.domain.text import folded, visible


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of a text as they are compared, in order."""
    return tuple(_WORD.findall(folded(canonical(text))))


def stems(text: str) -> list[str]:
    """What the text is about: its words in order, without their endings and without those that say nothing."""
    return [stem(word) for word in words_of(text) if word not in FUNCTION_WORDS]


def stem(word: str) -> str:
    """A folded word without its English ending: "rebates", "rebate" → "rebat". It seldom joins two words."""
    return re.sub(r"(.)\1$", r"\1", re.sub(_ENDING, "", word))


def keywords(text: str) -> dict[str, str]:
    """The stem of each word that somebody may be found by, with the word as first written in the text."""
    found: dict[str, str] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", visible(_ADDRESS.sub(" ", text)))):
        plain = folded(word)
        is_long = len(plain) > 2 or (len(plain) > 1 and word.isupper()) or not plain.isascii()  # "AI", "G7"
        if is_long and not plain.isdecimal() and plain.removesuffix("'s") not in _SMALL_WORDS:
            found.setdefault(stem(plain), word)
    return found


def only_names(said: str, noted: str) -> bool:
    """Whether what was said only names the topic that was noted, and is no thing to say about it yet."""
    words = words_of(said)
    return len(words) < 4 and set(words) <= set(words_of(noted)) and not re.search(r"[\d?]", said)


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ADDRESS = re.compile(r"https?://\S*|www\.\S*|<[^<>]*>", re.IGNORECASE)
_ENDING = r"(?<=\w\w\w)(?:'s|ings?|ies|ied|ed|ions?|es|ly|s|e|d|y)$"

FUNCTION_WORDS = word_set(
    "a about all also am an and any are as at be been but by can could did do does for from get had has have he her"
    " here him his how i if in into is it its just like may me might more much my no not now of on one or our please"
    " shall she should so some than that the their them then there these they thing this those to too us very was we"
    " were what when where which who why will with would you your"
)
"""Words that say nothing about what a text is about."""

_SMALL_WORDS = FUNCTION_WORDS | word_set(
    "above after again already always another anybody anyone anything ask asked asking back because before being"
    " below best better between both cannot come doing done down each either else ever every everybody everyone"
    " everything few find first further give go going good got great having hello help helped helping hers hi"
    " however keep know known last later least less let look looking made make making many maybe meet met mine most"
    " must need needed needs new next nice nobody none nor note nothing off once only onto other others ours out"
    " over own people person project question questions quite really said same say see seen since somebody someone"
    " something soon still such sure take talk talked talking tell thank thanks things think though through thus"
    " time today together tomorrow toward two under until up upon use used using want wanted wants way welcome well"
    " whether while whole whom whose within without work worked working yes yesterday yet yours i'm it's we're don't"
    " can't i'd we'd i've we've let's that's what's who's january february march april june july august september"
    " october november december monday tuesday wednesday thursday friday saturday sunday day days week weeks month"
    " months quarter year years q1 q2 q3 q4 und der die das den dem ein eine einen einem mit fur von ist sind wie"
    " wir sie ich nicht auch auf bei zum zur les des une pour avec que qui est sont dans sur par nous vous pas los"
    " las del una por para con como uma dos"
)
"""Words that nobody is found by: those of every question, months and weekdays, the smallest of other languages."""

NO_NAMES = word_set("i ok fyi ps btw english")  # words with a capital letter that name nobody

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
