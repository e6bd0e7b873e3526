"""A notice may be sent in parts, and may make sense only until a moment."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", models.instant.Instant(), nullable=True))
        batch_op.add_column(sa.Column("posted", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("posted")
        batch_op.drop_column("until")
