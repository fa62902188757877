"""What the first page asks of officers and librarians."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from school.people.models import Person
from suite import clock
from tests.kit import make
from tests.kit import make_indicators as counting

START = make.YEAR_START
WEEK = timedelta(weeks=1)
NOW = START + 4 * WEEK - timedelta(days=1)
SignedIn = Callable[[Person], FlaskClient]


def first_page(client: FlaskClient) -> str:
    with clock.frozen(counting.at(NOW)):
        return client.get("/").get_data(as_text=True)


def test_an_officer_is_told_which_schools_are_below_the_line(
    app: Flask, signed_in: SignedIn
) -> None:
    commune = make.commune()
    for name, amount, regular in (("THCS Cao", 24, 24), ("THCS Thấp", 24, 11), ("THCS Bé", 6, 2)):
        of = make.school_class(make.school(name, commune), "6A")
        for number in range(amount):
            pupil = make.student(of, f"Nguyễn Văn {chr(65 + number)}")
            if number < regular:
                counting.used(pupil, [START, START + WEEK])
    counting.programme()
    counting.counted(NOW)
    page = first_page(signed_in(make.person("Bà Cán", "commune_officer", commune)))
    assert "THCS Thấp" in page
    assert "THCS Cao" not in page
    assert "THCS Bé" not in page  # so small that its figures are not shown outside


def test_a_librarian_is_led_to_the_topics_without_materials(
    app: Flask, signed_in: SignedIn
) -> None:
    of = make.school_class()
    make.student(of)
    counting.programme()
    counting.counted(NOW)
    page = first_page(signed_in(make.person("Cô Thư", "librarian", of.school)))
    assert "/coverage/materials" in page
    assert "/library/upload" in page
