"""Explanations are kept; a finding of words keeps its words; the added-up report is examined once."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Two runs at once could examine one report twice on PostgreSQL: the second examination found the same and goes.
TWICE = """
SELECT id FROM examination AS later
WHERE filing_id IS NULL AND EXISTS (
    SELECT 1 FROM examination AS first
    WHERE first.filing_id IS NULL AND first.id < later.id AND first.cycle_id = later.cycle_id
    AND first.content_hash = later.content_hash AND first.rules_hash = later.rules_hash
)
"""


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "explanationrow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "reorganisation",
                "definition",
                "clearance",
                "nothing",
                "other",
                name="choice",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("given_at", models.instant.Instant(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["cycle.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("explanationrow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_explanationrow_cycle_id"), ["cycle_id"], unique=False)

    op.execute(f"DELETE FROM findingrow WHERE examination_id IN ({TWICE})")
    op.execute(f"DELETE FROM examination WHERE id IN ({TWICE})")
    with op.batch_alter_table("examination", schema=None) as batch_op:
        batch_op.create_index(
            "ix_examination_report",
            ["cycle_id", "content_hash", "rules_hash"],
            unique=True,
            sqlite_where=sa.text("filing_id IS NULL"),
            postgresql_where=sa.text("filing_id IS NULL"),
        )

    with op.batch_alter_table("findingrow", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("quote", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("findingrow", schema=None) as batch_op:
        batch_op.drop_column("quote")
        batch_op.drop_column("text")

    with op.batch_alter_table("examination", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_examination_report",
            sqlite_where=sa.text("filing_id IS NULL"),
            postgresql_where=sa.text("filing_id IS NULL"),
        )

    with op.batch_alter_table("explanationrow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_explanationrow_cycle_id"))

    op.drop_table("explanationrow")
