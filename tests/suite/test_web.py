"""Every page carries the policy; a GET cannot write; errors are pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from suite import audit, web
from suite.db import ReadOnlyRequest, db, reading
from tests.kit import make
from tests.kit.client import sign_in


def test_policy_headers(client: FlaskClient) -> None:
    headers = client.get("/signin").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_static_files_with_their_hash_are_kept_for_a_year(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        url = web.static_url("css/theme.css")
    assert "immutable" in client.get(url).headers["Cache-Control"]
    assert client.get("/static/css/theme.css").headers["Cache-Control"] == "no-cache"


def test_a_get_cannot_write(dbapp: Flask) -> None:
    with dbapp.test_request_context("/"):
        dbapp.preprocess_request()
        assert reading()
        audit.record("x", "y")
        with pytest.raises(ReadOnlyRequest):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"),
        *("/\t\\evil.example", "/\n/evil.example", "/x\r\nSet-Cookie: a=b"),
    ],
)
def test_next_stays_in_the_house(target: str, client: FlaskClient) -> None:
    person = make.person()
    sign_in(client, person)
    answer = client.get("/signin", query_string={"next": target})
    assert answer.location == "/"


def test_language_is_kept(client: FlaskClient) -> None:
    assert 'lang="vi"' in client.get("/signin").text
    client.post("/language", data={"language": "en", "next": "/signin"})
    assert 'lang="en"' in client.get("/signin").text


def test_errors_are_pages_in_vietnamese(client: FlaskClient) -> None:
    answer = client.get("/khong-co-trang-nay")
    assert answer.status_code in (302, 404)
    sign_in(client, make.person())
    assert client.get("/khong-co-trang-nay").status_code == 404


@pytest.mark.parametrize("path", ["/signin", "/static/css/theme.css"])
@pytest.mark.parametrize("offered", ["gzip, deflate", "gzip, deflate, br"])
def test_text_is_compressed(path: str, offered: str, client: FlaskClient) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": offered})
    assert packed.headers["Content-Encoding"] in offered
    assert len(packed.data) * 2 < len(plain.data)


@pytest.mark.parametrize("name", ["_scheme", "_external", "_anchor", "_method", "endpoint"])
def test_an_address_cannot_steer_the_links_made_of_it(name: str, app: Flask) -> None:
    with app.test_request_context(f"/people?q=an&{name}=javascript&page=2"):
        assert web.Page([], 2, 3, 150).url(3) == "/people?q=an&page=3"


def test_numbers_and_characters_that_no_row_holds_break_nothing(dbapp: Flask) -> None:
    client = dbapp.test_client()
    sign_in(client, make.teacher(make.school_class()))
    assert client.get(f"/classes/{10**30}").status_code == 404
    assert client.get(f"/classes/{2**63 - 1}").status_code == 404
    assert client.get("/classes", query_string={"school": 10**30}).status_code == 400
    assert client.get("/people", query_string={"q": "a\0b"}).status_code in (200, 400)
    assert client.get("/bank", query_string={"q": "\ud800".encode("utf-8", "surrogatepass")})
    assert client.get("/people").status_code == 200


def test_the_page_of_a_crash_only_reads_and_has_a_plain_stand_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    seen: list[bool] = []

    def crash() -> str:
        raise RuntimeError("lock")

    def page(_code: int, message: str) -> tuple[str, int]:
        seen.append(reading())
        raise RuntimeError(message)

    monkeypatch.setitem(app.view_functions, "suite.set_language", crash)
    answer = client.post("/language")
    assert answer.status_code == 500 and "error-page" in answer.text
    monkeypatch.setattr(web, "error_page", page)
    answer = client.post("/language")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    assert "Dữ liệu của bạn không bị mất" in answer.text
    assert seen == [True]
