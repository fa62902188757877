"""Two markers in the same moment, and two beats: one row, and the second marker is told."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from lms.courses.models import Activity, Visit
from lms.courses.visits import visit
from lms.grades.marks import MarkConflict, give_mark
from lms.grades.models import Mark
from suite.db import db
from tests.kit import make_courses


def together(app: Flask, *runs: Callable[[], None]) -> list[str]:
    """Run each in a thread and app context of its own; the names of what they raised."""
    db.session.commit()
    barrier, raised = Barrier(len(runs)), []

    def run(one: Callable[[], None]) -> None:
        with app.app_context():
            barrier.wait(20)
            try:
                one()
                db.session.commit()
            except MarkConflict as error:
                raised.append(type(error).__name__)
                db.session.rollback()
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(one,)) for one in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def test_one_of_two_first_marks_stands(dbapp: Flask) -> None:
    of = make_courses.taught()
    one, pupil = make_courses.activity(of, "assignment").id, of.pupils[0].id

    def giving(value: int) -> Callable[[], None]:
        return lambda: void(
            give_mark(one, pupil, Decimal(value), "given", "chấm", None, expected=0)
        )

    raised = together(dbapp, *(giving(value) for value in range(4)))
    assert raised == ["MarkConflict"] * 3
    assert db.session.scalar(select(func.count(Mark.id))) == 1
    mark = db.session.scalars(select(Mark)).one()
    assert mark.version == len(mark.steps) == 1


def test_beats_of_two_windows_keep_one_row(dbapp: Flask) -> None:
    of = make_courses.taught()
    one, pupil = make_courses.activity(of).id, of.pupils[0].id

    def beat() -> None:
        visit(db.session.get_one(Activity, one), pupil, 15)

    assert together(dbapp, beat, beat, beat) == []
    assert db.session.scalar(select(func.count(Visit.id))) == 1


def void(_value: object) -> None:
    """Drop a value."""
