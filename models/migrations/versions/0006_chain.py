"""An organ's chain of approval is data, a decision may send back to one place in it, and people have stand-ins."""

import sqlalchemy as sa
from alembic import op

import models.instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


AS_POSTGRESQL = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}
"""How PostgreSQL names a constraint that was given no name; SQLite must learn the name to be able to drop it."""


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stands_in_for", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("left_at", models.instant.Instant(), nullable=True))
        batch_op.create_foreign_key("fk_person_stands_in_for_person", "person", ["stands_in_for"], ["id"])
    for table in ("organ", "draft"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("chain", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("decision", schema=None, naming_convention=AS_POSTGRESQL) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("back_to", sa.String(), nullable=False, server_default=""))
        batch_op.drop_constraint("decision_draft_id_role_key", type_="unique")
        batch_op.create_unique_constraint("decision_draft_id_role_round_key", ["draft_id", "role", "round"])


def downgrade() -> None:
    """Take the schema back; a draft that was sent back to a place cannot be kept by the older schema."""
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint("decision_draft_id_role_round_key", type_="unique")
        batch_op.create_unique_constraint("decision_draft_id_role_key", ["draft_id", "role"])
        batch_op.drop_column("back_to")
        batch_op.drop_column("round")
    for table in ("draft", "organ"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("chain")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint("fk_person_stands_in_for_person", type_="foreignkey")
        batch_op.drop_column("left_at")
        batch_op.drop_column("away_until")
        batch_op.drop_column("stands_in_for")
