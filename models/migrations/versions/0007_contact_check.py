"""Contacts are asked once a year whether they still are it, and a notice keeps the message that carried it."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "contactcheck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("asked_at", models.instant.Instant(), nullable=False),
        sa.Column(
            "reply",
            sa.Enum("confirmed", "corrected", "replaced", "proposed", name="reply", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("answered_at", models.instant.Instant(), nullable=True),
        sa.Column("answered_from", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cycle_id", "person_id"),
        sa.UniqueConstraint("token_hash"),
    )
    with op.batch_alter_table("contactcheck", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contactcheck_cycle_id"), ["cycle_id"], unique=False)
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("message")
    op.drop_table("contactcheck")
