"""Light or dark, normal or large: chosen by a form, kept in a cookie, before sign-in too."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from suite import look
from tests.kit import make

SignedIn = Callable[[Any], FlaskClient]


@given(st.text())
def test_any_cookie_is_some_look(text: str) -> None:
    assert look.read(text).theme in look.THEMES


@given(st.sampled_from(look.THEMES), st.booleans())
def test_what_is_written_is_read(theme: str, large: bool) -> None:
    assert look.read(look.Look(theme, large).written()) == look.Look(theme, large)


def test_the_choice_holds_before_sign_in(client: FlaskClient) -> None:
    page = client.get("/signin").text
    assert 'media="screen and (prefers-color-scheme: dark)"' in page
    answer = client.post("/look", data={"theme": "dark", "large": "1", "next": "/signin"})
    assert answer.location == "/signin"
    page = client.get("/signin").text
    assert 'data-theme="dark" data-print="large"' in page and 'media="screen"' in page
    client.post("/look", data={"theme": "light"})
    page = client.get("/signin").text
    assert "dark.css" not in page and "data-print" not in page


@pytest.mark.parametrize("sent", [{}, {"theme": "<script>"}, {"theme": "dark.large", "large": "2"}])
def test_an_odd_choice_is_as_usual(sent: dict[str, str], client: FlaskClient) -> None:
    client.post("/look", data=sent)
    page = client.get("/look").text
    assert 'data-theme="system"' in page and "data-print" not in page


def test_forms_speak_vietnamese(signed_in: SignedIn) -> None:
    page = signed_in(make.person()).get("/design").text
    assert "Not a valid" not in page and "Hãy chọn một trong các lựa chọn." in page
    assert 'aria-invalid="true"' in page and "data-error-summary" in page


def test_the_design_page_is_for_builders(signed_in: SignedIn, app: Any) -> None:
    settings = app.extensions["lopso.settings"]
    teacher = signed_in(make.teacher(make.school_class()))
    boss = signed_in(make.person(role="administrator", at=make.province()))
    settings.testing = False
    try:
        assert teacher.get("/design").status_code == 404
        assert boss.get("/design").status_code == 200
    finally:
        settings.testing = True
