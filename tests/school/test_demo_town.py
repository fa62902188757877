"""The demonstration town: built once, the same each time, refused in earnest."""

from flask import Flask
from sqlalchemy import select

from school import demo as town
from school import demo_roles as roles
from school.people.models import Person
from suite.db import db


def names() -> list[str]:
    return list(db.session.scalars(select(Person.full_name).order_by(Person.id)))


def test_the_town_is_the_same_each_time(app: Flask) -> None:
    town.build()
    first = names()
    assert 180 < len(first) < 220 and len(set(first)) > 150
    assert first[:3] == ["Lý Minh Quản", "Hồ Thị Phường", "Bùi Minh Thảo"]


def test_every_sign_in_works(app: Flask) -> None:
    town.build()
    roles.build()
    for username in [*town.SIGN_INS.values(), *roles.SIGN_INS.values()]:
        client = app.test_client()
        data = {"username": username, "password": town.PASSWORD}
        assert client.post("/signin", data=data).status_code == 303
        assert client.get("/").status_code == 200


def test_refused_without_the_setting(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1 and "LOPSO_DEMO" in result.output
