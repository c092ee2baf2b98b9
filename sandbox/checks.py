"""The small words the tables of `block_check` are written in.

A check takes a value and its place (a JSON pointer) and yields what Slack would complain about,
in Slack's own form: `must be less than 76 characters [json-pointer:/blocks/0/text/text]`.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

Problems = Iterator[str]
Check = Callable[[Any, str], Problems]


def problem(words: str, at: str) -> str:
    return f"{words} [json-pointer:{at}]"


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield problem("must be a string", at)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", at)

    return check


def pattern(regex: str, words: str) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str) or not re.fullmatch(regex, value):
            yield problem(words, at)

    return check


def integer(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Problems:
        if type(value) is not int or not least <= value <= most:
            yield problem(f"must be an integer between {least} and {most}", at)

    return check


def boolean(value: Any, at: str) -> Problems:
    if not isinstance(value, bool):
        yield problem("must be a boolean", at)


def anything(value: Any, at: str) -> Problems:
    yield from ()


def one_of(*words: str) -> Check:
    def check(value: Any, at: str) -> Problems:
        if value not in words:
            yield problem(f"value must be one of {', '.join(words)}", at)

    return check


def many(item: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield problem("must be an array", at)
            return
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", at)
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", at)
        for index, one in enumerate(value):
            yield from item(one, f"{at}/{index}")

    return check


def shape(**keys: Check) -> Check:
    """An object with these keys and no others. A key that ends in an underscore may be left out."""
    wanted = {key.rstrip("_"): check for key, check in keys.items()}
    required = {key for key in keys if not key.endswith("_")}

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        for key in sorted(required - value.keys()):
            yield problem(f"missing required field: {key}", at)
        for key, one in value.items():
            if key not in wanted:
                yield problem(f"invalid additional property: {key}", at)
            else:
                yield from wanted[key](one, f"{at}/{key}")

    return check


def typed(allowed: dict[str, Check]) -> Check:
    """An object whose `type` says which table holds for it."""

    def check(value: Any, at: str) -> Problems:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in allowed:
            yield problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from allowed[kind](value, at)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, at: str) -> Problems:
        found = False
        for one in checks:
            for trouble in one(value, at):
                found = True
                yield trouble
            if found:  # later checks may rely on what earlier ones have made sure of
                return

    return check
