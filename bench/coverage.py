"""The coverage of a school year: rolled up, computed and checked, beside a bare scan of the rows.

Each pupil has 150 events over 35 weeks; a school has 1,000 pupils in classes of 40. The bare scan
is `SELECT count(*)` of the same rows with the sum of one column, in the same run.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

import wsgi
from bench.rows import Row
from indicators.coverage import check, compute
from indicators.ledger.models import Event, Kind, PersonKey
from indicators.rollup import service as rolling
from school.classes.models import Enrolment
from school.people.models import Person
from school.units.models import OrgUnit
from suite import clock, migrate
from suite.db import db
from suite.settings import load
from tests.kit import make
from tests.kit.databases import postgres_server

SECRET = "bench-only-" + "x" * 32
SIZES, EVENTS, SCHOOL, CLASS = (1_000, 10_000), 150, 1_000, 40
END = make.YEAR_START + timedelta(weeks=35) - timedelta(days=1)
BATCH = 20_000


@contextmanager
def house(kind: str) -> Iterator[Flask]:
    """An empty house on a database of its own, at the end of the school year."""
    folder = Path(tempfile.mkdtemp(prefix="lopso-coverage-"))
    settings: dict[str, Any] = {"data_dir": folder, "secret_key": SECRET, "testing": True}
    try:
        if kind == "sqlite":
            yield from _opened(wsgi.create_app(load(**settings)))
        else:
            with postgres_server() as server:
                url = str(server.get_uri("coverage"))
                server.psql("CREATE DATABASE coverage")
                yield from _opened(wsgi.create_app(load(**settings, database_url=url)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(app: Flask) -> Iterator[Flask]:
    at = clock.start_of(END) + timedelta(hours=20)
    with clock.frozen(at):
        migrate.upgrade(app)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def pupils(number: int) -> None:
    """Schools with classes and pupils, inserted in bulk."""
    commune = make.commune()
    place = 1
    for one in range(number // SCHOOL):
        school = make.school(f"THCS {one}", commune)
        for start in range(0, SCHOOL, CLASS):
            of = make.school_class(school, f"{6 + start // 250}A{start}", 6 + start // 250)
            people = [_person(place + n, school) for n in range(CLASS)]
            db.session.execute(insert(Person), people)
            stays = [_stay(person["id"], school, of.id) for person in people]
            db.session.execute(insert(Enrolment), stays)
            keys = [{"key": person["id"], "person_id": person["id"]} for person in people]
            db.session.execute(insert(PersonKey), keys)
            place += CLASS
    db.session.commit()


def _person(number: int, school: OrgUnit) -> dict[str, Any]:
    name = f"Học sinh {number}"
    return {
        "id": number,
        "school_id": school.id,
        "full_name": name,
        "sort_key": name,
        "search_key": name,
        "username": f"p{number}",
    }


def _stay(person_id: int, school: OrgUnit, class_id: int) -> dict[str, Any]:
    return {
        "school_id": school.id,
        "class_id": class_id,
        "person_id": person_id,
        "starts_on": make.YEAR_START,
    }


def events(number: int) -> int:
    """150 events a pupil over the year, inserted in bulk; how many."""
    random = Random(4)
    kind = db.session.scalars(select(Kind.id).where(Kind.code == "lesson_item_completed")).one()
    rows: list[dict[str, Any]] = []
    for place in range(number * EVENTS):
        day = make.YEAR_START + timedelta(days=random.randrange(35 * 7))
        rows.append(_event(place, place % number + 1, kind, day))
        if len(rows) == BATCH:
            db.session.execute(insert(Event), rows)
            rows.clear()
    if rows:
        db.session.execute(insert(Event), rows)
    db.session.commit()
    return number * EVENTS


def _event(place: int, key: int, kind: int, day: date) -> dict[str, Any]:
    return {
        "received_at": clock.start_of(day) + timedelta(hours=12),
        "local_date": day,
        "kind_id": kind,
        "person_key": key,
        "unit_id": None,
        "object_id": place % 500,
        "class_id": None,
        "seconds": 60,
        "source": 1,
        "client_id": f"{place:x}",
    }


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare() -> None:
    """Read every event once, doing nothing with it."""
    db.session.execute(select(func.count(), func.sum(Event.person_key)).select_from(Event)).one()
    db.session.rollback()


def one(kind: str, number: int) -> list[Row]:
    """All figures of one size on one database."""
    with house(kind):
        make.year()
        pupils(number)
        count = events(number)
        bare()
        scan = timed(bare)
        steps = {
            "rollup": timed(lambda: rolling.rollup(full=True)),
            "compute": timed(compute.compute),
        }
        reports: list[check.Report] = []
        steps["check"] = timed(lambda: reports.append(check.check()))
    agreed = "agrees" if reports[0].agrees else f"{len(reports[0].differences)} DIFFERENT"
    found = f"{reports[0].figures:,} figures, {agreed}"
    rows = []
    for step, took in steps.items():
        note = f"{count:,} events; bare scan {scan:.2f} s; ratio {took / scan:.0f}"
        note += f"; {found}" if step == "check" else ""
        rows.append(Row(f"coverage {step}, {kind}, {number:,} pupils", f"{took:.1f} s", "", note))
    return rows


def run() -> list[Row]:
    """Both sizes on both databases."""
    return [row for kind in ("sqlite", "postgresql") for n in SIZES for row in one(kind, n)]
