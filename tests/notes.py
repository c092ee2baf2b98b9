"""What models answer: notes that a member could send, and texts that are none, in several topics."""

import json
from datetime import date
from pathlib import Path

from bot.domain.drafts import DraftRequest, Purpose

REQUESTS = {
    "billing": DraftRequest(
        Purpose.FIRST_NOTE,
        "Ana Reis",
        "billing moves to the new ledger in spring",
        title="Controller",
        division="Finance",
        place="the Lisbon offsite",
        met_on=date(2026, 11, 16),
        note="seems unhappy with her boss and looks for another job",
        own_division="Engineering",
        project="Orion",
        project_summary="One price list for all contracts.",
    ),
    "deck": DraftRequest(
        Purpose.SECOND_TRY,
        "Bob Brown",
        "page 4 of the Q3 deck shows the rebate case: https://wiki.example/q3?page=4",
        title="Head of Rebates",
        division="Finance",
        place="KubeCon",
        met_on=date(2026, 8, 3),
        note="wants to leave Globex as a supplier before the audit",
        own_division="Platform",
    ),
    "safety": DraftRequest(
        Purpose.THIRD_TRY,
        "Jürgen Müller",
        "our forklift safety checklist is public now",
        title="Plant manager",
        division="Operations",
        place="the Hanover fair",
        met_on=date(2026, 4, 20),
        note="lost a colleague in an accident last year, do not ask",
        own_division="Health & Safety",
    ),
    "onboarding": DraftRequest(
        Purpose.KEEP_IN_TOUCH,
        "Priya Sharma",
        "how did the onboarding pilot with the mentors go?",
        division="People",
        place="the leadership training",
        note="two mentors quit during the pilot in Pune",
        project="Compass",
    ),
    "rebates": DraftRequest(
        Purpose.ASK,
        "Dan Diaz",
        "how do you handle rebates for customers in two countries?",
        title="Pricing lead",
        division="Sales",
        place="KubeCon",
        met_on=date(2026, 3, 10),
        note="he told me the margin in Spain is below four percent",
        own_division="Engineering",
        project="Orion",
        project_summary="One price list for all contracts.",
    ),
    "outside": DraftRequest(
        Purpose.FIRST_NOTE,
        "Jane Doe",
        "the open-source parser for customs forms we talked about, github.example/customs",
        company="Acme",
        place="FOSDEM",
        met_on=date(2026, 2, 1),
        note="Acme tests it with Initech until June",
        own_division="Logistics",
    ),
    "nobody": DraftRequest(
        Purpose.FIRST_NOTE, "J. Smith", "the recording of the keynote on bees", place="the town hall"
    ),
}

CASES = [json.loads(line) for line in Path(__file__).with_suffix(".jsonl").read_text("utf-8").splitlines()]


def cases(kind: str) -> list[dict[str, str]]:
    """Answers of that kind, each with its text and the name of the request that it is about.

    `note`: may be shown, at most marked. `no note`: is refused, and `why` is among the reasons.
    `too strict`: fit to be sent, and refused (said in other words, greeted elsewhere, a harmless "I will").
    `missed`: not fit, and shown (nonsense of the right words, the private note in other words, a veiled promise).
    """
    return [case for case in CASES if case["kind"] == kind]
