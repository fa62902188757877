"""Pages as pictures: drawn once, apart, with limits, and never for whom the rights do not allow."""

import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from repository.catalogue import service
from repository.catalogue.models import Work
from repository.formats.pdf import picture_process
from repository.reading import picture_views, pictures
from suite import apart, clock, files
from suite.db import db
from suite.pace import Pace
from tests.kit import hostile, make_library
from tests.kit.make_library import Town

SignIn = Callable[[object], FlaskClient]


def pdf_work(here: Town) -> Work:
    pdf = ("pdf", "application/pdf")
    return make_library.book(here, "Sách in", 1, hostile.pdf(), pdf)


def refuse(*_words: Any, **_limits: Any) -> Any:
    raise AssertionError("drawn anew")


def test_drawn_once_and_by_width(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    url = f"/library/read/{pdf_work(here).files[0].id}/pictures"
    pupil = signed_in(here.student)
    shown = pupil.get(url).text
    assert f'src="{url}/1?w=480"' in shown
    assert "Sách in trang 1" in shown
    first = pupil.get(f"{url}/1?w=500")
    with Image.open(BytesIO(first.data)) as image:
        assert (image.format, image.width) == ("WEBP", 800)
    assert first.mimetype == "image/webp"
    assert first.headers["Cache-Control"] == "private, max-age=600"
    assert first.headers["Content-Security-Policy"].startswith("sandbox")
    monkeypatch.setattr(apart, "answer_of", refuse)
    assert signed_in(here.teacher).get(f"{url}/1?w=800").data == first.data
    again = pupil.get(f"{url}/1?w=800", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for odd in ("0", "2", "99999999999999999999", "-1", "x"):
        assert pupil.get(f"{url}/{odd}").status_code == 404


def test_too_much_at_once_is_put_off(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    url = f"/library/read/{pdf_work(here).files[0].id}/pictures/1"
    pupil = signed_in(here.student)
    monkeypatch.setattr(pictures, "PATIENCE", 0)
    held = [pictures._room.acquire() for _ in range(pictures.AT_ONCE)]
    try:
        put_off = pupil.get(url)
    finally:
        for _ in held:
            pictures._room.release()
    assert (put_off.status_code, put_off.headers["Retry-After"]) == (503, "1")
    monkeypatch.setattr(picture_views, "PACE", Pace(1, 60))
    answers = iter([{"error": "damaged"}, {"picture": "AAAA"}])
    monkeypatch.setattr(apart, "answer_of", lambda *_words, **_limits: next(answers))
    assert [pupil.get(url).status_code for _ in range(2)] == [404, 429]
    assert signed_in(here.teacher).get(url).status_code == 200
    assert pupil.get(url).status_code == 200


def test_no_picture_of_what_may_not_be_seen(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = pdf_work(here)
    url = f"/library/read/{work.files[0].id}/pictures"
    pupil = signed_in(here.student)
    assert pupil.get(f"{url}/1").status_code == 200
    for other in (signed_in(here.stranger), app.test_client()):
        assert [other.get(one).status_code for one in (url, f"{url}/1")] == [404, 404]
    work.embargo_until = clock.now() + timedelta(days=1)
    db.session.commit()
    assert [pupil.get(one).status_code for one in (url, f"{url}/1")] == [404, 404]
    work.embargo_until = None
    service.withdraw(work, here.librarian.id, "Nhầm tệp")
    db.session.commit()
    assert [pupil.get(one).status_code for one in (url, f"{url}/1")] == [404, 404]


def test_who_saves_data_is_led_to_pictures(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    url = f"/library/read/{pdf_work(here).files[0].id}"
    pupil, saving = signed_in(here.student), {"Save-Data": "on"}
    led = pupil.get(f"{url}?page=1&q=chao", headers=saving)
    assert (led.status_code, led.location) == (302, f"{url}/pictures?page=1&q=chao")
    assert pupil.get(f"{url}?whole=1", headers=saving).status_code == 200
    assert pupil.get(url).status_code == 200
    text = make_library.book(here)
    led = pupil.get(f"/library/read/{text.files[0].id}/pictures")
    assert led.location == f"/library/read/{text.files[0].id}/text"
    assert pupil.get(f"/library/read/{text.files[0].id}/pictures/1").status_code == 404


def test_a_file_that_is_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    for data in (b"", b"%PDF-1.4\n", hostile.pdf()[:60]):
        path.write_bytes(data)
        assert picture_process.answer(str(path), "1", "480", b"") == {"error": "damaged"}
    path.write_bytes(hostile.pdf())
    assert picture_process.answer(str(path), "2", "480", b"") == {"error": "page"}


def test_what_lay_longest_goes_first(app: Flask) -> None:
    folder = files.store().folder.parent / pictures.FOLDER
    (folder / "ab").mkdir(parents=True)
    for at, name in enumerate("cab"):
        (folder / "ab" / name).write_bytes(b"x" * 10)
        os.utime(folder / "ab" / name, (at, at))
    assert pictures.trim(folder, 25) == 1
    assert sorted(path.name for path in (folder / "ab").iterdir()) == ["a", "b"]
    assert pictures.trim(folder, 25) == 0


@pytest.mark.parametrize(("asked", "width"), [(-5, 480), (480, 480), (481, 800), (9_999, 1200)])
def test_widths(asked: int, width: int) -> None:
    assert pictures.fitting(asked) == width
