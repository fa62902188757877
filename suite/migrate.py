"""Migrations: one history for the house, one of its own for each plugin that owns tables.

A plugin's history is kept in the table `alembic_version_<plugin>`, and its tables begin with
its name, so that the house migrates the same when the plugin's folder is gone.
"""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import Flask

from suite.db import db
from suite.hooks import Plugin, registry

HOUSE = Path(__file__).resolve().parent.parent / "migrations"

_after: list[Callable[[], object]] = []


def after_upgrade(run: Callable[[], object]) -> None:
    """Run something whenever the tables were brought up to date: rows that a room needs."""
    if run not in _after:
        _after.append(run)


def config(plugin: Plugin | None = None) -> Config:
    """The alembic configuration of the house or of one plugin."""
    made = Config()
    made.set_main_option("script_location", str(HOUSE).replace("%", "%%"))
    versions = plugin.migrations if plugin else HOUSE / "versions"
    made.set_main_option("version_locations", str(versions).replace("%", "%%"))
    made.set_main_option("path_separator", "newline")
    made.attributes["plugin"] = plugin.name if plugin else None
    return made


def with_tables() -> list[Plugin]:
    """The plugins of the running app that own tables."""
    return [plugin for plugin in registry().plugins.values() if plugin.migrations]


def upgrade(app: Flask) -> None:
    """Bring the house and then every plugin to its newest tables."""
    with app.app_context():
        for plugin in [None, *with_tables()]:
            command.upgrade(config(plugin), "head")
        for run in _after:
            run()
        db.session.remove()


def downgrade(app: Flask) -> None:
    """Take everything down again, plugins first."""
    with app.app_context():
        for plugin in [*with_tables(), None]:
            command.downgrade(config(plugin), "base")


def owner_prefixes() -> list[str]:
    """Prefixes of tables that belong to plugins of the running app."""
    return [f"{plugin.name}_" for plugin in with_tables()]


def engine_url() -> str:
    """The address of the database, with its password."""
    return db.engine.url.render_as_string(hide_password=False)
