"""Logs: one line an outcome, an event name plus ids. Never a note, a draft, a message or a token."""

import logging
import sys

import structlog


def set_up(level: str, form: str) -> None:
    """Write our own events to stderr, for a person or as JSON; let libraries speak only when they must."""
    renderer = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s")
    # Slack's libraries print whole payloads, tickets and tokens, at several levels; our own events replace them.
    for library in ("slack_bolt", "slack_sdk", "bot.assemble"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
