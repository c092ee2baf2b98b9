"""Words between the people in `/met` that name nobody: "and team", "+ 3 others", "CFO of Acme", "I had lunch"."""

import re

_CROWD = re.compile(
    r"(?:and )?(?:(?:some|all|many|several|a few|the rest|the|a|my|his|her|our|their|your|[0-9]+|whole|of|other) )*"
    r"(?:team|teams|others|other|co|company|everyone|everybody|all|more|rest|friends?|colleagues?|people|guys"
    r"|folks|gang|crew|group|family|many|etc|et al|someone|somebody)"
    r"(?: (?:others|people|more|colleagues|else))?"
)
_JOBS = {
    "ceo", "cfo", "coo", "cto", "cio", "ciso", "cmo", "cpo", "cro", "vp", "svp", "evp", "chief", "president",
    "head", "director", "manager", "lead", "founder", "co-founder", "cofounder", "owner", "partner", "principal",
    "engineer", "developer", "designer", "architect", "analyst", "consultant", "lawyer", "attorney", "counsel",
    "professor", "lecturer", "researcher", "scientist", "accountant", "controller", "recruiter", "assistant",
    "secretary", "chair", "chairman", "chairwoman", "chairperson", "senior", "junior", "deputy", "managing",
    "account", "project", "product", "sales", "marketing", "general",
}  # fmt: skip
_OF_DEPARTMENTS = {"head", "director", "vp", "svp", "evp", "manager", "lead", "chief", "vice"}
_ONESELF = {"i", "i've", "i'm", "we", "we've"}


def is_crowd(name: str) -> bool:
    """Say whether the words are "team", "3 others", "and co" or "everyone"."""
    return bool(_CROWD.fullmatch(name[:80].casefold().strip(" .!")))


def is_job(name: str) -> bool:
    """Say whether the words after a person are what they do: "CFO", "head of Sales", "Queen of Denmark"."""
    words = name.casefold().split()
    return "of" in words[1:-1] or bool(words and (words[0] in _JOBS or words[-1] in _JOBS))


def company_in(job: str) -> str | None:
    """Return "Acme" for "CFO of Acme"; None where "of" names a department ("head of Sales") or nothing."""
    title, _, company = job.partition(" of ")
    words = title.casefold().split()
    is_title = bool(words) and not _JOBS.isdisjoint(words) and words[0] not in _OF_DEPARTMENTS
    return company if is_title and company[:1].isupper() else None


def is_sentence(name: str) -> bool:
    """Say whether somebody tells about themselves ("I had lunch") where a name could be."""
    words = name.replace("’", "'").split()
    return len(words) > 1 and words[0].casefold() in _ONESELF and words[1][0].islower()
