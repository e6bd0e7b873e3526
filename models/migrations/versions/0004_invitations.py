"""Whoever signs is invited by a link that is good once."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "contact", "drafter", "confidentiality", "deputy", "head", name="role", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("report_hash", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", models.instant.Instant(), nullable=False),
        sa.Column("expires_at", models.instant.Instant(), nullable=False),
        sa.Column("revoked_at", models.instant.Instant(), nullable=True),
        sa.Column("opened_at", models.instant.Instant(), nullable=True),
        sa.Column("opened_from", sa.String(), nullable=False),
        sa.Column("used_at", models.instant.Instant(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("code_sent_at", models.instant.Instant(), nullable=True),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_draft_id"), ["draft_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_draft_id"))
    op.drop_table("invitation")
