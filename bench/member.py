"""A member who works with a list of 5,000 people in Slack, as anybody does: from Home, by clicking."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack.views import data, home, imports
from tests.slack import FakeSlack

PEOPLE = 5_000
LONGEST_SECONDS = 120


class Somebody:
    """One person of the workspace. What they do has ended when they see that it has."""

    def __init__(self, slack: FakeSlack, handle: str) -> None:
        self._slack = slack
        self._user = slack.add_person(handle).id

    async def imports(self) -> None:
        """A list of people, each of whom they want to be reminded of."""
        await self._open_settings()
        await self._click(self._modal, imports.OPEN)
        file = self._slack.upload(self._user, "guests.csv", _guests())
        form = {"file": [file["id"]], "place": "KubeCon", "met_on": _day(-3)}
        await self._submit(form)
        await self._sees(lambda: "Import" in str(self._modal.get("submit")))
        await self._submit({"what": imports.REMIND})
        await self._sees(lambda: f"is in: {PEOPLE:,} people" in str(self._modal))
        await self._close()

    async def opens_home(self) -> None:
        """Home, drawn anew."""
        await self._slack.open_home(self._user)

    async def pauses(self) -> None:
        """No reminder for a month: everything planned gets another day."""
        await self._click(self._home, home.PAUSE)
        await self._submit({"until": _day(30)})
        await self._sees(lambda: home.RESUME in str(self._home))

    async def exports(self) -> None:
        """Everything as a file in their DM."""
        await self._open_settings()
        await self._click(self._modal, data.EXPORT)
        await self._sees(lambda: bool(self._slack.dm(self._user)))
        if not self._slack.dm(self._user)[-1].get("files"):
            raise RuntimeError(f"No file came: {self._slack.dm(self._user)[-1]['text']}")
        await self._close()

    @property
    def _home(self) -> Any:
        return self._slack.home(self._user)

    @property
    def _modal(self) -> Any:
        return self._slack.modal(self._user)

    async def _open_settings(self) -> None:
        await self.opens_home()
        await self._click(self._home, home.SETTINGS)

    async def _click(self, where: Any, action: str) -> None:
        answer = await self._slack.click(self._user, where, action)
        if not answer.ok:
            raise RuntimeError(f"{action} was answered with {answer}")

    async def _submit(self, values: dict[str, Any]) -> None:
        title, answer = self._modal["title"], await self._slack.submit(self._user, self._modal, values)
        if not answer.ok:
            raise RuntimeError(f"{title} was answered with {answer}")

    async def _close(self) -> None:
        await self._slack.close(self._user, self._modal, all_of_them=True)

    async def _sees(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(LONGEST_SECONDS):
            while not what():  # noqa: ASYNC110  # people look again and again, too
                await asyncio.sleep(0.02)


def _guests() -> bytes:
    lines = (f"Guest {n},guest{n}@acme.example,Acme {n % 40}" for n in range(PEOPLE))
    return "\n".join(("Name,E-mail,Company", *lines)).encode()


def _day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
