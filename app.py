"""The command line: run (default) | sandbox | migrate | check | import | export | erase | rekey."""

import gc

gc.disable()  # what is imported stays (`main` freezes it): looking through it for garbage is a tenth of each start

import argparse
import asyncio
import contextlib
import dataclasses
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import date
from pathlib import Path
from typing import Any

from bot import assemble, commands, commands_import, logs, settings as settings_file, threads
from bot.assemble import Tactful
from bot.clock import Clock, system_clock
from bot.errors import SettingsError, UserError
from bot.settings import Settings

MANIFEST = Path(__file__).with_name("manifest.yml")
SANDBOX_TICK_SECONDS = 0.2
INTERRUPTED = 128 + signal.SIGINT


async def run(settings: Settings, clock: Clock = system_clock) -> None:
    """Connect to Slack until SIGTERM; with nothing of Slack's set, open the sandbox instead."""
    if not settings.has_slack:
        print("Slack is not set up yet (no SLACK_BOT_TOKEN in the environment, nor in a file .env in this folder),")
        print("so this is the sandbox: nothing leaves this machine.")
        await sandbox(settings)
        return
    settings_file.check_slack(settings)
    await _until_told(assemble.running(settings, clock))


async def sandbox(settings: Settings) -> None:
    """A workspace in a box, with the real bot in it, on a database that is gone afterwards."""
    from sandbox.clock import MovableClock
    from sandbox.server import Sandbox

    clock = MovableClock()
    with tempfile.TemporaryDirectory(prefix="tactful-") as folder:
        slack = Sandbox(now=clock, manifest=MANIFEST, clock=clock)
        await _start_on_free_port(slack.start, settings.port)
        boxed = dataclasses.replace(
            settings,
            slack_bot_token=slack.bot_token,
            slack_app_token=slack.app_token,
            slack_signing_secret="",
            slack_api_url=slack.api_url,
            database_url=f"sqlite:///{folder}/sandbox.db",
            openai_api_key="",  # nothing leaves this machine
            tick_seconds=SANDBOX_TICK_SECONDS,
        )

        def ready(bot: Tactful) -> None:
            slack.next_due = bot.next_moment
            print(f"Open {slack.url} in a browser. Ctrl+C ends it.", flush=True)

        try:
            await _until_told(assemble.running(boxed, clock), ready)
        finally:
            await slack.stop()


async def _until_told(
    starting: AbstractAsyncContextManager[Tactful], ready: Callable[[Tactful], object] = lambda _: None
) -> None:
    """Until SIGTERM or Ctrl+C, which may come while it is still starting. A second one hurries nothing."""
    serving, loop = asyncio.current_task(), asyncio.get_running_loop()

    def end() -> None:
        if serving and not serving.cancelling():
            serving.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    with contextlib.suppress(asyncio.CancelledError):
        async with starting as bot:
            threads.loop_first()
            ready(bot)
            await asyncio.Event().wait()


async def _start_on_free_port(start: Callable[[int], Awaitable[None]], port: int) -> None:
    try:
        await start(port)
    except OSError:
        print(f"Port {port} is taken here, so I take another one.")
        await start(0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day looks like 2026-11-20") from None


def _told() -> dict[str, Any]:
    """The command, as `work`, and what it is told."""
    parser = argparse.ArgumentParser(prog="app.py", description="Tactful, a Slack bot for colleague follow-ups.")
    parser.set_defaults(work=run)
    several = parser.add_subparsers(metavar="run | sandbox | migrate | check | import | export | erase | rekey")

    def command(work: Callable[..., Awaitable[None]], name: str = "") -> argparse.ArgumentParser:
        one = several.add_parser(name or work.__name__, help=work.__doc__)
        one.set_defaults(work=work)
        return one

    for work in (run, sandbox, commands.migrate, commands.check, commands.rekey):
        command(work)
    bring = command(commands_import.import_list, "import")
    export, erase = command(commands.export), command(commands.erase)
    bring.add_argument("file", type=Path, help="the list: CSV, with a first line that names the columns")
    bring.add_argument("--place", help="where they met")
    bring.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="when; today if not given")
    bring.add_argument("--remind", action="store_true", help="remind them of a first note to each")
    export.add_argument("--out", metavar="file.zip", help="where to write it")
    whose = erase.add_mutually_exclusive_group(required=True)
    whose.add_argument("--subject", metavar="U123|e-mail", help="all that members keep about this person")
    for each, required in ((bring, True), (export, True), (whose, False)):
        each.add_argument("--member", required=required, metavar="U123", help="whose it is: their Slack user id")
    for each in (bring, export, erase):
        each.add_argument("--team", metavar="T123", help="their workspace, where there are several")
    for each in (bring, erase):
        each.add_argument("--yes", action="store_true", help="do not ask")
    return vars(parser.parse_args())


def main() -> int:
    """Run one command; what stands in its way becomes one line and exit code 2, Ctrl+C 130."""
    gc.freeze()
    gc.enable()
    told = _told()
    work = told.pop("work")
    try:
        settings = settings_file.load()
        logs.set_up(settings.log_level, settings.log_format)
        asyncio.run(work(settings, **told))
    except SettingsError as error:
        print(f"Tactful cannot start: {error}", file=sys.stderr)
        return 2
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
