"""Logs: one line an outcome, an event name plus ids. Never a note, a draft, a message or a token."""

import logging
import secrets
import sys
import traceback

import structlog

log = structlog.get_logger()


def set_up(level: str, form: str) -> None:
    """Write our own events to stderr, for a person or as JSON; let libraries speak only when they must."""
    renderer = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    structlog.configure(
        processors=[structlog.processors.add_log_level, stamp, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[Libraries()])
    logging.captureWarnings(True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a tick outlasts its interval is no news
    # Slack's libraries print whole payloads, tickets and tokens, at several levels; our own events replace them.
    for library in ("slack_bolt", "slack_sdk"):
        logging.getLogger(library).setLevel(logging.CRITICAL)


class Libraries(logging.Handler):
    """Libraries as lines of ours: who spoke, how loud and where, never what was said (it may quote a payload)."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write that line."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log.log(record.levelno, "library", name=record.name, kind=kind, where=f"{record.filename}:{record.lineno}")


def log_bug(error: BaseException) -> str:
    """Log a bug without anything private: where it happened, never what it said. Returns its reference code."""
    code = secrets.token_hex(2).upper()
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("bug", code=code, kind=type(error).__name__, where=where[-12:], cause=type(error.__cause__).__name__)
    return code
