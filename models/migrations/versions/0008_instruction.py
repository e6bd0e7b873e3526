"""What a superior's notice asks is confirmed by a person, and a date can be extended."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STAGES = ("plan", "collect", "check", "draft", "approve", "publish", "rollup", "archive")
ASKS = ("draft_by", "submit_by", "publish_by", "rollup_by", "training")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Enum(*STAGES, name="stage", native_enum=False, length=32), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", models.instant.Instant(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"]),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_extension_cycle_id", "extension", ["cycle_id"])
    op.create_table(
        "instructionrow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("year_is_inferred", sa.Boolean(), nullable=False),
        sa.Column("addressees", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("stored_by", sa.String(), nullable=False),
        sa.Column("stored_at", models.instant.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organ_id"], ["organ.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_instructionrow_organ_id", "instructionrow", ["organ_id"])
    op.create_table(
        "proposalrow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instruction_id", sa.Integer(), nullable=False),
        sa.Column("ask", sa.Enum(*ASKS, name="ask", native_enum=False, length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("hour", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column(
            "answered",
            sa.Enum("open", "confirmed", "rejected", name="answered", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", models.instant.Instant(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["instruction_id"], ["instructionrow.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proposalrow_instruction_id", "proposalrow", ["instruction_id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("proposalrow")
    op.drop_table("instructionrow")
    op.drop_table("extension")
