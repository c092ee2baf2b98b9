"""What a decision changes on screens that are open: cards in DMs, Home, the contact view. Done beside the answer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.cards import Card, Morning
from bot.domain.models import Delivery, Member
from bot.errors import NotFound
from bot.flows import attempts as flow, cards, contacts as contacts_flow, planning
from bot.slack import screens
from bot.slack.click import Click
from bot.slack.screens import After, Message
from bot.slack.views import attempts as views, contacts as contact_views, home as home_views, kit
from bot.store import deliveries
from bot.store.database import Database


def card(reminder: int | None = None, contact: int | None = None) -> After:
    """How things stand: in every DM that shows the reminder, in the message that was clicked, and in the view the
    click came from. Both are ids; where no reminder is known the card is the contact's."""
    return partial(_draw, reminder_id=reminder, contact_id=contact, is_here=True)


def elsewhere(contact: int) -> After:
    """The same for something that was told in another dialogue: in the DMs that show the contact, and in Home."""
    return partial(_draw, reminder_id=None, contact_id=contact, is_here=False)


def details(contact: int, *, is_below: bool = True) -> list[After]:
    """The same for something told in a dialogue on top of the contact view, or in that view: it is drawn, too."""
    return [elsewhere(contact), partial(_draw_details, contact_id=contact, is_below=is_below)]


def mornings(delivery_ids: Sequence[int]) -> After:
    """These DMs of the member as they stand now, and Home."""

    async def drawn(click: Click) -> None:
        now = click.edge.clock()
        found = await click.read(lambda session, _: cards.mornings(session, delivery_ids, now))
        await home(click)
        for delivery, shown in found:
            await screens.update(click.client, delivery.channel, delivery.ts, morning(shown))

    return drawn


async def home(click: Click) -> None:
    """The Home tab of whoever acts."""
    now = click.edge.clock()
    found = await click.read(lambda session, owner: cards.home(session, owner, now))
    await screens.publish(click.client, click.user_id, home_views.home(found, click.team_id))


def morning(found: Morning) -> Message:
    """The DM of a morning."""
    return Message(views.morning(found), views.morning_text(found))


async def with_fewer(
    database: Database, clients: Mapping[int, AsyncWebClient], delivery_ids: Collection[int], now: datetime
) -> None:
    """Draw DMs, of whichever members, from which somebody was erased; take those back in which nothing is left."""
    drawn = partial(cards.mornings, delivery_ids=delivery_ids, now=now)
    for delivery, found in await database.read(drawn) if delivery_ids else ():
        client = clients[delivery.workspace_id]
        if found.cards:
            await screens.update(client, delivery.channel, delivery.ts, morning(found))
        else:
            await screens.delete(client, delivery.channel or "", delivery.ts or "")


async def _draw_details(click: Click, contact_id: int, *, is_below: bool) -> None:
    view_id = click.below if is_below else click.view_id
    if view_id is None:
        return
    try:
        found = await click.read(lambda session, owner: contacts_flow.details(session, owner, contact_id, click.now))
        view = contact_views.details(found, click.team_id)
    except NotFound as gone:
        view = kit.note(str(gone))
    await screens.show(click, view, view_id)


async def _draw(click: Click, reminder_id: int | None, contact_id: int | None, *, is_here: bool) -> None:
    clicked, now = (click.channel, click.ts) if is_here else (None, None), click.edge.clock()

    def standing(session: Session, owner: Member) -> tuple[Member, Card, list[tuple[Delivery, Morning]]]:
        card = _card(session, owner, reminder_id, contact_id, click)
        shown_in = deliveries.shown_in(session, owner, reminder_id or _told_of(card), *clicked)
        return owner, card, cards.mornings(session, shown_in, now)

    owner, card, found = await click.read(standing)
    drawn = {}
    for dm, each in found:
        drawn[dm.channel, dm.ts] = await screens.update(click.client, dm.channel, dm.ts, morning(each))
    if clicked[1] and not drawn.get(clicked):
        own = Message(views.card(card, planning.today_of(owner, now), click.team_id), "Noted.")
        is_ours = clicked not in drawn and clicked[0] == owner.dm_channel  # a confirmation, such as the one told here
        if not (is_ours and await screens.update(click.client, *clicked, own)):
            await screens.tell(click.client, click.user_id, own)
    if not is_here or click.view_type:
        await home(click)
    if is_here and click.view_type == "modal" and click.kind == "action":
        taken_back = click.name == views.UNDO
        await screens.show(click, kit.note("Taken back." if taken_back else "Noted. I take it from here."))


def _card(session: Session, owner: Member, reminder_id: int | None, contact_id: int | None, click: Click) -> Card:
    if reminder_id is not None:
        reminder = flow.find_reminder(session, owner, reminder_id)
        if not reminder.open or reminder.shown or reminder.snoozed:
            return cards.card_of(session, owner, reminder.contact, click.now, reminder)
        contact_id = reminder.contact_id  # its own card is still to come
    return cards.card_of(session, owner, flow.find_contact(session, owner, contact_id or 0), click.now)


def _told_of(card: Card) -> int | None:
    """The reminder whose card shows where the contact stands: the open one, if it was shown, or the last settled."""
    if card.following and card.following.shown:
        return card.following.id
    return card.change.reminder_id if card.change else None
