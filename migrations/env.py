"""Alembic's entry: the connection comes from `bot/store/opening.py`, in a transaction of its own."""

from alembic import context

from bot.domain.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
