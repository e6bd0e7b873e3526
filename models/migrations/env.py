"""How Alembic reaches the database: through the connection it is handed."""

from alembic import context
from sqlmodel import SQLModel

import models  # noqa: F401  (the tables register themselves)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
