"""What Alembic runs; the connection, with its transaction, comes from `run.py`."""

from alembic import context

from store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite rolls tables back too, since we begin the transaction ourselves and not through its driver.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
