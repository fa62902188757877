"""What is for one class is seen by its pupils and teachers, as long as they are in it."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from repository.catalogue import service
from repository.catalogue.models import Work
from repository.catalogue.permissions import tokens
from school.classes.models import Enrolment
from school.people.standing import who_is
from suite import clock
from suite.db import db
from tests.kit import make_library
from tests.repository.pages.test_rights import SECRET, sees

SignIn = Callable[[object], FlaskClient]


def for_class(here: make_library.Town) -> Work:
    return make_library.published(
        here, SECRET, audience="class", classes=(here.school_class.id,), creators=("Trần Kín Đáo",)
    )


def test_it_ends_with_the_enrolment(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = for_class(here)
    pupil = signed_in(here.student)
    assert sees(pupil, work)
    db.session.execute(
        update(Enrolment)
        .where(Enrolment.person_id == here.student.id)
        .values(ends_on=clock.today() + timedelta(days=1))
    )
    db.session.commit()
    assert sees(pupil, work)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert not sees(pupil, work)


def test_tokens_and_statements_agree(dbapp: Flask) -> None:
    here = make_library.town()
    work = for_class(here)
    token = f"class:{here.school_class.id}"
    assert token in tokens(who_is(here.student))
    assert token in tokens(who_is(here.teacher))
    assert token not in tokens(who_is(here.stranger))
    again = service.Description(title=work.title, kind="text", licence="own", audience="class")
    try:
        service.edit(work, again, here.librarian.id)
    except service.Refused as refused:
        db.session.rollback()
        assert refused.codes == ("no_class",)
    else:
        raise AssertionError("a class must be named")
