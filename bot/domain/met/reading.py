"""The grammar of `/met`: predictable before clever. Each rule takes its words out of the sentence; what is left at
the end is the note, so nothing is ever lost. The rules, in their order, are told in `docs/design.md` 3.1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from bot.domain import words
from bot.domain.encounters import Meeting, Person
from bot.domain.met.clauses import MEAL, PLACE, Clause, Clauses, Places, compiled
from bot.domain.met.dates import MONTH
from bot.domain.met.people import BRACKET, EMAIL, ENDS, LONGEST_NAME, NO_NAMES, QUOTED, details, name_end
from bot.domain.met.typed import EMOJI, EMOJIS, MARK, THINGS, Typed, readable
from bot.errors import UserError

_MET = r"(?:met(?:\sup)?|saw|ran\sinto|bumped\sinto|(?:spoke|spoken|talked|chatted)\s(?:to|with)|caught\sup)(?=\s)"
_OPENING = compiled(
    rf"(?P<verb>(?:so\s)?(?:(?:i|we)(?:'ve|\shave)?\s)?(?:(?:just|also|finally|recently|briefly)\s)*{_MET})"
    r"|(?:(?:i|we|just|also|had|have|having|did|got|grabbed|took|enjoyed|went\sfor|met\sfor|quick|short|great|good|nice"
    r"|long|brief|really|very|video|phone|zoom|teams)\s)*(?:(?:a|an|another|the|our|some|my)\s(?:[\w-]+\s){0,3}?)?"
    rf"(?:{MEAL}|(?:chat|talk|conversation|discussion|meeting|catch-?up|(?P<call>call))\b)"
)
_JOIN = compiled(rf"(?:[\s,&+/]|{EMOJIS}|(?:and|und|with|mit|plus|w/)(?=[\s{THINGS}]))*")
_WITH = compiled(r"with|mit|w/")
_NEXT = compiled(rf"\b(?:and|und|with|mit|plus)(?=\s)|[&+]|(?P<verb>\b(?:i|we)\s(?:just\s)?{_MET}\s)?[{THINGS}]")
_SMALL_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}?(?=$|[,.(]|\s(?:at|in|on|and|about|with|[\w.+-]+@))")
_HANDLE = re.compile(r"<?@(?P<handle>[^\s,;:()<>@]+)>?")
_EMOJI_ENDS = re.compile(rf"(?<!\S){EMOJI}$")
_NOTE = compiled(
    r"(?:(?:and|where|when)\s)?(?:(?:we|i|they|she|he|have|also|just)\s){0,3}\b(?:(?:talked|spoke|spoken|chatted)\sabout"
    r"|discussed|discussing)\s|\b(?-i:about|ABOUT|regarding|concerning|über)(?=\s|$)|\bre(?:\s|:\s?(?!(?-i:[A-Z])))"
    rf"|(?<={MARK}\s)re:(?=\w)|(?<!\.[0-9])(?<!\.[0-9][0-9])[.!?…]+(?=\s|$)"
    rf"(?!\s{MONTH})|;(?=\s|$)|(?<!deal)(?<!negotiation):(?=\s|$)|(?<={MARK}):|–(?=[^\s0-9])|\n\s*|\("
    rf"|[–—-]+(?=\s|$)(?!(?<=[0-9]\s[–-])\s(?:[0-9]|{MONTH}))|,\s(?=(?-i:[a-zà-ÿ])|(?:i|we|she|he|they)\b)"
)
"""Where the note may begin."""
_SAID_PLACE = compiled(r"\b(?:at|in|on|during|beim|im|via|over|yesterday|ago|last|today)\b")
_CUT = compiled(r"[,.;:!?…\n–-]\s*(?:and\s)?|\s(?=(?:during|in|and)\s)")
"""Behind what a clause may stand inside the note."""
_IDLE = compiled(
    rf"(?:{EMOJI}|[^\w{THINGS}]|\b(?:and|und|with|mit|at|in|on|from|to|we|i|was|it|for|by|who|met|the)\b)*"
)
"""What says nothing by itself, where all around it was read."""
_WORDS = re.compile(rf"{BRACKET.pattern}|[^\W_]+|@")
_DOUBT = compiled(r"\b(?:deals?|contracts?|negotiat\w+)\b")


@dataclass
class Met(Meeting):
    """What a sentence said. People are in order, each once; `met_on` is never ahead."""

    problems: list[str] = field(default_factory=list)  # a sentence for each part that cannot be a person
    introduced_by: str | None = None
    in_doubt: bool = False  # it may be about a negotiation, but does not say so


def read(raw: str, today: date, *, month_first: bool = False, names: Mapping[str, str] = MappingProxyType({})) -> Met:
    """Read a sentence as Slack sends it; `today` is the member's local date, `month_first` how they write 3/12.

    `names`, by Slack id, stand for mentions in what is kept. Raises UserError where nothing can be done with the
    whole: nobody is named, or the day is still to come.
    """
    readings = (_Reader(Typed(raw, names), today, month_first, lenient).read() for lenient in (False, True))
    met = next((found for found in readings if found.people or found.problems), None)
    if met is None:
        raise UserError(
            "Start with the people you met, for example: /met @ana at KubeCon about billing. "
            'For somebody outside Slack write a name in quotes, like "Jane Doe".'
        )
    lone = met.people[0].name if met.people else ""
    if lone.islower() and lone == readable(raw, names).strip(" !?"):
        raise UserError(f'Is {lone} a person? Pick a colleague with @, put a name in quotes, or type "/met help".')
    return met


class _Reader:
    """Reads one sentence."""

    def __init__(self, typed: Typed, today: date, month_first: bool, lenient: bool) -> None:
        self._typed = typed
        self._lenient = lenient  # names in small letters, and with other words behind them, are names, too
        self._met = Met([], today)
        self._clauses = Clauses(typed, today, month_first)
        self._notes: list[tuple[int, int]] = []
        self._places = Places(typed)

    def read(self) -> Met:
        met, typed, start = self._met, self._typed, self._people_first()
        met.in_doubt = bool(_DOUBT.search(typed.said()))
        begins, note = self._note_from(start)
        self._take_clauses(begins)
        self._more_people(begins)
        for bracket in BRACKET.finditer(typed.text, 0, begins):
            if not _IDLE.fullmatch(typed.text, *bracket.span("inside")):
                self._notes.append(bracket.span("inside"))
            typed.read(*bracket.span())
        self._places.take(begins)
        if begins < note and not _IDLE.fullmatch(typed.text, typed.text.rfind(MARK, 0, begins) + 1, begins):
            note = begins  # it goes on: "great chat about billing"
        typed.read(begins, note)
        pieces = [each.span() for each in re.finditer(f"[^{MARK}]+", typed.text)]
        self._notes += [span for span in pieces if span[0] >= note or not _IDLE.fullmatch(typed.text, *span)]
        met.note = "; ".join(filter(None, (typed.said(*span) for span in sorted(self._notes)))) or None
        met.place = self._places.joined()
        met.in_doubt = met.in_doubt and not met.negotiation
        met.people, met.problems = [*dict.fromkeys(met.people)], [*dict.fromkeys(met.problems)]
        return met

    def _take(self, at: int, clause: Clause) -> int:
        """Keep what a clause says. Raises UserError for a day that is to come, or that no calendar has."""
        end, said = clause
        today = self._clauses.days.today
        on = said.get("met_on", today)
        if on is None:
            day = self._typed.said(at, end).removeprefix("on ")[:40]
            raise UserError(
                f'I could not read "{day}" as a date. Write it like 12 March or 2026-03-12, '
                "or leave it out for today."
            )
        if on > today:
            raise UserError(
                f"{words.day(on, today)} is still to come. Tell me once you have met, "
                "or leave the date out for today."
            )
        for name, value in said.items():
            setattr(self._met, name, value)
        self._clauses.day_told = self._clauses.day_told or "met_on" in said
        return self._typed.read(at, end)

    def _take_clauses(self, begins: int) -> None:
        """All of them; in a bracket only one that fills it, and in the note only those that stand apart."""
        at = 0
        for found in _WORDS.finditer(self._typed.text[:begins]):
            inside = found["inside"] is not None
            start = found.start("inside") if inside else found.start()
            clause = self._clauses.at(start, closed=inside) if start >= at else None
            if clause and clause[0] <= begins:
                at = self._take(start, clause)
        for cut in _CUT.finditer(self._typed.text, begins):
            clause = self._clauses.at(cut.end(), closed=True) if cut.start() >= max(at, begins) else None
            if clause and clause[1] and "met_on" not in clause[1]:
                self._typed.read(*cut.span())
                at = self._take(cut.end(), clause)

    def _people_first(self) -> int:
        """Read the opening words and the people that follow; return where they end."""
        end = 0
        while end < len(self._typed.text):
            at = _JOIN.match(self._typed.text, end).end()  # type: ignore[union-attr]
            opening = None if self._met.people else _OPENING.match(self._typed.text, at)
            if opening and (opening["verb"] or self._is_apart(opening.end())):
                self._places.over(opening)
                end = self._typed.read(at, opening.end())
            elif clause := self._clauses.at(at):
                end = self._take(at, clause)
            elif (after := self._person(at, self._typed.text[end:at])) > at:
                end = self._typed.read(end, after)
            else:
                break
        return end

    def _more_people(self, begins: int) -> None:
        """Those after "with" and "and", and mentions wherever they are before the note."""
        at = 0
        while found := _NEXT.search(self._typed.text, at, begins):
            start = _JOIN.match(self._typed.text, max(found.start(), found.end("verb"))).end()  # type: ignore[union-attr]
            end = self._person(start, self._typed.text[found.start() : start], amid=True)
            at = self._typed.read(found.start(), end) if end > start else max(start, found.start() + 1)

    def _person(self, at: int, join: str, amid: bool = False) -> int:
        """Take the person here; return where that ends. `amid` other words "Marks and Spencer" are none."""
        met = self._met
        listed = bool(re.search(r"[\w,&+/\n]", join)) or not (met.people or met.problems)
        thing = self._typed.thing(at)
        if thing and not (thing.user or thing.link or amid):
            met.problems.append(_no_person(thing.shown))
            return at + 1
        if handle := _HANDLE.match(self._typed.text, at):
            met.problems.append(_not_found(handle["handle"]))
            return handle.end()
        somebody, end = self._somebody(at, listed)
        is_shop = amid and somebody and not somebody.email and " " not in somebody.name and not _WITH.search(join)
        if somebody is None or (is_shop and not somebody.slack_user_id):
            return at
        somebody, end = details(somebody, self._typed, end)
        last = met.people[-1] if met.people and join.strip() == "," else None
        is_surname = last and last == Person(last.name) and " " not in last.name + somebody.name
        if last and is_surname and (somebody.company or somebody.email or last.name.isupper()):
            met.people.pop()  # "Doe, Jane (Acme)"
            somebody = replace(somebody, name=f"{somebody.name} {last.name}")
        met.people.append(somebody)
        return end

    def _somebody(self, at: int, listed: bool) -> tuple[Person | None, int]:
        """Whoever is named here, and where the name ends."""
        text = self._typed.text
        if thing := self._typed.thing(at):
            is_whole = thing.user and not re.match(r"['\w]", text[at + 1 : at + 2])  # "@carol's party"
            return Person(thing.shown, slack_user_id=thing.user, known=False) if is_whole else None, at + 1
        if found := EMAIL.match(text, at):
            return Person(found["email"].partition("@")[0], email=found["email"]), found.end()
        quoted = QUOTED.match(text, at)
        end = quoted.end() if quoted else self._name_end(at) if listed else at
        name = self._typed.said(at, end)
        return Person(name) if len(name) <= LONGEST_NAME and any(map(str.isalpha, name)) else None, end

    def _name_end(self, at: int) -> int:
        """Where a name without quotes ends. It stands alone, unless this reader is lenient."""
        text = self._typed.text
        end = name_end(text, at)
        lenient = self._lenient and (not self._met.people or self._met.people[-1].name.islower())
        for word in re.compile(r"(?<=\s)\S").finditer(text, at, end):
            day = self._clauses.days.read(text, word.start())
            if day and (day.sure or ENDS.match(text, day.end)):
                end = word.start() - 1
                break
        if end == at and lenient:
            small = _SMALL_NAME.match(text, at)
            return small.end() if small and small[0].split()[0] not in NO_NAMES else at
        return end if lenient or self._is_apart(end) or EMAIL.match(text, end + 1) else at

    def _is_apart(self, end: int) -> bool:
        """Whether what ends there is followed by a sign, or by the beginning of something else."""
        return bool(ENDS.match(self._typed.text, end) or self._clauses.at(end + 1))

    def _note_from(self, at: int) -> tuple[int, int]:
        """Where the note begins, with the sign or the word that says so and without it."""
        text = self._typed.text
        if not (self._met.people or self._met.problems):
            ahead = _NEXT.search(text)
            at = ahead.end() if ahead else 0
        place = _SAID_PLACE.search(text, at)
        while found := _NOTE.search(text, at):
            at, sign = found.end(), found[0][0]
            if inside := BRACKET.match(text, found.start()):
                at = inside.end()  # it is looked at by itself
                continue
            is_emoji = _EMOJI_ENDS.search(text[max(0, at - 66) : at])
            goes_on = sign == "," and not (place and place.start() < at)
            if not (is_emoji or goes_on or (sign in ",\n" and self._follows(at))):
                is_name = found[0].casefold() == "re:" and text[at : at + 1].isupper()  # "re:Invent"
                return found.start(), found.start() if is_name else at
        return len(text), len(text)

    def _follows(self, at: int) -> bool:
        """Whether something else than a note begins behind a comma or a line break."""
        text = self._typed.text
        if _NOTE.match(text, at) or PLACE.match(text, at) or self._clauses.at(at):
            return True
        start = _JOIN.match(text, at).end()  # type: ignore[union-attr]
        thing = self._typed.thing(start)
        return bool(thing and thing.user) or (start > at and self._name_end(start) > start)


def _not_found(handle: str) -> str:
    return (
        f"I could not find @{handle[:40].rstrip('.!?')} in this workspace. Pick a name from the menu, or write a "
        'name in quotes, like "Robert Lee", for somebody outside Slack.'
    )


def _no_person(shown: str) -> str:
    if shown in ("@here", "@channel", "@everyone"):
        return f"{shown} would be everybody here. Name the people you met, and I keep each of them for you."
    kind = "a group" if shown.startswith("@") else "a channel"
    return f"{'That' if shown == kind else shown} is {kind}, and I keep people one by one. Name the ones you met."
