"""An organ's chain of approval is data, a decision may send back to one place in it, and people have stand-ins."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stands_in_for", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("left_at", models.instant.Instant(), nullable=True))
        batch_op.create_foreign_key("fk_person_stands_in_for_person", "person", ["stands_in_for"], ["id"])


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint("fk_person_stands_in_for_person", type_="foreignkey")
        batch_op.drop_column("left_at")
        batch_op.drop_column("away_until")
        batch_op.drop_column("stands_in_for")
