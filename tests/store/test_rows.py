"""New rows in few statements."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.models import Contact
from bot.domain.types import Stage
from bot.store.database import Database
from bot.store.rows import insert_all
from tests.store.rows import NOON, a_member

MANY = 3_000


async def test_each_of_many_new_rows_knows_its_own_id(database: Database) -> None:
    await database.write(a_member)

    def work(session: Session) -> dict[int, str]:
        own = {"workspace_id": 1, "member_id": 1, "stage": Stage.IN_TOUCH, "created_at": NOON}
        new = [Contact(**own, name=f"Guest {number * 7919 % MANY}") for number in range(MANY)]
        insert_all(session, new)
        assert new[0] in session
        return {each.id: each.name for each in new}

    made = await database.write(work)
    assert made == await database.read(lambda session: dict(session.execute(select(Contact.id, Contact.name)).all()))
