"""Block Kit's composition objects and elements: what may be in them and how long it may be.

Source: docs.slack.dev, reference/block-kit. An option's value may have 150 characters by one page
and 75 by another; the looser is checked here. Lengths are those of the text as sent, that is,
after `&`, `<`, `>` have become entities.
"""

from typing import Any

from .checks import (
    Check,
    Problems,
    boolean,
    both,
    integer,
    many,
    one_of,
    pattern,
    problem,
    shape,
    string,
    typed,
)


def plain(most: int) -> Check:
    return shape(type=one_of("plain_text"), text=string(most), emoji_=boolean)


def text(most: int) -> Check:
    mrkdwn = shape(type=one_of("mrkdwn"), text=string(most), verbatim_=boolean)
    return typed({"plain_text": plain(most), "mrkdwn": mrkdwn})


CONFIRM = shape(
    title=plain(100), text=text(300), confirm=plain(30), deny=plain(30), style_=one_of("primary", "danger")
)
OPTION = shape(text=plain(75), value=string(150), description_=plain(75))
RICH_OPTION = shape(text=text(75), value=string(150), description_=text(75))  # checkboxes, radio buttons
MENU_OPTION = shape(text=plain(75), value=string(150), description_=plain(75), url_=string(3000))  # overflow
OPTION_GROUP = shape(label=plain(75), options=many(OPTION, 100))
ACTION_ID, URL, ID = string(255), string(3000), string(255)
DISPATCH = shape(trigger_actions_on_=many(one_of("on_enter_pressed", "on_character_entered"), 2))


def element(kind: str, **keys: Check) -> Check:
    return shape(type=one_of(kind), **keys)


def menu(kind: str, **keys: Check) -> Check:
    return element(
        kind, action_id_=ACTION_ID, placeholder_=plain(150), confirm_=CONFIRM, focus_on_load_=boolean, **keys
    )


def field(kind: str, **keys: Check) -> Check:
    return element(
        kind,
        action_id_=ACTION_ID,
        placeholder_=plain(150),
        focus_on_load_=boolean,
        dispatch_action_config_=DISPATCH,
        **keys,
    )


def _initial_among_options(value: Any, at: str) -> Problems:
    groups = [group["options"] for group in value.get("option_groups", [])]
    offered = value.get("options", []) + [option for group in groups for option in group]
    if "initial_option" in value and value["initial_option"] not in offered:
        yield problem("initial_option must be one of the options", f"{at}/initial_option")
    for index, option in enumerate(value.get("initial_options", [])):
        if option not in offered:
            yield problem("initial_options must be among the options", f"{at}/initial_options/{index}")


def _options_or_groups(value: Any, at: str) -> Problems:
    if ("options" in value) == ("option_groups" in value):
        yield problem("must provide either options or option_groups", at)


def _lengths_agree(value: Any, at: str) -> Problems:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        yield problem("min_length must not exceed max_length", f"{at}/min_length")
    if len(value.get("initial_value", "")) > most:
        yield problem(f"must be less than {most + 1} characters", f"{at}/initial_value")


_DATE = pattern(r"\d{4}-\d\d-\d\d", "must be a date in the form YYYY-MM-DD")
_GROUPS = {"options_": many(OPTION, 100), "option_groups_": many(OPTION_GROUP, 100)}
_MOST = integer(1, 2**31)

ELEMENTS: dict[str, Check] = {
    "button": element(
        "button", text=plain(75), action_id_=ACTION_ID, url_=URL, value_=string(2000),
        style_=one_of("primary", "danger"), confirm_=CONFIRM, accessibility_label_=string(75),
    ),
    "overflow": element("overflow", action_id_=ACTION_ID, options=many(MENU_OPTION, 5), confirm_=CONFIRM),
    "image": element("image", image_url=URL, alt_text=string(2000)),
    "static_select": both(
        menu("static_select", initial_option_=OPTION, **_GROUPS), _options_or_groups, _initial_among_options
    ),
    "multi_static_select": both(
        menu("multi_static_select", initial_options_=many(OPTION, 100), max_selected_items_=_MOST, **_GROUPS),
        _options_or_groups, _initial_among_options,
    ),
    "users_select": menu("users_select", initial_user_=ID),
    "multi_users_select": menu(
        "multi_users_select", initial_users_=many(ID, 1000), max_selected_items_=_MOST
    ),
    "datepicker": menu("datepicker", initial_date_=_DATE),
    "checkboxes": both(
        element("checkboxes", action_id_=ACTION_ID, options=many(RICH_OPTION, 10), confirm_=CONFIRM,
                initial_options_=many(RICH_OPTION, 10), focus_on_load_=boolean),
        _initial_among_options,
    ),
    "radio_buttons": both(
        element("radio_buttons", action_id_=ACTION_ID, options=many(RICH_OPTION, 10), confirm_=CONFIRM,
                initial_option_=RICH_OPTION, focus_on_load_=boolean),
        _initial_among_options,
    ),
    "plain_text_input": both(
        field("plain_text_input", initial_value_=string(3000, 0), multiline_=boolean,
              min_length_=integer(0, 3000), max_length_=integer(1, 3000)),
        _lengths_agree,
    ),
    "file_input": element(
        "file_input", action_id_=ACTION_ID, filetypes_=many(string(255), 100), max_files_=integer(1, 10)
    ),
}  # fmt: skip


def only(*kinds: str) -> Check:
    return typed({kind: ELEMENTS[kind] for kind in kinds})


CHOICES = (
    "static_select", "multi_static_select", "users_select", "multi_users_select", "datepicker", "checkboxes",
    "radio_buttons",
)  # fmt: skip
FIELDS = ("plain_text_input", "file_input")
