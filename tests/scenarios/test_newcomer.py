"""A newcomer's first minutes: the real bot in the sandbox, in a real browser."""

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
    """The sandbox as `make run` opens it: a clock that the page moves, and a bot that ticks by itself."""
    clock = MovableClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    slack = FakeSlack(now=clock, manifest=MANIFEST, clock=clock)
    await slack.start()
    world = World(slack, clock, f"sqlite:///{tmp_path}/tactful.db", tick_seconds=0.05)
    await world.start()
    slack.next_due = world.bot.next_moment
    async with open_page(slack.url) as page:
        yield page
    await world.stop()
    await slack.stop()


async def type_met(page: Page, who: str, rest: str) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.click()
    await page.keyboard.type(f"/met @{who[:3]}")
    await expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type(rest)
    await page.keyboard.press("Enter")


async def test_the_whole_way_from_met_to_a_settled_card_and_back(page: Page) -> None:
    await type_met(page, "bob", "at the Lisbon offsite about billing")
    answer = page.get_by_role("article").filter(has_text="Only visible to you")
    await expect(answer).to_contain_text("Where: the Lisbon offsite · When: today · About: billing")
    await expect(answer).to_contain_text("I will remind you of a first note on Monday 30 November.")

    await page.get_by_role("button", name="Skip to the next reminder").click()
    card = page.get_by_role("article").filter(has_text="A good day for a first note")
    await expect(card).to_contain_text("you met at the Lisbon offsite, a week ago")
    await card.get_by_role("button", name="I wrote").click()
    settled = page.get_by_role("article").filter(has_text="once more in March")
    await expect(settled.get_by_role("button", name="They replied")).to_be_visible()

    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("You wrote today.")).to_be_visible()
    await page.get_by_role("tab", name="Messages").click()
    await settled.get_by_role("button", name="Undo").click()
    await expect(card.get_by_role("button", name="I wrote")).to_be_visible()


async def test_a_month_passes_as_if_it_were_lived_through(page: Page) -> None:
    await type_met(page, "carol", "at KubeCon")
    await expect(page.get_by_text("Noted: Carol Chen")).to_be_visible()  # else the clock moves before it is noted
    await page.get_by_role("button", name="+1 month").click()
    cards = page.get_by_role("article").filter(has_text="A good day for a first note")
    await expect(cards).to_have_count(2)  # the reminder, and its one repeat a week later
    await expect(page.get_by_text("I am late")).to_have_count(0)


async def test_the_form_records_like_the_command(page: Page) -> None:
    await page.get_by_label("Message", exact=True).fill("/met")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Whom did you meet?")
    await form.get_by_label("Somebody outside Slack").fill("Jane Doe jane@acme.example (Acme)")
    await form.get_by_label("Where", exact=False).first.fill("the trade fair")
    await form.get_by_role("button", name="Note it").click()
    await expect(page.get_by_role("article").filter(has_text="Noted: Jane Doe (Acme).")).to_be_visible()


async def test_somebody_else_sees_nothing_of_it(page: Page) -> None:
    await type_met(page, "bob", "at KubeCon about the merger")
    await expect(page.get_by_role("article").filter(has_text="the merger")).to_have_count(1)
    await page.get_by_label("Act as").select_option(label="Bob Brown")
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("Nobody yet")).to_be_visible()
    await expect(page.get_by_text("the merger")).to_have_count(0)
