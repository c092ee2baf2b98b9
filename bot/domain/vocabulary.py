"""Words compared the way people mean them: case, accents and endings do not matter, small words do not count."""

import re
import unicodedata

from bot.domain.text import folded as folded
from bot.domain.text import visible

SHORTEST_WORD = 3
"""Shorter words say nothing, unless they are written in capitals or hold a digit ("AI", "G7")."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ADDRESS = re.compile(r"https?://\S*|www\.\S*|<[^<>]*>", re.IGNORECASE)
_VOWEL = re.compile("[aeiouy]")
_SMALL_WORDS = """
a about above after again all already also always am an and another any anybody anyone anything are as ask asked
asking at back be because been before being below best better between both but by can cannot come could did do
does doing done down each either else ever every everybody everyone everything few find first for from further
get give go going good got great had has have having he hello help helped helping her here hers hi him his how
however i if in into is it its just keep know known last later least less let like look looking made make making
many may maybe me meet met might mine more most much must my need needed needs new next nice no nobody none nor
not note nothing now of off on once one only onto or other others our ours out over own people person please
project question questions quite really said same say see seen shall she should since so some somebody someone
something soon still such sure take talk talked talking tell than thank thanks that the their them then there
these they thing things think this those though through thus time to today together tomorrow too toward two under
until up upon us use used using very want wanted wants was way we welcome well were what when where whether which
while who whole whom whose why will with within without work worked working would yes yesterday yet you your yours
i'm it's we're don't can't i'd we'd i've we've let's that's what's who's
january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday day days week weeks month months quarter year years
q1 q2 q3 q4
und der die das den dem ein eine einen einem mit fur von ist sind wie wir sie ich nicht auch auf bei zum zur
les des une pour avec que qui est sont dans sur par nous vous pas los las del una por para con como uma dos
"""
_STOP_WORDS = frozenset(_SMALL_WORDS.split())


def words(text: str) -> list[str]:
    """The words of a text as they are written, in order."""
    return _WORD.findall(text)


def keywords(text: str) -> dict[str, str]:
    """What a text is about: the stem of each word that says something, with the word as first written there.

    Addresses, numbers and the small words that every sentence has are left out.
    """
    found: dict[str, str] = {}
    for word in words(unicodedata.normalize("NFC", visible(_ADDRESS.sub(" ", text)))):
        plain = folded(word)
        if _says_something(word, plain):
            found.setdefault(stem(plain), word)
    return found


def stem(word: str) -> str:
    """A folded English word without its ending: "rebates", "rebate" → "rebat"; "billing", "billed" → "bil".

    Light on purpose: it joins the forms of one word and seldom two words. Other scripts stay as they are.
    """
    word = word.removesuffix("'s").replace("'", "")
    if not word.isascii() or len(word) <= SHORTEST_WORD:
        return word
    word = _singular(word)
    for ending in ("ing", "ed", "ion"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= SHORTEST_WORD and _VOWEL.search(root):
            word = root
            break
    word = word.removesuffix("e") if len(word) > SHORTEST_WORD else word
    return word[:-1] if len(word) > SHORTEST_WORD and word[-1] == word[-2] else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _says_something(word: str, plain: str) -> bool:
    if plain in _STOP_WORDS or plain.removesuffix("'s") in _STOP_WORDS or plain.isdecimal():
        return False
    return len(plain) >= SHORTEST_WORD or (len(plain) > 1 and word.isupper()) or not plain.isascii()
