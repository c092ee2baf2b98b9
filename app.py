"""The command line: run (default) | sandbox | migrate | check | import."""

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import SecretStr

from bot import commands_import
from bot import settings as settings_file
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


def main() -> int:
    """Run one command; a SettingsError becomes one line and exit code 2, a UserError one line and exit code 1."""
    commands = {"run": run, "sandbox": sandbox, "migrate": migrate, "check": check}
    chosen = _arguments(list(commands))
    try:
        settings = settings_file.load()
        set_up(settings.log_level, settings.log_format)
        if chosen.command == "import":
            asyncio.run(commands_import.import_list(settings, chosen, system_clock))
        else:
            asyncio.run(commands[chosen.command](settings))
    except SettingsError as error:
        print(f"Tactful cannot start: {error}", file=sys.stderr)
        return 2
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _arguments(commands: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Tactful, a Slack bot for colleague follow-ups.")
    several = parser.add_subparsers(dest="command", metavar="command")
    for name in commands:
        several.add_parser(name)
    commands_import.add_arguments(several.add_parser("import", help="bring in an attendee list (CSV) for a member"))
    chosen = parser.parse_args()
    chosen.command = chosen.command or "run"
    return chosen


if __name__ == "__main__":
    sys.exit(main())
