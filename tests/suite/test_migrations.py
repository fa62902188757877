"""Migrations go up and down on both databases and end where the models are."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from suite import migrate
from suite.db import db


def test_models_and_migrations_agree(dbapp: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda n, k, _p: k != "table" or not n.startswith("alembic_"),
            },
        )
        assert compare_metadata(context, db.metadata) == []


def test_down_and_up_again(dbapp: Flask) -> None:
    migrate.downgrade(dbapp)
    left = [n for n in inspect(db.engine).get_table_names() if not n.startswith("alembic_")]
    assert left == []
    db.engine.dispose()
    migrate.upgrade(dbapp)
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())
