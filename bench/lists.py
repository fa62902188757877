"""Lists and pages: statements and CPU of a request, in process, for 45 and for 2,000 pupils.

The school's administrator opens the lists; the CPU is that of the whole request (rights, query,
template), the mean of twenty after a first one that warms up, on SQLite.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select

import wsgi
from bench.rows import Row
from bench.world import pupils
from school.classes.models import Enrolment, SchoolClass
from school.people.models import RoleGrant
from suite import migrate
from suite.db import db
from suite.settings import load
from tests.kit import make
from tests.kit.client import HouseClient, sign_in
from tests.kit.queries import counted

SECRET = "bench-only-" + "x" * 32
SIZES, CLASS, TIMES = (45, 2_000), 45, 20
PAGES = {
    "people": "/people",
    "people as a file": "/people?format=csv",
    "classes": "/classes",
    "a class of 45": "/classes/{class_id}",
    "notices": "/notices",
    "first page": "/",
}


def school_of(count: int) -> tuple[Any, SchoolClass]:
    """An administrator and the first class of a school with that many pupils in classes of 45."""
    school = make.school()
    ids = pupils(count, school.id)
    role = {"role": "student", "unit_id": school.id, "valid_from": make.YEAR_START}
    db.session.execute(insert(RoleGrant), [role | {"person_id": one} for one in ids])
    for place, start in enumerate(range(0, count, CLASS)):
        of = make.school_class(school, f"{6 + place % 4}A{place}", 6 + place % 4)
        stay = {"class_id": of.id, "school_id": school.id, "starts_on": make.YEAR_START}
        held = ids[start : start + CLASS]
        db.session.execute(insert(Enrolment), [stay | {"person_id": one} for one in held])
    db.session.commit()
    admin = make.person("Quản Trị", "school_administrator", school)
    return admin, db.session.scalars(select(SchoolClass).order_by(SchoolClass.id)).first()


def one(client: FlaskClient, path: str) -> tuple[int, float]:
    """Statements of a request and its CPU in milliseconds."""
    assert client.get(path).status_code == 200
    with counted() as statements:
        client.get(path)
    begin = time.process_time()
    for _ in range(TIMES):
        client.get(path)
    return len(statements), (time.process_time() - begin) / TIMES * 1000


def run() -> list[Row]:
    rows = []
    for count in SIZES:
        with tempfile.TemporaryDirectory(prefix="lopso-lists-") as folder:
            app = wsgi.create_app(load(data_dir=Path(folder), secret_key=SECRET, testing=True))
            app.test_client_class = HouseClient
            migrate.upgrade(app)
            with app.app_context():
                admin, of = school_of(count)
                client = sign_in(app.test_client(), admin)
                for name, path in PAGES.items():
                    number, cpu = one(client, path.format(class_id=of.id))
                    label = f"{name}, {count:,} pupils"
                    value = f"{cpu:.1f} ms CPU, {number} statements"
                    target = "" if "format" in path else "≤ 40 ms, ≤ 12"
                    rows.append(Row(label, value, target))
                db.session.remove()
                db.engine.dispose()
    return rows
