"""Migrations go up and down on both databases and end where the models are."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, inspect, select, text

from repository.flow.models import APPROVE, LISTED, Decision, DecisionWork
from repository.reading import notes
from repository.reading.models import NoteClass
from suite import clock, migrate
from suite.db import db
from tests.kit import make_library


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


def test_tables_are_altered_though_rows_refer_to_theirs(dbapp: Flask) -> None:
    here = make_library.town()
    work, now = make_library.book(here), clock.now()
    shared = notes.Said("", "Đọc kĩ", class_ids=(here.school_class.id,))
    notes.add(work.files[0], 1, here.teacher.id, shared)
    decision = Decision(unit_id=here.school.id, kind=APPROVE, state=LISTED,
                        made_by=here.librarian.id, made_at=now)  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    db.session.add(
        DecisionWork(
            decision_id=decision.id, work_id=work.id, position=1, title=work.title, seen=now
        )
    )
    db.session.commit()
    db.session.remove()
    command.downgrade(migrate.config(), "0054")
    command.upgrade(migrate.config(), "head")
    for model in (NoteClass, DecisionWork):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
