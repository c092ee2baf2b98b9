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
    rf"|,\s(?!(?-i:[a-zà-ÿ])|(?:i|we|she|he|they)\b)|{EMOJIS}|[.;:!?](?=\S)|(?<!\s)-|-(?!\s)"
    r"|(?<=\b(?-i:[A-Z]))\.|(?<=\b(?-i:[A-Z][a-z]))\.)+)"
)
_IS_PLACE = re.compile(r"(?:the|a|an|our|their|der|dem|den)\s|[^\Wa-zà-ÿ_]|[\"“„«]")
"""How a place begins amid other words: "interested in pricing" has none."""
_EMOJI_WORD = re.compile(rf"{EMOJIS}+")
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

    def taken(self, text: str, end: int, free: bool) -> str:
        """The text with a MARK for each place before `end`. `free`: capitals behind the people or the day are one."""
        spans: list[tuple[int, int]] = []
        for pattern in (_OVER_MEAL, PLATFORM):
            for found in pattern.finditer(text, 0, end):
                self.over(found)
                spans.append(found.span())
        text = _marked(text, spans)
        return self._announced(self._behind_people(text, end) if free else text, end)

    def _behind_people(self, text: str, end: int) -> str:
        spans: list[tuple[int, int]] = []
        for found in re.finditer(rf"{MARK}\s?(?=[^\s{MARK}])", text[:end]):
            place_end = name_end(text, found.end(), digits=True)
            place = self._typed.said(found.end(), place_end)
            if place_end > found.end() and len(place.split()) <= MOST_WORDS and ENDS.match(text, place_end):
                self._found.append((found.end(), "", place))
                spans.append((found.end(), place_end))
        return _marked(text, spans)

    def _announced(self, text: str, end: int) -> str:
        spans: list[tuple[int, int]] = []
        for found in PLACE.finditer(text, 0, end):
            begun = max(text.rfind(sign, 0, found.start()) for sign in (MARK, ",", "(")) + 1
            begun = max(begun, spans[-1][1] if spans else 0)
            if text[begun : found.start()].strip() and not _IS_PLACE.match(found["place"]):
                continue
            parts = self._typed.said(*found.span("place")).split(" ")
            while not _EMOJI_WORD.fullmatch(parts[0]) and _EMOJI_WORD.fullmatch(parts[-1]):
                parts.pop()
            self._found.append((found.start(), found["key"].casefold().replace("@", "at"), " ".join(parts)))
            spans.append(found.span())
        return _marked(text, spans)


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + MARK * (end - start) + text[end:]
    return text
