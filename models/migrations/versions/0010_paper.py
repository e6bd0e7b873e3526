"""A paper signed by hand is kept with the draft it belongs to."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "signedpaper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("received_at", models.instant.Instant(), nullable=False),
        sa.Column("brought_by", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("discarded_at", models.instant.Instant(), nullable=True),
        sa.Column("discarded_by", sa.String(), nullable=False),
        sa.Column("discarded_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"]),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    with op.batch_alter_table("signedpaper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signedpaper_draft_id"), ["draft_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("signedpaper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signedpaper_draft_id"))
    op.drop_table("signedpaper")
