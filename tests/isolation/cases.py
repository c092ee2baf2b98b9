"""One case at least for every listener: what to send, and whose ids it carries.

`{contact}`, `{reminder}`, … stand for alice's ids (`alice.py`), `{own}` for a contact of whoever acts.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.slack.asks import MESSAGE_SHORTCUT, SHORTCUT
from bot.slack.click import NOT_INSTALLED, OUTSIDER
from bot.slack.views import (
    attempts,
    contacts,
    data,
    drafts,
    encounters,
    experts,
    home,
    imports,
    kit,
    limits,
    projects,
)

NOT_FOUND = "I cannot find that one any more. Your Home tab shows everything I keep for you."
REFUSALS = (OUTSIDER, NOT_INSTALLED)
TAKEN_BACK = "Nothing is noted of it."
NEWER = "Something newer has happened with them since"
THE_LIST = "The limits about"
NOBODY_YET = "I do not know of anybody yet whom you could ask."
Values = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One payload for one listener."""

    kind: str
    """`command`, `shortcut`, `message shortcut`, `event`, `action`, `form` or `closed`."""
    name: str
    """The command, event, action id or callback id."""
    value: str = ""
    """A button's value, a menu's choice, or a command's text."""
    metadata: str = ""
    """What the view carries."""
    values: Values = field(default_factory=dict)
    """What the view's fields hold, by block id."""
    to_strangers: str | None = NOT_FOUND
    """What is said to somebody who keeps nothing here; None: nothing."""
    to_members: str | None = NOT_FOUND
    """What is said to another member. Only for cases that carry ids."""
    to_visitors: bool = True
    """Whether people of another company are told that this is not for them; else they hear nothing."""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, self.name, self.value, self.metadata)))


def text(value: str) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def day(value: str) -> dict[str, Any]:
    return {"type": "datepicker", "selected_date": value}


def option(value: str) -> dict[str, Any]:
    shown = {"text": {"type": "plain_text", "text": "x"}, "value": value}
    return {"type": "static_select", "selected_option": shown}


def ticks(*values: str) -> dict[str, Any]:
    shown = [{"text": {"type": "plain_text", "text": "x"}, "value": value} for value in values]
    return {"type": "checkboxes", "selected_options": shown}


BUTTONS = {
    encounters.WROTE: "{encounter}",
    encounters.EDIT: "{encounter}",
    encounters.HOLD: "{encounter}",
    encounters.SAME: "{encounter}:{contact}:{other}",
    encounters.ANOTHER: "{encounter}:{contact}:{other}",
    attempts.WROTE: "{reminder}",
    attempts.REPLIED: "{reminder}",
    attempts.LET_GO: "{reminder}",
    attempts.KEEP_REASON: "{reminder}",
    attempts.DRAFT: "{reminder}",
    attempts.CONTACT_REPLIED: "{contact}",
    attempts.UNDO: "{change}",
    drafts.WROTE: "{draft}",
    experts.PICK: "{contact}",
    experts.HELPED: "{contact}",
    kit.DETAILS: "{contact}",
    contacts.DRAFT: "{contact}",
    contacts.WROTE: "{contact}",
    contacts.HEARD: "{contact}",
    contacts.LET_GO: "{contact}",
    contacts.AGAIN: "{contact}",
    contacts.HELPED: "{contact}",
    contacts.UNDO: "{contact}",
    contacts.EDIT: "{contact}",
    contacts.EDIT_ENCOUNTER: "{encounter}:{contact}",
    contacts.MERGE: "{contact}",
    contacts.DELETE: "{contact}",
    home.BRING_BACK: "{deleted}",
    limits.OPEN: "{contact}",
    limits.ADD: "{contact}",
    limits.LIFT: "{limit}",
    limits.ENDED: "{held}",
    limits.GOES_ON: "{question}",
    limits.UNDO: "{held}",
}
MENUS = {attempts.SNOOZE: "{reminder}", attempts.RHYTHM: "{contact}", home.CONTACT_MENU: "{contact}"}
"""Every word of these is a case of its own (`listeners.py`)."""
ASK = '["Finance","who knows",null]'
IN_VIEWS = (
    *(Case("action", name, "{draft}", "{draft}") for name in (drafts.SHORTER, drafts.WARMER, drafts.AGAIN)),
    *(Case("action", name, "{draft}", "{draft}") for name in (drafts.MINE, drafts.INPUTS)),
    *(Case("action", name, "{draft}", "{draft}") for name in (drafts.USES, drafts.CHAT)),
    Case("action", experts.PICK, "{contact}", ASK),
    Case("action", experts.HELPED, "{contact}", ASK),
    Case("action", limits.LIFT, "{limit}", "{own}", to_members=THE_LIST),  # as where it is lifted already
    Case("action", contacts.EDIT_ENCOUNTER, "{encounter}:{own}", "{own}"),
    Case("action", data.SUBJECT_EXPORT, "1", "{person}"),
    Case("action", data.SUBJECT_ERASE, "1", "{person}"),
    Case("action", encounters.UNDO, "{encounter}", to_members=TAKEN_BACK),
    *(Case("action", encounters.SAME, "{encounter}:" + pair) for pair in ("{own}:{contact}", "{contact}:{own}")),
    Case("action", encounters.SAME, "1:{contact}:{own}:{contact}:{other}"),
    Case("action", encounters.ANOTHER, "{encounter}:{own}:{own}"),
    Case("action", encounters.ANOTHER, "{encounter}:{own}:{own}:{contact}:{other}"),
    *(Case("action", limits.ENDED, f"{whose}:{{limit}}") for whose in ("{held}", "{own}")),
    Case("action", limits.UNDO, "{held}:{limit}"),
    Case("action", limits.UNDO, "{own}:{limit}", to_members=NEWER),
)
LIMIT = {"kind": option("topic"), "words": text("prices")}
MET = {"place": text("FOSDEM"), "note": text("x"), "met_on": day("2026-11-20")}
EDITED = {"name": text("Robert"), "email": text("r@x.example"), "reason": text("x"), "keep_notes": ticks("keep")}
FORMS = (
    Case("form", encounters.EDIT_FORM, metadata="{encounter}", values=MET),
    Case("form", encounters.EDIT_FORM, metadata="{encounter}:{own}", values=MET),
    Case("form", attempts.SNOOZE_FORM, metadata="{reminder}", values={"date": day("2027-01-11")}),
    Case("form", attempts.REASON_FORM, metadata="{reminder}", values={"reason": text("x")}),
    *(
        Case("form", drafts.ASK_FORM, metadata=about, values={"specific": text("x"), "thought": ticks("yes")})
        for about in ("contact:{contact}", "ask:{contact}", "aside:{contact}", "other:{contact}")
    ),
    Case("form", drafts.READY_FORM, metadata="{draft}", values={"text.1": text("x")}),
    Case("form", contacts.EDIT_FORM, metadata="{contact}", values=EDITED),
    Case("form", contacts.MERGE_FORM, metadata="{contact}", values={"other": option("{other}")}),
    Case("form", contacts.MERGE_FORM, metadata="{contact}", values={"part": text("Jane")}),
    Case("form", contacts.MERGE_FORM, metadata="{own}", values={"other": option("{contact}")}),
    Case("form", contacts.MERGE_SURE, metadata="{contact}:{other}", values={"x": text("x")}),
    Case("form", contacts.MERGE_SURE, metadata="{own}:{contact}", values={"x": text("x")}),
    Case("form", contacts.MERGE_SURE, metadata="{contact}:{own}", values={"x": text("x")}),
    Case("form", limits.FORM, metadata="{contact}", values=LIMIT | {"whom": option("{contact}")}),
    Case("form", limits.FORM, metadata="{contact}", values=LIMIT | {"whom": option("all")}),
    Case("form", limits.FORM, metadata="0", values=LIMIT | {"whom": option("{contact}")}),
    *(
        Case("form", limits.ENDED_FORM, metadata=about, values={"ended_on": day("2026-11-20")})
        for about in ("{held}", "{held}:{limit}", "{own}:{limit}")
    ),
    Case("form", imports.REPORT, metadata="{import}", values={"what": option("remind")}),
    Case("form", data.ABOUT_FORM, values={"text": text("{person}")}),
    Case("form", data.SUBJECT_ERASE_FORM, metadata="{person}", values={"sure": ticks("yes"), "too": ticks("yes")}),
    Case("closed", imports.REPORT, metadata="{import}", to_strangers=None, to_members=None, to_visitors=False),
)
OWN = (
    Case("command", "/met", "<@{bob}> at FOSDEM about nothing", to_strangers="Noted"),
    Case("command", "/project", "Pegasus: a faster horse", to_strangers="Pegasus it is."),
    Case("command", "/project", to_strangers="project"),
    Case("shortcut", SHORTCUT, to_strangers=NOBODY_YET),
    Case("message shortcut", MESSAGE_SHORTCUT, to_strangers=NOBODY_YET),
    Case("event", "app_home_opened", to_strangers='"type": "home"', to_visitors=False),
    Case("event", "user_change", to_strangers=None, to_visitors=False),
    Case("action", attempts.CHAT, to_strangers=None, to_visitors=False),
    Case("action", home.MET, "met", to_strangers="encounter.form"),
    Case("action", home.PAUSE, "pause"),
    Case("action", home.RESUME, "resume"),
    Case("action", home.SETTINGS, "settings"),
    Case("action", imports.OPEN, "import"),
    Case("action", limits.OPEN, "0"),
    Case("action", limits.ADD, "0"),
    Case("action", experts.LOOK, "look", ASK, to_strangers=None),
    Case("action", projects.OPEN, "project"),
    Case("action", projects.NOT_NOW, "project"),
    Case("action", projects.END, "project"),
    Case("action", data.EXPORT, "export", "settings"),
    Case("action", data.ERASE, "erase", "settings"),
    Case("action", data.ABOUT, "about", "settings"),
    Case("form", encounters.FORM, values=MET | {"outsiders": text("Ada Lovelace")}, to_strangers="Noted"),
    Case("form", experts.FORM, values={"question": text("who knows"), "division": option("finance")}),
    Case("form", home.PAUSE_FORM, values={"until": day("2027-01-11")}),
    Case("form", projects.FORM, values={"name": text("Pegasus"), "weekly": ticks("weekly")}),
    Case("form", home.SETTINGS_FORM, values={"topics": text("prices"), "workspace_model": ticks("yes")}),
    Case("form", imports.FORM, values=MET),
    Case("form", limits.FORM, metadata="0", values=LIMIT | {"whom": option("all")}),
    Case("form", data.ERASE_FORM, values={"sure": ticks("yes")}),
)
"""The last one leaves nothing of whoever acts."""
CASES = (*(Case("action", name, value) for name, value in BUTTONS.items()), *IN_VIEWS, *FORMS)
"""With MENUS, all that carries ids of alice's."""
