"""A start that must not succeed."""

from pathlib import Path

from tests.program.process import program

SECRET = "sesame"
"""Part of every token and password a test hands to the program, so that it can be looked for in what it says."""


async def refusal(folder: Path, *arguments: str, **settings: str) -> str:
    """Why the program did not start: its one sentence, with nothing secret in it."""
    async with program(folder, *arguments, **settings) as started:
        code = await started.ended()
    assert (code, started.out.decode()) == (2, ""), started.written
    sentence = started.err.decode()
    assert sentence.startswith("Tactful cannot start: ")
    assert sentence.count("\n") == 1, sentence
    assert SECRET not in sentence
    return sentence
