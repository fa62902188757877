"""Runs the history of the house, or of the plugin named in the configuration's attributes."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection

from suite.db import db
from suite.migrate import owner_prefixes

plugin = context.config.attributes.get("plugin")
version_table = f"alembic_version_{plugin}" if plugin else "alembic_version"


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Compare only the tables of the history that is being run."""
    if kind != "table" or name is None:
        return True
    if plugin:
        return name.startswith(f"{plugin}_")
    return not name.startswith((*owner_prefixes(), "alembic_version"))


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        version_table=version_table,
        include_name=include_name,
        include_object=lambda _o, name, kind, _r, _c: include_name(name, kind, {}),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _all_lead_somewhere(connection)


def _all_lead_somewhere(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"rows that refer to nothing, table and row: {broken[:10]}")


@contextmanager
def unbound(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew; rows that refer to it would keep the old one from
    going. No effect within a transaction, so it is said before; PostgreSQL needs none of it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys = ON")
        driver.close()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with db.engine.connect() as opened, unbound(opened):
        run(opened)
        opened.commit()
