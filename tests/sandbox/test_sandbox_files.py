"""Files: uploaded in three steps, shown in messages, chosen in forms, and readable with the bot's token only."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.block_check import check_blocks, check_view
from tests.sandbox.small_app import Json, modal, plain
from tests.slack import FakeSlack

CSV = "name;mail\nZoë;zoe@sandbox.example\n".encode("latin-1")
DM = "D0ALICE001"


@pytest.fixture(autouse=True)
def granted(slack: FakeSlack) -> None:
    slack.scopes |= {"files:read", "files:write"}
    slack.dm_channel("alice")


@pytest.fixture
async def browser(slack: FakeSlack) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody on the net, with no token yet."""
    async with aiohttp.ClientSession() as session:
        yield session


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def sent(bot: AsyncWebClient, **more: Any) -> Json:
    answer = await bot.files_upload_v2(filename="My export.csv", content=CSV, **{"channel": DM, **more})
    file: Json = answer["file"]
    return file


def file_block(**more: Any) -> Json:
    element = {"type": "file_input", "action_id": "list", **more}
    return {"type": "input", "block_id": "file", "label": plain("Attendee list"), "element": element}


async def form(slack: FakeSlack, bot: AsyncWebClient, *, optional: bool = False, **more: Any) -> Json:
    view = modal(blocks=[{**file_block(**more), "optional": optional}], callback_id="files")
    await bot.views_open(trigger_id=slack.triggers.issue("U0ALICE001"), view=view)
    shown = slack.modal("alice")
    assert shown is not None
    return shown


# -- the app's files -------------------------------------------------------------------------------


async def test_an_upload_with_a_channel_is_a_message_with_the_file(slack: FakeSlack, bot: AsyncWebClient) -> None:
    await sent(bot, title="Everything", initial_comment="Here you are")
    message = slack.dm("alice")[-1]
    assert (message["text"], message["user"]) == ("Here you are", slack.bot_user_id)
    shown = message["files"][0]
    assert (shown["name"], shown["title"], shown["size"], shown["filetype"], shown["mimetype"]) == (
        "My export.csv", "Everything", len(CSV), "csv", "text/csv",
    )  # fmt: skip
    assert (await bot.conversations_history(channel=DM))["messages"][0]["files"] == [shown]


async def test_the_answer_to_an_upload_does_not_know_the_message_yet_but_a_later_look_does(
    slack: FakeSlack, bot: AsyncWebClient
) -> None:
    file = await sent(bot)
    assert (file["filetype"], file["ims"], file["shares"]) == ("", [], {})
    info = (await bot.files_info(file=file["id"]))["file"]
    assert (info["filetype"], info["ims"]) == ("csv", [DM])
    assert info["shares"]["private"][DM][0]["ts"] == slack.dm("alice")[-1]["ts"]


async def test_an_upload_without_a_channel_is_shown_nowhere(slack: FakeSlack, bot: AsyncWebClient) -> None:
    file = await sent(bot, channel=None)
    assert slack.dm("alice") == []
    assert (await bot.files_info(file=file["id"]))["file"]["ims"] == []


async def test_several_files_come_in_one_message(slack: FakeSlack, bot: AsyncWebClient) -> None:
    uploads = [{"filename": "a.csv", "content": "a"}, {"filename": "a.json", "content": "[]"}]
    await bot.files_upload_v2(file_uploads=uploads, channel=DM)
    assert [file["pretty_type"] for file in slack.dm("alice")[-1]["files"]] == ["CSV", "JSON"]


async def test_only_the_list_of_channels_takes_a_person(slack: FakeSlack, bot: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments") as refused:
        await sent(bot, channel="U0ALICE001")
    assert "[json-pointer:/channel_id]" in str(refused.value.response["response_metadata"])
    await sent(bot, channel=None, channels=["U0ALICE001"])
    assert len(slack.dm("alice")[-1]["files"]) == 1


async def test_a_channel_without_the_bot_gets_no_file(bot: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await sent(bot, channel="C0GENERAL01")


async def test_an_empty_file_is_refused(bot: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="missing_argument"):
        await bot.files_upload_v2(filename="empty.csv", content="", channel=DM)


async def test_an_upload_is_completed_once_and_only_when_its_bytes_are_here(
    bot: AsyncWebClient, browser: aiohttp.ClientSession
) -> None:
    place = await bot.files_getUploadURLExternal(filename="a.csv", length=3)
    files = [{"id": place["file_id"], "title": None}]
    with pytest.raises(SlackApiError, match="file_not_found"):
        await bot.files_completeUploadExternal(files=files)
    async with browser.post(place["upload_url"], data=b"a") as answer:
        assert answer.status == 400
    async with browser.post(place["upload_url"], data={"file": io.BytesIO(b"a,b")}) as answer:  # as a form
        assert (answer.status, await answer.text()) == (200, "OK - 3")
    await bot.files_completeUploadExternal(files=files)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await bot.files_completeUploadExternal(files=files)


async def test_a_file_of_more_than_ten_megabytes_is_taken_and_given_back_whole(
    slack: FakeSlack, bot: AsyncWebClient, browser: aiohttp.ClientSession
) -> None:
    data = b"0123456789abcdef" * 1024 * 1024
    place = await bot.files_getUploadURLExternal(filename="large.csv", length=len(data))
    await browser.post(place["upload_url"], data=io.BytesIO(data))
    await bot.files_completeUploadExternal(files=[{"id": place["file_id"]}], channel_id=DM)
    url = slack.dm("alice")[-1]["files"][0]["url_private"]
    async with browser.get(url, headers=bearer(slack.bot_token)) as answer:
        assert await answer.read() == data


# -- reading ---------------------------------------------------------------------------------------


async def test_the_bytes_are_served_to_the_bots_token(
    slack: FakeSlack, bot: AsyncWebClient, browser: aiohttp.ClientSession
) -> None:
    await sent(bot)
    shown = slack.dm("alice")[-1]["files"][0]
    for url in (shown["url_private"], shown["url_private_download"]):
        async with browser.get(url, headers=bearer(slack.bot_token)) as answer:
            assert (answer.status, answer.content_type, await answer.read()) == (200, "text/csv", CSV)


@pytest.mark.parametrize("why", ["no token", "another token", "no scope", "revoked"])
async def test_anybody_else_gets_a_page_to_sign_in_that_looks_like_success(
    slack: FakeSlack, bot: AsyncWebClient, browser: aiohttp.ClientSession, why: str
) -> None:
    await sent(bot)
    slack.scopes -= {"files:read"} if why == "no scope" else set()
    slack.token_error = "token_revoked" if why == "revoked" else None
    headers = {} if why == "no token" else bearer("xoxb-other" if why == "another token" else slack.bot_token)
    async with browser.get(slack.dm("alice")[-1]["files"][0]["url_private"], headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert CSV not in await answer.read()


async def test_a_deleted_message_leaves_the_file(slack: FakeSlack, bot: AsyncWebClient) -> None:
    file = await sent(bot)
    await bot.chat_delete(channel=DM, ts=slack.dm("alice")[-1]["ts"])
    assert (await bot.files_info(file=file["id"]))["file"]["ims"] == []


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("files.getUploadURLExternal", "files:write"),
        ("files.completeUploadExternal", "files:write"),
        ("files.info", "files:read"),
    ],
)
async def test_every_method_wants_its_scope(slack: FakeSlack, bot: AsyncWebClient, method: str, scope: str) -> None:
    slack.scopes.discard(scope)
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        await bot.api_call(method)
    assert refused.value.response["needed"] == scope


# -- forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{}, {"filetypes": ["csv"], "max_files": 1}, {"max_files": 10}])
def test_a_form_may_ask_for_files(more: Json) -> None:
    assert check_view(modal(blocks=[file_block(**more)])) == []


@pytest.mark.parametrize(
    "more", [{"max_files": 0}, {"max_files": 11}, {"filetypes": "csv"}, {"placeholder": plain("x")}]
)
def test_a_form_may_not_ask_for_them_otherwise(more: Json) -> None:
    assert check_view(modal(blocks=[file_block(**more)]))


def test_files_are_asked_for_in_an_input_of_a_form_and_nowhere_else() -> None:
    element = file_block()["element"]
    assert check_view(modal(blocks=[{"type": "actions", "elements": [element]}]))
    assert check_blocks("message", [file_block()])
    assert check_blocks("home", [file_block()])


async def test_a_form_that_asks_for_files_wants_the_scope_to_read_them(slack: FakeSlack, bot: AsyncWebClient) -> None:
    slack.scopes.discard("files:read")
    with pytest.raises(SlackApiError, match="missing_scope"):
        await form(slack, bot)


async def test_the_form_is_sent_with_all_that_slack_knows_of_its_files(
    slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient, browser: aiohttp.ClientSession
) -> None:
    file = slack.upload("alice", "Attendees.CSV", CSV)
    view = await form(slack, bot, filetypes=["csv"], max_files=1)
    await slack.submit("alice", view, {"file": [file["id"]]})
    value = slack.sockets.delivered[-1]["payload"]["view"]["state"]["values"]["file"]["list"]
    assert value == {"type": "file_input", "files": [file]}
    assert (file["user"], file["name"]) == ("U0ALICE001", "Attendees.CSV")
    async with browser.get(file["url_private_download"], headers=bearer(slack.bot_token)) as answer:
        assert await answer.read() == CSV


async def test_an_optional_file_may_be_left_out(slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient) -> None:
    await slack.submit("alice", await form(slack, bot, optional=True))
    value = slack.sockets.delivered[-1]["payload"]["view"]["state"]["values"]["file"]["list"]
    assert value == {"type": "file_input", "files": []}


@pytest.mark.parametrize(
    ("names", "size", "complaint"),
    [
        ([], 1, "Please complete this required field."),
        (["a.csv", "b.csv"], 1, "Please choose at most 1 file."),
        (["a.xlsx"], 1, "Please choose a file ending in .csv."),
        (["csv"], 1, "Please choose a file ending in .csv."),
        (["a.csv"], 10 * 1024 * 1024 + 1, "a.csv is larger than 10 MB."),
    ],
)
async def test_the_client_refuses_before_anything_is_sent(
    slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient, names: list[str], size: int, complaint: str
) -> None:
    files = [slack.upload("alice", name, b"x" * size) for name in names]
    view = await form(slack, bot, filetypes=["csv"], max_files=1)
    assert (await slack.submit("alice", view, {"file": files})).errors == {"file": complaint}
    assert slack.sockets.delivered == []
