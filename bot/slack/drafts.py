"""*Draft a note*: asks for the one thing, drafts beside the dialogue, and lays the text into the DM as well."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain import drafts as words
from bot.domain.asks import AskDraft
from bot.domain.drafts import Order, Purpose, Style
from bot.domain.english import only_names
from bot.domain.limits import Bounds
from bot.domain.models import Draft, Member
from bot.domain.subjects import Ready
from bot.domain.text import clean, said
from bot.errors import DraftUnavailable, FieldErrors, UserError
from bot.flows import asks, cards, decisions, planning
from bot.flows import drafts as flow
from bot.llm import drafter
from bot.llm.model import Model
from bot.slack import draft_message, modals, payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.modals import open_view
from bot.slack.screens import Screens
from bot.slack.views import attempts as attempt_views
from bot.slack.views import drafts as views
from bot.slack.views import limits as limit_views
from bot.slack.views import notes

ASIDE = "aside"
"""What a form is about whose question is not for the present project: `aside:7` instead of `ask:7`."""
FINDERS = {"reminder": flow.about_reminder, "contact": flow.about_contact, "ask": asks.about, ASIDE: asks.about}
"""What finds the subject of such a form."""
REWORDINGS: dict[str, dict[str, Any]] = {
    views.SHORTER: {"style": Style.SHORTER},
    views.WARMER: {"style": Style.WARMER},
    views.AGAIN: {"style": Style.AS_IS},
    views.TEMPLATE: {"template": True},
}


class CountedModel:
    """The model of one member: every call is counted before it is made."""

    def __init__(self, model: Model, edge: Edge, body: dict[str, Any]) -> None:
        self._model = model
        self._edge = edge
        self._body = body

    async def write(self, messages: list[dict[str, str]]) -> str:
        """One call. Raises DraftUnavailable, also where it was enough for today."""
        now = self._edge.now()
        if not await self._edge.write(self._body, lambda session, owner: flow.count_call(session, owner, now)):
            raise DraftUnavailable(drafter.CAP)
        return await self._model.write(messages)


class Drafts:
    """The story of a draft."""

    def __init__(self, edge: Edge, model: Model | None, screens: Screens) -> None:
        self._edge = edge
        self._model = model
        self._screens = screens

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(attempt_views.DRAFT)(self.open)
        for action_id in REWORDINGS:
            app.action(action_id)(self.reword)
        app.action(views.INPUTS)(self.inputs)
        app.action(views.MINE)(self.mine)
        app.action(views.USES)(self.uses)
        app.action(views.CHAT)(self.chat)
        app.action(views.WROTE)(self.wrote)
        app.view(views.ASK_FORM)(self.asked)
        app.view(views.READY_FORM)(self.wrote_here)

    async def open(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """The question for the one thing."""
        await self._ask(ack, body, client, "reminder", payloads.number(action))

    async def open_for_contact(self, ack: AsyncAck, body: dict[str, Any], about: int, client: AsyncWebClient) -> None:
        """The same for a contact, wherever they stand (Home's menu)."""
        await self._ask(ack, body, client, "contact", about)

    async def open_ask(self, ack: AsyncAck, body: dict[str, Any], about: int, client: AsyncWebClient) -> None:
        """The question for somebody in another division."""
        await self._ask(ack, body, client, "ask", about)

    async def ask_with(
        self, ack: AsyncAck, body: dict[str, Any], about: int, ask: AskDraft, client: AsyncWebClient
    ) -> None:
        """The question is known already: the draft comes on top of the list of people.

        Where a limit is to be thought of first, the form comes, with the question in it.
        """
        question, now = ask.question[: views.SPECIFIC_LIMIT], self._edge.now()

        def started(session: Session, owner: Member) -> tuple[Draft, Order | None] | View:
            subject = asks.about(session, owner, about, now)
            left_out = asks.left_out(session, owner, ask.project)
            if subject.bounds.confirm:
                return views.ask(subject, f"{ASIDE if left_out else 'ask'}:{about}", ask.question)
            return flow.start(session, owner, subject, question, self._model is not None, now, left_out)

        found = await self._edge.write(body, started)
        if isinstance(found, View):
            await open_view(client, body, found)
            await ack()
            return
        view_id = await open_view(client, body, views.drafting(found[0].contact))
        await ack()
        self._edge.background.spawn(self._draft(client, body, *found, view_id))

    async def asked(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
        """The one thing is said: "Drafting …" at once, and the draft when it is made."""
        values = payloads.form_values(view)
        specific = said(values.get("specific"), views.SPECIFIC_LIMIT)
        if specific is None:
            raise FieldErrors({"specific": "One thing is enough: a link, a number, an event, a question."})
        kind, about = payloads.reference(view.get("private_metadata"))
        find, now = FINDERS.get(kind, flow.about_contact), self._edge.now()

        def started(session: Session, owner: Member) -> tuple[Draft, Order | None]:
            subject = find(session, owner, about, now)
            _check_thought(subject.bounds, values)
            left_out = asks.left_out(session, owner, None) if kind == ASIDE else ()
            found = flow.start(session, owner, subject, specific, self._model is not None, now, left_out)
            if subject.noted and only_names(specific, subject.noted):
                raise FieldErrors({"specific": "That is a topic, not yet a thing to say. What about it?"})
            return found

        draft, order = await self._edge.write(body, started)
        await ack(response_action="update", view=views.drafting(draft.contact))
        self._edge.background.spawn(self._draft(client, body, draft, order, view["id"]))

    async def reword(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Shorter*, *Warmer*, *Another*, *Use a template*."""
        await self._reword(ack, body, client, **REWORDINGS[action["action_id"]])

    async def inputs(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """An input was taken out, or put back."""
        ticked = {option["value"] for option in action.get("selected_options") or []}
        await self._reword(ack, body, client, left_out=[field for field in words.REMOVABLE if field not in ticked])

    async def mine(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Back to my words*."""
        about, now = payloads.number(action), self._edge.now()

        def brought_back(session: Session, owner: Member) -> Ready:
            return flow.ready(session, owner, flow.bring_back(session, owner, about, now), now)

        shown = await self._edge.write(body, brought_back)
        await ack()
        self._edge.background.spawn(self._show(client, body, shown, body["view"]["id"]))

    async def uses(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*What it uses*: unfolded. What was typed stays in its field."""
        about, now = payloads.number(action), self._edge.now()
        shown = await self._edge.read(
            body, lambda session, owner: flow.ready(session, owner, flow.find(session, owner, about), now)
        )
        await ack()
        view = views.ready(shown, actor_of(body).team_id, unfolded=True)
        await modals.show(client, body["view"]["id"], view)

    async def chat(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Open chat*: exactly the text in the field lies in the DM, to be copied."""
        about, edited, now = _about(body), _edited(body["view"]), self._edge.now()

        def taken(session: Session, owner: Member) -> Ready:
            return flow.ready(session, owner, flow.use(session, owner, about, edited, now), now)

        shown = await self._edge.write(body, taken)
        await ack()
        self._edge.background.spawn(draft_message.lay(self._edge, client, body, shown))

    async def wrote_here(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*I wrote*, or *I asked*, in the dialogue: with the text in the field, and the ladder moves."""
        about, edited, now = _about(body), _edited(view), self._edge.now()

        def taken(session: Session, owner: Member) -> tuple[Ready, list[Block]]:
            shown = flow.ready(session, owner, flow.use(session, owner, about, edited, now), now)
            _check_thought(shown.bounds, payloads.form_values(view))
            return shown, _told(session, owner, shown.draft, now)

        shown, blocks = await self._edge.write(body, taken)
        await ack(response_action="update", view=views.told(blocks))
        self._edge.background.spawn(draft_message.lay(self._edge, client, body, shown, told=True))
        self._redraw(client, body, shown.draft)

    async def wrote(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        action: dict[str, Any],
        client: AsyncWebClient,
        respond: AsyncRespond,
    ) -> None:
        """The same in the DM."""
        about, now = payloads.number(action), self._edge.now()

        def told(session: Session, owner: Member) -> tuple[Draft, list[Block]]:
            draft = flow.find(session, owner, about)
            return draft, _told(session, owner, draft, now)

        draft, blocks = await self._edge.write(body, told)
        await ack()
        self._edge.background.spawn(modals.quietly(respond(blocks=blocks, text="Noted.", replace_original=True)))
        self._redraw(client, body, draft)

    async def _ask(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, kind: str, about: int) -> None:
        find, now = FINDERS[kind], self._edge.now()
        subject = await self._edge.read(body, lambda session, owner: find(session, owner, about, now))
        await open_view(client, body, views.ask(subject, f"{kind}:{about}"))
        await ack()

    async def _reword(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, **how: Any) -> None:
        """Another wording: the member's edits are kept, the new text takes the field."""
        view, about, now = body.get("view") or {}, _about(body), self._edge.now()
        how |= {"edited": _edited(view), "model_is_set": self._model is not None}
        draft, order = await self._edge.write(
            body, lambda session, owner: flow.change(session, owner, about, now=now, **how)
        )
        await ack()
        if order.why_not is None:
            await modals.show(client, view["id"], views.drafting(draft.contact))
        unfolded = "left_out" in how
        self._edge.background.spawn(self._draft(client, body, draft, order, view["id"], unfolded=unfolded))

    async def _draft(
        self,
        client: AsyncWebClient,
        body: dict[str, Any],
        draft: Draft,
        order: Order | None,
        view_id: str,
        *,
        unfolded: bool = False,
    ) -> None:
        """Have it made, unless it is there already, and show it."""
        model = CountedModel(self._model, self._edge, body) if self._model else None
        made = await drafter.draft(order, model) if order else None
        now = self._edge.now()

        def kept(session: Session, owner: Member) -> Ready:
            if made:
                flow.made(session, owner, draft.id, made, now)
            return flow.ready(session, owner, flow.find(session, owner, draft.id), now)

        try:
            shown = await self._edge.write(body, kept)
        except UserError as error:  # a limit was told meanwhile
            await modals.show(client, view_id, notes.note(str(error)))
            return
        await self._show(client, body, shown, view_id, unfolded=unfolded)

    async def _show(
        self, client: AsyncWebClient, body: dict[str, Any], shown: Ready, view_id: str, *, unfolded: bool = False
    ) -> None:
        """In the dialogue, if that is still open and Slack draws it, and in the DM: one of the two is there."""
        await modals.show(client, view_id, views.ready(shown, actor_of(body).team_id, unfolded=unfolded))
        if shown.draft.text:
            await draft_message.lay(self._edge, client, body, shown)

    def _redraw(self, client: AsyncWebClient, body: dict[str, Any], draft: Draft) -> None:
        redraw = self._screens.elsewhere if draft.purpose is Purpose.ASK else self._screens.below
        redraw(client, body, draft.contact_id)


def _told(session: Session, owner: Member, draft: Draft, now: datetime) -> list[Block]:
    """The ladder moves, and what is said about it."""
    if draft.purpose is Purpose.ASK:
        asks.asked(session, owner, draft, now)
    else:
        decisions.wrote(session, owner, draft.contact, now)
    card = cards.card_of_contact(session, owner, draft.contact, now)
    return views.done(draft, card, planning.today_of(owner, now))


def _check_thought(bounds: Bounds, values: dict[str, Any]) -> None:
    if bounds.confirm and not values.get(limit_views.THOUGHT):
        raise FieldErrors({limit_views.THOUGHT: "Please read the note above first, and tick this."})


def _about(body: dict[str, Any]) -> int:
    return payloads.number({"value": (body.get("view") or {}).get("private_metadata")})


def _edited(view: dict[str, Any]) -> str | None:
    values = payloads.form_values(view)
    text = next((value for block_id, value in values.items() if block_id.startswith(f"{views.TEXT}.")), None)
    return clean(text, views.DRAFT_LIMIT)
