"""Hostile text in every field: shown as typed, cut after escaping, never alive, never refused, on both databases."""

import html
import re
from typing import Any

import pytest

from bot.domain.models import Contact, Encounter
from bot.domain.text import clean
from sandbox.block_check import check_blocks
from tests.world import World, actions_of

TEXTS = {
    "everybody": "<!channel> <!here> <!everyone>",
    "a mention": "<@U0CAROL003> <#C0GENERAL01> <!subteam^S1>",
    "a link": "<http://evil.example|your bank> http://x.example",
    "an entity": "&lt;b&gt; &amp;lt; &",
    "formatting": "*b* _i_ ~s~ `c` ```x``` > q",
    "2,999": "x" * 2999,
    "3,000": "y" * 3000,
    "3,001": "z" * 3001,
    "40,000": "long " * 8000,
    "3,000 angles": "<" * 3000,
    "ampersands": "&" * 3000,
    "NUL": "a\x00b\x00",
    "a surrogate": "a\ud800b\udfff",
    "right to left": "a\u202egnp.exe\u2069\u202e",
    "emoji": "👩\u200d👩\u200d👧\u200d👦 :tada: 🏳️\u200d🌈" * 30,
    "marks": "Z\u0335\u0321" * 200,
    "lines": "one\n\ntwo\r\n> three\u2028four",
    "quotes": "'`; DROP TABLE contacts; --",
}
TAMED = ("everybody", "a mention", "a link", "an entity", "formatting")
"""Texts that a draft, which is plain text and meant for Slack, does not hold as they were typed."""
CUT_SHORT = ("an entity", "a link", "lines", "quotes", "formatting")
"""Texts whose signs end a place: the rest of them is the note."""
SHOWN = 10
"""How many characters of a text, however long, every screen shows at least."""
_LIVE = re.compile("<")
_BROKEN_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_UNSEEN = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00\ud800-\udfff\ufffd]")


def seen(text: str) -> str:
    """As a person reads it: no zero-width characters, all white space alike."""
    return " ".join(_UNSEEN.sub("", text).split())


def texts(part: Any) -> list[tuple[str, str]]:
    """(kind, text) of all text, wherever it is: a message's own text is `fallback`, what is filled in is `value`."""
    if isinstance(part, list):
        return [found for each in part for found in texts(each)]
    if not isinstance(part, dict):
        return []
    own = [(part["type"], part["text"])] if part.get("type") in ("mrkdwn", "plain_text") else []
    own += [("fallback", part["text"])] if {"ts", "text"} <= part.keys() else []
    own += [("value", part["initial_value"])] if part.get("initial_value") else []
    return own + [found for each in part.values() for found in texts(each)]


class Reader:
    """Reads whatever the bot shows alice, and checks it on the way."""

    def __init__(self, world: World) -> None:
        self._world = world

    def read(self, what: Any) -> str:
        """All that she sees there."""
        for kind, text in texts(what):
            if kind in ("mrkdwn", "fallback"):
                assert not _LIVE.search(text), text[:200]
                assert not _BROKEN_ENTITY.search(text), text[-200:]
            assert text == clean(text) or kind == "value", "no database and no JSON would take it"
        if "ts" in what:
            assert check_blocks("message", what.get("blocks", [])) == []
        return seen(" ".join(html.unescape(text) if kind == "mrkdwn" else text for kind, text in texts(what)))

    def last(self) -> str:
        return self.read(self._world.slack.ephemerals("alice")[-1])

    def modal(self) -> str:
        assert self._world.slack.modal("alice"), "Slack refused the form"
        return self.read(self._world.slack.modal("alice"))

    async def home(self) -> str:
        before = len(self._world.slack.calls_of("views.publish"))
        assert (await self._world.slack.open_home("alice")).ok
        assert len(self._world.slack.calls_of("views.publish")) == before + 1
        return self.read(self._world.slack.home("alice"))

    def dm(self) -> str:
        return self.read(self._world.slack.dm("alice")[-1])


def as_slack_sends_it(text: str) -> str:
    """What a command carries for text typed by a person."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def start_of(text: str) -> str:
    return seen(text)[:SHOWN].strip()


async def settle_and_look(world: World, read: Reader, text: str) -> None:
    """Every screen of a contact with that text, from the first card to the drafts and the closed end."""
    for action in ("attempt.wrote", "change.undo", "attempt.replied", "change.undo", "attempt.let_go", "change.undo"):
        await world.click("alice", world.slack.dm("alice")[-1], action)
        assert text in read.dm(), action
    await world.click("alice", world.slack.dm("alice")[-1], "attempt.snooze", selected_option="On a date …")
    read.modal()
    await world.submit("alice", world.slack.modal("alice"), {"date": "2027-01-11"})
    assert text in read.dm()
    await world.click("alice", world.slack.dm("alice")[-1], "change.undo")
    await world.click("alice", world.slack.dm("alice")[-1], "draft.open")
    read.modal()
    await world.submit("alice", world.slack.modal("alice"), {"specific": "the new ledger"})
    assert "the new ledger" in read.modal()
    world.slack.reload("alice")


@pytest.mark.parametrize("name", TEXTS)
async def test_a_place_and_a_note_from_the_command(world: World, name: str) -> None:
    read, text = Reader(world), TEXTS[name]
    typed = as_slack_sends_it(text)
    await world.slack.command("alice", "/met", f"<@U0BOB00002> at {typed} about {typed}")
    assert "Noted: *Bob Brown*" in read.last()
    assert read.last().count(start_of(text)) >= (1 if name in CUT_SHORT else 2)
    [encounter] = await world.rows(Encounter)
    assert seen(text)[:3000].rstrip(" ,;:.-") in seen(encounter.note)
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.edit")
    assert start_of(text) in read.modal()
    assert (await world.submit("alice", world.slack.modal("alice"), {})).ok
    [after] = await world.rows(Encounter)
    assert (after.place, after.note) == (encounter.place, encounter.note), "saving as it was changes nothing"
    assert start_of(text) in read.dm()
    await world.until_dm("alice")
    assert read.dm().count(start_of(text)) >= (1 if name in CUT_SHORT else 2)
    await settle_and_look(world, read, start_of(encounter.place))
    await read.home()


@pytest.mark.parametrize("name", TEXTS)
async def test_every_field_of_the_form(world: World, name: str) -> None:
    read, text = Reader(world), TEXTS[name]
    await world.met("alice", "")
    view = world.slack.modal("alice")
    told = {"people": ["U0BOB00002"], "place": text, "note": text}
    values = {**view["state"]["values"]}
    values["people"] = {"value": {"type": "multi_users_select", "selected_users": told["people"]}}
    values |= {field: {"value": {"type": "plain_text_input", "value": text}} for field in ("place", "note")}
    answer = await world.slack.submit("alice", {**view, "state": {"values": values}}, forged=True)
    await world.quiet()
    assert answer.ok
    assert read.dm().count(start_of(text)) >= 2
    values["negotiation"] = {"value": {"type": "plain_text_input", "value": text}}
    await world.slack.submit("alice", {**view, "state": {"values": values}}, forged=True)
    await world.quiet()
    assert "on hold while" in read.dm()
    assert read.dm().count(start_of(text)) >= 3
    assert start_of(text) in await read.home()


@pytest.mark.parametrize("name", TEXTS)
async def test_the_names_titles_and_divisions_of_profiles(world: World, name: str) -> None:
    read, text = Reader(world), TEXTS[name]
    world.slack.add_person("evil", id="U0EVIL", real_name=text, title=text, division=text, tz=text)
    await world.slack.command("alice", "/met", "<@U0EVIL> at <@U0EVIL>s party")
    assert read.last().count(start_of(text)) >= 3, "name, division, and the place"
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.edit")
    assert read.modal().count(start_of(text)) >= 3
    assert start_of(text) in await read.home()
    await world.until_dm("alice")
    assert read.dm().count(start_of(text)) >= 3
    await settle_and_look(world, read, start_of(text))
    for _ in range(3):
        cards = [each for each in world.slack.dm("alice") if "attempt.wrote" in actions_of(each)]
        await world.click("alice", cards[-1], "attempt.wrote")
        await world.until_dm("alice")
    await world.click("alice", world.slack.dm("alice")[-1], "attempt.keep_reason")
    assert start_of(text) in read.modal()
    assert start_of(text) in await read.home()


@pytest.mark.parametrize("name", TEXTS)
async def test_a_reason_and_the_one_specific_thing(world: World, name: str) -> None:
    read, text = Reader(world), TEXTS[name]
    await world.met("alice", "@bob, already wrote")
    for _ in range(2):
        await world.until_dm("alice")
        await world.click("alice", world.slack.dm("alice")[-1], "attempt.wrote")
    await world.click("alice", await world.until_dm("alice"), "attempt.keep_reason")
    await tell(world, "reason", text)
    assert start_of(text) in read.dm()
    assert start_of(text) in await read.home()
    await world.met("alice", "@carol at KubeCon")
    await world.click("alice", await world.until_dm("alice"), "draft.open")
    await tell(world, "specific", text)
    assert start_of(text) in read.modal() or name in TAMED


async def tell(world: World, field: str, text: str) -> None:
    """Submit the form with that text, however long, as no client would."""
    view = world.slack.modal("alice")
    state = {field: {field: {"type": "plain_text_input", "value": text}}}
    answer = await world.slack.submit("alice", {**view, "state": {"values": state}}, forged=True)
    if answer.response_action == "update":
        view.update({"blocks": answer.payload["view"]["blocks"]})
        world.slack.views.stacks[world.slack.person("alice").id] = [view]
    await world.quiet()
    assert answer.ok


@pytest.mark.parametrize("name", TEXTS)
async def test_people_outside_slack(world: World, name: str) -> None:
    read, text = Reader(world), as_slack_sends_it(TEXTS[name])
    for command in (
        f'"{text}" jane@acme.example ({text}) at KubeCon',
        f"<@U0BOB00002> {text} at KubeCon",
        f"<@U0BOB00002> {text}@acme.example ({text})",
        f"{text}",
        f"<@U0BOB00002> during negotiation {text}",
        f"<@U0BOB00002> on {text}",
        f"<@U0BOB00002|{text}> <#C1|{text}> <!subteam^S1|{text}>",
    ):
        answer = await world.slack.command("alice", "/met", command)
        await world.quiet()
        assert answer.ok
        assert "my fault" not in read.last(), command[:100]
    for contact in await world.rows(Contact):
        assert len(contact.name) <= 200
    await read.home()
    await world.until_dm("alice")
    read.dm()


async def test_every_text_can_be_kept_on_both_databases(any_world: World) -> None:
    read = Reader(any_world)
    for number, text in enumerate(TEXTS.values()):
        any_world.slack.add_person(f"e{number}", id=f"U0EVIL{number}", real_name=text, title=text, division=text)
        typed = as_slack_sends_it(text)
        person = f'<@U0EVIL{number}> "{typed}" e{number}@acme.example ({typed})'
        for clause in (f"at {typed}", f"about {typed}", f"during negotiation {typed}"):
            answer = await any_world.slack.command("alice", "/met", f"{person} {clause}")
            assert answer.ok
            assert "oted" in read.last(), (text[:20], clause[:20])
        await any_world.met("alice", "")
        fields = ("outsiders", "place", "note", "negotiation")
        state = {field: {"value": {"type": "plain_text_input", "value": text}} for field in fields}
        state |= {"people": {"value": {"type": "multi_users_select", "selected_users": ["U0BOB00002"]}}}
        state |= {"met_on": {"value": {"type": "datepicker", "selected_date": "2026-11-20"}}}
        view = {**any_world.slack.modal("alice"), "state": {"values": state}}
        answer = await any_world.slack.submit("alice", view, forged=True)
        if answer.errors:
            assert list(answer.errors) == ["outsiders"]
            del state["outsiders"]
            answer = await any_world.slack.submit("alice", view, forged=True)
        assert answer.ok
        await any_world.quiet()
        assert start_of(text) in read.dm()
    await read.home()


@pytest.mark.parametrize("name", TEXTS)
async def test_a_project_and_topics(world: World, name: str) -> None:
    read, text = Reader(world), TEXTS[name]
    await world.met("alice", "@bob at KubeCon")
    answer = await world.slack.command("alice", "/project", f"Orion: {as_slack_sends_it(text)}")
    assert answer.ok
    assert "my fault" not in read.last()
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "project.open")
    parts = dict.fromkeys(("name", "summary", "help_welcome"), text)
    kept = await say(world, parts)
    assert kept.ok or kept.errors
    assert {*(kept.errors or ())} <= {*parts}
    world.slack.reload("alice")
    assert "Orion" in await read.home() or start_of(text) in read.read(world.slack.home("alice"))
    await world.click("alice", world.slack.home("alice"), "settings.open")
    assert (await say(world, {"topics": text})).ok
    world.slack.reload("alice")
    await read.home()
    await world.click("alice", world.slack.home("alice"), "settings.open")
    read.modal()


@pytest.mark.parametrize("name", TEXTS)
async def test_a_question_for_somebody_elsewhere(world: World, name: str) -> None:
    read, text = Reader(world), TEXTS[name]
    await world.met("alice", "@bob at KubeCon")
    await world.slack.shortcut("alice", "ask.division_expert")
    await world.quiet()
    view = world.slack.modal("alice")
    [option] = (
        view["blocks"][0]["element"].get("options") or view["blocks"][0]["element"]["option_groups"][0]["options"]
    )
    chosen = {"division": {"value": {"type": "static_select", "selected_option": option}}}
    fields = {field: {"value": {"type": "plain_text_input", "value": text}} for field in ("question", "project")}
    answer = await world.slack.submit("alice", {**view, "state": {"values": {**chosen, **fields}}}, forged=True)
    await world.quiet()
    assert answer.ok
    shown = answer.payload["view"]
    assert start_of(text) in read.read(shown)


async def say(world: World, fields: dict[str, str]) -> Any:
    """Submit the open form with these texts, however long, as no client would."""
    view = world.slack.modal("alice")
    state = {field: {"value": {"type": "plain_text_input", "value": text}} for field, text in fields.items()}
    answer = await world.slack.submit("alice", {**view, "state": {"values": state}}, forged=True)
    await world.quiet()
    return answer
