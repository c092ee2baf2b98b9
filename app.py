"""The command line: run (default) | sandbox | migrate | check | import | export | erase | rekey."""

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from pydantic import SecretStr

from bot import settings as settings_file
from bot import threads
from bot.assemble import Tactful
from bot.clock import Clock, system_clock
from bot.errors import SettingsError, UserError
from bot.logs import set_up
from bot.settings import Settings

MANIFEST = Path(__file__).with_name("manifest.yml")
SANDBOX_TICK_SECONDS = 0.2


async def run(settings: Settings, clock: Clock = system_clock) -> None:
    """Connect to Slack until SIGTERM; with nothing of Slack's set, open the sandbox instead."""
    if not settings.has_slack:
        print("Slack is not set up yet (no SLACK_BOT_TOKEN in the environment, nor in a file .env in this folder),")
        print("so this is the sandbox: nothing leaves this machine.")
        await sandbox(settings)
        return
    settings_file.check_slack(settings)
    await _until_told(Tactful(settings, clock))


async def sandbox(settings: Settings) -> None:
    """A workspace in a box, with the real bot in it, on a database that is gone afterwards."""
    from sandbox.clock import MovableClock
    from sandbox.server import Sandbox

    clock = MovableClock()
    with tempfile.TemporaryDirectory(prefix="tactful-") as folder:
        slack = Sandbox(now=clock, manifest=MANIFEST, clock=clock)
        await _start_on_free_port(slack.start, settings.port)
        boxed = settings.model_copy(
            update={
                "slack_bot_token": SecretStr(slack.bot_token),
                "slack_app_token": SecretStr(slack.app_token),
                "slack_signing_secret": None,
                "slack_api_url": slack.api_url,
                "database_url": f"sqlite:///{folder}/sandbox.db",
                "tick_seconds": SANDBOX_TICK_SECONDS,
            }
        )
        boxed.__dict__.pop("database", None)  # it was computed for the real one
        bot = Tactful(boxed, clock)
        slack.next_due = bot.next_moment
        try:
            await _until_told(bot, f"Open {slack.url} in a browser. Ctrl+C ends it.")
        finally:
            await slack.stop()


async def migrate(settings: Settings) -> None:
    """Bring the database up to date, and nothing else."""
    await Tactful(settings, system_clock).migrate()
    print("The database is up to date.")


async def check(settings: Settings) -> None:
    """Whether the settings, the database and Slack would let the bot run."""
    settings_file.check_slack(settings)
    bot = Tactful(settings, system_clock)
    await bot.check()
    print("Settings, database and Slack are fine.")


async def _until_told(bot: Tactful, greeting: str = "") -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    starting = asyncio.ensure_future(bot.start())
    waiting = asyncio.ensure_future(told.wait())
    await asyncio.wait((starting, waiting), return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await starting
        waiting.cancel()
        return
    try:
        await starting
        threads.loop_first()
        if greeting:
            print(greeting, flush=True)
        await waiting
    finally:
        waiting.cancel()
        await bot.stop()


async def _start_on_free_port(start: Callable[[int], Awaitable[None]], port: int) -> None:
    try:
        await start(port)
    except OSError:
        print(f"Port {port} is taken here, so I take another one.")
        await start(0)


async def import_list(settings: Settings, told: argparse.Namespace) -> None:
    """Bring in an attendee list (CSV) for a member."""
    from bot import commands_import

    await commands_import.import_list(settings, told, system_clock)


async def export(settings: Settings, told: argparse.Namespace) -> None:
    """Everything that a member has, as a file."""
    from bot import commands as operator

    await operator.export(settings, system_clock, print, slack_user_id=told.member, team=told.team, out=told.out)


async def erase(settings: Settings, told: argparse.Namespace) -> None:
    """Everything that a member has, or that members keep about a subject."""
    from bot import commands as operator

    def agreed(question: str) -> bool:
        return told.yes or _said_yes(question)

    if told.member:
        await operator.erase_member(settings, print, agreed, slack_user_id=told.member, team=told.team)
    else:
        await operator.erase_subject(settings, print, agreed, subject=told.subject, team=told.team)


async def rekey(settings: Settings) -> None:
    """Seal every private word with the first key."""
    from bot import commands as operator

    await operator.rekey(settings, print)


def _said_yes(question: str) -> bool:
    try:
        return input(question).strip().casefold() in ("y", "yes")
    except EOFError:
        print()
        return False


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the list: CSV, with a first line that names the columns")
    parser.add_argument("--member", required=True, help="whose list it is: their Slack user id")
    parser.add_argument("--team", help="their workspace: its Slack team id; needed where there are several")
    parser.add_argument("--place", help="where they met")
    parser.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="when; today if not given")
    parser.add_argument("--remind", action="store_true", help="remind them of a first note to each")
    parser.add_argument("--yes", action="store_true", help="import without asking")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day looks like 2026-11-20") from None


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Tactful, a Slack bot for colleague follow-ups.")
    parser.set_defaults(work=run)
    several = parser.add_subparsers(metavar="run | sandbox | migrate | check | import | export | erase | rekey")
    for work in (run, sandbox, migrate, check, rekey):
        several.add_parser(work.__name__, help=work.__doc__).set_defaults(work=work)
    bring = several.add_parser("import", help=import_list.__doc__)
    _add_import(bring)
    bring.set_defaults(work=import_list)
    one = several.add_parser("export", help=export.__doc__)
    one.add_argument("--member", required=True, metavar="U123", help="their Slack id")
    one.add_argument("--out", metavar="file.zip", help="where to write it")
    one.set_defaults(work=export)
    other = several.add_parser("erase", help=erase.__doc__)
    whose = other.add_mutually_exclusive_group(required=True)
    whose.add_argument("--member", metavar="U123", help="all that this member has")
    whose.add_argument("--subject", metavar="U123|e-mail", help="all that members keep about this person")
    other.add_argument("--yes", action="store_true", help="do not ask")
    other.set_defaults(work=erase)
    for each in (one, other):
        each.add_argument("--team", metavar="T123", help="their workspace, where there are several")
    return parser.parse_args()


def main() -> int:
    """Run one command; what stands in its way becomes one line and exit code 2."""
    told = _told()
    try:
        settings = settings_file.load()
        set_up(settings.log_level, settings.log_format)
        asyncio.run(told.work(settings, told) if told.work in (import_list, export, erase) else told.work(settings))
    except SettingsError as error:
        print(f"Tactful cannot start: {error}", file=sys.stderr)
        return 2
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
