"""Files: `files.*`. The three steps of an upload are what `files_upload_v2` of slack_sdk does."""

import re

from ..checks import many, shape, string
from ..errors import Json, SlackError, missing_field, refused
from ..files import File
from ..web_api import Entry
from ..workspace import Channel, Workspace
from .chat import LONGEST_POST, checked_blocks, checked_text, target

CHANNEL_ID = r"[CGDZ][A-Z0-9]{8,}"
UPLOADED = many(shape(id=string(255), title_=string(255, 0), highlight_type_=string(255)), 100)
# Slack looks into a file after it has answered: these are blank until then.
NOT_YET = {"mimetype": "", "filetype": "", "pretty_type": "", "channels": [], "groups": [], "ims": [], "shares": {}}


def get_upload_url(slack: Workspace, args: Json) -> Json:
    for key in ("filename", "length"):
        if args.get(key) in (None, ""):
            raise missing_field(key)
    if not re.fullmatch(r"\d+", str(args["length"])):
        raise refused("invalid_arguments", ["must be an integer [json-pointer:/length]"])
    if int(args["length"]) == 0:
        raise SlackError("missing_argument")  # Slack's way to say that it takes no empty files
    upload_url, file_id = slack.files.announce(str(args["filename"]), int(args["length"]))
    return {"upload_url": upload_url, "file_id": file_id}


def complete_upload(slack: Workspace, args: Json) -> Json:
    if not args.get("files"):
        raise missing_field("files")
    problems = list(UPLOADED(args["files"], "/files"))
    if problems:
        raise refused("invalid_arguments", problems)
    uploads = [(slack.files.awaited(one["id"]), one.get("title")) for one in args["files"]]
    channels = _channels(slack, args)
    text = checked_text({"text": args.get("initial_comment")}, longest=LONGEST_POST)
    blocks = [] if text else checked_blocks(args.get("blocks"))
    files = [slack.files.complete(upload, title or upload.name) for upload, title in uploads]
    for channel in channels:
        message = slack.bot_message(text, blocks, files=files)
        slack.store(channel, message | {"upload": False, "display_as_bot": False})
    return {"files": [file | NOT_YET for file in files]}


def _channels(slack: Workspace, args: Json) -> list[Channel]:
    """`channel_id` is one conversation; only `channels` takes people too, for the DM with them."""
    one, several = args.get("channel_id"), args.get("channels")
    if one and not re.fullmatch(CHANNEL_ID, str(one)):
        words = f"input must match regex pattern: ^{CHANNEL_ID}$ [json-pointer:/channel_id]"
        raise refused("invalid_arguments", [words])
    names = [str(one)] if one else str(several).split(",") if several else []
    return [target(slack, {"channel": name}) for name in names]


def files_info(slack: Workspace, args: Json) -> Json:
    file = _file(slack, args)
    shown = file.shown | _where(slack, file.shown["id"])
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def _file(slack: Workspace, args: Json) -> File:
    if not args.get("file"):
        raise missing_field("file")
    return slack.files.find(str(args["file"]))


def _where(slack: Workspace, file_id: str) -> Json:
    """The conversations that show it, and the messages that do."""
    shares: Json = {}
    for channel in slack.channels.values():
        for message in channel.messages:
            if file_id in (file["id"] for file in message.get("files", [])):
                kind = "private" if channel.is_im else "public"
                share = {"ts": message["ts"], "share_user_id": message["user"], "team_id": slack.team_id,
                         "reply_users": [], "reply_users_count": 0, "reply_count": 0}  # fmt: skip
                shares.setdefault(kind, {}).setdefault(channel.id, []).append(share)
    public, ims = (list(shares.get(kind, {})) for kind in ("public", "private"))
    return {"channels": public, "groups": [], "ims": ims, "shares": shares}


METHODS = {
    "files.getUploadURLExternal": Entry(get_upload_url, "files:write"),
    "files.completeUploadExternal": Entry(complete_upload, "files:write"),
    "files.info": Entry(files_info, "files:read"),
}
