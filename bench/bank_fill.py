"""A house with a bank of 100,000 questions, filled in bulk.

The questions have 30 words each out of some 3,900, so that common words stand in half of them and
rare ones in few; subjects, grades, topics, levels, kinds and common texts as in a school that has
collected for years. Words and bands are written in the order of their keys.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

import wsgi
from lms.bank import alike, finding, tally
from lms.bank.models import Item, ItemBand, ItemVersion, ItemWord, Stimulus, StimulusVersion
from school.people.models import Person
from suite import clock, migrate
from suite.db import db, new_uid
from suite.settings import load
from tests.kit.client import HouseClient
from tests.kit.databases import postgres_server

SECRET = "bench-only-" + "x" * 32
SIZE, BATCH = 100_000, 10_000
SYLLABLES = [a + b for a in ("b", "ch", "d", "g", "kh", "l", "m", "ng", "ph", "qu", "t", "tr", "x")
             for b in ("a", "anh", "e", "ien", "i", "o", "ong", "u", "uong", "y")]  # fmt: skip
COMMON = ("cho", "cua", "la", "so", "tinh", "hinh", "trong", "sau", "nao", "dung")
# Each stands in every question of one subject and in none of the other.
APART = ("phanso", "maytinh")
KINDS = ("single_choice", "true_false", "short_number", "essay")


@contextmanager
def house(kind: str) -> Iterator[Flask]:
    """An empty house on a database of its own, "sqlite" or "postgresql"."""
    folder = Path(tempfile.mkdtemp(prefix="lopso-bank-"))
    settings: dict[str, Any] = {"data_dir": folder, "secret_key": SECRET, "testing": True}
    try:
        if kind == "sqlite":
            yield from _opened(wsgi.create_app(load(**settings)))
        else:
            with postgres_server() as server:
                server.psql("CREATE DATABASE bank")
                url = str(server.get_uri("bank"))
                yield from _opened(wsgi.create_app(load(**settings, database_url=url)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(app: Flask) -> Iterator[Flask]:
    app.test_client_class = HouseClient
    migrate.upgrade(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(authors: Sequence[Person], nodes: Sequence[str], size: int = SIZE) -> None:
    """The questions of the authors' school; `nodes` are places of the subject TOAN."""
    chance = Random(7)
    rare = [a + b for a in SYLLABLES for b in SYLLABLES[:30]]
    school = authors[0].school_id or 0
    stimuli = _stimuli(authors[0], size // 60)
    words: dict[str, list[int]] = {}
    bands: dict[int, list[int]] = {}
    for start in range(1, size + 1, BATCH):
        items, versions = [], []
        for number in range(start, min(start + BATCH, size + 1)):
            said = [*chance.sample(COMMON, 5), APART[number % 2 == 0], *chance.choices(rare, k=24)]
            folded = " ".join(said)
            author = authors[number % len(authors)].id
            items.append(_item(chance, number, folded, school, author, nodes, stimuli))
            versions.append(_version(number, folded, author))
            for word in set(said):
                words.setdefault(word, []).append(number)
            for band in set(alike.bands(folded)):
                bands.setdefault(band, []).append(number)
        db.session.execute(insert(Item.__table__), items)
        db.session.execute(insert(ItemVersion.__table__), versions)
    for table, held in ((ItemWord, words), (ItemBand, bands)):
        rows = [(school, one, number) for one in sorted(held) for number in held[one]]  # type: ignore[type-var]
        _write(table.__table__, rows)
    _count_on()
    db.session.commit()
    _settle()


def _count_on() -> None:
    """Let PostgreSQL count on after the ids that were given."""
    if db.engine.dialect.name == "postgresql":
        for name in (Item.__tablename__, Stimulus.__tablename__):
            last = f"SELECT max(id) FROM {name}"
            db.session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), ({last}))")
            )


def _stimuli(author: Person, count: int) -> list[int]:
    now = clock.now()
    mine = {"school_id": author.school_id, "author_id": author.id, "created_at": now}
    ids = range(1, count + 1)
    db.session.execute(insert(Stimulus), [{**mine, "id": n, "uid": new_uid()} for n in ids])
    told = {"number": 1, "text": "Đọc đoạn văn", "created_at": now, "author_id": author.id}
    db.session.execute(insert(StimulusVersion), [{**told, "stimulus_id": n} for n in ids])
    return list(ids)


def _item(chance: Random, number: int, folded: str, school: int, author: int,
          nodes: Sequence[str], stimuli: Sequence[int]) -> dict[str, Any]:  # fmt: skip
    kind = chance.choices(KINDS, (70, 15, 10, 5))[0]
    # Every tenth dozen of questions is asked about common texts, three about each.
    on_text = number // 12 % 10 == 0 and number // 3 % len(stimuli)
    return {
        "id": number, "uid": new_uid(), "school_id": school,
        "subject_code": "TOAN" if number % 2 else "TINHOC", "grade": 6 + number // 2 % 4,
        "kind": kind,
        "topic": f"Chủ đề {number % 8 + 8 * (number // 8 % 20)}", "author_id": author,
        "digest": str(number),
        "search_key": folded, "created_at": clock.now(), "current_number": 1,
        "indexed": finding.MAKE, "level": chance.choice(("know", "understand", "apply", "")),
        "node_uid": chance.choice(nodes) if number % 2 else None,
        "facility": chance.randrange(1000) if number % 3 == 0 else None,
        "stimulus_id": stimuli[on_text] if on_text else None, "stimulus_place": number % 3,
        "retired_at": clock.now() if number % 20 == 0 else None,
    }  # fmt: skip


def _version(number: int, stem: str, author: int) -> dict[str, Any]:
    return {
        "item_id": number, "number": 1, "stem": stem, "body": {"options": ["1", "2"]},
        "key": {"right": 0}, "solution": "", "created_at": clock.now(), "author_id": author,
    }  # fmt: skip


def _write(table: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of a table in the driver's quickest way, its own indexes made afterwards."""
    connection = db.session.connection()
    for index in table.indexes:
        index.drop(connection)
    names = [column.name for column in table.columns]
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)
    else:
        with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    for index in table.indexes:
        index.create(connection)


def _settle() -> None:
    """What is done in quiet hours: notes of the tally added up, figures for the planner."""
    tally.add_up()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.execute(text("ANALYZE" if sqlite else "VACUUM ANALYZE"))
