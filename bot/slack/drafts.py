"""*Draft a note*: asks for the one specific thing, drafts beside the dialogue, and hands the text over."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain import drafts as words
from bot.domain.asks import AskDraft
from bot.domain.drafts import Purpose, Style
from bot.domain.limits import Bounds
from bot.domain.models import Draft, Member
from bot.domain.text import clean, said
from bot.errors import DraftUnavailable, FieldErrors, NotFound, UserError
from bot.flows import asks, cards, decisions, limits, planning
from bot.flows import drafts as flow
from bot.flows.drafts import Order
from bot.llm.drafter import Drafter
from bot.llm.model import Model
from bot.slack import modals, payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.modals import open_view
from bot.slack.screens import Screens
from bot.slack.views import attempts as attempt_views
from bot.slack.views import drafts as views
from bot.slack.views import limits as limit_views
from bot.slack.views import notes

ASIDE = "aside"
"""What a form is about whose question is not for the present project: `aside:7` instead of `ask:7`."""
FINDERS = {"reminder": flow.about_reminder, "ask": asks.about, ASIDE: asks.about}
"""What finds the subject of such a form; a form of any other kind is about a contact."""
Around = tuple[tuple[str, ...], Bounds]
"""What is shown with a draft: the inputs it could use, and what the limits say."""


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
            raise DraftUnavailable("cap")
        return await self._model.write(messages)


class Drafts:
    """The story of a draft."""

    def __init__(self, edge: Edge, drafter: Drafter, model: Model | None, screens: Screens) -> None:
        self._edge = edge
        self._drafter = drafter
        self._model = model
        self._screens = screens

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(attempt_views.DRAFT)(self.open)
        app.action(views.SHORTER)(self.shorter)
        app.action(views.WARMER)(self.warmer)
        app.action(views.AGAIN)(self.again)
        app.action(views.TEMPLATE)(self.template)
        app.action(views.MINE)(self.mine)
        app.action(views.INPUTS)(self.inputs)
        app.action(views.WROTE)(self.wrote)
        app.view(views.ASK_FORM)(self.asked)
        app.view(views.READY_FORM)(self.used)

    async def open(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """The question for the one specific thing."""
        about, now = payloads.number(action), self._edge.now()
        subject = await self._edge.read(body, lambda session, owner: flow.about_reminder(session, owner, about, now))
        await open_view(client, body, views.ask(subject, f"reminder:{subject.reminder_id}"))
        await ack()

    async def open_for_contact(self, ack: AsyncAck, body: dict[str, Any], about: int, client: AsyncWebClient) -> None:
        """The same for a contact, wherever they stand (Home's menu)."""
        now = self._edge.now()
        subject = await self._edge.read(body, lambda session, owner: flow.about_contact(session, owner, about, now))
        await open_view(client, body, views.ask(subject, f"contact:{subject.contact.id}"))
        await ack()

    async def open_ask(self, ack: AsyncAck, body: dict[str, Any], about: int, client: AsyncWebClient) -> None:
        """The question for somebody in another division."""
        now = self._edge.now()
        subject = await self._edge.read(body, lambda session, owner: asks.about(session, owner, about, now))
        await open_view(client, body, views.ask(subject, f"ask:{subject.contact.id}"))
        await ack()

    async def ask_with(
        self, ack: AsyncAck, body: dict[str, Any], about: int, ask: AskDraft, client: AsyncWebClient
    ) -> None:
        """The question is known already: "Drafting…" on top of the list of people.

        Where a limit is to be thought of first, the form comes, with the question in it.
        """
        question, now = ask.question[: views.SPECIFIC_LIMIT], self._edge.now()

        def started(session: Session, owner: Member) -> tuple[Draft, Order] | View:
            subject = asks.about(session, owner, about, now)
            left_out = asks.left_out(session, owner, ask.project)
            if subject.bounds.confirm:
                return views.ask(subject, f"{ASIDE if left_out else 'ask'}:{about}", ask.question)
            return flow.start(session, owner, subject, question, self._model is not None, now, left_out)

        begun = await self._edge.write(body, started)
        if isinstance(begun, View):
            await open_view(client, body, begun)
            await ack()
            return
        draft, order = begun
        pushed = await client.views_push(trigger_id=body["trigger_id"], view=views.drafting(draft.contact))
        await ack()
        self._edge.background.spawn(self._draft(client, body, draft.id, order, pushed["view"]["id"]))

    async def asked(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
        """The one thing is said: "Drafting…" at once, and the draft when it is made."""
        values = payloads.form_values(view)
        specific = said(values.get("specific"), views.SPECIFIC_LIMIT)
        if specific is None:
            raise FieldErrors({"specific": "One thing is enough: a link, a number, an event, a question."})
        kind, about = payloads.reference(view.get("private_metadata"))
        find, now = FINDERS.get(kind, flow.about_contact), self._edge.now()

        def started(session: Session, owner: Member) -> tuple[Draft, Order]:
            subject = find(session, owner, about, now)
            if subject.bounds.confirm and not values.get(limit_views.THOUGHT):
                raise FieldErrors({limit_views.THOUGHT: "Please read the note above first, and tick this."})
            left_out = asks.left_out(session, owner, None) if kind == ASIDE else ()
            return flow.start(session, owner, subject, specific, self._model is not None, now, left_out)

        draft, order = await self._edge.write(body, started)
        await ack(response_action="update", view=views.drafting(draft.contact))
        self._edge.background.spawn(self._draft(client, body, draft.id, order, view["id"]))

    async def shorter(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Shorter*."""
        await self._reword(ack, body, client, style=Style.SHORTER)

    async def warmer(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Warmer*."""
        await self._reword(ack, body, client, style=Style.WARMER)

    async def again(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Again*."""
        await self._reword(ack, body, client, style=Style.AS_IS)

    async def template(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Use a template*."""
        await self._reword(ack, body, client, template=True)

    async def inputs(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """An input was taken out, or put back."""
        ticked = {option["value"] for option in action.get("selected_options") or []}
        left_out = [field for field in words.REMOVABLE if field not in ticked]
        await self._reword(ack, body, client, left_out=left_out)

    async def mine(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Back to my words*."""
        about, now = payloads.number(action), self._edge.now()

        def brought_back(session: Session, owner: Member) -> View:
            draft = flow.bring_back(session, owner, about, now)
            return views.ready(draft, *_around(session, owner, draft, now))

        shown = await self._edge.write(body, brought_back)
        await ack()
        await modals.show(client, body["view"]["id"], shown)

    async def used(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """*Use this text*: the text to copy, and nothing is sent."""
        edited, now = _edited(view), self._edge.now()
        about = payloads.number({"value": view.get("private_metadata")})

        def taken(session: Session, owner: Member) -> tuple[Draft, Bounds]:
            draft = flow.use(session, owner, about, edited, now)
            return draft, limits.bounds(session, owner, draft.contact, now)

        draft, bounds = await self._edge.write(body, taken)
        await ack(response_action="update", view=views.copy(draft, actor_of(body).team_id, bounds))

    async def wrote(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*I wrote*, or *I asked*: the ladder moves."""
        about, now = payloads.number(action), self._edge.now()

        def noted(session: Session, owner: Member) -> tuple[Draft, list[Block]]:
            draft = flow.find(session, owner, about)
            if draft.purpose is Purpose.ASK:
                asks.asked(session, owner, draft, now)
            else:
                decisions.wrote(session, owner, draft.contact, now)
            card = cards.card_of_contact(session, owner, draft.contact, now)
            return draft, views.done(draft, card, planning.today_of(owner, now))

        draft, blocks = await self._edge.write(body, noted)
        await ack()
        self._edge.background.spawn(self._tell(client, body, blocks))
        redraw = self._screens.elsewhere if draft.purpose is Purpose.ASK else self._screens.below
        redraw(client, body, draft.contact_id)

    async def _tell(self, client: AsyncWebClient, body: dict[str, Any], blocks: list[Block]) -> None:
        """Show what was noted in place of the draft, in its modal or its message."""
        container, view = body.get("container") or {}, body.get("view") or {}
        if view.get("id"):
            await modals.redraw(client, view["id"], views.told(blocks))  # closed meanwhile? It is noted all the same
        else:
            await client.chat_update(
                channel=container["channel_id"], ts=container["message_ts"], blocks=blocks, text="Noted."
            )

    async def _reword(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, **how: Any) -> None:
        """Another wording: the member's edits are kept, the new text takes the field."""
        view, now = body.get("view") or {}, self._edge.now()
        edited, model_is_set = _edited(view), self._model is not None
        about = payloads.number({"value": view.get("private_metadata")})
        draft, order = await self._edge.write(
            body,
            lambda session, owner: flow.change(
                session, owner, about, edited=edited, model_is_set=model_is_set, now=now, **how
            ),
        )
        await ack()
        if order.why_not is None:
            await modals.show(client, view["id"], views.drafting(draft.contact))
        self._edge.background.spawn(self._draft(client, body, draft.id, order, view["id"]))

    async def _draft(
        self, client: AsyncWebClient, body: dict[str, Any], draft_id: int, order: Order, view_id: str
    ) -> None:
        """Have it made, and show it where the member is: in the modal, or as a DM if that was closed."""
        model = CountedModel(self._model, self._edge, body) if self._model and order.why_not is None else None
        made = await self._drafter.draft(
            order.request,
            style=order.style,
            variant=order.variant,
            topics=order.topics,
            model=model,
            why_not=order.why_not,
            previous=order.previous,
            unlike=order.unlike,
        )
        now = self._edge.now()

        def kept(session: Session, owner: Member) -> tuple[Draft, Around] | None:
            draft = flow.made(session, owner, draft_id, made, now)
            return (draft, _around(session, owner, draft, now)) if draft else None

        try:
            found = await self._edge.write(body, kept)
        except NotFound:
            return  # the member erased everything meanwhile
        except UserError as error:  # a limit was told meanwhile
            await modals.redraw(client, view_id, notes.note(str(error)))
            return
        if found:
            await self._show(client, body, *found, view_id)

    async def _show(
        self, client: AsyncWebClient, body: dict[str, Any], draft: Draft, around: Around, view_id: str
    ) -> None:
        if not await modals.redraw(client, view_id, views.ready(draft, *around)):
            actor = actor_of(body)
            blocks, text = views.message(draft, actor.team_id, around[1]), views.message_text(draft)
            await payloads.tell(client, actor.user_id, blocks, text)


def _around(session: Session, owner: Member, draft: Draft, now: datetime) -> Around:
    present = words.used(flow.full_request(session, owner, draft, now))
    return present, limits.bounds(session, owner, draft.contact, now)


def _edited(view: dict[str, Any]) -> str | None:
    values = payloads.form_values(view)
    text = next((value for block_id, value in values.items() if block_id.startswith(f"{views.TEXT}.")), None)
    return clean(text, views.DRAFT_LIMIT)
