"""The database handle: SQLite told to lock honestly, PostgreSQL, and read-only requests.

SQLAlchemy opens SQLite so that two writers may both read and then overwrite each other without
an error; here every transaction that may write begins with BEGIN IMMEDIATE, and only a request
that promised to read (see `reading`) begins with a plain BEGIN.
"""

import sqlite3
from typing import TYPE_CHECKING, Any

from flask import Flask, g, has_request_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase

from suite.types import BigId, Hundredths, Json, Uid, UtcDateTime, new_uid

__all__ = ["BigId", "Hundredths", "Json", "Model", "Uid", "UtcDateTime", "db", "new_uid"]

READONLY = "lopso_readonly"
BUSY_TIMEOUT_MS = 10_000

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class ReadOnlyRequest(RuntimeError):
    """A request that promised only to read tried to write; mark its view with `writes`."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class HouseSession(FlaskSession):
    """A session that takes the read-only face of the engine while a request only reads."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if isinstance(bind, Engine) and reading():
            options = {READONLY: True}
            if bind.dialect.name == "postgresql":
                options["postgresql_readonly"] = True
            return _readonly_face(bind, options)
        return bind


db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

_faces: dict[int, tuple[Engine, Engine]] = {}


def _readonly_face(engine: Engine, options: dict[str, bool]) -> Engine:
    kept = _faces.get(id(engine))
    if kept is None or kept[0] is not engine:
        kept = _faces[id(engine)] = (engine, engine.execution_options(**options))
    return kept[1]


def reading() -> bool:
    """Whether the present request has promised only to read."""
    return has_request_context() and bool(g.get("reading"))


def commit_and_read() -> None:
    """Commit; from here on the request only reads, and what it has loaded stays as it was loaded,
    without being asked for again."""
    session = db.session()
    before, session.expire_on_commit = session.expire_on_commit, False
    try:
        session.commit()
    finally:
        session.expire_on_commit = before
    g.reading = True


def read_first() -> None:
    """Commit, and begin a transaction that only reads; a commit ends it.

    For whoever works long before writing: on SQLite nobody else could write meanwhile.
    """
    db.session.commit()
    db.session.connection(execution_options={READONLY: True})


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        readonly = connection.get_execution_options().get(READONLY)
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


@event.listens_for(HouseSession, "before_flush")
def _refuse_flush(session: HouseSession, _context: object, _instances: object) -> None:
    if reading() and (session.new or session.dirty or session.deleted):
        raise ReadOnlyRequest("this request reads only; mark its view with suite.web.writes")


def engine_options(url: str) -> dict[str, Any]:
    """What the engine needs beside its address; the pool holds more than the server's threads."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}, "pool_size": 16}
    return {"pool_size": 16, "max_overflow": 8, "pool_pre_ping": True}


def database_url(url: str) -> str:
    """The address with the driver named: psycopg 3 for PostgreSQL."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def init(app: Flask, url: str) -> None:
    """Bind the handle to the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
