"""Limits, negotiations, and data on its way in and out; private words can be sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLDER = (
    *("workspaces", "members", "profiles", "encounters", "contacts", "encounter_contacts", "changes", "touches"),
    *("reminders", "deliveries", "delivery_items", "division_aliases", "model_calls", "projects", "drafts", "asks"),
)
WORDS = {  # what may be sealed from now on
    "encounters": ("note", "negotiation"),
    "contacts": ("negotiation", "reason"),
    "drafts": ("specific", "text", "mine"),
    "asks": ("question",),
    "projects": ("name", "summary", "help_welcome"),
    "limits": ("words",),
}


def upgrade() -> None:
    op.create_table(
        "attendee_imports",
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added", sa.Integer(), server_default="0", nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["encounters.id"],
            name=op.f("fk_attendee_imports_encounter_id_encounters"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_attendee_imports_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_attendee_imports_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee_imports")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "deleted_contacts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_deleted_contacts_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_deleted_contacts_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_contacts")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "negotiations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_negotiations_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_negotiations_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiations")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "limits",
        sa.Column(
            "kind",
            sa.Enum(
                "topic",
                "hold",
                "do_not_contact",
                "conflict",
                "represented",
                name="limitkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("division", sa.Text(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=32), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_limits_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_limits_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_limits_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("limits") as batch_op:
        batch_op.create_index(batch_op.f("ix_limits_contact_id"), ["contact_id"], unique=False)

    op.execute(
        "INSERT INTO limits (workspace_id, member_id, kind, words, created_at)"
        " SELECT t.workspace_id, t.member_id, 'topic', t.topic, m.created_at"
        " FROM topics t JOIN members m ON m.id = t.member_id ORDER BY t.id"
    )
    op.drop_table("topics")
    with op.batch_alter_table("asks") as batch_op:
        batch_op.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))

    with op.batch_alter_table("changes") as batch_op:
        batch_op.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))
        batch_op.alter_column(
            "before", existing_type=sa.JSON(), type_=sa.Text(), nullable=False, postgresql_using="before::text"
        )

    with op.batch_alter_table("contacts") as batch_op:
        batch_op.add_column(sa.Column("own_fields", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("cooling_off_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("keep_notes", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))

    with op.batch_alter_table("drafts") as batch_op:
        batch_op.add_column(sa.Column("used_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))

    with op.batch_alter_table("encounters") as batch_op:
        batch_op.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))

    with op.batch_alter_table("members") as batch_op:
        batch_op.add_column(sa.Column("is_attorney", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("cooling_off_days", sa.Integer(), server_default="90", nullable=False))
        batch_op.add_column(sa.Column("notes_months", sa.Integer(), server_default="12", nullable=False))
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))

    with op.batch_alter_table("profiles") as batch_op:
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))

    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.add_column(sa.Column("key_ids", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("projects") as batch_op:
        batch_op.add_column(sa.Column("row_key", sa.String(length=32), nullable=True))
    # Words that begin like sealed ones are marked as plain.
    for table, columns in WORDS.items():
        for column in columns:
            op.execute(
                f"UPDATE {table} SET {column} = 'plain:' || {column}"  # noqa: S608  # names of ours
                f" WHERE {column} LIKE 'sealed:%' OR {column} LIKE 'plain:%'"
            )
    # An id is never given again: the buttons of old messages must not come to mean somebody else.
    if op.get_bind().dialect.name == "sqlite":
        for table in OLDER:
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
                pass


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        names = {"pk": "pk_%(table_name)s"}  # SQLite forgets the name of a key that counts by itself
        for table in OLDER:
            with op.batch_alter_table(table, recreate="always", naming_convention=names):
                pass
    with op.batch_alter_table("projects") as batch_op:
        batch_op.drop_column("row_key")

    with op.batch_alter_table("workspaces") as batch_op:
        batch_op.drop_column("key_ids")

    with op.batch_alter_table("profiles") as batch_op:
        batch_op.drop_column("left_on")

    with op.batch_alter_table("members") as batch_op:
        batch_op.drop_column("left_on")
        batch_op.drop_column("notes_months")
        batch_op.drop_column("cooling_off_days")
        batch_op.drop_column("is_attorney")

    with op.batch_alter_table("encounters") as batch_op:
        batch_op.drop_column("row_key")

    with op.batch_alter_table("drafts") as batch_op:
        batch_op.drop_column("row_key")
        batch_op.drop_column("used_on")

    with op.batch_alter_table("contacts") as batch_op:
        batch_op.drop_column("row_key")
        batch_op.drop_column("keep_notes")
        batch_op.drop_column("cooling_off_until")
        batch_op.drop_column("own_fields")

    with op.batch_alter_table("changes") as batch_op:
        batch_op.alter_column(
            "before", existing_type=sa.Text(), type_=sa.JSON(), nullable=False, postgresql_using="before::json"
        )
        batch_op.drop_column("row_key")

    with op.batch_alter_table("asks") as batch_op:
        batch_op.drop_column("row_key")

    op.create_table(
        "topics",
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_topics_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_topics_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("member_id", "topic", name=op.f("uq_topics_member_id_topic")),
    )
    op.execute(
        "INSERT INTO topics (workspace_id, member_id, topic)"
        " SELECT DISTINCT workspace_id, member_id, words FROM limits"
        " WHERE kind = 'topic' AND contact_id IS NULL AND division IS NULL"
    )
    op.drop_table("limits")
    op.drop_table("negotiations")
    op.drop_table("deleted_contacts")
    op.drop_table("attendee_imports")
