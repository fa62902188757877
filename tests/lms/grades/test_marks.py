"""Giving marks on both databases: steps, versions, release, and what is refused."""

from decimal import Decimal

import pytest
from flask import Flask

from lms.grades.marks import MarkConflict, give_mark, marks_of, own_mark, release_mark, see_mark
from lms.grades.queries import history_of
from suite.db import db
from tests.kit import make_courses


def test_every_change_is_a_step(dbapp: Flask) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment")
    pupil, teacher = of.pupils[0].id, of.teacher.id
    first = give_mark(one.id, pupil, Decimal("8.25"), "given", "chấm", teacher, "Tốt", expected=0)
    db.session.commit()
    assert (first.version, first.value, first.comment) == (1, Decimal("8.25"), "Tốt")
    with pytest.raises(MarkConflict):
        give_mark(one.id, pupil, Decimal(9), "given", "chấm", teacher, expected=0)
    db.session.rollback()
    same = give_mark(one.id, pupil, Decimal("8.25"), "given", "chấm", teacher, expected=1)
    assert same.version == 1
    again = give_mark(one.id, pupil, None, "excused", "ốm", teacher, expected=1)
    db.session.commit()
    assert again.version == 2 and again.comment == "Tốt"
    found = history_of(again.id)
    assert found is not None
    assert [(s.state, s.value, s.reason) for s in found.steps] == [
        ("given", Decimal("8.25"), "chấm"),
        ("excused", None, "ốm"),
    ]


def test_a_mark_is_seen_only_when_returned(dbapp: Flask) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment")
    pupil = of.pupils[0].id
    mark = give_mark(one.id, pupil, Decimal(0), "given", "máy", None)
    db.session.commit()
    assert own_mark(one, pupil) is None
    assert not see_mark(one, pupil)
    release_mark(mark)
    db.session.commit()
    assert own_mark(one, pupil) is not None
    assert see_mark(one, pupil)
    assert not see_mark(one, pupil)
    db.session.commit()
    assert set(marks_of(one)) == {pupil}


@pytest.mark.parametrize(
    ("value", "state"),
    [(Decimal(11), "given"), (Decimal(-1), "given"), (None, "given"), (Decimal(5), "empty")],
)
def test_what_is_no_mark_is_refused(app: Flask, value: Decimal | None, state: str) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment")
    with pytest.raises(ValueError, match=r"mark|value"):
        give_mark(one.id, of.pupils[0].id, value, state, "", None)


def test_an_empty_mark_is_never_released(app: Flask) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment")
    mark = give_mark(one.id, of.pupils[0].id, None, "empty", "", None, "Chưa nộp", release=True)
    assert mark.released_at is None
