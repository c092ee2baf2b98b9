"""The page in a real browser: type a command, press buttons, fill in a modal, move the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser import needs_chromium, open_page
from tests.sandbox.small_app import card, modal, plain
from tests.slack import FakeSlack

pytestmark = needs_chromium


@pytest.fixture
async def page(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[Page]:
    async with open_page(slack.url) as page:
        yield page


async def test_a_newcomer_types_a_command_and_sees_the_private_answer(slack: FakeSlack, page: Page) -> None:
    await expect(page.get_by_text("Try: /met @bob at KubeCon")).to_be_visible()
    await page.keyboard.type("/me")
    await page.keyboard.press("Enter")  # the suggestion
    await page.keyboard.type("@bo")
    await expect(page.get_by_role("listbox").get_by_role("option", name="Bob Brown")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type("at <b>KubeCon</b> & more")
    await page.keyboard.press("Enter")
    private = page.get_by_role("article").filter(has_text="Only visible to you")
    await expect(private).to_contain_text("@bob at <b>KubeCon</b> & more")
    sent = slack.sockets.delivered[-1]["payload"]["text"]
    assert sent == "<@U0BOB00002> at &lt;b&gt;KubeCon&lt;/b&gt; &amp; more"
    await page.reload()
    await expect(page.get_by_role("article").get_by_text("Bob Brown")).to_be_visible()  # the message in the DM stays
    await expect(private).to_have_count(0)


async def test_a_modal_shows_errors_keeps_what_was_typed_and_closes(
    slack: FakeSlack, page: Page, bot: AsyncWebClient
) -> None:
    await bot.chat_postMessage(channel="U0ALICE001", text="hi", blocks=card("Bob"))
    await page.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit")
    await expect(dialog.get_by_label("About")).to_have_value("billing")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").filter(has_text="Please complete")).to_be_visible()
    await dialog.get_by_label("About").fill("rebates")
    await dialog.get_by_label("Where").fill("nowhere")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_text("Say where.")).to_be_visible()
    await expect(dialog.get_by_label("About")).to_have_value("rebates")
    await dialog.get_by_label("Where").fill("KubeCon")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    values = slack.sockets.delivered[-1]["payload"]["view"]["state"]["values"]
    assert (values["note"]["note"]["value"], values["place"]["place"]["value"]) == ("rebates", "KubeCon")


async def test_modals_stack_and_escape_goes_back(slack: FakeSlack, page: Page) -> None:
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Ask division expert").click()
    await page.get_by_role("dialog", name="Ask").get_by_label("Where").fill("deeper")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Edit")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Ask")).to_be_visible()
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_home_and_other_people_have_their_own_view(slack: FakeSlack, page: Page, bot: AsyncWebClient) -> None:
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_role("heading", name="Your follow-ups")).to_be_visible()
    await bot.chat_postMessage(channel="U0BOB00002", text="Good morning, Bob")
    await page.get_by_label("Act as").select_option("bob")
    await expect(page.get_by_label("1 unread")).to_be_visible()
    await page.get_by_role("tab", name="Messages").click()
    await expect(page.get_by_text("Good morning, Bob")).to_be_visible()
    await expect(page.get_by_label("1 unread")).to_have_count(0)


async def test_a_failed_command_says_so_in_slackbots_name(slack: FakeSlack, page: Page) -> None:
    slack.delivery.timeout = 0.0
    await page.keyboard.type("/met Bob")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text('/met failed with the error "operation_timeout"')).to_be_visible()


async def test_the_clock_moves_a_month(slack: FakeSlack, page: Page) -> None:
    before = slack.now()
    await page.get_by_role("button", name="+1 month").click()
    await expect(page.get_by_role("status")).to_contain_text("It is now")
    assert (slack.now() - before).days in (28, 29, 30, 31)


async def test_a_file_is_chosen_in_a_modal_and_uploaded_when_it_is_sent(
    slack: FakeSlack, page: Page, bot: AsyncWebClient
) -> None:
    slack.scopes.add("files:read")
    element = {"type": "file_input", "action_id": "list", "filetypes": ["csv"], "max_files": 1}
    block = {"type": "input", "block_id": "file", "label": plain("Attendee list"), "element": element}
    view = modal(blocks=[block], callback_id="files", title=plain("Import"))
    await bot.views_open(trigger_id=slack.triggers.issue("U0ALICE001"), view=view)
    dialog = page.get_by_role("dialog", name="Import")
    chooser, save = dialog.get_by_label("Attendee list"), dialog.get_by_role("button", name="Save")
    await chooser.set_input_files({"name": "guests.xlsx", "mimeType": "", "buffer": b"PK"})
    await save.click()
    await expect(dialog.get_by_text("Please choose a file ending in .csv.")).to_be_visible()
    await dialog.get_by_role("button", name="Remove guests.xlsx").click()
    await chooser.set_input_files({"name": "guests.csv", "mimeType": "text/csv", "buffer": "name\nZoë".encode()})
    await save.click()
    await expect(dialog).to_have_count(0)
    (file,) = slack.sockets.delivered[-1]["payload"]["view"]["state"]["values"]["file"]["list"]["files"]
    assert (file["name"], file["user"]) == ("guests.csv", "U0ALICE001")
    assert slack.files.find(file["id"]).data == "name\nZoë".encode()


async def test_a_file_in_a_message_is_a_link_that_downloads_it(
    slack: FakeSlack, page: Page, bot: AsyncWebClient
) -> None:
    slack.scopes.add("files:write")
    channel = slack.dm_channel("alice").id
    await bot.files_upload_v2(filename="Zoë & co.csv", content="name\n" * 300, channel=channel)
    link = page.get_by_role("link", name="Zoë & co.csv")
    await expect(link).to_contain_text("CSV · 1.5 kB")
    async with page.expect_download() as download:
        await link.click()
    saved = await (await download.value).path()
    assert ((await download.value).suggested_filename, saved.read_text()) == ("Zoë & co.csv", "name\n" * 300)
