"""What a text from a model must pass before anybody sees it. Its author may have obeyed a stranger's title.

Refused is what must not be sent, or is no note (`problems`). What only may be wrong is marked, for the member to look
at twice (`not_told`, `empty_phrases`): they read every word before they send it by their own hand.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator

from bot.domain.drafts import DRAFT_LIMIT, DraftRequest, Purpose, inputs
from bot.domain.english import EMPTY_PHRASES, NO_NAMES, stems, words_of
from bot.domain.phrases import first_name
from bot.domain.plain import canonical, hidden, is_link, links, mentions, plain
from bot.domain.templates import POINT
from bot.domain.text import folded
from bot.domain.topics import mentions_topic

_PRONOUNS = dict.fromkeys(("his", "her", "their", "my", "our"), "your") | dict.fromkeys(("he", "she", "they"), "you")
RUN = 5  # so many words in a row are a quotation
ENOUGH = 8  # so many words of the one thing are enough, however long it is

_PLACEHOLDER = (
    r"<\|[^>]*\|?>|\[/?INST\]|<</?SYS>>|\[[^\]\n]*[^\W\d_][^\]\n]*\]|\{[^}\n]*\}|_{3,}|\bX{3,}\b|\blorem ipsum\b"
    r"|\b(?:your|their|recipient'?s?|sender'?s?) name here\b|^\W*(?:subject|assistant|system|user|human|ai)\s*:"
    r"|\b(?:met_on|own_division|project_summary)\b|\bas an ai\b|#{2,}\s*\w"
)
_MARKUP = (
    r"\*\*|__|~~|`|(?<!\w)[*_~](?=\S)[^*_~\n]+(?<=\S)[*_~](?!\w)|^\s*(?:[-*•+]|\d{1,2}[.)]|#{1,6})\s"
    r"|</?[a-z!][^<>]*>|\]\(|&(?:\w+|#\w+);|:[a-z][a-z0-9_+-]+:|^\s*(?:\||>)"
)
_HELLO = r"(?:hi|hello|hey|dear|greetings|happy \w+|good (?:morning|afternoon|evening|day))(?: again)?,? "

# What a text promises in the member's name.
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

# What is not from the member.
MOST_MARKS = 8  # phrases that are shown; more would be a second text

_COUNT = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|forty-five|fifty|sixty"
    "|ninety|several|a few|a couple of"
)
_TIME = r"(?:second|minute|min|hour|day|week|month|quarter|year)s?\b"
_FIGURE = (
    rf"\b(?:{_COUNT})[ -]{_TIME}|\b(?:half an|a quarter of an|an) hour\b"
    rf"|[$€£]?(?<![\w.])\d+(?:[.,:'’\u00a0\u202f]\d+)*(?:[ -]{_TIME}| ?%| ?(?:k|am|pm|percent|million|billion)\b)?"
    r"|\b(?:\w+ )?(?:dozens?|hundreds?|thousands?|millions?|billions?|percent)\b|\btwice\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b[Tt]omorrow\b|\b[Nn]ext (?:week|month|quarter|year)\b"
)
_BEGINS = r"(?:^|^[^,\n]{0,40},|[.!?…:;\n\"“”‘'«»()–—•]|\s-)\s*$"
_BOUND = r"(?:(?:10|ten|15) minutes?|(?:2|two) (?:minutes|lines))\b"
"""What the other is asked for in an ask: our instructions say so."""
_CONTRACTED = r"['’](?:s|re|ve|ll|d|m|t)?$"
_EMPTY = "|".join(rf"\b{phrase}" for phrase in EMPTY_PHRASES)


def problems(
    text: str, request: DraftRequest, topics: Collection[str], previous: str | None = None, rules: str = ""
) -> list[str]:
    """What is wrong with a text from a model, in machine words; nothing: it may be shown.

    Links and mentions are only good where the one thing held them: a title or a note may be somebody else's words.
    `previous` is the wording that the member had in front of them and wants changed: it holds what they typed.
    `rules` are the instructions that the model was given.
    """
    if not re.search(r"\w", text):
        return ["empty"]
    if len(text) > DRAFT_LIMIT:
        return ["length"]
    own = "\n".join(filter(None, [plain(request.specific, keep_links=True), previous]))
    told = "\n".join((own, *inputs(request)))
    read, runs = canonical(text), _runs(text)
    public = _runs("\n".join((own, POINT, *inputs(request, but="note"))))
    heaped = "".join("m" if unicodedata.combining(each) else "-" for each in text)
    found = {
        "control": any(map(hidden, text)) or "mmm" in heaped,
        "alphabet": _is_foreign(text, told),
        "link": not links(text) <= links(own),
        "mention": not mentions(text) <= mentions(own),
        "placeholder": _new(_PLACEHOLDER, read, own),
        "markup": _new(_MARKUP, f"{text}\n{read}", own),
        "greeting": not _greets(text, first_name(request.name)),
        "thing": not any(_is_about(thing, text) for thing in (request.specific, previous) if thing),
        "private": bool(runs.keys() & _runs(request.note or "").keys() - public.keys()),
        "rules": bool(runs.keys() & _runs(rules).keys() - public.keys()),
        "repetition": any(times > 2 for run, times in (runs + _sentences(text)).items() if run not in public),
        "promise": _promises(text, told),
        "off_limits": mentions_topic(text, topics),
    }
    return [word for word, is_wrong in found.items() if is_wrong]


def tidy(text: str) -> str:
    """A model's text without the wrapping that some put round it."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > 1 and text[0] + text[-1] in ('""', "“”", "''", "«»") and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+(?=\n)", "", text))


def not_told(text: str, request: DraftRequest, own: str | None = None) -> list[str]:
    """Its numbers, names, days and durations that no input holds; `own` is what the member typed besides."""
    told = canonical("\n".join(filter(None, [own, *inputs(request)])))
    prose = re.sub(r"\S+?(?=[.!?]*(?:\s|$))", lambda word: " " if is_link(word[0]) else word[0], canonical(text))
    found = sorted([*_figures(prose, told, request.purpose), *_names(prose, told)])
    return list(dict.fromkeys(phrase for _, phrase in found))[:MOST_MARKS]


def empty_phrases(text: str) -> list[str]:
    """The phrases that say nothing ("just checking in"), as they stand in the text."""
    return [match[0] for match in re.finditer(_EMPTY, canonical(text).replace("’", "'"), re.IGNORECASE)]


def _new(pattern: str, text: str, own: str) -> bool:
    """Whether the pattern is found in the text other than in the member's own words."""
    found = {match[0].strip().casefold() for match in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)}
    return any(len(each) < 2 or each not in own.casefold() for each in found)


def _is_foreign(text: str, told: str) -> bool:
    """Whether a word that no input holds is in letters of another alphabet: they could be look-alikes."""
    new = "".join(set(re.findall(r"\w+", text)) - set(re.findall(r"\w+", told)))
    return any(each.isalpha() and not unicodedata.name(each, "LATIN").startswith("LATIN") for each in new)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """So many words in a row, each time: "his boss" quoted is "your boss"."""
    words = tuple(_PRONOUNS.get(word, word) for word in words_of(text))
    return Counter(words[start : start + RUN] for start in range(len(words) - RUN + 1))


def _sentences(text: str) -> Counter[tuple[str, ...]]:
    parts = map(words_of, re.split(r"[.!?…]+(?=\s|$)|\n", text))
    return Counter(words for words in parts if 1 < len(words) < RUN)


def _greets(text: str, name: str | None) -> bool:
    read, who = folded(text), re.escape(folded(name or "there"))
    return bool(re.match(rf"\W*(?:{_HELLO}(?:{who}|there)(?!\w)|{who}\s*[,:!.–—-])", read))


def _is_about(thing: str, text: str) -> bool:
    """Whether the text holds the links of the one thing, and a third of its words."""
    wanted = links(plain(thing, keep_links=True))
    words, said = set(stems(plain(thing))), set(stems(plain(text)))
    return wanted <= links(text) and len(words & said) >= min(round(len(words) / 3) or len(words), ENOUGH)


def _promises(text: str, told: str) -> bool:
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


def _figures(prose: str, told: str, purpose: Purpose) -> Iterator[tuple[int, str]]:
    numbers, said = _numbers(told), folded(told)
    for match in re.finditer(_FIGURE, prose):
        phrase = match[0]
        is_known = re.search(rf"(?<!\w){re.escape(folded(phrase))}(?!\w)", said)
        is_bare = not re.search(r"[^\W\d]", phrase) and _numbers(phrase) <= numbers
        is_bounded_ask = purpose is Purpose.ASK and re.match(_BOUND, prose[match.start() :])
        if not (is_known or is_bare or is_bounded_ask):
            yield match.start(), phrase


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[,.'’\u00a0\u202f](?=\d{3}(?!\d))", "", text)))


def _names(prose: str, told: str) -> Iterator[tuple[int, str]]:
    """Words with a capital that no input holds; not one alone at the beginning of a sentence, where all have one."""
    known = {*words_of(told), *NO_NAMES}
    names = re.sub(r"[^\W\d_][\w'’-]*", lambda word: ("N" if _is_new(word[0], known) else "-") * len(word[0]), prose)
    for match in re.finditer("N+(?: N+)*", names):
        phrase = re.sub(_CONTRACTED, "", prose[match.start() : match.end()])
        begins = re.search(_BEGINS, prose[: match.start()]) and phrase[1:] == phrase[1:].lower()
        signs = "\n" in prose[: match.start()] and not prose[match.end() :].strip()
        if signs or not begins or " " in phrase:
            yield match.start(), phrase


def _is_new(word: str, known: set[str]) -> bool:
    parts = re.sub(_CONTRACTED, "", word).split("-")
    return any(part != part.lower() and folded(part) not in known for part in parts)
