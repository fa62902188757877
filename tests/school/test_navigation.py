"""The navigation by role: what one does every day stands first, on the phone and on the desk."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from school.people.models import Guardianship, Person
from suite import navigation
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted

SignedIn = Callable[..., Any]
BAR = re.compile(r'<nav class="tabs".*?(?=<details|</nav>)', re.S)
SIDE = re.compile(r'<nav class="side".*?</nav>', re.S)
LINE = re.compile(r'class="nav-item" href="([^"]+)"')
DAILY = {
    "school_administrator": ["/", "/classes", "/people", "/units"],
    "administrator": ["/", "/classes", "/people", "/units"],
    "principal": ["/", "/coverage", "/classes", "/people"],
    "vice_principal": ["/", "/coverage", "/classes", "/people"],
    "inspector": ["/", "/coverage", "/units", "/library/"],
    "commune_officer": ["/", "/coverage", "/units", "/library/"],
    "province_officer": ["/", "/coverage", "/units", "/library/"],
    "invigilator": ["/", "/candidates", "/sittings", "/library/"],
    "librarian": ["/", "/library/", "/coverage", "/classes"],
    "student": ["/", "/courses", "/library/", "/classes"],
    "teacher": ["/", "/courses", "/library/", "/bank"],
    "homeroom_teacher": ["/", "/courses", "/classes", "/library/"],
    "guardian": ["/", "/children", "/library/", "/classes"],
}


def one(role: str) -> Person:
    row = make.school_class()
    if role == "student":
        return make.student(row)
    if role in ("teacher", "homeroom_teacher"):
        return make.teacher(row, homeroom=role == "homeroom_teacher")
    if role == "guardian":
        parent, child = make.person("Nguyễn Thị Mẹ"), make.student(row)
        db.session.add(
            Guardianship(
                guardian_id=parent.id,
                pupil_id=child.id,
                relation="mother",
                valid_from=make.YEAR_START,
            )
        )
        db.session.commit()
        return parent
    at = {
        "commune_officer": row.school.parent,
        "inspector": row.school.parent,
        "administrator": row.school.parent.parent,
        "province_officer": row.school.parent.parent,
    }.get(role, row.school)
    return make.person("Lê Văn Người", role, at)


@pytest.mark.parametrize("role", list(DAILY))
def test_what_one_does_every_day_stands_in_the_bar(
    app: Flask, signed_in: SignedIn, role: str
) -> None:
    page = signed_in(one(role)).get("/").text
    bar, side = (LINE.findall(part.search(page)[0]) for part in (BAR, SIDE))  # type: ignore[index]
    assert bar[:4] == DAILY[role]
    assert side[:4] == bar[:4]


def test_a_line_of_many_roles_stands_once(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    both = make.teacher(row, homeroom=True)
    make.people.grant(both, "school_administrator", row.school_id, since=make.YEAR_START)
    db.session.commit()
    page = signed_in(both).get("/").text
    side = LINE.findall(SIDE.search(page)[0])  # type: ignore[index]
    assert side[:5] == ["/", "/courses", "/classes", "/people", "/units"]
    assert len(side) == len(set(side))


@pytest.mark.parametrize("role", list(DAILY))
def test_the_order_asks_the_database_nothing(app: Flask, signed_in: SignedIn, role: str) -> None:
    client = signed_in(one(role))
    with client:
        client.get("/")
        with counted() as seen:
            for entry in navigation._nav:
                entry.near()
        assert seen == []
