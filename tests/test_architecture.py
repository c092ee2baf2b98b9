"""The house of docs/design.md, section 4, held against the code: who may import whom, and what a room must not do."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = [str(path.relative_to(ROOT)) for room in ("bot", "sandbox") for path in sorted((ROOT / room).rglob("*.py"))]
FOR_ALL = "bot.errors bot.clock bot.logs"
ROOMS = {  # what each may import of ours; the first that fits holds
    "bot/domain/": "bot.domain",
    "bot/store/": "bot.store bot.domain",
    "bot/flows/": "bot.flows bot.store bot.domain",
    "bot/llm/": "bot.llm bot.domain",
    "bot/slack/views/": "bot.slack.views bot.domain",
    "bot/slack/": "bot.slack bot.llm bot.flows bot.domain bot.store.engine.Sessions",  # the type of `edge.sessions`
    # Claiming is a statement and nothing else; cards and the directory's answers are those of the listeners.
    "bot/jobs/": "bot.jobs bot.flows bot.store bot.domain bot.slack.views bot.slack.people bot.slack.payloads",
    "bot/settings.py": "bot.store.engine.database_url",  # a wrong DATABASE_URL must end the start
    "bot/assemble.py": "bot",
    "bot/": "",
    "sandbox/": "sandbox",
    "app.py": "bot.assemble bot.settings sandbox",
}
EDGE = r"bot/(slack/(?!views/)|jobs/|assemble\.py)"
FOREIGN = {  # who may import it; the longest name that fits holds
    "slack_bolt": r"bot/(slack/(?!views/)|assemble\.py)",
    "slack_sdk": EDGE,
    "slack_sdk.models": "bot/slack/",
    "aiohttp": f"{EDGE}|sandbox/",
    "openai": "bot/llm/",
    "sqlalchemy.ext": f"{EDGE}|bot/(store|flows)/",
    **{f"sqlalchemy.{word}": "bot/store/" for word in ("*", "select", "insert", "update", "delete", "dialects")},
    "time": "sandbox/",
}
CATCH_ALL = {
    "bot/jobs/deliver.py": "one bad row must not stop the others",
    "bot/jobs/tick.py": "the next tick must come, whatever this one met",
    "bot/slack/socket.py": "the watchdog outlives everything it watches",
}
OUR_CLOCK = ("edge", "self", "self._edge")


def within(name: str, prefixes: str) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes.split())


def imported(node: ast.AST, path: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [f"{alias.name}.*" for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = [*(path.split("/")[: -node.level] if node.level else []), *([node.module] if node.module else [])]
    return [".".join([*base, alias.name]) for alias in node.names]


def may_import(path: str, name: str) -> bool:
    room = next(room for room in ROOMS if path.startswith(room))
    if within(name, "bot sandbox"):
        return within(name, f"{ROOMS[room]} {FOR_ALL if room != 'sandbox/' else ''}")
    if room == "bot/slack/views/" and not within(name, "slack_sdk.models"):
        return name.split(".")[0] in sys.stdlib_module_names
    foreign = max((each for each in FOREIGN if within(name, each)), key=len, default=None)
    return foreign is None or re.match(FOREIGN[foreign], path) is not None


def deeds(node: ast.AST, path: str) -> set[str]:
    """What this piece of code does that only some may, or nobody."""
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    owner, _, verb = called.rpartition(".")
    everything = r"\b(Base)?Exception\b"
    swallows = isinstance(node, ast.ExceptHandler) and ast.unparse(node.body[-1]) != "raise"
    return {
        *(["commits"] * (verb == "commit")),
        *(["begins a transaction"] * (verb == "begin" and owner.endswith("sessions") and not re.match(EDGE, path))),
        *(["reads a clock"] * (verb in ("now", "utcnow", "today") and owner not in OUR_CLOCK)),
        *(["is not pure"] * (bool(re.match("bot/(domain|slack/views)/", path)) and not is_pure(node))),
        *(["catches all"] * (swallows and (not node.type or bool(re.search(everything, ast.unparse(node.type)))))),
        *(["catches all"] * (verb == "suppress" and bool(re.search(everything, ast.unparse(node))))),
    }


def is_pure(node: ast.AST) -> bool:
    names = getattr(node, "arg", None), getattr(node, "id", None)
    return not isinstance(node, ast.Await | ast.AsyncFunctionDef) and "session" not in names


def faults(path: str, source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    wrong = {f"imports {name}" for node in nodes for name in imported(node, path) if not may_import(path, name)}
    return wrong.union(*(deeds(node, path) for node in nodes)) if path.startswith("bot/") else wrong
