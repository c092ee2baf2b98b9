"""The house of docs/design.md, section 4, held against the code: who may import whom, and what a room must not do."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "app.py", *ROOT.glob("bot/**/*.py"), *ROOT.glob("sandbox/**/*.py")]
FOR_ALL = "bot.errors bot.clock bot.logs bot.metrics"
ROOMS = {  # what each may import of ours; the first that fits holds
    "bot/domain/": "bot.domain",
    "bot/store/": "bot.store bot.domain",
    "bot/flows/": "bot.flows bot.store bot.domain",
    "bot/llm/": "bot.llm bot.domain",
    "bot/slack/views/": "bot.slack.views bot.domain",
    "bot/slack/": "bot.slack bot.llm bot.flows bot.store bot.domain",
    # Claiming is a statement and nothing else; cards and the directory's answers are those of the listeners.
    "bot/jobs/": "bot.jobs bot.flows bot.store bot.domain"
    " bot.slack.views bot.slack.people bot.slack.screens bot.slack.redraw bot.slack.erasing",
    "bot/settings.py": "bot.store.database.database_url bot.domain.keyring",  # a wrong DATABASE_URL ends the start
    "bot/assemble.py": "bot",
    "bot/commands.py": "bot",
    "bot/commands_import.py": "bot",
    "sandbox/": "sandbox",
    "app.py": "bot.assemble bot.commands bot.commands_import bot.settings bot.threads sandbox",
}
EDGE = r"bot/(slack/(?!views/)|jobs/|assemble\.py|commands(_import)?\.py)"
# One bad click, row, job, tick, socket or work must not end the rest.
GUARDS = r"bot/(slack/door|jobs/base|jobs/deliver|jobs/clockwork|slack/socket|store/database)\.py"
FOREIGN = {  # who may import it; the longest name that fits holds
    "slack_bolt": r"bot/(slack/(?!views/)|assemble\.py)",
    "slack_sdk": EDGE,
    "slack_sdk.models": "bot/slack/",
    "aiohttp": f"{EDGE}|sandbox/",
    "openai": "bot/llm/",
    "sqlalchemy.ext": "nowhere: the core waits for nothing",
    "sqlalchemy.orm": "bot/(store|domain/models)/",
    "sqlalchemy.orm.Session": f"{EDGE}|bot/(store|flows)/",
    **{f"sqlalchemy.{word}": "bot/store/" for word in ("*", "select", "insert", "update", "delete", "dialects")},
    "time": "sandbox/",
}
DEEDS = {  # what a piece of code may look like only there
    r".+\.commit|.*(session|engine|connection)\.begin": r"bot/store/(database|opening)\.py",
    r"(?!(self\._)?edge\.|self\.now).+\.(now|utcnow|today)": r"bot/clock\.py",
    r"await": r"bot/(?!domain/|flows/|slack/views/|store/(?!(database|opening)\.py))",
    r"session": r"bot/(?!domain/|slack/views/)",
    r"except (everything|.*\b(Base)?Exception\b.*)": GUARDS,
}
BAD = {  # what must not pass, for each rule: the checker itself can fail
    "bot/domain/x.py": "import bot.store | import time | from sqlalchemy import select | await f() | session()"
    " | from sqlalchemy.orm import Session",
    "bot/store/x.py": "from bot.flows import home | session.commit() | import slack_sdk | func.now()"
    " | async def f(): ... | from sqlalchemy.ext.asyncio import AsyncSession | try: f()\nexcept BaseException: g()",
    "bot/flows/x.py": "from bot.slack import kit | import sqlalchemy as a | session.begin() | datetime.utcnow()"
    " | await f() | from sqlalchemy.orm import joinedload",
    "bot/slack/x.py": "from bot.settings import load | import openai | date.today()"
    " | session.commit() | from sqlalchemy.orm import joinedload"
    " | from sqlalchemy import delete | try: f()\nexcept: g() | try: f()\nexcept (OSError, Exception): g()",
    "bot/slack/views/x.py": "from slack_sdk.errors import E | from bot.slack import edge | import attr | await f",
    "bot/jobs/x.py": "from slack_bolt import App | from bot.slack.edge import Edge | contextlib.suppress(Exception)",
    "sandbox/a/x.py": "from bot.clock import Clock | from ...bot import errors",
}


def within(name: str, prefixes: str) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes.split())


def imported(node: ast.AST, path: str) -> list[str]:
    if not isinstance(node, ast.ImportFrom):
        return [f"{alias.name}.*" for alias in node.names] if isinstance(node, ast.Import) else []
    base = [*path.split("/")[: -node.level or None], ""] if node.level else [""]
    return [f"{'.'.join(base)}{node.module or ''}.{alias.name}" for alias in node.names]


def may_import(path: str, name: str) -> bool:
    room = next((room for room in ROOMS if path.startswith(room)), "")
    if within(name, "bot sandbox"):
        return within(name, ROOMS[room] if room == "sandbox/" else f"{ROOMS.get(room, '')} {FOR_ALL}")
    if room == "bot/slack/views/" and not within(name, "slack_sdk.models"):
        return name.split(".")[0] in sys.stdlib_module_names
    foreign = max((each for each in FOREIGN if within(name, each)), key=len, default=None)
    return foreign is None or re.match(FOREIGN[foreign], path) is not None


def deed(node: ast.AST) -> str:
    if isinstance(node, ast.ExceptHandler):
        return f"except {ast.unparse(node.type) if node.type else 'everything'}"
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return f"except {ast.unparse(node)}" if called.endswith("suppress") else called
    return "await" if isinstance(node, ast.Await | ast.AsyncFunctionDef) else getattr(node, "id", "")


def faults(path: str, source: str) -> list[str]:
    nodes = list(ast.walk(ast.parse(source)))
    done = {deed(node) for node in nodes if path.startswith("bot/")}
    here = [look for look, where in DEEDS.items() if not re.match(where, path)]
    wrong = [name for node in nodes for name in imported(node, path) if not may_import(path, name)]
    return [*wrong, *(each for each in done if any(re.fullmatch(look, each) for look in here))]


def test_every_file_keeps_to_its_room() -> None:
    assert {p: wrong for p in FILES if (wrong := faults(p.relative_to(ROOT).as_posix(), p.read_text("utf-8")))} == {}


def test_each_rule_can_fail() -> None:
    assert [(path, bad) for path in BAD for bad in BAD[path].split(" | ") if not faults(path, bad)] == []


NESTING = {
    "state",
    "container",
    "private_metadata",
    "previous_view_id",
    "selected_option",
    "trigger_id",
    "response_url",
}


def test_a_payload_is_read_once_at_the_door() -> None:
    told = {path: path.read_text("utf-8") for path in ROOT.glob("bot/slack/*.py")}
    readers = {
        path.name
        for path, source in told.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and node.value in NESTING
    }
    assert readers == {"click.py"}
