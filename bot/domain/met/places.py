"""The place in a sentence of `/met`: announced by a word, or a few words with capitals."""

import re

from bot.domain.met.clauses import PLATFORM, compiled
from bot.domain.met.people import ENDS, name_end
from bot.domain.met.typed import EMOJIS, MARK, Typed

MEAL = r"(?P<meal>lunch|coffee|dinner|breakfast|brunch|drinks|tea)\b"
_OVER_MEAL = compiled(
    rf"(?:\b(?:over|for)\s(?:(?:a|some)\s)?(?:[\w-]+\s)?|(?<={MARK}\s)){MEAL}"
    r"|\bon\s(?:a|the|our)\s(?:[\w-]+\s)?(?P<call>call)\b"
)
PLACE = compiled(
    rf"(?<!\w)(?P<key>at|in|@|during|beim|im)\s(?P<place>(?:[^,(\n–.;:!?{MARK}-]"
    rf"|,\s(?!(?-i:[a-zà-ÿ])|(?:i|we|she|he|they)\b)|{EMOJIS}|[.;:!?](?=\S)|(?<!\s)-|-(?!\s))+)"
)
_IS_PLACE = re.compile(r"(?:the|a|an|our|their|der|dem|den)\s|[^\Wa-zà-ÿ_]|[\"“„«]")
"""How a place begins amid other words: "interested in pricing" has none."""
_TRAILING_EMOJI = re.compile(rf"(?<=\S)(?:\s{EMOJIS}+)+$")
MOST_WORDS = 4
"""Of a place that no word announces."""


class Places:
    """Collects the parts of the place: where each stands, the word before it, and itself."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self._found: list[tuple[int, str, str]] = []

    def joined(self) -> str | None:
        """All of it: "KubeCon in Paris" from "at KubeCon" and "in Paris"; the first word goes."""
        parts = [f"{key} {place}".strip() if at else place for at, (_, key, place) in enumerate(sorted(self._found))]
        return " ".join(parts) or None

    def over(self, found: re.Match[str]) -> None:
        """ "over lunch", "on a call", "on Zoom"."""
        told = found.groupdict()
        meal, call = told.get("meal"), told.get("call")
        if over := f"over {meal.casefold()}" if meal else "on a call" if call else "" if told else found[0]:
            self._found.append((found.start(), "", over))

    def take(self, end: int, free: bool) -> None:
        """Find and mark each before `end`. `free`: capitals behind the people or the day are one."""
        typed = self._typed
        for pattern in (_OVER_MEAL, PLATFORM):
            for found in pattern.finditer(typed.text, 0, end):
                self.over(found)
                typed.read(*found.span())
        for found in re.finditer(rf"{MARK}\s?(?=[^\s{MARK}])", typed.text[:end]) if free else ():
            place_end = name_end(typed.text, found.end(), digits=True)
            place = typed.said(found.end(), place_end)
            if place and len(place.split()) <= MOST_WORDS and ENDS.match(typed.text, place_end):
                self._found.append((found.end(), "", place))
                typed.read(found.end(), place_end)
        for found in PLACE.finditer(typed.text, 0, end):
            begun = max(typed.text.rfind(sign, 0, found.start()) for sign in (MARK, ",", "(")) + 1
            if not typed.text[begun : found.start()].strip() or _IS_PLACE.match(found["place"]):
                place = _TRAILING_EMOJI.sub("", typed.said(*found.span("place")))
                self._found.append((found.start(), found["key"].casefold().replace("@", "at"), place))
                typed.read(*found.span())
