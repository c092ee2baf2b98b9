"""The Web API's methods, one file a family. `METHODS` is the list of what the sandbox answers."""

from ..web_api import Entry
from . import auth, chat, conversations, files, users, views

METHODS: dict[str, Entry] = {
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}
