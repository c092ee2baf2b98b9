"""Fifty contacts to write to: the plain ones, and those over which a sentence stumbles."""

from datetime import date

from bot.domain.drafts import DraftRequest, Purpose

TODAY = date(2027, 3, 1)
LONG_TITLE = "Senior Vice President for Global Finance Transformation, Shared Services and Treasury Operations " * 3

FIFTY: list[tuple[dict[str, object], str]] = [
    # how the name is greeted
    ({"name": "Ana Reis", "division": "Finance", "place": "the Lisbon offsite"}, "Hi Ana,"),
    ({"name": "Dan Diaz", "division": "Legal", "specific": "how do you handle rebates"}, "rebates?"),
    ({"name": "Cher"}, "Hi Cher,"),
    ({"name": "Dr. Ana Reis", "title": "Controller"}, "Hi Ana,"),
    ({"name": "Prof. Dr. Jürgen Müller", "division": "R&D"}, "Hi Jürgen,"),
    ({"name": "MARIA DA SILVA"}, "Hi Maria,"),
    ({"name": "bob brown"}, "Hi Bob,"),
    ({"name": "Sean O'Brien"}, "Hi Sean,"),
    ({"name": "D'Arcy Wells"}, "Hi D'Arcy,"),
    ({"name": "O’NEILL"}, "Hi O’Neill,"),
    ({"name": "Jean-Luc Picard", "company": "Acme"}, "Hi Jean-Luc,"),
    ({"name": "Reis, Ana"}, "Hi Ana,"),
    ({"name": "van der Berg, Anna"}, "Hi Anna,"),
    ({"name": "Ana Reis, PhD"}, "Hi Ana,"),
    ({"name": "van der Berg"}, "Hi there,"),
    ({"name": "Ludwig van Beethoven"}, "Hi Ludwig,"),
    ({"name": "J. Robert Oppenheimer"}, "Hi Robert,"),
    ({"name": "J. Smith"}, "Hi there,"),
    ({"name": "JP Morgan"}, "Hi JP,"),
    ({"name": "ana.reis"}, "Hi Ana,"),
    ({"name": "jane@acme.example"}, "Hi Jane,"),
    ({"name": "Ana (she/her) Reis"}, "Hi Ana,"),
    ({"name": "  Ana\n Reis 🌻 "}, "Hi Ana,"),
    ({"name": "🌻"}, "Hi there,"),
    ({"name": ""}, "Hi there,"),
    ({"name": "Robert \"Bob\" Brown"}, "Hi Robert,"),
    ({"name": "李小龙"}, "Hi 李小龙,"),
    ({"name": "प्रिया शर्मा"}, "Hi प्रिया,"),
    # the place and the time
    ({"name": "Ana Reis", "place": "in the canteen"}, "in the canteen"),
    ({"name": "Ana Reis", "place": "The Q3 offsite."}, "at the Q3 offsite"),
    ({"name": "Ana Reis", "place": "workshop"}, "at the workshop"),
    ({"name": "Ana Reis", "place": "Berlin Tech Summit"}, "at the Berlin Tech Summit"),
    ({"name": "Ana Reis", "place": "Zoom"}, "on Zoom"),
    ({"name": "Ana Reis", "place": "online"}, "online"),
    ({"name": "Ana Reis", "place": "a place, and a very long one, " * 8}, "Hi Ana,"),
    ({"name": "Ana Reis", "place": "Was it nice? I think so. http://x.example"}, "Hi Ana,"),
    ({"name": "Ana Reis", "met_on": date(2009, 3, 9)}, "Hi Ana,"),
    ({"name": "Ana Reis", "met_on": None}, "Hi Ana,"),
    # the divisions and the project
    ({"name": "Ana Reis", "division": "", "own_division": "", "project": ""}, "Hi Ana,"),
    ({"name": "Ana Reis", "division": "Sales team", "own_division": "the platform team"}, "Hi Ana,"),
    ({"name": "Ana Reis", "division": "n/a", "own_division": "unknown"}, "Hi Ana,"),
    ({"name": "Ana Reis", "title": LONG_TITLE, "division": LONG_TITLE, "own_division": LONG_TITLE}, "Hi Ana,"),
    ({"name": "Ana Reis", "project": "The Orion project.", "project_summary": "One: two. And more."}, "Hi Ana,"),
    ({"name": "Ana Reis", "division": "Health, Safety & Environment", "project": "x" * 200}, "Hi Ana,"),
    # the one thing
    ({"name": "Ana Reis", "specific": "https://wiki.example/rebates?page=4"}, "https://wiki.example/rebates?page=4\n"),
    ({"name": "Ana Reis", "specific": "our notes are public now: https://wiki.example/ledger."}, "/ledger\n"),
    ({"name": "Ana Reis", "specific": "How did the ledger move go?"}, "ledger move go?"),
    ({"name": "Ana Reis", "specific": "Billing moves in spring. It is 4 weeks early."}, "4 weeks early."),
    ({"name": "Ana Reis", "specific": "their billing migration"}, "your billing migration."),
    ({"name": "Ana Reis", "specific": "- the table\n- on page 4, " + "and so on " * 200}, "the table - on page 4"),
]  # fmt: skip


def request(purpose: Purpose, about: dict[str, object]) -> DraftRequest:
    """A note to one of the fifty; what is not told about them is ordinary."""
    ordinary: dict[str, object] = {
        "specific": "page 4 of the rebate table",
        "met_on": date(2026, 11, 16),
        "own_division": "Engineering",
        "project": "Orion",
        "project_summary": "One price list for all contracts.",
        "today": TODAY,
    }
    return DraftRequest(purpose=purpose, **{**ordinary, **about})  # type: ignore[arg-type]
