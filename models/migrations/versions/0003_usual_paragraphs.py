"""A paragraph may be left to us: it is drafted from the figures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    for table in ("assignment", "duty"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("usual", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the schema back."""
    for table in ("duty", "assignment"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("usual")
