"""From the question to *I asked*: the real bot in the sandbox, in a real browser."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sandbox.clock import MovableClock
from tests.browser import needs_chromium, open_page
from tests.conftest import MANIFEST
from tests.slack import FakeSlack
from tests.world import World

pytestmark = needs_chromium


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """The sandbox's page for alice, who knows two people in Finance and works on Orion."""
    clock = MovableClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    slack = FakeSlack(now=clock, manifest=MANIFEST, clock=clock)
    await slack.start()
    world = World(slack, clock, f"sqlite:///{tmp_path}/tactful.db")
    await world.start()
    await world.met("alice", "@bob at the Lisbon offsite about billing")
    await world.met("alice", "@dan at KubeCon about rebates")
    await slack.command("alice", "/project", "Orion: one price list for all contracts")
    async with open_page(slack.url) as page:
        yield page
    await world.stop()
    await slack.stop()


async def test_the_whole_way_from_the_shortcut_to_home(page: Page) -> None:
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Ask division expert").click()
    form = page.get_by_role("dialog", name="Ask division expert")
    await form.get_by_label("Division").select_option(label="Finance · 2 people")
    await form.get_by_label("Your question").fill("how do you handle rebates today?")
    await expect(form.get_by_label("For which project")).to_have_value("Orion")
    await form.get_by_role("button", name="Find people").click()

    people = page.get_by_role("dialog").filter(has_text="The people you know in Finance, best first.")
    await expect(people).to_contain_text("Dan Diaz · Finance · you met at KubeCon today; you noted “rebates”")
    await people.get_by_role("button", name="Ask Dan").click()

    draft = page.get_by_role("dialog", name="To Dan Diaz")
    text = draft.get_by_label("In your words")
    await expect(text).to_have_value(
        re.compile("how do you handle rebates today.*Engineering", re.DOTALL | re.IGNORECASE)
    )
    await draft.get_by_role("button", name="Shorter").click()
    await expect(text).not_to_have_value(re.compile("price list"))
    await text.fill("Hi Dan, how do you handle rebates? Two lines would do. Ask me anything about Engineering.")
    await draft.get_by_role("button", name="I asked").click()
    noted = page.get_by_role("dialog").filter(has_text="Noted: you asked Dan Diaz. If nothing comes back")
    await expect(noted).to_be_visible()
    await noted.get_by_role("button", name="Close").first.click()
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_role("heading", name="Waiting for a reply")).to_be_visible()
    await expect(page.get_by_text("You wrote today.")).to_be_visible()
