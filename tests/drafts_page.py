"""Writes docs/drafts.md: ten template drafts. `python -m tests.drafts_page` brings the page up to date."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.domain.drafts import DraftRequest, Purpose, Style
from bot.domain.templates import render

PAGE = Path(__file__).parents[1] / "docs" / "drafts.md"
TODAY = date(2027, 3, 1)
ANA = DraftRequest(
    Purpose.FIRST_NOTE,
    "Ana Reis",
    "billing moves to the new ledger in spring",
    division="Finance",
    place="the Lisbon offsite",
    met_on=date(2026, 11, 16),
    own_division="Engineering",
    project="Orion",
    project_summary="One price list for all contracts.",
    today=TODAY,
)
DAN = replace(ANA, purpose=Purpose.ASK, name="Dan Diaz", place="KubeCon", specific="how do you handle rebates today")
TEN: list[tuple[str, DraftRequest, Style, int]] = [
    ("A first note", ANA, Style.AS_IS, 0),
    ("The same, *Shorter*", ANA, Style.SHORTER, 0),
    ("The same, *Warmer*, in another wording", ANA, Style.WARMER, 1),
    (
        "A second try, with one thing they can use",
        replace(ANA, purpose=Purpose.SECOND_TRY, specific="page 4 of the Q3 deck shows the case you described"),
        Style.AS_IS,
        0,
    ),
    (
        "A second try to somebody met long ago, with a link",
        replace(
            ANA,
            purpose=Purpose.SECOND_TRY,
            name="SEAN O'BRIEN",
            place="in the canteen",
            met_on=date(2024, 5, 6),
            specific="https://wiki.example/ledger",
        ),
        Style.AS_IS,
        1,
    ),
    (
        "A third try, light",
        replace(
            ANA, purpose=Purpose.THIRD_TRY, specific="our ledger notes are public now: https://wiki.example/ledger"
        ),
        Style.AS_IS,
        0,
    ),
    (
        "A third try where hardly anything is known",
        DraftRequest(Purpose.THIRD_TRY, "Cher", "the museum next door opens on Sundays now"),
        Style.AS_IS,
        2,
    ),
    (
        "Keeping in touch",
        replace(ANA, purpose=Purpose.KEEP_IN_TOUCH, specific="how did the ledger move go?"),
        Style.AS_IS,
        0,
    ),
    ("An ask", DAN, Style.AS_IS, 0),
    ("An ask, little known", DraftRequest(Purpose.ASK, "Dr. Jürgen Müller", DAN.specific), Style.AS_IS, 2),
]


def page() -> str:
    """The page as it must be."""
    parts = [
        "# Ten drafts",
        "What *Draft a note* and *Ask division expert* write without any model. Written by "
        "`python -m tests.drafts_page`; a test holds this page against the templates.",
    ]
    for heading, request, style, variant in TEN:
        quoted = "\n>\n> ".join(render(request, style, variant).split("\n"))
        parts += [f"**{heading}**", f"> {quoted}"]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
