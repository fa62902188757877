"""What every request asks first, on both databases: who signed in, as what, with how much news."""

from flask import Flask

from school.signin.session import load
from suite.db import db
from tests.kit import make
from tests.kit.client import session_key


def test_each_key_gives_its_own_person(dbapp: Flask) -> None:
    group = make.school_class()
    teacher, pupil = make.teacher(group), make.student(group)
    keys = {person.id: session_key(person) for person in (teacher, pupil)}
    for person_id, key in keys.items():
        db.session.expire_all()
        with dbapp.test_request_context():
            found = load(key)
        assert found is not None and found.person.id == person_id
        assert found.who.grants and found.who.person_id == person_id and found.unread == 0


def test_an_ended_epoch_gives_nobody(dbapp: Flask) -> None:
    person = make.teacher(make.school_class())
    key = session_key(person)
    person.session_epoch += 1
    db.session.commit()
    with dbapp.test_request_context():
        assert load(key) is None
