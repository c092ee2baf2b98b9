"""What stands for itself in a sentence of `/met`: a day, an hour, "already wrote", "remind me", who brought them
together, a negotiation; and the place, announced by a word, or a few words with capitals."""

import re
from datetime import date
from typing import Any

from bot.domain.met.dates import WEEKDAYS, Days
from bot.domain.met.people import ENDS, QUOTED, name_end
from bot.domain.met.typed import EMOJIS, MARK, THINGS, Typed

Clause = tuple[int, dict[str, Any]]
"""Where its words end, and what it says, by the fields of `Met`."""


def compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression for words in small or capital letters."""
    return re.compile(pattern, re.IGNORECASE)


_TIME = compiled(
    r"(?:(?:at|@|around|about|um|by)\s)?(?:[0-9]{1,2}(?:[:.][0-9]{2})?(?:\s?[-–]\s?[0-9]{1,2}(?:[:.][0-9]{2})?)?\s?"
    r"(?:am|pm|a\.m\.|p\.m\.|o'clock|uhr)(?!\w)|[0-9]{1,2}:[0-9]{2}(?:\s?[-–]\s?[0-9]{1,2}:[0-9]{2})?(?![\w:]))"
    r"|(?:at|@|um)\s(?:[0-9]{1,2}(?:\.[0-9]{2})?|noon|midnight)(?=\s?(?:$|[,.;\n])|\s(?:at|in|on|with)\s)"
    r"|in\sthe\s(?:morning|afternoon|evening)\b"
)
_ON = compiled(r"(?:(?:on|from|between|am|vom)\s)?")
_BY_ITSELF = compiled(rf"[0-9]{{1,2}}/|(?P<weekday>{'|'.join(WEEKDAYS)})\b")
"""No sure days, but days by themselves; "Fri" is one behind "on" or the people only."""
_WHOM = rf"(?:\s(?:(?:to|with)\s)?(?:her|him|them|you|both|all|everybody|everyone|[{THINGS}]|(?-i:[A-Z])[\w'-]+))?"
_LETTER = r"(?:\s(?:a|an|the|my))?(?:\s[\w-]+)?\s(?:notes?|e-?mails?|mails?|messages?|dms?|lines?|texts?)"
_DONE = (
    r"(?:(?:wrote|written|dm'?e?d|(?:e-?)?mailed|messaged|pinged|texted|contacted|reached\sout|followed\sup"
    rf"|got\sin\stouch){_WHOM}(?:{_LETTER}{_WHOM})?|(?:sent|dropped){_WHOM}{_LETTER}{_WHOM})"
)
_WROTE = compiled(
    r"(?:(?:and|but|so)\s)?(?:(?:i|we)(?:'ve|\shave|\shad)?\s|have\s)?"
    rf"(?:already\s{_DONE}|{_DONE}\salready{_WHOM})(?P<when>\s(?:yesterday|today|(?:on|last|this)\s\w+day))?"
)
_NOT_WROTE = compiled(
    r"(?:\b(?:not|never|yet\sto|without|should|would|could|will|must|to|if|unless|once|when|she|he|they|you|who)"
    r"|n't|'d)(?:'s|'ve|'d|\shas|\shave|\sbeen)*\s$"
)
"""What must not stand before it: somebody else wrote, or nobody has yet."""
_REMIND = compiled(r"(?:and\s)?(?:please\s)?remind\sme(?:\sagain)?\s(?:(?:on|at)\s)?")
_IN_DEAL = compiled(
    r"(?:during|in)\s(?:(?:the|our|a)\s)?(?P<of>(?:negotiations?|deal)\b(?:\s(?:about|of|on|over|with)\b)?)?"
    r"|(?P<named>(?:negotiation|deal)\s?:)"
)
_IN_SHORT = compiled(r"during\snegotiation\s[^\W\d_][\w-]*")
"""The words that the help gives: what follows is a name, in small letters too."""
_DEAL = compiled(r"\s(?:negotiations?|deal)\b")
_INTRODUCED = compiled(r"(?:through|via|thanks\sto|introduced\s(?:to\s(?:me|us)\s)?by|courtesy\sof)\s")
PLATFORM = compiled(
    r"\b(?:(?:on|via|over)\s(?:(?:google|microsoft|ms)\s)?(?:zoom|teams|meet|webex|skype|slack|whatsapp|linkedin)"
    r"|(?:on|over)\sthe\sphone|by\sphone)\b"
)
_CLOSED = re.compile(r"\s*(?:$|[,.;:!?)\n–-])")


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
MOST_WORDS = 4  # of a place that no word announces


class Clauses:
    """Reads the clauses of one text."""

    def __init__(self, typed: Typed, today: date, month_first: bool) -> None:
        self._typed = typed
        self.days = Days(today, month_first)
        self._coming = Days(today, month_first, coming=True)
        self.day_told = False  # then no more days are read

    def at(self, at: int, closed: bool = False) -> Clause | None:
        """The clause that begins there. `closed`: only a sign may follow it."""
        text = self._typed.text
        rules = (self._remind, self._time, self._day, self._wrote, self._negotiation, self._introduced)
        found = next((clause for rule in rules if (clause := rule(text, at))), None)
        return None if found and closed and not _CLOSED.match(text, found[0]) else found

    def _remind(self, text: str, at: int) -> Clause | None:
        found = _REMIND.match(text, at)
        day = self._coming.read(text, found.end()) if found else None
        return (day.end, {"remind_on": day.on}) if day and day.on and day.on > self.days.today else None

    def _time(self, text: str, at: int) -> Clause | None:
        found = _TIME.match(text, at)
        return (found.end(), {}) if found else None

    def _day(self, text: str, at: int) -> Clause | None:
        start = _ON.match(text, at).end()  # type: ignore[union-attr]
        day, announced = None if self.day_told else self.days.read(text, start), start > at
        if day is None or (day.on is None and not announced):
            return None
        told, ends = _BY_ITSELF.match(text, start), ENDS.match(text, day.end)
        behind = announced or text[:at].rstrip()[-1:] in ("", MARK)
        sure = day.sure or (told and told["weekday"] and announced)
        return (day.end, {"met_on": day.on}) if (sure and behind) or (ends and (sure or behind or told)) else None

    def _wrote(self, text: str, at: int) -> Clause | None:
        found = _WROTE.match(text, at)
        if not found or _NOT_WROTE.search(text[max(0, at - 30) : at]) or not ENDS.match(text, found.end()):
            return None
        return found.start("when") if found["when"] and not self.day_told else found.end(), {"already_wrote": True}

    def _negotiation(self, text: str, at: int) -> Clause | None:
        """ "during negotiation Orion", "in our Orion deal", "deal: Orion"; and "during the negotiation" alone."""
        found = _IN_DEAL.match(text, at)
        if not found:
            return None
        start = found.end() + text.startswith(" ", found.end())
        last = end = self._proper_end(text, start)
        short = _IN_SHORT.match(text, at)
        if short and end == start and not self.days.read(text, start) and ENDS.match(text, short.end()):
            last = end = short.end()
        said = {"negotiation": self._typed.said(start, end) or "the negotiation"}
        if not (found["of"] or found["named"]):
            deal = _DEAL.match(text, end) if end > start else None
            last = deal.end() if deal else at
        elif end == start:
            last = found.end() if found["of"] else at
        return (last, said) if last > at and ENDS.match(text, last) else None

    def _introduced(self, text: str, at: int) -> Clause | None:
        found = _INTRODUCED.match(text, at)
        if not found or PLATFORM.match(text, at):
            return None
        thing, end = self._typed.thing(found.end()), self._proper_end(text, found.end())
        end = found.end() + 1 if thing and thing.user else end
        return (end, {"introduced_by": self._typed.said(found.end(), end)}) if end > found.end() else None

    def _proper_end(self, text: str, at: int) -> int:
        """Where a name of anything ends: in quotes, or with capitals."""
        quoted = QUOTED.match(text, at)
        end = quoted.end() if quoted else name_end(text, at, digits=True)
        deal = re.search(rf"{_DEAL.pattern}$", text[at:end], re.IGNORECASE)
        return at + deal.start() if deal else end


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

    def take(self, end: int) -> None:
        """Find and mark each before `end`."""
        typed = self._typed
        for pattern in (_OVER_MEAL, PLATFORM):
            for found in pattern.finditer(typed.text, 0, end):
                self.over(found)
                typed.read(*found.span())
        for found in re.finditer(rf"{MARK}\s?(?=[^\s{MARK}])", typed.text[:end]):
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
