"""Text that people typed, made fit to be kept. Drawing it safely is the business of `slack/views/kit.py`."""

NAME_LIMIT = 200
"""Characters of a name, company or e-mail that are kept; more is no name."""


def clean(text: str | None, limit: int | None = None) -> str | None:
    """The text as typed, without NUL and lone surrogates, which no database takes; None where nothing is left."""
    if text is None:
        return None
    kept = text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()
    return kept[:limit] or None


def said(text: str | None, limit: int | None = None) -> str | None:
    """The same for text that is to say something: None where nothing of it can be seen."""
    kept = clean(text, limit)
    return kept if kept and any(each.isprintable() and not each.isspace() for each in kept) else None


def one_line(text: str) -> str:
    """The text on one line, for places where a line break would pull a card apart."""
    return " ".join(text.split())
